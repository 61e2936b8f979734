"""Reports on disk: one file by its extension, or a folder with everything.

Every file is written under a temporary name beside its place and renamed when it is complete, so that a full disk
or an interruption leaves nothing half-written behind.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from condition.comparison import COMPARED, Comparison
from condition.errors import SettingsError
from condition.report import overlay
from condition.report.as_html import render_html
from condition.report.as_json import render_json
from condition.report.as_pdf import render_pdf
from condition.report.as_text import render_text
from condition.report.as_timeline import render_timeline
from condition.report.comparison_sheet import comparison_sheet, print_date
from condition.report.crops import crop_pair, crop_picture
from condition.report.times import line_of

JPEG_QUALITY = 92


def write_report(comparison: Comparison, path: str | Path) -> Path:
    """Write the report in the form that the extension names, and return the path written.

    Parameters
    ----------
    comparison : Comparison
        Compared or refused.
    path : str or Path
        Ends in ``.html``, ``.pdf`` (PDF/A-3 with the record attached; dated now, or by SOURCE_DATE_EPOCH), ``.json``,
        ``.png`` (both photos with numbered marks) or ``.txt``; its folder exists.

    Raises
    ------
    SettingsError
        For any other extension.
    OSError
        Where the file cannot be written.
    """
    target = Path(path)
    extension = target.suffix.lower()
    if extension not in _FORMS:
        known = ", ".join(_FORMS)
        raise SettingsError(
            f"{target.name}: a report cannot be written as {extension or 'a file without extension'}; choose one of {known}"
        )
    return write_file(target, _FORMS[extension](comparison))


def write_folder(comparison: Comparison, folder: str | Path) -> tuple[Path, ...]:
    """Write everything about a comparison into a folder, made where it is missing, and return the paths written.

    ``report.html``, ``result.json``, ``before.jpg`` and ``after.jpg`` (annotated), ``timeline.svg`` where any time is
    known; for compared photos also ``before_aligned.jpg`` (nothing drawn on it), ``coverage.jpg`` and ``marks/NN.png``, one crop pair a mark.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    contents: dict[str, Callable[[], bytes]] = {
        "report.html": lambda: _html(comparison),
        "result.json": lambda: _json(comparison),
        "before.jpg": lambda: as_jpeg(overlay.annotated_before(comparison)),
        "after.jpg": lambda: as_jpeg(overlay.annotated_after(comparison)),
    }
    line = line_of(comparison)
    if line:
        contents["timeline.svg"] = lambda: as_utf8(render_timeline(line))
    if comparison.status == COMPARED:
        contents["before_aligned.jpg"] = lambda: as_jpeg(overlay.aligned_before(comparison))
        contents["coverage.jpg"] = lambda: as_jpeg(overlay.coverage_picture(comparison))
    written = [write_file(target / name, make()) for name, make in contents.items()]
    return (*written, *_write_marks(comparison, target / "marks"))


def _write_marks(comparison: Comparison, folder: Path) -> list[Path]:
    if comparison.status != COMPARED or not comparison.findings:
        return []
    folder.mkdir(exist_ok=True)
    return [
        write_file(folder / f"{finding.number:02d}.png", as_png(crop_picture(crop_pair(comparison, finding))))
        for finding in comparison.findings
    ]


def write_file(target: Path, content: bytes) -> Path:
    """Write a file in one step: under a temporary name beside its place, then renamed. Returns its path."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".condition-", suffix=target.suffix)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        # mkstemp makes files that only their owner reads; a report is made to be passed on
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(target)
    except BaseException:  # whatever ends it: half a report stays nowhere
        temporary.unlink(missing_ok=True)
        raise
    return target


def _html(comparison: Comparison) -> bytes:
    return as_utf8(render_html(comparison))


def _pdf(comparison: Comparison) -> bytes:
    return render_pdf(comparison_sheet(comparison, print_date()))


def _json(comparison: Comparison) -> bytes:
    return as_utf8(render_json(comparison) + "\n")


def _text(comparison: Comparison) -> bytes:
    return as_utf8(render_text(comparison) + "\n")


def as_utf8(text: str) -> bytes:
    """Encode a text; lone surrogates (a file name that is not UTF-8) become escapes, which JSON reads back."""
    return text.encode("utf-8", errors="backslashreplace")


def as_png(pixels: NDArray[np.uint8]) -> bytes:
    """Return a picture ``(h, w, 3)`` sRGB as the bytes of a PNG file."""
    return _encoded(".png", pixels, [])


def as_jpeg(pixels: NDArray[np.uint8]) -> bytes:
    """Return a picture ``(h, w, 3)`` sRGB as the bytes of a JPEG file."""
    return _encoded(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])


def _encoded(extension: str, pixels: NDArray[np.uint8], options: list[int]) -> bytes:
    done, encoded = cv2.imencode(extension, cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), options)
    assert done, "JPEG and PNG hold any uint8 RGB array of this size"
    return encoded.tobytes()


_FORMS: dict[str, Callable[[Comparison], bytes]] = {
    ".html": _html,
    ".pdf": _pdf,
    ".json": _json,
    ".png": lambda comparison: as_png(overlay.pair_picture(comparison)),
    ".txt": _text,
}

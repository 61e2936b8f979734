"""Sheet -> PDF/A-3a with tags for screen readers (PDF/UA-1), set by typst: offline, fonts inside, the record attached.

Words go to the typesetter as data of a JSON file, never as its markup. A character that no font here has would make a
document that cannot be archived; it is written as its code point, and the attached record holds it as it is.

References
----------
.. [1] ISO 19005-3:2012, Use of ISO 32000-1 with support for embedded files (PDF/A-3).
.. [2] ISO 14289-1:2014, Electronic document file format enhancement for accessibility (PDF/UA-1).
"""

from __future__ import annotations

import json
import re
import tempfile
import unicodedata
from datetime import UTC
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from condition.errors import ConditionError
from condition.language import _, current, shown
from condition.report.environment import TEMPLATES
from condition.report.legend import STYLES
from condition.report.sheet import Sheet, plain_block

if TYPE_CHECKING:
    from typst import Fonts

FONTS = Path(__file__).parent / "fonts"
#: Our own type, and for other scripts that of a library that is here anyway.
FAMILIES = ("Source Sans 3", "DejaVu Sans")
#: What is no character of text, whatever a font says: private, unassigned, surrogate, control, format.
_NO_TEXT = frozenset({"Co", "Cn", "Cs", "Cc", "Cf"})
#: Languages whose letters this type has.
PRINTED = frozenset({"en", "de", "fr", "es"})
#: Runs without a space from this length on may be broken, after so many characters each; hashes have room of their own.
RUN, RUN_PART = 28, 14
_RUN, _HASH = re.compile(rf"\S{{{RUN},}}"), re.compile(r"[0-9a-f]{64}")
ZERO_WIDTH_SPACE = "\u200b"
_SUFFIXES = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"<svg": "svg"}
_TYPES = {"json": "application/json", "log": "text/plain", "toml": "application/toml"}


def printed_language() -> str:
    """Return the active language, or English where there is no type here to print the active one in (Chinese)."""
    return current() if current() in PRINTED else "en"


class PdfError(ConditionError):
    """The report cannot be set as a PDF."""

    advice = "Write the report as .html, which has the same content."


def render_pdf(sheet: Sheet) -> bytes:
    """Return a sheet as PDF; the same sheet gives the same bytes.

    Raises
    ------
    PdfError
        Where the typesetter refuses.
    """
    import typst

    with tempfile.TemporaryDirectory(prefix="condition-") as folder:
        root = Path(folder)
        names = _write_pictures(sheet, root)
        for name, (_, data) in sheet.attached.items():
            (root / f"attached-{name}").write_bytes(data)
        (root / "sheet.typ").write_bytes((TEMPLATES / "sheet.typ").read_bytes())
        try:
            return _typeset(sheet, root, names, covered())
        except typst.TypstError:
            # a font has the parts of a character, and not their combination: plain letters are always there
            try:
                return _typeset(sheet, root, names, frozenset(range(0x20, 0x7F)))
            except typst.TypstError as error:
                raise PdfError(f"the report cannot be set as a PDF ({error.message})") from error


def _typeset(sheet: Sheet, root: Path, names: dict[str, str], known: frozenset[int]) -> bytes:
    import typst

    content = {
        "title": sheet.title, "running": sheet.running, "lang": sheet.lang, "families": FAMILIES, "pictures": names,
        "styles": {
            verdict.value: {"colour": style.css, "ink": "#{:02x}{:02x}{:02x}".format(*style.ink), "letter": style.letter}
            for verdict, style in STYLES.items()
        },
        "date": sheet.date.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "blocks": [plain_block(block) for block in sheet.blocks],
        "attached": [[name, what, _TYPES[name.rpartition(".")[2]]] for name, (what, _) in sheet.attached.items()],
    }  # fmt: skip
    written = _settable(content, known)
    if written != _settable(content, None):
        written["missing"] = _settable(
            _("Characters that no font here has are written as <U+…>; the attached record has them."), known
        )
    (root / "sheet.json").write_text(json.dumps(written), encoding="utf-8")
    made = typst.compile(
        str(root / "sheet.typ"), root=str(root), font_paths=_fonts(), pdf_standards=["a-3a", "ua-1"],
        timestamp=sheet.date.astimezone(UTC).replace(microsecond=0), format="pdf",
    )  # fmt: skip
    assert isinstance(made, bytes), "one document"
    return made


def _write_pictures(sheet: Sheet, root: Path) -> dict[str, str]:
    """Write pictures under names of our own, and return name -> file; of two alike, one is written."""
    names = {}
    for number, (name, data) in enumerate(sorted(sheet.pictures.items())):
        suffix = next((each for start, each in _SUFFIXES.items() if data.startswith(start)), None)
        if suffix is None:
            raise PdfError(f"{name}: is no PNG, JPEG or SVG")
        names[name] = f"picture-{number}.{suffix}"
        (root / names[name]).write_bytes(data)
    return names


@lru_cache(maxsize=1)
def _fonts() -> Fonts:
    import matplotlib
    import typst

    folders = [str(FONTS), str(Path(matplotlib.get_data_path(), "fonts", "ttf"))]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)


@lru_cache(maxsize=1)
def covered() -> frozenset[int]:
    """Return the code points that can be set, in regular and in bold type."""
    import matplotlib
    from matplotlib.ft2font import FT2Font

    other = Path(matplotlib.get_data_path(), "fonts", "ttf")
    pairs = (
        (FONTS / "SourceSans3_400Regular.ttf", FONTS / "SourceSans3_600SemiBold.ttf"),
        (other / "DejaVuSans.ttf", other / "DejaVuSans-Bold.ttf"),
    )
    both = [
        frozenset(FT2Font(str(regular)).get_charmap()) & frozenset(FT2Font(str(bold)).get_charmap())
        for regular, bold in pairs
    ]
    return frozenset(
        code for code in frozenset().union(*both) if unicodedata.category(chr(code)) not in _NO_TEXT
    )


def _settable(value: Any, known: frozenset[int] | None) -> Any:
    if isinstance(value, str):
        return settable(shown(value), known)
    if isinstance(value, dict):
        return {name: _settable(each, known) for name, each in value.items()}
    return [_settable(each, known) for each in value] if isinstance(value, list | tuple) else value


def settable(text: str, known: frozenset[int] | None) -> str:
    """Return a text in which every character can be set; others are written as their code point, ``<U+738B>``.

    With None for the characters that are `known`, all are left as they are.
    """
    composed = unicodedata.normalize("NFC", text)
    written = "".join(
        each if known is None or ord(each) in known or each == "\n" else f"<U+{ord(each):04X}>"
        for each in composed
    )
    return written if _HASH.fullmatch(written) else _RUN.sub(_breakable, written)


def _breakable(run: re.Match[str]) -> str:
    """Allow a long run of letters without a space to go on in the next line, instead of out of the page."""
    return ZERO_WIDTH_SPACE.join(
        run.group()[start : start + RUN_PART] for start in range(0, len(run.group()), RUN_PART)
    )

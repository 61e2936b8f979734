"""Reports of a set on disk: one file by its extension, or a folder with everything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from condition.errors import SettingsError
from condition.report.as_pdf import render_pdf
from condition.report.comparison_sheet import print_date
from condition.report.crops import crop_picture
from condition.report.set_crops import best_crop
from condition.report.set_html import render_set_html
from condition.report.set_json import render_set_json
from condition.report.set_sheet import set_sheet
from condition.report.set_text import render_set_text
from condition.report.write import as_png, as_utf8, write_file
from condition.sets import ComparisonSet

_FORMS: dict[str, Callable[[ComparisonSet], bytes]] = {
    ".html": lambda made: as_utf8(render_set_html(made)),
    ".pdf": lambda made: render_set_pdf(made),
    ".json": lambda made: as_utf8(render_set_json(made) + "\n"),
    ".txt": lambda made: as_utf8(render_set_text(made) + "\n"),
}


def render_set_pdf(made: ComparisonSet) -> bytes:
    """Return the report of a set as PDF/A-3 with the record attached; dated now, or by SOURCE_DATE_EPOCH.

    Raises
    ------
    PdfError
        Where the typesetter refuses.
    """
    return render_pdf(set_sheet(made, print_date()))


def write_set_report(made: ComparisonSet, path: str | Path) -> Path:
    """Write the report of a set in the form that the extension names, and return the path written.

    Parameters
    ----------
    made : ComparisonSet
        Compared or not.
    path : str or Path
        Ends in ``.html``, ``.pdf``, ``.json`` or ``.txt``; its folder exists.

    Raises
    ------
    SettingsError
        For any other extension.
    OSError
        Where the file cannot be written.
    """
    target = Path(path)
    form = _FORMS.get(target.suffix.lower())
    if form is None:
        raise SettingsError(f"{target.name}: the report of a set is written as one of {', '.join(_FORMS)}")
    return write_file(target, form(made))


def write_set_folder(made: ComparisonSet, folder: str | Path) -> tuple[Path, ...]:
    """Write ``report.html``, ``result.json`` and ``marks/NN.png`` into a folder, made where it is missing."""
    target = Path(folder)
    (target / "marks").mkdir(parents=True, exist_ok=True)
    written = [
        write_file(target / "report.html", as_utf8(render_set_html(made))),
        write_file(target / "result.json", as_utf8(render_set_json(made) + "\n")),
    ]
    for mark in made.all_marks:
        picture = crop_picture(best_crop(made, mark))
        written.append(write_file(target / "marks" / f"{mark.number:02d}.png", as_png(picture)))
    return tuple(written)

"""Reports of a set on disk: one file by its extension, or a folder with everything."""

from __future__ import annotations

from pathlib import Path

from condition.errors import SettingsError
from condition.report.crops import crop_picture
from condition.report.set_crops import best_crop
from condition.report.set_html import render_set_html
from condition.report.set_json import render_set_json
from condition.report.set_text import render_set_text
from condition.report.write import as_png, as_utf8, write_file
from condition.sets import ComparisonSet

_FORMS = {".html": render_set_html, ".json": render_set_json, ".txt": render_set_text}


def write_set_report(made: ComparisonSet, path: str | Path) -> Path:
    """Write the report of a set in the form that the extension names, and return the path written.

    Parameters
    ----------
    made : ComparisonSet
        Compared or not.
    path : str or Path
        Ends in ``.html``, ``.json`` or ``.txt``; its folder exists.

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
        raise SettingsError(
            f"{target.name}: the report of a set is written as one of {', '.join(_FORMS)}; a case makes a PDF of each pair"
        )
    return write_file(target, as_utf8(form(made)))


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

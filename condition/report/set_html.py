"""ComparisonSet -> one HTML file that needs no network and no script: answer, marks, the same place in every photo, photos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from condition.language import _
from condition.novelty import Verdict
from condition.report import inline, overlay, set_words
from condition.report.as_html import leader
from condition.report.environment import TEMPLATES, environment, tight
from condition.report.legend import ORDER
from condition.report.set_crops import as_reference, best_crop, glimpses
from condition.report.warp import resize_to, whole_view
from condition.sets import ComparisonSet, Frames, JoinedMark, SetPhoto

#: Long side of a view's picture and of a photo in the list, px.
VIEW_SIDE_PX, LIST_SIDE_PX = 1400, 320
#: Bytes of data URIs that marks may take together; later ones keep their row and lose their pictures.
BUDGET = 6_000_000
#: Old marks that are listed with pictures.
MAX_OLD = 6


@dataclass(frozen=True, slots=True)
class Pictures:
    """A mark's pictures as the page holds them: the best crop pair, and its place in every photo."""

    before: str
    after: str
    width: int
    height: int
    outline: str
    coarse: bool
    bar_px: int
    bar_percent: float
    row: tuple[tuple[SetPhoto, str], ...]


def render_set_html(made: ComparisonSet) -> str:
    """Return the report of a set as one HTML page.

    Parameters
    ----------
    made : ComparisonSet
        Compared or not.
    """
    return (
        environment()
        .get_template("set.html")
        .render(
            made=made,
            headline=tight(set_words.set_headline(made)),
            second_line=tight(set_words.set_second_line(made)),
            style=(TEMPLATES / "report.css").read_text(encoding="utf-8"),
            set_words=set_words,
            tone=set_words.tone(made),
            groups=[(verdict, [m for m in made.all_marks if m.verdict is verdict]) for verdict in ORDER],
            pictures=_pictures(made),
            views=[_view(made, number) for number in range(len(made.views))],
            photos=_photos(made),
            pairs_of=set_words.partners(made),
            doubts=set_words.doubtful_times(made),
            orders=set_words.orders(made),
            tip=leader,
            max_old=MAX_OLD,
        )
    )


def render_set_notebook(made: ComparisonSet) -> str:
    """Return a short piece of HTML for a notebook: the answer and a line a new or undecided mark."""
    return (
        environment()
        .get_template("set_notebook.html")
        .render(
            headline=set_words.set_headline(made),
            second_line=set_words.set_second_line(made),
            marks=[m for m in made.all_marks if m.verdict in (Verdict.NEW, Verdict.CANNOT_TELL)],
            made=made,
            set_words=set_words,
        )
    )


def _pictures(made: ComparisonSet) -> dict[int, Pictures]:
    """Pictures of the marks in the order of the report, until the budget is used up; of old marks only the first."""
    frames = Frames(made.pairs, made.links)
    found: dict[int, Pictures] = {}
    used = 0
    old = 0
    for mark in made.all_marks:
        old += mark.verdict in (Verdict.ALREADY_THERE, Verdict.GONE)
        if old > MAX_OLD:
            break
        pictures = _pictures_of(made, mark, frames)
        used += len(pictures.before) + len(pictures.after) + sum(len(uri) for _photo, uri in pictures.row)
        if used > BUDGET:
            break
        found[mark.number] = pictures
    return found


def _pictures_of(made: ComparisonSet, mark: JoinedMark, frames: Frames) -> Pictures:
    pair = best_crop(made, mark)
    row = glimpses(made, mark, frames) if mark.verdict in (Verdict.NEW, Verdict.CANNOT_TELL) else ()
    view = pair.view
    return Pictures(
        before=inline.jpeg_uri(pair.before, inline.CROP_QUALITY),
        after=inline.jpeg_uri(pair.after, inline.CROP_QUALITY),
        width=view.width,
        height=view.height,
        outline=inline.path_data(pair.outlines),
        coarse=pair.zoom > 1,
        bar_px=pair.bar_px,
        bar_percent=100 * pair.bar_px * view.scale / view.width,
        row=tuple((g.photo, "" if g.pixels is None else inline.jpeg_uri(g.pixels)) for g in row),
    )


def _view(made: ComparisonSet, number: int) -> dict[str, Any]:
    """A view's reference photo with its marks; old ones are left out where they would bury the others."""
    view = made.views[number]
    photo = view.reference.photo
    shown = whole_view(photo, VIEW_SIDE_PX)
    marks = [mark for mark in made.all_marks if mark.view == number and mark.in_reference]
    old = [mark for mark in marks if mark.verdict is Verdict.ALREADY_THERE]
    drawn = [mark for mark in marks if mark.verdict is not Verdict.ALREADY_THERE or len(old) <= MAX_OLD]
    findings = overlay.in_order([as_reference(mark) for mark in drawn])
    polygons = [shown.to_view(finding.polygon) for finding in findings]
    return {
        "view": view,
        "uri": inline.jpeg_uri(resize_to(photo.pixels, shown)),
        "layer": inline.mark_layer(findings, polygons, (shown.height, shown.width), 1.0),
        "hidden": len(marks) - len(drawn),
    }


def _photos(made: ComparisonSet) -> list[tuple[str, list[tuple[SetPhoto, str]]]]:
    """Every usable photo by side, with a small picture of it."""
    return [(title, [(photo, _small(photo)) for photo in photos]) for title, photos in _sides(made)]


def _sides(made: ComparisonSet) -> Sequence[tuple[str, Sequence[SetPhoto]]]:
    return ((_("Before"), made.before), (_("After"), made.after))


def _small(photo: SetPhoto) -> str:
    return inline.jpeg_uri(overlay.thumbnail(photo.photo.pixels, LIST_SIDE_PX))

"""ComparisonSet -> sheet: the answer and the marks to look at on the first pages, then photos, times, method and hashes.

What each pair found is in the attached record; the sheet tells what all pairs together say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from condition.comparison import COMPARED
from condition.language import _, current, language
from condition.novelty import Verdict
from condition.report import overlay, set_words, words
from condition.report.as_json import plain, policy_record
from condition.report.as_pdf import printed_language
from condition.report.crops import crop_picture
from condition.report.set_crops import best_crop, glimpses, view_picture
from condition.report.set_json import render_set_json
from condition.report.sheet import (
    Answer,
    Block,
    Facts,
    Heading,
    Judged,
    MarkCard,
    Picture,
    Pictures,
    Sheet,
    Table,
    Text,
)
from condition.report.sheet_parts import TONES, rulings, said
from condition.report.untrusted import printable
from condition.report.write import as_jpeg, as_png, as_utf8
from condition.sets import ComparisonSet, Frames, JoinedMark, Says, SetPhoto

#: Long side of a view's photo, px, and heights on paper, mm: of a view, of the row of one place in every photo, of the photos.
VIEW_SIDE_PX, VIEW_MM, ROW_MM, ALBUM_MM = 1400, 88.0, 20.0, 26.0
#: Pictures side by side in a row, and marks with pictures; what is left out is in the record.
IN_A_ROW, MAX_CARDS = 8, 24
OPEN = (Verdict.NEW, Verdict.CANNOT_TELL)


def set_sheet(made: ComparisonSet, date: datetime) -> Sheet:
    """Return the sheet of a set.

    Parameters
    ----------
    made : ComparisonSet
        Compared or not.
    date : datetime
        What the document is dated; with its zone.
    """
    with language(printed_language()):
        pictures: dict[str, bytes] = {}
        blocks = [
            _answer(made),
            *_left_out(made, refused=True),
            *_views(made, pictures),
            *_marks(made, pictures),
        ]
        blocks += [*_known(made), *_refuted(made), *_photos(made, pictures), *_left_out(made, refused=False)]
        policy = plain({"policy": policy_record(made.policy, made.rulings)})
        blocks += [*_times(made), *rulings(policy), *_method(made)]
        record = as_utf8(render_set_json(made) + "\n")
        attached = {"result.json": (_("The whole result, as condition compare --json writes it"), record)}
        names = ", ".join(printable(photo.name, 40) for photo in (*made.before, *made.after))
        running = names if len(names) <= 120 else f"{names[:118]} …"
        title = _("Several photos of one piece")
        return Sheet(title, running, date, tuple(blocks), pictures, attached, current())


def _answer(made: ComparisonSet) -> Answer:
    tone = "open" if made.status != COMPARED else "new" if made.new else "none"
    lines = (said(set_words.set_second_line(made)),)
    return Answer(_("Several photos of one piece"), set_words.set_headline(made), lines, tone)


def _views(made: ComparisonSet, pictures: dict[str, bytes]) -> list[Block]:
    """The reference photo of every view with its marks; old ones are in the table."""
    shown = []
    for number, view in enumerate(made.views):
        name = f"view-{number:02d}.jpg"
        pictures[name] = as_jpeg(view_picture(made, number, VIEW_SIDE_PX, OPEN))
        caption = _("After photo {name}", name=said(view.reference.name))
        shown.append(Picture(name, caption, caption))
    return [Pictures(tuple(pair), VIEW_MM) for pair in _rows(shown, 2)]


def _marks(made: ComparisonSet, pictures: dict[str, bytes]) -> list[Block]:
    """The new and the undecided marks, each with its place in every photo."""
    marks = [mark for mark in made.all_marks if mark.verdict in OPEN]
    frames = Frames(made.pairs, made.links)
    blocks: list[Block] = [Heading(_("Marks"))] if marks else []
    for mark in marks[:MAX_CARDS]:
        name = f"mark-{mark.number:02d}.png"
        pictures[name] = as_png(crop_picture(best_crop(made, mark)))
        blocks += [_card(made, mark, name), *_places(made, mark, frames, pictures)]
    if len(marks) > MAX_CARDS:
        blocks.append(Text(_("The others are in the JSON record."), small=True))
    return blocks


def _card(made: ComparisonSet, mark: JoinedMark, name: str) -> MarkCard:
    alt = _("Mark {number} in both photos, outlined, at the same scale", number=mark.number)
    kind = words.sentence_case(words.KIND_NAMES[mark.kind])
    best = _("Best seen in {pair}.", pair=set_words.shown_in(mark, made))
    pairs: dict[Says, list[str]] = {}
    for testimony in mark.testimonies if len(made.pairs) > 1 else ():
        if testimony.says is Says.NOT_SEEN:
            continue
        pairs.setdefault(testimony.says, []).append(said(made.pairs[testimony.pair].name))
    return MarkCard(
        mark.number, mark.verdict.value, words.VERDICT_NAMES[mark.verdict],
        f"{kind}, {words.pixels(mark.finding.length_px)}", mark.score,
        _("{chance} chance that it is new", chance=words.percent(mark.score)),
        lines=(said(mark.explanation), said(best)),
        others=tuple((words.sentence_case(set_words.SAYS[says]) + ":", tuple(names)) for says, names in pairs.items()),
        picture=Picture(name, "", alt),
    )  # fmt: skip


def _places(made: ComparisonSet, mark: JoinedMark, frames: Frames, pictures: dict[str, bytes]) -> list[Block]:
    """The same place in every photo that shows it."""
    seen = [glimpse for glimpse in glimpses(made, mark, frames) if glimpse.pixels is not None]
    if len(seen) < 3:
        return []
    shown = []
    for place, glimpse in enumerate(seen):
        name = f"mark-{mark.number:02d}-{place:02d}.jpg"
        assert glimpse.pixels is not None
        pictures[name] = as_jpeg(glimpse.pixels)
        photo = said(glimpse.photo.name)
        shown.append(Picture(name, photo, _("The same place in {photo}", photo=photo)))
    return [Pictures(tuple(row), ROW_MM) for row in _rows(shown, IN_A_ROW)]


def _known(made: ComparisonSet) -> list[Block]:
    """Marks that were there already, or are gone, as a table."""
    rows = tuple(
        (
            str(mark.number), words.VERDICT_NAMES[mark.verdict], words.KIND_NAMES[mark.kind],
            words.pixels(mark.finding.length_px), said(made.pairs[mark.best.pair].after.name),
        )
        for mark in made.all_marks
        if mark.verdict not in OPEN
    )  # fmt: skip
    if not rows:
        return []
    head = (_("Mark"), _("Comparison says"), _("Looks like"), _("Length"), _("After photo"))
    return [Heading(_("Marks that were there already, or are gone"), 3), Table(head, rows, (1, 3, 2, 2, 4))]


def _refuted(made: ComparisonSet) -> list[Block]:
    if not made.refuted:
        return []
    title = _("Flagged by a pair, refuted by the others: {number}", number=len(made.refuted))
    why = Counter(said(mark.explanation) for mark in made.refuted)
    return [Heading(title, 3), Facts(tuple((f"{number} ×", text) for text, number in why.most_common()))]


def _photos(made: ComparisonSet, pictures: dict[str, bytes]) -> list[Block]:
    """Every photo that could be used, and what it was compared with."""
    partners = set_words.partners(made)
    blocks: list[Block] = [Heading(_("Photos"))] if made.before and made.after else []
    for title, photos in ((_("Before"), made.before), (_("After"), made.after)):
        shown = []
        for photo in photos:
            name = f"photo-{photo.side.value}-{photos.index(photo):02d}.jpg"
            pictures[name] = as_jpeg(overlay.thumbnail(photo.photo.pixels, 480))
            shown.append(Picture(name, said(photo.name), f"{title}: {said(photo.name)}"))
        blocks += [Heading(title, 3), *(Pictures(tuple(row), ALBUM_MM) for row in _rows(shown, 4))]
        rows = tuple((said(photo.name), _with(partners.get((photo.side, photo.name)))) for photo in photos)
        blocks.append(Facts(rows))
    return blocks


def _with(names: Sequence[str] | None) -> str:
    if not names:
        return _("left out, see below")
    return said(_("compared with {names}", names=", ".join(names)))


def _left_out(made: ComparisonSet, *, refused: bool) -> list[Block]:
    """Photos that were not used; on top where nothing could be compared."""
    if not made.left_out or refused is (made.status == COMPARED):
        return []
    items = tuple(
        ("open", set_words.WHY[photo.why], said(photo.name), said(photo.text), said(photo.fix))
        for photo in made.left_out
    )
    return [Heading(_("Left out")), Judged(items)]


def _times(made: ComparisonSet) -> list[Block]:
    if made.status != COMPARED:
        return []  # no two photos were held against each other
    doubts = set_words.doubtful_times(made)
    if not doubts:
        text = _("No time or tag contradicts the order in which these photos were given.")
        return [Heading(_("Times")), Text(text)]
    items = tuple(
        (TONES[severity], words.SEVERITY_NAMES[severity], said(name), said(text), "")
        for severity, name, text in doubts
    )
    return [Heading(_("Times")), Judged(items)]


def _method(made: ComparisonSet) -> list[Block]:
    """How the photos were weighed, and which files they were."""
    steps = tuple((str(number), step) for number, step in enumerate(set_words.method(), 1))
    hashes = tuple((said(photo.name), photo.photo.sha256) for photo in _all(made))
    program = _(
        "condition {version}; the same files, settings and version give the same result", version=made.version
    )
    return [
        Heading(_("How the photos are weighed together")), Facts(steps), Text(set_words.NO_BLAME),
        Heading(_("Files, hashes and version")), Facts(hashes, code=True), Text(program),
    ]  # fmt: skip


def _all(made: ComparisonSet) -> tuple[SetPhoto, ...]:
    return (*made.before, *made.after)


def _rows(items: Sequence[Picture], most: int) -> list[Sequence[Picture]]:
    return [items[start : start + most] for start in range(0, len(items), most)]

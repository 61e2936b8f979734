"""Time line -> an SVG picture, a row an entry under one axis of days.

Drawn for a wide and for a narrow screen, because a picture that shrinks becomes unreadable. Ink is the colour of the
text around it, and the few other colours have a contrast of 3 on white and on black: one picture serves light and dark
pages. Nothing rests on colour alone: what contradicts has a sign and a word, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from condition.language import Words, _, columns_of, joined_list, ngettext, sentence, shown, wrap
from condition.report import words
from condition.report.axis import Axis, build_axis
from condition.report.environment import environment
from condition.report.times import doubts, said_words, span_words
from condition.report.untrusted import printable
from condition.timeline import Check, LineEntry, Severity, line_zone

#: Sizes of type, px. The average character of a sans serif is this share of the size wide, a bold one a little more.
TITLE_PX, TEXT_PX, TICK_PX, CHAR_EM, BOLD_EM = 15.0, 13.0, 12.0, 0.57, 0.63
#: Height of a line, space above and below a row, bar, px.
LINE_PX, PAD_PX, BAR_PX = 18.0, 11.0, 14.0
#: A bar that would be narrower is a moment and drawn as a sign, px.
MOMENT_PX = 12.0
#: Room for the sign in front of the words of a marked entry, px.
SIGN_PX = 24.0
#: Space around a picture that stands alone; a page has its own, px.
MARGIN_PX = 12
#: Most lines of a sentence; the checks under the picture have it whole.
MOST_LINES = 6


@dataclass(frozen=True, slots=True)
class Form:
    """Sizes of one form, px.

    Attributes
    ----------
    width : float
        Of the picture.
    words_px : float
        Width of the words, beside the bars; 0 where they stand above them.
    axis_left : float
        Left end of the axis.
    fold_px : float
        Width of a fold of the axis.
    head_px : float
        Height of the dates above the first row.
    """

    width: float
    words_px: float
    axis_left: float
    fold_px: float
    head_px: float

    @property
    def stacked(self) -> bool:
        """Whether the words stand above the bars."""
        return self.words_px == 0


WIDE = Form(1000.0, 330.0, 362.0, 54.0, 46.0)
NARROW = Form(350.0, 0.0, 8.0, 26.0, 66.0)
#: Space right of the axis, px.
RIGHT_PX = 8.0


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as drawn.

    Attributes
    ----------
    entry : LineEntry
        What it shows.
    lines : tuple of (str, str, str, float)
        Style ("title" or "text"), name of a severity, words and base line of each line of words.
    top, height, bar_y : float
        Place of the row and of the middle of its bar, px.
    left, width : float
        Place of the bar, px; `width` is 0 for a moment, whose sign is centred on `left`.
    possible : str
        Everything the time can mean, in words.
    """

    entry: LineEntry
    lines: tuple[tuple[str, str, str, float], ...]
    top: float
    height: float
    bar_y: float
    left: float
    width: float
    possible: str

    @property
    def look(self) -> str:
        """Name of its sign or pattern."""
        return look_of(self.entry)


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the legend: a look, its words, and its place, px."""

    look: str
    text: str
    x: float
    y: float


KEYS: Words[str] = Words(
    {
        "event": sentence("event, stated by a person"),
        "before": sentence("before photo, by its file"),
        "after": sentence("after photo, by its file"),
        "photo": sentence("photo, by its file"),
        "open": sentence("no time zone known: could be anywhere in there"),
        "contradiction": sentence("contradiction"),
        "caution": sentence("caution"),
    }
)


def render_timeline(entries: Sequence[LineEntry], form: Form = WIDE, inside: str = "") -> str:
    """Return the picture as an SVG document, or as an element inside an HTML page.

    Parameters
    ----------
    entries : sequence of LineEntry
        In order; empty gives an empty text, because there is nothing to draw.
    form : Form
        `WIDE` or `NARROW`.
    inside : str
        How the ids inside a page begin, different for each picture there; empty gives a document that stands alone.
    """
    if not entries:
        return ""
    zone, zone_words = line_zone(entries)
    axis_width = form.width - form.axis_left - RIGHT_PX
    spans = [(entry.earliest, entry.latest) for entry in entries]
    axis = build_axis(spans, zone, form.axis_left, axis_width, form.fold_px)
    rows = _rows(entries, form, axis, zone_words)
    bottom = rows[-1].top + rows[-1].height
    keys = _keys(rows, form, bottom + 46)
    return environment().get_template("timeline.svg").render(
        inside=inside,
        prefix=inside or "line",
        margin=0 if inside else MARGIN_PX,
        width=form.width,
        height=keys[-1].y + 16,
        title=_title(entries),
        description=_description(entries),
        zone=zone_words,
        form=form,
        axis=axis,
        days=[day for block in axis.blocks for day in axis.days(block)],
        day_ticks=axis.day_ticks(TICK_PX * CHAR_EM),
        year_ticks=axis.year_ticks(TICK_PX * CHAR_EM),
        fold_ticks=axis.fold_ticks(0.9 * TICK_PX * CHAR_EM),
        rows=rows,
        strips=_strips(rows, form, bottom),
        bottom=bottom,
        links=_links(rows) if not form.stacked else [],
        keys=keys,
        bar_px=BAR_PX,
        sign_px=SIGN_PX,
        head=form.head_px,
    )  # fmt: skip


def look_of(entry: LineEntry) -> str:
    """Return how an entry is drawn: "event", "before", "after" or "photo"."""
    return entry.kind if entry.kind in ("before", "after") else "photo" if entry.is_photo else "event"


def _rows(entries: Sequence[LineEntry], form: Form, axis: Axis, zone: str) -> list[Row]:
    rows: list[Row] = []
    top = form.head_px
    for entry, doubted in zip(entries, doubts(entries), strict=True):
        lines = _wrapped(_sentences(entry, zone, doubted), form, bool(entry.severity))
        words_height = LINE_PX * len(lines)
        height = words_height + 2 * PAD_PX + (BAR_PX + 8 if form.stacked else 0)
        bar_y = top + height - PAD_PX - BAR_PX / 2 if form.stacked else top + height / 2
        left, right = axis.place(entry.earliest), axis.place(entry.latest)
        moment = right - left < MOMENT_PX
        rows.append(
            Row(
                entry,
                tuple((*line, top + PAD_PX + LINE_PX * (i + 0.75)) for i, line in enumerate(lines)),
                top,
                height,
                bar_y,
                (left + right) / 2 if moment else left,
                0.0 if moment else right - left,
                span_words(entry, axis.zone),
            )
        )
        top += height
    return rows


def _sentences(
    entry: LineEntry, zone: str, doubted: Sequence[tuple[Check, str]]
) -> list[tuple[str, str, str]]:
    """Return what is said about an entry: style, name of a severity, words."""
    found = [("title", "", words.sentence_case(shown(entry.label))), ("text", "", said_words(entry))]
    if not entry.zone or ("/" in entry.zone and entry.zone != zone):
        found.append(("text", "", words.sentence_case(shown(entry.basis))))
    found += [("text", f"{words.SEVERITY_NAMES[check.severity]}: ", text) for check, text in doubted]
    return [(style, name, printable(text)) for style, name, text in found]


def _wrapped(
    sentences: Sequence[tuple[str, str, str]], form: Form, marked: bool
) -> list[tuple[str, str, str]]:
    room = (form.words_px or form.width - 16) - (SIGN_PX if marked else 0)
    lines = []
    for style, name, text in sentences:
        char_px = TITLE_PX * BOLD_EM if style == "title" else TEXT_PX * CHAR_EM
        wrapped = wrap(name + text, int(room / char_px), max_lines=MOST_LINES)
        lines += [
            (style, name if i == 0 else "", line[len(name) :] if i == 0 else line)
            for i, line in enumerate(wrapped)
        ]
    return lines


def _strips(rows: Sequence[Row], form: Form, bottom: float) -> list[tuple[float, float]]:
    """Return top and height of what shows the days: one behind all rows, or one a bar where words stand above it."""
    if form.stacked:
        return [(row.bar_y - BAR_PX / 2 - 4, BAR_PX + 8) for row in rows]
    return [(form.head_px - 4, bottom - form.head_px + 8)]


def _links(rows: Sequence[Row]) -> list[tuple[float, float, float, float]]:
    """Return lines from the entry that tells a contradiction to the others that it is about."""
    first: dict[Check, Row] = {}
    found = []
    for row in rows:
        for check in (check for check in row.entry.marks if check.severity is Severity.CONTRADICTION):
            start = first.setdefault(check, row)
            if start is not row:
                x1, x2 = (each.left + each.width / 2 for each in (start, row))
                found.append((x1, start.bar_y + BAR_PX / 2 + 3, x2, row.bar_y - BAR_PX / 2 - 3))
    return found


def _keys(rows: Sequence[Row], form: Form, y: float) -> list[Key]:
    """Return the legend: what occurs, side by side as far as there is room."""
    present = {row.look for row in rows} | {str(row.entry.severity) for row in rows if row.entry.severity}
    present |= {"open" for row in rows if not row.entry.has_zone}
    left = x = 8.0
    found = []
    for look in (look for look in KEYS if look in present):
        needed = 30 + columns_of(KEYS[look]) * TICK_PX * CHAR_EM + 16
        if x > left and x + needed > form.width:
            x, y = left, y + 22
        found.append(Key(look, KEYS[look], x, y))
        x += needed
    return found


def _title(entries: Sequence[LineEntry]) -> str:
    photos = sum(entry.is_photo for entry in entries)
    parts = [words.counted(photos, "photo")] if photos else []
    if len(entries) > photos:
        parts.insert(0, words.counted(len(entries) - photos, "event"))
    wrong = {check for entry in entries for check in entry.marks}
    told = _("Time line: {contents}", contents=joined_list(parts))
    if not wrong:
        return told
    return ngettext(
        "{told}, {number} mark of doubt", "{told}, {number} marks of doubt", len(wrong), told=told
    )


def _description(entries: Sequence[LineEntry]) -> str:
    told = (f"{shown(entry.label)}: {said_words(entry)}" for entry in entries)
    marks = dict.fromkeys(
        f"{words.SEVERITY_NAMES[check.severity]}: {shown(check.text)}"
        for entry in entries
        for check in entry.marks
    )
    return printable(". ".join([*told, *marks]) + ".", 4000)

"""ComparisonSet -> terminal summary, in the order a person asks: what is new, where, how sure, which photos, which not."""

from __future__ import annotations

from condition.comparison import COMPARED
from condition.language import _, shown, wrap
from condition.novelty import Verdict
from condition.report import set_words, words
from condition.report.as_text import policy_block
from condition.report.legend import ORDER
from condition.report.paint import INDENT, VERDICT_COLOURS, WIDTH, Paint, painter, titled, wrapped
from condition.sets import ComparisonSet, JoinedMark, LeftOut, Says

#: Old or vanished marks listed one by one.
MAX_LISTED = 6


def render_set_text(made: ComparisonSet, colour: bool = False) -> str:
    """Return the summary of a set for a terminal, without a line break at its end.

    Parameters
    ----------
    made : ComparisonSet
        Compared or not.
    colour : bool
        Whether to use ANSI colours; the caller knows whether a terminal is there.
    """
    paint = painter(colour)
    blocks = [_answer(made, paint)]
    blocks += [_verdict(made, verdict, paint) for verdict in ORDER]
    blocks += [_refuted(made, paint), _pairs(made, paint), _left_out(made, paint), _times(made, paint)]
    blocks.append(policy_block(made.policy, made.rulings, paint))
    return "\n\n".join(block for block in blocks if block)


def _answer(made: ComparisonSet, paint: Paint) -> str:
    style = "yellow" if made.status != COMPARED else "red" if made.new else "green"
    lines = wrap(set_words.set_headline(made), WIDTH)
    detail = wrapped(set_words.set_second_line(made), "")
    return "\n".join([*(paint(line, style) for line in lines), detail])


def _verdict(made: ComparisonSet, verdict: Verdict, paint: Paint) -> str:
    marks = [mark for mark in made.all_marks if mark.verdict is verdict]
    if not marks:
        return ""
    listed = marks if verdict in (Verdict.NEW, Verdict.CANNOT_TELL) else marks[:MAX_LISTED]
    lines = [_mark(made, mark, paint) for mark in listed]
    if len(listed) < len(marks):
        lines.append(INDENT + _("and {number} more, listed in the report", number=len(marks) - len(listed)))
    return titled(f"{words.VERDICT_NAMES[verdict]}: {words.counted(len(marks), 'mark')}", lines, paint)


def _mark(made: ComparisonSet, mark: JoinedMark, paint: Paint) -> str:
    pair = made.pairs[mark.best.pair]
    photo = pair.after
    where = words.place(mark.finding, photo.piece, photo.photo.width, photo.photo.height)
    size = _("{length} long", length=words.pixels(mark.finding.length_px))
    what = _(
        "{kind}, {where} in {photo}, {size}",
        kind=words.KIND_NAMES[mark.kind],
        where=where,
        photo=photo.name,
        size=size,
    )
    lines = [paint(f"{mark.number:>4}", VERDICT_COLOURS[mark.verdict]) + wrapped(what, " " * 6)[4:]]
    if mark.verdict in (Verdict.ALREADY_THERE, Verdict.GONE):
        return lines[0]
    lines.append(" " * 6 + _("chance of being new {share}", share=words.percent(mark.score)))
    lines.append(wrapped(mark.explanation, " " * 6))
    lines += [
        wrapped(f"{made.pairs[t.pair].name}: {set_words.says(t)}", " " * 6 + "- ", 8)
        for t in mark.testimonies
        if t.says is not Says.NOT_SEEN
    ]
    return "\n".join(lines)


def _refuted(made: ComparisonSet, paint: Paint) -> str:
    if not made.refuted:
        return ""
    lines = [
        wrapped(
            _("{photo}: {why}", photo=made.pairs[mark.best.pair].name, why=shown(mark.explanation)), "  - "
        )
        for mark in made.refuted[:MAX_LISTED]
    ]
    if len(lines) < len(made.refuted):
        rest = len(made.refuted) - len(lines)
        lines.append(INDENT + _("and {number} more, listed in the report", number=rest))
    return titled(
        _("Flagged by a pair, refuted by the others: {number}", number=len(made.refuted)), lines, paint
    )


def _pairs(made: ComparisonSet, paint: Paint) -> str:
    if not made.pairs:
        return ""
    by_after: dict[str, list[str]] = {}
    for pair in made.pairs:
        closeup = f" {_('(close-up)')}" if pair.loupe else ""
        by_after.setdefault(pair.after.name, []).append(pair.before.name + closeup)
    lines = [wrapped(f"{after}: {', '.join(before)}", "  - ") for after, before in by_after.items()]
    return titled(_("After photos and the before photos they were compared with"), lines, paint)


def _left_out(made: ComparisonSet, paint: Paint) -> str:
    if not made.left_out:
        return ""
    return titled(_("Photos left out"), (_photo(photo) for photo in made.left_out), paint)


def _photo(photo: LeftOut) -> str:
    lines = [wrapped(f"{photo.name} ({set_words.SIDES[photo.side]}): {shown(photo.text)}", "  - ")]
    if photo.fix:
        lines.append(wrapped(_("What to do: {fix}", fix=shown(photo.fix)), "    "))
    return "\n".join(lines)


def _times(made: ComparisonSet, paint: Paint) -> str:
    doubts = set_words.doubtful_times(made)
    if not doubts:
        return ""
    lines = [
        wrapped(f"{words.SEVERITY_NAMES[severity]}: {name}: {shown(text)}", "  - ")
        for severity, name, text in doubts
    ]
    return titled(_("Times and tags"), lines, paint)

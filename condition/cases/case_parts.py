"""What stands in the report of a case behind the comparison: drawn by hand, contested, bills, notes, photos, events, custody."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from condition.cases import words
from condition.cases.handwork import Drawing
from condition.cases.model import Case, Contest
from condition.cases.standing import (
    drawings_on,
    drawn_mark_on,
    length_mm,
    length_of,
    mm_per_px,
    points_of,
    scale_of,
    standing_events,
)
from condition.language import _, ngettext
from condition.report import sheet, sheet_parts
from condition.report import words as report_words

said = sheet_parts.said
#: Lines for the other side to write on.
LINES = 6


def by_hand(case: Case) -> list[sheet.Block]:
    """Return shapes that people drew on the photos of the last comparison, and the scales they set."""
    drawn = drawings_on(case, case.comparisons[-1]) if case.comparisons else ()
    rows = [(_drawn_as(case, each), _where(case, each), _by(each)) for each in drawn]
    for photo in case.photos:
        scale = scale_of(case, photo.number)
        if scale is not None:
            what = _("scale of photo {photo}: {what}", photo=photo.number, what=scale.what)
            error = f" ± {scale.error_mm:g}" if scale.error_mm else ""
            rows.append((said(what), f"{scale.known_mm:g}{error} mm", _by(scale)))
    if not rows:
        return []
    head = (_("What"), _("Where, px of the after photo, or how long"), _("By"))
    return [sheet.Heading(_("Drawn and set by hand")), sheet.Table(head, tuple(rows), (4, 5, 3))]


def _drawn_as(case: Case, drawing: Drawing) -> str:
    """What a shape stands for, and as what a drawn mark was decided."""
    name = words.SHAPES[drawing.shape or "mark"]
    decided = drawn_mark_on(case, drawing.number)
    if decided is None:
        return name
    graded = [words.GRADES[decided.grade]] if decided.grade else []
    answer = ", ".join([words.VERDICTS[decided.verdict], *graded, decided.who])
    reason = f" ({said(decided.reason)})" if decided.reason else ""
    return _("{shape}: {answer}", shape=name, answer=answer) + reason


def _where(case: Case, drawing: Drawing) -> str:
    """The box around a shape, and how long a mark or a distance is."""
    box = _extent(points_of(drawing))
    if drawing.shape == "leave_out":
        return box
    scale = mm_per_px(scale_of(case, case.comparisons[-1].after))
    lengths = [report_words.pixels(length_of(drawing))]
    if scale is not None:
        lengths.append(report_words.millimetres(length_mm(drawing, scale)))
    return _("{where}, {length} long", where=box, length=", ".join(lengths))


def _extent(points: Sequence[Sequence[float]]) -> str:
    """The box around a shape, as words."""
    across, down = zip(*points, strict=True)
    return f"x {min(across):.0f}–{max(across):.0f}, y {min(down):.0f}–{max(down):.0f}"


def contested(case: Case) -> list[sheet.Block]:
    """Return what the other side said, the answers, and room to say more by hand."""
    blocks: list[sheet.Block] = [sheet.Heading(_("For the other side"), new_page=True)]
    for contest in case.contests:
        blocks.append(sheet.Said(_by(contest), _contest_about(contest), said(contest.text)))
        blocks += [
            sheet.Said(_by(reply), _("answer"), said(reply.text), answer=True)
            for reply in case.replies
            if reply.contest == contest.number
        ]
    if not case.contests:
        blocks.append(sheet.Text(_("Nobody has contested anything so far.")))
    invitation = _(
        "Whoever sees it differently can write it here and send the page back; it is recorded in these words, with the answer to it."
    )
    labels = (_("What I contest, and why"), _("Name, and in what role"), _("Date and signature"))
    return [*blocks, sheet.Text(invitation), sheet.FillIn(labels, LINES)]


def _by(item: Any) -> str:
    return said(f"{item.who}, {item.when[:10]}")


def _contest_about(contest: Contest) -> str:
    if contest.mark is not None:
        return _(
            "about mark {mark} of comparison {comparison}", mark=contest.mark, comparison=contest.comparison
        )
    if contest.comparison is not None:
        return _("about comparison {comparison}", comparison=contest.comparison)
    return _("about the case")


def bills(case: Case) -> list[sheet.Block]:
    """Return bills with the amount as stated; that there is none, where there is none."""
    blocks: list[sheet.Block] = [sheet.Heading(_("Bills"))]
    if not case.bills:
        return [*blocks, sheet.Text(_("No bill is in the case."))]
    for bill in case.bills:
        rows = [(_("Amount, as stated"), said(bill.amount))]
        rows += [(_("Issued by"), said(bill.source))] if bill.source else []
        rows += [(_("For"), said(bill.text))] if bill.text else []
        rows.append((_("File"), f"{said(bill.name)}, {_by(bill)}"))
        blocks += [sheet.Facts(tuple(rows)), sheet.Facts(((_("SHA-256"), bill.sha256),), code=True)]
    return [
        *blocks,
        sheet.Text(
            _("Amounts are those that somebody stated; nothing about them was checked or judged."), small=True
        ),
    ]


def notes(case: Case) -> list[sheet.Block]:
    """Return words of people about the case."""
    if not case.notes:
        return []
    return [sheet.Heading(_("Notes")), *(sheet.Said(_by(note), "", said(note.text)) for note in case.notes)]


def photos(case: Case, left_out: Collection[str]) -> list[sheet.Block]:
    """Return photos with their roles and hashes, and what shared copies leave out."""
    if not case.photos:
        return []
    rows = tuple(
        (
            str(photo.number), said(photo.name), words.PHOTO_ROLES[photo.role], said(photo.side or _("not stated")),
            photo.sha256,
        )
        for photo in case.photos
    )  # fmt: skip
    head = (_("Photo"), _("File"), _("Role"), _("Side"), _("SHA-256 of the original"))
    blocks: list[sheet.Block] = [
        sheet.Heading(_("Photos")),
        sheet.Table(head, rows, (1, 3, 2, 2, 10), code=(4,)),
    ]
    if left_out:
        what = ", ".join(words.LEFT_OUT[each] for each in left_out)
        blocks.append(
            sheet.Text(
                _(
                    "Some photos are shared as copies without {what}; the hashes are those of the originals.",
                    what=what,
                )
            )
        )
    return blocks


def events(case: Case) -> list[sheet.Block]:
    """Return what happened, as stated, and facts."""
    rows = [
        (
            f"{each.event.time.replace('T', ' ')} {each.event.zone or ''}".strip(),
            each.event.label or each.event.kind.replace("_", " "), each.event.source or _("stated"),
            ngettext("changed once", "changed {number} times", each.changes) if each.changes else "",
        )
        for each in standing_events(case)
    ]  # fmt: skip
    rows += [("", f"{fact.name.replace('_', ' ')}: {fact.value}", fact.source, "") for fact in case.facts]
    if not rows:
        return []
    head = (_("Time"), _("What"), _("Who says so"), "")
    shown = tuple(tuple(said(part) for part in row) for row in rows)
    return [sheet.Heading(_("Events and facts, as stated")), sheet.Table(head, shown, (4, 4, 4, 2))]


def custody(case: Case, entries: Sequence[Mapping[str, Any]], fingerprint: str | None) -> list[sheet.Block]:
    """Return the custody log, the hash of its last entry, and the key that signs."""
    rows = tuple(
        (str(entry["number"]), entry["when"][:19].replace("T", " "), said(entry["who"]), said(entry["what"]))
        for entry in entries
    )
    rest = _(
        "Each entry holds the hash of the one before. Whoever notes the last can prove later that nothing was changed."
    )
    hashes = [(_("Hash of the last entry"), case.head)]
    hashes += [(_("Signed with the key"), fingerprint)] if fingerprint else []
    head = (_("Entry"), _("When (UTC)"), _("Who"), _("What"))
    return [
        sheet.Heading(_("Custody log")), sheet.Text(rest), sheet.Facts(tuple(hashes), code=True), sheet.Table(head, rows, (1, 3, 3, 4)),
    ]  # fmt: skip

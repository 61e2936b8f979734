"""A record of a comparison and its pictures -> blocks of a sheet: the answer, marks, limits, times, rulings, method, settings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from condition.comparison import Comparison
from condition.language import _
from condition.novelty import Kind, Verdict
from condition.policy import Outcome
from condition.report import words
from condition.report.environment import tight
from condition.report.sheet import (
    Answer,
    Block,
    Facts,
    Heading,
    Judged,
    MarkCard,
    Moments,
    Picture,
    Pictures,
    Table,
    Text,
)
from condition.report.told import Record, checks_of, told, told_mark
from condition.report.untrusted import printable
from condition.timeline import Check, Severity

Decided = Callable[[int], tuple[str, ...]]
#: Longest word of a stranger on a sheet, characters; nobody's words are cut short unsaid, so it is far beyond any.
LONGEST = 20_000
#: Tone of a severity, as `sheet.Judged` takes it.
TONES = {
    Severity.OK: "good",
    Severity.UNKNOWN: "open",
    Severity.CAUTION: "open",
    Severity.CONTRADICTION: "bad",
}
_OUTCOME_TONES = {
    Outcome.MET: "good", Outcome.NOT_MET: "bad", Outcome.CANNOT_TELL: "open", Outcome.FOR_A_PERSON: "person",
}  # fmt: skip


def said(text: object) -> str:
    """Return words of a stranger as they are, line by line, without what could command a reader."""
    return "\n".join(printable(line, LONGEST) for line in str(text).splitlines())


def answer(record: Record, eyebrow: str, more: Sequence[str] = ()) -> Answer:
    """Return the answer of a comparison; `more` are lines about the decisions of people."""
    comparison = told(record)
    new = words.count_of(comparison, Verdict.NEW)
    tone = "open" if record["status"] != "compared" else "new" if new else "none"
    lines = (words.second_line(comparison), *more)
    return Answer(eyebrow, words.headline(comparison), tuple(line for line in lines if line), tone)


def photos(record: Record, pictures: Collection[str], prefix: str, height_mm: float) -> list[Block]:
    """Return both photos with their numbered marks, where the pictures are there."""
    names = (
        ("before", _("Before photo: {name}"), _("Before photo, its marks numbered")),
        ("after", _("After photo: {name}"), _("After photo, its marks numbered")),
    )
    shown = [
        Picture(f"{prefix}{side}.jpg", caption.format(name=said(record[side]["name"])), alt)
        for side, caption, alt in names
        if f"{prefix}{side}.jpg" in pictures
    ]
    return [Pictures(tuple(shown), height_mm)] if shown else []


def cards(
    record: Record, pictures: Collection[str], prefix: str, decided: Decided, asked: Collection[int] = ()
) -> list[MarkCard]:
    """Return the marks to look at: all but those that both photos show, and of these the ones that somebody `asked` about."""
    found = [
        finding
        for finding in record["findings"] or ()
        if finding["verdict"] != Verdict.ALREADY_THERE.value or finding["number"] in asked
    ]
    comparison = told(record)
    return [_card(comparison, finding, pictures, prefix, decided) for finding in found]


def _card(
    comparison: Comparison, finding: Record, pictures: Collection[str], prefix: str, decided: Decided
) -> MarkCard:
    number, verdict = finding["number"], Verdict(finding["verdict"])
    name = f"{prefix}marks/{number:02d}.png"
    alt = _("Mark {number} in both photos, outlined, at the same scale", number=number)
    return MarkCard(
        number, verdict.value, words.VERDICT_NAMES[verdict], _look(comparison, finding), finding["score"],
        _("{chance} chance that it is new", chance=words.percent(finding["score"])),
        lines=(said(finding["explanation"]),), decided=decided(number), others=_others(finding),
        picture=Picture(name, "", alt) if name in pictures else None,
    )  # fmt: skip


def _look(comparison: Comparison, finding: Record) -> str:
    mark = told_mark(finding)
    known = finding["length_mm"]
    text = _(
        "{kind}, {grade}, {length} long, {width} wide", kind=words.looks_like(mark), grade=words.grade_name(mark),
        length=words.pixels(mark.length_px), width=words.width_text(comparison, mark),
    )  # fmt: skip
    if known is None:
        return text
    return _("{text} ({mm:.1f} ± {error:.1f} mm long)", text=text, mm=known["value"], error=known["error"])


def _others(finding: Record) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What else a mark could be, by state; what is open comes with the photo that would settle it."""
    groups = []
    for state, name in words.ALTERNATIVE_STATES.items():
        items = [each for each in finding.get("alternatives", ()) if each["ruled_out"] is state]
        told_of = tuple(
            each["name"]
            if state
            else _("{name} ({settles})", name=each["name"], settles=each["settles"].rstrip("."))
            for each in items
        )
        if items:
            groups.append((name, told_of))
    return tuple(groups)


def known_marks(record: Record, left: Collection[int]) -> list[Block]:
    """Return the marks that have no card, as a table; `left` are the numbers that have one."""
    rows = tuple(
        (
            str(each["number"]), words.VERDICT_NAMES[Verdict(each["verdict"])],
            words.KIND_NAMES[Kind(each["kind"])], tight(words.pixels(each["length_px"])),
            tight(words.width_text(told(record), told_mark(each))),
        )
        for each in record["findings"] or ()
        if each["number"] not in left
    )  # fmt: skip
    if not rows:
        return []
    head = (_("Mark"), _("Comparison says"), _("Looks like"), _("Length"), _("Width"))
    both = sum(each["verdict"] == Verdict.ALREADY_THERE.value for each in record["findings"])
    title = (
        _("Marks that both photos show") if len(rows) == both else _("Further marks that both photos show")
    )
    return [Heading(title, 3), Table(head, rows, (1, 3, 3, 2, 2))]


def limits(record: Record) -> list[Block]:
    """Return what could not be seen, as loudly as what was found; of a refused pair why, and what to do."""
    if record["status"] != "compared":
        return [
            Heading(_("Why not, and what to do")),
            *(Text(said(f"{reason['text']} {reason['fix']}")) for reason in record["reasons"]),
        ]
    comparison = told(record)
    lines = [
        *words.coverage_sentences(comparison), words.smallest_mark(comparison),
        _("The other sides of the piece were not compared at all."),
        *(said(f"{reason['text']} {reason['fix']}") for reason in record["reasons"]),
    ]  # fmt: skip
    return [Heading(_("What could not be seen")), *(Text(line) for line in lines)]


def moments(record: Record) -> Moments | None:
    """Return the time line in words; None where no time is known."""
    if not record.get("timeline"):
        return None
    texts = {check.code: check.text for check in checks_of(record)}
    rows = []
    for entry in record["timeline"]:
        photo = entry["kind"] in ("before", "after", "photo", "signed")
        doubts = [texts.get(mark["code"], "") for mark in entry["marks"]]
        zone = "" if entry["zone"] or not photo else words.sentence_case(_("no time zone stated"))
        doubt = " ".join(filter(None, (*doubts, zone)))
        time = entry["said"].replace("T", " ")
        rows.append(
            (
                "photo" if photo else "event",
                said(time),
                said(entry["label"]),
                said(entry["source"]),
                said(doubt),
            )
        )
    return Moments(tuple(rows))


def checks(record: Record) -> list[Block]:
    """Return what the times and tags of the files say, gravest first."""
    told_of = checks_of(record)
    first, fitting = words.telling_checks(told_of)
    items = tuple(
        (TONES[check.severity], words.SEVERITY_NAMES[check.severity], "", _about(check), "")
        for check in first
    )
    blocks: list[Block] = [Text(words.times_sentence(told_of)), Judged(items)]
    if fitting:
        blocks.append(
            Text(
                _("Fits as well: {checks}", checks=" ".join(map(_about, fitting))),
                small=True,
            )
        )
    return blocks


def _about(check: Check) -> str:
    """What a check says, and of which photo, where it is about one."""
    return said(check.text) if check.photo is None else f"{words.photo_name(check.photo)}: {said(check.text)}"


def rulings(record: Record) -> list[Block]:
    """Return what each clause of the policy gives; empty without a policy."""
    policy = record.get("policy")
    if policy is None:
        return []
    items = tuple(
        (
            _OUTCOME_TONES[Outcome(each["outcome"])], words.OUTCOME_NAMES[Outcome(each["outcome"])],
            said(each["says"]), said(each["text"]), said(each["source"]),
        )
        for each in policy["rulings"]
    )  # fmt: skip
    title = f"{said(policy['name'])} ({said(policy['source'])}). {words.NO_VERDICT}"
    return [Heading(_("Policy")), Text(title), Judged(items)]


def method() -> list[Block]:
    """Return how a comparison works, for somebody who has to rely on one."""
    steps = (
        _(
            "Each file is read once: hashed, turned upright, brought to one colour space. Originals are never changed."
        ),
        _(
            "Sharpness, light and the size of the piece are measured; they give the thinnest mark each photo could show."
        ),
        _(
            "The before photo is laid onto the after photo by the structure of the piece. A fit that could be chance is refused."
        ),
        _("Lines and patches that stand out from the grain of the surface are searched in both photos."),
        _(
            "A mark is called new only where the before photo shows the place clearly and without it. Under highlights, in "
            "blur and out of view the answer is “cannot tell”."
        ),
        _(
            "Each other explanation that can be measured is held against a number and its limit. Dust and hairs cannot be."
        ),
        _("Times are taken as everything they can mean; a missing time zone widens them by 26 hours."),
    )
    score = _(
        "The chance that a mark is new is calibrated: of many marks with 90 %, about 9 in 10 are new. It is no proof."
    )
    numbered = tuple((str(number), step) for number, step in enumerate(steps, 1))
    return [Facts(numbered), Text(score), Text(words.NO_BLAME)]


def settings(record: Record) -> list[Block]:
    """Return every number the comparison was made with."""
    rows = [(name, said(value)) for name, value in _flat(record["settings"])]
    half = (len(rows) + 1) // 2
    right = [*rows[half:], *[("", "")] * (2 * half - len(rows))]
    paired = tuple((*one, *other) for one, other in zip(rows[:half], right, strict=True))
    return [Table((_("Setting"), _("Value"), _("Setting"), _("Value")), paired, (5, 3, 5, 3))]


def _flat(values: Mapping[str, Any], before: str = "") -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for name, value in values.items():
        rows += _flat(value, f"{before}{name}.") if isinstance(value, Mapping) else [(before + name, value)]
    return rows


def files(record: Record) -> list[Block]:
    """Return both files with their hashes, and how they were brought together."""
    hashes = tuple((said(record[side]["name"]), record[side]["sha256"]) for side in ("before", "after"))
    blocks: list[Block] = [Facts(hashes, code=True)]
    alignment = record["alignment"]
    if alignment:
        shape = _("homography and local field") if alignment["local_field"] else _("homography")
        line = _(
            "Alignment: {shape}, median residual {residual}, overlap {overlap}, evidence {evidence:.1f} (−log₁₀ of the number "
            "of false alarms).",
            shape=shape, residual=words.pixels(alignment["residual_px"]), overlap=words.percent(alignment["overlap"]),
            evidence=alignment["evidence"],
        )  # fmt: skip
        blocks.append(Text(line))
    same = _(
        "Compared by condition {version}; the same files, settings and version give the same findings.",
        version=record["version"],
    )
    return [*blocks, Text(same)]

"""The answer: one sentence, then where, which marks, what could not be compared, what the times say."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from condition.comparison import COMPARED, Comparison
from condition.language import Words, _, ngettext, sentence
from condition.novelty import Blind, Verdict
from condition.report import headline, inline, overlay, printable, retakes, second_line, times, words
from condition.timeline import Severity
from condition.viewer import desk, intake_visit
from condition.viewer.canvas import left_out_of, prepare_canvas, show_canvas
from condition.viewer.case_keep import offer_case
from condition.viewer.intake import SIDES, show_look
from condition.viewer.intake_pair import change_photos, swap_and_ask
from condition.viewer.intake_papers import Papers
from condition.viewer.marks_list import linked_mark, show_marks
from condition.viewer.markup import (
    checks,
    clean,
    facts,
    hero,
    notice,
    policy,
    reasons,
    table,
    time_line,
    verdict_hero,
)
from condition.viewer.sheets import details_of

#: What a stage of `condition.compare` does, for the person who waits.
STAGES: Words[str] = Words(
    {
        "photo": sentence("Reading the photos"),
        "quality": sentence("Looking at sharpness, light and size"),
        "timeline": sentence("Checking times and tags"),
        "registration": sentence("Laying one photo onto the other"),
        "marks": sentence("Looking for marks"),
        "novelty": sentence("Judging each mark"),
        "measurement": sentence("Measuring"),
    }
)
COVERAGE_SIDE_PX = 1000
#: Long side of a printed photo, px: 300 dots an inch on half a page.
PAPER_SIDE_PX = 1100


def show_answer(before: desk.Look, after: desk.Look, papers: Papers | None = None) -> None:
    """Compare two photos, held against the papers beside them, showing each stage, and show the answer."""
    waiting = st.empty()
    comparison = desk.compare(before, after, _progress(waiting, (before, after)), papers)
    waiting.empty()
    if comparison.status == COMPARED:
        _compared(comparison)
    else:
        _refused(comparison, (before, after))
    _times(comparison)
    if comparison.policy is not None:
        st.html(policy(comparison.policy, comparison.rulings))
    with st.expander(_("Photos, quality and hashes"), key="photos"):
        for column, side, look in zip(st.columns(2, gap="medium"), SIDES, (before, after), strict=True):
            with column:
                st.html(f"<h3>{clean(SIDES[side])}</h3>")
                show_look(look)
                st.html(
                    facts([("SHA-256", look.photo.sha256), *[(_("Note"), note) for note in look.photo.notes]])
                )
    st.html(f'<p class="soft foot">{clean(words.NO_BLAME)}</p>')


def _progress(waiting: DeltaGenerator, looks: tuple[desk.Look, desk.Look]) -> Callable[[str], None]:
    """Show both photos and a bar in `waiting`, and return what moves the bar on to a stage."""
    stages = list(STAGES)
    bars: list[DeltaGenerator] = []

    def progress(stage: str) -> None:
        if not bars:
            with waiting.container(key="busy"):
                st.html(f"{hero(_('Comparing'))}{_previews(looks)}")
                bars.append(st.progress(0.0))
                prepare_canvas()
        share = (stages.index(stage) + 1) / (len(stages) + 1) if stage in stages else 0.0
        bars[0].progress(share, f"{STAGES.get(stage, stage)} …")

    return progress


def _previews(looks: tuple[desk.Look, desk.Look]) -> str:
    figures = "".join(
        f'<figure><img src="{desk.serve(look.preview, f"preview-{side}")}" alt="{clean(words.photo_name(side))}">'
        f"<figcaption>{clean(name)}</figcaption></figure>"
        for (side, name), look in zip(SIDES.items(), looks, strict=True)
    )
    return f'<div class="pair">{figures}</div>'


def _head(comparison: Comparison, tone: str, sign: str) -> None:
    names = f"<bdi>{clean(comparison.before.name)}</bdi> <span aria-hidden='true'>→</span> <bdi>{clean(comparison.after.name)}</bdi>"
    st.html(verdict_hero(tone, sign, names, headline(comparison), second_line(comparison)))
    reports = desk.reports(comparison)
    with st.container(key="take_away", horizontal=True):
        st.button(
            _("Change photos"), on_click=change_photos, key="change", icon=":material/swap_horiz:",
            type="primary" if tone == "refused" else "secondary",
        )  # fmt: skip
        st.download_button(
            _("Report"), reports["html"], "condition-report.html", "text/html",
            key="html", on_click="ignore", type="secondary" if tone == "refused" else "primary", icon=":material/download:",
            help=_("One HTML file that opens anywhere, without a network."),
        )  # fmt: skip
        st.download_button(
            "PDF", reports["pdf"], "condition-report.pdf", "application/pdf",
            key="pdf", on_click="ignore", icon=":material/picture_as_pdf:",
            help=_("The same on pages, to print or to file."),
        )  # fmt: skip
        st.download_button(
            "JSON", reports["json"], "condition-report.json", "application/json",
            key="json", on_click="ignore", icon=":material/data_object:",
            help=_("The same for a program."),
        )  # fmt: skip
        if words.order_severity(comparison.checks) is Severity.CONTRADICTION:
            st.button(
                _("Swap before and after"), on_click=swap_and_ask, key="swap_sides", icon=":material/swap_vert:",
            )  # fmt: skip
        offer_case(comparison)


def _compared(comparison: Comparison) -> None:
    new, unclear = (words.count_of(comparison, verdict) for verdict in (Verdict.NEW, Verdict.CANNOT_TELL))
    tone, sign = ("new", "!") if new else ("unclear", "?") if unclear else ("clean", "✓")
    _head(comparison, tone, sign)
    _marks(comparison)
    _limits(comparison)


@st.fragment
def _marks(comparison: Comparison) -> None:
    """Show the canvas and the list of marks; a fragment, so that going to a mark runs neither the rest nor the uploads."""
    intake_visit.stay()
    show_canvas(comparison, st.session_state.get("focus"), start=linked_mark(comparison))
    left_out = left_out_of(comparison)
    with st.container(key="marks"):
        if left_out:
            st.html(_without(comparison, left_out))
        on_paper = st.empty()
        st.html(f"<h2>{clean(_('Marks'))}</h2>")
        show_marks(comparison, left_out)
    if details_of(comparison).overlays:
        on_paper.html(_on_paper(comparison))


def _without(comparison: Comparison, left_out: Collection[int]) -> str:
    """What the answer is without the marks that a person left out; the comparison itself stays as it is."""
    rest = replace(
        comparison,
        all_findings=tuple(each for each in comparison.all_findings if each.number not in left_out),
    )
    numbers = ", ".join(map(str, sorted(left_out)))
    told = _("You left out a region with these marks: {numbers}. They stay in the report.", numbers=numbers)
    return notice("advice", _("Without what you left out: {answer}", answer=headline(rest)), told)


def _on_paper(comparison: Comparison) -> str:
    """Return both photos with their marks for the printed page, in place of the canvas."""
    figures = ""
    for side, paint in (("before", overlay.annotated_before), ("after", overlay.annotated_after)):
        picture = desk.kept(comparison, f"paper-{side}", partial(_painted, comparison, paint))
        name = clean(SIDES[side])
        figures += f'<figure><img src="{desk.serve(picture, f"paper-{side}")}" alt="{name}"><figcaption>{name}</figcaption></figure>'
    return f'<div class="pair print-only">{figures}</div>'


def _painted(comparison: Comparison, paint: Callable[[Comparison, int], Any]) -> bytes:
    return desk.as_jpeg(paint(comparison, PAPER_SIDE_PX))


def _limits(comparison: Comparison) -> None:
    st.html(
        f'<h2>{clean(_("What could not be compared"))}</h2><p class="lead">{clean(words.smallest_mark(comparison))}</p>'
    )
    left, right = st.columns(2, gap="medium")
    picture = desk.kept(
        comparison, "coverage", lambda: desk.as_jpeg(overlay.coverage_picture(comparison, COVERAGE_SIDE_PX))
    )
    left.image(
        picture, _("Hatched: not compared. Dark: not the piece."), "stretch",
        alt=_("After photo with the parts that could not be compared hatched"),
    )  # fmt: skip
    share = words.compared_share(comparison)
    right.html(
        f'<p class="share"><b>{clean(words.percent(share or 0.0))}</b> {clean(_("of the piece was compared"))}</p>{_blind(comparison)}'
    )
    if comparison.reasons:
        right.html(reasons(comparison.reasons))


def _blind(comparison: Comparison) -> str:
    assert comparison.coverage is not None, "a compared pair has a coverage"
    shares = {
        why: share
        for why, share in comparison.coverage.fractions.items()
        if share > 0 and why is not Blind.COMPARED
    }
    items = "".join(
        f'<li><img src="{inline.hatch_uri(why)}" alt="" width="36" height="24"><p><b>{words.BLIND_NAMES[why]}:</b> '
        f"{clean(_('{share} of the piece {why}.', share=words.percent(share), why=words.BLIND_MEANINGS[why]))}</p></li>"
        for why, share in sorted(shares.items(), key=lambda item: -item[1])
    )
    return f'<ul class="blind">{items}</ul>'


def _refused(comparison: Comparison, looks: tuple[desk.Look, desk.Look]) -> None:
    _head(comparison, "refused", "≠")
    st.html(_previews(looks))
    st.html(f"<h2>{clean(_('Why not'))}</h2>{reasons(comparison.reasons, with_fix=False)}")
    cards = "".join(
        f'<div class="card"><h3>{clean(photo)}</h3><ol>{"".join(f"<li>{clean(fix)}</li>" for fix in fixes)}</ol></div>'
        for photo, fixes in retakes(comparison.reasons)
    )
    st.html(
        f'<h2>{clean(_("What to retake"))}</h2><div class="cards">{cards}</div><p class="soft foot">'
        f"{clean(_('Keep the photos you have: an original cannot be taken again.'))}</p>"
    )


def _times(comparison: Comparison) -> None:
    st.html(
        f'<h2>{clean(_("Times and tags"))}</h2><p class="lead">{clean(words.times_sentence(comparison.checks))}</p>'
    )
    line = times.line_of(comparison)
    if line:
        st.html(time_line(line))
    rows = [dict(times.photo_rows(photo)) for photo in (comparison.before, comparison.after)]
    labels = dict.fromkeys([*rows[0], *rows[1]])
    st.html(
        table(
            ("", *SIDES.values()),
            [(label, *(printable(row.get(label, "–")) for row in rows)) for label in labels],
        )
    )
    fitting = [check for check in comparison.checks if check.severity is Severity.OK]
    st.html(checks(check for check in comparison.checks if check not in fitting))
    if fitting:
        with st.expander(
            ngettext("{number} check without objection", "{number} checks without objection", len(fitting)),
            key="checks",
        ):
            st.html(checks(fitting))

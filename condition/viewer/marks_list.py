"""The list of marks by verdict, each with its size, its reason and its crop pair at native resolution."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import streamlit as st

from condition.comparison import Comparison
from condition.language import _, current
from condition.measurement import Finding, Measured
from condition.novelty import Verdict
from condition.report import (
    crop_pair,
    describe_profile,
    evidence_crop,
    inline,
    legend,
    printable,
    profile_across,
    render_profile,
    words,
)
from condition.viewer import desk
from condition.viewer.markup import alternatives, badge, clean, facts, notice, picture_uri, svg_uri

#: Groups that are open at first: what a person has to look at.
OPEN = (Verdict.NEW, Verdict.CANNOT_TELL)
#: Marks shown before "Show more" is pressed; each has two pictures.
SHOWN = 6
#: The mark in the address of the page.
MARK_PARAMETER = "mark"


@dataclass(frozen=True, slots=True)
class Crops:
    """A crop pair as JPEG bytes, with the outline as SVG path data, the size in px, and whether pixels are enlarged.

    `evidence` is None where there is none; `profile` is an SVG document, `profile_words` the same in words.
    """

    before: bytes
    after: bytes
    evidence: bytes | None
    profile: str
    profile_words: str
    outline: str
    width: int
    height: int
    enlarged: bool


def show_marks(comparison: Comparison, left_out: Collection[int] = ()) -> None:
    """Show every mark, by verdict; a closed group makes no pictures. Those of `left_out` are struck through."""
    if not comparison.findings:
        st.html(f"<p>{clean(_('No mark was found in either photo.'))}</p>")
    for verdict in legend.ORDER:
        group = [finding for finding in comparison.findings if finding.verdict is verdict]
        if group:
            _group(comparison, verdict, group, left_out)


def _group(comparison: Comparison, verdict: Verdict, group: list[Finding], left_out: Collection[int]) -> None:
    label = f"**{words.VERDICT_NAMES[verdict]}** · {len(group)}"
    box = st.expander(label, expanded=verdict in OPEN, key=f"group_{verdict}", on_change="rerun")
    if not box.open:
        return
    with box:
        st.html(f'<p class="soft">{clean(words.VERDICT_MEANINGS[verdict])}</p>')
        limit = st.session_state.setdefault(f"limit_{verdict}", SHOWN)
        for finding in group[:limit]:
            _mark(comparison, finding, finding.number in left_out)
        if len(group) > limit:
            rest = len(group) - limit
            st.button(
                _("Show {number} more", number=rest),
                key=f"more_{verdict}",
                on_click=_show_all,
                args=(verdict, len(group)),
            )


def _show_all(verdict: Verdict, number: int) -> None:
    st.session_state[f"limit_{verdict}"] = number


def _mark(comparison: Comparison, finding: Finding, is_left_out: bool) -> None:
    with st.container(border=True, key=f"mark_{finding.number}"):
        st.html(mark_article(comparison, finding, is_left_out))
        st.button(
            _("Show in the photos"), key=f"show_{finding.number}", icon=":material/my_location:",
            on_click=_focus, args=(finding.number,),
        )  # fmt: skip


def mark_article(comparison: Comparison, finding: Finding, is_left_out: bool = False) -> str:
    """Return everything about one mark: its crop pair at native resolution, its size, its reason, what else it could be.

    One that lies in a region left out by hand is struck through.
    """
    crops = desk.kept(comparison, f"crop-{finding.number}-{current()}", lambda: _crops(comparison, finding))
    return (
        f'<article class="mark{" left-out" if is_left_out else ""}">{_pictures(finding, crops)}'
        f"{_words(comparison, finding, is_left_out)}"
        f"{alternatives(finding)}</article>"
    )


def _focus(number: int) -> None:
    turn = st.session_state.get("focus", {}).get("turn", 0)
    st.session_state["focus"] = {"number": number, "turn": turn + 1}
    st.query_params[MARK_PARAMETER] = str(number)


def linked_mark(comparison: Comparison) -> int | None:
    """Return the mark that the address of the page names and nobody has gone to yet; says so where there is none such."""
    named = st.query_params.get(MARK_PARAMETER)
    if named is None or st.session_state.get("focus"):
        return None
    number = int(named) if named.isascii() and named.isdigit() and len(named) < 6 else 0
    if any(finding.number == number for finding in comparison.findings):
        return number
    told = _("The link names mark {named}, which this pair does not have.", named=printable(named[:20]))
    st.html(notice("advice", _("There is no such mark."), told))
    return None


def _crops(comparison: Comparison, finding: Finding) -> Crops:
    pair = crop_pair(comparison, finding)
    shown = evidence_crop(comparison, pair.view) if finding.alternatives else None
    profile = profile_across(pair)
    return Crops(
        before=desk.as_jpeg(pair.before, inline.CROP_QUALITY),
        after=desk.as_jpeg(pair.after, inline.CROP_QUALITY),
        evidence=None if shown is None else desk.as_jpeg(shown),
        profile=render_profile(profile),
        profile_words=describe_profile(profile),
        outline=inline.path_data(pair.outlines),
        width=pair.view.width,
        height=pair.view.height,
        enlarged=pair.zoom > 1,
    )


def _pictures(finding: Finding, crops: Crops) -> str:
    outline = _outline(finding, crops)
    figures = "".join(
        f'<figure><div class="frame {"pixels" if crops.enlarged else ""}">'
        f'<img src="{desk.serve(data, f"crop-{finding.number}-{key}")}" width="{crops.width}" height="{crops.height}" '
        f'alt="{clean(_("{side}: the place of mark {number}", side=side, number=finding.number))}">'
        f'<img class="outline" alt="" src="{outline}"></div><figcaption>{clean(side)}</figcaption></figure>'
        for key, side, data in (("before", _("Before"), crops.before), ("after", _("After"), crops.after))
    )
    return f'<div class="crops">{figures}{_evidence(finding, crops)}</div>'


def _evidence(finding: Finding, crops: Crops) -> str:
    """Return what only the after photo shows, and the brightness across the mark in both."""
    shown = ""
    if crops.evidence is not None:
        address = desk.serve(crops.evidence, f"crop-{finding.number}-evidence")
        shown = (
            f'<figure><div class="frame"><img src="{address}" width="{crops.width}" height="{crops.height}" '
            f'alt="{clean(_("What only the after photo shows at mark {number}", number=finding.number))}"></div>'
            f"<figcaption>{clean(_('Only in the after photo: the brighter, the stronger'))}</figcaption></figure>"
        )
    return (
        f'{shown}<figure><div class="frame chart"><img src="{svg_uri(crops.profile)}" alt="{clean(crops.profile_words)}">'
        f"</div><figcaption>{clean(_('Brightness across the mark'))}</figcaption></figure>"
    )


def _outline(finding: Finding, crops: Crops) -> str:
    """Return the line around the mark, with a dark rim that shows on bright metal, as the address of a picture."""
    path = f'<path d="{crops.outline}" fill="none" stroke-linejoin="round" vector-effect="non-scaling-stroke"'
    lines = ((3.5, "#101010"), (1.75, legend.STYLES[finding.verdict].css))
    drawn = "".join(f'{path} stroke-width="{width}" stroke="{colour}"/>' for width, colour in lines)
    return picture_uri(drawn, crops.width, crops.height)


def _words(comparison: Comparison, finding: Finding, is_left_out: bool) -> str:
    photo = comparison.after
    where = words.place(finding, comparison.after_piece, photo.width, photo.height)
    sure = words.percent(finding.score)
    rows = [
        (_("Length"), _size(words.pixels(finding.length_px), finding.length_mm)),
        (_("Width"), _size(words.width_text(comparison, finding), finding.width_mm)),
        (_("Grade"), words.grade_name(finding)),
        (_("Where"), where),
    ]
    if finding.smallest_mark_px is not None:
        rows.append((_("Thinnest visible here"), words.pixels(finding.smallest_mark_px)))
    return (
        f"<div>{_left_out() if is_left_out else ''}<h3>{badge(finding.verdict)} {finding.number} · {words.VERDICT_NAMES[finding.verdict]}</h3>"
        f'<p class="kind">{clean(words.sentence_case(words.looks_like(finding)))}</p>'
        f'<p class="chance"><meter min="0" max="1" value="{finding.score:.3f}" aria-hidden="true"></meter>'
        f"<b>{clean(sure)}</b> <span class='soft'>{clean(_('chance that it is new'))}</span></p>"
        f"<p>{clean(finding.explanation)}</p>{facts(rows)}</div>"
    )


def _left_out() -> str:
    return f'<p class="set-aside">{clean(_("left out by hand"))}</p>'


def _size(in_px: str, in_mm: Measured | None) -> str:
    return in_px if in_mm is None else f"{in_px}, {words.millimetres(in_mm)}"

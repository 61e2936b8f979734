"""The answer of several photos: one sentence, where, the marks in every photo, the pairs, and what was left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

import condition
from condition.comparison import COMPARED
from condition.errors import ConditionError
from condition.language import _, advised, current, language, shown, told
from condition.novelty import Verdict
from condition.report import (
    crop_picture,
    legend,
    overlay,
    render_set_html,
    render_set_json,
    render_set_pdf,
    set_crops,
    set_words,
    words,
)
from condition.sets import ComparisonSet, Frames, JoinedMark, Says
from condition.settings import DEFAULT
from condition.viewer import desk, intake_papers, intake_visit, set_intake, set_shown
from condition.viewer.markup import badge, clean, hero, notice, policy, table, verdict_hero

#: Long side of a view, px.
VIEW_SIDE_PX = 1400
#: Marks shown with pictures; the others are in the report.
MAX_MARKS = 12
OPEN = (Verdict.NEW, Verdict.CANNOT_TELL)


def show_answer() -> None:
    """Compare the photos of both sides, showing each step, and show the answer."""
    sides = {side: set_intake.photos(side) for side in set_intake.SIDES}
    waiting = st.empty()
    papers = set_intake.papers()
    stated = papers.stated() if isinstance(papers, intake_papers.Papers) else {}
    slot = intake_visit.slot(_key(sides["before"], sides["after"], stated))
    if "made" not in slot:
        try:
            slot["made"] = condition.compare_sets(
                *(_sources(each) for each in sides.values()), progress=_progress(waiting, sides), **stated
            )
        except ConditionError as error:
            waiting.empty()
            _show_refusal(error)
            return
    waiting.empty()
    made: ComparisonSet = slot["made"]
    _show_head(made, slot)
    if made.status == COMPARED:
        _show_views(made, slot)
        _show_marks(made, slot)
        set_shown.show_pairs(made, slot)
    set_shown.show_left_out(made)
    set_shown.show_times(made)
    if made.policy is not None:
        st.html(policy(made.policy, made.rulings))
    st.html(f'<p class="soft foot">{clean(set_words.NO_BLAME)}</p>')


def _key(
    before: Sequence[desk.Upload], after: Sequence[desk.Upload], stated: Mapping[str, object]
) -> tuple[object, ...]:
    files = tuple(tuple((each.name, hash(each.data)) for each in side) for side in (before, after))
    return ("set", files, repr(stated), repr(DEFAULT), condition.__version__)


def _sources(uploads: Sequence[desk.Upload]) -> list[condition.Photo | bytes]:
    """The photos under their own names; a file that is none goes as bytes, and is named as left out."""
    looks = [desk.read(upload) for upload in uploads]
    return [
        look.photo if isinstance(look, desk.Look) else upload.data
        for look, upload in zip(looks, uploads, strict=True)
    ]


def _progress(
    waiting: st.delta_generator.DeltaGenerator, sides: dict[str, tuple[desk.Upload, ...]]
) -> Callable[[str], None]:
    """Show a bar in `waiting` and return what moves it on by a step; how many there are is known roughly."""
    before, after = (len(each) for each in sides.values())
    steps, done = 3 + after * min(before, 3), 0
    with waiting.container(key="busy"):
        st.html(hero(_("Comparing")))
        bar = st.progress(0.0, f"{_('Reading the photos')} …")

    def progress(step: str) -> None:
        nonlocal done
        done += 1
        names = {"photos": _("Reading the photos"), "pairing": _("Looking for photos of the same part")}
        bar.progress(min(done / steps, 0.97), f"{names.get(step, step)} …")

    return progress


def _show_refusal(error: ConditionError) -> None:
    st.html(
        f'<header class="hero answer refused"><h1>{clean(_("These photos cannot be compared."))}</h1></header>'
        + notice("trouble", told(error), advised(error))
    )
    _offer_change("primary")


def _offer_change(sort: str = "secondary") -> None:
    st.button(
        _("Change photos"), key="set_change", on_click=set_intake.change_photos, icon=":material/swap_horiz:",
        type="primary" if sort == "primary" else "secondary",
    )  # fmt: skip


def _show_head(made: ComparisonSet, slot: dict[str, object]) -> None:
    tones = {"new": "!", "unclear": "?", "clean": "✓", "refused": "≠"}
    tone = set_words.tone(made)
    counted = _(
        "{before} before photos, {after} after photos", before=len(made.before), after=len(made.after)
    )
    title, lead = set_words.set_headline(made), set_words.set_second_line(made)
    st.html(verdict_hero(tone, tones[tone], clean(counted), title, lead))
    with st.container(key="take_away", horizontal=True):
        _offer_change("primary" if tone == "refused" else "secondary")
        for name, label, render, kind, icon in (
            ("html", _("Report"), _html, "text/html", "download"),
            ("pdf", "PDF", render_set_pdf, "application/pdf", "picture_as_pdf"),
            ("json", "JSON", _json, "application/json", "data_object"),
        ):
            st.download_button(
                label, _maker(made, slot, name, render), f"condition-set.{name}", kind, key=f"set_{name}",
                on_click="ignore", icon=f":material/{icon}:", type="primary" if name == "html" and tone != "refused" else "secondary",
            )  # fmt: skip


def _html(made: ComparisonSet) -> bytes:
    return render_set_html(made).encode()


def _json(made: ComparisonSet) -> bytes:
    return render_set_json(made).encode()


def _maker(
    made: ComparisonSet, slot: dict[str, object], name: str, render: Callable[[ComparisonSet], bytes]
) -> Callable[[], bytes]:
    """What makes a report when somebody asks for it, once; outside of the page's run, in the language of now."""
    spoken = current()

    def make() -> bytes:
        key = f"{name} {spoken}"
        if key not in slot:
            with language(spoken):
                slot[key] = render(made)
        done = slot[key]
        assert isinstance(done, bytes)
        return done

    return make


def _show_views(made: ComparisonSet, slot: dict[str, object]) -> None:
    for number, view in enumerate(made.views):
        address = set_shown.picture(
            slot, f"set-view-{number}", partial(set_crops.view_picture, made, number, VIEW_SIDE_PX, OPEN)
        )
        name = _("After photo {name}", name=view.reference.name)
        st.html(
            f'<figure class="shown"><img src="{address}" alt="{clean(name)}"><figcaption>{clean(name)}</figcaption></figure>'
        )


def _show_marks(made: ComparisonSet, slot: dict[str, object]) -> None:
    st.html(f"<h2>{clean(_('Marks'))}</h2>")
    marks = [mark for mark in made.all_marks if mark.verdict in OPEN]
    if not marks:
        st.html(f"<p>{clean(_('No mark is new or undecided.'))}</p>")
    frames = Frames(made.pairs, made.links)
    for mark in marks[:MAX_MARKS]:
        with st.container(border=True, key=f"set_mark_{mark.number}"):
            st.html(_article(made, mark, slot) + _places(made, mark, frames, slot))
            _show_testimonies(made, mark)
    if len(marks) > MAX_MARKS:
        st.html(f"<p>{clean(_('The others are in the report.'))}</p>")
    old = [mark for mark in made.all_marks if mark.verdict not in OPEN]
    if old:
        _show_old(made, old)


def _article(made: ComparisonSet, mark: JoinedMark, slot: dict[str, object]) -> str:
    picture = set_shown.picture(
        slot, f"set-mark-{mark.number}", lambda: crop_picture(set_crops.best_crop(made, mark))
    )
    kind = f"{words.sentence_case(words.KIND_NAMES[mark.kind])}, {words.pixels(mark.finding.length_px)}"
    alt = _("Mark {number} in both photos, outlined, at the same scale", number=mark.number)
    best = _("Best seen in {pair}.", pair=set_words.shown_in(mark, made))
    return (
        f'<article class="mark"><div><div class="frame"><img src="{picture}" alt="{clean(alt)}"></div></div><div>'
        f"<h3>{badge(mark.verdict)} {mark.number} {clean(words.VERDICT_NAMES[mark.verdict])}</h3>"
        f'<p class="kind">{clean(kind)}</p><p class="chance"><b>{clean(words.percent(mark.score))}</b> '
        f'<meter min="0" max="1" value="{mark.score:.3f}" aria-hidden="true"></meter> {clean(_("chance that it is new"))}</p>'
        f'<p>{clean(mark.explanation)}</p><p class="soft">{clean(best)}</p></div></article>'
    )


def _places(made: ComparisonSet, mark: JoinedMark, frames: Frames, slot: dict[str, object]) -> str:
    """The same place in every photo that shows it."""
    key = f"set-places-{mark.number}"
    if key not in slot:
        slot[key] = set_crops.glimpses(made, mark, frames)
    seen = slot[key]
    assert isinstance(seen, tuple)
    figures = "".join(
        f'<figure><img src="{set_shown.picture(slot, f"set-place-{mark.number}-{n}", partial(_pixels, glimpse))}" '
        f'alt="{clean(_("The same place in {photo}", photo=glimpse.photo.name))}"><figcaption>{clean(glimpse.photo.name)}<br>'
        f"{clean(set_words.SIDES[glimpse.photo.side])}</figcaption></figure>"
        for n, glimpse in enumerate(seen)
        if glimpse.pixels is not None
    )
    return f'<h4 class="places-title">{clean(_("The same place in every photo"))}</h4><div class="places">{figures}</div>'


def _pixels(glimpse: set_crops.Glimpse) -> overlay.Pixels:
    assert glimpse.pixels is not None, "only places that are seen are shown"
    return glimpse.pixels


def _show_testimonies(made: ComparisonSet, mark: JoinedMark) -> None:
    rows = [
        (made.pairs[each.pair].name, set_words.says(each))
        for each in mark.testimonies
        if each.says is not Says.NOT_SEEN
    ]
    if len(made.pairs) > 1 and rows:
        with st.expander(_("What each pair says"), key=f"set_says_{mark.number}"):
            st.html(table((_("Pair"), _("It says")), rows))


def _show_old(made: ComparisonSet, marks: Sequence[JoinedMark]) -> None:
    counts = " · ".join(
        f"{words.VERDICT_NAMES[verdict]}: {number}"
        for verdict in legend.ORDER
        if (number := sum(mark.verdict is verdict for mark in marks))
    )
    with st.expander(counts, key="set_old"):
        rows = [
            (
                str(mark.number), words.VERDICT_NAMES[mark.verdict], words.KIND_NAMES[mark.kind],
                words.pixels(mark.finding.length_px), made.pairs[mark.best.pair].after.name,
            )
            for mark in marks
        ]  # fmt: skip
        st.html(
            table((_("Mark"), _("Comparison says"), _("Looks like"), _("Length"), _("After photo")), rows)
        )
    if made.refuted:
        title = _("Flagged by a pair, refuted by the others: {number}", number=len(made.refuted))
        with st.expander(title, key="set_refuted"):
            rows_ = [(made.pairs[mark.best.pair].name, shown(mark.explanation)) for mark in made.refuted]
            st.html(table((_("Pair"), _("Why")), rows_))

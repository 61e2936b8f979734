"""The scale of the after photo: a distance measured on it with the ruler, and what is that long."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from condition.cases import Case, CaseComparison, Drawing, drawings_on, mm_per_px, points_of, scale_of
from condition.language import _, sentence, shown
from condition.viewer import case_changes
from condition.viewer.case_shell import nobody, said, show_said, turn, who
from condition.viewer.case_words import when_words
from condition.viewer.markup import clean, facts

METHODS = {
    "dimension": sentence("A dimension of the piece"),
    "coin": sentence("A coin beside it"),
    "ruler": sentence("A ruler beside it"),
}
#: Diameter of coins in mm. Euro: Council Regulation (EU) No 729/2014, Annex I. Dollar: the mint's coin specifications
#: (usmint.gov, "Coin Specifications"). A worn coin is a little smaller.
COINS = {
    "1 cent (euro)": 16.25, "2 cent (euro)": 18.75, "5 cent (euro)": 21.25, "10 cent (euro)": 19.75, "20 cent (euro)": 22.25,
    "50 cent (euro)": 24.25, "1 euro": 23.25, "2 euro": 25.75,
    "1 cent (US)": 19.05, "5 cents (US)": 21.21, "10 cents (US)": 17.91, "25 cents (US)": 24.26,
}  # fmt: skip
#: How far off a known length is where nobody says it, mm (95 %): a worn coin, a ruler read by eye, a calliper.
USUAL_ERROR_MM = {"dimension": 0.1, "coin": 0.1, "ruler": 0.3}


def show_scale(case: Case, item: CaseComparison) -> None:
    """Show the scale of the after photo of a comparison, and let a person set it."""
    st.html(f"<h2>{clean(_('Scale of the after photo'))}</h2>")
    standing = scale_of(case, item.after)
    scale = mm_per_px(standing)
    if standing is not None and scale is not None:
        rows = [
            (_("Scale"), _("{mm:.4f} mm a pixel, ± {error:.4f}", mm=scale.value, error=scale.error)),
            (_("Known by"), f"{standing.what}, {standing.known_mm:g} mm"),
            (_("Set by"), f"{standing.who}, {when_words(standing.when)}"),
        ]
        st.html(facts(rows))
        st.html(f'<p class="soft">{clean(_("It holds in the plane of the known length. A photo taken at a slant, or a mark that lies deeper, is further off than ± says."))}</p>')  # fmt: skip
    else:
        st.html(f'<p class="soft">{clean(_("No scale is known: lengths are in pixels only."))}</p>')
    show_said("scale")
    with st.expander(
        _("Set the scale") if scale is None else _("Set it again"),
        icon=":material/square_foot:",
        key="set_scale",
    ):
        _set(case, item, None if standing is None else standing.entry)  # fmt: skip


def _set(case: Case, item: CaseComparison, seen: int | None) -> None:
    drawn = [each for each in drawings_on(case, item) if each.shape == "distance"]
    if not drawn:
        st.html(
            f'<p class="soft">{clean(_("Take the ruler on the photos (R) and click both ends of something whose length you know, in the after photo. Then come back here."))}</p>'
        )  # fmt: skip
    else:
        _ask(case, item, drawn, seen)
    if seen is not None:
        back: tuple[Any, ...] = (case.name, item.after, "none", _("taken back"), None, 0.0, [], seen)
        st.button(
            _("Take the scale back"), key="scale_off", icon=":material/undo:", on_click=_set_it, args=back
        )


def _set_it(name: str, photo: int, *rest: Any) -> None:
    """Record a scale; what the button was given is what was on the screen when it was pressed."""
    done = (
        _("No scale is known any more.") if rest[0] == "none" else _("Lengths are now in millimetres, too.")
    )
    said("scale", case_changes.scale(name, who(), photo, *rest) if who() else nobody(), done)


def _ask(case: Case, item: CaseComparison, drawn: list[Drawing], seen: int | None) -> None:
    numbers = {each.number: (place, each) for place, each in enumerate(drawn, 1)}

    def named(number: int) -> str:
        place, each = numbers[number]
        return _("Distance {place}: {px:.0f} px", place=place, px=math.dist(*points_of(each)))

    key = turn("scale")
    left, right = st.columns(2, gap="medium")
    number = left.selectbox(
        _("Measured on the photo"), list(numbers)[::-1], format_func=named, key=f"scale_distance_{key}"
    )
    method = right.selectbox(
        _("What is that long"), list(METHODS), format_func=lambda name: shown(METHODS[name]), key=f"scale_method_{key}"
    )  # fmt: skip
    what, known = _known(case, method, key)
    error = st.number_input(
        _("Uncertain by (mm)"),
        0.0,
        100.0,
        USUAL_ERROR_MM[method],
        0.05,
        "%.2f",
        key=f"scale_error_{method}_{key}",
    )
    now = (case.name, item.after, method, what, known, error, points_of(numbers[number][1]), seen)
    st.button(
        _("Set the scale"),
        type="primary",
        key="scale_on",
        icon=":material/check:",
        on_click=_set_it,
        args=now,
    )


def _known(case: Case, method: str, key: int) -> tuple[str, float]:
    """Ask what has the known length, and return its words and the millimetres."""
    if method == "coin":
        coin = st.selectbox(
            _("Coin, across its whole diameter"),
            list(COINS),
            list(COINS).index("1 euro"),
            key=f"scale_coin_{key}",
        )
        return _("diameter of a coin, {coin}", coin=coin), COINS[coin]  # fmt: skip
    known = dict(case.piece.dimensions_mm) if method == "dimension" else {}
    if known:
        name = st.selectbox(
            _("Dimension"),
            [*known, ""],
            format_func=lambda name: name or _("another one"),
            key=f"scale_name_{key}",
        )
        if name:
            return name, known[name]
    usual = _("ruler") if method == "ruler" else ""
    what = st.text_input(_("What it is"), usual, key=f"scale_what_{method}_{key}", max_chars=80)
    length = st.number_input(
        _("Length (mm)"), 0.1, 10_000.0, 10.0, 0.1, "%.2f", key=f"scale_mm_{method}_{key}"
    )
    return what.strip() or usual or _("known length"), length

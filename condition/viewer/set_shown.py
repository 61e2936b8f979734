"""Parts of the answer of several photos: which photos were compared, which were left out and why, what their times say."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from condition.comparison import COMPARED
from condition.language import _, shown
from condition.report import overlay, set_words, words
from condition.sets import ComparisonSet, SetPhoto
from condition.viewer import desk
from condition.viewer.markup import clean

#: Long side of a photo in a pair, px.
PAIR_SIDE_PX = 300


def picture(slot: dict[str, object], name: str, make: Callable[[], overlay.Pixels]) -> str:
    """Return the address of a picture that is made once."""
    if name not in slot:
        slot[name] = desk.as_jpeg(make())
    data = slot[name]
    assert isinstance(data, bytes)
    return desk.serve(data, name)


def show_pairs(made: ComparisonSet, slot: dict[str, object]) -> None:
    """Which photos show the same part, by after photo."""
    st.html(f"<h2>{clean(_('Pairs'))}</h2>")
    partners = set_words.partners(made)
    cards = "".join(
        f'<div class="card with"><div>{_small(made, photo, slot)}</div><div><h3>{clean(photo.name)}</h3>'
        f'<p class="soft">{clean(_("compared with"))}</p><div class="others">'
        + "".join(_small(made, pair.before, slot) for pair in made.pairs if pair.after is photo)
        + f"</div><p>{clean(', '.join(partners[photo.side, photo.name]))}</p></div></div>"
        for photo in made.after
        if partners.get((photo.side, photo.name))
    )
    st.html(f'<div class="cards">{cards}</div>')


def _small(made: ComparisonSet, photo: SetPhoto, slot: dict[str, object]) -> str:
    place = (made.before if photo in made.before else made.after).index(photo)
    name = f"set-photo-{photo.side.value}-{place}"
    address = picture(slot, name, lambda: overlay.thumbnail(photo.photo.pixels, PAIR_SIDE_PX))
    told_ = f"{shown(set_words.SIDES[photo.side])} {photo.name}"
    return f'<img src="{address}" alt="{clean(told_)}" title="{clean(photo.name)}">'


def show_left_out(made: ComparisonSet) -> None:
    """Show the photos that were not used, each with its reason."""
    if not made.left_out:
        return
    items = "".join(
        f'<li class="reason"><p class="soft">{clean(set_words.SIDES[photo.side])} · {clean(set_words.WHY[photo.why])}</p>'
        f'<p class="said">{clean(photo.name)}</p><p>{clean(photo.text)}</p>'
        + (f"<p><b>{clean(_('What to do'))}</b> {clean(photo.fix)}</p>" if photo.fix else "")
        + "</li>"
        for photo in made.left_out
    )
    st.html(f'<h2>{clean(_("Left out"))}</h2><ul class="reasons">{items}</ul>')


def show_times(made: ComparisonSet) -> None:
    """Show what times and tags say against the order of the sides."""
    if made.status != COMPARED:
        return
    doubts = set_words.doubtful_times(made)
    st.html(f"<h2>{clean(_('Times and tags'))}</h2>")
    if not doubts:
        fits = _("No time or tag contradicts the order in which these photos were given.")
        st.html(f"<p>{clean(fits)}</p>")
        return
    items = "".join(
        f'<li><span class="sev {severity.value}"><i aria-hidden="true"></i>{words.SEVERITY_NAMES[severity]}</span>'
        f'<div><p><span class="soft">{clean(name)}:</span> {clean(text)}</p></div></li>'
        for severity, name, text in doubts
    )
    st.html(f'<ul class="checks">{items}</ul>')

"""One photo: what it says about itself, how far that can be trusted, and what it can show."""

import streamlit as st

from condition.report import times, words
from condition.timeline import check_photo
from condition.viewer import desk, intake
from condition.viewer.markup import checks, clean, facts, notice

st.html(
    '<header class="hero"><h1>What does this photo say?</h1><p class="lead">Times and where they come from, camera, '
    "edits, and what the picture is good enough to show.</p></header>"
)
st.file_uploader(
    "Photo",
    intake.EXTENSIONS,
    key="upload_single",
    on_change=intake.take,
    args=("single",),
    label_visibility="collapsed",
)
look = intake.chosen("single")
if isinstance(look, desk.Look):
    left, right = st.columns([2, 3], gap="medium")
    with left:
        intake.show_look(look)
        quality = look.quality
        st.html(
            facts(
                [
                    ("Thinnest visible mark", words.pixels(quality.smallest_mark_px)),
                    ("Blur", words.pixels(quality.blur_px)),
                    ("Highlights", f"{words.percent(quality.glare)} of the piece"),
                    ("Brightness", words.percent(quality.brightness)),
                    ("Piece, long side", words.pixels(quality.piece_px)),
                ]
            )
        )
    with right:
        answers = check_photo(look.photo)
        st.html("<h2>Times and tags</h2>")
        st.html(facts(times.photo_rows(look.photo), in_rows=True))
        st.html(f"<h2>{clean(words.counted(len(answers), 'check').capitalize())}</h2>{checks(answers)}")
        st.html(facts([("SHA-256", look.photo.sha256), *[("Note", note) for note in look.photo.notes]]))
elif look is not None:
    st.html(notice("trouble", "This file cannot be used.", f"{look}. {look.hint()}"))
else:
    st.html('<p class="soft">Send the original file: a chat or a social network removes times and tags.</p>')

"""One photo: what it says about itself, how far that can be trusted, and what it can show."""

import streamlit as st

from condition.language import _
from condition.report import times, words
from condition.timeline import check_photo
from condition.viewer import desk, intake, intake_photos
from condition.viewer.markup import checks, clean, facts, hero
from condition.viewer.options import LARGEST_PHOTO_MB

lead = _("Times and where they come from, camera, edits, and what the picture is good enough to show.")
st.html(hero(_("What does this photo say?"), lead))
intake.label_widgets(_("Add a photo"))
st.file_uploader(
    _("Photo"), intake.EXTENSIONS, accept_multiple_files=True, key="upload_single",
    max_upload_size=LARGEST_PHOTO_MB, label_visibility="collapsed",
)  # fmt: skip
intake_photos.show_thumbnails("single", _("Chosen"))
if intake_photos.picked("single") is None:
    told = _("Send the original file: a chat or a social network removes times and tags.")
    st.html(f'<p class="soft">{clean(told)}</p>')
    st.stop()
left, right = st.columns([2, 3], gap="medium")
with left:
    look = intake.show_chosen("single")
if isinstance(look, desk.Look):
    quality = look.quality
    with left:
        st.html(
            facts(
                [
                    (_("Thinnest visible mark"), words.pixels(quality.smallest_mark_px)),
                    (_("Blur"), words.pixels(quality.blur_px)),
                    (_("Highlights"), _("{share} of the piece", share=words.percent(quality.glare))),
                    (_("Brightness"), words.percent(quality.brightness)),
                    (_("Piece, long side"), words.pixels(quality.piece_px)),
                ]
            )
        )
    with right:
        answers = check_photo(look.photo)
        st.html(f"<h2>{clean(_('Times and tags'))}</h2>")
        st.html(facts(times.photo_rows(look.photo), in_rows=True))
        st.html(f"<h2>{clean(words.counted(len(answers), 'check').capitalize())}</h2>{checks(answers)}")
        st.html(facts([("SHA-256", look.photo.sha256), *[(_("Note"), note) for note in look.photo.notes]]))

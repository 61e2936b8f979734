"""Choosing photos: uploads, camera, previews, advice, papers, samples. What was chosen stays until it is replaced.

Streamlit forgets a widget's value when its page is left, so chosen files are kept in the session under their side.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial

import streamlit as st

from condition.errors import ConditionError
from condition.language import _, advised, sentence, shown, told
from condition.report import words
from condition.timeline import Severity, check_pair, lost_its_metadata
from condition.viewer import desk, intake_pair, intake_papers, intake_photos, intake_samples, intake_visit
from condition.viewer.intake_camera import show_camera, take_shots
from condition.viewer.intake_uploads import take_new
from condition.viewer.markup import clean, hero, notice, reasons
from condition.viewer.options import LARGEST_PHOTO_MB

#: What the upload widgets let through; the photo room decides by content.
EXTENSIONS = ("jpg", "jpeg", "heic", "heif", "avif", "png", "webp", "tif", "tiff")
SIDES = {"before": sentence("Before"), "after": sentence("After")}
ASKED_OF = {
    "before": sentence("The earlier photo: when the piece was handed over, or as it was sold."),
    "after": sentence("The later photo: the same side of the same piece, from about the same direction."),
}
MISSING = {
    "before": sentence("The before photo is missing."),
    "after": sentence("The after photo is missing."),
}
UNUSABLE = {
    "before": sentence("The before photo cannot be used; choose another file."),
    "after": sentence("The after photo cannot be used; choose another file."),
}
TIPS = (
    (
        sentence("Same side, same direction"),
        sentence(
            "Lay the piece as it lay in the first photo. It may be turned on the table, but not tilted."
        ),
    ),
    (
        sentence("Close and sharp"),
        sentence("The piece fills two thirds of the photo. Touch it on the screen to focus, and hold still."),
    ),
    (
        sentence("The original file"),
        sentence(
            "Straight from the phone or camera. Chats shrink photos and remove the time they were taken."
        ),
    ),
)


def take_uploads() -> None:
    """Keep whatever has arrived since the page ran last, on whichever page; called before anything is shown."""
    intake_pair.finish()
    take_new("upload_single", partial(intake_photos.add, "single"))
    came = [take_new(f"upload_{side}", partial(_add, side)) for side in SIDES]
    came += [take_shots(side) for side in SIDES]
    intake_papers.take_uploads()
    if any(came) and st.session_state.get("asked"):
        intake_pair.change_photos()  # nothing is compared that nobody has seen


def _add(side: str, uploads: Sequence[desk.Upload]) -> None:
    """Add a visitor's own photos to a side; the photos, dates and terms of a sample leave."""
    intake_pair.leave_sample()
    intake_photos.add(side, uploads)


def choose_pair() -> None:
    """Show the page on which two photos are chosen, as one block: the answer's first element then replaces all of it."""
    with st.container(key="choose"):
        _choose()


def _choose() -> None:
    lead = _(
        "Choose two photos of the same piece, one from before and one from after. You get an answer with its reasons, and "
        "a report you can send."
    )
    title = _("Is this mark new?")
    st.html(hero(title, lead))
    with st.container(key="lost"):  # always there, so that the upload widgets below stay where they are
        if intake_visit.is_lost() and not any(map(intake_photos.photos, SIDES)):
            st.html(notice("advice", _("The photos of this link are not here."), _lost()))
    label_widgets(_("Add a photo"))
    looks = {
        side: _slot(column, side) for column, side in zip(st.columns(2, gap="medium"), SIDES, strict=True)
    }
    papers = intake_papers.show_papers()
    problem = _problem(looks, papers)
    with st.container(key="go", horizontal=True, vertical_alignment="center"):
        st.button(
            _("Compare"), type="primary", key="compare", disabled=problem is not None, on_click=intake_pair.ask,
            icon=":material/compare:",
        )  # fmt: skip
        intake_samples.offer_samples()
        if all(map(intake_photos.photos, SIDES)):
            st.button(
                _("Swap before and after"), key="swap", on_click=intake_pair.swap, type="tertiary",
                icon=":material/swap_horiz:",
            )  # fmt: skip
        if intake_pair.is_aside():
            st.button(
                _("Back to my photos"), key="bring_back", on_click=intake_pair.bring_back, type="tertiary",
                icon=":material/undo:",
            )  # fmt: skip
        if any(map(intake_photos.photos, SIDES)):
            st.button(
                _("Remove all"),
                key="forget",
                on_click=intake_visit.forget,
                type="tertiary",
                icon=":material/delete:",
            )
        st.html(f'<p class="soft" role="status">{clean(problem or _ready(looks))}</p>')
    tips = "".join(
        f"<div><h3>{clean(shown(head))}</h3><p>{clean(shown(text))}</p></div>" for head, text in TIPS
    )
    kept = _(
        "Photos stay in this server’s memory, for an hour after you last used them, and only this browser gets to see them."
    )
    st.html(
        f'<h2>{clean(_("For a good answer"))}</h2><div class="tips">{tips}</div><p class="soft foot">{clean(kept)}</p>'
    )


def label_widgets(add: str, refused: str | None = None) -> None:
    """Say in the upload widgets what they have no words for: adding a file, and what to do about one that is refused."""
    usual = _("Choose a photo: JPEG, HEIC, PNG, WebP, TIFF or AVIF, up to 100 MB.")
    again = _("If the connection broke, choose it once more.")
    named = {"--add-photo": add, "--refused-next": f"{refused or usual} {again}"}
    style = "; ".join(f"{name}: {json.dumps(text, ensure_ascii=False)}" for name, text in named.items())
    st.html(f"<style>:root {{ {style} }}</style>")


def _lost() -> str:
    return _(
        "They were removed an hour after they were last used or when the server was started anew, or they belong to another "
        "browser: a link never shows anybody’s photos to somebody else. Choose the photos again."
    )


def _problem(looks: dict[str, desk.Look | ConditionError | None], papers: object) -> str | None:
    """Return what still keeps the photos from being compared; None where nothing does."""
    missing = [side for side, look in looks.items() if look is None]
    if len(missing) == len(looks):
        return _("Choose both photos first, or try a sample.")
    if missing:
        return shown(MISSING[missing[0]])
    for side, look in looks.items():
        if isinstance(look, ConditionError):
            return shown(UNUSABLE[side])
    return _("The file of dates or terms cannot be used.") if isinstance(papers, ConditionError) else None


def _ready(looks: dict[str, desk.Look | ConditionError | None]) -> str:
    before, after = (look.photo if isinstance(look, desk.Look) else None for look in looks.values())
    if before is not None and after is not None and before.sha256 == after.sha256:
        return _(
            "Both sides hold the very same file, so nothing can differ. Choose the other photo on one side."
        )
    if (
        before is not None
        and after is not None
        and words.order_severity(check_pair(before, after)) is Severity.CONTRADICTION
    ):
        return _(
            "By the times in the files, the before photo was not taken first. Swap them if the sides were mixed up."
        )
    return ""


def chosen(side: str) -> desk.Look | ConditionError | None:
    """Return what was chosen for a side: a readable photo, why it cannot be read, or None."""
    upload = intake_photos.picked(side)
    return None if upload is None else desk.read(upload)


def _slot(column: st.delta_generator.DeltaGenerator, side: str) -> desk.Look | ConditionError | None:
    name = shown(SIDES[side])
    with column.container(border=True, key=f"slot_{side}"):
        st.html(f'<h2 class="slot">{clean(name)}</h2><p class="soft">{clean(shown(ASKED_OF[side]))}</p>')
        st.file_uploader(
            _("{side} photo", side=name), EXTENSIONS, accept_multiple_files=True, key=f"upload_{side}",
            max_upload_size=LARGEST_PHOTO_MB, label_visibility="collapsed",
        )  # fmt: skip
        show_camera(side, _other_look(side))
        intake_photos.show_thumbnails(side, name)
        look = show_chosen(side)
        other = next(one for one in SIDES if one != side)
        if len(intake_photos.photos(side)) > 1 and not intake_photos.photos(other):
            st.button(
                _("Use the framed one as the other side’s photo"), key=f"hand_over_{side}",
                on_click=_hand_over, args=(side, other), icon=":material/swap_horiz:", width="stretch",
            )  # fmt: skip
        return look


def show_chosen(side: str) -> desk.Look | ConditionError | None:
    """Show the chosen photo of a side with its advice, or why it cannot be used, and return it."""
    with st.spinner(_("Reading the photo")):
        look = chosen(side)
    if isinstance(look, desk.Look):
        show_look(look)
    elif look is not None:
        st.html(notice("trouble", _("This file cannot be used."), f"{told(look)}. {advised(look)}"))
    if look is not None:
        st.button(
            _("Remove this photo"), key=f"remove_{side}", on_click=_drop, args=(side,), type="tertiary",
            icon=":material/close:",
        )  # fmt: skip
    return look


def _other_look(side: str) -> desk.Look | None:
    """Return the before photo, where the after photo is to be lined up with it."""
    look = chosen("before") if side == "after" else None
    return look if isinstance(look, desk.Look) else None


def show_look(look: desk.Look) -> None:
    """Show one photo upright, and what to do better, if anything."""
    photo = look.photo
    st.image(look.preview, width="stretch", alt=_("The photo, upright"))
    st.html(
        f'<p class="file"><b>{clean(photo.name)}</b> <span class="soft">{photo.width} × {photo.height} px</span></p>'
    )
    if look.quality.advice:
        st.html(reasons(look.quality.advice, with_photo=False))
    else:
        thinnest = shown(words.pixels(look.quality.smallest_mark_px))
        told = _("Marks from {thinnest} of width can show in this photo.", thinnest=thinnest)
        st.html(notice("good", _("Good enough to compare."), told))
    if lost_its_metadata(photo):
        st.html(notice("advice", _("Its time was lost on the way."), _stripped()))


def _stripped() -> str:
    return _(
        "This looks like a camera’s photo, but it arrived without its time and camera: phones’ browsers and apps leave them "
        "out. If the time matters, send the file itself: in the upload box choose “Files” instead of “Photos”, or send it "
        "from a computer. The pixels can be compared as they are."
    )


def _hand_over(side: str, other: str) -> None:
    place, kept = intake_photos.place_of(side), intake_photos.photos(side)
    intake_photos.put(other, [kept[place]])
    intake_photos.remove(side, place)


def _drop(side: str) -> None:
    intake_photos.remove(side, intake_photos.place_of(side))

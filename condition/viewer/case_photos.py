"""The photos of a case: what each is, adding more, choosing two, comparing them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from condition.cases import PHOTO_ROLES, Case, CaseComparison, CasePhoto
from condition.errors import ConditionError
from condition.language import _
from condition.photo import read_photo
from condition.report import overlay
from condition.viewer import case_changes, case_desk, desk
from condition.viewer.answer import STAGES
from condition.viewer.canvas import prepare_canvas
from condition.viewer.case_compared import keep_compared
from condition.viewer.case_desk import Trouble
from condition.viewer.case_shell import nobody, said, show_said, turn, who
from condition.viewer.case_words import role_name, when_words
from condition.viewer.intake import EXTENSIONS
from condition.viewer.markup import clean
from condition.viewer.options import LARGEST_PHOTO_MB

#: Long side of a preview, px, and how many are kept in a session.
PREVIEW_SIDE_PX, PREVIEWS_KEPT = 480, 60


def show_photos(case: Case) -> None:
    """Show every photo with its role and side, and let a person add more."""
    if not case.photos:
        st.html(
            f'<div class="blank small"><p><b>{clean(_("No photos yet."))}</b> '
            f"{clean(_('Add the photo from before, and the one that shows the piece now.'))}</p></div>"
        )
    else:
        st.html(f'<ul class="photos">{"".join(map(_card, case.photos))}</ul>')
    show_said("photos")
    with st.expander(
        _("Add photos"),
        expanded=len(case.photos) < 2,
        icon=":material/add_photo_alternate:",
        key="add_photos",
    ):
        _add(case)  # fmt: skip


def _card(photo: CasePhoto) -> str:
    shown = preview(photo.sha256, photo.name)
    picture = (
        f'<img src="{desk.serve(shown, f"case-photo-{photo.number}")}" alt="{clean(photo_name(photo))}" loading="lazy">'
        if shown
        else f'<div class="lost">{clean(_("The original cannot be read."))}</div>'
    )
    return (
        f"<li>{picture}<p><b>{photo.number} · {clean(role_name(photo.role))}</b>"
        f"{f' · {clean(photo.side)}' if photo.side else ''}</p>"
        f'<p class="soft">{clean(photo.name)}</p><p class="soft">{clean(photo.who)}, {clean(when_words(photo.when))}</p></li>'
    )


def photo_name(photo: CasePhoto) -> str:
    """Return a photo in words: its number, its role, its side."""
    side = f", {photo.side}" if photo.side else ""
    return f"{photo.number} · {role_name(photo.role)}{side} · {photo.name}"


@st.cache_data(scope="session", max_entries=PREVIEWS_KEPT, show_spinner=False)
def preview(sha256: str, name: str) -> bytes | None:
    """Return a small upright picture of an original as JPEG bytes; None where it cannot be read."""
    try:
        return desk.as_jpeg(
            overlay.thumbnail(read_photo(case_desk.original(sha256), name).pixels, PREVIEW_SIDE_PX)
        )
    except ConditionError:
        return None


def _add(case: Case) -> None:
    key = f"case_files_{turn('photos')}"
    files = st.file_uploader(
        _("Photos"),
        EXTENSIONS,
        accept_multiple_files=True,
        key=key,
        label_visibility="collapsed",
        max_upload_size=LARGEST_PHOTO_MB,
    )
    left, right = st.columns(2, gap="medium")
    role = left.selectbox(
        _("What they are"),
        PHOTO_ROLES,
        0 if not case.photos else 1,
        format_func=role_name,
        key=f"case_role_{turn('photos')}",
    )
    right.text_input(_("Which side of the piece"), key="case_side", placeholder=_("front, back, clasp …"))
    st.button(
        _("Add to the case"), type="primary", key="case_add", disabled=not files, icon=":material/add:",
        on_click=_add_them, args=(case.name, key, role),
    )  # fmt: skip


def _add_them(name: str, key: str, role: str) -> None:
    files = [(file.name, file.getvalue()) for file in st.session_state[key] or ()]
    problems = [nobody()]
    if who():
        problems = case_changes.add_photos(name, who(), files, role, st.session_state["case_side"])
    said("photos", together(problems), _("Kept, byte for byte."))


def together(problems: list[Trouble]) -> Trouble | None:
    """Return several troubles as one; None where there is none."""
    if len(problems) < 2:
        return problems[0] if problems else None
    return Trouble(problems[0].title, " ".join(problem.text for problem in problems))


# -- comparing ----------------------------------------------------------------------------------------------------------


def choose_and_compare(case: Case) -> None:
    """Let a person choose two photos, and compare them, showing each stage."""
    if len(case.photos) < 2:
        return
    photos = {photo.number: photo for photo in case.photos}
    first, second = _usual(case)

    def named(number: int) -> str:
        return photo_name(photos[number])

    left, right = st.columns(2, gap="medium")
    before = left.selectbox(
        _("Before"), photos, list(photos).index(first), format_func=named, key="case_before"
    )
    after = right.selectbox(
        _("After"), photos, list(photos).index(second), format_func=named, key="case_after"
    )
    label = _("Compare again") if case.comparisons else _("Compare")
    waiting = st.empty()
    show_said("compare")
    if waiting.button(
        label,
        type="secondary" if case.comparisons else "primary",
        key="case_compare",
        disabled=before == after,
        icon=":material/compare:",
    ):
        _compare(case, before, after, waiting)  # fmt: skip


def _usual(case: Case) -> tuple[int, int]:
    """The pair that is most likely meant: the last one compared, else the first before and the last later photo."""
    if case.comparisons:
        return case.comparisons[-1].before, case.comparisons[-1].after
    first = next((photo.number for photo in case.photos if photo.role == "before"), case.photos[0].number)
    later = [
        photo.number
        for photo in case.photos
        if photo.number != first and photo.role not in ("before", "other")
    ]
    rest = [photo.number for photo in case.photos if photo.number != first]
    return first, (later or rest)[-1]


def _compare(case: Case, before: int, after: int, waiting: DeltaGenerator) -> None:
    if not who():
        said("compare", nobody())
        st.rerun()
    made = case_changes.compare(case.name, who(), before, after, progress_in(waiting))
    if isinstance(made, Trouble):
        said("compare", made)
    else:
        item, comparison = made
        now = case_desk.find(case.name) or case
        keep_compared(now, item, comparison)
        show_comparison(item)
        said("compare", None)
    st.rerun()


def show_comparison(item: CaseComparison) -> None:
    """Make a comparison the one on the screen."""
    st.query_params.pop("mark", None)
    st.session_state.pop("case_mark", None)
    st.query_params["comparison"] = str(item.number)


def progress_in(waiting: DeltaGenerator) -> Callable[[str], None]:
    """Return what shows the stages of a comparison as a bar."""
    stages = list(STAGES)
    bars: list[DeltaGenerator] = []

    def progress(stage: str) -> None:
        if not bars:
            with waiting.container():
                bars.append(st.progress(0.0))
                prepare_canvas()
        share = (stages.index(stage) + 1) / (len(stages) + 1) if stage in stages else 0.0
        bars[0].progress(share, f"{STAGES.get(stage, stage)} …")

    return progress


def chosen_comparison(case: Case) -> CaseComparison | None:
    """Return the comparison that the address names, else the last one; None where there is none."""
    named = st.query_params.get("comparison", "")
    found = [each for each in case.comparisons if str(each.number) == named] or list(case.comparisons)
    return found[-1] if found else None


def choose_comparison(case: Case, item: CaseComparison) -> None:
    """Let a person look at an earlier comparison."""
    if len(case.comparisons) < 2:
        return
    numbers = {each.number: each for each in case.comparisons}

    def named(number: int) -> str:
        each = numbers[number]
        return _("Comparison {number}: photos {before} and {after}, {when}",
                 number=number, before=each.before, after=each.after, when=when_words(each.when))  # fmt: skip

    key = f"case_comparison_{len(numbers)}_{item.number}"
    chosen = st.selectbox(
        _("Comparison on the screen"), list(numbers)[::-1], list(numbers)[::-1].index(item.number), format_func=named, key=key
    )  # fmt: skip
    if chosen != item.number:
        show_comparison(numbers[chosen])
        st.rerun()

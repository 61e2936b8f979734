"""What a session has read and compared, kept for that session only: photos, comparisons, pictures.

Keys are contents, settings and version, never a path or a position on the page. Streamlit's caches are global unless
told otherwise; these are somebody's evidence photos, so every cache here is ``scope="session"`` and small. What outlives
a reload is in `intake_visit`, under a secret of the browser.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st
from streamlit import runtime

import condition
from condition.comparison import Comparison
from condition.errors import ConditionError
from condition.language import current, language
from condition.photo import Photo, read_photo
from condition.quality import Quality, assess, segment_piece
from condition.report import comparison_sheet, inline, overlay, render_html, render_json, render_pdf
from condition.settings import DEFAULT
from condition.viewer import intake_visit

if TYPE_CHECKING:
    from condition.viewer.intake_papers import Papers

Made = TypeVar("Made")

#: A 48 MP photo takes 144 MB: two pairs, and one more photo on the page for one.
PHOTOS_KEPT, COMPARISONS_KEPT = 5, 2
#: Long side of a preview, px: twice the widest column, for fine screens.
PREVIEW_SIDE_PX = 900
#: Long side of a thumbnail, px, and how many are kept: all photos of both sides.
THUMBNAIL_SIDE_PX, THUMBNAILS_KEPT = 200, 24


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its `name` for display, its bytes in `data`, and whether it is `of_sample`, ours for trying."""

    name: str
    data: bytes = field(repr=False)
    of_sample: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A photo, what it can show, and a small upright preview as JPEG bytes."""

    photo: Photo
    quality: Quality
    preview: bytes


def read(upload: Upload) -> Look | ConditionError:
    """Return a photo with its quality; an error that says what is wrong is a value here, because a page shows it."""
    try:
        return _read(upload.data, upload.name)
    except ConditionError as error:
        return error


@st.cache_resource(scope="session", max_entries=PHOTOS_KEPT, show_spinner=False)
def _read(data: bytes, name: str) -> Look:
    photo = read_photo(data, name)
    quality = assess(photo, segment_piece(photo.pixels))
    return Look(photo, quality, as_jpeg(overlay.thumbnail(photo.pixels, PREVIEW_SIDE_PX)))


def thumbnail(upload: Upload) -> bytes | None:
    """Return a small upright picture of a file as JPEG bytes; None where it is no photo."""
    return _thumbnail(upload.data, upload.name)


@st.cache_data(scope="session", max_entries=THUMBNAILS_KEPT, show_spinner=False)
def _thumbnail(data: bytes, name: str) -> bytes | None:
    try:
        return as_jpeg(overlay.thumbnail(read_photo(data, name).pixels, THUMBNAIL_SIDE_PX))
    except ConditionError:
        return None


def compare(
    before: Look, after: Look, progress: Callable[[str], None], papers: Papers | None = None
) -> Comparison:
    """Return the comparison of two photos, made once for the same contents, papers and settings."""
    slot = slot_of(before.photo, after.photo)
    stated = {} if papers is None else papers.stated()
    key = f"comparison {stated!r}"
    if key not in slot:
        slot[key] = condition.compare(before.photo, after.photo, progress=progress, **stated)
    done: Comparison = slot[key]
    return done


def slot_of(before: Photo, after: Photo) -> dict[str, Any]:
    """Return where everything made from one pair is kept: an empty mapping at first."""
    names = before.name, after.name
    return _slot(before.sha256, after.sha256, names, repr(DEFAULT), condition.__version__)


# The work itself is done outside: Streamlit replays what a cached function showed, and progress must not come again.
@st.cache_resource(scope="session", max_entries=COMPARISONS_KEPT, show_spinner=False)
def _slot(
    before_sha256: str, after_sha256: str, names: tuple[str, str], settings: str, version: str
) -> dict[str, Any]:
    return intake_visit.slot((before_sha256, after_sha256, names, settings, version))


def kept(comparison: Comparison, key: str, make: Callable[[], Made]) -> Made:
    """Return what `make` gave for this comparison and key, now or earlier in this session."""
    slot = slot_of(comparison.before, comparison.after)
    if key not in slot:
        slot[key] = make()
    made: Made = slot[key]
    return made


def reports(comparison: Comparison) -> dict[str, Callable[[], bytes]]:
    """Return what makes the HTML, the PDF and the JSON report, each once, when somebody asks for it.

    The download is made outside of the page's run, where Streamlit lets nobody at the session's caches: what it needs
    is taken here.
    """
    slot, spoken = slot_of(comparison.before, comparison.after), current()
    held = f"{spoken} {comparison.events!r} {comparison.rulings!r}"

    def maker(name: str, render: Callable[[Comparison], bytes]) -> Callable[[], bytes]:
        def make() -> bytes:
            key = f"{name} {held}"
            if key not in slot:
                with language(spoken):
                    slot[key] = render(comparison)
            made: bytes = slot[key]
            return made

        return make

    return {
        "html": maker("html", lambda one: render_html(one).encode()),
        "pdf": maker(
            "pdf",
            lambda one: render_pdf(comparison_sheet.comparison_sheet(one, comparison_sheet.print_date())),
        ),
        "json": maker("json", lambda one: render_json(one).encode()),
    }


def as_jpeg(pixels: Any, quality: int = inline.OVERVIEW_QUALITY) -> bytes:
    """Return uint8 RGB pixels as JPEG bytes."""
    return base64.b64decode(inline.jpeg_uri(pixels, quality).partition(",")[2])


def serve(data: bytes, place: str, mimetype: str = "image/jpeg") -> str:
    """Return the address of a picture, served beside the page while this session shows it at this `place`.

    The address is a hash of the content, known to who has the picture. Without a server (a plain script) it is empty.
    """
    if not runtime.exists():
        return ""
    path = runtime.get_instance().media_file_mgr.add(data, mimetype, f"condition-{place}")
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}{path}" if base else path

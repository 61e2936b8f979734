"""The samples of the Compare page: pairs with a known answer, one of them with dates and terms, for a press or by a link."""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st

import condition
from condition.language import _, sentence, shown
from condition.report import words
from condition.viewer import desk, intake_pair, intake_photos
from condition.viewer.markup import clean

SAMPLES = Path(condition.__file__).parents[1] / "samples"
#: The files beside the photos of a sample that tells a dispute.
PAPER_FILES = {"events": "events.toml", "policy": "policy.toml"}
SAMPLE_PARAMETER = "sample"


def offer_samples() -> None:
    """Show the samples to choose from; nothing where they are not installed."""
    samples = _samples()
    if not samples:
        return
    with st.popover(_("Try a sample"), icon=":material/photo_library:", key="samples"):
        st.html(f'<p class="soft">{clean(_("Made for trying: nobody’s property, with a known answer."))}</p>')
        for folder, shows in samples.items():
            st.button(
                shown(shows), key=f"sample_{folder}", on_click=take_sample, args=(folder,), width="stretch"
            )


@st.cache_data(show_spinner=False)
def _samples() -> dict[str, str]:
    """Return sample folders with what each shows; empty where the samples are not installed. Nobody's own photos."""
    found = {}
    for photo in sorted(SAMPLES.glob("*/before.jpg")):
        folder, expected = photo.parent, photo.with_name("expected.json")
        if expected.is_file():
            text = json.loads(expected.read_text(encoding="utf-8")).get("shows")
            found[folder.name] = words.sentence_case(text or folder.name.replace("-", " "))
        elif (folder / PAPER_FILES["events"]).is_file():
            found[folder.name] = sentence("A dispute: photos, dates and terms")
    return found


def take_sample(folder: str) -> None:
    """Make a sample the pair of the Compare page, with its papers where it has some, and ask for the answer."""
    before, after = (
        desk.Upload(f"{folder} {side}.jpg", (SAMPLES / folder / f"{side}.jpg").read_bytes(), of_sample=True)
        for side in intake_pair.SIDES
    )
    papers = {
        kind: desk.Upload(name, (SAMPLES / folder / name).read_bytes(), of_sample=True)
        for kind, name in PAPER_FILES.items()
        if (SAMPLES / folder / name).is_file()
    }
    intake_pair.compare_these(before, after, **papers)


def take_linked_sample() -> None:
    """Take the sample that the address of the page names, once a session, where nothing else was chosen."""
    name = st.query_params.get(SAMPLE_PARAMETER)
    if name is None or st.session_state.get("sample_taken") == name:
        return
    st.session_state["sample_taken"] = name
    mark = st.query_params.get("mark")
    if name in _samples() and not any(map(intake_photos.photos, intake_pair.SIDES)):
        take_sample(name)
        if mark is not None:
            st.query_params["mark"] = mark
        st.rerun()  # so that the visit is kept before the answer is made

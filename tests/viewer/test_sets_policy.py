"""Several photos in the viewer, held against dates and terms: what reaches the comparison, and what is shown of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import condition
from condition.policy import Outcome, Policy, Ruling
from condition.sets import ComparisonSet
from tests.builders import make_comparison
from tests.sets.made import staged_set
from tests.viewer.test_app import page_text
from tests.viewer.test_sets_page import deliver


@pytest.fixture
def given() -> dict[str, object]:
    """What reached the comparison beside the photos."""
    return {}


@pytest.fixture
def app(root: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, object]) -> AppTest:
    def compared(
        *_: object, progress: object, policy: Policy | None = None, **papers: object
    ) -> ComparisonSet:
        given.update(papers, policy=policy)
        if policy is None:
            return staged_set()
        ruling = Ruling(policy.clauses[0], Outcome.FOR_A_PERSON, "Look at <b>it</b>.", ())
        return replace(staged_set(), policy=policy, rulings=(ruling,))

    monkeypatch.chdir(root)
    monkeypatch.setattr(condition, "compare_sets", compared)
    monkeypatch.setattr(condition, "compare", lambda *_, **__: make_comparison())
    st.cache_resource.clear()
    started = AppTest.from_file(str(root / "app.py"), default_timeout=60)
    return started.run()


def add(app: AppTest, kind: str, data: bytes) -> AppTest:
    return app.file_uploader(key=f"upload_set_{kind}").set_value((f"{kind}.toml", data, "text/plain")).run()


def test_dates_and_terms_reach_the_comparison_and_each_clause_is_shown(
    app: AppTest, given: dict[str, object], samples: Path
) -> None:
    deliver(app)
    for kind in ("events", "policy"):
        add(app, kind, (samples / "dispute" / f"{kind}.toml").read_bytes())
    app.button(key="set_start").click().run()
    assert not app.exception
    assert len(given["events"]) == 6  # type: ignore[arg-type]  # what was passed on is an object
    assert [fact.name for fact in given["facts"]] == ["engraved"]  # type: ignore[attr-defined]  # what was passed on is an object
    text = page_text(app)
    assert "Policy: Returns of a made-up shop" in text
    assert "For a person to decide" in text
    assert "Look at &lt;b&gt;it&lt;/b&gt;." in text


def test_terms_that_came_later_are_held_against_and_those_of_a_pair_are_not(
    app: AppTest, given: dict[str, object], samples: Path
) -> None:
    app.button(key="sample_dispute").click().run()  # the papers of two photos are not those of several
    deliver(app).button(key="set_start").click().run()
    assert given == {"policy": None}
    assert "Policy:" not in page_text(app)
    app.button(key="set_change").click().run()
    add(app, "policy", (samples / "dispute" / "policy.toml").read_bytes())
    app.button(key="set_start").click().run()
    assert "Policy: Returns of a made-up shop" in page_text(app)


def test_a_paper_that_cannot_be_read_is_a_sentence_and_can_be_taken_away(app: AppTest) -> None:
    add(deliver(app), "policy", b"name = ")
    assert not app.exception
    assert "policy.toml" in page_text(app)
    assert app.button(key="set_start").disabled
    assert "The file of dates or terms cannot be used." in page_text(app)
    app.button(key="remove_set_policy").click().run()
    assert not app.button(key="set_start").disabled

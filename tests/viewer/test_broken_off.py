"""Streamlit breaks a run off at any look into the session: whichever it is, the next run makes good what was left undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from types import SimpleNamespace
from typing import Any

import pytest

from condition.viewer import case_changes, case_hear, case_shell, intake_photos, intake_uploads
from condition.viewer.canvas import pair_of
from condition.viewer.case_desk import Trouble
from condition.viewer.desk import Upload
from tests.builders import make_comparison


class BrokenOff(BaseException):
    """As Streamlit's own: no `except Exception` sees it."""


class Session(MutableMapping[str, Any]):
    """A session's state that lets a run look into it so many times, and breaks it off then."""

    def __init__(self) -> None:
        self.held: dict[str, Any] = {}
        self.looks: float = float("inf")

    def look(self) -> dict[str, Any]:
        self.looks -= 1
        if self.looks < 0:
            raise BrokenOff
        return self.held

    def __getitem__(self, key: str) -> Any:
        return self.look()[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.look()[key] = value

    def __delitem__(self, key: str) -> None:
        del self.look()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.look())

    def __len__(self) -> int:
        return len(self.look())


def runs_until_whole(session: Session, run: Callable[[], object], looks: int) -> bool:
    """Run once with few looks and once with as many as it likes; return whether the first was broken off."""
    session.looks = looks
    try:
        run()
    except BrokenOff:
        session.looks = float("inf")
        run()
        return True
    finally:
        session.looks = float("inf")
    return False


def test_every_upload_is_taken_once_wherever_a_run_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"{number}.jpg" for number in range(intake_photos.MAX_PHOTOS + 2)]
    files = [SimpleNamespace(name=name, file_id=name, getvalue=name.encode) for name in names]
    monkeypatch.setattr(intake_uploads, "UploadedFile", SimpleNamespace)
    for looks in range(100):
        session = Session()
        for module in (intake_uploads, intake_photos):
            monkeypatch.setattr(module, "st", SimpleNamespace(session_state=session))
        session.held["upload_before"] = files

        def run() -> None:
            intake_uploads.take_new("upload_before", lambda new: intake_photos.add("before", new))

        was_broken_off = runs_until_whole(session, run, looks)
        assert [one.name for one in intake_photos.photos("before")] == names[: intake_photos.MAX_PHOTOS]
        assert intake_photos.picked("before") == Upload(names[0], names[0].encode())
        assert session.held["left_before"] == names[intake_photos.MAX_PHOTOS :]
        run()
        assert len(intake_photos.photos("before")) == intake_photos.MAX_PHOTOS
        if not was_broken_off:
            break
    assert 3 < looks < 99  # it was broken off here and there, and in the end not at all


def test_every_decision_is_recorded_once_wherever_a_run_is_broken_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    comparison = make_comparison(200)
    actions = [{"number": number, "what": "decide", "mark": number, "verdict": "new"} for number in (1, 2, 3)]
    told = {"client": "me", "of": pair_of(comparison), "actions": actions}
    done: list[int] = []
    refused = Trouble("Somebody was faster.", "Look again.")

    def decide(name: str, who: str, number: int, mark: int, *_: Any, **__: Any) -> Trouble | None:
        done.append(mark)
        return refused if mark == 2 else None

    monkeypatch.setattr(case_changes, "decide_mark", decide)
    for looks in range(100):
        session = Session()
        around = SimpleNamespace(
            session_state=session, query_params={}, user=SimpleNamespace(to_dict=dict[str, str])
        )
        for module in (case_hear, case_shell):
            monkeypatch.setattr(module, "st", around)
        done.clear()
        session.held |= {case_shell.WHO: "Ann", case_hear.CANVAS: {"told": told, "chosen": {"mark": 3}}}

        def run() -> None:
            case_hear.hear("case", 1, comparison, late=True)

        was_broken_off = runs_until_whole(session, run, looks)
        assert done == [1, 2, 3]
        assert case_hear.confirmed() == {"me": 3}
        assert case_shell.trouble_at("canvas") == "Somebody was faster. Look again."
        assert case_hear.named_mark() == around.query_params["mark"] == "2"  # where the refusal is about
        assert not case_hear.hear("case", 1, comparison, late=True)
        if not was_broken_off:
            break
    assert 3 < looks < 99

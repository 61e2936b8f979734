"""The whole path of a photo: laws that hold for every comparison, tried on sample pairs reduced for speed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

import condition
from condition import Comparison, NotComparable
from condition.novelty import Verdict
from condition.reasons import ReasonCode
from tests.builders import make_pair

SAMPLES = Path(__file__).parents[1] / "samples"
Pixels = NDArray[np.uint8]


@lru_cache
def pixels(pair: str, side: str, long_side: int = 1000) -> Pixels:
    full = condition.read_photo(SAMPLES / pair / f"{side}.jpg").pixels
    scale = long_side / max(full.shape)
    return np.asarray(cv2.resize(full, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


@lru_cache
def scratched() -> Comparison:
    return condition.compare(
        pixels("watch-back-new-scratch", "before"), pixels("watch-back-new-scratch", "after")
    )


def test_every_stage_reports_its_time() -> None:
    assert set(scratched().seconds) == {
        "photo", "quality", "timeline", "registration", "marks", "novelty", "measurement",
    }  # fmt: skip


def test_polygons_lie_in_the_after_photo() -> None:
    c = scratched()
    for finding in c.findings:
        assert finding.polygon.min() >= -1
        assert finding.polygon[:, 0].max() <= c.after.width
        assert finding.polygon[:, 1].max() <= c.after.height


def test_the_same_photo_twice_has_nothing_new_and_says_that_it_proves_nothing() -> None:
    picture = pixels("watch-back-new-scratch", "after")

    c = condition.compare(picture, picture)

    assert c.new == ()
    assert any(check.code == "SAME_FILE" and check.severity == "caution" for check in c.checks)


def test_brightness_alone_is_never_new() -> None:
    picture = pixels("watch-back-new-scratch", "before")
    brighter = np.clip(picture.astype(np.float32) * 1.15 + 4, 0, 255).astype(np.uint8)

    assert condition.compare(picture, brighter).new == ()


def test_exchanging_the_photos_turns_new_into_gone() -> None:
    pair = make_pair(width=1200)

    there = condition.compare(pair.before, pair.after)
    back = condition.compare(pair.after, pair.before)

    new = sorted(f.length_px for f in there.findings if f.verdict is Verdict.NEW)
    gone = sorted(f.length_px for f in back.findings if f.verdict is Verdict.GONE)
    assert len(new) >= 1
    assert gone == pytest.approx(new, rel=0.25)


def test_the_same_input_gives_the_same_findings_on_one_thread_and_on_many() -> None:
    threads = cv2.getNumThreads()
    try:
        cv2.setNumThreads(1)
        alone = condition.compare(scratched().before, scratched().after)
    finally:
        cv2.setNumThreads(threads)

    assert [f.score for f in alone.findings] == [f.score for f in scratched().findings]
    for one, other in zip(alone.findings, scratched().findings, strict=True):
        np.testing.assert_array_equal(one.polygon, other.polygon)


def test_bytes_path_and_array_are_the_same_photo() -> None:
    path = SAMPLES / "case-blurred" / "after.jpg"

    by_path, by_bytes = condition.read_photo(path), condition.read_photo(path.read_bytes())

    np.testing.assert_array_equal(by_path.pixels, by_bytes.pixels)
    assert by_path.sha256 == by_bytes.sha256


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (lambda p: np.zeros_like(p), {ReasonCode.NO_DETAIL}),
        (lambda p: np.ascontiguousarray(p[:, ::-1]), {ReasonCode.MIRRORED, ReasonCode.NO_COMMON_STRUCTURE}),
        (lambda p: cv2.GaussianBlur(p, (0, 0), 6), {ReasonCode.TOO_BLURRED}),
        (lambda p: (p * 0.1).astype(np.uint8), {ReasonCode.TOO_DARK}),
    ],
    ids=["black", "mirrored", "blurred", "dark"],
)
def test_an_after_photo_that_cannot_be_compared_is_refused_with_its_reason(change, codes) -> None:  # type: ignore[no-untyped-def]  # parametrised with functions of many types
    before = pixels("watch-back-new-scratch", "before")

    c = condition.compare(before, change(pixels("watch-back-new-scratch", "after")))

    assert c.status == "not_comparable"
    assert {reason.code for reason in c.reasons} & codes
    assert all(reason.measured is not None and reason.required is not None for reason in c.reasons)
    with pytest.raises(NotComparable):
        _ = c.findings


def test_another_piece_is_refused() -> None:
    c = condition.compare(pixels("watch-back-new-scratch", "before"), pixels("case-new-scratch", "after"))

    assert c.status == "not_comparable"


def test_an_unreadable_photo_raises_and_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "holiday.jpg"
    path.write_text("not a picture")

    with pytest.raises(condition.PhotoError, match=r"holiday\.jpg"):
        condition.compare(path, path)

"""The rules of the evaluation on a set whose answers can be counted by hand, and against the scorer of the sets."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import cv2
import numpy as np
import pytest

import condition
from condition.evaluation import Evaluation, evaluate, read_truth
from condition.evaluation.figures import FPPI, reliability, wilson
from tests.evaluation.made import SIZE, bar, result, write_set

BENCH = Path(__file__).parents[3] / "shared" / "bench"
SCORER = BENCH / "score.py"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_set(tmp_path_factory.mktemp("set"))


def one(made: Path, *flags: tuple[list[list[float]], float]) -> Any:
    """Return the scored pair "marks" for some flags."""
    return evaluate([result("marks", *flags)], made).pairs[0]


def test_a_flag_on_a_mark_is_true_and_finds_it(made: Path) -> None:
    pair = one(made, (bar(100, 50, 80, 4), 0.7))
    assert [mark.true for mark in pair.marks] == [True]
    assert pair.hit_at == (0.7, -np.inf)


@pytest.mark.parametrize(("below", "true"), [(1, True), (7, True), (8, False), (40, False)])
def test_a_flag_is_true_by_the_share_of_its_area_within_the_tolerance(
    made: Path, below: int, true: bool
) -> None:
    # four rows, the first `below` px under the last row of the mark, eight of which are forgiven: of 7 two rows are inside, of 8 one
    pair = one(made, (bar(110, 53 + below, 60, 4), 0.5))
    assert [mark.true for mark in pair.marks] == [true]


def test_a_mark_is_found_from_the_score_of_the_flag_that_completes_its_share(made: Path) -> None:
    # widened by 8 px, the first flag covers 19 of 80 columns, with the second 38: 30 % are 24
    pair = one(made, (bar(101, 51, 10, 2), 0.9), (bar(151, 51, 3, 2), 0.4))
    assert pair.hit_at[0] == 0.4
    assert [mark.score for mark in pair.marks] == [0.9, 0.4]


def test_false_flags_do_not_help_to_find(made: Path) -> None:
    wide = bar(0, 0, 400, 300)
    pair = one(made, (wide, 0.9))
    assert [mark.true for mark in pair.marks] == [False]
    assert pair.hit_at == (-np.inf, -np.inf)


def test_ignored_marks_and_places_are_neither_wanted_nor_false(made: Path) -> None:
    pair = one(made, (bar(100, 250, 80, 4), 0.8), (bar(300, 100, 60, 20), 0.8))
    assert [mark.true for mark in pair.marks] == [True, True]
    assert len(pair.wanted) == 2


def test_marks_below_the_contrast_are_not_wanted(made: Path) -> None:
    scored = evaluate([result("marks", (bar(100, 150, 80, 4), 0.8))], made, min_contrast=10.0)
    assert scored.pairs[0].wanted == ("scratch",)
    assert scored.pairs[0].marks[0].true


def test_every_flag_on_photos_that_cannot_be_compared_is_false(made: Path) -> None:
    scored = evaluate([result("other", (bar(100, 50, 80, 4), 0.9))], made)
    assert scored.figures.fppi == 0.25
    assert scored.figures.refused == 0.0


def test_a_flag_without_area_or_with_a_corner_nowhere_is_false(made: Path) -> None:
    pair = one(made, ([], 0.9), ([[float("nan"), 1.0], [2.0, 2.0], [3.0, 1.0]], 0.8))
    assert [mark.true for mark in pair.marks] == [False, False]


def test_a_pair_without_a_result_is_missing(made: Path) -> None:
    scored = evaluate([result("clean")], made)
    assert [pair.status for pair in scored.pairs] == ["missing", "compared", "missing", "missing"]
    assert scored.figures.missing_or_error == 3
    assert scored.figures.clean_reported_clean == 1.0


def test_the_curve_and_what_it_would_be_from_a_threshold_on(made: Path) -> None:
    scored = evaluate(
        [
            result(
                "marks", (bar(100, 50, 80, 4), 0.6), (bar(300, 200, 20, 20), 0.5), (bar(100, 150, 80, 4), 0.3)
            )
        ],
        made,
    )
    assert scored.curve.tolist() == [[0.6, 0.0, 1 / 3], [0.5, 0.25, 1 / 3], [0.3, 0.25, 2 / 3]]
    assert scored.figures.froc[0.125] == pytest.approx(1 / 3, abs=1e-4)
    assert scored.figures.froc[0.25] == pytest.approx(2 / 3, abs=1e-4)
    above = scored.at(0.4).figures
    assert above.recall == pytest.approx(1 / 3, abs=1e-4)
    assert above.fppi == 0.25
    assert scored.at(0.55).figures.fppi == 0.0


def test_marks_nobody_can_tell_of_count_only_where_asked(made: Path) -> None:
    line = result("marks", (bar(100, 50, 80, 4), 0.6))
    line["cannot_tell"] = [
        {"polygon": bar(100, 150, 80, 4), "score": 0.3, "verdict": "cannot_tell", "kind": "dent"}
    ]
    assert evaluate([line], made).pairs[0].found == 1
    assert evaluate([line], made, verdicts=("new", "cannot_tell")).pairs[0].found == 2


def test_alignment_is_judged_at_the_points(made: Path) -> None:
    line = result("marks")
    line["points_after"] = [[10 + i, 20 + i + (3.0 if i else 0.0)] for i in range(5)] + [[None, None]]
    figures = evaluate([line], made).figures
    assert figures.error_median_per_mille == pytest.approx(3.0 / 500 * 1000, abs=1e-3)
    assert figures.aligned == pytest.approx(1 / 6, abs=1e-4)


def test_results_of_another_set_are_told(made: Path) -> None:
    with pytest.raises(condition.ConditionError, match="none of its 1 pairs is in the truth"):
        evaluate([result("somebody else's")], made)


def test_a_line_that_is_no_pair_is_told(tmp_path: Path) -> None:
    (tmp_path / "pairs.jsonl").write_text('{"id": "a"}\n')
    with pytest.raises(condition.ConditionError, match="line 1"):
        list(read_truth(tmp_path))


def test_outlines_in_place_of_masks_give_the_same(made: Path, tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((*SIZE, 3), np.uint8))
    row = {
        "id": "marks", "before": "a.png", "after": "a.png", "comparable": True,
        "instances": [{"kind": "scratch", "polygons": [bar(100, 50, 80, 4)], "contrast": 9.0}],
    }  # fmt: skip
    (tmp_path / "truth.jsonl").write_text(json.dumps(row))
    pair = evaluate(
        [result("marks", (bar(101, 51, 10, 2), 0.9), (bar(151, 51, 3, 2), 0.4))], tmp_path / "truth.jsonl"
    )
    assert pair.pairs[0].hit_at == (0.4,)


def test_tables_have_their_types_also_without_rows(made: Path) -> None:
    full = evaluate([result("marks", (bar(100, 50, 80, 4), 0.6))], made)
    for of in ("pairs", "marks", "thresholds"):
        assert (full.to_frame(of).dtypes == Evaluation(()).to_frame(of).dtypes).all()
    assert full.to_frame().set_index("id").loc["marks", ["true_marks", "found", "false_flags"]].tolist() == [
        2,
        1,
        0,
    ]
    with pytest.raises(condition.SettingsError, match="choose one of"):
        full.to_frame("flags")


def test_plots_show_the_curve_and_every_bin(made: Path) -> None:
    scored = evaluate([result("marks", (bar(100, 50, 80, 4), 0.6), (bar(300, 200, 20, 20), 0.5))], made)
    (axes,) = scored.plot().axes
    assert axes.get_xlabel() == "false flags a pair"
    (axes,) = scored.plot("calibration").axes
    assert [text.get_text() for text in axes.texts] == ["1", "1"]
    with pytest.raises(condition.SettingsError, match="choose one of"):
        scored.plot("roc")


def test_intervals_of_shares_are_those_of_the_textbook() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263, Wilson without continuity correction
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 0) == (0.0, 1.0)


def test_bins_count_what_falls_into_them() -> None:
    first, last = reliability([0.1, 0.15, 1.0], [False, True, True])
    assert (first["marks"], first["right"]) == (2.0, 0.5)
    assert first["score"] == pytest.approx(0.125)
    assert (last["marks"], last["right"]) == (1.0, 1.0)


def load_scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("scorer", SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def random_results(pairs: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """Return results that are right, off, doubled, outside the photo, on clean pairs, refused and missing, by chance."""
    rng = np.random.default_rng(seed)
    results = []
    for pair in pairs:
        boxes = [
            each["bbox"] if "bbox" in each else [100, 100 * each["id"] - 50, 80, 4]
            for each in pair["instances"]
        ]
        boxes += [[*rng.integers(-20, 380, 2), *rng.integers(2, 60, 2)] for _ in range(rng.integers(0, 3))]
        flags = []
        for x, y, width, height in boxes:
            shift, grow = rng.integers(-12, 13, 2), rng.uniform(0.2, 1.2)
            polygon = bar(
                int(x + shift[0]), int(y + shift[1]), max(1, int(width * grow)), max(1, int(height * grow))
            )
            flags.append((polygon, round(float(rng.uniform(0, 1)), 1)))
        line = result(
            pair["id"], *flags, status=str(rng.choice(["compared"] * 8 + ["not_comparable", "error"]))
        )
        if pair.get("points"):
            line["points_after"] = rng.uniform(0, 400, (line_points(pair), 2)).tolist()
            line["points_after"][0] = [None, None]
        if rng.uniform() < 0.95:
            results.append(line)
    return results


def line_points(pair: dict[str, Any]) -> int:
    """Number of points of a pair, kept in it by the test that reads them."""
    return int(pair["_points"])


def check_against_the_scorer(root: Path, pairs: list[dict[str, Any]], seed: int, min_contrast: float) -> None:
    scorer = load_scorer()
    results = random_results(pairs, seed)
    by_id = {line["id"]: line for line in results}
    rows = [scorer.score_pair(root, pair, by_id.get(pair["id"]), min_contrast) for pair in pairs]
    theirs = scorer.summarise(rows)
    kept = {pair["id"] for pair in pairs}
    truth = [pair for pair in read_truth(root) if pair.id in kept] if len(kept) < 20 else read_truth(root)
    ours = evaluate(results, truth, min_contrast=min_contrast)
    for row, pair in zip(rows, ours.pairs, strict=True):
        assert row["id"] == pair.id
        assert list(pair.hit_at) == row["hit_at"], pair.id
        assert [(mark.score, mark.true) for mark in pair.marks] == row["findings"], pair.id
    figures = ours.figures
    assert theirs["froc"] == {f"{level:g}": figures.froc[level] for level in FPPI}
    same = {
        "pairs": "pairs", "comparable": "comparable", "instances": "marks", "missing_or_error": "missing_or_error",
        "recall": "recall", "precision": "precision", "fppi": "fppi", "cpm": "cpm", "clean_pairs": "clean_pairs",
        "clean_reported_clean": "clean_reported_clean", "damaged_pairs_flagged": "damaged_pairs_flagged",
        "not_comparable": "not_comparable", "refused": "refused", "wrongly_refused": "wrongly_refused",
        "epe_median": "error_median_per_mille", "epe_within_5": "aligned", "seconds_median": "seconds_median",
    }  # fmt: skip
    assert {name: theirs[name] for name in same} == {
        name: getattr(figures, ours_) for name, ours_ in same.items()
    }


def pairs_of(root: Path) -> list[dict[str, Any]]:
    pairs = [json.loads(line) for line in (root / "pairs.jsonl").read_text().splitlines()]
    for pair in pairs:
        pair["_points"] = len(np.load(root / pair["points"])) if pair.get("points") else 0
    return pairs


needs_scorer = pytest.mark.skipif(
    not SCORER.is_file(), reason="the scorer of the sets is not beside the repository"
)


@needs_scorer
@pytest.mark.corpus
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("min_contrast", [0.0, 5.0])
def test_the_figures_are_those_of_the_scorer_on_made_data(made: Path, seed: int, min_contrast: float) -> None:
    check_against_the_scorer(made, pairs_of(made), seed, min_contrast)


@needs_scorer
@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.parametrize("name", ["rendered", "real"])
def test_the_figures_are_those_of_the_scorer_on_the_sets(name: str) -> None:
    root = BENCH / name
    pairs = [pair for pair in pairs_of(root) if pair["instances"] or not pair["comparable"]][:8]
    check_against_the_scorer(root, pairs, 1, 10.0)

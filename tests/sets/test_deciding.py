"""What several pairs say about one place, and the verdict that follows: old, new, doubted, or resolved by another pair."""

from __future__ import annotations

import numpy as np

from condition.novelty import Alternative, AlternativeCode, Blind, NoveltySettings, Verdict
from condition.sets.marks import Joined, join_marks
from condition.sets.model import ComparedPair, Says
from tests.sets.made import Bench

SETTINGS = NoveltySettings()


def joined(*pairs: ComparedPair) -> Joined:
    return join_marks(pairs, SETTINGS)


def test_one_pair_says_what_it_says_alone() -> None:
    bench = Bench()
    findings = [
        bench.finding("new", Verdict.NEW, 0.6),
        bench.finding("unclear", Verdict.CANNOT_TELL, 0.3),
        bench.finding("old", Verdict.ALREADY_THERE, 0.0),
    ]
    found = joined(bench.compared(0, 0, findings))
    assert [(m.verdict, m.score) for m in found.marks] == [
        (Verdict.NEW, 0.6), (Verdict.CANNOT_TELL, 0.3), (Verdict.ALREADY_THERE, 0.0)
    ]  # fmt: skip
    assert [m.explanation for m in found.marks[:2]] == [f.explanation for f in findings[:2]]


def test_a_mark_of_two_after_photos_is_one_mark_and_surer_than_either() -> None:
    bench = Bench(1, 2)
    found = joined(*(bench.compared(0, a, [bench.finding("new", Verdict.NEW, 0.5)]) for a in (0, 1)))
    (mark,) = found.marks
    assert mark.verdict is Verdict.NEW
    assert 0.5 < mark.score < 0.9
    assert [t.says for t in mark.testimonies] == [Says.NEW, Says.NEW]


def test_several_before_photos_are_opinions_on_one_observation_and_never_add_up() -> None:
    bench = Bench(3, 1)
    found = joined(
        *(bench.compared(b, 0, [bench.finding("new", Verdict.NEW, s)]) for b, s in enumerate((0.7, 0.5, 0.6)))
    )
    (mark,) = found.marks
    assert 0.5 < mark.score < 0.7


def test_an_old_mark_that_another_before_photo_shows_is_not_new() -> None:
    bench = Bench(2, 1)
    found = joined(
        bench.compared(0, 0, [bench.finding("new", Verdict.NEW, 0.9)]),
        bench.compared(1, 0, [bench.finding("new", Verdict.ALREADY_THERE, 0.0)], shows=()),
    )
    (mark,) = found.marks
    assert mark.verdict is Verdict.ALREADY_THERE
    assert "b1" in mark.explanation


def test_a_before_photo_that_may_show_the_mark_forbids_new_and_proves_nothing_old() -> None:
    bench = Bench(2, 1)
    found = joined(
        bench.compared(0, 0, [bench.finding("new", Verdict.NEW, 0.9)]), bench.compared(1, 0, shows=())
    )
    (mark,) = found.marks
    assert mark.score >= SETTINGS.min_new
    assert mark.verdict is Verdict.CANNOT_TELL
    assert mark.testimonies[1].says is Says.SHOWN_BEFORE
    assert "b1" in mark.explanation


def test_a_mark_that_another_after_photo_lost_while_a_before_photo_has_it_is_old() -> None:
    bench = Bench(2, 2)
    found = joined(
        bench.compared(0, 0, [bench.finding("new", Verdict.NEW, 0.9)]),
        bench.compared(1, 1, [bench.finding("new", Verdict.GONE, 0.0)], shows=()),
        bench.compared(0, 1, shows=()),
    )
    assert [m.verdict for m in found.marks] == [Verdict.ALREADY_THERE]


def test_a_faint_place_that_two_other_after_photos_do_not_show_is_refuted_and_told() -> None:
    bench = Bench(1, 3)
    found = joined(
        bench.compared(0, 0, [bench.finding("unclear", Verdict.CANNOT_TELL, 0.3)], shows=("unclear",)),
        bench.compared(0, 1, shows=()),
        bench.compared(0, 2, shows=()),
    )
    assert found.marks == ()
    (mark,) = found.refuted
    assert mark.score < 0.25
    assert [t.says for t in mark.testimonies] == [Says.FAINT, Says.NOTHING, Says.NOTHING]


def test_a_place_that_another_after_photo_does_not_show_is_doubted() -> None:
    bench = Bench(1, 2)
    found = joined(
        bench.compared(0, 0, [bench.finding("new", Verdict.NEW, 0.6)]), bench.compared(0, 1, shows=())
    )
    (mark,) = found.marks
    assert mark.verdict is Verdict.CANNOT_TELL
    assert mark.score < 0.5


def test_an_after_photo_that_cannot_see_the_place_takes_nothing_away() -> None:
    bench = Bench(1, 2)
    covered = np.full_like(bench.blind, Blind.GLARE)
    found = joined(
        bench.compared(0, 0, [bench.finding("new", Verdict.NEW, 0.5)]),
        bench.compared(0, 1, shows=(), blind=covered),
    )
    (mark,) = found.marks
    assert (mark.verdict, mark.testimonies[1].says) == (Verdict.NEW, Says.NOT_SEEN)


def test_a_place_hidden_in_one_before_photo_is_decided_by_another_that_shows_it() -> None:
    bench = Bench(2, 1)
    hidden = bench.finding("new", Verdict.CANNOT_TELL, 0.2, evidence={"not_comparable_share": 0.9})
    seen = bench.finding("new", Verdict.NEW, 0.6)
    (mark,) = joined(bench.compared(0, 0, [hidden]), bench.compared(1, 0, [seen])).marks
    assert mark.verdict is Verdict.NEW
    assert [t.says for t in mark.testimonies] == [Says.HIDDEN, Says.NEW]
    (alone,) = joined(bench.compared(0, 0, [hidden])).marks
    assert alone.verdict is Verdict.CANNOT_TELL


def test_a_hidden_place_is_refuted_where_another_before_photo_shows_it_and_nothing_is_worth_telling() -> None:
    bench = Bench(2, 1)
    hidden = bench.finding("new", Verdict.CANNOT_TELL, 0.2, evidence={"not_comparable_share": 0.9})
    found = joined(bench.compared(0, 0, [hidden]), bench.compared(1, 0))
    assert (found.marks, len(found.refuted)) == ((), 1)


def test_a_hidden_place_is_refuted_by_two_after_photos_that_show_nothing_there_and_not_by_one() -> None:
    bench = Bench(1, 3)
    hidden = bench.finding("new", Verdict.CANNOT_TELL, 0.2, evidence={"not_comparable_share": 0.9})
    pairs = [bench.compared(0, 0, [hidden]), *(bench.compared(0, a, shows=()) for a in (1, 2))]
    assert [m.verdict for m in joined(*pairs[:2]).marks] == [Verdict.CANNOT_TELL]
    assert (joined(*pairs).marks, len(joined(*pairs).refuted)) == ((), 1)


def test_two_faint_findings_are_no_claim_while_an_old_mark_is_not_ruled_out() -> None:
    bench = Bench(1, 2)
    stands = Alternative(AlternativeCode.OLD_MARK, False, "It may be old.", 2.0, 1.0)
    faint = bench.finding("new", Verdict.CANNOT_TELL, 0.4, alternatives=(stands,))
    (mark,) = joined(*(bench.compared(0, a, [faint]) for a in (0, 1))).marks
    assert mark.score >= SETTINGS.min_new
    assert mark.verdict is Verdict.CANNOT_TELL


def test_marks_that_cross_stay_two() -> None:
    bench = Bench()
    one = bench.finding("new", Verdict.NEW, 0.6)
    middle = one.path.mean(axis=0)
    across = middle + (one.path - middle)[:, ::-1] * (1, -1)
    ribbon = middle + (one.polygon - middle)[:, ::-1] * (1, -1)
    other = bench.finding("new", Verdict.NEW, 0.5, path=across, polygon=ribbon)
    assert len(joined(bench.compared(0, 0, [one, other])).marks) == 2


def test_both_rims_of_a_scuff_are_one_mark() -> None:
    bench = Bench()
    scuff = bench.finding("scuff", Verdict.NEW, 0.6)
    low, high = scuff.polygon.min(axis=0), scuff.polygon.max(axis=0)
    rim = np.column_stack([np.linspace(low[0], high[0], 5), np.full(5, low[1] + 0.3 * (high[1] - low[1]))])
    other = bench.finding("scuff", Verdict.NEW, 0.5, path=rim)
    assert len(joined(bench.compared(0, 0, [scuff, other])).marks) == 1


def test_what_glare_hides_in_one_pair_counts_as_compared_by_another() -> None:
    bench = Bench(2, 1)
    half = bench.blind.copy()
    half[:, : half.shape[1] // 2] = Blind.GLARE
    rest = bench.blind.copy()
    rest[:, half.shape[1] // 2 :] = Blind.BLURRED
    (view,) = joined(bench.compared(0, 0, blind=half), bench.compared(1, 0, blind=rest)).views
    assert max(view.by_pair) < 0.8
    assert view.compared > 0.99

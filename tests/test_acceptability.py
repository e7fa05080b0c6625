"""How sure a ranking is, against shares and crossings that can be worked exactly on concepts made for the purpose."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from concepts import CONCEPTS, SCORING_FILE
from models import acceptability as accept
from models import draws, scoring_file
from models.acceptability import (
    DRAWS,
    Range,
    Swap,
    acceptability,
    dominated,
    order,
    place_shares,
    spread,
    standing,
    weight_ranges,
)
from models.assumptions import Assumptions
from models.criteria import Criterion, Quantity, Reading, Scoring
from models.judgement import Judgement
from models.result import Result
from models.scoring import scores, weighed

OURS = scoring_file.load(SCORING_FILE, tuple(CONCEPTS))
WORDS = {"nb": "Tekst", "en": "Text"}
A, B, C = range(3)


def toy(
    *arrows: Sequence[float], whose: Sequence[str] = ("ours", "ours", "ours"), vague: Mapping[str, float] | None = None
) -> tuple[Scoring, Judgement]:
    """Return concepts a, b, c … with these arrows and nothing counted; without `vague` the arrows are exact."""
    concepts, criteria = "abcdef"[: len(arrows)], [f"c{number}" for number in range(len(arrows[0]))]
    quantity = Quantity(measure="jobs", unit="FTE", lowest=0, highest=1, grade="C", source=WORDS)
    made = OURS.model_copy(
        update={
            "concepts": tuple(concepts),
            "criteria": {id: Criterion(label=WORDS, lift=WORDS, blend=0, quantities=(quantity,)) for id in criteria},
            "readings": {
                concept: {
                    id: Reading(arrow=arrow, whose=kind, fact=WORDS) for id, arrow in zip(criteria, row, strict=True)
                }
                for concept, row, kind in zip(concepts, arrows, whose, strict=False)
            },
            "vagueness": OURS.vagueness.model_copy(update=vague or {"ours": 0, "report": 0}),
        }
    )
    even = dict(zip(criteria, [100 - 10 * (len(criteria) - 1)] + [10] * (len(criteria) - 1), strict=True))
    readings = {(concept, id): float(made.readings[concept][id].arrow) for concept, id in made.places}
    return made, Judgement(even, readings, dict.fromkeys(criteria, 0.0))


def uncounted(scoring: Scoring) -> np.ndarray:
    return np.ones((len(scoring.concepts), len(scoring.criteria)))


def near(share: float, draws: int = DRAWS) -> object:
    """Return a share to be met within three standard errors of that many draws."""
    return pytest.approx(share, abs=3 * np.sqrt(share * (1 - share) / draws))


# --- Places ---


@pytest.mark.parametrize(
    ("totals", "shares"),
    [
        ([3, 2, 1], [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
        ([2, 3, 1], [[0, 1, 0], [1, 0, 0], [0, 0, 1]]),
        ([3, 3, 1], [[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]]),  # two share first and second place
        ([3, 1, 1], [[1, 0, 0], [0, 0.5, 0.5], [0, 0.5, 0.5]]),
        ([2, 2, 2], [[1 / 3] * 3] * 3),
        ([2, 2 + 1e-12, 1], [[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]]),  # rounding is no difference
        ([2, 2.001, 1], [[0, 1, 0], [1, 0, 0], [0, 0, 1]]),
    ],
)
def test_concepts_that_score_the_same_share_their_places(totals: list[float], shares: list[list[float]]) -> None:
    assert place_shares(np.array([totals], dtype=float))[0] == pytest.approx(np.array(shares))


@given(st.lists(st.lists(st.integers(2, 10), min_size=4, max_size=4), min_size=1, max_size=20))
def test_each_concept_has_one_place_and_each_place_one_concept(halves: list[list[int]]) -> None:
    shares = place_shares(np.array(halves) / 2)  # halves of points, so that many tie
    assert shares.shape == (len(halves), 4, 4)
    assert shares.sum(axis=1) == pytest.approx(np.ones((len(halves), 4)))
    assert shares.sum(axis=2) == pytest.approx(np.ones((len(halves), 4)))


# --- Acceptability ---


@pytest.fixture(scope="module")
def results(base: Assumptions) -> dict[str, Result]:
    return {concept: CONCEPTS[concept].evaluate(base.values(concept)) for concept in CONCEPTS}


def test_the_same_seed_gives_the_same_bytes(results: dict[str, Result]) -> None:
    judgement = Judgement.of(OURS)
    counted = scores(OURS, judgement, results).counted
    first = acceptability(OURS, judgement, counted, seed=7)
    accept._drawn.cache_clear()
    again = acceptability(OURS, judgement, counted, seed=7)
    assert again.shares.tobytes() == first.shares.tobytes()
    assert [np.asarray(each).tobytes() for each in again.central] == [
        np.asarray(each).tobytes() for each in first.central
    ]
    assert acceptability(OURS, judgement, counted, seed=8).shares.tobytes() != first.shares.tobytes()


def test_the_weights_set_now_have_no_part_in_acceptability(results: dict[str, Result]) -> None:
    judgement = Judgement.of(OURS)
    counted = scores(OURS, judgement, results).counted
    other = judgement.with_weights(OURS.weights["waste_first"].weights)
    assert (acceptability(OURS, other, counted).shares == acceptability(OURS, judgement, counted).shares).all()


def test_rows_and_columns_of_ours_add_to_one(results: dict[str, Result]) -> None:
    shares = standing(OURS, Judgement.of(OURS), results).acceptability.shares
    assert shares.sum(axis=0) == pytest.approx(np.ones(3))
    assert shares.sum(axis=1) == pytest.approx(np.ones(3))


def test_two_concepts_and_two_criteria_come_first_as_often_as_worked_by_hand() -> None:
    # A (5, 1), B (1, 4): A is first where 5 · w + 1 · (1 − w) > 1 · w + 4 · (1 − w), that is 7 · w > 3, w > 3/7.
    # w is even on 0 … 1, so A is first in 1 − 3/7 = 4/7 of all weightings.
    scoring, judgement = toy((5, 1), (1, 4))
    shares = acceptability(scoring, judgement, uncounted(scoring)).shares
    assert shares[A].tolist() == [near(4 / 7), near(3 / 7)]
    assert shares[B].tolist() == [near(3 / 7), near(4 / 7)]


def test_central_weights_are_the_mean_of_the_weightings_that_make_a_concept_first() -> None:
    # as above: A is first for w even on 3/7 … 1, with mean 5/7; B for w on 0 … 3/7, with mean 3/14
    # a standard error is the width over √12, over the root of the draws: 4/7/√12/√(4/7 · 10000) and 3/7/…
    scoring, judgement = toy((5, 1), (1, 4))
    central = acceptability(scoring, judgement, uncounted(scoring)).central
    for each, mean, share in ((A, 5 / 7, 4 / 7), (B, 3 / 14, 3 / 7)):
        error = share / np.sqrt(12) / np.sqrt(share * DRAWS)
        weights = central[each]
        assert weights is not None
        assert weights.tolist() == [pytest.approx(mean, abs=3 * error), pytest.approx(1 - mean, abs=3 * error)]


def test_a_concept_that_never_comes_first_has_no_central_weights() -> None:
    scoring, judgement = toy((5, 4), (3, 2), (1, 1))
    shares, central = acceptability(scoring, judgement, uncounted(scoring))
    assert shares.tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert central[A] == pytest.approx([0.5, 0.5], abs=3 / np.sqrt(12 * DRAWS))  # all weightings
    assert central[B] is None
    assert central[C] is None


def test_concepts_that_are_alike_share_every_place() -> None:
    scoring, judgement = toy((3, 4), (3, 4), (3, 4))
    shares, central = acceptability(scoring, judgement, uncounted(scoring))
    assert shares == pytest.approx(np.full((3, 3), 1 / 3))
    assert central[A] == pytest.approx(central[C])


@pytest.mark.parametrize(
    ("kinds", "second", "share"),
    [
        # totals are w · arrow + (1 − w) · 3, so the first arrow alone decides; A's lies even on 2 … 4 (ours, ± 1)
        (("ours", "ours"), 3.0, 1 / 2),
        (("ours", "report"), 3.5, 1 / 4),  # B even on 3 … 4: A ahead of it in half the cases, ½, and then of those ½
        (("ours", "report"), 2.5, 3 / 4),
        (("report", "report"), 4.0, 0),  # A on 2.5 … 3.5, B on 3.5 … 4.5
    ],
)
def test_vague_arrows_lie_even_about_where_they_are_by_whose_they_are(
    kinds: tuple[str, str], second: float, share: float
) -> None:
    scoring, judgement = toy((3, 3), (second, 3), whose=kinds, vague={"ours": 1, "report": 0.5})
    judgement = judgement.with_blend("c1", 1)  # nothing vague about the second criterion: it is counted alone
    counted = np.full((2, 2), 3.0)
    assert acceptability(scoring, judgement, counted).shares[A, 0] == near(share)


def test_the_draws_that_are_kept_are_not_changed_by_their_use() -> None:
    scoring, judgement = toy((5, 1), (1, 4))
    before = [each.tobytes() for each in accept._drawn(2, 2, DRAWS, accept.SEED)]
    acceptability(scoring, judgement, uncounted(scoring))
    assert [each.tobytes() for each in accept._drawn(2, 2, DRAWS, accept.SEED)] == before


@pytest.mark.parametrize("criteria", [2, 3, 4, 6])
def test_weights_are_drawn_evenly_over_all_that_add_to_one(criteria: int) -> None:
    # each weight then has mean 1/K and variance (K − 1) / (K² · (K + 1))
    weights, uniform = accept._drawn(3, criteria, DRAWS, accept.SEED)
    mean, variance = 1 / criteria, (criteria - 1) / (criteria**2 * (criteria + 1))
    assert weights.sum(axis=1) == pytest.approx(np.ones(DRAWS))
    assert (weights >= 0).all()
    assert weights.mean(axis=0) == pytest.approx(np.full(criteria, mean), abs=3 * np.sqrt(variance / DRAWS))
    squares = (weights - mean) ** 2
    assert (np.abs(squares.mean(axis=0) - variance) < 3 * squares.std(axis=0) / np.sqrt(DRAWS)).all()
    assert uniform.shape == (DRAWS, 3, criteria)
    assert uniform.mean() == pytest.approx(0.5, abs=3 / np.sqrt(12 * uniform.size))


@pytest.mark.parametrize("level", [1.5, 2.0, 3.0, 4.0])
def test_a_weight_is_above_a_share_as_often_as_on_the_whole_simplex(level: float) -> None:
    # A (5, 1, 1, 1) has 1 + 4 · w and B has `level` throughout: A is first where w > t, t = (level − 1)/4.
    # Of weights even over four that add to one, (1 − t)³ have the first above t.
    scoring, judgement = toy((5, 1, 1, 1), (level,) * 4)
    share = (1 - (level - 1) / 4) ** 3
    assert acceptability(scoring, judgement, uncounted(scoring)).shares[A, 0] == near(share)


# --- How far a weight may go ---

CROSSING = np.array([[5.0, 1.0], [1.0, 4.0]])  # A ahead where the first weight is above 3/7


def test_a_crossing_is_where_it_was_worked_by_hand() -> None:
    # at half and half A has 3 and B 2.5; they change places at 3/7 of the first, that is 4/7 of the second
    first, second = weight_ranges(CROSSING, np.array([0.5, 0.5]))
    swap = Swap(pytest.approx(3 / 7), overtaken=A, overtakes=B)
    assert first == Range(pytest.approx(3 / 7), 1.0, (swap,), ())
    assert second == Range(0.0, pytest.approx(4 / 7), (), (Swap(pytest.approx(4 / 7), overtaken=A, overtakes=B),))


def test_from_the_other_side_the_other_one_is_overtaken() -> None:
    # at 0.2 of the first A has 1.8 and B 3.4
    first, _ = weight_ranges(CROSSING, np.array([0.2, 0.8]))
    assert first == Range(0.0, pytest.approx(3 / 7), (), (Swap(pytest.approx(3 / 7), overtaken=B, overtakes=A),))


THREE = np.array([[5.0, 1.0, 2.0], [1.0, 4.0, 4.0], [2.0, 2.0, 2.0]])
SHARES = np.array([0.5, 0.3, 0.2])


def test_the_other_weights_keep_their_proportions() -> None:
    # The others are 3 : 2, so 0.6 and 0.4. Totals at weight 0 and 1 of the first: A 1.4 → 5, B 4 → 1, C 2 → 2.
    #   A and B: 1.4 + 3.6 w = 4 − 3 w at w = 2.6/6.6 = 13/33 = 0.394
    #   A and C: 1.4 + 3.6 w = 2 at w = 1/6 = 0.167
    #   B and C: 4 − 3 w = 2 at w = 2/3 = 0.667
    # At 0.5 it is A 3.2, B 2.5, C 2: below 13/33 B overtakes A, above 2/3 C overtakes B.
    below, above = Swap(pytest.approx(13 / 33), A, B), Swap(pytest.approx(2 / 3), B, C)
    assert weight_ranges(THREE, SHARES)[0] == Range(pytest.approx(13 / 33), pytest.approx(2 / 3), (below,), (above,))


@pytest.mark.parametrize(
    ("of", "low", "high", "below", "above"),
    [
        (A, 13 / 33, 1, ((A, B),), ()),
        (B, 13 / 33, 2 / 3, ((A, B),), ((B, C),)),
        (C, 1 / 6, 2 / 3, ((A, C),), ((B, C),)),
    ],
)
def test_the_place_of_one_concept_changes_only_where_it_is_one_of_the_two(
    of: int, low: float, high: float, below: tuple[tuple[int, int], ...], above: tuple[tuple[int, int], ...]
) -> None:
    found = weight_ranges(THREE, SHARES, of=of)[0]
    assert found[:2] == pytest.approx((low, high))
    assert tuple(each[1:] for each in found.below) == below
    assert tuple(each[1:] for each in found.above) == above


def with_weight(shares: np.ndarray, criterion: int, weight: float) -> np.ndarray:
    """Return the shares with one set and the others in proportion, alike if they are all 0."""
    others = np.delete(shares, criterion)
    others = others / others.sum() if others.any() else np.full(len(others), 1 / len(others))
    return np.insert(others * (1 - weight), criterion, weight)


@pytest.mark.parametrize("criterion", range(3))
def test_just_inside_an_end_the_order_is_as_now_and_just_outside_it_is_not(criterion: int) -> None:
    found = weight_ranges(THREE, SHARES)[criterion]
    now = order(THREE @ SHARES)

    def at(weight: float) -> list[int]:
        return order(THREE @ with_weight(SHARES, criterion, weight))

    for end, outwards in ((found.low, -1e-6), (found.high, 1e-6)):
        assert at(end - outwards) == now
        assert not 0 < end < 1 or at(end + outwards) != now


@st.composite
def cases(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Draw scores in tenths and weights in per cents, so that no two lines are nearly, but not quite, the same."""
    concepts, criteria = draw(st.integers(2, 4)), draw(st.integers(2, 5))
    rows = st.lists(st.integers(10, 50), min_size=criteria, max_size=criteria)
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=criteria - 1, max_size=criteria - 1)))
    weights = np.diff([0, *cuts, 100])
    return np.array(draw(st.lists(rows, min_size=concepts, max_size=concepts))) / 10, weights / 100


@given(cases(), st.floats(0, 1))
def test_within_its_range_a_weight_changes_no_places_and_just_outside_it_does(
    case: tuple[np.ndarray, np.ndarray], inside: float
) -> None:
    blended, shares = case
    totals = blended @ shares
    apart = np.abs(totals[:, None] - totals)[np.triu_indices(len(totals), 1)]
    assume((apart > 1e-6).all())  # ties at present have a test of their own
    full, lead = weight_ranges(blended, shares), weight_ranges(blended, shares, of=order(totals)[0])
    for criterion, found in enumerate(full):

        def at(weight: float, criterion: int = criterion) -> list[int]:
            return order(blended @ with_weight(shares, criterion, weight))

        assert 0 <= found.low <= shares[criterion] <= found.high <= 1
        assert lead[criterion].low <= found.low + 1e-9
        assert lead[criterion].high >= found.high - 1e-9
        for (low, high, below, above), places in ((found, len(totals)), (lead[criterion], 1)):
            now = order(totals)[:places]
            if low + 1e-5 < high - 1e-5:
                assert at(low + 1e-5 + inside * (high - low - 2e-5))[:places] == now
            assert not low or at(low - 1e-5)[:places] != now
            assert high == 1 or at(high + 1e-5)[:places] != now
            assert bool(below) == (low > 0)
            assert bool(above) == (high < 1)


def test_one_weight_at_100_leaves_the_others_to_share_alike() -> None:
    # others at 0 share alike: at weight 0 of the first A has 1.5, B 4, C 2; at 1 A 5, B 1, C 2.
    #   A and B: 1.5 + 3.5 w = 4 − 3 w at w = 5/13; A and C: 1.5 + 3.5 w = 2 at 1/7; B and C: 4 − 3 w = 2 at 2/3
    # at 1 it is A 5, C 2, B 1: below 2/3 B overtakes C
    first, second, third = weight_ranges(THREE, np.array([1.0, 0.0, 0.0]))
    assert first == Range(pytest.approx(2 / 3), 1.0, (Swap(pytest.approx(2 / 3), C, B),), ())
    # of the second the first has all the rest: A 5 → 1, B 1 → 4, C 2 → 2; B and C: 1 + 3 w = 2 at 1/3
    assert second == Range(0.0, pytest.approx(1 / 3), (), (Swap(pytest.approx(1 / 3), C, B),))
    # A 5 → 2, B 1 → 4, C 2 → 2: B and C at 1/3 too, A and C meet only at 1
    assert third == Range(0.0, pytest.approx(1 / 3), (), (Swap(pytest.approx(1 / 3), C, B),))


def test_concepts_level_now_leave_no_room_on_either_side() -> None:
    # A 4 → 2, B 2 → 4: both have 3 at half and half, and each step changes that
    for found in weight_ranges(np.array([[4.0, 2.0], [2.0, 4.0]]), np.array([0.5, 0.5])):
        assert found[:2] == (0.5, 0.5)
        assert [{each.overtaken, each.overtakes} for each in (*found.below, *found.above)] == [{A, B}, {A, B}]


def test_a_crossing_that_rounding_puts_beside_the_weight_now_is_where_it_is() -> None:
    # 0.1 · 2.4 + 0.9 · 4.9 = 0.1 · 5.1 + 0.9 · 4.6 = 4.65; 0.3 / 3 comes out as 0.10000000000000021
    found = weight_ranges(np.array([[2.4, 4.9], [5.1, 4.6]]), np.array([0.1, 0.9]))[0]
    assert found[:2] == pytest.approx((0.1, 0.1))
    assert [each[1:] for each in found.below] == [(B, A)]  # with less of the first A is ahead
    assert [each[1:] for each in found.above] == [(A, B)]


def test_an_end_at_nothing_has_no_sign() -> None:
    # A and B are level at weight 0, ahead of that A: a range from 0, which is never written −0
    found = weight_ranges(np.array([[4.0, 2.0], [1.0, 2.0]]), np.array([0.5, 0.5]))[0]
    assert found == Range(0.0, 1.0, (), ())
    assert np.copysign(1, found.low) == 1


def test_at_200_weights_inside_each_range_the_order_is_as_now_and_beside_it_is_not() -> None:
    generator = np.random.default_rng(2024)
    for _ in range(10):
        concepts, criteria = generator.integers(2, 6, 2)
        blended, shares = generator.uniform(1, 5, (concepts, criteria)), generator.dirichlet(np.ones(criteria))
        now = order(blended @ shares)
        for criterion, (low, high, _, _) in enumerate(weight_ranges(blended, shares)):
            inside = generator.uniform(low, high, 200)
            beside = [low - 1e-6] * (low > 0) + [high + 1e-6] * (high < 1)
            assert all(order(blended @ with_weight(shares, criterion, each)) == now for each in inside)
            assert all(order(blended @ with_weight(shares, criterion, each)) != now for each in beside)


def test_concepts_level_whatever_the_weights_never_change_places() -> None:
    for found in weight_ranges(np.array([[4.0, 2.0], [4.0, 2.0]]), np.array([0.3, 0.7])):
        assert found == Range(0.0, 1.0, (), ())


def test_three_that_meet_at_one_weight_are_all_told() -> None:
    # at half of the first all have 3: A 1 → 5, B 2 → 4, C 5 → 1; at 0.8 it is A, B, C, and below ½ all turn
    found = weight_ranges(np.array([[5.0, 1.0], [4.0, 2.0], [1.0, 5.0]]), np.array([0.8, 0.2]))[0]
    assert found.low == pytest.approx(0.5)
    assert [each[1:] for each in found.below] == [(A, B), (A, C), (B, C)]


# --- Order, and who is dominated ---


@pytest.mark.parametrize(
    ("totals", "ordered"),
    [
        ([1, 2, 3], [C, B, A]),
        ([2, 3, 2], [B, A, C]),  # the same total: the order they stand in
        ([2, 2, 2], [A, B, C]),
        ([2, 2 + 1e-12, 2 - 1e-12], [A, B, C]),  # rounding is no difference
        ([2, 2.0001, 2], [B, A, C]),
    ],
)
def test_concepts_stand_by_falling_total_and_keep_their_order_where_level(
    totals: list[float], ordered: list[int]
) -> None:
    assert order(np.array(totals)) == ordered


@pytest.mark.parametrize(
    ("totals", "costs", "by"),
    [
        ([3, 2], [100, 200], {B: A}),  # more for less
        ([3, 2], [200, 100], {}),  # more for more
        ([3, 2], [100, 100], {B: A}),  # more for the same
        ([3, 3], [200, 100], {A: B}),  # the same for less
        ([3, 3], [100, 100], {}),  # identical
        ([3, 3], [100, 100.9], {}),  # less than a krone is the same cost
        ([3, 2], [100.9, 100], {B: A}),
        ([3, 3], [100, 101.5], {B: A}),
        ([3, 2], [101.5, 100], {}),
        ([3 + 1e-12, 3], [100, 100], {}),  # rounding is no difference
        ([4, 3, 2], [300, 200, 100], {}),
        ([4, 3, 2], [100, 200, 300], {B: A, C: A}),  # by the highest
        ([2, 3, 4], [300, 200, 100], {A: C, B: C}),
        ([3, 4, 2], [100, 300, 200], {C: A}),  # B is higher but costs more
        ([3, 3, 2], [100, 100, 150], {C: A}),
        ([2, 4, 3], [-50, 0, 10], {C: B}),  # who saves money costs less than nothing
    ],
)
def test_who_is_dominated_by_whom(totals: list[float], costs: list[float], by: dict[int, int]) -> None:
    assert dominated(np.array(totals, dtype=float), np.array(costs, dtype=float)) == by


@given(
    st.lists(
        st.tuples(st.integers(2, 10).map(lambda halves: halves / 2), st.integers(-3, 3).map(lambda each: 1e6 * each)),
        min_size=1,
        max_size=5,
    )
)
def test_not_all_are_dominated_and_nobody_by_one_that_is_worse(concepts: list[tuple[float, float]]) -> None:
    totals, costs = np.array(concepts).T
    found = dominated(totals, costs)
    assert len(found) < len(concepts)
    for each, other in found.items():
        assert totals[other] >= totals[each]
        assert costs[other] <= costs[each]
        assert (totals[other], costs[other]) != (totals[each], costs[each])


# --- Where the concepts stand ---


def test_a_standing_has_totals_order_and_ranges_of_the_same_scores(results: dict[str, Result]) -> None:
    judgement = Judgement.of(OURS)
    now = standing(OURS, judgement, results)
    found = scores(OURS, judgement, results)
    assert now.totals.tolist() == weighed(found.blended, judgement.shares).tolist()
    assert now.order == [0, 1, 2]  # 4.05, 2.87 and 2.55, worked by hand in test_scoring
    assert now.ranges == weight_ranges(found.blended, judgement.shares)
    assert now.lead == weight_ranges(found.blended, judgement.shares, of=0)
    assert not now.tied


def test_waste_first_needs_half_the_weight_on_waste_before_bergen_reparerer_is_second(
    results: dict[str, Result],
) -> None:
    # The others alike: Bruk Bergen (2.35 + 3.10 + 3.68)/3 = 3.043 → 2.358, Bergen Reparerer (1.62 + 2.04 + 3.50)/3
    # = 2.386 → 3.038; they meet at 0.6565/(0.6565 + 0.6799) = 0.491
    waste = standing(OURS, Judgement.of(OURS), results).ranges[2]
    assert waste == Range(0.0, pytest.approx(0.491, abs=0.002), (), (Swap(pytest.approx(0.491, abs=0.002), 1, 2),))


def test_two_first_with_the_same_total_are_tied(results: dict[str, Result]) -> None:
    judgement = Judgement.of(OURS)
    for id in OURS.criteria:
        judgement = judgement.with_blend(id, 0)
        for concept in OURS.concepts:
            judgement = judgement.with_arrow(concept, id, 2 if concept == "omkrets" else 3)
    now = standing(OURS, judgement, results)
    assert now.order == [1, 2, 0]
    assert now.tied


# --- Spread ---


def test_a_spread_has_a_total_from_1_to_5_for_each_draw_and_concept(base: Assumptions) -> None:
    drawn = {id: CONCEPTS[id].evaluate(draws.values(base, id, 200, 1)) for id in CONCEPTS}
    totals = spread(OURS, Judgement.of(OURS), drawn)
    assert totals.shape == (200, 3)
    assert (totals >= 1).all()
    assert (totals <= 5).all()
    assert (totals.std(axis=0) > 0).all()


def test_a_spread_of_one_scenario_has_its_vague_arrows_alone(results: dict[str, Result]) -> None:
    judgement = Judgement.of(OURS)
    totals = spread(OURS, judgement, results)
    assert totals.shape == (DRAWS, 3)
    # Bruk Bergen's arrows are all ± 1 and never cut, so its mean is its total; weights a quarter, 1 − blend
    # 0.6, 0.5, 0.5 and 0.75: variance (0.36 + 0.25 + 0.25 + 0.5625)/16/3 = 0.0296
    error = np.sqrt(0.0296 / DRAWS)
    now = weighed(scores(OURS, judgement, results).blended, judgement.shares)
    assert totals[:, 1].mean() == pytest.approx(now[1], abs=3 * error)
    assert totals[:, 1].var() == pytest.approx(0.0296, rel=0.05)


def test_one_draw_has_a_spread_of_one(base: Assumptions) -> None:
    drawn = {id: CONCEPTS[id].evaluate(draws.values(base, id, 1, 1)) for id in CONCEPTS}
    assert spread(OURS, Judgement.of(OURS), drawn).shape == (1, 3)


def test_nothing_vague_and_nothing_drawn_gives_no_spread(results: dict[str, Result]) -> None:
    sure = OURS.model_copy(update={"vagueness": OURS.vagueness.model_copy(update={"ours": 0, "report": 0})})
    totals = spread(sure, Judgement.of(sure), results)
    now = weighed(scores(OURS, Judgement.of(OURS), results).blended, Judgement.of(OURS).shares)
    assert np.abs(totals - now).max() < 1e-12


def test_a_spread_is_the_same_for_the_same_seed(results: dict[str, Result]) -> None:
    first, again, other = (spread(OURS, Judgement.of(OURS), results, seed=seed) for seed in (1, 1, 2))
    assert first.tobytes() == again.tobytes() != other.tobytes()


def test_two_level_now_are_named_the_right_way_on_each_side() -> None:
    """A scores (4, 2), B (2, 4): level at 0.5; with less of the first B is ahead, with more A."""
    found = weight_ranges(np.array([[4.0, 2.0], [2.0, 4.0]]), np.array([0.5, 0.5]))[0]
    assert (found.low, found.high) == (0.5, 0.5)
    assert [(each.overtaken, each.overtakes) for each in found.below] == [(0, 1)]
    assert [(each.overtaken, each.overtakes) for each in found.above] == [(1, 0)]

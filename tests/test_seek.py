"""Goal seek: every value that meets a target, what turns an answer, and the shortest pair of changes.

Curves are known by hand: a toy concept hands its numbers through, and the measure of a test is the curve.
"""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concepts import CONCEPTS
from models import measures, timeline
from models.assumptions import Assumptions
from models.lines import Graph, line
from models.operators import where
from models.problems import InputError
from models.result import Concept
from models.seek import Hit, break_even, crossings, pair, reversal
from models.sweep import is_continuous, span

X, Y, Z, COUNT, LOAN, SUPPORT = "toy.x", "toy.y", "toy.z", "toy.grace_years", "toy.loan_type", "toy.support_years"
OTHER = "other.x"
TINY = 1e-8  # of a range from 0 to 10


@line(unit="none")
def first(x, year):
    """x every year."""
    return x + 0 * year


@line(unit="none")
def second(y, year):
    """y every year."""
    return y + 0 * year


@line(unit="none")
def third(z, year):
    """z every year."""
    return z + 0 * year


@line(unit="years")
def count(grace_years, year):
    """The whole years."""
    return grace_years + 0 * year


@line(unit="none")
def word(loan_type, year):
    """1 for annuities, else 0."""
    return where(loan_type == "annuity", 1.0, 0.0) + 0 * year


@line(unit="years")
def supported(support_years, year):
    """The number of supported years, 100 for all."""
    return (100.0 if support_years == "all" else np.size(support_years) * float(np.max(support_years))) + 0 * year


LINES = [each.line for each in (timeline.year, first, second, third, count, word, supported)]
TOY = Concept("toy", "Toy", Graph("toy", tuple(LINES)), {})
RIVAL = Concept("other", "Other", Graph("other", (timeline.year.line, first.line)), {})


@pytest.fixture(scope="session")
def numbers(base) -> Assumptions:
    """x, y and z from 0 to 10, now 2; whole years from 0 to 12, now 4; words; and the rival's x, now 5."""
    number = base["omkrets.exit_sensitivity"].model_copy(update={"value": 2.0, "low": 0, "high": 10})
    whole = base["omkrets.grace_years"].model_copy(update={"value": 4, "low": 0, "high": 12})
    shared = ("start_year", "horizon_years")
    return Assumptions(
        {
            "common": {name: base[f"common.{name}"] for name in shared},
            "toy": {
                **dict.fromkeys("xyz", number),
                "grace_years": whole,
                "loan_type": base["omkrets.loan_type"],
                "support_years": base["omkrets.support_years"],
            },
            "other": {"x": number.model_copy(update={"value": 5.0})},
        }
    )


def of(curve, name="first"):
    """A measure: a curve over a number of the toy concept."""
    return lambda result: np.asarray(curve(result[name][..., -1]), dtype=float)


def seek(numbers, curve, target=0.0, key=X, name="first", **ends):
    return crossings(numbers, TOY, of(curve, name), key, target, **ends)


def values(found, kind="hit"):
    assert {each.kind for each in found.hits} <= {kind}
    return [each.value for each in found.hits]


# --- How often a curve meets its target -----------------------------------------------------------------------------


def test_a_straight_line_is_met_once(numbers):
    """3 x − 4 = 11 where x = 5."""
    found = seek(numbers, lambda x: 3 * x - 4, target=11)
    assert values(found) == [pytest.approx(5, abs=TINY)]
    assert found.hits[0].rising
    assert (found.lowest, found.lowest_at, found.highest, found.highest_at) == (-4, 0, 26, 10)
    assert found.missing == 0
    assert found.values.tolist() == pytest.approx((3 * found.points - 4).tolist())


def test_a_curve_that_turns_is_met_twice(numbers):
    """(x − 3)² = 4 where x = 1 and x = 5: down through it, then up."""
    found = seek(numbers, lambda x: (x - 3) ** 2, target=4)
    assert values(found) == [pytest.approx(1, abs=TINY), pytest.approx(5, abs=TINY)]
    assert [each.rising for each in found.hits] == [False, True]
    assert [(each.before, each.after) for each in found.hits] == [(1, -1), (-1, 1)]


def test_a_curve_that_turns_twice_is_met_three_times(numbers):
    found = seek(numbers, lambda x: (x - 1.1) * (x - 4.2) * (x - 8.3))
    assert values(found) == [pytest.approx(each, abs=TINY) for each in (1.1, 4.2, 8.3)]
    assert [each.rising for each in found.hits] == [True, False, True]


@pytest.mark.parametrize("apart", [1e-1, 1e-2, 1e-3])
@pytest.mark.parametrize("centre", [0.003, np.pi, 5.0, 9.99])
def test_two_crossings_in_one_cell_of_the_grid_are_both_found(numbers, centre, apart):
    """A cell is 10 / 256 = 0.04 wide; at the ends of the range only one of the two may lie in it."""
    for sign in (-1, 1):
        found = seek(numbers, lambda x, sign=sign: sign * ((x - centre) ** 2 - apart**2))
        expected = [each for each in (centre - apart, centre + apart) if 0 <= each <= 10]
        assert values(found) == [pytest.approx(each, abs=1e-5) for each in expected]


@pytest.mark.parametrize("centre", [0.01, np.pi, 2.5, 10 / 3, 9.99])
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_touch_is_found_and_told_from_a_crossing(numbers, centre, sign):
    found = seek(numbers, lambda x: sign * (x - centre) ** 2 + 7, target=7)
    assert values(found, "touch") == [pytest.approx(centre, abs=1e-3)]
    assert (found.hits[0].before, found.hits[0].after) == (sign, sign)
    assert not found.hits[0].rising


@pytest.mark.parametrize("centre", [np.pi, 10 / 3, 7.77])
def test_a_sharp_corner_that_touches_is_found(numbers, centre):
    found = seek(numbers, lambda x: np.abs(x - centre) * np.where(x < centre, 1, 5))
    assert values(found, "touch") == [pytest.approx(centre, abs=1e-7)]


def test_a_curve_that_turns_just_before_the_target_does_not_meet_it(numbers):
    found = seek(numbers, lambda x: (x - np.pi) ** 2 + 1e-4)
    assert not found.hits
    assert found.lowest == pytest.approx(1e-4, rel=1e-3)
    assert found.lowest_at == pytest.approx(np.pi, abs=1e-2)


def test_many_crossings_are_all_found(numbers):
    """sin 15 x = 0 in 0 … 10 where x = k π / 15, k = 0 … 47."""
    found = seek(numbers, lambda x: np.sin(15 * x))
    assert values(found) == pytest.approx([k * np.pi / 15 for k in range(48)], abs=1e-6)


def test_a_steep_climb_is_no_jump(numbers):
    """atan(10⁴ (x − π)) = 1/2 where x = π + tan(1/2) / 10⁴."""
    found = seek(numbers, lambda x: np.arctan(1e4 * (x - np.pi)), target=0.5)
    assert values(found) == [pytest.approx(np.pi + np.tan(0.5) / 1e4, abs=TINY)]


def test_a_spike_far_away_does_not_blunt_the_search(numbers):
    """x − 3, and 10¹² higher round 9: one value is not what the others are measured by."""
    found = seek(numbers, lambda x: x - 3 + 1e12 * (np.abs(x - 9) < 0.1))
    assert values(found) == [pytest.approx(3, abs=TINY)]


# --- Jumps, stretches, no measure -----------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [3.0, np.pi, 9.95])
@pytest.mark.parametrize("rising", [True, False])
def test_a_jump_past_the_target_is_no_hit(numbers, at, rising):
    found = seek(numbers, lambda x: np.where((x >= at) == rising, 8.0, 2.0) + 0.1 * x, target=5.5)
    (jump,) = found.hits
    assert jump.kind == "jump"
    assert jump.rising == rising
    assert jump.value < at <= jump.to
    assert jump.to - jump.value < 1e-9


def test_steps_are_jumps_and_their_own_heights_stretches(numbers):
    """floor x passes 2.5 at 3 and never has it; it has 2 from 2 up to 3."""
    (jump,) = seek(numbers, np.floor, target=2.5).hits
    assert (jump.kind, jump.to) == ("jump", pytest.approx(3, abs=1e-9))
    (stretch,) = seek(numbers, np.floor, target=2).hits
    assert stretch == Hit(pytest.approx(2, abs=1e-7), pytest.approx(3, abs=1e-7), "stretch", -1, 1)


def test_a_curve_cut_at_the_target_equals_it_over_a_stretch(numbers):
    """max(0, x − 4) is 0 from 0 to 4."""
    found = seek(numbers, lambda x: np.maximum(0, x - 4))
    assert found.hits == (Hit(0, pytest.approx(4, abs=1e-7), "stretch", 0, 1),)
    assert found.hits[0].rising


def test_a_stretch_between_two_crossings(numbers):
    """Up to 3 with x, level to 6.1, then down to 3 − 3.9: 2 is hit twice, 3 from 3 to 6.1."""

    def hill(x):
        return np.minimum(np.minimum(x, 3), 9.1 - x)

    assert values(seek(numbers, hill, target=2)) == pytest.approx([2, 7.1], abs=TINY)
    (top,) = seek(numbers, hill, target=3).hits
    assert top == Hit(pytest.approx(3, abs=1e-7), pytest.approx(6.1, abs=1e-7), "stretch", -1, -1)


def test_a_stretch_a_jump_and_a_hit_in_one_curve(numbers):
    """5 up to 2; 9 − x from there, so 5 at 4; above again from 6."""
    found = seek(numbers, lambda x: np.where(x <= 2, 5, np.where(x < 6, 9 - x, 8)), target=5)
    assert [each.kind for each in found.hits] == ["stretch", "hit", "jump"]
    assert [each.value for each in found.hits] == pytest.approx([0, 4, 6], abs=1e-7)


def test_what_moves_nothing_has_the_target_everywhere_or_nowhere(numbers):
    same = seek(numbers, lambda x: 0 * x + 1e6 / 3, target=1e6 / 3 + 1e-9)
    assert same.hits == (Hit(0, 10, "stretch", 0, 0),)
    other = seek(numbers, lambda x: 0 * x + 1e6 / 3, target=1e6 / 3 + 1)
    assert not other.hits
    assert other.lowest == other.highest == 1e6 / 3


def test_rounding_round_the_target_is_no_crossing(numbers):
    """What is left when two shares cover all of a deficit: 0, give or take 1e-9 NOK."""
    found = seek(numbers, lambda x: 1e-9 * np.sin(1e6 * x))
    assert found.hits == (Hit(0, 10, "stretch", 0, 0),)


def test_parts_without_a_measure_are_skipped_and_told(numbers):
    def from_two(x):
        return np.where(x < 2, np.nan, x)

    assert not seek(numbers, from_two, target=1).hits
    found = seek(numbers, from_two, target=5)
    assert values(found) == [pytest.approx(5, abs=TINY)]
    assert found.missing == pytest.approx(0.2, abs=0.01)
    assert (found.lowest, found.lowest_at) == (pytest.approx(2, abs=1e-6), pytest.approx(2, abs=1e-6))
    assert np.isnan(found.values).any()


def test_a_crossing_just_beside_where_the_measure_begins_is_found(numbers):
    found = seek(numbers, lambda x: np.where(x < 2, np.nan, x), target=2.0001)
    assert values(found) == [pytest.approx(2.0001, abs=TINY)]


def test_a_target_passed_where_there_is_no_measure_is_a_jump(numbers):
    found = seek(numbers, lambda x: np.where((x > 4) & (x < 6), np.nan, x), target=5)
    (jump,) = found.hits
    assert jump == Hit(pytest.approx(4, abs=1e-7), pytest.approx(6, abs=1e-7), "jump", -1, 1)


def test_no_measure_at_all_is_told(numbers):
    found = seek(numbers, lambda x: x * np.nan, target=5)
    assert not found.hits
    assert found.missing == 1
    assert np.isnan(found.lowest)
    assert found.lowest_at is None


def test_what_is_not_finite_is_no_measure(numbers):
    found = seek(numbers, lambda x: np.where(x < 5, x, np.inf), target=7)
    assert not found.hits
    assert found.highest == pytest.approx(5, abs=0.05)
    assert 0.4 < found.missing < 0.6


# --- Ranges ---------------------------------------------------------------------------------------------------------


def test_a_target_nobody_reaches_is_told_with_what_is_reached(numbers):
    found = seek(numbers, lambda x: 2 * x, target=21)
    assert found.hits == ()
    assert (found.lowest, found.lowest_at, found.highest, found.highest_at) == (0, 0, 20, 10)


@pytest.mark.parametrize(("target", "value", "sides"), [(0, 0, (0, 1)), (20, 10, (-1, 0))])
def test_a_target_at_an_end_of_the_range_is_found(numbers, target, value, sides):
    found = seek(numbers, lambda x: 2 * x, target=target)
    assert found.hits == (Hit(value, None, "hit", *sides),)
    assert found.hits[0].rising


@pytest.mark.parametrize(("target", "hits"), [(4.0, 1), (5.0, 0)])
def test_a_range_of_one_value_is_that_value(numbers, target, hits):
    found = seek(numbers, lambda x: 2 * x, target=target, low=2.0, high=2.0)
    assert len(found.hits) == hits
    assert found.points.tolist() == [2]
    assert [each.value for each in found.hits] == [2.0] * hits


def test_a_range_may_be_given_and_the_present_value_widens_the_plausible_one(numbers):
    assert not seek(numbers, lambda x: x, target=15).hits
    assert values(seek(numbers, lambda x: x, target=15, high=20)) == [pytest.approx(15, abs=TINY)]
    far = numbers.with_values({X: 20.0})
    assert values(seek(far, lambda x: x, target=15)) == [pytest.approx(15, abs=TINY)]
    assert not seek(numbers, lambda x: x, target=5, low=6).hits


def test_a_range_the_unit_refuses_or_that_is_turned_is_an_error(numbers):
    with pytest.raises(InputError, match="from 0 to 1000"):
        seek(numbers, lambda x: x, low=-1)
    with pytest.raises(ValueError, match=r"toy\.x: low 6\.0 is above high 5\.0"):
        seek(numbers, lambda x: x, low=6, high=5)


def test_another_concepts_number_has_the_target_everywhere_or_nowhere(numbers):
    assert seek(numbers, lambda x: x, target=2, key=OTHER).hits == (Hit(0, 10, "stretch", 0, 0),)
    assert not seek(numbers, lambda x: x, target=3, key=OTHER).hits


# --- Whole years and choices ----------------------------------------------------------------------------------------


def test_each_whole_year_is_tried(numbers):
    """(n − 5)(n − 9) is 0 at 5 and 9."""
    found = seek(numbers, lambda n: (n - 5) * (n - 9), key=COUNT, name="count")
    assert found.hits == (Hit(5, None, "hit", 1, -1), Hit(9, None, "hit", -1, 1))
    assert found.points.tolist() == list(range(13))
    assert all(type(each.value) is int for each in found.hits)


def test_between_two_whole_years_a_target_is_passed(numbers):
    found = seek(numbers, lambda n: 2 * n, target=7, key=COUNT, name="count")
    assert found.hits == (Hit(3, 4, "jump", -1, 1),)


def test_successive_whole_years_with_the_target_are_a_stretch(numbers):
    found = seek(numbers, lambda n: np.maximum(n, 8), target=8, key=COUNT, name="count")
    assert found.hits == (Hit(0, 8, "stretch", 0, 1),)


def test_words_that_reach_or_pass_the_target(numbers):
    """Serial loans, today's, give 3; annuities 5."""

    def curve(word):
        return 3 + 2 * word

    passed = seek(numbers, curve, target=4, key=LOAN, name="word")
    assert passed.hits == (Hit("annuity", None, "jump", -1, 1),)
    assert (passed.lowest, passed.lowest_at, passed.highest, passed.highest_at) == (3, "serial", 5, "annuity")
    assert seek(numbers, curve, target=5, key=LOAN, name="word").hits == (Hit("annuity", None, "hit", -1, 0),)
    assert seek(numbers, curve, target=3, key=LOAN, name="word").hits == (Hit("serial", None, "hit", 0, 0),)
    assert not seek(numbers, curve, target=6, key=LOAN, name="word").hits


def test_supported_years_that_reach_or_pass_the_target(numbers):
    """All years count 100 today; 0, 5 and 10 are tried too."""
    found = seek(numbers, lambda n: n, target=5, key=SUPPORT, name="supported")
    assert found.hits == (Hit(0, None, "jump", 1, -1), Hit(5, None, "hit", 1, 0))
    assert found.points.tolist() == [0, 5, 10, "all"]


def test_a_word_without_a_measure_is_neither(numbers):
    found = seek(numbers, lambda word: np.where(word == 1, np.nan, word), target=3, key=LOAN, name="word")
    assert not found.hits
    assert found.missing == 0.5


# --- The real concepts ----------------------------------------------------------------------------------------------


def continuous(assumptions, concept):
    keys = (assumptions.find(concept, name) for name in sorted(CONCEPTS[concept].assumptions))
    return [key for key in keys if span(assumptions[key]) and is_continuous(assumptions[key])]


def run(assumptions, concept, measure, **changes):
    changed = assumptions.with_values(changes)
    return float(measure(CONCEPTS[concept].evaluate(changed.values(concept))))


def yearly_margin(result):
    """Income less running costs in the last year."""
    return (result["operating_income"] - result["running_costs"])[..., -1]


def test_a_linear_cost_is_met_where_a_straight_line_says(base):
    """The pre-project is paid by the municipality and drives nothing else: two runs give the line."""
    key, concept = "omkrets.pre_project_cost", CONCEPTS["omkrets"]
    low, high = (run(base, "omkrets", measures.annual_cost, **{key: value}) for value in (400_000.0, 1_500_000.0))
    target = low + 0.3 * (high - low)
    found = crossings(base, concept, measures.annual_cost, key, target)
    assert values(found) == [pytest.approx(400_000 + 0.3 * 1_100_000, rel=1e-9)]
    assert (found.lowest, found.highest) == (pytest.approx(low), pytest.approx(high))


@given(data=st.data())
@settings(max_examples=120)
def test_goal_seeks_answers_put_back_give_the_target(base, data):
    """The target is what some value gives, so there is an answer: that value, and every answer gives the target."""
    id = data.draw(st.sampled_from(list(CONCEPTS)))
    key = data.draw(st.sampled_from(continuous(base, id)))
    measure = data.draw(st.sampled_from([measures.annual_cost, measures.net_present_value, yearly_margin]))
    low, high = span(base[key])
    value = low + data.draw(st.floats(0, 1)) * (high - low)
    target = run(base, id, measure, **{key: value})
    found = crossings(base, CONCEPTS[id], measure, key, target)
    scale = max(found.highest - found.lowest, 1e-3)
    near = 1e-4 * (high - low)
    assert any(each.value - near <= value <= (each.to or each.value) + near for each in found.hits), key
    for each in found.hits:
        if each.kind != "jump":
            for answer in (each.value, each.to):
                if answer is not None:
                    assert run(base, id, measure, **{key: answer}) == pytest.approx(target, abs=1e-6 * scale), key


def test_goal_seek_keeps_to_the_scenario(base):
    scenario = base.with_values({"omkrets.gross_area": 3100, "omkrets.loan_years": 17})
    target = run(scenario, "omkrets", measures.annual_cost, **{"omkrets.market_rent": 1234.0})
    found = crossings(scenario, CONCEPTS["omkrets"], measures.annual_cost, "omkrets.market_rent", target)
    assert [each.value for each in found.hits] == [pytest.approx(1234)]
    assert base["omkrets.gross_area"].value != 3100
    again = crossings(base, CONCEPTS["omkrets"], measures.annual_cost, "omkrets.market_rent", target)
    assert again.hits != found.hits


# --- Reversals ------------------------------------------------------------------------------------------------------


def test_two_straight_lines_change_order_where_they_cross(numbers):
    """The toy has 2, its rival 5: the toy's x to 5 is 3 of 10, and so is the rival's x to 2."""
    found = reversal(numbers, (TOY, RIVAL), of(lambda x: x))
    assert found.gap == -3
    assert [(each.key, each.now, each.turned) for each in found.turns] == [(X, 2, False), (OTHER, 5, False)]
    assert [each.value for each in found.turns] == [pytest.approx(5), pytest.approx(2)]
    assert [each.distance for each in found.turns] == [pytest.approx(0.3), pytest.approx(0.3)]


def test_the_nearest_of_several_reversals_is_told(numbers):
    """(x − 5)(x − 9) + 5 is 5, the rival's, at 5 and at 9, and 26 now at 2: less than the rival's first beyond 5."""

    def measure(result):
        x = result["first"][..., -1]
        return np.asarray((x - 5) * (x - 9) + 5 if result.concept == "toy" else x)

    (turn,) = reversal(numbers, (TOY, RIVAL), measure, [X]).turns
    assert (turn.value, turn.distance) == (pytest.approx(5), pytest.approx(0.3))


def test_a_touch_reverses_nothing(numbers):
    def measure(result):
        x = result["first"][..., -1]
        return np.asarray((x - 5) ** 2 + 5 if result.concept == "toy" else x)

    assert reversal(numbers, (TOY, RIVAL), measure, [X]).turns == ()


@pytest.mark.parametrize("now", [2.0, 8.0])
def test_a_jump_reverses_on_its_far_side(numbers, now):
    """The toy has 0 below π and 9 above; the rival 5."""

    def measure(result):
        x = result["first"][..., -1]
        return np.asarray(np.where(x < np.pi, 0.0, 9.0) if result.concept == "toy" else x)

    (turn,) = reversal(numbers.with_values({X: now}), (TOY, RIVAL), measure, [X]).turns
    assert turn.turned
    assert (turn.value < np.pi) == (now == 8)
    assert turn.value == pytest.approx(np.pi, abs=1e-9)


def test_after_a_stretch_of_equality_the_order_is_reversed_at_its_far_end(numbers):
    """min(x, 5) up to 7, and more with every x beyond: equal to the rival's 5 from 5 to 7."""

    def measure(result):
        x = result["first"][..., -1]
        return np.asarray(np.where(x < 7, np.minimum(x, 5), x - 2) if result.concept == "toy" else x)

    (turn,) = reversal(numbers, (TOY, RIVAL), measure, [X]).turns
    assert turn.value == pytest.approx(7, abs=1e-6)


def test_words_and_whole_years_reverse_too_words_last(numbers):
    def measure(result):
        if result.concept == "other":
            return result["first"][..., -1]
        return result["first"][..., -1] + 4 * result["word"][..., -1] + (result["count"][..., -1] - 4)

    found = reversal(numbers, (TOY, RIVAL), measure, [LOAN, COUNT, X])
    assert [(each.key, each.value, each.turned) for each in found.turns] == [
        (COUNT, 7, False),  # 2 + 7 − 4 = 5: equal; 3 of 12
        (X, pytest.approx(5), False),
        (LOAN, "annuity", True),
    ]
    assert [each.distance for each in found.turns] == [0.25, pytest.approx(0.3), None]


def test_equals_have_no_order_to_reverse(numbers):
    assert reversal(numbers.with_values({OTHER: 2.0}), (TOY, RIVAL), of(lambda x: x)) == (0.0, ())
    nothing = reversal(numbers, (TOY, RIVAL), of(lambda x: np.where(x < 3, np.nan, x)))
    assert np.isnan(nothing.gap)
    assert nothing.turns == ()


@pytest.mark.parametrize("ids", list(combinations(CONCEPTS, 2)))
@pytest.mark.parametrize("measure", [measures.annual_cost, measures.public_net_present_cost, measures.tax_cost])
def test_a_reversal_put_back_does_reverse(base, ids, measure):
    concepts = (CONCEPTS[ids[0]], CONCEPTS[ids[1]])
    found = reversal(base, concepts, measure)
    distances = [each.distance for each in found.turns if each.distance is not None]
    assert distances == sorted(distances)

    def gap(key, value):
        return run(base, ids[0], measure, **{key: value}) - run(base, ids[1], measure, **{key: value})

    for each in found.turns:
        if each.distance is None:
            assert gap(each.key, each.value) * found.gap < 0, each
        elif isinstance(each.value, float):
            assert each.distance <= 1
            step = 1e-6 * (each.value - each.now)
            assert gap(each.key, each.value - step) * found.gap > 0, each
            assert gap(each.key, each.value + step) * found.gap < 0, each


def test_no_reversal_on_a_coarse_grid_is_missed(base):
    concepts = (CONCEPTS["omkrets"], CONCEPTS["bruk_bergen"])
    found = reversal(base, concepts, measures.annual_cost)
    turning = set()
    for key in base:
        if base[key].kind == "rule" or not span(base[key]):
            continue
        low, high = span(base[key])
        for value in (low, high) if not is_continuous(base[key]) else np.linspace(low, high, 7).tolist():
            gaps = [run(base, each.id, measures.annual_cost, **{key: value}) for each in concepts]
            if (gaps[0] - gaps[1]) * found.gap < 0:
                turning.add(key)
    assert turning
    assert turning == {each.key for each in found.turns if each.distance is not None}


def topped_up(amount):
    """Income less running costs in the last year, and an amount on top."""
    return lambda result: yearly_margin(result) + amount


# --- Break-even -----------------------------------------------------------------------------------------------------


def test_each_key_breaks_even_where_its_own_line_does(numbers):
    """x + 2 y − 9 is −3 now: x alone to 5, y alone to 3.5; z does nothing, and whole years and words neither."""

    def margin(result):
        return result["first"][..., -1] + 2 * result["second"][..., -1] - 9

    found = break_even(numbers, TOY, margin, [X, Y, Z, COUNT, LOAN, OTHER])
    assert [(each.value, each.distance) for each in (*found[X], *found[Y])] == [
        (pytest.approx(5), pytest.approx(0.3)),
        (pytest.approx(3.5), pytest.approx(0.15)),
    ]
    assert [found[key] for key in (Z, COUNT, LOAN, OTHER)] == [()] * 4


def test_the_break_even_is_the_nearest_a_touch_or_the_near_end_of_a_stretch_too(numbers):
    (touch,) = break_even(numbers, TOY, of(lambda x: -((x - 4) ** 2) * np.abs(x - 9)), [X])[X]
    assert touch.value == pytest.approx(4, abs=1e-3)
    (stretch,) = break_even(numbers, TOY, of(lambda x: np.minimum(0, x - 6)), [X])[X]
    assert stretch.value == pytest.approx(6, abs=1e-6)
    (inside,) = break_even(numbers, TOY, of(lambda x: np.maximum(0, x - 6)), [X])[X]
    assert (inside.value, inside.distance) == (2, 0)


def test_a_choice_breaks_even_or_goes_beyond(numbers):
    for level, turned in ((-1.0, False), (-0.5, True)):
        (turn,) = break_even(numbers, TOY, of(lambda word, level=level: word + level, "word"), [LOAN])[LOAN]
        assert turn == (LOAN, "serial", "annuity", None, turned)


@pytest.mark.parametrize("amount", [1e6, 2e6, 2.4e6])
def test_break_evens_of_omkrets_put_back_give_no_margin(base, amount):
    """Today's margin is −2.46 million NOK a year; a million or two on top of it, and single changes are enough."""
    keys = continuous(base, "omkrets")
    found = break_even(base, CONCEPTS["omkrets"], topped_up(amount), keys)
    assert list(found) == keys
    turns = [turn for each in found.values() for turn in each]
    assert turns or amount == 1e6
    for each in turns:
        assert run(base, "omkrets", topped_up(amount), **{each.key: each.value}) == pytest.approx(0, abs=1)
        low, high = span(base[each.key])
        assert low <= each.value <= high
        assert each.distance == pytest.approx(abs(each.value - base[each.key].value) / (high - low))


# --- Pairs ----------------------------------------------------------------------------------------------------------


def test_the_shortest_pair_is_the_foot_of_the_perpendicular(numbers):
    """3 x + 4 y = 39 from (2, 2), where it is 14: 25 / 5 = 5 away along (3, 4) / 5, so (5, 6), 0.5 of a range."""

    def margin(result):
        return 3 * result["first"][..., -1] + 4 * result["second"][..., -1] - 39

    found = pair(numbers, TOY, margin, [X, Z, Y])
    assert found.margin == -25
    assert set(found.pair.keys) == {X, Y}
    assert dict(zip(found.pair.keys, found.pair.values, strict=True)) == {
        X: pytest.approx(5, abs=0.05),
        Y: pytest.approx(6, abs=0.05),
    }
    assert found.pair.now == (2, 2)
    assert found.pair.distance == pytest.approx(0.5, rel=1e-4)
    assert found.pair.margin >= 0


def test_of_several_pairs_the_shortest_is_told(numbers):
    """x + 2 y + 3 z − 20: y and z lie nearest, 8 / √13 = 2.22 of 10; x and z 2.53, x and y 3.58."""

    def margin(result):
        return sum(n * result[name][..., -1] for n, name in enumerate(("first", "second", "third"), 1)) - 20

    found = pair(numbers, TOY, margin, [X, Y, Z])
    assert set(found.pair.keys) == {Y, Z}
    assert found.pair.distance == pytest.approx(8 / np.sqrt(13) / 10, rel=1e-4)


def test_only_the_corner_of_two_ranges_may_do(numbers):
    def margin(result):
        return np.minimum(result["first"], result["second"])[..., -1] - 10 + result["third"][..., -1] - 2

    found = pair(numbers, TOY, margin, [X, Y]).pair
    assert found is None  # neither moves it alone, so neither is effective

    def product(result):
        return result["first"][..., -1] * result["second"][..., -1] - 100

    found = pair(numbers, TOY, product, [X, Y])
    assert found.pair.values == (10, 10)
    assert found.pair.margin == 0


def test_no_pair_is_told_from_no_need_of_one(numbers):
    def margin(result):
        return result["first"][..., -1] + result["second"][..., -1] - 21

    assert pair(numbers, TOY, margin, [X, Y]) == (-17, None)
    assert pair(numbers, TOY, lambda result: margin(result) + 17, [X, Y]) == (0, None)
    assert pair(numbers, TOY, margin, [X, COUNT, LOAN, OTHER]) == (-17, None)


def test_a_margin_missing_in_part_is_no_hindrance(numbers):
    def margin(result):
        x, y = result["first"][..., -1], result["second"][..., -1]
        return np.where(x > 6, np.nan, x + y - 9)

    found = pair(numbers, TOY, margin, [X, Y])
    assert found.pair.values == (pytest.approx(4.5, abs=0.05), pytest.approx(4.5, abs=0.05))


@pytest.mark.parametrize(("concept", "amount"), [("omkrets", 1.2e6), ("omkrets", 2e6), ("bruk_bergen", 3.2e6)])
def test_a_pair_put_back_breaks_even_and_none_on_a_coarse_grid_is_shorter(base, concept, amount):
    keys = [key for key in continuous(base, concept) if base[key].kind == "uncertain"]
    found = pair(base, CONCEPTS[concept], topped_up(amount), keys)
    assert found.margin < 0
    best = found.pair
    put_back = dict(zip(best.keys, best.values, strict=True))
    assert run(base, concept, topped_up(amount), **put_back) == pytest.approx(best.margin, abs=1e-6)
    assert 0 <= best.margin < 1000
    shares = [
        abs(value - base[key].value) / (span(base[key])[1] - span(base[key])[0])
        for key, value in zip(best.keys, best.values, strict=True)
    ]
    assert best.distance == pytest.approx(np.hypot(*shares))
    assert shortest_by_hand(base, concept, topped_up(amount), keys) >= best.distance * (1 - 1e-9)


def shortest_by_hand(base, concept, margin, keys):
    """The shortest of all pairs on a grid of 9 × 9, each place run alone for the pairs that can do it at all."""
    shortest = np.inf
    for two in combinations(keys, 2):
        ranges = [span(base[key]) for key in two]
        first, second = (np.linspace(low, high, 9) for low, high in ranges)
        grid = {two[0]: np.repeat(first, 9)[:, None], two[1]: np.tile(second, 9)[:, None]}
        given_values = base.values(concept) | {key.partition(".")[2]: column for key, column in grid.items()}
        does = np.broadcast_to(margin(CONCEPTS[concept].evaluate(given_values)), (81,)) >= 0
        moves = [
            (grid[key][:, 0] - base[key].value) / (high - low or 1)
            for key, (low, high) in zip(two, ranges, strict=True)
        ]
        shortest = min(shortest, np.min(np.hypot(*moves)[does], initial=np.inf))
    return shortest


def test_the_same_question_gets_the_same_answer(base):
    keys = continuous(base, "omkrets")
    assert pair(base, CONCEPTS["omkrets"], topped_up(2e6), keys) == pair(
        base, CONCEPTS["omkrets"], topped_up(2e6), keys
    )
    concepts = (CONCEPTS["omkrets"], CONCEPTS["bruk_bergen"])
    assert reversal(base, concepts, measures.annual_cost) == reversal(base, concepts, measures.annual_cost)

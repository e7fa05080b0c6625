"""Draws of what is uncertain: the distribution against PERT's own mean and variance, and who is drawn from what."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from concepts import ASSUMPTIONS_FILE, CONCEPTS, NEEDS, UNCERTAINTY_FILE
from models import draws, uncertainty_file
from models.assumptions import Assumption, Assumptions, load
from models.draws import ends, is_drawn, normal_scores, pert, quantiles, ramp, ramp_ends, values
from models.effects import EFFECTS
from models.ledger import PARTIES
from models.measures import READS
from models.schema import Words
from models.uncertainty_file import INDEPENDENT, Ramps, Theme, Uncertainty
from models.units import UNITS

BASE = load(ASSUMPTIONS_FILE, NEEDS, READS)
OURS = uncertainty_file.load(UNCERTAINTY_FILE, BASE)
SEED = 475
TEXT = Words(nb="Tekst", en="Text")
RAMPS = Ramps(low=0.5, high=1.6, source=TEXT)
MIDDLES = (np.arange(20_000) + 0.5) / 20_000  # as many quantiles, each in the middle of its step
SHAPES = [  # low, value, high
    (0, 5, 10),  # mean 5, variance 25/7
    (1000, 1400, 1800),
    (20, 43, 60),  # mean (20 + 172 + 60)/6 = 42
    (900_000, 1_020_000, 1_200_000),  # mean (900 000 + 4 080 000 + 1 200 000)/6 = 1 030 000
    (-0.005, 0, 0.01),
    (0, 0, 1),  # the value at an end: mean 1/6, variance 1/6 · 5/6 / 7
    (0, 1, 1),
    (0.3, 0.31, 5),
]
LISTS = [key for key in BASE if BASE[key].kind == "uncertain" and UNITS[BASE[key].unit].steps]
each_concept = pytest.mark.parametrize("concept", CONCEPTS)
each_shape = pytest.mark.parametrize(("low", "value", "high"), SHAPES)
each_list = pytest.mark.parametrize("key", LISTS)


def theme(correlation: float, together: Sequence[str], against: Sequence[str] = ()) -> Theme:
    return Theme(title=TEXT, correlation=correlation, source=TEXT, together=tuple(together), against=tuple(against))


def plan(ramps: Ramps | None = RAMPS, **themes: Theme) -> Uncertainty:
    return Uncertainty(draws=1000, seed=SEED, ramps=ramps, themes=themes)


def scores(key: str, count: int = 20_000, seed: int = SEED, uncertainty: Uncertainty = INDEPENDENT) -> np.ndarray:
    return normal_scores(key, count, seed, uncertainty)


# --- The distribution ---


@each_shape
def test_mean_and_variance_are_those_of_pert(low: float, value: float, high: float) -> None:
    found = pert(MIDDLES, low, value, high)
    mean = (low + 4 * value + high) / 6
    variance = (mean - low) * (high - mean) / 7
    assert found.mean() == pytest.approx(mean, abs=1e-5 * (high - low))
    assert found.var() == pytest.approx(variance, rel=1e-3)


@each_shape
@pytest.mark.parametrize("key", ["common.fte_cost", "b"])
@pytest.mark.parametrize("themes", [{}, {"t": theme(0.6, ["a", "b"], ["common.fte_cost"])}])
def test_drawn_numbers_have_the_mean_and_variance_of_pert(
    low: float, value: float, high: float, key: str, themes: Mapping[str, Theme]
) -> None:
    count = 100_000
    drawn = quantiles(scores(key, count, uncertainty=plan(**themes)), low, value, high)
    mean = (low + 4 * value + high) / 6
    variance = (mean - low) * (high - mean) / 7
    squares = (drawn - mean) ** 2
    assert drawn.mean() == pytest.approx(mean, abs=3 * np.sqrt(variance / count))
    assert squares.mean() == pytest.approx(variance, abs=3 * squares.std() / np.sqrt(count))


def exact(at: np.ndarray, low: float, value: float, high: float) -> np.ndarray:
    """Return PERT's values at normal scores from scipy's beta distribution."""
    width = high - low
    beta = stats.beta(1 + 4 * (value - low) / width, 1 + 4 * (high - value) / width, loc=low, scale=width)
    return np.where(at < 0, beta.ppf(stats.norm.cdf(at)), beta.isf(stats.norm.sf(at)))


@each_shape
def test_values_at_normal_scores_are_exact_to_a_hundred_thousandth_of_the_range(
    low: float, value: float, high: float
) -> None:
    at = np.linspace(-6, 6, 9973)  # between the points of the grid too
    np.testing.assert_allclose(quantiles(at, low, value, high), exact(at, low, value, high), atol=1e-5 * (high - low))


@given(st.floats(0, 1), st.lists(st.floats(-6, 6), min_size=1, max_size=20))
def test_values_are_exact_wherever_the_likely_one_lies(value: float, at: list[float]) -> None:
    found = quantiles(np.array(at), 0, value, 1)
    np.testing.assert_allclose(found, exact(np.array(at), 0, value, 1), atol=1e-5, rtol=0)


@each_shape
def test_scores_beyond_6_count_as_6(low: float, value: float, high: float) -> None:
    # one draw in 500 000 000 is
    found = quantiles(np.array([-40.0, -6.0, 6.0, 40.0]), low, value, high)
    assert found[0] == found[1]
    assert found[2] == found[3]


def test_a_symmetric_range_has_its_value_in_the_middle() -> None:
    assert float(pert(np.array([0.5]), 0, 5, 10)[0]) == pytest.approx(5)
    assert float(quantiles(np.array([0.0]), 0, 5, 10)[0]) == pytest.approx(5)


def test_a_value_at_its_lowest_end_has_quantiles_that_can_be_written_out() -> None:
    # PERT(0, 0, 1) is Beta(1, 5), whose share below x is 1 − (1 − x)⁵; at normal score 1 that share is 0.841344746
    found = pert(np.array([0.1, 0.5, 0.9]), 0, 0, 1)
    assert found == pytest.approx(1 - (1 - np.array([0.1, 0.5, 0.9])) ** 0.2)
    assert float(quantiles(np.array([1.0]), 0, 0, 1)[0]) == pytest.approx(1 - 0.158655254**0.2, abs=1e-5)


def test_low_equal_to_high_gives_that_number() -> None:
    assert pert(np.array([0.0, 0.3, 0.999]), 3, 3, 3).tolist() == [3, 3, 3]
    assert quantiles(np.array([-9.0, 0.0, 2.5]), 3, 3, 3).tolist() == [3, 3, 3]


ranges = st.tuples(*[st.floats(-1e6, 1e6)] * 3).map(sorted)
probabilities = st.integers(0, 2**53 - 1).map(lambda each: each / 2**53)


@given(ranges, st.lists(probabilities, min_size=2, max_size=10).map(sorted))
def test_quantiles_rise_and_stay_within_the_range(ends: list[float], at: list[float]) -> None:
    low, value, high = ends
    for found in (pert(np.array(at), low, value, high), quantiles(20 * np.array(at) - 10, low, value, high)):
        assert (np.diff(found) >= -1e-9 * (high - low)).all()
        assert (found >= low - 1e-9 * abs(low)).all()
        assert (found <= high + 1e-9 * abs(high)).all()


# --- Each assumption's own stream ---


def test_a_key_has_the_same_numbers_whatever_else_is_drawn() -> None:
    alone = scores("omkrets.take_up", 50)
    draws._stream.cache_clear()
    scores("omkrets.market_rent", 50)
    assert scores("omkrets.take_up", 50).tobytes() == alone.tobytes()


@pytest.mark.parametrize("uncertainty", [INDEPENDENT, OURS])
def test_more_draws_begin_with_the_same_numbers(uncertainty: Uncertainty) -> None:
    more = scores("omkrets.take_up", 1000, uncertainty=uncertainty)
    for count in (1, 50, 999):
        assert scores("omkrets.take_up", count, uncertainty=uncertainty).tobytes() == more[:count].tobytes()


@pytest.mark.parametrize("uncertainty", [INDEPENDENT, OURS])
def test_other_keys_and_other_seeds_have_other_numbers(uncertainty: Uncertainty) -> None:
    keys = ("omkrets.take_up", "omkrets.exit_rate")
    drawn = [scores(key, 50, seed, uncertainty).tobytes() for key in keys for seed in (0, 1, 2, 2**32 - 1)]
    assert len(set(drawn)) == 8


def test_no_two_assumptions_share_their_numbers() -> None:
    names = [key for key in BASE if is_drawn(BASE[key])] + [f"theme:{id}" for id in OURS.themes]
    assert len({draws._stream(name, 5, SEED).tobytes() for name in names}) == len(names)


def test_no_two_assumptions_go_together_by_themselves() -> None:
    # about 100 keys are nearly 5000 pairs: none of them 5 standard errors of 1/√2000 from nothing
    numbers = [scores(key, 2000) for key in BASE if is_drawn(BASE[key])]
    together = np.corrcoef(numbers) - np.eye(len(numbers))
    assert np.abs(together).max() < 5 / np.sqrt(2000)


@pytest.mark.parametrize("uncertainty", [INDEPENDENT, OURS])
@pytest.mark.parametrize("key", ["omkrets.take_up", "omkrets.exit_rate", "omkrets.building_cost", "a"])
def test_scores_are_standard_normal(key: str, uncertainty: Uncertainty) -> None:
    numbers = scores(key, uncertainty=uncertainty)
    count = len(numbers)
    assert numbers.mean() == pytest.approx(0, abs=3 / np.sqrt(count))
    assert np.mean(numbers**2) == pytest.approx(1, abs=3 * np.sqrt(2 / count))  # the square's variance is 2
    assert stats.kstest(numbers, "norm").pvalue > 0.003


def test_draws_that_are_kept_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        scores("omkrets.take_up", 50)[0] = 0


# --- What varies together ---


def measured(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.corrcoef(first, second)[0, 1])


def near(correlation: float, count: int = 20_000, errors: float = 3) -> object:
    """Return a correlation to be met within standard errors, (1 − ρ²)/√count, of that many draws."""
    return pytest.approx(correlation, abs=errors * (1 - correlation**2) / np.sqrt(count) + 1e-12)


@pytest.mark.parametrize("correlation", [0, 0.1, 0.5, 0.7, 0.95, 1])
def test_two_of_a_theme_are_correlated_as_the_file_says(correlation: float) -> None:
    uncertainty = plan(t=theme(correlation, ["a", "b"], ["c", "d"]))
    a, b, c, d, alone = (scores(key, uncertainty=uncertainty) for key in ("a", "b", "c", "d", "e"))
    assert measured(a, b) == near(correlation)
    assert measured(c, d) == near(correlation)  # both go against it, so with each other
    assert measured(a, c) == near(-correlation)
    assert measured(b, d) == near(-correlation)
    assert measured(a, alone) == near(0)
    assert measured(c, alone) == near(0)


def test_correlation_0_leaves_each_with_its_own_numbers() -> None:
    uncertainty = plan(t=theme(0, ["a", "b"], ["c"]))
    for key in ("a", "b", "c"):
        np.testing.assert_array_equal(scores(key, uncertainty=uncertainty), scores(key))


def test_correlation_1_gives_all_the_same_numbers_and_those_against_it_the_opposite() -> None:
    a, b, c = (scores(key, uncertainty=plan(t=theme(1, ["a", "b"], ["c"]))) for key in ("a", "b", "c"))
    np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(a, -c)
    assert measured(a, scores("a")) == near(0)


def test_two_themes_go_their_own_ways() -> None:
    uncertainty = plan(s=theme(0.9, ["a", "b"]), t=theme(0.9, ["c", "d"]))
    assert measured(scores("a", uncertainty=uncertainty), scores("c", uncertainty=uncertainty)) == near(0)


def test_every_pair_of_our_assumptions_is_correlated_as_our_file_says() -> None:
    # nearly 5000 pairs: none of them 5 standard errors from what the file says
    keys = [key for key in BASE if is_drawn(BASE[key])]
    found = np.corrcoef([scores(key, uncertainty=OURS) for key in keys])
    pairs = 0
    for (i, first), (j, second) in combinations(enumerate(keys), 2):
        both = [each for each in OURS.themes.values() if each.sign(first) and each.sign(second)]
        said = sum(float(each.correlation) * each.sign(first) * each.sign(second) for each in both)
        assert found[i, j] == near(said, errors=5), (first, second)
        pairs += len(both)
    assert pairs == 190 + 6 + 6 + 28  # 20, 4, 4 and 8 in a theme


def test_drawn_values_go_together_in_rank_as_their_scores_do() -> None:
    # of normal scores correlated ρ, ranks are correlated 6/π · arcsin(ρ/2): 0.4826 at 0.5, 0.6829 at 0.7
    drawn = values(BASE, "omkrets", 20_000, SEED, OURS)

    def ranks(first: str, second: str) -> float:
        return float(stats.spearmanr(drawn[first][:, 0], drawn[second][:, 0]).statistic)

    assert ranks("take_up", "sales_per_area") == near(0.4826)
    assert ranks("market_rent", "alternative_rent") == near(0.6829)
    assert ranks("take_up", "exit_rate") == near(-0.4826)
    assert ranks("take_up", "market_rent") == near(0)
    assert ranks("take_up", "sorting_cost") == near(0)


def test_a_theme_is_the_same_for_all_concepts() -> None:
    centre, street = (values(BASE, concept, 20_000, SEED, OURS) for concept in ("omkrets", "bruk_bergen"))
    found = stats.spearmanr(centre["sales_per_area"][:, 0], street["members"][:, 0]).statistic
    assert found == near(0.4826)
    assert centre["price_per_kg"].tobytes() == street["price_per_kg"].tobytes()


def test_a_member_more_leaves_all_others_of_the_theme_as_they_were() -> None:
    before, after = plan(t=theme(0.6, ["a", "b"], ["c"])), plan(t=theme(0.6, ["new", "a", "b"], ["also", "c"]))
    for key in ("a", "b", "c", "d"):
        assert scores(key, uncertainty=before).tobytes() == scores(key, uncertainty=after).tobytes()
    assert scores("new", uncertainty=before).tobytes() != scores("new", uncertainty=after).tobytes()


def test_a_theme_more_leaves_all_others_as_they_were() -> None:
    before, after = plan(t=theme(0.6, ["a"])), plan(s=theme(0.3, ["b"]), t=theme(0.6, ["a"]))
    for key in ("a", "c"):
        assert scores(key, uncertainty=before).tobytes() == scores(key, uncertainty=after).tobytes()


# --- What is drawn ---


def drawn_of(
    base: Assumptions, concept: str, count: int = 50, uncertainty: Uncertainty = OURS, seed: int = SEED
) -> dict[str, np.ndarray]:
    """Return the names that are drawn, with their draws."""
    return {
        name: each
        for name, each in values(base, concept, count, seed, uncertainty).items()
        if is_drawn(base[base.find(concept, name)])
    }


def as_bytes(drawn: Mapping[str, np.ndarray]) -> dict[str, bytes]:
    return {name: each.tobytes() for name, each in drawn.items()}


@each_concept
@pytest.mark.parametrize("uncertainty", [INDEPENDENT, plan(None), plan(), OURS])
def test_only_what_is_uncertain_is_drawn(concept: str, uncertainty: Uncertainty) -> None:
    given = BASE.values(concept)
    for name, each in values(BASE, concept, 50, SEED, uncertainty).items():
        entry = BASE[BASE.find(concept, name)]
        if entry.kind == "uncertain" and entry.low is not None:
            assert np.shape(each) == (50, 1)
        elif entry.kind == "uncertain" and uncertainty.ramps:
            assert np.shape(each) == (50, len(entry.value))
        else:  # levers, rules and design; lists where none is drawn
            assert type(each) is type(given[name])
            assert np.array_equal(each, given[name])


@pytest.mark.parametrize(
    "key",
    [
        "omkrets.gross_area",  # design, with a range of its own
        "omkrets.centre_fte",  # lever, with a range of its own
        "common.discount_rate",  # rule, with a range of its own
        "omkrets.rent_steps",  # lever, a list
        "bruk_bergen.fee_steps",
        "omkrets.support_years",
        "omkrets.property_owner",
    ],
)
def test_levers_rules_and_design_are_never_drawn(key: str) -> None:
    assert not is_drawn(BASE[key])
    concept, name = ("omkrets", key.partition(".")[2]) if key.startswith("common") else key.split(".")
    assert np.array_equal(values(BASE, concept, 50, SEED, OURS)[name], BASE.values(concept)[name])


def test_no_uncertain_number_is_counted_whole() -> None:
    # draws are decimals; lines that want whole years would not take them
    assert [key for key in BASE if is_drawn(BASE[key]) and UNITS[BASE[key].unit].whole] == []


@pytest.mark.parametrize("uncertainty", [INDEPENDENT, OURS])
def test_draws_are_pert_at_the_keys_own_scores(uncertainty: Uncertainty) -> None:
    # omkrets.take_up: 0.7, 0.9, 0.97
    drawn = values(BASE, "omkrets", 50, SEED, uncertainty)["take_up"]
    own = scores("omkrets.take_up", 50, uncertainty=uncertainty)
    np.testing.assert_allclose(drawn[:, 0], exact(own, 0.7, 0.9, 0.97), atol=1e-5 * 0.27)


@each_concept
def test_draws_stay_within_their_range(concept: str) -> None:
    for name, each in drawn_of(BASE, concept, 500).items():
        entry = BASE[BASE.find(concept, name)]
        if entry.low is not None:
            assert float(entry.low) <= each.min() <= each.max() <= float(entry.high or 0)


@pytest.mark.parametrize("uncertainty", [INDEPENDENT, OURS])
def test_concepts_share_the_draws_of_what_is_common(uncertainty: Uncertainty) -> None:
    for key in ("fte_cost", "inflation", "price_per_kg", "loan_interest_rate"):
        drawn = [values(BASE, concept, 50, SEED, uncertainty)[key].tobytes() for concept in CONCEPTS]
        assert len(set(drawn)) == 1


def test_an_assumption_more_leaves_all_other_draws_as_they_were() -> None:
    new = {"added": BASE["omkrets.take_up"], "added_ramp": BASE["omkrets.take_up_ramp"]}  # in front of all others
    more = Assumptions({**BASE.sections, "omkrets": {**new, **BASE.sections["omkrets"]}})
    before, after = drawn_of(BASE, "omkrets"), drawn_of(more, "omkrets")
    assert set(after) - set(before) == {"added", "added_ramp"}
    assert as_bytes({name: after[name] for name in before}) == as_bytes(before)
    assert after["added"].tobytes() != after["take_up"].tobytes()  # the same range, other numbers
    assert after["added_ramp"].tobytes() != after["take_up_ramp"].tobytes()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("omkrets.market_rent", 1100.0),
        ("common.fte_cost", 950000.0),
        ("omkrets.take_up_ramp", (0.5, 1.0)),
        ("omkrets.gross_area", 3900.0),  # design
        ("omkrets.centre_fte", 3.0),  # levers
        ("omkrets.rent_steps", (1.0,)),
        ("omkrets.property_owner", "bir"),
        ("omkrets.support_years", 3),
    ],
)
def test_moving_one_value_leaves_all_other_draws_as_they_were(key: str, value: object) -> None:
    before, after = drawn_of(BASE, "omkrets"), drawn_of(BASE.with_values({key: value}), "omkrets")
    moved = {name for name in before if before[name].tobytes() != after[name].tobytes()}
    assert moved == ({key.partition(".")[2]} if is_drawn(BASE[key]) else set())


@each_concept
def test_more_draws_begin_with_the_same_values_and_another_seed_gives_others(concept: str) -> None:
    few, many, other = (drawn_of(BASE, concept, count, seed=seed) for count, seed in ((50, 7), (600, 7), (50, 8)))
    assert as_bytes(few) == as_bytes({name: each[:50] for name, each in many.items()})
    fixed = {name for name, each in few.items() if np.ptp(each[:, 0]) == 0}  # low = high
    same = {name for name, each in few.items() if each.tobytes() == other[name].tobytes()}
    assert same == fixed


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [(0.5, 0.5, 0.97), (0.99, 0.7, 0.99), (0.7, 0.7, 0.97), (0.97, 0.7, 0.97)],  # take_up has 0.7 … 0.97
)
def test_a_value_outside_its_range_widens_it(value: float, low: float, high: float) -> None:
    moved = BASE.with_values({"omkrets.take_up": value})
    assert ends(moved["omkrets.take_up"]) == (low, value, high)
    drawn = values(moved, "omkrets", 500, SEED)["take_up"][:, 0]
    np.testing.assert_allclose(drawn, exact(scores("omkrets.take_up", 500), low, value, high), atol=1e-5 * 0.3)
    assert low <= drawn.min() <= drawn.max() <= high


def test_what_has_low_equal_to_high_is_that_number_in_every_draw() -> None:
    # omkrets.pre_project_months: 3, 3, 3
    assert set(values(BASE, "omkrets", 50, SEED, OURS)["pre_project_months"][:, 0].tolist()) == {3}
    # moved to 5 it is drawn between 3 and 5
    drawn = values(BASE.with_values({"omkrets.pre_project_months": 5.0}), "omkrets", 50, SEED)["pre_project_months"]
    assert 3 <= drawn.min() < drawn.max() <= 5


def test_draws_are_the_same_when_they_are_made_anew() -> None:
    first = as_bytes(drawn_of(BASE, "omkrets"))
    draws._stream.cache_clear()
    draws._at_grid.cache_clear()
    assert as_bytes(drawn_of(BASE, "omkrets")) == first


# --- Lists over operating years ---


@pytest.mark.parametrize(
    ("gap", "steps"),
    [
        (1.6, [0.04, 0.44, 0.76, 1]),  # 1 − 1.6 · 0.6, 1 − 1.6 · 0.35, 1 − 1.6 · 0.15
        (1, [0.4, 0.65, 0.85, 1]),
        (0.5, [0.7, 0.825, 0.925, 1]),  # half of what is missing
        (0, [1, 1, 1, 1]),
        (2, [0, 0.3, 0.7, 1]),  # 1 − 2 · 0.6 is less than nothing
    ],
)
def test_what_is_missing_up_to_full_operation_is_multiplied(gap: float, steps: list[float]) -> None:
    assert ramp((0.4, 0.65, 0.85, 1), gap).tolist() == pytest.approx(steps)


def test_each_factor_gives_a_row() -> None:
    assert ramp((0.4, 1), np.array([1.0, 0.5])).tolist() == [[0.4, 1], [0.7, 1]]


@pytest.mark.parametrize("steps", [(0.4, 0.65, 0.85, 1), (1,), (0.1,), (0.3, 0.6, 1.2)])
def test_factor_1_is_the_list_itself(steps: tuple[float, ...]) -> None:
    assert ramp(steps, 1.0).tolist() == pytest.approx(steps, abs=1e-15)


def test_our_lists_that_are_drawn_are_the_uncertain_ones() -> None:
    assert len(LISTS) == 8
    assert all(is_drawn(BASE[key]) for key in LISTS)
    drawn = {base for concept in CONCEPTS for base, each in drawn_of(BASE, concept).items() if each.shape[1] > 1}
    assert drawn == {key.partition(".")[2] for key in LISTS}


def list_of(key: str, count: int = 2000, uncertainty: Uncertainty = OURS) -> np.ndarray:
    concept, name = key.split(".")
    return np.asarray(values(BASE, concept, count, SEED, uncertainty)[name])


@each_list
def test_a_drawn_list_is_as_long_rises_and_is_never_below_nothing(key: str) -> None:
    steps, drawn = np.array(BASE[key].value), list_of(key)
    assert drawn.shape == (2000, len(steps))
    assert (drawn >= 0).all()
    assert (drawn <= 1).all()
    assert (drawn[:, steps == 1] == 1).all()
    assert (np.diff(steps) > 0).all()  # as it stands it rises
    assert (np.diff(drawn, axis=1) >= 0).all()


@each_list
@pytest.mark.parametrize("uncertainty", [plan(), OURS])
def test_a_drawn_list_has_one_factor_on_all_that_is_missing(key: str, uncertainty: Uncertainty) -> None:
    steps, drawn = np.array(BASE[key].value), list_of(key, 20_000, uncertainty)
    part = steps < 1
    factors = (1 - drawn[:, part]) / (1 - steps[part])
    factor = factors[:, -1:]  # the last step below 1 is never cut off at 0
    np.testing.assert_allclose(drawn[:, part], np.maximum(0, 1 - factor * (1 - steps[part])), atol=1e-12)
    # PERT of 0.5, 1, 1.6: mean (0.5 + 4 + 1.6)/6 = 1.016667, variance 0.516667 · 0.583333/7 = 0.0430556
    assert factor.mean() == pytest.approx(1.0166667, abs=3 * np.sqrt(0.0430556 / 20_000))
    squares = (factor - 1.0166667) ** 2
    assert squares.mean() == pytest.approx(0.0430556, abs=3 * squares.std() / np.sqrt(20_000))
    assert 0.5 <= factor.min() < 0.6
    assert 1.5 < factor.max() <= 1.6


def test_a_high_score_is_a_fast_list() -> None:
    drawn, own = list_of("omkrets.sales_ramp"), scores("omkrets.sales_ramp", 2000, uncertainty=OURS)
    assert (np.diff(drawn[np.argsort(own), 0]) >= 0).all()
    # at score 0 the factor is the median of PERT(0.5, 1, 1.6)
    middle = 1 - float(exact(np.zeros(1), 0.5, 1, 1.6)[0]) * 0.4
    assert np.median(drawn[:, 0]) == pytest.approx(middle, abs=0.4 * 3 * 1.2533 * 0.2075 / np.sqrt(2000))


def test_lists_go_with_their_theme() -> None:
    drawn = values(BASE, "omkrets", 20_000, SEED, OURS)
    found = stats.spearmanr(drawn["sales_ramp"][:, 0], drawn["take_up"][:, 0]).statistic
    assert found == near(0.4826)  # 6/π · arcsin(0.5/2), and the same way: much demand, fast up


@each_list
@pytest.mark.parametrize("uncertainty", [INDEPENDENT, plan(None), plan(None, t=theme(0.5, LISTS))])
def test_without_ramps_lists_are_left_as_they_are(key: str, uncertainty: Uncertainty) -> None:
    assert list_of(key, 50, uncertainty).tolist() == list(BASE[key].value)


def test_ramps_from_1_to_1_draw_the_list_itself() -> None:
    drawn = list_of("omkrets.take_up_ramp", 50, plan(Ramps(low=1, high=1, source=TEXT)))
    np.testing.assert_allclose(drawn, np.tile([0.65, 0.85, 0.95, 1], (50, 1)), atol=1e-15)


def test_the_ends_are_the_slowest_and_the_fastest_list() -> None:
    # 0.65, 0.85, 0.95, 1 at 1.6: 1 − 0.56, 1 − 0.24, 1 − 0.08; at 0.5: half of what is missing
    slowest, fastest = ramp_ends(BASE["omkrets.take_up_ramp"], OURS)
    assert slowest.tolist() == pytest.approx([0.44, 0.76, 0.92, 1])
    assert fastest.tolist() == pytest.approx([0.825, 0.925, 0.975, 1])


@each_list
def test_all_drawn_lists_lie_between_the_slowest_and_the_fastest(key: str) -> None:
    slowest, fastest = ramp_ends(BASE[key], OURS)
    drawn = list_of(key)
    assert (slowest - 1e-12 <= drawn).all()
    assert (drawn <= fastest + 1e-12).all()


def test_a_list_without_low_is_drawn_only_if_it_is_uncertain() -> None:
    entry = BASE["omkrets.take_up_ramp"]
    kinds: dict[str, bool] = {}
    for kind in ("uncertain", "lever", "design", "rule"):
        other: Assumption = entry.model_copy(update={"kind": kind})
        kinds[kind] = is_drawn(other)
    assert kinds == {"uncertain": True, "lever": False, "design": False, "rule": False}


# --- Concepts on drawn values ---


@each_concept
@pytest.mark.parametrize("count", [1, 7])
@pytest.mark.parametrize("uncertainty", [INDEPENDENT, OURS])
def test_a_concept_on_drawn_values_has_a_row_per_draw(concept: str, count: int, uncertainty: Uncertainty) -> None:
    result = CONCEPTS[concept].evaluate(values(BASE, concept, count, SEED, uncertainty))
    years = len(result.years)
    assert result.years.tolist() == CONCEPTS[concept].evaluate(BASE.values(concept)).years.tolist()
    assert result.net("municipality").shape == (count, years)
    assert result["tonnes"].shape == (count, years)
    assert np.isfinite(result.net("municipality")).all()


@each_concept
@pytest.mark.parametrize("uncertainty", [INDEPENDENT, OURS])
def test_each_draw_gives_what_a_run_on_its_values_alone_gives(concept: str, uncertainty: Uncertainty) -> None:
    drawn = values(BASE, concept, 3, SEED, uncertainty)
    batch = CONCEPTS[concept].evaluate(drawn)
    for number in range(3):
        own = {name: _row(each, number) for name, each in drawn.items()}
        single = CONCEPTS[concept].evaluate(own)
        for name in EFFECTS:
            np.testing.assert_allclose(
                np.broadcast_to(batch[name], (3, len(batch.years)))[number], single[name], rtol=1e-9, atol=1e-9
            )
        for party in PARTIES:
            net = np.broadcast_to(batch.net(party), (3, len(batch.years)))[number]
            np.testing.assert_allclose(net, single.net(party), rtol=1e-9, atol=1e-3)  # a tenth of an øre


def _row(value: object, number: int) -> object:
    """Return one draw as a plain number or list; what is not drawn is the same in all."""
    if not isinstance(value, np.ndarray) or value.ndim < 2:
        return value
    return value[number] if value.shape[1] > 1 else float(value[number, 0])

"""Draws of what is uncertain: the distribution against PERT's own mean and variance, and who is drawn from what."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from concepts import CONCEPTS
from models import draws
from models.assumptions import Assumptions
from models.draws import is_drawn, pert, uniform, values
from models.effects import EFFECTS
from models.ledger import PARTIES

SEED = 475
MIDDLES = (np.arange(20_000) + 0.5) / 20_000  # as many quantiles, each in the middle of its step
each_concept = pytest.mark.parametrize("concept", CONCEPTS)


# --- The distribution ---


@pytest.mark.parametrize(
    ("low", "value", "high"),
    [
        (0, 5, 10),  # mean 5, variance 25/7
        (1000, 1400, 1800),
        (20, 43, 60),  # mean (20 + 172 + 60)/6 = 42
        (-0.005, 0, 0.01),
        (0, 0, 1),  # the value at an end: mean 1/6
        (0, 1, 1),
        (0.3, 0.31, 5),
    ],
)
def test_mean_and_variance_are_those_of_pert(low: float, value: float, high: float) -> None:
    quantiles = pert(MIDDLES, low, value, high)
    mean = (low + 4 * value + high) / 6
    variance = (mean - low) * (high - mean) / 7
    assert quantiles.mean() == pytest.approx(mean, abs=1e-5 * (high - low))
    assert quantiles.var() == pytest.approx(variance, rel=1e-3)


@pytest.mark.parametrize(
    ("key", "low", "value", "high"),
    [("common.fte_cost", 900_000, 1_020_000, 1_200_000), ("a", -0.005, 0, 0.01), ("b", 0, 0, 1), ("c", 0, 1, 1)],
)
def test_drawn_numbers_have_the_mean_and_variance_of_pert(key: str, low: float, value: float, high: float) -> None:
    drawn = pert(uniform(key, 100_000, SEED), low, value, high)
    mean = (low + 4 * value + high) / 6  # fte_cost: (900 000 + 4 080 000 + 1 200 000)/6 = 1 030 000
    variance = (mean - low) * (high - mean) / 7
    squares = (drawn - mean) ** 2
    assert drawn.mean() == pytest.approx(mean, abs=3 * np.sqrt(variance / 100_000))
    assert squares.mean() == pytest.approx(variance, abs=3 * squares.std() / np.sqrt(100_000))


def test_a_symmetric_range_has_its_value_in_the_middle() -> None:
    assert float(pert(np.array([0.5]), 0, 5, 10)[0]) == pytest.approx(5)


def test_a_value_at_its_lowest_end_has_quantiles_that_can_be_written_out() -> None:
    # PERT(0, 0, 1) is Beta(1, 5), whose share below x is 1 − (1 − x)⁵
    quantiles = pert(np.array([0.1, 0.5, 0.9]), 0, 0, 1)
    assert quantiles == pytest.approx(1 - (1 - np.array([0.1, 0.5, 0.9])) ** 0.2)


def test_low_equal_to_high_gives_that_number() -> None:
    assert pert(np.array([0.0, 0.3, 0.999]), 3, 3, 3).tolist() == [3, 3, 3]


ranges = st.tuples(*[st.floats(-1e6, 1e6)] * 3).map(sorted)
probabilities = st.integers(0, 2**53 - 1).map(lambda each: each / 2**53)  # all that a generator can give


@given(ranges, st.lists(probabilities, min_size=2, max_size=10).map(sorted))
def test_quantiles_rise_and_stay_within_the_range(ends: list[float], at: list[float]) -> None:
    low, value, high = ends
    quantiles = pert(np.array(at), low, value, high)
    assert (np.diff(quantiles) >= -1e-9 * (high - low)).all()
    assert (quantiles >= low - 1e-9 * abs(low)).all()
    assert (quantiles <= high + 1e-9 * abs(high)).all()


# --- Each assumption's own stream ---


def test_a_key_has_the_same_numbers_whatever_else_is_drawn() -> None:
    alone = uniform("omkrets.take_up", 50, SEED)
    uniform("omkrets.market_rent", 50, SEED)
    assert uniform("omkrets.take_up", 50, SEED).tobytes() == alone.tobytes()


def test_more_draws_begin_with_the_same_numbers() -> None:
    assert uniform("omkrets.take_up", 100, SEED)[:50].tobytes() == uniform("omkrets.take_up", 50, SEED).tobytes()


def test_other_keys_and_other_seeds_have_other_numbers() -> None:
    drawn = [uniform(key, 50, seed).tobytes() for key in ("omkrets.take_up", "omkrets.exit_rate") for seed in (1, 2)]
    assert len(set(drawn)) == 4


def test_no_two_assumptions_share_their_numbers(base: Assumptions) -> None:
    keys = [key for key in base if is_drawn(base[key])]
    assert len({uniform(key, 5, SEED).tobytes() for key in keys}) == len(keys)


def test_no_two_assumptions_go_together(base: Assumptions) -> None:
    # about 100 keys are nearly 5000 pairs: none of them 5 standard errors of 1/√2000 from nothing
    numbers = [uniform(key, 2000, SEED) for key in base if is_drawn(base[key])]
    together = np.corrcoef(numbers) - np.eye(len(numbers))
    assert np.abs(together).max() < 5 / np.sqrt(2000)


def test_numbers_are_even_between_0_and_1() -> None:
    numbers = uniform("omkrets.take_up", 10_000, SEED)
    assert ((numbers >= 0) & (numbers < 1)).all()
    assert numbers.mean() == pytest.approx(0.5, abs=3 / np.sqrt(12 * 10_000))


# --- What is drawn ---


def drawn_of(base: Assumptions, concept: str, count: int = 50) -> dict[str, np.ndarray]:
    """Return the names that are drawn, with their draws."""
    return {
        name: each
        for name, each in values(base, concept, count, SEED).items()
        if is_drawn(base[base.find(concept, name)])
    }


@each_concept
def test_only_uncertain_numbers_with_a_range_are_drawn(base: Assumptions, concept: str) -> None:
    given = base.values(concept)
    for name, each in values(base, concept, 50, SEED).items():
        entry = base[base.find(concept, name)]
        if entry.kind == "uncertain" and entry.low is not None:
            assert np.shape(each) == (50, 1)
        else:  # levers, lists, rules and design
            assert type(each) is type(given[name])
            assert np.array_equal(each, given[name])


@pytest.mark.parametrize(
    "key",
    [
        "omkrets.gross_area",  # design
        "omkrets.centre_fte",  # lever
        "common.discount_rate",  # rule, with a range of its own
        "omkrets.sales_ramp",  # uncertain, but a list
        "omkrets.rent_steps",
        "omkrets.support_years",
    ],
)
def test_levers_lists_rules_and_design_are_never_drawn(base: Assumptions, key: str) -> None:
    assert not is_drawn(base[key])


def test_draws_are_quantiles_of_the_file_at_the_keys_own_numbers(base: Assumptions) -> None:
    # omkrets.take_up: 0.7, 0.9, 0.97
    drawn = values(base, "omkrets", 50, SEED)["take_up"]
    assert drawn[:, 0].tobytes() == pert(uniform("omkrets.take_up", 50, SEED), 0.7, 0.9, 0.97).tobytes()


@each_concept
def test_draws_stay_within_their_range(base: Assumptions, concept: str) -> None:
    for name, each in drawn_of(base, concept, 500).items():
        entry = base[base.find(concept, name)]
        assert entry.low is not None
        assert entry.high is not None
        assert float(entry.low) <= each.min() <= each.max() <= float(entry.high)


def test_concepts_share_the_draws_of_what_is_common(base: Assumptions) -> None:
    drawn = [values(base, concept, 50, SEED)["fte_cost"].tobytes() for concept in CONCEPTS]
    assert len(set(drawn)) == 1


def test_an_assumption_more_leaves_all_other_draws_as_they_were(base: Assumptions) -> None:
    new = {"added": base["omkrets.take_up"]}  # in front of all others
    more = Assumptions({**base.sections, "omkrets": {**new, **base.sections["omkrets"]}})
    before, after = drawn_of(base, "omkrets"), drawn_of(more, "omkrets")
    assert set(after) - set(before) == {"added"}
    assert {name: after[name].tobytes() for name in before} == {name: each.tobytes() for name, each in before.items()}
    assert after["added"].tobytes() != after["take_up"].tobytes()  # the same range, other numbers


@pytest.mark.parametrize(
    ("key", "value"), [("omkrets.market_rent", 1100.0), ("omkrets.gross_area", 5000.0), ("common.fte_cost", 950000.0)]
)
def test_moving_one_value_leaves_all_other_draws_as_they_were(base: Assumptions, key: str, value: float) -> None:
    before, after = drawn_of(base, "omkrets"), drawn_of(base.with_values({key: value}), "omkrets")
    moved = {name for name in before if before[name].tobytes() != after[name].tobytes()}
    assert moved == ({key.partition(".")[2]} if is_drawn(base[key]) else set())


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [(0.5, 0.5, 0.97), (0.99, 0.7, 0.99), (0.7, 0.7, 0.97)],  # take_up has 0.7 … 0.97
)
def test_a_value_outside_its_range_widens_it(base: Assumptions, value: float, low: float, high: float) -> None:
    moved = base.with_values({"omkrets.take_up": value})
    drawn = values(moved, "omkrets", 500, SEED)["take_up"][:, 0]
    assert drawn.tobytes() == pert(uniform("omkrets.take_up", 500, SEED), low, value, high).tobytes()
    assert low <= drawn.min() <= drawn.max() <= high


def test_draws_that_are_kept_cannot_be_changed(base: Assumptions) -> None:
    drawn = values(base, "omkrets", 50, SEED)["take_up"]
    with pytest.raises(ValueError, match="read-only"):
        drawn[0] = 0


def test_draws_are_the_same_when_they_are_made_anew(base: Assumptions) -> None:
    first = {name: each.tobytes() for name, each in drawn_of(base, "omkrets").items()}
    draws._drawn.cache_clear()
    assert {name: each.tobytes() for name, each in drawn_of(base, "omkrets").items()} == first


# --- Concepts on drawn values ---


@each_concept
@pytest.mark.parametrize("count", [1, 7])
def test_a_concept_on_drawn_values_has_a_row_per_draw(base: Assumptions, concept: str, count: int) -> None:
    result = CONCEPTS[concept].evaluate(values(base, concept, count, SEED))
    years = len(result.years)
    assert result.years.tolist() == CONCEPTS[concept].evaluate(base.values(concept)).years.tolist()
    assert result.net("municipality").shape == (count, years)
    assert result["tonnes"].shape == (count, years)
    assert np.isfinite(result.net("municipality")).all()


@each_concept
def test_each_draw_gives_what_a_run_on_its_values_alone_gives(base: Assumptions, concept: str) -> None:
    drawn = values(base, concept, 3, SEED)
    batch = CONCEPTS[concept].evaluate(drawn)
    for number in range(3):
        own = {
            name: float(each[number, 0]) if is_drawn(base[base.find(concept, name)]) else each
            for name, each in drawn.items()
        }
        single = CONCEPTS[concept].evaluate(own)
        for name in EFFECTS:
            np.testing.assert_allclose(
                np.broadcast_to(batch[name], (3, len(batch.years)))[number], single[name], rtol=1e-9, atol=1e-9
            )
        for party in PARTIES:
            net = np.broadcast_to(batch.net(party), (3, len(batch.years)))[number]
            np.testing.assert_allclose(net, single.net(party), rtol=1e-9, atol=1e-3)  # a tenth of an øre

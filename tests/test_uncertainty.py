"""How sure a result is: against toy models with known answers, SALib, and counts made by hand."""

import hashlib
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from SALib.analyze import rbd_fast
from scipy import stats

from concepts import ASSUMPTIONS_FILE, CONCEPTS, NEEDS, UNCERTAINTY_FILE
from models import draws, measures, uncertainty, uncertainty_file
from models.assumptions import Assumptions, load
from models.lines import Graph, line
from models.measures import READS
from models.outcomes import OUTCOMES, Outcome
from models.result import Array, Concept, Result
from models.schema import Words
from models.uncertainty import (
    BLOCK,
    KEPT,
    MIDDLE,
    Share,
    Spread,
    by_year,
    drawn_keys,
    fan,
    in_order,
    is_known,
    less,
    outcomes,
    percentiles,
    shares,
    spread,
)
from models.uncertainty_file import Ramps, Theme, Uncertainty

BASE = load(ASSUMPTIONS_FILE, NEEDS, READS)
OURS = uncertainty_file.load(UNCERTAINTY_FILE, BASE)
FREE = OURS.model_copy(update={"themes": {}})  # everything by itself
TEXT = Words(nb="Tekst", en="Text")
YEARLY = [id for id, each in OUTCOMES.items() if each.yearly]
each_concept = pytest.mark.parametrize("concept", CONCEPTS.values(), ids=CONCEPTS)


def of(count: int, plan: Uncertainty = OURS, **changes: Any) -> Uncertainty:
    """Return a plan with so many draws, and perhaps more that is changed."""
    return plan.model_copy(update={"draws": count, **changes})


def theme(correlation: float, *together: str, against: Sequence[str] = ()) -> Theme:
    return Theme(title=TEXT, correlation=correlation, source=TEXT, together=together, against=tuple(against))


def batch(assumptions: Assumptions, concept: Concept, plan: Uncertainty) -> Result:
    """Return all draws run at once."""
    return concept.evaluate(draws.values(assumptions, concept.id, plan.draws, plan.seed, plan))


# --- Toys: outcomes whose share and spread can be worked out --------------------------------------------------------


def toys(**ends: tuple[float, float, float]) -> Assumptions:
    """Return our assumptions with a section `toy`: name → low, value, high; what measures read does not vary."""
    entry = BASE["omkrets.other_income"]
    made = {
        name: entry.model_copy(update={"low": low, "value": value, "high": high, "kind": "uncertain"})
        for name, (low, value, high) in ends.items()
    }
    fixed = BASE.with_ranges({"common.euro_rate": (11.7, 11.7)})
    return Assumptions({**fixed.sections, "toy": made})


@line("year")
def year(horizon_years):
    """Years."""
    return np.arange(horizon_years)


@line("NOK")
def cost(first, second, year):
    """3 of the first and 4 of the second, and as much more each year."""
    return (3 * first + 4 * second) * (1 + year)


TOY = Concept(
    "toy",
    "Toy",
    Graph("toy", (year.line, cost.line)),  # type: ignore[attr-defined]
    MappingProxyType({"property_owner": "operator"}),
)
COST = Outcome("cost", "NOK", lambda result: result["cost"][..., 0], lambda result: result["cost"], -1)
EVEN = toys(first=(0, 5, 10), second=(0, 5, 10))


@pytest.fixture
def only_cost(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The toy's cost is the only outcome, for the others need lines it does not have."""
    monkeypatch.setattr(uncertainty, "OUTCOMES", {"cost": COST})
    yield
    uncertainty._KNOWN.clear()


def scores(key: str, plan: Uncertainty) -> Array:
    return draws.normal_scores(key, plan.draws, plan.seed, plan)


def by_key(found: Sequence[Share]) -> dict[str, Share]:
    return {each.key: each for each in found}


@pytest.mark.parametrize(("a", "b"), [(3, 4), (1, 1), (-3, 4), (0.001, 0.002), (1e9, -2e9)])
@pytest.mark.parametrize("correlation", [0, 0.3, 0.9])
def test_shares_of_a_sum_are_those_of_its_variance(a: float, b: float, correlation: float) -> None:
    plan = of(20_000, FREE, themes={"t": theme(correlation, "toy.first", "toy.second")})
    y = a * scores("toy.first", plan) + b * scores("toy.second", plan)
    found = by_key(shares(EVEN, TOY, plan, y))
    # share of the first a (a + ρ b) / (a² + b² + 2 ρ a b); independent a² / (a² + b²), so 0.36 and 0.64 of 3 and 4
    variance = a**2 + b**2 + 2 * correlation * a * b
    # A share's standard error is at most about 1/√draws, and as variances get small beside their parts, larger
    error = 3 / np.sqrt(20_000) * max(1, (a**2 + b**2) / variance)
    assert found["toy.first"].share == pytest.approx(a * (a + correlation * b) / variance, abs=error)
    assert found["toy.second"].share == pytest.approx(b * (b + correlation * a) / variance, abs=error)
    assert sum(each.share for each in found.values()) == pytest.approx(1, abs=1e-9)  # a straight line explains it all
    assert {key: each.moves for key, each in found.items()} == {"toy.first": np.sign(a), "toy.second": np.sign(b)}


def test_shares_in_these_draws_are_slope_times_covariance_over_variance() -> None:
    plan = of(500, FREE, themes={"t": theme(0.6, "toy.first", against=["toy.second"])})
    first, second = scores("toy.first", plan), scores("toy.second", plan)
    y = 3 * first - 4 * second + 1e6
    found = by_key(shares(EVEN, TOY, plan, y))
    assert found["toy.first"].share == pytest.approx(3 * np.cov(first, y)[0, 1] / np.var(y, ddof=1))
    assert found["toy.second"].share == pytest.approx(-4 * np.cov(second, y)[0, 1] / np.var(y, ddof=1))


def test_what_moves_nothing_can_have_no_share_though_it_goes_with_what_does() -> None:
    plan = of(20_000, FREE, themes={"t": theme(0.9, "toy.first", "toy.second")})
    found = by_key(shares(EVEN, TOY, plan, scores("toy.first", plan)))
    assert found["toy.first"].share == pytest.approx(1, abs=1e-9)
    assert found["toy.second"].share == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(("together", "against", "moves"), [(["second"], [], 1), ([], ["second"], -1)])
def test_two_that_always_go_together_share_alike(together: list[str], against: list[str], moves: int) -> None:
    keys = ["toy.first", *(f"toy.{each}" for each in together)]
    plan = of(1000, FREE, themes={"t": theme(1, *keys, against=[f"toy.{each}" for each in against])})
    found = by_key(shares(EVEN, TOY, plan, 3 * scores("toy.first", plan)))
    assert found["toy.first"] == Share("toy.first", pytest.approx(0.5), 1)
    assert found["toy.second"] == Share("toy.second", pytest.approx(0.5), moves)


def test_a_curve_leaves_a_part_that_no_straight_line_explains() -> None:
    # y = z + z²: var z = 1, var z² = 2, and they are not correlated, so a line explains 1 of 3
    plan = of(100_000, FREE)
    first = scores("toy.first", plan)
    found = by_key(shares(EVEN, TOY, plan, first + first**2))
    assert found["toy.first"].share == pytest.approx(1 / 3, abs=0.02)
    assert found["toy.second"].share == pytest.approx(0, abs=0.001)
    # y = z² has nothing straight at all
    assert sum(each.share for each in shares(EVEN, TOY, plan, first**2)) == pytest.approx(0, abs=0.001)


def test_a_product_leaves_the_part_of_what_two_do_only_together() -> None:
    # y = (1 + z₁)(2 + z₂) = 2 + 2 z₁ + z₂ + z₁ z₂: variances 4, 1 and 1 of 6
    plan = of(100_000, FREE)
    y = (1 + scores("toy.first", plan)) * (2 + scores("toy.second", plan))
    found = by_key(shares(EVEN, TOY, plan, y))
    assert found["toy.first"].share == pytest.approx(4 / 6, abs=0.015)
    assert found["toy.second"].share == pytest.approx(1 / 6, abs=0.015)


def test_shares_come_largest_first() -> None:
    plan = of(1000, FREE)
    y = scores("toy.first", plan) - 2 * scores("toy.second", plan)
    assert [each.key for each in shares(EVEN, TOY, plan, y)] == ["toy.second", "toy.first"]


def test_draws_without_a_number_are_left_out_of_the_shares() -> None:
    plan = of(1000, FREE)
    first, second = scores("toy.first", plan), scores("toy.second", plan)
    y = 3 * first + 4 * second
    missing = np.arange(1000) % 3 == 0
    found = by_key(shares(EVEN, TOY, plan, np.where(missing, np.nan, y)))
    covariance = np.cov(first[~missing], y[~missing])
    assert found["toy.first"].share == pytest.approx(3 * covariance[0, 1] / covariance[1, 1])
    assert sum(each.share for each in found.values()) == pytest.approx(1)


@pytest.mark.parametrize("value", [0.0, 5e12, 0.1, -7.0, np.nan])
def test_where_nothing_varies_there_are_no_shares(value: float) -> None:
    assert shares(EVEN, TOY, of(1000, FREE), np.full(1000, value)) == []


def test_rounding_is_no_variation() -> None:
    noise = np.random.default_rng(1).standard_normal(1000)
    assert shares(EVEN, TOY, of(1000, FREE), 5e7 + 1e-8 * noise) == []
    assert shares(EVEN, TOY, of(1000, FREE), 5e7 + noise) != []


@pytest.mark.parametrize(("count", "told"), [(1, 0), (5, 0), (6, 2), (7, 2)])  # 2 assumptions: 2 · 2 + 2
def test_there_are_no_shares_in_fewer_draws_than_twice_the_assumptions(count: int, told: int) -> None:
    plan = of(count, FREE)
    assert len(shares(EVEN, TOY, plan, 3 * scores("toy.first", plan))) == told
    # nor where too few of many draws have a number
    many = of(1000, FREE)
    y = np.where(np.arange(1000) < count, 3 * scores("toy.first", many), np.nan)
    assert len(shares(EVEN, TOY, many, y)) == told


def test_a_toy_drawn_run_and_taken_apart_has_the_answers_worked_out(only_cost: None) -> None:
    plan = of(20_000, FREE)
    y = outcomes(EVEN, TOY, plan)["cost"]
    # 3 and 4 times PERT(0, 5, 10): mean 7 · 5, variance 25 · 25/7
    assert y.mean() == pytest.approx(35, abs=3 * np.sqrt(625 / 7 / 20_000))
    assert y.var() == pytest.approx(625 / 7, rel=3 * np.sqrt(2 / 20_000))
    # A line on z explains ρ² of a PERT(0, 5, 10), the Beta(3, 3): ρ = cov(z, x)/σ(x), with z² weights of Gauss
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    x = 10 * stats.beta.ppf(stats.norm.cdf(nodes), 3, 3)
    straight = (weights @ (nodes * x) / weights.sum()) ** 2 / (25 / 7)
    found = by_key(shares(EVEN, TOY, plan, y))
    assert found["toy.first"].share == pytest.approx(straight * 9 / 25, abs=3 / np.sqrt(20_000))
    assert found["toy.second"].share == pytest.approx(straight * 16 / 25, abs=3 / np.sqrt(20_000))
    assert sum(each.share for each in found.values()) == pytest.approx(straight, abs=0.001)


def test_a_toy_s_spread_and_fan_are_its_quantiles(only_cost: None) -> None:
    # The first is 0, the second PERT(0, 0, 1), whose quantile is 1 − (1 − p)^0.2; 4 of it, and 1, 2, 3 … times as much
    toy, plan = toys(first=(0, 0, 0), second=(0, 0, 1)), of(20_000, FREE)
    p = np.array([0.1, 0.5, 0.9])
    exact = 4 * (1 - (1 - p) ** 0.2)
    # a quantile's standard error is √(p (1 − p)/n) over the density, here 5/4 · (1 − p)^0.8
    errors = 3 * np.sqrt(p * (1 - p) / 20_000) / (1.25 * (1 - p) ** 0.8)
    found = spread(outcomes(toy, TOY, plan)["cost"])
    assert (np.abs(found[:3] - exact) < errors).all()
    assert found.missing == 0
    band = fan(toy, TOY, plan, COST)
    assert band.shape == (3, BASE["common.horizon_years"].value)
    np.testing.assert_allclose(band, np.outer(found[:3], 1 + np.arange(band.shape[1])))


def test_a_toy_that_cannot_vary_is_the_same_in_all_draws(only_cost: None) -> None:
    toy, plan = toys(first=(2, 2, 2), second=(1, 1, 1)), of(600, FREE)
    y = outcomes(toy, TOY, plan)["cost"]
    assert spread(y) == Spread(10, 10, 10, 0)  # 3 · 2 + 4 · 1
    assert shares(toy, TOY, plan, y) == []
    assert drawn_keys(toy, TOY, plan) == []


def test_concepts_with_a_common_assumption_are_compared_in_the_same_world() -> None:
    # Both costs rest on pay: they go together, and the difference varies less than it would by chance
    plan = of(2000)
    street, hub = (outcomes(BASE, CONCEPTS[id], plan)["annual_cost"] for id in ("bruk_bergen", "bergen_reparerer"))
    assert np.corrcoef(street, hub)[0, 1] > 0.3
    assert np.var(street - hub) < np.var(street) + np.var(hub)


# --- Shares of our concepts, against others' ways to find them ------------------------------------------------------


def straight_line(concept: Concept, plan: Uncertainty, y: Array) -> float:
    """Return what a straight line on all scores explains of an outcome, R²."""
    z = np.stack([np.ones(plan.draws), *(scores(key, plan) for key in drawn_keys(BASE, concept, plan))], axis=1)
    rest = y - z @ np.linalg.lstsq(z, y)[0]
    return float(1 - rest.var() / y.var())


@each_concept
@pytest.mark.parametrize("plan", [of(1000), of(1000, FREE)], ids=["themes", "free"])
@pytest.mark.parametrize("id", ["annual_cost", "margin_1", "support_per_tonne"])
def test_shares_add_to_what_a_straight_line_explains(concept: Concept, plan: Uncertainty, id: str) -> None:
    y = outcomes(BASE, concept, plan)[id]
    found = shares(BASE, concept, plan, y)
    assert sum(each.share for each in found) == pytest.approx(straight_line(concept, plan, y), abs=1e-6)
    assert {each.key for each in found} == set(drawn_keys(BASE, concept, plan))
    assert [each.share for each in found] == sorted((each.share for each in found), reverse=True)


def drawn(concept: Concept, plan: Uncertainty, keys: Sequence[str]) -> Array:
    """Return what was drawn of some keys, (draw, key): a number, or a list's first step."""
    given = draws.values(BASE, concept.id, plan.draws, plan.seed, plan)
    return np.stack([given[key.partition(".")[2]][:, 0] for key in keys], axis=1)


@each_concept
@pytest.mark.parametrize("id", ["annual_cost", "margin_1"])
def test_the_largest_shares_are_those_salib_finds_in_the_same_draws(concept: Concept, id: str) -> None:
    plan = of(5000, FREE)
    y = outcomes(BASE, concept, plan)[id]
    found = shares(BASE, concept, plan, y)[:4]
    keys = [each.key for each in found]
    problem = {"num_vars": len(keys), "names": keys, "bounds": [[0, 1]] * len(keys)}
    first_order = rbd_fast.analyze(problem, drawn(concept, plan, keys), y, seed=1)
    # SALib's 95 % interval is of samples half as large, so 2.8 standard errors of these. What its first-order index
    # has besides is the curve in each; all that no straight line explains of these outcomes is 1 to 4 %.
    curve = 1 - straight_line(concept, plan, y)
    assert curve < 0.04
    for each, index, interval in zip(found, first_order["S1"], first_order["S1_conf"], strict=True):
        assert interval < 0.04
        assert each.share == pytest.approx(index, abs=interval), each.key


@each_concept
@pytest.mark.parametrize("plan", [of(3000), of(3000, FREE)], ids=["themes", "free"])
@pytest.mark.parametrize("id", ["annual_cost", "margin_1", "mean_tonnes"])
def test_which_way_an_outcome_moves_is_the_sign_of_its_rank_correlation(
    concept: Concept, plan: Uncertainty, id: str
) -> None:
    y = outcomes(BASE, concept, plan)[id]
    large = [each for each in shares(BASE, concept, plan, y) if each.share > 0.01]
    assert len(large) >= 3
    for each, column in zip(large, drawn(concept, plan, [each.key for each in large]).T, strict=True):
        assert np.sign(stats.spearmanr(column, y).statistic) == each.moves, each.key


@pytest.mark.parametrize(
    ("concept", "key", "id", "moves"),
    [
        ("omkrets", "omkrets.building_cost", "annual_cost", 1),
        ("omkrets", "omkrets.market_rent", "annual_cost", -1),
        ("bruk_bergen", "common.fte_cost", "annual_cost", 1),
        ("bergen_reparerer", "bergen_reparerer.partner_contribution", "annual_cost", -1),
        ("bergen_reparerer", "bergen_reparerer.user_ramp", "mean_visits", 1),  # a list: faster is more
    ],
)
def test_dearer_buildings_and_pay_cost_more_and_more_income_costs_less(
    concept: str, key: str, id: str, moves: int
) -> None:
    plan = of(3000)
    found = by_key(shares(BASE, CONCEPTS[concept], plan, outcomes(BASE, CONCEPTS[concept], plan)[id]))
    assert found[key].moves == moves
    assert found[key].share > 0.005


def test_what_only_measures_read_has_its_share_too() -> None:
    # The rate of the euro is in no line, but aid in euro rests on it; without it a straight line explains 92 %
    plan = of(5000)
    y = outcomes(BASE, CONCEPTS["omkrets"], plan)["state_aid_per_shop"]
    found = by_key(shares(BASE, CONCEPTS["omkrets"], plan, y))
    column = drawn(CONCEPTS["omkrets"], plan, ["common.euro_rate"])
    index = rbd_fast.analyze({"num_vars": 1, "names": ["rate"], "bounds": [[0, 1]]}, column, y, seed=1)
    assert found["common.euro_rate"].share == pytest.approx(index["S1"][0], abs=index["S1_conf"][0])
    assert found["common.euro_rate"].moves == -1
    assert sum(each.share for each in found.values()) > 0.98


@each_concept
def test_what_varies_is_what_the_draws_of_a_concept_change(concept: Concept) -> None:
    plan = of(50)
    given = draws.values(BASE, concept.id, plan.draws, plan.seed, plan)
    read = concept.assumptions | READS
    varying = [name for name, each in given.items() if np.ndim(each) > 1 and np.ptp(each, axis=0).max() > 0]
    assert drawn_keys(BASE, concept, plan) == [BASE.find(concept.id, each) for each in sorted({*varying} & read)]


@pytest.mark.parametrize(
    ("ramps", "steps", "varies"),
    [
        (OURS.ramps, (0.4, 1.0), True),
        (OURS.ramps, (0.4,), True),
        (OURS.ramps, (1.0,), False),  # nothing is missing
        (OURS.ramps, (1, 1.0), False),
        (Ramps(low=1, high=1, source=TEXT), (0.4, 1.0), False),
        (Ramps(low=1, high=1.5, source=TEXT), (0.4, 1.0), True),
        (None, (0.4, 1.0), False),
    ],
)
def test_a_list_varies_where_something_is_missing_and_ramps_vary(
    ramps: Ramps | None, steps: tuple[float, ...], varies: bool
) -> None:
    assumptions = BASE.with_values({"omkrets.take_up_ramp": steps})
    found = drawn_keys(assumptions, CONCEPTS["omkrets"], of(50, OURS, ramps=ramps))
    assert ("omkrets.take_up_ramp" in found) == varies


def test_a_value_moved_out_of_a_range_of_one_number_varies() -> None:
    # omkrets.pre_project_months: 3, 3, 3
    assert "omkrets.pre_project_months" not in drawn_keys(BASE, CONCEPTS["omkrets"], OURS)
    moved = BASE.with_values({"omkrets.pre_project_months": 5.0})
    assert "omkrets.pre_project_months" in drawn_keys(moved, CONCEPTS["omkrets"], OURS)


def test_an_outcome_that_is_nothing_in_all_draws_has_no_shares() -> None:
    plan = of(300)
    y = outcomes(BASE, CONCEPTS["bergen_reparerer"], plan)
    assert shares(BASE, CONCEPTS["bergen_reparerer"], plan, y["bir_cost"]) == []  # 0 in all
    assert shares(BASE, CONCEPTS["bergen_reparerer"], plan, y["payback_year"]) == []  # none in any


# --- The same draws, whatever else happens --------------------------------------------------------------------------


def digest(count: int, seed: int) -> str:
    """Return a digest of all outcomes of all concepts."""
    plan, found = of(count, OURS, seed=seed), hashlib.sha256()
    for concept in CONCEPTS.values():
        for id, each in outcomes(BASE, concept, plan).items():
            found.update(id.encode() + each.tobytes())
    return found.hexdigest()


PROCESS = "from tests.test_uncertainty import digest; print(digest(600, 475))"


def test_the_same_seed_gives_the_same_bytes_in_a_fresh_process() -> None:
    root = Path(__file__).parents[1]
    hashing = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"  # otherwise than here
    environment = {**os.environ, "PYTHONHASHSEED": hashing, "PYTHONPATH": str(root)}
    run = subprocess.run(
        [sys.executable, "-c", PROCESS], cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == digest(600, 475)


def test_the_same_seed_gives_the_same_bytes_when_all_is_made_anew() -> None:
    before = digest(600, 475)
    uncertainty._KNOWN.clear()
    draws._stream.cache_clear()
    draws._at_grid.cache_clear()
    assert digest(600, 475) == before


def test_another_seed_gives_other_outcomes_that_lie_alike() -> None:
    assert digest(600, 475) != digest(600, 476)
    one, two = (outcomes(BASE, CONCEPTS["omkrets"], of(5000, OURS, seed=seed))["annual_cost"] for seed in (1, 2))
    # means within 3 standard errors of their difference
    assert one.mean() == pytest.approx(two.mean(), abs=3 * np.sqrt((one.var() + two.var()) / 5000))


@each_concept
def test_more_draws_begin_with_the_same_outcomes(concept: Concept) -> None:
    few, many = (outcomes(BASE, concept, of(count)) for count in (100, 700))
    for id in OUTCOMES:
        np.testing.assert_allclose(few[id], many[id][:100], rtol=1e-12, err_msg=id)


@each_concept
@pytest.mark.parametrize("size", [7, 50, 1000])
def test_outcomes_do_not_depend_on_the_blocks_they_are_made_in(
    concept: Concept, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = of(100)  # 14 times 7 and 2
    whole = {id: each.of(batch(BASE, concept, plan)) for id, each in OUTCOMES.items()}
    monkeypatch.setattr(uncertainty, "BLOCK", size)
    found = outcomes.__wrapped__(BASE, concept, plan)
    assert set(found) == set(OUTCOMES)
    for id in OUTCOMES:
        assert found[id].shape == (100,)
        np.testing.assert_allclose(found[id], whole[id], rtol=1e-12, err_msg=id)
    outcome = OUTCOMES["annual_cost"]
    np.testing.assert_allclose(
        fan.__wrapped__(BASE, concept, plan, outcome), fan(BASE, concept, plan, outcome), rtol=1e-12
    )


@pytest.mark.parametrize("count", [1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK])
def test_any_number_of_draws_is_made_whether_it_fills_its_blocks_or_not(count: int) -> None:
    concept, plan = CONCEPTS["bergen_reparerer"], of(count)
    whole = batch(BASE, concept, plan)
    for id in ("annual_cost", "mean_visits"):
        np.testing.assert_allclose(outcomes(BASE, concept, plan)[id], OUTCOMES[id].of(whole), rtol=1e-12)


@each_concept
def test_one_draw_is_enough_for_all_but_shares(concept: Concept) -> None:
    plan = of(1)
    whole = batch(BASE, concept, plan)
    for id, values in outcomes(BASE, concept, plan).items():
        (value,) = OUTCOMES[id].of(whole)
        expected = Spread(value, value, value, float(np.isnan(value)))
        np.testing.assert_array_equal(spread(values), expected)
        assert shares(BASE, concept, plan, values) == []
        if yearly := OUTCOMES[id].yearly:
            np.testing.assert_array_equal(fan(BASE, concept, plan, OUTCOMES[id]), np.tile(yearly(whole), (3, 1)))


@each_concept
def test_no_outcome_is_infinite(concept: Concept) -> None:
    for values in outcomes(BASE, concept, of(3000)).values():
        assert not np.isinf(values).any()


@pytest.mark.parametrize(
    ("key", "value"),
    [("omkrets.centre_fte", 3.0), ("omkrets.property_owner", "bir"), ("omkrets.municipal_deficit_share", 0.5)],
)
def test_a_lever_is_moved_in_the_same_worlds(key: str, value: object) -> None:
    # what no lever touches is the same in every draw
    plan = of(300)
    before, after = (outcomes(each, CONCEPTS["omkrets"], plan) for each in (BASE, BASE.with_values({key: value})))
    assert before["mean_tonnes"].tobytes() == after["mean_tonnes"].tobytes()
    assert before["annual_cost"].tobytes() != after["annual_cost"].tobytes()
    street = CONCEPTS["bruk_bergen"]
    of_street = [outcomes(each, street, plan)["annual_cost"] for each in (BASE, BASE.with_values({key: value}))]
    assert of_street[0].tobytes() == of_street[1].tobytes()


# --- What is kept ---------------------------------------------------------------------------------------------------


def test_outcomes_are_known_once_they_have_been_asked_for() -> None:
    plan, every = of(3, OURS, seed=987), list(CONCEPTS.values())
    assert not is_known(BASE, every, plan)
    for concept in every[:2]:
        outcomes(BASE, concept, plan)
    assert is_known(BASE, every[:2], plan)
    assert not is_known(BASE, every, plan)
    outcomes(BASE, every[2], plan)
    assert is_known(BASE, every, plan)
    assert not is_known(BASE, every, plan.with_seed(988))
    assert not is_known(BASE, every, of(4, plan))
    assert not is_known(BASE.with_values({"omkrets.market_rent": 1300.0}), every, plan)
    assert not is_known(BASE.with_ranges({"omkrets.market_rent": (1000.0, 1900.0)}), every, plan)


def test_what_is_read_anew_and_equal_is_known() -> None:
    plan, concept = of(3, OURS, seed=986), CONCEPTS["omkrets"]
    first = outcomes(BASE, concept, plan)
    again = load(ASSUMPTIONS_FILE, NEEDS, READS)
    same = of(3, uncertainty_file.load(UNCERTAINTY_FILE, again), seed=986)
    assert is_known(again, [concept], same)
    assert outcomes(again, concept, same) is first


def test_the_draws_longest_not_asked_for_are_forgotten() -> None:
    concept, plans = CONCEPTS["bergen_reparerer"], [of(1, OURS, seed=seed) for seed in range(KEPT + 1)]
    for plan in plans:
        outcomes(BASE, concept, plan)
    assert [is_known(BASE, [concept], plan) for plan in plans] == [False, *[True] * KEPT]


def test_what_is_kept_cannot_be_changed() -> None:
    plan, concept = of(3), CONCEPTS["omkrets"]
    for values in (*outcomes(BASE, concept, plan).values(), fan(BASE, concept, plan, OUTCOMES["annual_cost"])):
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 0


# --- Percentiles ----------------------------------------------------------------------------------------------------


def nan_percentiles(values: Array, per_cent: Sequence[float]) -> Array:
    """Return numpy's percentiles of what has a number, without its warning where nothing has."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.nanpercentile(values, per_cent, axis=0)


@pytest.mark.parametrize("shape", [(1,), (2,), (11,), (1000,), (1, 4), (37, 5), (100, 3, 4)])
@pytest.mark.parametrize("missing", [0, 0.3, 0.9, 1])
def test_percentiles_are_those_of_numpy(shape: tuple[int, ...], missing: float) -> None:
    random = np.random.default_rng(7)
    values = np.where(random.random(shape) < missing, np.nan, random.normal(1e6, 1e5, shape))
    if len(shape) > 1:
        values[:, 1] = np.nan  # a year in which no draw has a number
    for per_cent in (MIDDLE, (0, 100), (33.3,), (5, 25, 50, 75, 95)):
        found = percentiles(values, per_cent)
        assert found.shape == (len(per_cent), *shape[1:])
        np.testing.assert_allclose(found, nan_percentiles(values, per_cent), rtol=1e-12)


numbers = st.floats(-1e12, 1e12) | st.just(float("nan"))


@given(arrays(float, array_shapes(min_dims=1, max_dims=2, max_side=6), elements=numbers), st.floats(0, 100))
def test_any_percentile_is_that_of_numpy(values: Array, per_cent: float) -> None:
    np.testing.assert_allclose(
        percentiles(values, [per_cent]), nan_percentiles(values, [per_cent]), rtol=1e-9, atol=1e-3
    )


def test_percentiles_leave_their_values_as_they_are() -> None:
    values = np.array([3.0, np.nan, 1.0])
    percentiles(values, MIDDLE)
    np.testing.assert_array_equal(values, [3, np.nan, 1])


def test_a_spread_is_of_the_draws_that_have_a_number() -> None:
    # of 0, 1 … 10 a tenth of the way is 1, half is 5, nine tenths 9; 11 of 44 have none
    values = np.concatenate([np.tile(np.arange(11.0), 3), np.full(11, np.nan)])
    found = spread(values[:11])
    assert found == Spread(1, 5, 9, 0)
    assert spread(np.concatenate([values[:11], values[-11:]])) == Spread(1, 5, 9, 0.5)
    assert spread(values).missing == 0.25


def test_a_spread_of_no_numbers_is_none() -> None:
    found = spread(np.full(5, np.nan))
    assert np.isnan(found[:3]).all()
    assert found.missing == 1


# --- Comparing ------------------------------------------------------------------------------------------------------

NONE = float("nan")


@pytest.mark.parametrize(
    ("first", "second", "share"),
    [
        ([1, 1, 1, 1], [2, 2, 2, 0], 0.75),
        ([1, 1], [1, 2], 0.5),  # the same is not less
        ([1, NONE, 1, NONE], [2, 2, NONE, NONE], 1),  # one draw in which both have a number
        ([1, 3, NONE], [2, 2, 9], 0.5),
        ([NONE, NONE], [1, 2], None),
        ([NONE, 1], [1, NONE], None),
    ],
)
def test_less_is_counted_where_both_have_a_number(first: list[float], second: list[float], share: float | None) -> None:
    assert less(np.array(first), np.array(second)) == share


@pytest.mark.parametrize(
    ("drawn", "share"),
    [
        ([[1, 1, 1, 1], [2, 2, 0, 2], [3, 1, 3, 3]], 0.5),
        ([[1], [1]], 0),  # the same is no order
        ([[1, NONE, 1], [2, 2, 2], [3, 3, NONE]], 1),
        ([[NONE, 1], [2, NONE]], None),
        ([[1, 5]], 1),  # one is always in order
    ],
)
def test_order_is_counted_where_all_have_a_number(drawn: list[list[float]], share: float | None) -> None:
    assert in_order([np.array(each, dtype=float) for each in drawn]) == share


@given(
    arrays(float, 20, elements=st.integers(0, 3).map(float) | st.just(NONE)),
    arrays(float, 20, elements=st.integers(0, 3).map(float) | st.just(NONE)),
)
def test_order_of_two_is_less_of_two(first: Array, second: Array) -> None:
    assert in_order([first, second]) == less(first, second)
    there, back = less(first, second), less(second, first)
    assert there is None or back is None or there + back <= 1


def test_concepts_are_ordered_as_their_costs_are_draw_by_draw() -> None:
    plan = of(400)
    centre, street, hub = (outcomes(BASE, concept, plan)["annual_cost"] for concept in CONCEPTS.values())
    worlds = zip(hub.tolist(), street.tolist(), centre.tolist(), strict=True)
    assert in_order([hub, street, centre]) == sum(a < b < c for a, b, c in worlds) / 400


def test_a_year_has_come_by_the_calendar_years_from_it_on_and_never_for_none() -> None:
    # of four draws one by 2030, two by 2032, and one never
    years = np.array([2030.0, 2032.0, NONE, 2035.0])
    assert by_year(years, [2029, 2030, 2031, 2032, 2035, 2100]).tolist() == [0, 0.25, 0.25, 0.5, 0.75, 0.75]
    assert by_year(np.full(3, NONE), range(2027, 2030)).tolist() == [0, 0, 0]


# --- What has a number in some draws only ---------------------------------------------------------------------------

SOMETIMES = [  # concept, what is moved, and the outcome that then exists in some draws
    ("bruk_bergen", {"bruk_bergen.membership_fee": 60_000.0, "bruk_bergen.staff_fte": 0.5}, "self_sufficient_year_1"),
    ("omkrets", {"omkrets.other_income": 6_000_000.0, "omkrets.centre_fte": 0.5}, "self_sufficient_year_3"),
]


@pytest.mark.parametrize(("id", "patch", "outcome"), SOMETIMES, ids=["street", "centre"])
def test_the_share_of_draws_without_a_year_is_what_a_count_of_runs_one_by_one_gives(
    id: str, patch: dict[str, float], outcome: str
) -> None:
    moved, concept, plan = BASE.with_values(patch), CONCEPTS[id], of(150)
    given = draws.values(moved, id, plan.draws, plan.seed, plan)
    years = [measures.self_sufficient_year(concept.evaluate(_row(given, row)), int(outcome[-1])) for row in range(150)]
    never = sum(each is None for each in years)
    assert 15 < never < 135  # some, and not all
    values = outcomes(moved, concept, plan)[outcome]
    assert spread(values).missing == never / 150
    known = [each for each in years if each is not None]
    assert spread(values)[:3] == pytest.approx(np.percentile(known, MIDDLE).tolist())
    # by the last year as many have come as ever will
    calendar = range(2027, 2047)
    come = by_year(values, calendar)
    assert (np.diff(come) >= 0).all()
    assert come[-1] == pytest.approx(1 - never / 150)
    assert come[0] == 0
    assert come.tolist() == [sum(each <= year for each in known) / 150 for year in calendar]


def _row(given: dict[str, Any], row: int) -> dict[str, Any]:
    """Return what one draw gave, as plain numbers and lists."""

    def one(value: Any) -> Any:
        if not isinstance(value, np.ndarray) or value.ndim < 2:
            return value
        return value[row] if value.shape[1] > 1 else float(value[row, 0])

    return {name: one(each) for name, each in given.items()}


@pytest.mark.parametrize(("id", "patch", "outcome"), SOMETIMES, ids=["street", "centre"])
def test_own_feet_are_stood_on_where_the_last_year_s_income_covers_its_costs(
    id: str, patch: dict[str, float], outcome: str
) -> None:
    moved, concept, plan = BASE.with_values(patch), CONCEPTS[id], of(2000)
    margin = OUTCOMES[f"margin_{outcome[-1]}"].of(batch(moved, concept, plan))
    assert spread(outcomes(moved, concept, plan)[outcome]).missing == np.mean(margin < 0)


# --- Year by year ---------------------------------------------------------------------------------------------------


@each_concept
@pytest.mark.parametrize("id", YEARLY)
def test_a_fan_is_the_percentiles_of_each_year(concept: Concept, id: str) -> None:
    plan, outcome = of(600), OUTCOMES[id]
    assert outcome.yearly
    yearly = outcome.yearly(batch(BASE, concept, plan))
    found = fan(BASE, concept, plan, outcome)
    assert found.shape == (3, len(batch(BASE, concept, of(1)).years))
    np.testing.assert_allclose(found, nan_percentiles(yearly, MIDDLE), rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(found[:, -1], np.percentile(yearly[:, -1], [10, 50, 90]), rtol=1e-12, atol=1e-9)
    known = found[:, ~np.isnan(found).any(axis=0)]
    assert known.shape[1] >= 10
    assert (np.diff(known, axis=0) >= 0).all()


def test_a_fan_has_no_number_in_years_in_which_no_draw_has_one() -> None:
    # nobody covers anything before there is something to cover
    concept, plan, outcome = CONCEPTS["omkrets"], of(600), OUTCOMES["best_coverage_1"]
    assert outcome.yearly
    none = np.isnan(outcome.yearly(batch(BASE, concept, plan))).all(axis=0)
    assert none.any()
    np.testing.assert_array_equal(np.isnan(fan(BASE, concept, plan, outcome)), np.tile(none, (3, 1)))


@pytest.mark.parametrize("id", [id for id in OUTCOMES if id not in YEARLY])
def test_what_is_one_number_for_all_years_has_no_fan(id: str) -> None:
    with pytest.raises(ValueError, match=f"{id} is one number for all years"):
        fan(BASE, CONCEPTS["omkrets"], of(3), OUTCOMES[id])

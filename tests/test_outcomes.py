"""Outcomes: every row of a batch against the same numbers run alone, and what batches alone can get wrong, by hand."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

from concepts import ASSUMPTIONS_FILE, CONCEPTS, NEEDS
from models import draws, measures
from models.assumptions import load
from models.measures import LEVELS, READS
from models.outcomes import OUTCOMES, cases
from models.result import Array, Movement, Result
from models.units import UNITS

BASE = load(ASSUMPTIONS_FILE, NEEDS, READS)
COUNT, SEED = 40, 475
# Each concept as it is, and where what is rare happens: own feet, payback, other owners, an opening near the end.
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    **{concept: (concept, {}) for concept in CONCEPTS},
    "rich centre": ("omkrets", {"other_income": 8_000_000.0}),
    "rich centre of BIR": ("omkrets", {"other_income": 9_000_000.0, "property_owner": "bir"}),
    "leased centre": ("omkrets", {"property_owner": "operator", "head_rent": 700.0, "support_years": 3}),
    "late centre": ("omkrets", {"horizon_years": 3, "planning_months": 30.0}),
    "rich street": ("bruk_bergen", {"membership_fee": 300_000.0}),
}
YEARLY = [id for id, each in OUTCOMES.items() if each.yearly]
NEED_SHOPS = ("state_aid_per_shop", "occupancy_cost_peak")
each_case = pytest.mark.parametrize("case", CASES)
each_outcome = pytest.mark.parametrize("id", OUTCOMES)
each_level = pytest.mark.parametrize("level", LEVELS)


@cache
def given(case: str) -> tuple[str, dict[str, Any]]:
    """Return a case's concept, and what its lines take when nothing is drawn."""
    concept, changes = CASES[case]
    return concept, BASE.with_values({BASE.find(concept, name): x for name, x in changes.items()}).values(concept)


@cache
def drawn(case: str, count: int = COUNT) -> dict[str, Any]:
    """Return a case's draws; its lists are drawn too, as a whole up or down."""
    concept, values = given(case)
    assumptions = BASE.with_values({BASE.find(concept, name): x for name, x in CASES[case][1].items()})
    factors = np.linspace(0.8, 1.1, count)[:, None]
    lists = {name: each * factors for name, each in values.items() if isinstance(each, np.ndarray)}
    return draws.values(assumptions, concept, count, SEED) | lists


@cache
def together(case: str, count: int = COUNT) -> Result:
    return CONCEPTS[CASES[case][0]].evaluate(drawn(case, count))


@cache
def alone(case: str) -> list[Result]:
    """Return each draw run by itself, on plain numbers and lists."""
    concept, values = given(case)

    def row(number: int, name: str, each: Any) -> Any:
        if np.ndim(each) < 2:
            return each
        return each[number] if isinstance(values[name], np.ndarray) else float(each[number, 0])

    rows = ({name: row(number, name, each) for name, each in drawn(case).items()} for number in range(COUNT))
    return [CONCEPTS[concept].evaluate(each) for each in rows]


def yearly(id: str, result: Result) -> Array:
    of = OUTCOMES[id].yearly
    assert of
    return of(result)


# --- A batch is its rows --------------------------------------------------------------------------------------------


@each_case
@each_outcome
def test_each_draw_has_the_outcome_of_a_run_on_its_numbers_alone(case: str, id: str) -> None:
    batch = OUTCOMES[id].of(together(case))
    assert batch.shape == (COUNT,)
    rows = [OUTCOMES[id].of(each) for each in alone(case)]
    assert {np.shape(each) for each in rows} == {()}
    np.testing.assert_allclose(batch, rows, rtol=1e-9, atol=1e-6)  # NaN in the same places


@each_case
@pytest.mark.parametrize("id", YEARLY)
def test_each_draw_has_year_by_year_what_a_run_on_its_numbers_alone_has(case: str, id: str) -> None:
    batch = yearly(id, together(case))
    assert batch.shape == (COUNT, len(together(case).years))
    np.testing.assert_allclose(batch, [yearly(id, each) for each in alone(case)], rtol=1e-9, atol=1e-3)


@each_outcome
def test_each_outcome_has_a_number_in_some_draws_of_these(id: str) -> None:
    assert any(np.isfinite(OUTCOMES[id].of(together(case))).any() for case in CASES)


@pytest.mark.parametrize(
    ("case", "id"),
    [
        *(("rich centre", f"self_sufficient_year_{level}") for level in LEVELS),
        ("rich centre of BIR", "payback_year"),
        ("late centre", "margin_1"),
        ("late centre", "best_coverage_1"),
        ("late centre", "mean_tonnes"),
    ],
)
def test_within_a_batch_some_draws_have_a_number_and_some_have_none(case: str, id: str) -> None:
    assert 0 < np.isnan(OUTCOMES[id].of(together(case, 500))).mean() < 1


def as_measured(facts: Mapping[str, Any]) -> dict[str, float | None]:
    """Return the measures of one case under the outcomes' ids; the margins are none of them."""
    same = ("annual_cost", "net_present_value", "investment_need", "peak_need", "payback_year", "tax_cost")
    costs = {"net_present_cost": "municipality", "bir_cost": "bir", "state_cost": "state", "public_cost": "public"}
    levels = {str(level): facts["best_coverage"][str(level)]["coverage"] for level in LEVELS}
    means = ("tonnes", "visits", "jobs", "waste_avoided", "emissions")
    peak = facts["occupancy_cost_peak"]
    return {
        **{id: facts[id] for id in same},
        **{id: facts["net_present_cost"][party] for id, party in costs.items()},
        "worst_year": facts["worst_year"]["amount"],
        **{f"best_coverage_{level}": best for level, best in levels.items()},
        **{f"self_sufficient_year_{level}": year for level, year in facts["self_sufficient_year"].items()},
        "unfunded": facts["unfunded"]["present_value"],
        **{f"support_per_{unit}": support for unit, support in facts["support_per"].items()},
        **{id: facts[id] for id in ("state_aid_per_shop", "state_aid_operator")},
        "occupancy_cost_peak": peak and peak["share"],
        **{f"mean_{name}": facts["mean_effects"][name] for name in means},
    }


@each_case
def test_one_case_has_the_numbers_that_stand_among_the_measures(case: str) -> None:
    result = CONCEPTS[CASES[case][0]].evaluate(given(case)[1])
    expected = as_measured(measures.measures(result))
    assert set(OUTCOMES) - set(expected) == {f"margin_{level}" for level in LEVELS}
    found = {id: OUTCOMES[id].of(result) for id in expected}
    assert {id: each.shape for id, each in found.items() if each.shape} == {}
    numbers = {id: None if np.isnan(each) else float(each) for id, each in found.items()}
    assert numbers == expected


# --- The shape of a batch -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("concept", CONCEPTS)
@each_outcome
def test_where_nothing_it_rests_on_varies_every_case_has_the_same_number(concept: str, id: str) -> None:
    values = BASE.values(concept)
    single = CONCEPTS[concept].evaluate(values)
    batch = CONCEPTS[concept].evaluate(values | {"reference_sold": np.linspace(1, 2, 7)[:, None]})  # no line reads it
    np.testing.assert_array_equal(OUTCOMES[id].of(batch), np.full(7, OUTCOMES[id].of(single)))
    if id in YEARLY:
        np.testing.assert_array_equal(yearly(id, batch), np.tile(yearly(id, single), (7, 1)))


@pytest.mark.parametrize("concept", ["bruk_bergen", "bergen_reparerer"])
@pytest.mark.parametrize("id", NEED_SHOPS)
def test_a_batch_of_a_concept_without_let_shops_has_no_number_for_any_case(concept: str, id: str) -> None:
    of = OUTCOMES[id].of(together(concept))
    assert of.shape == (COUNT,)
    assert np.isnan(of).all()


def test_a_batch_of_one_draw_is_still_a_batch() -> None:
    assert cases(together("omkrets", 1)) == (1,)
    assert {OUTCOMES[id].of(together("omkrets", 1)).shape for id in OUTCOMES} == {(1,)}


def test_cases_may_have_several_axes_such_as_a_step_and_a_draw() -> None:
    # three steps down, the five draws across
    steps = {
        "market_rent": (1200.0, 1400.0, 1600.0),
        "discount_rate": (0.0, 0.04, 0.08),
        "euro_rate": (10.0, 11.0, 12.0),
    }
    values = drawn("omkrets", 5)
    grid = CONCEPTS["omkrets"].evaluate(values | {name: np.array(x)[:, None, None] for name, x in steps.items()})
    rows = [CONCEPTS["omkrets"].evaluate(values | {name: x[step] for name, x in steps.items()}) for step in range(3)]
    for id, each in OUTCOMES.items():
        assert each.of(grid).shape == (3, 5), id
        one_by_one = [each.of(row) for row in rows]
        np.testing.assert_allclose(each.of(grid), one_by_one, rtol=1e-9, atol=1e-6, err_msg=id)


# --- By hand: cases that differ in what one case has only once ------------------------------------------------------


def made(flows: Mapping[str, Any] | None = None, assumptions: Mapping[str, Any] | None = None, **lines: Any) -> Result:
    """Return a result from 2027 on; flows: "payer → payee" → amounts (…, year), all in operation."""
    movements = {
        parties: Movement(*parties.split(" → "), "operation", np.array(amounts, dtype=float))
        for parties, amounts in (flows or {}).items()
    }
    given = {name: np.array(each, dtype=float) for name, each in lines.items()}
    lengths = [each.shape[-1] for each in given.values() if each.ndim] + [
        each.amounts.shape[-1] for each in movements.values()
    ]
    count = max(lengths)
    plain = {"discount": np.ones(count), "price_index": np.ones(count), "operating_share": np.ones(count)}
    plain |= {"residual_value": np.zeros(1)}
    assumed = {"discount_rate": 0.0, "property_owner": "municipality", "euro_rate": 10.0, "tax_cost_factor": 0.2}
    years = 2027 + np.arange(count)
    return Result("made", years, assumed | dict(assumptions or {}), plain | given, movements)


def column(*values: float) -> Array:
    return np.array(values)[:, None]


def test_each_case_counts_the_operating_years_that_begin_within_its_own_horizon() -> None:
    # Five calendar years. Opened in year 0, 1, 3 or 5 after the start there are 5, 4, 2 and 0 operating years, so the
    # dearest three are 3 + 4 + 5 = 12, 2 + 3 + 4 = 9, 1 + 2 = 3 (there are no more) and 0; at 10 NOK a euro.
    openings = column(0.25, 1.0, 3.9, 5.0)
    result = made(assumptions={"opening": openings}, opening=openings, rent_support_per_shop=[1, 2, 3, 4, 5])
    assert OUTCOMES["state_aid_per_shop"].of(result).tolist() == [1.2, 0.9, 0.3, 0.0]


def test_the_dearest_three_years_may_stand_anywhere() -> None:
    # 9 + 0 + 1; 1 + 5 + 5; 2 + 3 + 4
    support = [[9, 0, 1, 2], [0, 1, 5, 5], [2, 3, 4, 1]]
    euro_rate = column(10, 1, 3)
    result = made(assumptions={"euro_rate": euro_rate}, opening=0.5, rent_support_per_shop=support)
    assert OUTCOMES["state_aid_per_shop"].of(result).tolist() == [1.0, 11.0, 3.0]


def test_a_horizon_of_two_years_has_no_three_to_add() -> None:
    assert OUTCOMES["state_aid_per_shop"].of(made(opening=0.0, rent_support_per_shop=[40, 30])) == 7


def test_each_case_has_its_own_dearest_years_of_aid_to_the_operator() -> None:
    # Grants at prices 1, 2, 2, 2, those of BIR 0, 0, 0, 2 · 5, and spared rent 10, 10, 10, 0 in each year's kroner:
    # 40, 10, 30, 40, of which the last three are 80; 40, 50, 10, 10, of which the first three are 100
    result = made(
        price_index=[1, 2, 2, 2],
        deficit_grant_municipality=[[30, 0, 10, 15], [30, 20, 0, 0]],
        deficit_grant_bir=[0, 0, 0, 5],
        premises_advantage=[10, 10, 10, 0],
    )
    assert OUTCOMES["state_aid_operator"].of(result).tolist() == [8.0, 10.0]


def test_a_case_without_an_exchange_rate_has_no_aid_in_euro() -> None:
    result = made(assumptions={"euro_rate": column(10, 0, -1)}, opening=0.0, rent_support_per_shop=[40, 30])
    np.testing.assert_array_equal(OUTCOMES["state_aid_per_shop"].of(result), [7, np.nan, np.nan])


def test_premises_cost_most_in_a_year_that_begins_within_the_case_s_own_horizon() -> None:
    # 5, 4, 2 and 0 operating years
    openings = column(0.25, 1.0, 3.9, 5.0)
    result = made(assumptions={"opening": openings}, opening=openings, occupancy_cost=[0.1, 0.2, 0.3, 0.25, 0.4])
    np.testing.assert_array_equal(OUTCOMES["occupancy_cost_peak"].of(result), [0.4, 0.3, 0.2, np.nan])


def test_each_case_stands_on_its_own_feet_from_its_own_year() -> None:
    # costs of 10: never; from the second year; from the third, after a bad second; from the first full year
    income = [[9, 9, 9], [9, 10, 11], [10, 9, 10], [12, 12, 12]]
    share = [[1, 1, 1], [1, 1, 1], [1, 1, 1], [0.5, 0.5, 1]]
    result = made(operating_income=income, running_costs=[10, 10, 10], operating_share=share)
    np.testing.assert_array_equal(OUTCOMES["self_sufficient_year_1"].of(result), [np.nan, 2028, 2029, 2029])
    assert OUTCOMES["margin_1"].of(result).tolist() == [-1, 1, 0, 2]
    assert OUTCOMES["best_coverage_1"].of(result).tolist() == [0.9, 1.1, 1.0, 1.2]


def test_each_case_is_paid_back_in_its_own_year() -> None:
    # −100, 60, 40 is 0 after the third year; −100, 150, 0 after the second; −100, 0, 50 never; 0, −100, 200 after the
    # third, for it is not paid back before it has begun
    paid = [[100, 0, 0], [100, 0, 0], [100, 0, 0], [0, 100, 0]]
    received = [[0, 60, 40], [0, 150, 0], [0, 0, 50], [0, 0, 200]]
    result = made({"operator → market": paid, "market → operator": received})
    np.testing.assert_array_equal(OUTCOMES["payback_year"].of(result), [2029, 2028, np.nan, 2029])


def test_each_case_is_discounted_at_its_own_rate() -> None:
    # 100 now and 50 in a year: 140 at 25 %, 125 at 100 %; less the 62.5 left after two years: 40, 15.625
    rates = column(0.25, 1.0)
    result = made(
        {"municipality → market": [100, 50]},
        {"discount_rate": rates},
        discount=(1 + rates) ** -np.arange(2.0),
        residual_value=[62.5],
    )
    assert OUTCOMES["net_present_cost"].of(result).tolist() == pytest.approx([100, 109.375])
    assert OUTCOMES["annual_cost"].of(result).tolist() == pytest.approx([100 / 1.8, 109.375 / 1.5])


def test_each_case_has_its_own_largest_outlay_and_dearest_year() -> None:
    # 10, 30, 25; never anything paid; 5, 5, 12 at prices 1, 1, 2 is 5, 5, 19
    paid, received = [[10, 20, 0], [0, 0, 0], [5, 0, 7]], [[0, 0, 2.5], [1, 1, 1], [0, 0, 0]]
    flows = {"municipality → market": paid, "market → municipality": received}
    result = made(flows, price_index=[1, 1, 2])
    assert OUTCOMES["peak_need"].of(result).tolist() == [30, 0, 19]
    assert OUTCOMES["worst_year"].of(result).tolist() == [-20, 0, -14]


def test_support_is_per_unit_where_there_are_units() -> None:
    # 100 for 20 tonnes; for none; 90 for 0.045 tonnes; for less than none
    flows = {"municipality → market": [[100, 0], [100, 0], [90, 0], [100, 0]]}
    tonnes = [[10, 10], [0, 0], [0.045, 0], [1, -2]]
    result = made(flows, tonnes=tonnes, emissions=tonnes)
    np.testing.assert_allclose(OUTCOMES["support_per_tonne"].of(result), [5, np.nan, 2000, np.nan])
    np.testing.assert_allclose(OUTCOMES["support_per_kg_co2e"].of(result), [0.005, np.nan, 2, np.nan])


# --- Year by year ---------------------------------------------------------------------------------------------------


def test_a_cost_year_by_year_is_what_is_paid_in_all_by_then() -> None:
    flows = {
        "municipality → market": [[100, 50, 0], [1, 1, 1]],
        "market → municipality": [0, 0, 25],
        "bir → market": [0, 10, 0],
        "state → municipality": [0, 0, 5],
    }
    result = made(flows)
    assert yearly("annual_cost", result).tolist() == [[100, 150, 120], [1, 2, -27]]
    assert yearly("net_present_cost", result).tolist() == [[100, 150, 120], [1, 2, -27]]
    assert yearly("bir_cost", result).tolist() == [0, 10, 10]
    assert yearly("state_cost", result).tolist() == [0, 0, 5]
    assert yearly("public_cost", result).tolist() == [[100, 160, 135], [1, 12, -12]]


@each_case
@each_level
def test_a_margin_is_that_of_the_last_year_when_it_is_open_all_year(case: str, level: int) -> None:
    result = together(case)
    open_all_year = result["operating_share"][:, -1] > 1 - 1e-9
    last = np.where(open_all_year, yearly(f"margin_{level}", result)[:, -1], np.nan)
    np.testing.assert_array_equal(OUTCOMES[f"margin_{level}"].of(result), last)


# --- Margin and own feet --------------------------------------------------------------------------------------------


@each_case
@each_level
def test_there_is_a_margin_with_some_income_exactly_where_there_is_a_self_sufficient_year(
    case: str, level: int
) -> None:
    result = together(case, 500)
    has_margin = (OUTCOMES[f"margin_{level}"].of(result) >= 0) & (result["operating_income"][..., -1] > 0)
    stands = ~np.isnan(OUTCOMES[f"self_sufficient_year_{level}"].of(result))
    np.testing.assert_array_equal(has_margin, stands)


# --- The list -------------------------------------------------------------------------------------------------------


def test_outcomes_are_measured_in_known_units() -> None:
    unknown = {each.unit for each in OUTCOMES.values()} - set(UNITS)
    assert unknown == {"NOK/kg CO2e"}  # no assumption and no line is


@pytest.mark.parametrize("concept", CONCEPTS)
@pytest.mark.parametrize("name", ["tonnes", "visits", "jobs", "waste_avoided", "emissions"])
def test_a_mean_effect_has_the_unit_of_its_effect(concept: str, name: str) -> None:
    unit = CONCEPTS[concept].graph.by_name[name].unit
    assert OUTCOMES[f"mean_{name}"].unit == unit.replace("users", "visits")  # the hub's users are its visits


def test_each_outcome_stands_under_its_own_id() -> None:
    assert [each.id for each in OUTCOMES.values()] == list(OUTCOMES)
    assert len(OUTCOMES) == 33


def test_less_cost_is_better_and_more_value_is() -> None:
    less = {"annual_cost", "public_cost", "self_sufficient_year_1", "payback_year", "support_per_job", "unfunded"}
    more = {"net_present_value", "worst_year", "margin_3", "best_coverage_2", "mean_jobs"}
    assert {OUTCOMES[id].better for id in less} == {-1}
    assert {OUTCOMES[id].better for id in more} == {1}

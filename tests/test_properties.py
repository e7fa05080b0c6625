"""What must hold whatever the numbers are: section 10 of the model description, a test per sentence.

Cases are drawn over the plausible range of every assumption; where the description says so, beyond it.
"""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concepts import ASSUMPTIONS_FILE, CONCEPTS, NEEDS
from models import measures
from models.assumptions import COMMON, load
from models.measures import READS, summary
from models.scenarios import Scenario
from models.units import UNITS

BASE = load(ASSUMPTIONS_FILE, NEEDS, READS)
WORDS = {
    "property owner": ["municipality", "bir", "operator"],
    "loan type": ["serial", "annuity"],
    "support years": ["all", 0, 1, 3, (1, 4)],
}
STEADY = {"inflation": 0.0, "real_wage_growth": 0.0, "real_rent_growth": 0.0}
each_concept = pytest.mark.parametrize("id", CONCEPTS)
few = settings(max_examples=25)


def one(entry):
    """Return how one assumption is drawn: over its range, or as it is if it has none."""
    unit = UNITS[entry.unit]
    if entry.unit in WORDS:
        return st.sampled_from(WORDS[entry.unit])
    if unit.steps:
        return st.lists(st.floats(0, 1.5, width=32), min_size=1, max_size=25).map(tuple)
    if entry.low is None:
        return st.just(entry.value)
    if unit.whole:
        return st.integers(entry.low, entry.high)
    if entry.unit == "months":  # halves of months, so that 12 more is exactly a year more
        return st.integers(0, int(2 * entry.high)).map(lambda halves: halves / 2)
    return st.floats(entry.low, entry.high).map(lambda value: round(value, 12))  # as many decimals as a file can hold


def case(id, **fixed):
    """Draw the values of a concept, name → value; some fixed."""
    entries = {**BASE.sections[COMMON], **BASE.sections[id]}
    drawn = {name: st.just(fixed[name]) if name in fixed else one(entry) for name, entry in entries.items()}
    return st.fixed_dictionaries(drawn)


CASES = {id: case(id) for id in CONCEPTS}


def run(id, values):
    """Run a concept on values as the file gives them: tuples become arrays, but not the years of support."""
    arrays = {
        name: np.asarray(value, dtype=float) if isinstance(value, tuple) and name != "support_years" else value
        for name, value in values.items()
    }
    return CONCEPTS[id].evaluate(arrays)


def base_values(id, **changes):
    entries = {**BASE.sections[COMMON], **BASE.sections[id]}
    return {name: entry.value for name, entry in entries.items()} | changes


def amounts(result):
    return {name: each.amounts for name, each in result.flows.items()}


def close(got, want, floor=1e-3):
    np.testing.assert_allclose(got, want, rtol=1e-9, atol=floor)


def all_close(got, want, floor=1e-3):
    assert got.keys() == want.keys()
    for name in want:
        np.testing.assert_allclose(got[name], want[name], rtol=1e-9, atol=floor, err_msg=name)


# --- The ledger -----------------------------------------------------------------------------------------------------


@each_concept
@few
@given(st.data())
def test_nets_of_all_parties_sum_to_zero_each_year(id, data):
    result = run(id, data.draw(CASES[id]))
    close(sum(result.net(party) for party in measures.PARTIES), 0)


@each_concept
@few
@given(st.data())
def test_the_operator_is_left_with_nothing_each_year(id, data):
    close(run(id, data.draw(CASES[id])).net("operator"), 0)


@each_concept
@few
@given(st.data())
def test_no_flow_runs_backwards(id, data):
    result = run(id, data.draw(CASES[id]))
    assert [name for name, paid in amounts(result).items() if np.min(paid) < 0] == []


@each_concept
@few
@given(st.data())
def test_funding_sources_come_to_the_uses(id, data):
    result = run(id, data.draw(CASES[id]))
    owner = result.property_owner
    sources = ("grant", "municipal_capital", "bir_capital", "loan")
    paid_in = sum(result.get(name) for name in sources)  # lines, so the owner's own capital is in
    close(paid_in * result["price_index"], result["spending"])
    assert {result.flows[name].payee for name in sources if name in result.flows} == {owner}


# --- The loan -------------------------------------------------------------------------------------------------------


@few
@given(CASES["omkrets"])
def test_the_balance_of_the_loan_is_never_below_zero(values):
    result = run("omkrets", values)
    drawn_less_repaid = np.cumsum(result["loan_draw"] - result["instalment"])
    assert drawn_less_repaid.min() > -1e-3
    close(result["debt"], drawn_less_repaid)


@few
@given(case("omkrets", horizon_years=40), st.integers(1, 30), st.integers(0, 5))
def test_a_loan_that_ends_within_the_horizon_is_repaid_exactly(values, loan_years, grace_years):
    # opening at the latest 27 months in: first instalment in year 3 + 5, the last 29 later, in year 37 of 40
    result = run("omkrets", values | {"loan_years": loan_years, "grace_years": grace_years})
    close(np.sum(result["instalment"]), result["loan_total"][0])
    close(result["debt"][-1], 0)
    assert np.count_nonzero(result["instalment"] > 0) in {0, loan_years}


@few
@given(case("omkrets", loan_interest_rate=0.0))
def test_without_interest_nothing_but_the_loan_is_paid(values):
    result = run("omkrets", values)
    assert np.all(result["interest"] == 0)
    close(np.sum(result["instalment"]) + result["debt"][-1], result["loan_total"][0])


@few
@given(case("omkrets", loan_interest_rate=0.0))
def test_without_interest_annuity_and_serial_loan_are_the_same(values):
    both = [run("omkrets", values | {"loan_type": kind}) for kind in ("annuity", "serial")]
    all_close(*(amounts(result) for result in both))


# --- Time -----------------------------------------------------------------------------------------------------------


@each_concept
@few
@given(st.data())
def test_the_share_in_operation_lies_between_0_and_1_and_does_not_fall(id, data):
    share = run(id, data.draw(CASES[id]))["operating_share"]
    assert share.min() >= 0
    assert share.max() <= 1
    assert np.diff(share).min() >= 0


@each_concept
@few
@given(st.data())
def test_values_beyond_the_horizon_have_no_effect(id, data):
    horizon = data.draw(st.integers(1, 15))
    short = data.draw(case(id, horizon_years=horizon))
    full = {name: pad(value, horizon + 1) for name, value in short.items() if is_steps(name, id)}
    longer = {name: steps + data.draw(st.sampled_from([(9.0,), (0.0, 1.5)])) for name, steps in full.items()}
    before, after = run(id, short | full), run(id, short | longer)
    for name in before.lines:
        np.testing.assert_array_equal(after[name], before[name], err_msg=name)


def is_steps(name, id):
    return UNITS[BASE[BASE.find(id, name)].unit].steps


def pad(steps, length):
    """Return the list with its last value held up to the length, cut there."""
    return (*steps, *[steps[-1]] * length)[:length]


@each_concept
@pytest.mark.parametrize("length", range(1, 61, 5))
def test_lists_of_1_to_60_hold_their_last_value(id, length):
    names = [name for name in base_values(id) if is_steps(name, id)]
    lists = {name: tuple(0.3 + 0.01 * k for k in range(length)) for name in names}
    held = {name: pad(steps, 61) for name, steps in lists.items()}
    values = base_values(id, horizon_years=40)
    for name, line in run(id, values | lists).lines.items():
        np.testing.assert_array_equal(line, run(id, values | held).lines[name], err_msg=name)


@each_concept
@few
@given(st.data())
def test_opening_12_months_later_moves_real_flows_exactly_one_year(id, data):
    # A leased building is left out: its fit-out lasts for the years that are left. A longer pre-project is spread
    # over more years, so that its own cost does not move, but all that comes after it does.
    owner = data.draw(st.sampled_from(["municipality", "bir"]))
    fixed = STEADY | ({"property_owner": owner} if id == "omkrets" else {})
    values = data.draw(case(id, **fixed))
    early = amounts(run(id, values))
    late = amounts(run(id, values | {"pre_project_months": values["pre_project_months"] + 12}))
    moved = {name: np.append(0, paid[:-1]) for name, paid in early.items() if name != "pre_project"}
    late.pop("pre_project")
    all_close(late, moved)


# --- Cases ----------------------------------------------------------------------------------------------------------


@each_concept
@few
@given(st.data())
def test_one_case_alone_is_the_same_case_in_a_batch(id, data):
    horizon = data.draw(st.integers(1, 25))
    words = {
        name: data.draw(st.sampled_from(WORDS[name.replace("_", " ")])) for name in ("property_owner", "loan_type")
    }
    words |= {"horizon_years": horizon, "support_years": "all"}
    cases = data.draw(st.lists(case(id, **words), min_size=2, max_size=3))
    together = run_together(id, cases)
    for row, values in enumerate(cases):
        alone = run(id, values)
        for name in alone.lines:
            in_batch = np.broadcast_to(together[name], (len(cases), horizon + 1))[row]
            np.testing.assert_allclose(in_batch, alone[name], rtol=1e-12, atol=1e-9, err_msg=name)
        all_close({name: paid[row] for name, paid in amounts_of(together, len(cases)).items()}, amounts(alone), 1e-9)
        for cost in (measures.annual_cost, measures.net_present_value, measures.public_net_present_cost):
            np.testing.assert_allclose(cost(together)[row], cost(alone), rtol=1e-9, atol=1e-3)


def run_together(id, cases):
    """Run cases as rows: numbers of shape (cases, 1), lists (cases, length)."""
    rows = {}
    for name, first in cases[0].items():
        column = [values[name] for values in cases]
        if isinstance(first, tuple):
            rows[name] = np.array([pad(steps, 26) for steps in column])
        elif isinstance(first, float):
            rows[name] = np.array(column)[:, None]
        else:  # words, and whole numbers such as the horizon, which all cases share
            rows[name] = np.array(column)[:, None] if name in ("loan_years", "grace_years") else first
    return CONCEPTS[id].evaluate(rows)


def amounts_of(together, count):
    shape = (count, len(together.years))
    return {name: np.broadcast_to(each.amounts, shape) for name, each in together.flows.items()}


@each_concept
def test_the_default_scenario_differs_from_itself_by_exactly_0(id):
    results = [CONCEPTS[id].evaluate(Scenario(BASE, {}).assumptions.values(id)) for _ in range(2)]
    assert summary(results[0]) == summary(results[1])
    assert all(np.all(results[0][name] - results[1][name] == 0) for name in results[0].lines)


@each_concept
def test_a_change_and_back_gives_exactly_the_default(id):
    there_and_back = Scenario(BASE, {}).with_value("common.inflation", 0.03).with_value("common.inflation", 0.02)
    again = CONCEPTS[id].evaluate(there_and_back.assumptions.values(id))
    assert summary(again) == summary(CONCEPTS[id].evaluate(BASE.values(id)))


# --- Money ----------------------------------------------------------------------------------------------------------

SAME = ("coverage", "self_sufficient_year", "best_coverage", "payback_year", "occupancy_cost_peak", "tenant_margin")
SEVEN_TIMES = (
    *("net_present_cost", "annual_cost", "net_present_value", "investment_need", "peak_need"),
    *("support_per", "tax_cost", "state_aid_per_shop", "state_aid_operator"),
)


def is_money(name, id):
    unit = BASE[BASE.find(id, name)].unit
    return unit.startswith("NOK") and unit not in ("NOK/EUR", "NOK/t CO2e")  # an exchange rate; shown, never used


def seven_times(values, id):
    return values | {name: 7 * value for name, value in values.items() if is_money(name, id)}


@each_concept
@few
@given(st.data())
def test_7_times_every_sum_of_money_in_gives_7_times_every_flow_out(id, data):
    values = data.draw(CASES[id])
    once, dear = run(id, values), run(id, seven_times(values, id))
    all_close(amounts(dear), {name: 7 * paid for name, paid in amounts(once).items()})
    all_close(dear.effects, once.effects, 1e-9)


@each_concept
@few
@given(st.data())
def test_7_times_every_sum_of_money_in_gives_7_times_every_measure_in_money(id, data):
    values = data.draw(CASES[id])
    once, dear = (summary(run(id, each))["measures"] for each in (values, seven_times(values, id)))
    for name in SAME:
        same(dear[name], once[name], 1, name)
    for name in SEVEN_TIMES:
        same(dear[name], once[name], 7, name)
    same(dear["worst_year"]["amount"], once["worst_year"]["amount"], 7, "worst_year")
    same(dear["unfunded"]["present_value"], once["unfunded"]["present_value"], 7, "unfunded")
    same(dear["plan_effect"]["operations"], once["plan_effect"]["operations"], 7, "operations")
    same(dear["plan_effect"]["investments"], once["plan_effect"]["investments"], 7, "investments")


def same(got, want, factor, name):
    """Assert that a measure (number, None, list or mapping of those) is so many times another."""
    if isinstance(want, dict):
        for key in want:
            same(got[key], want[key], factor, f"{name} {key}")
    elif isinstance(want, list):
        for one_got, one_want in zip(got, want, strict=True):
            same(one_got, one_want, factor, name)
    elif want is None:
        assert got is None, name
    else:
        assert got == pytest.approx(factor * want, rel=1e-9, abs=1e-3 if factor > 1 else 1e-9), name


# --- Coverage and support -------------------------------------------------------------------------------------------


@each_concept
@few
@given(st.data())
def test_coverage_of_running_costs_is_no_less_than_with_the_building(id, data):
    result = run(id, data.draw(CASES[id]))
    first, second = (measures.coverage(result, level) for level in (1, 2))
    both = ~np.isnan(first) & ~np.isnan(second)
    assert np.all(first[both] >= second[both])


@each_concept
@few
@given(st.data())
def test_without_years_of_support_nobody_covers_a_deficit_in_operation(id, data):
    result = run(id, data.draw(case(id, support_years=0)))
    open_all_year = result["operating_share"] == 1
    granted = result["deficit_grant_municipality"] + result["deficit_grant_bir"]
    close(granted[open_all_year], 0)
    close(result["unfunded_deficit"][open_all_year], result["deficit"][open_all_year])


@each_concept
@few
@given(st.data())
def test_preparation_is_covered_even_without_years_of_support(id, data):
    values = data.draw(case(id, support_years=0, municipal_deficit_share=1.0, bir_deficit_share=0.0))
    result = run(id, values)
    closed = result["operating_share"] == 0
    close(result["deficit_grant_municipality"][closed], result["deficit"][closed])


# --- What more of something does to what the municipality pays ------------------------------------------------------

PREPARATION = ["pre_project_cost", "planning_cost"]
RISES = {
    "omkrets": [
        *("building_cost", "property_operation_cost", "fte_cost", "centre_fte", "supervisor_fte", "marketing"),
        *("vat_cost_share", "exit_rate", *PREPARATION),
    ],
    "bruk_bergen": ["fte_cost", "staff_fte", "marketing", "vat_cost_share", *PREPARATION],
    "bergen_reparerer": ["fte_cost", "staff_fte", "marketing", "vat_cost_share", *PREPARATION],
}
FALLS = {
    "omkrets": ["state_grant", "reception_share_bir", "other_income"],
    "bruk_bergen": ["state_grant", "membership_fee", "members"],
    "bergen_reparerer": ["state_grant"],
}


def named(table):
    return pytest.mark.parametrize(("id", "name"), [(id, name) for id, names in table.items() for name in names])


def cost(id, **changes):
    return float(measures.net_present_cost(run(id, base_values(id, **changes)), "municipality"))


def span(id, name):
    entry = BASE[BASE.find(id, name)]
    return float(entry.low), float(entry.high)


def two_values(id, name):
    return st.lists(st.floats(*span(id, name)), min_size=2, max_size=2).map(sorted)


@named(RISES)
def test_the_municipality_pays_more_at_the_high_end(id, name):
    low, high = span(id, name)
    assert cost(id, **{name: low}) < cost(id, **{name: high})


@named(FALLS)
def test_the_municipality_pays_less_at_the_high_end(id, name):
    low, high = span(id, name)
    assert cost(id, **{name: low}) > cost(id, **{name: high})


@named(RISES)
@few
@given(st.data())
def test_what_the_municipality_pays_rises_all_the_way(id, name, data):
    less, more = data.draw(two_values(id, name))
    assert cost(id, **{name: less}) <= cost(id, **{name: more}) + 1e-3


@named(FALLS)
@few
@given(st.data())
def test_what_the_municipality_pays_falls_all_the_way(id, name, data):
    less, more = data.draw(two_values(id, name))
    assert cost(id, **{name: less}) >= cost(id, **{name: more}) - 1e-3


# --- Beyond the plausible -------------------------------------------------------------------------------------------


def extremes(entry):
    """Return the least and the most the unit allows, and the words."""
    unit = UNITS[entry.unit]
    if unit.options:
        return [*unit.options, *([0, 100, (100,)] if entry.unit == "support years" else [])]
    least = unit.low + (0.001 if unit.above else 0)
    return [(least,), (unit.high,)] if unit.steps else [least, unit.high]


EXTREMES = [(key, value) for key in BASE.keys for value in extremes(BASE[key])]


@pytest.mark.parametrize(("key", "value"), EXTREMES)
def test_the_least_and_the_most_a_unit_allows_give_finite_numbers(key, value):
    section = key.split(".")[0]
    assumptions = BASE.with_values({key: value})
    for id in CONCEPTS if section == COMMON else [section]:
        told = json.dumps(summary(CONCEPTS[id].evaluate(assumptions.values(id))), allow_nan=False)
        assert told


@each_concept
@settings(max_examples=60)
@given(st.data())
def test_several_extremes_at_once_give_finite_numbers(id, data):
    keys = [name for name in base_values(id) if name not in ("start_year", "price_year", "horizon_years")]
    some = data.draw(st.lists(st.sampled_from(keys), min_size=2, max_size=8, unique=True))
    changes = {name: data.draw(st.sampled_from(extremes(BASE[BASE.find(id, name)]))) for name in some}
    assert json.dumps(summary(run(id, base_values(id, **changes))), allow_nan=False)

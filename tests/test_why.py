"""What a cost is made of, and which lines are per operating year: what the page Hvorfor rests on."""

import numpy as np
import pytest

from concepts import CONCEPTS
from models import measures
from models.formula import is_per_operating_year
from models.ledger import PARTIES, PUBLIC
from models.measures import RESIDUAL

OWNERS = ("municipality", "bir", "operator")
CASES = [*((id, {}) for id in CONCEPTS), *(("omkrets", {"property_owner": owner}) for owner in OWNERS[1:])]
ODD = [
    ("omkrets", {"property_owner": "bir", "head_rent": 700}),
    ("omkrets", {"property_owner": "operator", "head_rent": 700, "discount_rate": 0.0}),
    ("omkrets", {"support_years": 3}),
    ("omkrets", {"loan_years": 40, "horizon_years": 10}),
    ("omkrets", {"horizon_years": 0}),
    ("omkrets", {"planning_months": 1200}),
    ("bruk_bergen", {"support_years": [2, 4], "discount_rate": 0.08}),
]


@pytest.mark.parametrize("party", PARTIES)
@pytest.mark.parametrize(("concept", "changes"), [*CASES, *ODD])
def test_the_parts_add_to_what_it_costs_a_party(evaluate, concept, changes, party):
    result = evaluate(concept, **changes)
    whole = float(measures.net_present_cost(result, party))
    assert sum(measures.cost_parts(result, (party,)).values()) == pytest.approx(whole, rel=1e-9, abs=1e-3)


@pytest.mark.parametrize("parties", [PUBLIC, ("municipality", "operator"), PARTIES])
@pytest.mark.parametrize(("concept", "changes"), [*CASES, *ODD])
def test_what_several_parties_pay_each_other_is_left_out_and_the_rest_adds(evaluate, concept, changes, parties):
    result = evaluate(concept, **changes)
    parts = measures.cost_parts(result, parties)
    whole = sum(float(measures.net_present_cost(result, each)) for each in parties)
    assert sum(parts.values()) == pytest.approx(whole, rel=1e-9, abs=1e-2)
    inside = {name for name, each in result.flows.items() if {each.payer, each.payee} <= set(parties)}
    assert not inside & set(parts)


@pytest.mark.parametrize(("concept", "changes"), CASES)
def test_only_the_owner_is_credited_with_what_is_left(evaluate, concept, changes):
    result = evaluate(concept, **changes)
    credited = {party for party in PARTIES if RESIDUAL in measures.cost_parts(result, (party,))}
    assert credited == {changes.get("property_owner", "municipality" if concept == "omkrets" else "operator")}


@pytest.mark.parametrize("concept", CONCEPTS)
def test_each_part_is_a_flow_the_party_pays_or_receives(evaluate, concept):
    result = evaluate(concept)
    for party in PARTIES:
        for name, amount in measures.cost_parts(result, (party,)).items():
            if name == RESIDUAL:
                continue
            flow = result.flows[name]
            assert party in (flow.payer, flow.payee)
            present = np.sum(result["discount"] * flow.amounts)
            assert amount == pytest.approx(present if party == flow.payer else -present)


def test_what_is_left_is_worth_the_value_less_the_debt_after_the_last_year(evaluate):
    """20 years at 4 %: value and debt at the end of the last of 21 years are discounted by 1.04 to the 21st."""
    result = evaluate("omkrets", discount_rate=0.04, horizon_years=20)
    left = result["residual_value"][-1] - result["debt"][-1] / result["price_index"][-1]
    assert measures.cost_parts(result, ("municipality",))[RESIDUAL] == pytest.approx(-left / 1.04**21)


def test_a_flow_of_nothing_is_no_part(evaluate):
    assert "head_rent" not in measures.cost_parts(evaluate("omkrets", head_rent=0), ("municipality",))


PER_OPERATING_YEAR = {
    "omkrets": ("let_area", "sales", "rent_share", "exit", "occupancy"),
    "bruk_bergen": ("member_count",),
    "bergen_reparerer": ("user_count",),
}
PER_CALENDAR_YEAR = {
    "omkrets": (
        "rent",
        "discount",
        "operating_income",
        "running_costs",
        "debt",
        "wage_index",
        "area_let_max",
        "tonnes",
    ),
    "bruk_bergen": ("discount", "operating_income", "membership_fees", "wage_index"),
    "bergen_reparerer": ("discount", "running_costs", "tonnes", "year"),
}


@pytest.mark.parametrize(
    ("concept", "name"), [(id, name) for id, names in PER_OPERATING_YEAR.items() for name in names]
)
def test_what_goes_into_a_flow_per_operating_year_is_per_operating_year(evaluate, concept, name):
    assert is_per_operating_year(CONCEPTS[concept], evaluate(concept), name)


@pytest.mark.parametrize(("concept", "name"), [(id, name) for id, names in PER_CALENDAR_YEAR.items() for name in names])
def test_a_finished_flow_or_what_is_made_of_it_or_does_not_vary_is_not(evaluate, concept, name):
    assert not is_per_operating_year(CONCEPTS[concept], evaluate(concept), name)


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_line_per_operating_year_does_not_move_with_the_opening(evaluate, concept):
    """Two years of planning more: the n-th operating year is the same where prices do not grow."""
    flat = {name: 0.0 for name in CONCEPTS[concept].assumptions if name.endswith("_growth") or name == "inflation"}
    soon, late = (evaluate(concept, planning_months=months, **flat) for months in (12, 36))
    for name in CONCEPTS[concept].graph.by_name:
        if is_per_operating_year(CONCEPTS[concept], soon, name):
            assert soon[name][:10] == pytest.approx(late[name][:10]), name

"""Measures, worked by hand on small ledgers made for the purpose, and against numpy-financial."""

import numpy as np
import numpy_financial as npf
import pytest

from models import measures
from models.measures import (
    annual_cost,
    best_coverage,
    coverage,
    internal_rate_of_return,
    margin,
    mean_effect,
    net_present_cost,
    net_present_value,
    payback_year,
    peak_need,
    plan_effect,
    present_value,
    public_net_present_cost,
    self_sufficient_year,
    state_aid_operator,
    state_aid_per_shop,
    support_per,
    tax_cost,
    tenant_margin,
    unfunded,
    worst_year,
)
from models.result import Movement, Result


@pytest.fixture
def ledger():
    """`ledger(operation={"market → operator": [1, 2]})`: a result of just those flows and lines, from 2027 on.

    Flows are told by activity and who pays whom; other lines are given as they are.
    """

    def made(
        *, rate=0.0, inflation=0.0, owner="municipality", residual=0.0, lines=None, assumptions=None, **activities
    ):
        flows = {}
        for activity, by_parties in activities.items():
            for parties, amounts in by_parties.items():
                payer, payee = parties.split(" → ")
                flows[f"{activity} {parties}"] = Movement(payer, payee, activity, np.array(amounts, dtype=float))
        lengths = [len(each.amounts) for each in flows.values()] + [np.size(each) for each in (lines or {}).values()]
        year = np.arange(float(max(lengths)))
        given = {
            "discount": (1 + rate) ** -year,
            "price_index": (1 + inflation) ** year,
            "residual_value": np.array([residual]),
            "operating_share": np.ones(len(year)),
        }
        assumed = {"discount_rate": rate, "property_owner": owner, "euro_rate": 10.0, "tax_cost_factor": 0.2}
        years = 2027 + year.astype(int)
        return Result("made", years, assumed, given | (lines or {}), flows)

    return made


# --- Present values -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [0.0, 0.04, 0.1])
def test_a_present_value_is_that_of_numpy_financial(ledger, rate):
    amounts = [-100.0, 20, 0, 55, -3, 70]
    result = ledger(rate=rate, operation={"market → operator": amounts})
    assert present_value(result, np.array(amounts)) == pytest.approx(npf.npv(rate, amounts))


def test_present_values_of_several_cases_are_summed_over_the_years_not_the_cases(ledger):
    # numpy-financial 1.0.0 sums the wrong way here; 100 + 50/1.25 = 140, 200 + 100/1.25 = 280
    result = ledger(rate=0.25, operation={"market → operator": [0, 0]})
    assert list(present_value(result, np.array([[100.0, 50], [200, 100]]))) == pytest.approx([140, 280])


def test_a_net_present_cost_is_what_is_paid_less_what_is_received(ledger):
    # 100 − 0, then 50 − 20 a year later: 100 + 30/1.25
    flows = {"municipality → market": [100, 50], "state → municipality": [0, 20]}
    assert net_present_cost(ledger(rate=0.25, operation=flows), "municipality") == pytest.approx(124)


def test_what_measures_share_is_added_up_once_for_each_result(ledger, monkeypatch):
    asked = []
    monkeypatch.setattr(Result, "net", lambda result, party: asked.append((result.concept, party)) or np.array([-7.0]))
    result, other = (ledger(operation={"municipality → market": [1]}) for _ in range(2))
    for _ in range(2):
        assert (net_present_cost(result, "municipality"), worst_year(result)["amount"]) == (7, -7)
    assert asked == [("made", "municipality")]
    assert net_present_cost(other, "municipality") == 7
    assert len(asked) == 2


def test_what_is_kept_with_a_result_cannot_be_changed(ledger):
    net = measures.net(ledger(operation={"municipality → market": [1, 2]}), "municipality")
    with pytest.raises(ValueError, match="read-only"):
        net[0] = 0


def test_the_owner_is_credited_with_what_is_left_at_the_end_of_the_last_year(ledger):
    # 100 less 62.5 two years (the end of year 1) later: 62.5 / 1.5625 = 40
    flows = {"municipality → market": [100, 0]}
    result = ledger(rate=0.25, residual=62.5, investment=flows)
    assert net_present_cost(result, "municipality") == pytest.approx(60)
    assert net_present_cost(result, "bir") == 0


def test_the_owner_answers_for_the_debt_that_is_left(ledger):
    # residual 62.5, debt 50 nominal, which is 40 in prices of the first year: (62.5 − 40) / 1.5625 = 14.4
    flows = {"municipality → market": [100, 0]}
    result = ledger(rate=0.25, inflation=0.25, residual=62.5, investment=flows, lines={"debt": np.array([0, 50.0])})
    assert net_present_cost(result, "municipality") == pytest.approx(85.6)


def test_what_is_left_to_another_owner_does_not_help_the_municipality(ledger):
    result = ledger(rate=0.25, residual=62.5, owner="bir", investment={"municipality → bir": [100, 0]})
    assert net_present_cost(result, "municipality") == 100
    assert net_present_cost(result, "bir") == pytest.approx(-140)  # received 100, and 62.5 / 1.5625


def test_the_public_pays_what_municipality_bir_and_state_pay(ledger):
    flows = {"municipality → market": [100], "bir → market": [30], "state → market": [7], "market → state": [20]}
    assert public_net_present_cost(ledger(operation=flows)) == pytest.approx(117)


def test_an_annual_cost_is_the_same_sum_every_year(ledger):
    # 180 now is 100 now and 100 in a year at 25 %: 100 + 80
    result = ledger(rate=0.25, operation={"municipality → market": [180, 0]})
    assert annual_cost(result) == pytest.approx(100)


def test_a_party_that_pays_nothing_costs_zero_not_minus_zero(ledger):
    cost = net_present_cost(ledger(operation={"municipality → market": [1]}), "bir")
    assert str(float(cost)) == "0.0"


def test_the_value_before_funding_counts_all_public_parties_and_the_operator_as_one(ledger):
    # outlays to the market −100 − 10, income from tenants +60 a year later, what BIR pays the market −5;
    # grants, loans and payments among themselves do not count: −115 + (60 − 0)/1.25 = −67; residual 25/1.5625 = 16
    result = ledger(
        rate=0.25,
        residual=25,
        preparation={"municipality → market": [10, 0]},
        investment={"municipality → market": [100, 0]},
        operation={"tenants → operator": [0, 60], "bir → market": [5, 0], "operator → municipality": [0, 33]},
        financing={"bank → municipality": [70, 0], "state → municipality": [9, 0]},
    )
    assert net_present_value(result) == pytest.approx(-51)


def test_the_value_before_funding_is_the_same_whoever_pays(evaluate):
    ours = net_present_value(evaluate("omkrets", reception_share_bir=0))
    assert net_present_value(evaluate("omkrets", reception_share_bir=1)) == pytest.approx(ours)
    assert net_present_value(evaluate("omkrets", state_grant=6_000_000)) == pytest.approx(ours)
    assert net_present_value(evaluate("omkrets", property_owner="bir")) == pytest.approx(ours)


def test_the_investment_need_holds_its_vat_but_no_renewal(evaluate):
    # 44.5 million and a fortieth of it
    assert measures.investment_need(evaluate("omkrets")) == pytest.approx(45_612_500)


def test_the_cost_of_tax_funding_is_a_fifth_of_what_municipality_and_state_pay(ledger):
    flows = {"municipality → market": [100], "market → state": [40], "bir → market": [1000]}
    assert tax_cost(ledger(operation=flows)) == pytest.approx(12)  # 0.2 · (100 − 40)


def test_there_is_no_cost_of_tax_funding_when_the_two_gain(ledger):
    assert tax_cost(ledger(operation={"municipality → market": [10], "market → state": [40]})) == 0


# --- Outlay over the years ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paid", "amount", "growing"),
    [
        ([10, 20, -5, 5], 30, False),  # 10, 30, 25, 30: the peak is first reached in the second year
        ([10, 20, -5, 6], 31, True),
        ([10, 20, -50, 1], 30, False),
        ([-10, -20], 0, False),  # never anything laid out
        ([0, 0], 0, False),
        ([5], 5, True),
    ],
)
def test_the_peak_need_is_the_largest_sum_laid_out_so_far(ledger, paid, amount, growing):
    flows = {"municipality → market": np.maximum(paid, 0), "market → municipality": np.maximum(-np.array(paid), 0)}
    assert peak_need(ledger(operation=flows)) == {"amount": amount, "still_growing": growing}


def test_peak_need_and_worst_year_are_nominal(ledger):
    result = ledger(inflation=0.5, operation={"municipality → market": [10, 8, 4]})
    # 10, 12, 9 in each year's kroner
    assert peak_need(result) == {"amount": 31, "still_growing": True}
    assert worst_year(result) == {"year": 2028, "amount": -12}


def test_what_is_laid_out_so_far_is_added_up_year_by_year(ledger):
    flows = {"municipality → market": [100, 50, 0], "market → municipality": [0, 0, 25]}
    assert list(measures.cumulative_cost(ledger(operation=flows))) == [100, 150, 125]


def test_what_several_have_laid_out_leaves_out_what_they_pay_each_other(ledger):
    flows = {"municipality → bir": [100, 0, 0], "bir → market": [80, 30, 0], "market → municipality": [0, 0, 25]}
    assert list(measures.cumulative_cost(ledger(operation=flows), ("municipality", "bir"))) == [80, 110, 85]


def test_the_first_of_two_equally_bad_years_is_the_worst(ledger):
    assert worst_year(ledger(operation={"municipality → market": [1, 7, 7]})) == {"year": 2028, "amount": -7}


def test_without_outlay_there_is_no_worst_year(ledger):
    assert worst_year(ledger(operation={"market → municipality": [1, 2]})) == {"year": None, "amount": 0}


# --- Rate of return and payback -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flow", "residual", "rate"),
    [
        ([-100, 110], 0, 0.1),
        ([-100, 0, 121], 0, 0.1),
        ([-100, 60, 60], 0, 0.130662),  # 60/1.130662 + 60/1.278396 = 53.07 + 46.93
        ([-100, 50, 25], 0, -0.190983),  # x² − 0.5 x − 0.25 = 0: x = 0.809017
        ([-100, 0], 121, 0.1),  # what is left counts a year after the last
        ([-100, 100], 0, 0),
        ([0, 0, -100, 110], 0, 0.1),
    ],
)
def test_the_rate_of_return_makes_the_project_worth_nothing(ledger, flow, residual, rate):
    assert internal_rate_of_return(project(ledger, flow, residual)) == pytest.approx(rate, abs=1e-6)


@pytest.mark.parametrize("flow", [[-100, -5], [-100, 0], [5, 10], [0, 0], [-0.001, 50]])
def test_a_project_that_only_costs_or_only_gives_has_no_rate_of_return(ledger, flow):
    assert internal_rate_of_return(project(ledger, flow)) is None


@pytest.mark.parametrize("flow", [[-100, 230, -132], [100, -230, 132]])
def test_a_rate_of_return_that_is_not_unique_is_several(ledger, flow):
    # 100 x² − 230 x + 132 = 0: x = 1.1 and 1.2
    assert internal_rate_of_return(project(ledger, flow)) == "several"


def test_a_project_that_no_rate_makes_worth_nothing_has_none(ledger):
    # −100 x² + 100 x − 50 = 0 has no real root
    assert internal_rate_of_return(project(ledger, [-100, 100, -50])) is None


def test_a_rounding_error_makes_no_second_rate_of_return(ledger):
    assert internal_rate_of_return(project(ledger, [1e-9, -100, 110])) == pytest.approx(0.1)


def test_a_rate_at_which_next_to_all_is_lost_is_not_taken_for_the_rate_of_return(ledger):
    # −1000 x² + 3005 x − 15 = 0: x = 3, a rate of 200 %, and x = 0.005, which nobody calls a return
    assert internal_rate_of_return(project(ledger, [-1000, 3005, -15])) == pytest.approx(2)


@pytest.mark.parametrize(
    ("flow", "year"),
    [
        ([-100, 60, 60], 2029),
        ([-100, 60, 40], 2029),  # exactly
        ([-100, 60, 39], None),
        ([0, -100, 200], 2029),  # not paid back before it has begun
        ([5, -100, 20], 2027),
        ([0, 0], None),
    ],
)
def test_payback_is_the_first_year_in_which_all_is_paid_back(ledger, flow, year):
    assert payback_year(project(ledger, flow)) == year


def project(ledger, flow, residual=0.0):
    """Return a result whose project flow is the list."""
    flow = np.array(flow, dtype=float)
    flows = {"operator → market": np.maximum(-flow, 0), "market → operator": np.maximum(flow, 0)}
    return ledger(residual=residual, operation=flows)


# --- Coverage -------------------------------------------------------------------------------------------------------


@pytest.fixture
def covered(ledger):
    """`covered(income, running, building, reception, open)`: a result with just those lines."""

    def made(income, running, building=0.0, reception=0.0, share=None):
        lines = {"operating_income": income, "running_costs": running, "operating_share": share or [1.0] * len(income)}
        full = {name: np.array(values, dtype=float) for name, values in lines.items()}
        more = {"building_costs": np.full(len(income), building), "reception_net": np.full(len(income), reception)}
        return ledger(lines=full | more)

    return made


@pytest.mark.parametrize(("level", "expected"), [(1, [0.5, 0.75]), (2, [0.4, 0.6]), (3, [0.25, 0.375])])
def test_each_level_of_coverage_adds_costs(covered, level, expected):
    # 40 and 60 of income on 80; on 80 + 20; on 80 + 20 + 60
    result = covered([40, 60], [80, 80], building=20, reception=60)
    assert list(coverage(result, level)) == pytest.approx(expected)


def test_a_reception_that_earns_raises_the_third_level(covered):
    assert coverage(covered([40], [80], reception=-40), 3) == pytest.approx(1)


def test_in_years_without_operation_or_without_costs_there_is_no_coverage(covered):
    result = covered([0, 5, 5], [80, 0, 10], share=[0, 1, 1])
    assert measures._or_none(coverage(result, 1)) == [None, None, 0.5]


@pytest.mark.parametrize(
    ("income", "share", "year"),
    [
        ([10, 10, 10], [1, 1, 1], 2027),
        ([9, 10, 11], [1, 1, 1], 2028),
        ([10, 9, 10], [1, 1, 1], 2029),  # a bad year later counts against all before it
        ([10, 10, 9], [1, 1, 1], None),
        ([10, 10, 10], [0, 0.5, 1], 2029),  # the first full year
        ([9, 9, 9], [1, 1, 1], None),
        ([10, 10, 10], [0, 0, 0.5], None),
    ],
)
def test_self_sufficient_from_the_first_full_year_with_all_later_ones_covered(covered, income, share, year):
    assert self_sufficient_year(covered(income, [10, 10, 10], share=share), 1) == year


def test_self_sufficient_with_the_running_costs_but_not_with_the_building(covered):
    result = covered([10, 10], [10, 10], building=1)
    assert [self_sufficient_year(result, level) for level in (1, 2, 3)] == [2027, None, None]


def test_the_best_coverage_is_of_a_full_year(covered):
    result = covered([9, 6, 7, 7], [10, 10, 10, 10], share=[0.5, 1, 1, 1])
    assert best_coverage(result, 1) == {"coverage": 0.7, "year": 2029}


def test_without_a_full_year_there_is_no_best_coverage(covered):
    assert best_coverage(covered([9], [10], share=[0.5]), 1) == {"coverage": None, "year": None}


@pytest.mark.parametrize(("level", "left"), [(1, 4), (2, 3), (3, 1)])
def test_a_margin_is_what_is_left_of_income_in_the_last_year(covered, level, left):
    # 12 of income; 8 to pay, 1 for the building, 2 for the reception
    assert margin(covered([0, 12], [90, 8], building=1, reception=2), level) == left


def test_a_margin_below_zero_is_what_is_lacking(covered):
    assert margin(covered([12, 5], [8, 8]), 1) == -3


def test_without_a_full_last_year_there_is_no_margin(covered):
    assert np.isnan(margin(covered([12, 12], [8, 8], share=[0, 0.9]), 1))


def test_without_income_nobody_is_self_sufficient_even_where_there_is_nothing_to_pay(covered):
    # the one case in which a margin of 0 or more is not the same as a self-sufficient year
    result = covered([0, 0], [8, 0])
    assert margin(result, 1) == 0
    assert self_sufficient_year(result, 1) is None


def test_the_margins_in_the_base_case_are_income_less_costs_in_2047(evaluate):
    centre = evaluate("omkrets")
    flow = {name: each.amounts[-1] for name, each in centre.flows.items()}
    bought = ("property_operation", "energy", "cleaning", "marketing", "administration", "delivery")
    running = sum(flow[name] for name in ("centre_staff", "operating_vat", "head_rent", *bought))
    first = flow["rent"] + flow["service_charges"] + flow["other_income"] - running
    second = first - flow["interest"] - flow["instalments"]
    third = second - flow["reception_operator"] - flow["reception_bir"] + flow["handling_fees"]
    assert centre.years[-1] == 2047
    assert [margin(centre, level) for level in (1, 2, 3)] == pytest.approx([first, second, third])


def test_the_levels_in_the_base_case_are_income_on_costs_in_2035(evaluate):
    centre = evaluate("omkrets")
    t = 8
    flow = {name: each.amounts[t] for name, each in centre.flows.items()}
    income = flow["rent"] + flow["service_charges"] + flow["other_income"]
    bought = ("property_operation", "energy", "cleaning", "marketing", "administration", "delivery")
    running = sum(flow[name] for name in ("centre_staff", "operating_vat", "head_rent", *bought))
    building = running + flow["interest"] + flow["instalments"]
    everything = building + flow["reception_operator"] + flow["reception_bir"] - flow["handling_fees"]
    levels = [income / costs for costs in (running, building, everything)]
    assert [coverage(centre, level)[t] for level in (1, 2, 3)] == pytest.approx(levels)


def test_a_partner_s_effort_is_not_income(evaluate):
    hub = evaluate("bergen_reparerer")
    assert best_coverage(hub, 1)["coverage"] == 0


# --- The municipal plan ---------------------------------------------------------------------------------------------


def test_the_plan_shows_what_the_municipality_pays_in_the_first_four_years(evaluate):
    centre = evaluate("omkrets")
    plan = plan_effect(centre)
    assert plan["years"] == [2027, 2028, 2029, 2030]
    assert plan["operations"]["preparation"] == [2_300_000, 0, 0, 0]  # 800 000 + 1 500 000
    # investment 44.5 million and VAT of a fortieth: a sixth in 2027
    assert plan["investments"]["gross"] == pytest.approx([45_612_500 / 6, 45_612_500 * 5 / 6, 0, 0])
    assert plan["investments"]["grant"][:2] == pytest.approx([1.5e6 * 10 / 61 / 1.0404, 1.5e6 * 51 / 61 / 1.061208])
    assert plan["operations"]["operating_grants"] == list(centre["deficit_grant_municipality"][:4])
    # interest in 2030 on the whole loan of 39 509 240.8875, and the first of 25 instalments
    assert plan["operations"]["interest"][3] == pytest.approx(0.045 * 39_509_240.8875 / 1.02**5)
    assert plan["operations"]["instalments"] == pytest.approx([0, 0, 0, 1_580_369.6355 / 1.02**5])


def test_what_another_owner_pays_is_not_in_the_municipality_s_plan(evaluate):
    plan = plan_effect(evaluate("omkrets", property_owner="bir"))
    assert plan["operations"]["interest"] == [0, 0, 0, 0]
    assert plan["investments"]["gross"] == [0, 0, 0, 0]
    # its own 15 % of the uses, 7 236 924.8625 nominal, 10/61 of it in 2027
    assert plan["investments"]["capital_to_others"][0] == pytest.approx(7_236_924.8625 * 10 / 61 / 1.0404)


def test_the_plan_of_a_short_analysis_has_fewer_years(evaluate):
    assert plan_effect(evaluate("omkrets", horizon_years=1))["years"] == [2027, 2028]


# --- Support and state aid ------------------------------------------------------------------------------------------


def test_support_per_unit_divides_by_discounted_units(ledger):
    # the public pays 100; 10 and 12.5 a year later are 20 units in present terms at 25 %
    lines = {name: np.array([10, 12.5]) for name in ("visits", "tonnes", "jobs", "emissions")}
    result = ledger(rate=0.25, operation={"municipality → market": [100, 0]}, lines=lines)
    assert support_per(result) == pytest.approx({"visit": 5, "tonne": 5, "job": 5, "kg_co2e": 0.005})


def test_support_per_unit_is_none_where_there_are_no_units(ledger):
    lines = {name: np.zeros(1) for name in ("visits", "tonnes", "jobs", "emissions")}
    result = ledger(operation={"municipality → market": [100]}, lines=lines)
    assert support_per(result) == {"visit": None, "tonne": None, "job": None, "kg_co2e": None}


def test_aid_to_a_shop_is_the_rent_it_is_spared_in_its_dearest_three_years(evaluate):
    # 200 m² · 1400 · (0.5, 0.5, 0.3), prices 2 % a year from 2025 to 3.625 years later: 280 000 ·
    # 1.02^3.625 · (0.5 + 0.5 · 1.02 + 0.3 · 1.0404) = 397 628.4 NOK, at 11.7 NOK a euro
    expected = 280_000 * 1.02**3.625 * 1.32212 / 11.7
    assert state_aid_per_shop(evaluate("omkrets")) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("steps", "spared"),
    [([1.0], 0), ([1.5], 0), ([0.5, 1.0], 0.5), ([1, 1, 0.5, 0.5, 0.2, 1], 0.5 + 0.5 + 0.8), ([0, 1, 0], 2)],
)
def test_the_dearest_three_successive_years_count(evaluate, steps, spared):
    centre = evaluate("omkrets", rent_steps=[*steps, 1.0], inflation=0, euro_rate=10)
    assert state_aid_per_shop(centre) == pytest.approx(200 * 1400 * spared / 10)


def test_a_concept_without_let_shops_has_no_aid_per_shop(evaluate):
    assert state_aid_per_shop(evaluate("bruk_bergen")) is None


def test_without_an_exchange_rate_there_is_no_aid_in_euro(evaluate):
    centre = evaluate("omkrets", euro_rate=0)
    assert state_aid_per_shop(centre) is None
    assert state_aid_operator(centre) is None


def test_shops_that_open_after_the_horizon_get_no_aid(evaluate):
    assert state_aid_per_shop(evaluate("omkrets", planning_months=400)) == 0


def test_aid_to_the_operator_is_grants_and_spared_rent_in_its_dearest_three_years(ledger):
    grants = {"deficit_grant_municipality": [50, 10, 0, 40, 50], "deficit_grant_bir": [0, 0, 20, 10, 0]}
    lines = {name: np.array(amounts, dtype=float) for name, amounts in grants.items()}
    # with 10 of spared rent each year: 60, 20, 30, 60, 60; the last three, 150 NOK at 10 NOK a euro
    result = ledger(lines=lines | {"premises_advantage": np.full(5, 10.0)})
    assert state_aid_operator(result) == 15


def test_aid_to_the_operator_is_nominal(ledger):
    lines = {"deficit_grant_municipality": np.array([0.0, 40]), "deficit_grant_bir": np.zeros(2)}
    assert state_aid_operator(ledger(inflation=0.5, lines=lines)) == 6  # 40 · 1.5 / 10


def test_spared_rent_is_the_alternative_less_what_is_paid_and_never_negative(evaluate):
    # 3500 m² · (900 − 400) in 2031, prices 1.02^6
    centre = evaluate("omkrets", head_rent=400)
    assert centre["premises_advantage"][4] == pytest.approx(1_750_000 * 1.02**6)
    assert not evaluate("omkrets", head_rent=1000)["premises_advantage"].any()
    assert not evaluate("omkrets", property_owner="operator")["premises_advantage"].any()


# --- The shops ------------------------------------------------------------------------------------------------------


def test_premises_cost_the_shops_most_in_the_first_year_of_full_rent(evaluate):
    # 1600 / 5223.62607 + 0.03, see test_omkrets.py
    peak = measures.occupancy_cost_peak(evaluate("omkrets"))
    assert peak == {"share": pytest.approx(0.3363006, rel=1e-6), "operating_year": 4}


def test_only_operating_years_that_begin_within_the_horizon_count(evaluate):
    # opening 1.625, horizon 3: the operating years 1, 2 and 3; the dearest of them is the third, 0.2771687
    peak = measures.occupancy_cost_peak(evaluate("omkrets", horizon_years=3))
    assert peak == {"share": pytest.approx(0.2771687, rel=1e-6), "operating_year": 3}


def test_a_concept_without_let_shops_has_no_cost_of_premises(evaluate):
    assert measures.occupancy_cost_peak(evaluate("bergen_reparerer")) is None


def test_members_keep_their_margin_on_added_sales_less_the_fee(evaluate):
    # 2047: 2 new shops · 1.7 million + 28 others · 1.8 million · 0.03 = 4 912 000 in added sales; a margin of 10 % is
    # 491 200, less fees 30 · (1 − 0.10/2) · 6 000 = 171 000
    assert tenant_margin(evaluate("bruk_bergen"))[-1] == pytest.approx((491_200 - 171_000) / 4_912_000)


def test_repairers_keep_their_margin(evaluate):
    assert tenant_margin(evaluate("bergen_reparerer"))[-1] == pytest.approx(0.15)


def test_what_the_municipality_receives_stands_in_the_plan_too(evaluate):
    # Head rent 1 000 kr/m² · 3 500 m², in 2028 for the 0.375 of the year that is open, from 2029 for all of it
    received = plan_effect(evaluate("omkrets", head_rent=1000))["operations"]["received"]
    assert received == pytest.approx([0, 1_312_500, 3_500_000, 3_500_000])


def test_the_shops_margin_is_what_is_left_of_their_sales(evaluate):
    # 2031, see test_omkrets.py: sales 8 669 338.82, of which rent 1 921 258.00, service charges 337 904.48, handling
    # fees 260 080.16, staff 4 770 219.63 and other costs 1 563 418.27 leave −183 541.73
    margin = tenant_margin(evaluate("omkrets"))
    assert margin[0] is None  # nothing is sold before the opening
    assert margin[4] == pytest.approx(-0.0211713, rel=1e-5)


# --- What nobody covers, and effects --------------------------------------------------------------------------------


def test_what_nobody_covers_is_told_with_its_present_value_and_first_year(ledger):
    result = ledger(rate=0.25, lines={"unfunded_deficit": np.array([0, 50.0, 25])})
    assert unfunded(result) == {"present_value": pytest.approx(56), "first_year": 2028}  # 40 + 16


def test_when_all_is_covered_there_is_no_first_year(ledger):
    assert unfunded(ledger(lines={"unfunded_deficit": np.zeros(3)})) == {"present_value": 0, "first_year": None}


def test_less_than_an_oere_is_rounding(ledger):
    assert unfunded(ledger(lines={"unfunded_deficit": np.array([0.001])}))["first_year"] is None


def test_a_mean_effect_is_of_the_full_operating_years(ledger):
    lines = {"visits": np.array([5.0, 10, 20]), "operating_share": np.array([0.5, 1, 1])}
    assert mean_effect(ledger(lines=lines), "visits") == 15


def test_without_a_full_operating_year_there_is_no_mean_effect(ledger):
    lines = {"visits": np.array([5.0]), "operating_share": np.array([0.5])}
    assert mean_effect(ledger(lines=lines), "visits") is None

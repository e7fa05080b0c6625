"""Who pays: worked by hand on small ledgers, and that moving the bill from one to another makes it no smaller."""

import numpy as np
import pytest

from concepts import SCENARIOS_FILE
from models import financing
from models.measures import net_present_cost, plan_effect, unfunded
from models.presets import load
from models.result import Movement, Result

# Omkrets with an investment of 10 million, all in 2027, the year it opens; nothing but the funding differs.
TEN_MILLION = {
    "inflation": 0,
    "horizon_years": 10,
    "pre_project_months": 0,
    "planning_months": 0,
    "mobilisation_months": 0,
    "gross_area": 1000,
    "building_cost": 9000,
    "equipment_cost": 1_000_000,
    "vat_cost_share": 0,
    "state_grant": 1_000_000,
}
MILLION = 1_000_000


@pytest.fixture
def ledger():
    """`ledger({"rent: tenants → operator": [1, 2]})`: a result of just those flows, from 2027 on, without interest."""

    def made(flows):
        movements = {}
        for told, amounts in flows.items():
            name, parties = told.split(": ")
            payer, payee = parties.split(" → ")
            movements[name] = Movement(payer, payee, "operation", np.array(amounts, dtype=float))
        lines = {name: each.amounts for name, each in movements.items()}
        years = 2027 + np.arange(len(next(iter(lines.values()))))
        lines |= {"discount": np.ones(len(years)), "price_index": np.ones(len(years)), "residual_value": np.zeros(1)}
        return Result("made", years, {"property_owner": "municipality", "discount_rate": 0.0}, lines, movements)

    return made


@pytest.fixture
def funded(evaluate):
    """`funded(state_grant=0)`: a centre that takes 10 million, funded otherwise than in the base."""
    return lambda **changes: evaluate("omkrets", **(TEN_MILLION | changes))


# --- Who pays each year ---------------------------------------------------------------------------------------------


@pytest.fixture
def centre(ledger):
    """A centre of two years: built with a loan, then run."""
    return ledger(
        {
            "investment: municipality → market": [100, 0],
            "loan: bank → municipality": [80, 0],
            "grant: state → municipality": [10, 0],
            "interest: municipality → bank": [4, 4],
            "rent: tenants → operator": [0, 30],
            "head_rent: operator → municipality": [0, 5],
            "staff: operator → market": [0, 40],
            "operating_vat: operator → state": [0, 2],
            "reception_bir: bir → market": [0, 6],
            "deficit_grant_municipality: municipality → operator": [0, 12],
            "deficit_grant_bir: bir → operator": [0, 4],
            "unfunded_deficit: unfunded → operator": [0, 1],
            "tenant_sales: market → tenants": [0, 500],
            "tenant_staff: tenants → market": [0, 300],
        }
    )


def test_costs_are_what_goes_out_of_the_project(centre):
    # 100 + 4; then 4 + 40 + 2 + 6. Rent to the owner stays inside, the shops' own costs are outside
    assert list(financing.costs(centre)) == [104, 52]
    assert set(financing.cost_flows(centre)) == {"investment", "interest", "staff", "operating_vat", "reception_bir"}


def test_each_pays_what_it_puts_in_and_the_owners_what_they_have_left(centre):
    # the municipality: 100 + 4 − 80 − 10; then 4 + 12 − 5
    assert {party: list(paid) for party, paid in financing.paid_by(centre).items()} == {
        "municipality": [14, 11],
        "bir": [0, 10],
        "state": [10, 0],
        "bank": [80, 0],
        "tenants": [0, 30],
        "market": [0, 0],
        "unfunded": [0, 1],
    }


def test_an_owner_that_gets_more_than_it_pays_pays_less_than_nothing(ledger):
    result = ledger({"other_income: market → operator": [9], "surplus: operator → municipality": [9]})
    paid = financing.paid_by(result)
    assert (paid["municipality"][0], paid["market"][0], financing.costs(result)[0]) == (-9, 9, 0)


def test_flows_are_summed_by_kind_as_a_party_sees_them(centre):
    kinds = {"building": ("investment", "loan", "grant"), "running": ("head_rent", "staff"), "nothing": ("no_flow",)}
    sums = {kind: list(each) for kind, each in financing.by_kind(centre, "municipality", kinds).items()}
    assert sums == {"building": [-10, 0], "running": [0, 5]}  # 80 + 10 − 100; staff is the operator's


# --- The first investment -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "grant", "municipal", "bir", "loan"),
    [
        ({"municipal_capital_share": 0.25}, 1, 2.5, 0, 6.5),
        ({"municipal_capital_share": 0.25, "bir_capital_share": 0.25}, 1, 2.5, 2.5, 4),
        ({"municipal_capital_share": 0.6, "bir_capital_share": 0.6}, 1, 4.5, 4.5, 0),  # room for 9 of 12
        ({"state_grant": 12_000_000}, 10, 0, 0, 0),
    ],
)
def test_sources_of_ten_million(funded, changes, grant, municipal, bir, loan):
    sources, uses = financing.sources_and_uses(funded(**changes))
    expected = {"grant": grant, "municipal_capital": municipal, "bir_capital": bir, "loan": loan}
    assert {name: amount / MILLION for name, amount in sources.items()} == pytest.approx(expected)
    assert {name: amount / MILLION for name, amount in uses.items()} == pytest.approx(
        {"investment": 10, "investment_vat": 0}
    )


def test_sources_and_uses_are_in_each_year_s_kroner(funded):
    # two years after the price year, 10 million with 0.1 · 0.25 of tax: 10 · 1.02² = 10.404 and 0.025 · 10.404
    sources, uses = financing.sources_and_uses(funded(inflation=0.02, vat_cost_share=0.1))
    assert list(uses.values()) == pytest.approx([10_404_000, 260_100])
    assert sources["grant"] == pytest.approx(1_000_000)


@pytest.mark.parametrize(("each", "share"), [(0.25, 1), (0.45, 1), (0.6, 0.75), (0.9, 0.5)])
def test_promised_capital_is_used_as_far_as_there_is_room_after_the_grant(funded, each, share):
    # 10 − 1 = 9 of 10 million; 2 · 0.6 = 1.2 promised: 0.9 / 1.2
    result = funded(municipal_capital_share=each, bir_capital_share=each)
    assert financing.promised_capital_share(result) == pytest.approx(share)


@pytest.mark.parametrize(
    ("changes", "year"),
    [
        # open at once, a year of grace: instalments in 2028 and the years after; analysed to 2037
        ({"grace_years": 1, "loan_years": 5}, 2032),
        ({"grace_years": 1, "loan_years": 10}, 2037),
        ({"grace_years": 1, "loan_years": 5, "loan_type": "annuity"}, 2032),
        ({"grace_years": 1, "loan_years": 11}, None),
        ({"state_grant": 10_000_000}, None),
    ],
)
def test_the_loan_is_repaid_with_the_last_instalment(funded, changes, year):
    assert financing.loan_repaid_year(funded(**changes)) == year


@pytest.mark.parametrize("concept", ["bruk_bergen", "bergen_reparerer"])
def test_a_concept_without_a_building_has_no_loan(evaluate, concept):
    result = evaluate(concept)
    assert financing.loan_repaid_year(result) is None
    assert financing.sources_and_uses(result)[0]["loan"] == 0
    assert financing.promised_capital_share(result) == 1


# --- The plan and the gap -------------------------------------------------------------------------------------------


def test_the_plan_s_net_is_what_the_municipality_pays_less_what_it_gets(centre):
    operations, investments = financing.plan_net(plan_effect(centre))
    assert operations == [4, 11]  # interest; then 4 + 12 − 5
    assert investments == [10, 0]  # 100 − 80 − 10


@pytest.mark.parametrize(
    ("lacking", "gap"), [([0, 0, 10, 20], 15), ([0, 8, 0, 4], 6), ([0, 0, 0, 0], 0), ([12, 0, 0, 0], 12)]
)
def test_the_gap_is_the_mean_of_the_years_that_have_one(ledger, lacking, gap):
    assert financing.yearly_gap(ledger({"unfunded_deficit: unfunded → operator": lacking})) == gap


def test_a_gap_lasts_if_every_year_after_its_first_has_one(ledger):
    lasting, broken = (ledger({"unfunded_deficit: unfunded → operator": each}) for each in ([0, 5, 5, 9], [0, 5, 0, 9]))
    assert (financing.gap_lasts(lasting), financing.gap_lasts(broken)) == (True, False)


def test_a_leased_building_s_renewal_is_told_apart_from_the_yearly_gap(evaluate):
    result = evaluate("omkrets", property_owner="operator", support_years=3)
    apart = dict(zip(result.years.tolist(), financing.renewal_gap(result), strict=True))
    # Opens 1.625 years into 2027: equipment after 10 years, in floor(11.625), and fit-out after 15, in floor(16.625).
    assert [year for year, amount in apart.items() if amount] == [2038, 2043]
    # 2 500 000, and 12 000 NOK/m² × 3 500 m², each with a tenth of 25 % value added tax.
    assert apart[2038] == pytest.approx(2_500_000 * 1.025)
    assert apart[2043] == pytest.approx(42_000_000 * 1.025)
    assert financing.yearly_gap(result) < 8_000_000


def test_renewal_is_lacking_only_as_far_as_the_deficit_is_not_covered(evaluate):
    half = evaluate("omkrets", property_owner="operator", municipal_deficit_share=0.5)
    at = 2043 - half.years[0]
    assert financing.renewal_gap(half)[at] == pytest.approx(42_000_000 * 1.025 / 2)


def test_the_last_year_anyone_pays_is_found(evaluate):
    guaranteed = evaluate(
        "omkrets", property_owner="bir", support_years=3, municipal_capital_share=0.0625, reception_share_bir=1.0
    )
    assert financing.last_paid_year(guaranteed, "municipality") == 2031  # three years from the middle of 2028
    assert financing.last_paid_year(guaranteed, "bir") == 2047


# --- Moving the bill ------------------------------------------------------------------------------------------------


def test_net_present_costs_are_those_of_the_parties_asked_for(centre):
    assert financing.net_present_costs(centre, ("bir", "municipality")) == {"bir": 10, "municipality": 25}


def test_what_there_is_to_cover_is_public_cost_and_the_gap(centre):
    # municipality 14 + 11, bir 10, state 10 − 2, nobody 1
    assert financing.to_cover(centre) == 44


@pytest.mark.parametrize("id", ["bir_led", "bir_led_guarantee"])
def test_when_bir_leads_bergen_pays_far_less_but_there_is_as_much_to_cover(base, evaluate, id):
    preset = load(SCENARIOS_FILE, base, ("omkrets", "bruk_bergen", "bergen_reparerer"))["omkrets"][id]
    before = evaluate("omkrets")
    after = evaluate("omkrets", **{key.removeprefix("omkrets."): value for key, value in preset.change.items()})
    assert net_present_cost(after, "municipality") < 0.25 * net_present_cost(before, "municipality")
    assert financing.to_cover(after) == pytest.approx(financing.to_cover(before), rel=0.01)


@pytest.mark.parametrize("concept", ["omkrets", "bruk_bergen", "bergen_reparerer"])
def test_fewer_years_of_support_leave_as_much_to_cover(evaluate, concept):
    results = [evaluate(concept, support_years=years) for years in (0, 1, 3, 10, "all")]
    costs = [float(net_present_cost(each, "municipality")) for each in results]
    gaps = [unfunded(each)["present_value"] for each in results]
    assert costs == sorted(costs)
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] == 0 < gaps[0]
    assert [financing.to_cover(each) for each in results] == pytest.approx([financing.to_cover(results[-1])] * 5)


@pytest.mark.parametrize("shares", [(0, 1), (0.5, 0.5), (0.3, 0.3), (0, 0), (1, 1)])
def test_who_covers_the_deficit_leaves_as_much_to_cover(evaluate, shares):
    municipal, bir = shares
    result = evaluate("omkrets", municipal_deficit_share=municipal, bir_deficit_share=bir)
    assert financing.to_cover(result) == pytest.approx(financing.to_cover(evaluate("omkrets")))

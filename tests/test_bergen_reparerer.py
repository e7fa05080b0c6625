"""Bergen Reparerer worked by hand: the EASY case for every flow and effect, the base case for time and growth."""

import pytest

from models.measures import coverage

# Opens after exactly one year, so calendar year 1 is operating year 1; no growth, no inflation, round numbers.
EASY = {
    **{"start_year": 2025, "price_year": 2025, "inflation": 0.0, "real_wage_growth": 0.0, "horizon_years": 20},
    **{"pre_project_months": 3, "planning_months": 6, "mobilisation_months": 3},
    **{"staff_fte": 0.5, "fte_cost": 1_000_000, "hosting_cost": 200_000, "repairers": 100, "verification_cost": 400},
    **{"marketing": 300_000, "launch_campaign": 200_000, "signs_upkeep": 60_000, "partner_contribution": 100_000},
    **{"web_development": 600_000, "signs_cost": 200_000, "renewal_share": 0.6, "renewal_life": 5},
    **{"pre_project_cost": 250_000, "planning_cost": 350_000, "state_grant": 400_000},
    **{"vat_rate": 0.25, "vat_cost_share": 0.4, "users": 10_000, "user_ramp": [0.5, 1.0]},
    **{"repairs_per_user": 0.1, "repair_additionality": 0.5, "weight_per_repair": 4, "emission_per_repair": 40},
    **{"repair_displacement": 0.7, "price_per_repair": 600, "repairer_margin": 0.15},
}

# Operating year 1: 10 000 · 0.5 = 5000 users; 5000 · 0.1 · 0.5 = 250 repairs that would not have been made
YEAR_1 = [
    ("staff", "operator", "market", 500_000),  # 0.5 · 1 000 000
    ("hosting", "operator", "market", 200_000),
    ("verification", "operator", "market", 40_000),  # 100 · 400
    ("signs_upkeep", "operator", "market", 60_000),
    ("marketing", "operator", "market", 300_000),
    ("partner_effort", "market", "operator", 100_000),
    ("operating_vat", "operator", "state", 60_000),  # 0.25 · 0.4 · (200 + 40 + 60 + 300 = 600) thousand
    ("repair_sales", "market", "tenants", 150_000),  # 250 · 600
    ("repair_costs", "tenants", "market", 127_500),  # 150 000 · 0.85
    # 500 000 + 600 000 + 60 000 − 100 000
    ("deficit_grant_municipality", "municipality", "operator", 1_060_000),
]
YEAR_0 = [
    ("pre_project", "municipality", "market", 250_000),
    ("planning", "municipality", "market", 350_000),
    ("staff", "operator", "market", 125_000),  # 500 000 · 3/12
    ("marketing", "operator", "market", 200_000),  # the launch campaign
    ("operating_vat", "operator", "state", 20_000),  # 0.25 · 0.4 · 200 000
    ("investment", "operator", "market", 800_000),  # 600 000 + 200 000
    ("investment_vat", "operator", "state", 80_000),  # 0.25 · 0.4 · 800 000
    ("grant", "state", "operator", 400_000),
    ("municipal_capital", "municipality", "operator", 480_000),  # 880 000 − 400 000
    ("deficit_grant_municipality", "municipality", "operator", 345_000),  # 125 000 + 200 000 + 20 000
]
YEAR_6 = [  # 1 + 5 years: 60 % of the set-up is renewed
    ("reinvestment", "operator", "market", 480_000),  # 0.6 · 800 000
    ("investment_vat", "operator", "state", 48_000),  # 0.25 · 0.4 · 480 000
    ("repair_sales", "market", "tenants", 300_000),  # 500 · 600
    ("deficit_grant_municipality", "municipality", "operator", 1_588_000),  # 1 060 000 + 528 000
]
FLOWS = [(year, *row) for year, rows in ((0, YEAR_0), (1, YEAR_1), (6, YEAR_6)) for row in rows]


def exact(expected):
    return pytest.approx(expected, rel=1e-9, abs=1e-6)


@pytest.fixture(scope="module")
def easy(evaluate):
    return evaluate("bergen_reparerer", **EASY)


@pytest.fixture(scope="module")
def bergen_reparerer(evaluate):
    return evaluate("bergen_reparerer")


@pytest.mark.parametrize(("year", "flow", "payer", "payee", "amount"), FLOWS)
def test_flow_has_payer_payee_and_amount(easy, year, flow, payer, payee, amount):
    paid = easy.flows[flow]
    assert (paid.payer, paid.payee) == (payer, payee)
    assert paid.amounts[year] == exact(amount)


@pytest.mark.parametrize(
    ("effect", "amount"),
    [
        ("tonnes", 1),  # 250 · 4 / 1000
        ("waste_avoided", 1),  # what is repaired is not thrown away: no discount for additionality twice
        ("emissions", 7),  # 250 · 40 · 0.7 / 1000
        ("visits", 5000),  # users
        ("jobs", 0.5),
        ("work_training_places", 0),
    ],
)
def test_effect_in_the_first_operating_year(easy, effect, amount):
    assert easy[effect][1] == exact(amount)
    assert easy[effect][0] == 0


def test_set_up_is_renewed_every_five_years_inside_the_horizon(easy):
    # 1 + 5, 1 + 10, 1 + 15; 1 + 20 = 21 is beyond the horizon of 20
    assert [year for year, cost in enumerate(easy["reinvestment"]) if cost] == [6, 11, 16]


def test_nothing_is_left_when_the_life_ends_with_the_analysis(easy):
    assert easy["residual_value"][0] == exact(0)  # the renewal of year 16 lasts to the end of year 20


def test_what_is_left_is_the_renewed_part_by_the_years_it_has_left(bergen_reparerer):
    # Opens at 1.125; the renewal at 16.125 lasts to 21.125; 0.125 / 5 of 0.6 · 800 000
    assert bergen_reparerer["residual_value"][0] == exact(12_000)


def test_there_is_no_direct_income_and_in_kind_effort_is_none(easy):
    assert easy["operating_income"] == exact([0] * 21)
    assert coverage(easy, 1)[1:] == exact([0] * 20)


def test_in_kind_effort_lowers_what_the_municipality_pays(evaluate, easy):
    alone = evaluate("bergen_reparerer", **EASY | {"partner_contribution": 0})
    more = alone["deficit_grant_municipality"] - easy["deficit_grant_municipality"]
    assert more[:3] == exact([0, 100_000, 100_000])


def test_repairers_are_left_with_their_margin(easy):
    assert easy.net("tenants")[1:3] == exact([22_500, 45_000])  # 0.15 · 150 000; 0.15 · 300 000


def test_opening_in_february_leaves_most_of_the_year(bergen_reparerer):
    # Opens after (4.5 + 6 + 3) / 12 = 1.125 years
    assert bergen_reparerer["operating_share"][:3] == exact([0, 0.875, 1])
    # Operating years 35 000 · 0.35 = 12 250 and 35 000 · 0.65 = 22 750
    assert bergen_reparerer["visits"][1:3] == exact([10_718.75, 21_437.5])  # 0.875 · k1 + 0.125 · k0


def test_mobilisation_crosses_the_turn_of_the_year(bergen_reparerer):
    # From 0.875 to 1.125 years: half in each
    assert bergen_reparerer["marketing"][:2] == exact([150_000, 543_750])  # 300 000 / 2; and 450 000 · 0.875
    assert bergen_reparerer["investment"][:2] == exact([400_000, 400_000])
    # 0.75 · 1 020 000 = 765 000 a year: 0.125 of it in 2027; 0.125 + 0.875 in 2028, at 1.01² and 1.01³
    assert bergen_reparerer["staff"][:2] == exact([97_547.0625, 788_180.265])


def test_grant_and_capital_are_nominal(bergen_reparerer):
    # Uses: 400 000 · 1.02² + 400 000 · 1.02³ = 416 160 + 424 483.2 = 840 643.2; the grant is 400 000 of it
    paid = bergen_reparerer["municipal_capital"] * bergen_reparerer["price_index"]
    assert sum(paid) == exact(440_643.2)
    assert bergen_reparerer["grant"][0] == exact(400_000 * 400_000 / 840_643.2)  # 416 160 / 840 643.2 of it, / 1.02²


def test_there_is_no_loan(easy):
    assert not {"loan", "interest", "instalments"} & set(easy.flows)

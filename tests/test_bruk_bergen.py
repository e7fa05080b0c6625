"""Bruk Bergen worked by hand: the EASY case for every flow and effect, the base case for time and growth."""

import pytest

# Opens after exactly one year, so calendar year 1 is operating year 1; no growth, no inflation, round numbers.
EASY = {
    **{"start_year": 2025, "price_year": 2025, "inflation": 0.0, "real_wage_growth": 0.0, "real_rent_growth": 0.0},
    **{"pre_project_months": 3, "planning_months": 6, "mobilisation_months": 3, "horizon_years": 20},
    **{"staff_fte": 2, "fte_cost": 1_000_000, "members": 20, "member_ramp": [0.5, 1.0], "member_churn": 0.2},
    **{"membership_fee": 5000, "fee_steps": [0.5, 1.0], "income_ramp": [0.5, 1.0]},
    **{"owner_contribution": 100_000, "market_stall_income": 80_000, "course_income": 60_000},
    **{"office_area": 100, "office_rent": 2000, "host_cost_share": 0.1, "energy_use": 150, "energy_price": 1.0},
    **{"marketing": 400_000, "web_and_it": 100_000, "events_cost": 150_000, "external_mentoring": 55_000},
    **{"administration": 60_000, "waste_cost_per_member": 4000, "vat_rate": 0.25, "vat_cost_share": 0.5},
    **{"pre_project_cost": 500_000, "planning_cost": 700_000, "setup_cost": 1_200_000, "state_grant": 600_000},
    **{"renewal_share": 0.5, "renewal_life": 7, "new_shops": 2, "new_shop_ramp": [0.5, 1.0]},
    **{"shop_sales": 1_500_000, "member_sales": 1_000_000, "sales_uplift": 0.05, "uplift_ramp": [0.4, 1.0]},
    **{"member_margin": 0.1, "fte_per_shop": 1.5, "price_per_kg": 40, "spend_per_visit": 80},
    **{"additionality": 0.6, "displacement": 0.5, "emission_factor": 3.0},
}

# Operating year 1: 10 members, of whom 10 · (1 − 0.2/2) = 9 pay a full year; 1 new shop;
# sales 1 · 1 500 000 + (10 − 1) · 1 000 000 · 0.05 · 0.4 = 1 500 000 + 180 000 = 1 680 000
YEAR_1 = [
    ("membership_fees", "tenants", "operator", 22_500),  # 9 · 5000 · 0.5
    ("owner_contributions", "market", "operator", 50_000),  # 100 000 · 0.5
    ("market_stalls", "market", "operator", 40_000),  # 80 000 · 0.5
    ("courses", "market", "operator", 30_000),  # 60 000 · 0.5
    ("staff", "operator", "market", 2_000_000),  # 2 · 1 000 000
    ("premises", "operator", "market", 180_000),  # 100 · 2000 · 0.9
    ("energy", "operator", "market", 15_000),  # 100 · 150 · 1.0
    ("marketing", "operator", "market", 400_000),
    ("web_and_it", "operator", "market", 100_000),
    ("events", "operator", "market", 150_000),
    ("mentoring", "operator", "market", 55_000),
    ("administration", "operator", "market", 60_000),
    ("shared_disposal", "operator", "market", 40_000),  # 10 · 4000
    # 0.25 · 0.5 · (180 + 15 + 400 + 100 + 150 + 55 + 60 + 40 = 1000) thousand
    ("operating_vat", "operator", "state", 125_000),
    ("added_sales", "market", "tenants", 1_680_000),
    ("added_costs", "tenants", "market", 1_512_000),  # 1 680 000 · 0.9
    # 142 500 of income − 2 000 000 − 1 000 000 − 125 000
    ("deficit_grant_municipality", "municipality", "operator", 2_982_500),
]
YEAR_0 = [
    ("pre_project", "municipality", "market", 500_000),
    ("planning", "municipality", "market", 700_000),
    ("staff", "operator", "market", 500_000),  # 2 · 1 000 000 · 3/12
    ("investment", "operator", "market", 1_200_000),
    ("investment_vat", "operator", "state", 150_000),  # 0.25 · 0.5 · 1 200 000
    ("grant", "state", "operator", 600_000),
    ("municipal_capital", "municipality", "operator", 750_000),  # 1 200 000 + 150 000 − 600 000
    ("deficit_grant_municipality", "municipality", "operator", 500_000),  # the staff; the investment is funded
]
YEAR_8 = [  # 1 + 7 years: half of the set-up is renewed
    ("reinvestment", "operator", "market", 600_000),  # 0.5 · 1 200 000
    ("investment_vat", "operator", "state", 75_000),  # 0.25 · 0.5 · 600 000
    ("added_sales", "market", "tenants", 3_900_000),  # 2 · 1 500 000 + (20 − 2) · 1 000 000 · 0.05
    # 330 000 of income − 2 000 000 − 1 040 000 (20 members' disposal) − VAT 130 000 − renewal 675 000
    ("deficit_grant_municipality", "municipality", "operator", 3_515_000),
]
FLOWS = [(year, *row) for year, rows in ((0, YEAR_0), (1, YEAR_1), (8, YEAR_8)) for row in rows]


def exact(expected):
    return pytest.approx(expected, rel=1e-9, abs=1e-6)


@pytest.fixture(scope="module")
def easy(evaluate):
    return evaluate("bruk_bergen", **EASY)


@pytest.fixture(scope="module")
def bruk_bergen(evaluate):
    return evaluate("bruk_bergen")


@pytest.mark.parametrize(("year", "flow", "payer", "payee", "amount"), FLOWS)
def test_flow_has_payer_payee_and_amount(easy, year, flow, payer, payee, amount):
    paid = easy.flows[flow]
    assert (paid.payer, paid.payee) == (payer, payee)
    assert paid.amounts[year] == exact(amount)


@pytest.mark.parametrize(
    ("effect", "amount"),
    [
        ("tonnes", 42),  # 1 680 000 / 40 / 1000
        ("waste_avoided", 25.2),  # 42 · 0.6
        ("emissions", 37.8),  # 25.2 · 0.5 · 3.0
        ("visits", 21_000),  # 1 680 000 / 80
        ("jobs", 3.5),  # 2 + 1 new shop · 1.5
        ("work_training_places", 0),
    ],
)
def test_effect_in_the_first_operating_year(easy, effect, amount):
    assert easy[effect][1] == exact(amount)
    assert easy[effect][0] == 0


def test_set_up_is_renewed_every_seven_years(easy):
    # 1 + 7, 1 + 14; 1 + 21 is beyond the horizon of 20
    assert [year for year, cost in enumerate(easy["reinvestment"]) if cost] == [8, 15]


def test_what_is_left_is_the_renewed_part_by_the_years_it_has_left(easy):
    assert easy["residual_value"][0] == exact(600_000 / 7)  # due again in year 22, 1 of 7 years after the end


def test_members_fees_burden_their_sales_little(easy):
    assert easy["fee_burden"][:2] == exact([0.0025, 0.005])  # 5000 · 0.5 / 1 000 000; then the full fee


def test_tenants_are_left_with_their_margin_less_the_fees(easy):
    assert easy.net("tenants")[1] == exact(145_500)  # 1 680 000 − 1 512 000 − 22 500


def test_more_new_shops_than_members_take_no_sales_from_the_others(evaluate):
    few = evaluate("bruk_bergen", **EASY | {"members": 1})
    assert few["added_sales"][1] == exact(1_500_000)  # half a member less one new shop counts as none, not −0.5


def test_there_is_no_loan(easy):
    assert not {"loan", "interest", "instalments"} & set(easy.flows)


def test_grant_pays_no_more_than_the_set_up(evaluate):
    rich = evaluate("bruk_bergen", **EASY | {"state_grant": 9_000_000})
    assert rich["grant"][0] == exact(1_350_000)
    assert rich["municipal_capital"][0] == exact(0)


def test_opening_in_july_gives_half_the_year(bruk_bergen):
    # Opens after (7.5 + 7.5 + 3) / 12 = 1.5 years
    assert bruk_bergen["operating_share"][:3] == exact([0, 0.5, 1])
    assert bruk_bergen["marketing"][:3] == exact([0, 250_000, 500_000])
    # Operating years: 12 · 0.95 · 1500 = 17 100; 19.5 · 0.95 · 3000 = 55 575; 25.5 · 0.95 · 4500 = 109 012.5
    assert bruk_bergen["membership_fees"][1:4] == exact([8_550, 36_337.5, 82_293.75])


def test_planning_crosses_the_turn_of_the_year(bruk_bergen):
    # From 0.625 to 1.25 years: 0.375 of 0.625 in 2027
    assert bruk_bergen["planning"][:3] == exact([420_000, 280_000, 0])


def test_all_staff_is_hired_in_mobilisation_at_grown_wages(bruk_bergen):
    # 2028: (0.25 of mobilisation + 0.5 of operation) · 2 · 1 020 000 · 1.01³
    assert bruk_bergen["staff"][:2] == exact([0, 1_576_360.53])  # 1 530 000 · 1.030301


def test_premises_follow_rents_and_so_does_their_vat(evaluate):
    grown = evaluate("bruk_bergen", **EASY | {"real_rent_growth": 0.1})
    assert grown["premises"][1] == exact(198_000)  # 180 000 · 1.1
    assert grown["operating_vat"][1] == exact(127_250)  # 0.25 · 0.5 · 1 018 000


def test_host_carries_its_share_of_the_premises(evaluate):
    assert evaluate("bruk_bergen", **EASY | {"host_cost_share": 0.4})["premises"][1] == exact(120_000)  # 200 000 · 0.6


def test_coverage_is_fees_and_other_income_against_running_costs(easy):
    assert easy["operating_income"][1] == exact(142_500)  # 22 500 + 50 000 + 40 000 + 30 000
    assert easy["running_costs"][1] == exact(3_125_000)  # 2 000 000 + 1 000 000 + 125 000

"""Bruk Bergen, worked by hand from the model description, sections 2, 5 and 7: the base case, then an easy case.

Opening of the base case: 7.5 + 7.5 + 3 = 18 months, 1.5 years after 1 January 2027. So operating year k counts a half
in the calendar year it begins (2028 + k) and a half in the next. In 2030 that is half of the third and half of the
second year.
"""

import pytest

# The first four operating years.
CHAIN = {
    "member_count": [12, 19.5, 25.5, 30],  # 30 · (0.4, 0.65, 0.85, 1)
    "paying_members": [11.4, 18.525, 24.225, 28.5],  # a tenth leave in the year: · (1 − 0.1 / 2)
    "new_shop_count": [0.5, 1, 1.5, 2],  # 2 · (0.25, 0.5, 0.75, 1)
    "sales_uplift_share": [0.009, 0.018, 0.03, 0.03],  # 0.03 · (0.3, 0.6, 1)
    "fee_step": [0.25, 0.5, 0.75, 1],
    "fee_burden": [1 / 1200, 2 / 1200, 3 / 1200, 4 / 1200],  # 6000 · step / 1 800 000
    # new · 1 700 000 + (members − new) · 1 800 000 · uplift
    "sales": [
        850_000 + 11.5 * 16_200,  # 1 036 300
        1_700_000 + 18.5 * 32_400,  # 2 299 400
        2_550_000 + 24 * 54_000,  # 3 846 000
        3_400_000 + 28 * 54_000,  # 4 912 000
    ],
}

# Every flow in 2030: half of the second and half of the third operating year; wages 1.01^5 = 1.0510100501
IN_2030 = {
    "membership_fees": (18.525 * 3000 + 24.225 * 4500) / 2,  # (55 575 + 109 012.5) / 2 = 82 293.75
    "owner_contributions": 100_000,  # grown in by the second year
    "market_stalls": 84_000,
    "courses": 80_000,
    "staff": 2 * 1_020_000 * 1.0510100501,
    "premises": 351_000,  # 150 m² · 2600 · 0.9
    "energy": 24_750,  # 150 · 150 · 1.1
    "marketing": 500_000,
    "web_and_it": 120_000,
    "events": 150_000,
    "mentoring": 100_000,
    "administration": 120_000,
    "shared_disposal": (19.5 + 25.5) / 2 * 4000,  # 90 000
    # 0.25 · 0.5 of 351 000 + 24 750 + 500 000 + 120 000 + 150 000 + 100 000 + 120 000 + 90 000 = 1 455 750
    "operating_vat": 181_968.75,
    "added_sales": (2_299_400 + 3_846_000) / 2,  # 3 072 700
    "added_costs": 3_072_700 * 0.9,
    "pre_project": 0,
    "planning": 0,
    "investment": 0,
    "investment_vat": 0,
    "reinvestment": 0,
    "grant": 0,
    "municipal_capital": 0,
    # 2 144 060.50 + 1 455 750 + 181 968.75 less 82 293.75 + 264 000
    "deficit_grant_municipality": 3_435_485.50,
    "deficit_grant_bir": 0,
    "unfunded_deficit": 0,
    "surplus": 0,
}


@pytest.fixture(scope="module")
def street(evaluate):
    return evaluate("bruk_bergen")


@pytest.mark.parametrize("line", CHAIN)
@pytest.mark.parametrize("operating_year", [1, 2, 3, 4])
def test_members_shops_and_sales_year_by_year(street, line, operating_year):
    assert street[line][operating_year - 1] == pytest.approx(CHAIN[line][operating_year - 1])


@pytest.mark.parametrize("flow", IN_2030)
def test_every_flow_in_2030(street, flow):
    assert street.flows[flow].amounts[3] == pytest.approx(IN_2030[flow], rel=1e-8, abs=1e-6)


def test_2030_has_no_flow_that_is_not_worked_by_hand(street):
    assert set(street.flows) == set(IN_2030)


def test_the_doors_open_18_months_after_the_start(street):
    assert street.lines["opening"] == 1.5
    assert list(street["operating_share"][:4]) == [0, 0.5, 1, 1]


def test_the_first_operating_year_is_split_between_two_calendar_years(street):
    assert list(street["added_sales"][:3]) == pytest.approx([0, 1_036_300 / 2, (1_036_300 + 2_299_400) / 2])


@pytest.mark.parametrize(
    ("flow", "in_2027", "in_2028"),
    [
        ("pre_project", 700_000, 0),  # months 0 to 7.5
        ("planning", 420_000, 280_000),  # months 7.5 to 15: 4.5 of 7.5 in 2027
        ("investment", 0, 1_200_000),  # months 15 to 18
        ("investment_vat", 0, 150_000),  # 0.25 · 0.5 of it
        # half a year in operation and the three months before, all staff: 0.75 · 2 040 000, wages of 2028
        ("staff", 0, 1_530_000 * 1.01**3),
        ("grant", 0, 600_000 / 1.02**3),  # granted in the year's kroner
        ("municipal_capital", 0, 1_350_000 - 600_000 / 1.02**3),  # all that the grant does not cover
        ("membership_fees", 0, 11.4 * 1500 / 2),
        ("marketing", 0, 250_000),
        ("owner_contributions", 0, 25_000),  # half of 0.5 · 100 000
    ],
)
def test_the_years_before_and_of_the_opening(street, flow, in_2027, in_2028):
    assert list(street[flow][:2]) == pytest.approx([in_2027, in_2028])


def test_half_of_the_set_up_is_renewed_every_seventh_year(street):
    # floor(1.5 + 7) = 8 and floor(1.5 + 14) = 15, that is 2035 and 2042; 22.5 is after 2047
    expected = [0.0] * 21
    expected[8] = expected[15] = 600_000
    assert list(street["reinvestment"]) == expected
    assert street["investment_vat"][8] == pytest.approx(75_000)


def test_what_is_left_at_the_end_of_2047_is_of_the_renewed_half(street):
    # renewed at 15.5, so 5.5 of 7 years old after 21: 600 000 · 1.5/7
    assert street.lines["residual_value"][0] == pytest.approx(600_000 * 1.5 / 7)


def test_there_is_no_loan_and_no_capital_from_bir(street):
    assert {"loan", "interest", "instalments", "bir_capital"} & set(street.flows) == set()


def test_the_operator_invests_and_has_no_landlord(street):
    assert street.property_owner == "operator"
    assert {street.flows[name].payer for name in ("investment", "reinvestment", "investment_vat")} == {"operator"}
    assert (street.flows["premises"].payer, street.flows["premises"].payee) == ("operator", "market")


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        ("tonnes", 3_072_700 / 43 / 1000),  # 71.458 t
        ("waste_avoided", 3_072_700 / 43 / 1000 * 0.6),
        ("emissions", 3_072_700 / 43 / 1000 * 0.6 * 0.54 * 3.4),
        ("visits", 3_072_700 / 85),
        ("jobs", 2 + 1.25 * 1.5),  # 1 and 1.5 new shops
        ("work_training_places", 0),
    ],
)
def test_every_effect_in_2030(street, effect, expected):
    assert street.effects[effect][3] == pytest.approx(expected)


def test_new_shops_beyond_the_members_take_nothing_from_them(evaluate):
    # 3 members · 0.4 = 1.2, 6 new shops · 0.25 = 1.5: no member left to sell more
    assert evaluate("bruk_bergen", members=3, new_shops=6)["sales"][0] == pytest.approx(1.5 * 1_700_000)


def test_rents_grow_where_rents_are_paid(evaluate):
    grown = evaluate("bruk_bergen", real_rent_growth=0.01)
    assert grown["premises"][3] == pytest.approx(351_000 * 1.01**5)
    assert grown["marketing"][3] == 500_000


def test_vat_is_borne_by_all_running_costs_but_staff(evaluate):
    assert evaluate("bruk_bergen", vat_cost_share=1)["operating_vat"][3] == pytest.approx(0.25 * 1_455_750)


def test_a_host_carries_its_share_of_the_premises(evaluate):
    assert evaluate("bruk_bergen", host_cost_share=0.3)["premises"][3] == pytest.approx(150 * 2600 * 0.7)


# --- An easy case, opening after exactly one year ---------------------------------------------------------------------

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


def test_tenants_are_left_with_their_margin_less_the_fees(easy):
    assert easy.net("tenants")[1] == exact(145_500)  # 1 680 000 − 1 512 000 − 22 500


def test_grant_pays_no_more_than_the_set_up(evaluate):
    rich = evaluate("bruk_bergen", **EASY | {"state_grant": 9_000_000})
    assert rich["grant"][0] == exact(1_350_000)
    assert rich["municipal_capital"][0] == exact(0)


def test_premises_follow_rents_and_so_does_their_vat(evaluate):
    grown = evaluate("bruk_bergen", **EASY | {"real_rent_growth": 0.1})
    assert grown["premises"][1] == exact(198_000)  # 180 000 · 1.1
    assert grown["operating_vat"][1] == exact(127_250)  # 0.25 · 0.5 · 1 018 000


def test_coverage_is_fees_and_other_income_against_running_costs(easy):
    assert easy["operating_income"][1] == exact(142_500)  # 22 500 + 50 000 + 40 000 + 30 000
    assert easy["running_costs"][1] == exact(3_125_000)  # 2 000 000 + 1 000 000 + 125 000

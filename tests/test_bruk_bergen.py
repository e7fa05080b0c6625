"""Bruk Bergen, worked by hand from the model description, sections 2, 5 and 7, and the base case's numbers.

Opening: 7.5 + 7.5 + 3 = 18 months, 1.5 years after 1 January 2027. So operating year k counts a half in the calendar
year it begins (2028 + k) and a half in the next. In 2030 that is half of the third and half of the second year.
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

"""Bergen Reparerer, worked by hand from the model description, sections 2, 6 and 7, and the base case's numbers.

Opening: 4.5 + 6 + 3 = 13.5 months, 1.125 years after 1 January 2027. So operating year k counts 0.875 in the calendar
year it begins (2028 + k) and 0.125 in the next. In 2030 that is 0.875 of the third and 0.125 of the second year.
"""

import pytest

# The first four operating years.
CHAIN = {
    "user_count": [12_250, 22_750, 29_750, 35_000],  # 35 000 · (0.35, 0.65, 0.85, 1)
    "repairs_added": [490, 910, 1190, 1400],  # · 0.08 repairs each · 0.5 that would not have been made
    "tonnes_kept": [2.45, 4.55, 5.95, 7],  # · 5 kg
}

# Every flow in 2030: 0.875 · 1190 + 0.125 · 910 = 1155 repairs; wages 1.01^5 = 1.0510100501
IN_2030 = {
    "staff": 0.75 * 1_020_000 * 1.0510100501,
    "hosting": 200_000,
    "verification": 60_000,  # 150 · 400
    "signs_upkeep": 50_000,
    "marketing": 450_000,
    "partner_effort": 100_000,
    "operating_vat": 0,  # no part of it is a cost in the base case
    "repair_sales": 1155 * 650,
    "repair_costs": 1155 * 650 * 0.85,
    "pre_project": 0,
    "planning": 0,
    "investment": 0,
    "investment_vat": 0,
    "reinvestment": 0,
    "grant": 0,
    "municipal_capital": 0,
    # 804 022.69 + 200 000 + 60 000 + 50 000 + 450 000 less the partner's 100 000
    "deficit_grant_municipality": 1_464_022.688,
    "deficit_grant_bir": 0,
    "unfunded_deficit": 0,
    "surplus": 0,
}


@pytest.fixture(scope="module")
def hub(evaluate):
    return evaluate("bergen_reparerer")


@pytest.mark.parametrize("line", CHAIN)
@pytest.mark.parametrize("operating_year", [1, 2, 3, 4])
def test_users_repairs_and_goods_year_by_year(hub, line, operating_year):
    assert hub[line][operating_year - 1] == pytest.approx(CHAIN[line][operating_year - 1])


@pytest.mark.parametrize("flow", IN_2030)
def test_every_flow_in_2030(hub, flow):
    assert hub.flows[flow].amounts[3] == pytest.approx(IN_2030[flow], rel=1e-8, abs=1e-6)


def test_2030_has_no_flow_that_is_not_worked_by_hand(hub):
    assert set(hub.flows) == set(IN_2030)


def test_the_hub_opens_13_and_a_half_months_after_the_start(hub):
    assert hub.lines["opening"] == 1.125
    assert list(hub["operating_share"][:4]) == [0, 0.875, 1, 1]


@pytest.mark.parametrize(
    ("flow", "in_2027", "in_2028"),
    [
        ("pre_project", 300_000, 0),  # months 0 to 4.5
        ("planning", 300_000, 0),  # months 4.5 to 10.5
        ("investment", 400_000, 400_000),  # 600 000 + 200 000 over months 10.5 to 13.5
        # a quarter of a year of 765 000, half of it in each year; in 2028 also 0.875 in operation
        ("staff", 95_625 * 1.01**2, (95_625 + 669_375) * 1.01**3),
        ("marketing", 150_000, 150_000 + 0.875 * 450_000),  # a campaign of 300 000
        ("hosting", 0, 175_000),
        # 400 000 of 416 160 + 424 483.2 = 840 643.2 nominal, in each year's share: 1/2.02 and 1.02/2.02
        ("grant", 400_000 / 2.02 / 1.02**2, 400_000 * 1.02 / 2.02 / 1.02**3),
        ("municipal_capital", 400_000 - 400_000 / 2.02 / 1.02**2, 400_000 - 400_000 / 2.02 / 1.02**2),
        ("repair_sales", 0, 0.875 * 490 * 650),
    ],
)
def test_the_years_before_and_of_the_opening(hub, flow, in_2027, in_2028):
    assert list(hub[flow][:2]) == pytest.approx([in_2027, in_2028])


def test_three_fifths_of_the_set_up_are_renewed_every_fifth_year(hub):
    # floor(1.125 + 5) = 6, 11 and 16: 2033, 2038 and 2043; 21.125 is after 2047
    expected = [0.0] * 21
    expected[6] = expected[11] = expected[16] = 480_000
    assert list(hub["reinvestment"]) == expected


def test_what_is_left_at_the_end_of_2047_is_of_the_renewed_part(hub):
    # renewed at 16.125, so 4.875 of 5 years old after 21: 480 000 · 0.125/5
    assert hub.lines["residual_value"][0] == pytest.approx(12_000)


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        ("tonnes", 5.775),  # 1155 repairs · 5 kg
        ("waste_avoided", 5.775),
        ("emissions", 32.34),  # 1155 · 40 kg · 0.7
        ("visits", 28_875),  # 0.875 · 29 750 + 0.125 · 22 750 users
        ("jobs", 0.75),
        ("work_training_places", 0),
    ],
)
def test_every_effect_in_2030(hub, effect, expected):
    assert hub.effects[effect][3] == pytest.approx(expected)


def test_the_partner_s_effort_lowers_the_need_but_is_no_income(evaluate, hub):
    alone = evaluate("bergen_reparerer", partner_contribution=0)
    assert alone["deficit"][3] == pytest.approx(hub["deficit"][3] + 100_000)
    assert not hub["operating_income"].any()
    assert alone["running_costs"][3] == hub["running_costs"][3]


def test_vat_that_is_not_given_back_is_a_quarter_of_what_is_bought(evaluate):
    # 200 000 + 60 000 + 50 000 + 450 000 = 760 000, all of it a cost; in 2027 only the campaign's 150 000
    hub = evaluate("bergen_reparerer", vat_cost_share=1)
    assert hub["operating_vat"][3] == pytest.approx(190_000)
    assert hub["operating_vat"][0] == pytest.approx(37_500)
    assert hub["investment_vat"][0] == pytest.approx(100_000)


def test_wages_grow_from_the_price_year(evaluate):
    assert evaluate("bergen_reparerer", real_wage_growth=0)["staff"][3] == 765_000
    assert evaluate("bergen_reparerer", real_wage_growth=0.1)["staff"][3] == pytest.approx(765_000 * 1.61051)

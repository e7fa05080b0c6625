"""Bergen Reparerer, worked by hand from the model description, sections 2, 6 and 7: the base case, then an easy case.

Opening of the base case: 4.5 + 6 + 3 = 13.5 months, 1.125 years after 1 January 2027. So operating year k counts
0.875 in the calendar year it begins (2028 + k) and 0.125 in the next. In 2030 that is 0.875 of the third and 0.125 of
the second year.
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


# --- An easy case, opening after exactly one year ---------------------------------------------------------------------

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


def test_nothing_is_left_when_the_life_ends_with_the_analysis(easy):
    assert easy["residual_value"][0] == exact(0)  # the renewal of year 16 lasts to the end of year 20


def test_in_kind_effort_lowers_what_the_municipality_pays(evaluate, easy):
    alone = evaluate("bergen_reparerer", **EASY | {"partner_contribution": 0})
    more = alone["deficit_grant_municipality"] - easy["deficit_grant_municipality"]
    assert more[:3] == exact([0, 100_000, 100_000])


def test_repairers_are_left_with_their_margin(easy):
    assert easy.net("tenants")[1:3] == exact([22_500, 45_000])  # 0.15 · 150 000; 0.15 · 300 000


def test_running_costs_hold_all_that_is_paid_but_not_the_partner_s_effort(easy):
    # 500 000 + 200 000 + 40 000 + 60 000 + 300 000 + VAT 60 000
    assert easy["running_costs"][1] == exact(1_160_000)

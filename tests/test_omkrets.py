"""Omkrets, worked by hand from the model description, sections 2, 4 and 7: the base case, then an easy case.

Opening of the base case: 3 + 7.5 + 9 = 19.5 months, 1.625 years after 1 January 2027. So operating year k counts
0.375 in the calendar year it begins (2028 + k) and 0.625 in the next. In 2031 that is 0.375 of the fourth and 0.625
of the third year.
"""

import pytest

# The chain from rent to let area in the first four operating years.
#   area that can be let: 3500 · 0.62 = 2170 m²;   target: 0.9 · (0.65, 0.85, 0.95, 1)
#   sales per m²: 6500 · 0.60 = 3900; 6500 · 0.66 · 1.01 = 4332.9;
#                 6500 · 0.72 · 1.0201 = 4774.068; 6500 · 0.78 · 1.030301 = 5223.62607;
#                 the goods would allow more, at the least 700 000 · 43 / (2170 · 0.9) = 15 412
#   premises as a share of sales, to which comes the handling fee, 0.03:
#                 (1400 · 0.5 + 200) / 3900 = 0.2307692, 900 / 4332.9 = 0.2077131,
#                 (1400 · 0.7 + 200) / 4774.068 = 0.2471687, 1600 / 5223.62607 = 0.3063006
#   exit: 0.12 as long as that share is at most 0.28; in the fourth year 0.12 · e^(8 · 0.0563006) = 0.12 · 1.568948
#   occupancy: target · (1 − exit · 6/12);   unpaid: exit · 3/12;   let area: 2170 · occupancy
CHAIN = {
    "rent_share": [0.5, 0.5, 0.7, 1.0],
    "target_occupancy": [0.585, 0.765, 0.855, 0.9],
    "sales_density": [3900, 4332.9, 4774.068, 5223.62607],
    "occupancy_cost": [0.2607692, 0.2377131, 0.2771687, 0.3363006],
    "exit": [0.12, 0.12, 0.12, 0.1882737],
    "occupancy": [0.5499, 0.7191, 0.8037, 0.81527684],
    "unpaid": [0.03, 0.03, 0.03, 0.04706842],
    "let_area": [1193.283, 1560.447, 1744.029, 1769.15071],
    "shops": [5.966415, 7.802235, 8.720145, 8.84575357],  # 200 m² each
    "sales": [4_653_803.7, 6_761_260.806, 8_326_113.04, 9_241_381.79],  # let area · sales per m²
    "tonnes_sold": [108.227993, 157.238623, 193.630536, 214.915856],  # sales / 43 NOK/kg / 1000
    "tonnes_received": [216.455986, 314.477247, 387.261072, 429.831711],  # half of it can be sold
    # the larger of 0.8 a shop and sales / 1.2 million: the shops need two people until the fourth year
    "tenant_fte": [4.773132, 6.241788, 6.976116, 7.70115150],
    # tonnes received · 600 + (received − sold) · 1900, which is tonnes sold · (1200 + 1900)
    "goods_handling": [335_506.778, 487_439.733, 600_254.661, 666_239.153],
}

# Every flow in 2031: 0.375 · fourth + 0.625 · third operating year; wages 1.01^(2031 − 2025) = 1.0615201506
IN_2031 = {
    # let area · 1400 · rent share · (1 − unpaid): 1 657 873.967 and 2 360 231.396
    "rent": 0.375 * 2_360_231.396 + 0.625 * 1_657_873.967,
    # let area · 200 · (1 − unpaid): 338 341.626 and 337 175.914
    "service_charges": 0.375 * 337_175.914 + 0.625 * 338_341.626,
    # 0.03 · sales: 249 783.391 and 277 241.454
    "handling_fees": 0.375 * 277_241.454 + 0.625 * 249_783.391,
    "other_income": 350_000,  # grown in by the third year
    "centre_staff": 2 * 1_020_000 * 1.0615201506,
    # supervisors 1.5 · 900 000 · 1.0615201506 = 1 433 052.203; goods 0.375 · 666 239.153 + 0.625 · 600 254.661
    # = 624 998.845; together 2 058 051.049, half of it BIR's
    "reception_operator": 1_029_025.524,
    "reception_bir": 1_029_025.524,
    "property_operation": 3500 * 450,
    "energy": 1330 * 150 * 1.1,  # common area 3500 − 2170 = 1330 m²
    "cleaning": 1330 * 150,
    "marketing": 600_000,
    "administration": 300_000,
    "delivery": 150_000,
    # 0.25 · 0.1 of 1 575 000 + 219 450 + 199 500 + 600 000 + 300 000 + 150 000 = 3 043 950
    "operating_vat": 76_098.75,
    "head_rent": 0,
    "tenant_sales": 0.375 * 9_241_381.79 + 0.625 * 8_326_113.04,
    # 0.375 · 7.7011515 + 0.625 · 6.976116 = 7.248004 FTE · 620 000 · 1.0615201506
    "tenant_staff": 4_770_219.6,
    # 0.15 · sales + 150 · let area: 1 510 521.306 and 1 651 579.876
    "tenant_other_costs": 0.375 * 1_651_579.876 + 0.625 * 1_510_521.306,
    "pre_project": 0,
    "planning": 0,
    "investment": 0,
    "investment_vat": 0,
    "reinvestment": 0,
    "grant": 0,
    "loan": 0,
    # loan 39 509 240.8875, see below; 1 of 25 instalments paid in 2030; prices 1.02^6 = 1.126162419264
    "interest": 0.045 * 39_509_240.8875 * 24 / 25 / 1.126162419264,
    "instalments": 39_509_240.8875 / 25 / 1.126162419264,
    "bir_capital": 0,
    "deficit_grant_bir": 0,
    "unfunded_deficit": 0,
    "surplus": 0,
}


@pytest.fixture(scope="module")
def centre(evaluate):
    return evaluate("omkrets")


@pytest.fixture(scope="module")
def opening_at_once(evaluate):
    """The centre with no time before the opening, so that operating years are calendar years from 2027 on."""
    return evaluate("omkrets", pre_project_months=0, planning_months=0, mobilisation_months=0)


@pytest.mark.parametrize("line", CHAIN)
@pytest.mark.parametrize("operating_year", [1, 2, 3, 4])
def test_from_rent_to_shops_sales_and_goods_year_by_year(centre, line, operating_year):
    expected = CHAIN[line][operating_year - 1]
    assert centre[line][operating_year - 1] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("flow", IN_2031)
def test_every_flow_in_2031(centre, flow):
    assert centre.flows[flow].amounts[4] == pytest.approx(IN_2031[flow], rel=1e-6, abs=1e-6)


def test_2031_has_no_flow_that_is_not_worked_by_hand(centre):
    assert set(centre.flows) - set(IN_2031) == {"deficit_grant_municipality"}  # in the next test


def test_the_municipality_covers_what_the_operator_lacks_in_2031(centre):
    names = ["rent", "service_charges", "handling_fees", "other_income"]
    income = sum(IN_2031[name] for name in names)
    paid = ["centre_staff", "reception_operator", "property_operation", "energy", "cleaning", "marketing"]
    costs = sum(IN_2031[name] for name in [*paid, "administration", "delivery", "operating_vat"])
    # 2 869 242.65 received, 6 314 575.38 paid: 3 445 332.73 lacking
    assert costs - income == pytest.approx(3_445_332.73, abs=1)
    assert centre.flows["deficit_grant_municipality"].amounts[4] == pytest.approx(costs - income, rel=1e-6)


# --- Opening within a calendar year ---------------------------------------------------------------------------------


def test_the_doors_open_19_and_a_half_months_after_the_start(centre):
    assert centre.lines["opening"] == 1.625


def test_the_first_operating_year_is_split_between_two_calendar_years(centre):
    assert list(centre["operating_share"][:4]) == [0, 0.375, 1, 1]
    # 3900 · 1193.283 = 4 653 803.7 in the first operating year, 6 761 260.806 in the second
    assert centre["tenant_sales"][1] == pytest.approx(0.375 * 4_653_803.7)
    assert centre["tenant_sales"][2] == pytest.approx(0.375 * 6_761_260.806 + 0.625 * 4_653_803.7)


def test_products_are_formed_per_operating_year_and_only_then_split(centre):
    # 2030: 0.375 · third + 0.625 · second year's rent, 1 657 873.967 and 1 059 543.513;
    # not the mean area times the mean rent share
    assert centre["rent"][3] == pytest.approx(0.375 * 1_657_873.967 + 0.625 * 1_059_543.513, rel=1e-7)


# --- Before the opening ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flow", "in_2027", "in_2028"),
    [
        ("pre_project", 800_000, 0),  # months 0 to 3
        ("planning", 1_500_000, 0),  # months 3 to 10.5
        # mobilisation is months 10.5 to 19.5: 1.5 of 9 in 2027, a sixth; 7.5 of 9 in 2028
        ("investment", 44_500_000 / 6, 44_500_000 * 5 / 6),  # 3500 · 12 000 + 2 500 000
        ("investment_vat", 1_112_500 / 6, 1_112_500 * 5 / 6),  # 0.25 · 0.1 of it
        # half the staff, 1 020 000 a year, for 9 months, 765 000; in 2028 also 0.375 · 2 040 000 = 765 000
        ("centre_staff", 127_500 * 1.01**2, (637_500 + 765_000) * 1.01**3),
        ("marketing", 400_000 / 6, 400_000 * 5 / 6 + 0.375 * 600_000),
        ("operating_vat", 0.025 * 400_000 / 6, 0.025 * (400_000 * 5 / 6 + 0.375 * 3_043_950)),
        ("property_operation", 0, 0.375 * 1_575_000),
        ("reception_operator", 0, 0.5 * 0.375 * (1_350_000 * 1.01**3 + 335_506.778)),
        ("other_income", 0, 0.375 * 0.4 * 350_000),
    ],
)
def test_the_years_before_and_of_the_opening(centre, flow, in_2027, in_2028):
    assert list(centre[flow][:2]) == pytest.approx([in_2027, in_2028], rel=1e-6)


# --- Funding, loan and what is left ---------------------------------------------------------------------------------


def test_uses_and_sources_of_funds(centre):
    # nominal: 45 612 500 · (1/6 · 1.0404 + 5/6 · 1.061208) = 45 612 500 · 1.05774
    assert centre.lines["uses"][0] == pytest.approx(48_246_165.75)
    assert centre.lines["grant_total"][0] == 1_500_000
    assert centre.lines["municipal_capital_total"][0] == pytest.approx(7_236_924.8625)  # 15 %
    assert centre.lines["loan_total"][0] == pytest.approx(39_509_240.8875)  # the rest


def test_grant_and_loan_are_drawn_as_the_money_is_spent(centre):
    # 1/6 · 1.0404 of 1.05774 in 2027, which is 10/61; 51/61 in 2028
    assert list(centre["grant"][:3] * centre["price_index"][:3]) == pytest.approx([1.5e6 * 10 / 61, 1.5e6 * 51 / 61, 0])
    assert centre["loan"][1] == pytest.approx(39_509_240.8875 * 51 / 61 / 1.061208)


def test_the_owner_s_own_capital_is_no_flow(centre):
    assert "municipal_capital" not in centre.flows


@pytest.mark.parametrize(
    ("t", "owed"),
    [
        (0, 10 / 61 / 2),  # half of what is drawn in the year
        (1, 10 / 61 + 51 / 61 / 2),
        (2, 1),
        (3, 1),  # the first instalment falls in 2030, year ceil(1.625) + 1 = 3, at its end
        (4, 24 / 25),
        (20, 8 / 25),  # 17 paid before
    ],
)
def test_interest_is_paid_on_what_is_owed_and_half_of_what_is_drawn(centre, t, owed):
    assert centre["interest"][t] == pytest.approx(0.045 * 39_509_240.8875 * owed / 1.02 ** (2 + t))


def test_instalments_are_25_equal_ones_from_2030(centre):
    nominal = centre["instalments"] * centre["price_index"]
    assert list(nominal[:3]) == [0, 0, 0]
    assert list(nominal[3:]) == pytest.approx([1_580_369.6355] * 18)  # 39 509 240.8875 / 25
    assert centre["debt"][-1] == pytest.approx(7 * 1_580_369.6355)


def test_only_the_equipment_is_renewed_within_the_horizon(centre):
    # equipment in floor(1.625 + 10) = 11, that is 2038, then 21.625; fit-out 21.625, building 41.625: all after 2047
    expected = [0.0] * 21
    expected[11] = 2_500_000
    assert list(centre["reinvestment"]) == expected
    assert centre["investment_vat"][11] == pytest.approx(62_500)


def test_what_is_left_at_the_end_of_2047(centre):
    # 21 − 1.625 = 19.375 years after the opening: building 27.3 million · 20.625/40 = 14 076 562.5;
    # fit-out 14.7 million · 0.625/20 = 459 375; equipment of 2038, 9.375 years old: 2.5 million · 0.625/10 = 156 250
    assert centre.lines["residual_value"][0] == pytest.approx(14_692_187.5)


# --- Effects in 2031 ------------------------------------------------------------------------------------------------

TONNES_2031 = 0.375 * 214.915856 + 0.625 * 193.630536  # 201.612531


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        ("tonnes", TONNES_2031),
        ("waste_avoided", TONNES_2031 * 0.6),
        ("emissions", TONNES_2031 * 0.6 * 0.54 * 3.4),
        ("visits", 8_669_338.82 / 85),  # sales as above, 85 NOK a visit
        ("jobs", 7.248004 + 2 + 1.5),
        ("work_training_places", 12),
    ],
)
def test_every_effect_in_2031(centre, effect, expected):
    assert centre.effects[effect][4] == pytest.approx(expected, rel=1e-6)


# --- Limits of the chain --------------------------------------------------------------------------------------------


def test_rent_steps_hold_their_last_value(evaluate):
    assert list(evaluate("omkrets", rent_steps=[0.2, 0.6])["rent_share"][:4]) == [0.2, 0.6, 0.6, 0.6]


def test_no_more_is_sold_than_there_are_goods(evaluate):
    # 60 t · 1000 · 43 = 2 580 000 NOK on the target area 2170 · 0.585 = 1269.45 m²: 2032.376 NOK/m²
    centre = evaluate("omkrets", goods_supply=60)
    assert centre["sales_density"][0] == pytest.approx(2032.376, rel=1e-6)
    # premises cost 900 / 2032.376 + 0.03 = 0.4728314 of sales, so 0.12 · e^(8 · 0.1928314) = 0.5612368 leave and
    # 1 − 0.5612368 / 2 = 0.7193816 of the target area is let: 60 t · 0.7193816
    assert centre["tonnes_sold"][0] == pytest.approx(43.162896, rel=1e-6)


def test_no_more_shops_leave_than_the_cap(evaluate):
    # rent 10 000 · 0.5 + 200 on sales of 3900: e^(8 · 1.08) is far above 5
    centre = evaluate("omkrets", market_rent=10_000)
    assert centre["exit"][0] == 0.6
    assert centre["occupancy"][0] == pytest.approx(0.585 * 0.7)  # empty for 0.6 · 6/12


def test_shops_that_can_carry_their_premises_leave_at_the_base_rate(evaluate):
    assert set(evaluate("omkrets", market_rent=0)["exit"]) == {0.12}


def test_nothing_is_let_when_all_leave_and_premises_stand_empty_for_years(evaluate):
    centre = evaluate("omkrets", market_rent=10_000, void_months=24, unpaid_rent_months=24)
    assert set(centre["occupancy"][:4]) == {0}  # 1 − 0.6 · 2 is below 0
    assert set(centre["unpaid"][:4]) == {1}


# --- Growth and VAT -------------------------------------------------------------------------------------------------


def test_wages_grow_from_the_price_year(opening_at_once):
    # 2027: two years after 2025
    assert opening_at_once["centre_staff"][0] == pytest.approx(2_040_000 * 1.0201)
    assert opening_at_once["tenant_staff"][0] == pytest.approx(4.773132 * 620_000 * 1.0201)


def test_of_the_reception_only_the_supervisors_wages_grow(opening_at_once):
    assert opening_at_once["reception"][0] == pytest.approx(1_350_000 * 1.0201 + 335_506.778)


def test_rents_grow_where_rents_are_paid_and_nowhere_else(evaluate):
    grown = evaluate("omkrets", real_rent_growth=0.01, head_rent=700)
    flat = evaluate("omkrets", head_rent=700)
    factor = 1.01**6  # 2031
    assert grown["rent"][4] == pytest.approx(flat["rent"][4] * factor)
    assert grown["head_rent"][4] == pytest.approx(3500 * 700 * factor)
    assert grown["service_charges"][4] == flat["service_charges"][4]


# --- Who owns the building ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owner", "head_rent_to", "surplus_to"),
    [("municipality", "municipality", "municipality"), ("bir", "bir", "bir"), ("operator", "market", "municipality")],
)
def test_the_owner_invests_and_gets_head_rent_and_surplus(evaluate, owner, head_rent_to, surplus_to):
    flows = evaluate("omkrets", property_owner=owner, head_rent=700).flows
    assert (flows["head_rent"].payer, flows["head_rent"].payee) == ("operator", head_rent_to)
    assert {flows[name].payer for name in ("investment", "interest", "instalments", "investment_vat")} == {owner}
    assert {flows[name].payee for name in ("grant", "loan")} == {owner}
    assert (flows["surplus"].payer, flows["surplus"].payee) == ("operator", surplus_to)


def test_a_leasing_operator_s_deficit_holds_its_interest_and_instalments(evaluate):
    leased = evaluate("omkrets", property_owner="operator")
    owned = evaluate("omkrets")
    more = leased["interest"][4] + leased["instalments"][4]
    assert leased["deficit"][4] == pytest.approx(owned["deficit"][4] + more)


# --- An easy case, opening after exactly one year ---------------------------------------------------------------------

# Opens after exactly one year, so calendar year 1 is operating year 1; no growth, no inflation, round numbers.
EASY = {
    **{"start_year": 2025, "price_year": 2025, "inflation": 0.0, "real_wage_growth": 0.0, "real_rent_growth": 0.0},
    **{"pre_project_months": 3, "planning_months": 3, "mobilisation_months": 6, "mobilisation_staffing": 0.5},
    **{"gross_area": 1000, "lettable_share": 0.6, "shop_area": 100},  # 600 m² to let, 400 m² common
    **{"market_rent": 1000, "rent_steps": [0.5, 1.0], "service_charge": 100, "handling_fee_share": 0.05},
    **{"sales_per_area": 5000, "sales_ramp": [0.8, 1.0], "sales_growth": 0.0, "goods_supply": 1000},
    **{"take_up": 1.0, "take_up_ramp": [0.5, 1.0], "exit_rate": 0.1, "exit_sensitivity": 0.0},
    **{"void_months": 6, "unpaid_rent_months": 3, "other_income": 200_000, "other_income_ramp": [0.5, 1.0]},
    **{"centre_fte": 2, "fte_cost": 1_000_000, "supervisor_fte": 1, "supervisor_cost": 800_000},
    **{"price_per_kg": 50, "reuse_yield": 0.5, "sorting_cost": 500, "residual_waste_cost": 2000},
    **{"reception_share_bir": 0.25, "property_operation_cost": 400, "energy_use": 100, "energy_price": 1.5},
    **{"cleaning_cost": 100, "marketing": 300_000, "launch_campaign": 200_000, "administration": 150_000},
    **{"delivery_net_cost": 50_000, "vat_rate": 0.25, "vat_cost_share": 0.2, "head_rent": 200},
    **{"pre_project_cost": 600_000, "planning_cost": 900_000},
    **{"building_cost": 10_000, "equipment_cost": 2_000_000, "equipment_life": 10},
    **{"tenant_min_fte": 0.8, "tenant_sales_per_fte": 1_000_000, "tenant_fte_cost": 600_000},
    **{"tenant_other_cost_share": 0.15, "tenant_power_cost": 100},
    **{"additionality": 0.6, "displacement": 0.5, "emission_factor": 3.0, "spend_per_visit": 100},
    **{"work_training_places": 12},
}


# Operating year 1: exit 0.1; occupancy 0.5 · (1 − 0.1 · 6/12) = 0.475; let 600 · 0.475 = 285 m², 2.85 shops;
# sales 285 · 5000 · 0.8 = 1 140 000; unpaid 0.1 · 3/12 = 0.025; sold 1 140 000 / 50 / 1000 = 22.8 t;
# received 22.8 / 0.5 = 45.6 t
YEAR_1 = [
    ("rent", "tenants", "operator", 138_937.5),  # 285 · 1000 · 0.5 · 0.975
    ("service_charges", "tenants", "operator", 27_787.5),  # 285 · 100 · 0.975
    ("handling_fees", "tenants", "operator", 57_000),  # 1 140 000 · 0.05
    ("other_income", "market", "operator", 100_000),  # 200 000 · 0.5
    ("centre_staff", "operator", "market", 2_000_000),  # 2 · 1 000 000
    # The reception in all: 800 000 + 45.6 · 500 + (45.6 − 22.8) · 2000 = 800 000 + 22 800 + 45 600 = 868 400
    ("reception_operator", "operator", "market", 651_300),  # 0.75 · 868 400
    ("reception_bir", "bir", "market", 217_100),  # 0.25 · 868 400
    ("property_operation", "operator", "market", 400_000),  # 1000 · 400
    ("energy", "operator", "market", 60_000),  # 400 · 100 · 1.5
    ("cleaning", "operator", "market", 40_000),  # 400 · 100
    ("marketing", "operator", "market", 300_000),
    ("administration", "operator", "market", 150_000),
    ("delivery", "operator", "market", 50_000),
    ("operating_vat", "operator", "state", 50_000),  # 0.25 · 0.2 · (400 + 60 + 40 + 300 + 150 + 50 = 1000) thousand
    ("head_rent", "operator", "municipality", 200_000),  # 1000 · 200
    ("tenant_sales", "market", "tenants", 1_140_000),
    ("tenant_staff", "tenants", "market", 1_368_000),  # max(0.8 · 2.85 = 2.28; 1.14) · 600 000
    ("tenant_other_costs", "tenants", "market", 199_500),  # 1 140 000 · 0.15 + 285 · 100 = 171 000 + 28 500
]


YEAR_0 = [
    ("pre_project", "municipality", "market", 600_000),
    ("planning", "municipality", "market", 900_000),
    ("centre_staff", "operator", "market", 500_000),  # half of 2 000 000 for half a year
    ("marketing", "operator", "market", 200_000),  # the launch campaign
    ("operating_vat", "operator", "state", 10_000),  # 0.25 · 0.2 · 200 000
    ("investment", "municipality", "market", 12_000_000),  # 1000 · 10 000 + 2 000 000
    ("investment_vat", "municipality", "state", 600_000),  # 0.25 · 0.2 · 12 000 000
]


YEAR_11 = [  # 1 + 10 years: the equipment is renewed
    ("reinvestment", "municipality", "market", 2_000_000),
    ("investment_vat", "municipality", "state", 100_000),  # 0.25 · 0.2 · 2 000 000
]


FLOWS = [(year, *row) for year, rows in ((0, YEAR_0), (1, YEAR_1), (11, YEAR_11)) for row in rows]


def exact(expected):
    return pytest.approx(expected, rel=1e-9, abs=1e-6)


@pytest.fixture(scope="module")
def easy(evaluate):
    return evaluate("omkrets", **EASY)


@pytest.mark.parametrize(("year", "flow", "payer", "payee", "amount"), FLOWS)
def test_flow_has_payer_payee_and_amount(easy, year, flow, payer, payee, amount):
    paid = easy.flows[flow]
    assert (paid.payer, paid.payee) == (payer, payee)
    assert paid.amounts[year] == exact(amount)


def test_operator_lacks_the_difference_between_its_costs_and_its_income(easy):
    # Rent, charges, fees, other income: 323 725. Staff 2 000 000, reception 651 300, goods and services 1 000 000,
    # VAT 50 000, head rent 200 000: 3 901 300
    assert easy["operator_result"][1] == exact(-3_577_575)


def test_tenants_are_left_with_sales_less_everything_they_pay(easy):
    # 1 140 000 − 138 937.5 − 27 787.5 − 57 000 − 1 368 000 − 199 500
    assert easy.net("tenants")[1] == exact(-651_225)


def test_tenants_staff_follows_sales_when_shops_are_busy(evaluate):
    busy = evaluate("omkrets", **EASY | {"tenant_min_fte": 0.3})
    assert busy["tenant_staff"][1] == exact(684_000)  # max(0.3 · 2.85 = 0.855; 1.14) · 600 000


@pytest.mark.parametrize(
    ("effect", "amount"),
    [
        ("tonnes", 22.8),
        ("waste_avoided", 13.68),  # 22.8 · 0.6
        ("emissions", 20.52),  # 13.68 · 0.5 · 3.0
        ("visits", 11_400),  # 1 140 000 / 100
        ("jobs", 5.28),  # tenants' 2.28 + centre 2 + supervisor 1
        ("work_training_places", 12),
    ],
)
def test_effect_in_the_first_operating_year(easy, effect, amount):
    assert easy[effect][1] == exact(amount)
    assert easy[effect][0] == 0


def test_scarce_goods_set_the_sales(evaluate):
    scarce = evaluate("omkrets", **EASY | {"goods_supply": 30})
    # Operating year 2: 30 000 kg · 50 NOK over 600 m² = 2500 NOK/m², not 5000; 570 m² let
    assert scarce["sales_density"][1] == exact(2500)
    assert scarce["tenant_sales"][2] == exact(1_425_000)  # 570 · 2500
    assert scarce["tonnes"][2] == exact(28.5)  # 30 t · occupancy 0.95


def test_scarce_goods_make_premises_dearer_for_the_shops(evaluate):
    scarce = evaluate("omkrets", **EASY | {"goods_supply": 30})
    assert scarce["occupancy_cost"][1] == exact(0.49)  # (1000 + 100) / 2500 + 0.05


@pytest.mark.parametrize(("share", "operator", "bir"), [(0.0, 868_400, 0), (0.5, 434_200, 434_200), (1.0, 0, 868_400)])
def test_bir_and_the_centre_split_the_reception(evaluate, share, operator, bir):
    split = evaluate("omkrets", **EASY | {"reception_share_bir": share})
    assert split["reception_operator"][1] == exact(operator)
    assert split["reception_bir"][1] == exact(bir)


def test_full_rent_too_early_drives_shops_out(evaluate, centre):
    early = evaluate("omkrets", rent_steps=[1.0])
    # (1400 + 200) / 3900 + 0.03 = 0.440256410, 0.160256410 above what shops can carry; 0.12 · e^(8 · 0.160256410)
    assert early["exit"][0] == pytest.approx(0.432483002, abs=1e-9)
    assert early["occupancy"][0] == pytest.approx(0.458498722, abs=1e-9)  # 0.585 · (1 − 0.432483002 / 2)
    assert early["exit"][0] > 3 * centre["exit"][0]
    assert early["shops"][0] < centre["shops"][0] - 0.9  # 4.97 against 5.97
    assert early["exit"][3] == exact(centre["exit"][3])  # from year 4 the rent is the same


def test_tenants_pay_wages_that_grow_and_other_costs_that_do_not(evaluate):
    grown = evaluate("omkrets", **EASY | {"real_wage_growth": 0.1})
    assert grown["tenant_staff"][1] == exact(1_504_800)  # 1 368 000 · 1.1
    assert grown["tenant_other_costs"][1] == exact(199_500)
    assert grown["reception_operator"][1] == exact(711_300)  # 0.75 · (800 000 · 1.1 + 68 400)


def test_rents_grow_but_service_charges_do_not(evaluate):
    grown = evaluate("omkrets", **EASY | {"real_rent_growth": 0.1})
    assert grown["rent"][1] == exact(152_831.25)  # 138 937.5 · 1.1
    assert grown["head_rent"][1] == exact(220_000)  # 200 000 · 1.1
    assert grown["service_charges"][1] == exact(27_787.5)


def test_sales_grow_each_year_on_top_of_the_ramp(evaluate):
    grown = evaluate("omkrets", **EASY | {"sales_growth": 0.02})
    assert grown["tenant_sales"][3] == exact(2_965_140)  # 570 · 5000 · 1.02²


def test_vat_is_paid_on_what_is_bought_but_not_on_staff_or_head_rent(evaluate):
    full = evaluate("omkrets", **EASY | {"vat_cost_share": 1.0})
    assert full["operating_vat"][1] == exact(250_000)  # 0.25 · 1 000 000
    assert full["investment_vat"][0] == exact(3_000_000)  # 0.25 · 12 000 000

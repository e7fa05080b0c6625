"""Omkrets worked by hand: the EASY case for every flow and effect, the base case for rent, exits and time."""

import pytest

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


@pytest.fixture(scope="module")
def omkrets(evaluate):
    return evaluate("omkrets")


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


def test_no_more_is_sold_than_there_are_goods(evaluate):
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


# The base case, first four operating years. Areas: 3500 · 0.62 = 2170 m² to let.
#   sales density      6500·0.60=3900 | 6500·0.66·1.01=4332.9 | 6500·0.72·1.01²=4774.068 | 6500·0.78·1.01³=5223.62607
#   occupancy cost     900/3900+0.03  | 900/4332.9+0.03       | 1180/4774.068+0.03       | 1600/5223.62607+0.03
#   exit               0.12           | 0.12                  | 0.12 (0.2772 < 0.28)     | 0.12·e^(8·0.056300638)
#   occupancy          0.585·0.94     | 0.765·0.94            | 0.855·0.94               | 0.9·(1−0.188273718/2)
#   rent               2170·occupancy·1400·step·(1 − exit/4)
CHAIN = [
    (0, 3900, 0.260769231, 0.12, 0.5499, 810_239.157),
    (1, 4332.9, 0.237713079, 0.12, 0.7191, 1_059_543.513),
    (2, 4774.068, 0.277168662, 0.12, 0.8037, 1_657_873.9674),
    (3, 5223.62607, 0.336300638, 0.188273718, 0.815276827, 2_360_231.3965),
]


@pytest.mark.parametrize(("k", "density", "cost", "leaving", "let", "rent"), CHAIN)
def test_rent_decides_who_leaves_and_so_what_is_let(omkrets, k, density, cost, leaving, let, rent):
    assert omkrets["sales_density"][k] == exact(density)
    assert omkrets["occupancy_cost"][k] == pytest.approx(cost, abs=1e-9)
    assert omkrets["exit"][k] == pytest.approx(leaving, abs=1e-9)
    assert omkrets["occupancy"][k] == pytest.approx(let, abs=1e-9)
    # An opening after 1.625 years moves operating years to calendar years: 2028 + k gets 0.375 of this one
    before = CHAIN[k - 1][-1] if k else 0
    assert omkrets["rent"][1 + k] == pytest.approx(0.375 * rent + 0.625 * before, rel=1e-8)


def test_full_rent_too_early_drives_shops_out(evaluate, omkrets):
    early = evaluate("omkrets", rent_steps=[1.0])
    # (1400 + 200) / 3900 + 0.03 = 0.440256410, 0.160256410 above what shops can carry; 0.12 · e^(8 · 0.160256410)
    assert early["exit"][0] == pytest.approx(0.432483002, abs=1e-9)
    assert early["occupancy"][0] == pytest.approx(0.458498722, abs=1e-9)  # 0.585 · (1 − 0.432483002 / 2)
    assert early["exit"][0] > 3 * omkrets["exit"][0]
    assert early["shops"][0] < omkrets["shops"][0] - 0.9  # 4.97 against 5.97
    assert early["exit"][3] == exact(omkrets["exit"][3])  # from year 4 the rent is the same


def test_exits_stop_at_the_cap(evaluate):
    dear = evaluate("omkrets", market_rent=4000, rent_steps=[1.0])
    assert dear["exit"][0] == 0.6  # 4200 / 3900 + 0.03 = 1.107; 0.12 · e^(8 · 0.827) = 89 would be left uncut


def test_opening_year_has_only_the_part_it_is_open(omkrets):
    # Opens after (3 + 7.5 + 9) / 12 = 1.625 years: August 2028
    assert omkrets["operating_share"][:3] == exact([0, 0.375, 1])
    assert omkrets["property_operation"][:3] == exact([0, 590_625, 1_575_000])  # 3500 · 450 = 1 575 000; · 0.375
    # 2030: 0.375 · 350 000 + 0.625 · 245 000; the ramp is 0.4, 0.7, 1.0
    assert omkrets["other_income"][1:4] == exact([52_500, 179_375, 284_375])


def test_mobilisation_is_spread_over_the_months_it_takes(omkrets):
    # From 0.875 to 1.625 years after the start: 1/6 in year 0, 5/6 in year 1
    assert omkrets["marketing"][:2] == exact([400_000 / 6, 558_333 + 1 / 3])  # 400 000 · 5/6 + 600 000 · 0.375
    assert omkrets["investment"][:3] == exact([44_500_000 / 6, 44_500_000 * 5 / 6, 0])  # 3500 · 12 000 + 2 500 000
    assert omkrets["investment_vat"][0] == exact(185_416 + 2 / 3)  # 0.25 · 0.1 · 7 416 666.67


def test_half_the_centres_staff_is_hired_in_mobilisation(omkrets):
    # 0.5 · 2 · 1 020 000 · 0.75 year = 765 000, of which 1/6 in 2027 at wages of 1.01²
    assert omkrets["centre_staff"][0] == exact(130_062.75)  # 127 500 · 1.0201
    # 2028: 5/6 of it and 0.375 of 2 040 000, at wages of 1.01³
    assert omkrets["centre_staff"][1] == exact(1_444_997.1525)  # (637 500 + 765 000) · 1.030301


def test_preparation_is_paid_before_mobilisation(omkrets):
    assert omkrets["pre_project"][:2] == exact([800_000, 0])  # months 0 to 3
    assert omkrets["planning"][:2] == exact([1_500_000, 0])  # months 3 to 10.5


def test_wages_grow_from_the_price_year(omkrets):
    # 2032 is seven years after 2025: 1.01⁷ = 1.0721353521
    assert omkrets["centre_staff"][5] == exact(2_187_156.118298)  # 2 040 000 · 1.01⁷
    assert omkrets["supervision"][5] == exact(1_447_382.725344)  # 1.5 · 900 000 · 1.01⁷


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

"""What others have published: the file says what they said, the arithmetic is theirs, and the model comes near it."""

from dataclasses import replace

import numpy as np
import pytest

from concepts import BENCHMARKS_FILE, CONCEPTS
from models.benchmarks import (
    Figure,
    Held,
    back_test,
    check,
    convert,
    decomposition,
    far_off,
    far_off_inputs,
    inputs,
    intensity,
    load,
    own_intensities,
    span,
    typical_miss,
    yearly_result,
)
from models.lines import Graph
from models.problems import InputError
from models.strict_yaml import parse

OMKRETS = CONCEPTS["omkrets"]
PRICE_YEAR = 2025


@pytest.fixture(scope="module")
def published(base):
    return load(BENCHMARKS_FILE, base, OMKRETS.graph.by_name)


# --- The project's own file -----------------------------------------------------------------------------------------

# place, figure, value, unit, year, grade, as the table of benchmarks in the project's list of figures has them
PUBLISHED = [
    ("retuna", "sales_2016", 8_100_000, "SEK/year", 2016, "B"),
    ("retuna", "sales_2018", 11_700_000, "SEK/year", 2018, "B"),
    ("retuna", "sales_2020", 15_400_000, "SEK/year", 2020, "A"),
    ("retuna", "sales_2023", 23_300_000, "SEK/year", 2023, "A"),
    ("retuna", "growth_low", 0.10, "fraction", None, "A"),
    ("retuna", "growth_high", 0.20, "fraction", None, "A"),
    ("retuna", "visits_a_day", 700, "visits/day", None, "A"),
    ("retuna", "rent_income", 6_000_000, "SEK/year", 2022, "A"),
    ("retuna", "rent", 1545, "SEK/m²/year", 2022, "A"),
    ("retuna", "let_area", 3883, "m²", 2022, "B"),  # 6 000 000 / 1 545, so derived
    ("retuna", "rent_step_1", 0.5, "fraction", 2015, "A"),
    ("retuna", "rent_step_3", 0.7, "fraction", 2017, "A"),
    ("retuna", "gross_area", 5000, "m²", None, "B"),
    ("retuna", "establishment", 80_000_000, "SEK", 2015, "A"),
    ("retuna", "establishment_centre", 40_000_000, "SEK", 2015, "A"),
    ("retuna", "from_municipality", 5_000_000, "SEK", 2015, "A"),
    ("retuna", "from_company", 75_000_000, "SEK", 2015, "A"),
    ("retuna", "staff", 1, "FTE", 2023, "A"),
    ("retuna", "shops", 13, "shops", None, "A"),  # 11 and 2 pop-up
    ("retuna", "room_for", 12, "shops", 2020, "B"),
    ("retuna", "let", 11, "shops", 2020, "B"),
    ("retuna", "only_surplus", 2019, "year", 2020, "B"),
    ("resirkula", "sales_2022", 8_000_000, "NOK/year", 2022, "A"),
    ("resirkula", "sales_2023", 8_300_000, "NOK/year", 2023, "A"),
    ("resirkula", "shops", 5, "shops", 2023, "A"),
    ("resirkula", "gave_up", 2, "shops", 2023, "A"),
    ("resirkula", "bankrupt", 1, "shops", 2023, "A"),
    ("resirkula", "establishment", 38_000_000, "NOK", 2020, "A"),
    ("resirkula", "whole_site", 162_000_000, "NOK", 2020, "A"),
    ("resirkula", "staff", 2, "FTE", None, "A"),
    ("resirkula", "reused", 200, "t/year", 2022, "A"),
    ("resirkula", "work_training", 28, "places", 2022, "B"),
    ("omigjen", "area", 1500, "m²", None, "A"),
    ("omigjen", "half_year_visits", 39_000, None, 2023, "A"),
    ("omigjen", "half_year_sales", 4_000_000, None, 2023, "A"),
    ("omigjen", "half_year_tonnes", 21, None, 2023, "A"),
    ("omigjen", "klimasats", 1_020_000, "NOK", 2021, "A"),
    ("kierratyskeskus", "turnover", 16_400_000, "EUR/year", 2023, "A"),
    ("kierratyskeskus", "funding", 21_300_000, "EUR/year", 2023, "A"),
    ("kierratyskeskus", "own_share", 0.675, "fraction", 2023, "A"),
    ("kierratyskeskus", "employment_share", 0.295, "fraction", 2023, "A"),
    ("kierratyskeskus", "rent_share", 0.014, "fraction", 2023, "A"),
    ("kierratyskeskus", "reuse_yield", 0.62, "fraction", 2023, "A"),
    ("alelyckan", "kept", 360, "t/year", 2010, "A"),
    ("alelyckan", "climate", 1300, "t CO2e/year", 2010, "B"),
    ("tandler", "reused", 300, "t/year", None, "B"),
    ("tandler", "area", 900, "m²", None, "B"),
    ("vienna_voucher", "items", 35_000, "repairs/year", 2023, "A"),
    ("vienna_voucher", "climate", 2700, "t CO2e/year", 2023, "A"),
    ("vienna_voucher", "waste", 352, "t/year", 2023, "A"),
    ("norwegian_centres", "sales_per_area", 28_238, "NOK/m²/year", 2011, "B"),
    # beside that table, from the rows that rest on them
    ("vollebekk", "funding", 5_112_026, "NOK/year", 2019, "A"),
    ("vollebekk", "cost", 4_962_500, "NOK/year", 2019, "A"),
    ("vollebekk", "visits", 16_000, "visits/year", 2019, "A"),
    ("vienna_voucher", "paid_each", 46, "EUR/repair", None, None),
    ("skudeneshavn", "fixed", 500, "NOK/firm/year", None, "B"),
    ("skudeneshavn", "lowest", 3500, "NOK/firm/year", None, "B"),
    ("skudeneshavn", "highest", 10_500, "NOK/firm/year", None, "B"),
    ("bergen_sentrum", "members", 450, "firms", None, "C"),
]
# derived: 700 · 360 visits; 5 open, 2 that gave up and 1 bankrupt
DERIVED = [
    ("retuna", "visits", 252_000, "visits/year", None, "B"),
    ("resirkula", "premises", 8, "shops", None, "B"),
]


@pytest.mark.parametrize(("place", "name", "value", "unit", "year", "grade"), PUBLISHED + DERIVED)
def test_a_figure_stands_as_it_was_published(published, place, name, value, unit, year, grade):
    figure = published.places[place].figures[name]
    assert figure.value == value
    # None: the list of figures does not say
    assert (unit or figure.unit, year or figure.year, grade or figure.grade) == (figure.unit, figure.year, figure.grade)


def test_the_file_has_no_figure_but_these(published):
    found = {(place, name) for place, each in published.places.items() for name in each.figures}
    assert found == {each[:2] for each in PUBLISHED + DERIVED}


@pytest.mark.parametrize(
    ("place", "name", "vat"),
    [
        *(("retuna", f"sales_{year}", "unstated") for year in (2016, 2018, 2020, 2023)),
        ("resirkula", "sales_2022", "out"),
        ("resirkula", "sales_2023", "out"),
        ("norwegian_centres", "sales_per_area", "out"),
    ],
)
def test_sales_say_whether_vat_is_in_them(published, place, name, vat):
    assert published.places[place].figures[name].vat == vat


@pytest.mark.parametrize(("name", "page"), [("sales_2020", 61), ("sales_2023", 43)])
def test_a_figure_of_the_report_has_its_page(published, name, page):
    assert published.places["retuna"].figures[name].page == page


@pytest.mark.parametrize(
    ("currency", "rates"),
    [
        # ECB, per 100 SEK: 95.69, 98.19, 93.60, 102.27, 95.05, 99.55, 105.90
        (
            "SEK",
            {2015: 0.9569, 2016: 0.9819, 2018: 0.9360, 2020: 1.0227, 2022: 0.9505, 2023: 0.9955, 2025: 1.0590},
        ),
        ("EUR", {2020: 10.72, 2023: 11.42, 2025: 11.72}),
    ],
)
def test_exchange_rates_are_those_published(published, currency, rates):
    known = {year: published.indices.rate(currency, year) for year in range(2000, 2030)}
    assert {year: rate for year, rate in known.items() if rate is not None} == rates


def test_consumer_prices_are_those_published(published):
    # 2015 = 100
    prices = {2016: 103.6, 2018: 108.4, 2019: 110.8, 2020: 112.2, 2021: 116.1, 2022: 122.8, 2023: 129.6, 2024: 133.6}
    prices |= {2015: 100, 2025: 137.8}
    known = {year: published.indices.growth(2015, year) for year in range(2000, 2030)}
    assert {year: growth for year, growth in known.items() if growth is not None} == pytest.approx(
        {year: index / 100 for year, index in prices.items()}
    )


# --- Conversion -----------------------------------------------------------------------------------------------------


def figure(value, unit, year):
    words = {"nb": "Noe", "en": "Something"}
    fields = {"value": value, "unit": unit, "year": year, "label": words, "source": words}
    return Figure(vat="none", grade="A", **fields)


@pytest.mark.parametrize(
    ("value", "unit", "year", "order", "price_year", "expected"),
    [
        # 23 300 000 · 0.9955 = 23 195 150; · 137.8 / 129.6
        (23_300_000, "SEK/year", 2023, "rate_first", 2025, 24_662_744.37),
        # 23 300 000 · 137.8 / 129.6 = 24 774 228.40; · 1.0590
        (23_300_000, "SEK/year", 2023, "prices_first", 2025, 26_235_907.87),
        (8_000_000, "NOK/year", 2022, "rate_first", 2025, 8_977_198.70),  # · 137.8 / 122.8
        (8_000_000, "NOK/year", 2022, "prices_first", 2025, 8_977_198.70),
        # 16 400 000 · 11.42 = 187 288 000; · 137.8 / 129.6
        (16_400_000, "EUR/year", 2023, "rate_first", 2025, 199_138_012.35),
        (16_400_000, "EUR/year", 2023, "prices_first", 2025, 204_369_308.64),  # · 137.8 / 129.6 · 11.72
        (46, "EUR/repair", 2025, "rate_first", 2025, 539.12),  # · 11.72, no prices to grow
        (46, "EUR/repair", 2025, "prices_first", 2025, 539.12),
        (3500, "NOK/firm/year", 2025, "rate_first", 2025, 3500),
        (3500, "NOK/firm/year", 2031, "rate_first", 2031, 3500),  # no index is needed
        (23_300_000, "SEK/year", 2023, "rate_first", 2023, 23_195_150),
        (8_000_000, "NOK/year", 2022, "rate_first", 2023, 8_442_996.74),  # · 129.6 / 122.8
        (8_300_000, "NOK/year", 2023, "rate_first", 2015, 6_404_320.99),  # · 100 / 129.6, back in time
        (8_100_000, "SEK/year", 2016, "prices_first", 2023, 10_087_220.85),  # · 129.6 / 103.6 · 0.9955
        (3883, "m²", 2022, "rate_first", 2025, 3883),
        (1, "FTE", 1990, "prices_first", 2025, 1),
        (0.5, "fraction", 2015, "rate_first", 2025, 0.5),
        (1300, "t CO2e/year", 2010, "rate_first", 2025, 1300),
    ],
)
def test_a_figure_is_brought_to_the_price_year(published, value, unit, year, order, price_year, expected):
    found = convert(figure(value, unit, year), published.indices, price_year, order)
    assert found.value == pytest.approx(expected, rel=1e-9)
    assert value * np.prod([each.factor for each in found.steps]) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("order", "steps"),
    [
        ("rate_first", [("rate", 0.9955, 2023, 2023), ("prices", 137.8 / 129.6, 2023, 2025)]),
        ("prices_first", [("prices", 137.8 / 129.6, 2023, 2025), ("rate", 1.0590, 2025, 2025)]),
    ],
)
def test_the_steps_are_told_in_the_order_they_are_taken(published, order, steps):
    told = convert(figure(1, "SEK", 2023), published.indices, PRICE_YEAR, order).steps
    assert [tuple(each) for each in told] == [(kind, pytest.approx(factor), *years) for kind, factor, *years in steps]


@pytest.mark.parametrize(
    ("unit", "year", "order", "price_year", "known"),
    [
        ("NOK/m²/year", 2011, "rate_first", 2025, []),
        ("SEK", 2011, "rate_first", 2025, []),
        ("SEK", 2011, "prices_first", 2025, [("rate", 1.0590)]),
        ("SEK", 2019, "rate_first", 2025, [("prices", 137.8 / 110.8)]),
        ("EUR", 2023, "rate_first", 2031, [("rate", 11.42)]),
        ("SEK", 2023, "prices_first", 2024, [("prices", 133.6 / 129.6)]),
        ("USD", 2023, "rate_first", 2025, [("prices", 137.8 / 129.6)]),
    ],
)
def test_without_an_index_or_a_rate_there_is_no_amount_but_the_steps_that_are_known(
    published, unit, year, order, price_year, known
):
    found = convert(figure(100, unit, year), published.indices, price_year, order)
    assert found.value is None
    told = [(each.kind, each.factor) for each in found.steps if each.factor]  # an unknown factor is told as 0
    assert told == [(kind, pytest.approx(factor)) for kind, factor in known]


# --- Intensities ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "place", "expected"),
    [
        ("sales_per_area", "retuna", 6351.47),  # 23.3 M · 0.9955 · 137.8 / 129.6 / 3 883
        ("sales_per_area", "omigjen", 5670.78),  # 2 · 4.0 M / 1 500 · 137.8 / 129.6
        ("sales_per_area", "norwegian_centres", None),  # no index for 2011
        ("rent_per_area", "retuna", 1647.90),  # 1 545 · 0.9505 · 137.8 / 122.8
        ("rent_share", "retuna", 0.259485),  # (6.0 · 0.9505 · 137.8 / 122.8) / (23.3 · 0.9955 · 137.8 / 129.6)
        ("staff_per_area", "retuna", 0.2),  # 1 000 · 1 / 5 000
        ("establishment_per_area", "retuna", 10548.87),  # 40 M · 0.9569 · 1.378 / 5 000
        ("sales_per_shop", "retuna", 1_897_134.18),  # 24 662 744.37 / 13
        ("sales_per_shop", "resirkula", 1_765_030.86),  # 8.3 M / 5 · 137.8 / 129.6
        ("visits_per_area", "retuna", 50.4),  # 700 · 360 / 5 000
        ("visits_per_area", "omigjen", 52),  # 2 · 39 000 / 1 500
        ("tonnes_per_area", "omigjen", 28),  # 1 000 · 2 · 21 / 1 500
        ("tonnes_per_area", "tandler", 1000 / 3),  # 1 000 · 300 / 900
        ("tonnes_per_shop", "resirkula", 40),  # 200 / 5
        ("municipal_share", "retuna", 0.0625),  # 5 / 80
    ],
)
def test_intensities_are_one_figure_divided_by_another(published, id, place, expected):
    found = intensity(published, id, PRICE_YEAR, "rate_first")[place]
    assert found == (None if expected is None else pytest.approx(expected, rel=1e-5))


def test_the_other_order_takes_the_rate_of_the_price_year(published):
    found = intensity(published, "sales_per_area", PRICE_YEAR, "prices_first")
    assert found["retuna"] == pytest.approx(26_235_907.87 / 3883)


def test_what_cannot_be_converted_is_not_in_the_range(published):
    assert span(published, "sales_per_area", PRICE_YEAR) == pytest.approx((5670.78, 6351.47), rel=1e-5)
    assert span(published, "municipal_share", PRICE_YEAR) is None
    assert span(published, "sales_per_area", 2040) is None


def test_every_intensity_has_its_counterpart_at_omkrets(published, evaluate):
    assert own_intensities(evaluate("omkrets")).keys() == published.intensities.keys()


# A centre of 1 000 m² of which 400 m² are let to 4 shops that never leave; a krone is a krone and all years are alike.
SIMPLE = {
    "pre_project_months": 0,
    "planning_months": 0,
    "mobilisation_months": 12,
    "gross_area": 1000,
    "lettable_share": 0.5,
    "take_up": 0.8,
    "take_up_ramp": [1],
    "shop_area": 100,
    "exit_rate": 0,
    "sales_per_area": 5000,
    "sales_ramp": [1],
    "sales_growth": 0,
    "goods_supply": 1000,
    "market_rent": 1000,
    "rent_steps": [1],
    "service_charge": 100,
    "handling_fee_share": 0.03,
    "other_income": 0,
    "centre_fte": 1,
    "fte_cost": 300_000,
    "supervisor_fte": 0,
    "sorting_cost": 500,
    "residual_waste_cost": 1000,
    "reuse_yield": 0.5,
    "reception_share_bir": 0.5,
    "property_operation_cost": 100,
    "energy_use": 0,
    "cleaning_cost": 0,
    "marketing": 0,
    "administration": 0,
    "delivery_net_cost": 0,
    "vat_cost_share": 0,
    "building_cost": 10_000,
    "equipment_cost": 500_000,
    "state_grant": 0,
    "municipal_capital_share": 1,
    "price_per_kg": 50,
    "spend_per_visit": 100,
    "inflation": 0,
    "real_wage_growth": 0,
    "real_rent_growth": 0,
}


def test_omkrets_own_intensities_are_its_lines_divided_by_one_another(evaluate):
    # sales 400 · 5 000 = 2.0 M; rent 400 · 1 000; visits 2.0 M / 100; tonnes 2.0 M / 50 / 1 000 = 40
    assert own_intensities(evaluate("omkrets", **SIMPLE)) == pytest.approx(
        {
            "sales_per_area": 5000,
            "rent_per_area": 1000,
            "rent_share": 0.25,  # rent 1 000 and charges 250 of 5 000
            "staff_per_area": 1,
            "establishment_per_area": 10_500,  # 10 000 + 500 000 / 1 000
            "sales_per_shop": 500_000,
            "visits_per_area": 20,
            "tonnes_per_area": 40,
            "tonnes_per_shop": 10,
            "municipal_share": 1,
        }
    )


@pytest.mark.parametrize("mobilisation_months", [12, 6])
def test_sales_per_area_let_are_what_a_square_metre_sells_while_letting_grows(evaluate, mobilisation_months):
    # every m² sells for 5 000 in every year, whenever the doors open and however much is let
    changes = SIMPLE | {"take_up_ramp": [0.5, 1], "mobilisation_months": mobilisation_months, "horizon_years": 2}
    assert own_intensities(evaluate("omkrets", **changes))["sales_per_area"] == pytest.approx(5000)


def test_without_area_to_let_what_is_per_area_or_shop_is_unknown(evaluate):
    found = own_intensities(evaluate("omkrets", **SIMPLE | {"take_up": 0}))
    assert {id for id, value in found.items() if value is None} == {
        "sales_per_area",
        "rent_per_area",
        "rent_share",
        "sales_per_shop",
        "tonnes_per_shop",
    }


def test_a_centre_never_in_full_operation_has_no_intensities(evaluate):
    assert own_intensities(evaluate("omkrets", planning_months=1200)) == {}


# --- Far off --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "far"), [(50, False), (49.99, True), (400, False), (400.01, True), (100, False), (0, True)]
)
def test_far_off_is_below_half_the_lowest_or_above_twice_the_highest(value, far):
    assert far_off(value, 100, 200) is far


def flagged(published, base, **changes):
    own = own_intensities(CONCEPTS["omkrets"].evaluate(base.values("omkrets")))
    given = base.with_values({f"omkrets.{name}": value for name, value in changes.items()})
    found = far_off_inputs(published, lambda key: given[key].value, own, PRICE_YEAR)
    return {key: each for key, each in found.items() if key != "omkrets.centre_fte" or "centre_fte" in changes}


def test_only_the_centre_s_staff_is_far_off_in_the_base(published, base):
    assert flagged(published, base) == {}
    # 2 FTE on 3 500 m² is 0.57 per 1 000 m²; ReTuna has 1 on 5 000, 0.2: 0.57 is above twice that
    found = far_off_inputs(published, lambda key: base[key].value, {"staff_per_area": 2 / 3.5}, PRICE_YEAR)
    assert found == {"omkrets.centre_fte": ("staff_per_area", pytest.approx(0.2), pytest.approx(0.2))}


# the range is 5 670.78 … 6 351.47, so 2 835.39 … 12 702.93 is not far off
@pytest.mark.parametrize("value", [2268.31, 2835, 12_703, 15_878.67])  # 0.4 · lowest, …, 2.5 · highest
def test_sales_per_area_far_from_the_benchmarks_are_flagged(published, base, value):
    found = flagged(published, base, sales_per_area=value)
    assert found == {"omkrets.sales_per_area": ("sales_per_area", *map(pytest.approx, (5670.78189, 6351.46649)))}


@pytest.mark.parametrize("value", [2836, 12_702])
def test_sales_per_area_within_half_and_twice_are_not_flagged(published, base, value):
    assert flagged(published, base, sales_per_area=value) == {}


# --- Back-test ------------------------------------------------------------------------------------------------------

NEAR = 0.15
# figure: line, year, and NOK of 2025 by Norwegian prices (137.8 / that year's), then the rate of 2025, 1.0590
HELD = {
    "retuna": {
        "sales_2016": ("tenant_sales", 2016, 8_100_000 * 137.8 / 103.6 * 1.0590),  # 11.4 M
        "sales_2018": ("tenant_sales", 2018, 11_700_000 * 137.8 / 108.4 * 1.0590),  # 15.8 M
        "sales_2020": ("tenant_sales", 2020, 15_400_000 * 137.8 / 112.2 * 1.0590),  # 20.0 M
        "sales_2023": ("tenant_sales", 2023, 23_300_000 * 137.8 / 129.6 * 1.0590),  # 26.2 M
        "rent_income": ("rent", 2022, 6_000_000 * 137.8 / 122.8 * 1.0590),  # 7.1 M
    },
    "resirkula": {
        "sales_2022": ("tenant_sales", 2022, 8_000_000 * 137.8 / 122.8),  # 9.0 M
        "sales_2023": ("tenant_sales", 2023, 8_300_000 * 137.8 / 129.6),  # 8.8 M
    },
}
OPENED = {"retuna": (2015, 5 / 12), "resirkula": (2020, 7 / 12)}  # August and June: the part of the year that is open
NO_DEFICIT = 2019  # ReTuna, SVT 2021


def misses(published, base, id, evaluate=OMKRETS.evaluate):
    """Return what the model misses by more than it may: figures, and the turning point where one is known."""
    test = back_test(published, id, base, PRICE_YEAR, evaluate)
    found = set()
    for name, (line, year, amount) in HELD[id].items():
        if not abs(test.result[line][list(test.result.years).index(year)] / amount - 1) <= NEAR:
            found.add(name)
    if id == "retuna" and not (test.turned is not None and abs(test.turned - NO_DEFICIT) <= 1):
        found.add("turning")
    return found


@pytest.mark.parametrize("id", HELD)
def test_the_model_recognises_the_centre(published, base, id):
    assert misses(published, base, id) == set()


@pytest.mark.parametrize("id", HELD)
def test_the_back_test_holds_the_model_against_what_was_published(published, base, id):
    test = back_test(published, id, base, PRICE_YEAR, OMKRETS.evaluate)
    assert {each.figure: each.year for each in test.held} == {name: year for name, (_, year, _) in HELD[id].items()}
    for each in test.held:
        line, year, amount = HELD[id][each.figure]
        model = test.result[line][year - test.result.years[0]]
        assert (each.published, each.model) == pytest.approx((amount, model))
        assert each.miss == pytest.approx((model - amount) / amount)


@pytest.mark.parametrize("id", OPENED)
def test_the_doors_open_when_they_did(published, base, id):
    test = back_test(published, id, base, PRICE_YEAR, OMKRETS.evaluate)
    year, part = OPENED[id]
    assert (test.result.years[0], test.result["operating_share"][0]) == (year, pytest.approx(part))


def test_the_turning_point_is_retunas_alone(published, base):
    turned = {id: back_test(published, id, base, PRICE_YEAR, OMKRETS.evaluate).published_turn for id in HELD}
    assert turned == {"retuna": NO_DEFICIT, "resirkula": None}


def test_retuna_is_run_on_its_own_numbers(published, base):
    put = inputs(published, "retuna", base, PRICE_YEAR)
    growth = 137.8 * 1.0590
    expected = {
        "gross_area": 5000,
        "lettable_share": 3883 / 5000,
        "shop_area": 3883 / 13,
        "market_rent": 1545 * growth / 122.8,
        "rent_steps": (0.5, 0.5, 0.7, 1.0),
        "sales_per_area": 23_300_000 / 3883 * growth / 129.6,
        "centre_fte": 1,
        "building_cost": 40_000_000 / 5000 * growth / 100,
        "municipal_capital_share": 5 / 80,
        "bir_capital_share": 75 / 80,
    }
    assert {name: put[f"omkrets.{name}"] for name in expected} == {
        name: value if isinstance(value, tuple) else pytest.approx(value) for name, value in expected.items()
    }


def test_every_figure_of_sales_says_what_it_was_used_for(published):
    used = {(id, name): each.used for id, test in published.backtests.items() for name, each in test.published.items()}
    assert {key: value for key, value in used.items() if "sales" in key[1]} == {
        ("retuna", "sales_2016"): "fit",  # the ramp of sales was fitted to them
        ("retuna", "sales_2018"): "fit",
        ("retuna", "sales_2020"): "fit",
        ("retuna", "sales_2023"): "input",
        **{(id, f"sales_{year}"): "held_out" for id in ("resirkula", "resirkula_open") for year in (2022, 2023)},
    }


def test_rent_income_is_not_held_out_since_the_area_let_is_derived_from_it(published):
    # let area = 6.0 M / 1 545, and both it and the 1 545 are put in: their product is 6.0 M whatever the model does
    retuna = published.places["retuna"].figures
    assert retuna["let_area"].value == round(6_000_000 / 1545)
    assert published.backtests["retuna"].published["rent_income"].used == "input"


@pytest.mark.parametrize("id", HELD)
def test_no_figure_that_is_put_in_is_said_to_be_held_out(published, id):
    test = published.backtests[id]
    put_in = {name for each in test.inputs.values() if each.place in (None, id) for name in (each.figure, each.per)}
    assert {name for name, each in test.published.items() if each.used != "input"} & put_in == set()


def changed_equation(name, change):
    """Return Omkrets' evaluate with what one line gives changed."""

    def altered(line):
        return replace(line, compute=lambda *given: change(line.compute(*given))) if line.name == name else line

    return replace(OMKRETS, graph=Graph("omkrets", tuple(altered(each) for each in OMKRETS.graph.lines))).evaluate


def earlier(amounts):
    """Three years earlier, the last value held."""
    return np.concatenate([amounts[3:], np.repeat(amounts[-1:], 3)])


ALL_SALES = {"sales_2016", "sales_2018", "sales_2020", "sales_2023"}


@pytest.mark.parametrize(
    ("id", "name", "change", "missed"),
    [
        ("retuna", "rent", lambda rent: rent / 2, {"rent_income", "turning"}),
        ("retuna", "rent_share", np.ones_like, {"turning"}),  # full rent from the first day
        ("retuna", "sales", lambda sales: 0.7 * sales, ALL_SALES),
        ("retuna", "sales_per_area_wanted", earlier, {"sales_2016", "sales_2018"}),
        ("retuna", "centre_staff", lambda staff: 4 * staff, {"turning"}),
        ("resirkula", "sales", lambda sales: 1.3 * sales, {"sales_2022", "sales_2023"}),
        ("resirkula", "occupancy", lambda share: 0.5 * share, {"sales_2022", "sales_2023"}),
    ],
)
def test_a_changed_equation_is_found_out(published, base, id, name, change, missed):
    assert missed <= misses(published, base, id, changed_equation(name, change))


def test_an_equation_left_alone_is_not(published, base):
    assert misses(published, base, "retuna", changed_equation("rent", lambda rent: rent)) == set()


def held(line, published, model, used="held_out"):
    return Held("figure", line, 2020, used, published, model)


def test_the_typical_miss_is_the_root_mean_square_of_the_misses_on_sales_that_were_held_out():
    # 3 % above and 4 % below: √((0.0009 + 0.0016) / 2) = √0.00125
    found = [held("tenant_sales", 100, 103), held("tenant_sales", 200, 192), held("rent", 100, 200)]
    found += [held("tenant_sales", 100, 200, "fit"), held("tenant_sales", 100, 300, "input")]
    assert typical_miss(found) == pytest.approx(0.0353553, rel=1e-5)


def test_without_sales_there_is_no_typical_miss():
    assert typical_miss([]) == typical_miss([held("rent", 100, 200)]) == 0


# --- What the difference means --------------------------------------------------------------------------------------


def test_the_yearly_result_is_income_and_fees_less_all_the_centre_pays(evaluate):
    # rent 400 000 + charges 40 000 + fees 60 000 − staff 300 000 − building 100 000
    # − half of the reception: 80 t · 500 + 40 t · 1 000 = 80 000
    assert yearly_result(evaluate("omkrets", **SIMPLE)) == pytest.approx(60_000)


def test_interest_and_instalments_are_part_of_the_yearly_result(evaluate):
    # 10.5 M at 4 % over 10 equal instalments from the year of opening, seen in its first two years:
    # 1.05 M a year, and interest on 10.5 and 9.45 M: 0.42 and 0.378 M
    loan = {"municipal_capital_share": 0, "loan_interest_rate": 0.04, "loan_type": "serial", "loan_years": 10}
    result = evaluate("omkrets", **SIMPLE | loan | {"grace_years": 0, "horizon_years": 2})
    assert yearly_result(result) == pytest.approx(60_000 - 1_050_000 - 399_000)


def way(published, id, now):
    return decomposition(published, id, now, PRICE_YEAR, OMKRETS.evaluate)


def of_its_own(published, id, now):
    """Return the place's numbers that Omkrets' own are compared with: not those of time."""
    put = inputs(published, id, now, PRICE_YEAR)
    return {key: value for key, value in put.items() if key.startswith("omkrets.") and not key.endswith("_months")}


SCENARIOS = [{}, {"omkrets.market_rent": 1100, "omkrets.centre_fte": 3, "common.horizon_years": 12}]


@pytest.mark.parametrize("changes", SCENARIOS)
@pytest.mark.parametrize("id", HELD)
def test_the_way_from_a_place_to_omkrets_ends_at_omkrets(published, base, id, changes):
    now = base.with_values(changes)
    theirs = OMKRETS.evaluate(now.with_values(of_its_own(published, id, now)).values("omkrets"))
    steps = way(published, id, now)
    assert [name for name, _ in steps] == [id, *published.decomposition, "rest"]
    assert steps[0][1] == pytest.approx(yearly_result(theirs))
    assert sum(value for _, value in steps) == pytest.approx(yearly_result(OMKRETS.evaluate(now.values("omkrets"))))


def test_a_second_employee_costs_a_year_s_pay(published, base):
    # ReTuna has 1, Omkrets 2; nothing else depends on it
    flat = base.with_values({"common.real_wage_growth": 0, "common.fte_cost": 1_000_000})
    assert dict(way(published, "retuna", flat))["staff"] == pytest.approx(-1_000_000)


@pytest.mark.parametrize("id", HELD)
def test_a_place_with_omkrets_own_numbers_differs_in_nothing(published, base, id):
    same = base.with_values(of_its_own(published, id, base))
    assert [value for _, value in way(published, id, same)[1:]] == pytest.approx([0] * 8)


def test_no_key_is_in_two_groups(published, base):
    keys = [key for each in published.decomposition.values() for key in each.keys]
    assert len(keys) == len(set(keys))
    assert {f"omkrets.{key}" for key in keys} <= set(base.keys)


@pytest.mark.parametrize(
    ("id", "rest"), [("retuna", {"municipal_deficit_share", "bir_deficit_share"}), ("resirkula", set())]
)
def test_all_that_is_changed_is_in_a_group_but_who_covers_the_deficit(published, base, id, rest):
    grouped = {f"omkrets.{key}" for each in published.decomposition.values() for key in each.keys}
    assert of_its_own(published, id, base).keys() - grouped == {f"omkrets.{key}" for key in rest}
    assert dict(way(published, id, base))["rest"] == pytest.approx(0, abs=0.01)


def test_without_a_year_of_full_operation_there_is_nothing_to_compare(published, base):
    assert way(published, "retuna", base.with_values({"omkrets.planning_months": 1200})) is None
    assert (
        yearly_result(OMKRETS.evaluate(base.with_values({"omkrets.planning_months": 1200}).values("omkrets"))) is None
    )


# --- Broken files ---------------------------------------------------------------------------------------------------

VALID = """\
indices:
  exchange:
    source: {nb: Bank, en: Bank}
    grade:  A
    values:
      SEK: {2023: 0.9955, 2025: 1.059}
  prices:
    source: {nb: Statistikk, en: Statistics}
    grade:  B
    values: {2023: 129.6, 2025: 137.8}
places:
  retuna:
    name:  ReTuna
    about: {nb: Senter, en: Centre}
    figures:
      sales: {label: {nb: Salg, en: Sales}, value: 100, unit: SEK/year, year: 2023, vat: in, grade: A,
              source: {nb: Kilde, en: Source}, page: 43}
      area:  {label: {nb: Areal, en: Area}, value: 10, unit: m², year: 2023, vat: none, grade: B,
              source: {nb: Kilde, en: Source}}
      turn:  {label: {nb: Snur, en: Turns}, value: 2019, unit: year, year: 2020, vat: none, grade: C,
              source: {nb: Kilde, en: Source}}
decomposition:
  area: {label: {nb: Areal, en: Area}, keys: [gross_area]}
intensities:
  sales_per_area:
    label:    {nb: Salg, en: Sales}
    unit:     NOK/m²/year
    input:    omkrets.sales_per_area
    of:       {retuna: {figure: sales, per: area}}
    range_of: [retuna]
backtests:
  retuna:
    opens:  {nb: nå, en: now}
    note:   {nb: Merk, en: Note}
    inputs:
      omkrets.gross_area: {place: retuna, figure: area}
      omkrets.take_up:    {value: 1}
    published:
      sales: {line: tenant_sales, used: held_out}
    turning: turn
"""
BLOCKS = ("indices", "places", "decomposition", "intensities", "backtests")


@pytest.fixture
def problems(base):
    """The messages a file gets; fails if it gets none."""

    def told(content):
        with pytest.raises(InputError, match=r".") as caught:
            check(parse(content, "file.yaml"), base, OMKRETS.graph.by_name)
        return [str(each) for each in caught.value.problems]

    return told


def changed(old, new):
    """Return the valid file with its first `old` replaced."""
    assert old in VALID
    return VALID.replace(old, new, 1)


def test_the_file_that_is_broken_below_is_whole(base):
    assert check(parse(VALID), base, OMKRETS.graph.by_name).places["retuna"].name == "ReTuna"


SALES = "16: places.retuna.figures.sales"
RATIO = "29: intensities.sales_per_area.of.retuna"
BACK = "backtests.retuna"


@pytest.mark.parametrize(
    ("old", "new", "where", "says"),
    [
        ("m²,", "acres,", "18: places.retuna.figures.area.unit", 'found "acres"; allowed: a known key'),
        ("SEK/year", "SEK/yeer", f"{SALES}.unit", 'found "SEK/yeer"; allowed: a known key; did you mean SEK/year?'),
        ("figure: sales", "figure: sale", RATIO, 'found "sale"; allowed: a known key; did you mean sales?'),
        ("per: area}", "per: aria}", RATIO, 'found "aria"; allowed: a known key; did you mean area?'),
        (
            "[retuna]",
            "[return]",
            "30: intensities.sales_per_area.range_of.0",
            'found "return"; allowed: a known key; did you mean retuna?',
        ),
        (
            "input:    omkrets.sales_per_area",
            "input: omkrets.sale_per_area",
            "28: intensities.sales_per_area.input",
            'found "omkrets.sale_per_area"; allowed: a known key; did you mean omkrets.sales_per_area?',
        ),
        (
            "[gross_area]",
            "[gross_aera]",
            "23: decomposition.area.keys.0",
            'found "omkrets.gross_aera"; allowed: a known key; did you mean omkrets.gross_area?',
        ),
        (
            "backtests:\n  retuna:",
            "backtests:\n  retunas:",
            "32: backtests.retunas",
            'found "retunas"; allowed: a known key; did you mean retuna?',
        ),
        (
            "omkrets.take_up: ",
            "omkrets.takeup: ",
            f"37: {BACK}.inputs.omkrets.takeup",
            'found "omkrets.takeup"; allowed: a known key; did you mean omkrets.take_up?',
        ),
        (
            "place: retuna,",
            "place: retun,",
            f"36: {BACK}.inputs.omkrets.gross_area",
            'found "retun"; allowed: a known key; did you mean retuna?',
        ),
        (
            "{value: 1}",
            "{value: 2}",
            f"37: {BACK}.inputs.omkrets.take_up",
            "found 2; allowed: a plain number from 0 to 1",
        ),
        (
            "{value: 1}",
            "{}",
            f"37: {BACK}.inputs.omkrets.take_up",
            "found both or none; allowed: either a value or a figure",
        ),
        (
            "line: tenant_sales",
            "line: tenant_sale",
            f"39: {BACK}.published.sales.line",
            'found "tenant_sale"; allowed: a known key; did you mean tenant_sales?',
        ),
        (
            "sales: {line",
            "sale: {line",
            f"39: {BACK}.published.sale",
            'found "sale"; allowed: a known key; did you mean sales?',
        ),
        (
            "turning: turn",
            "turning: turns",
            f"40: {BACK}.turning",
            'found "turns"; allowed: a known key; did you mean turn?',
        ),
        (" vat: in,", "", f"{SALES}.vat", "found nothing; allowed: every entry has this field"),
        (
            "turning: turn",
            "turnin: turn",
            f"40: {BACK}.turnin",
            "found an unknown key; allowed: one of place, label, opens, note, inputs, published, turning; "
            "did you mean turning?",
        ),
        ("[gross_area]", "gross_area", "23: decomposition.area.keys", 'found "gross_area"; allowed: a list'),
        (
            "SEK: {2023: 0.9955, 2025: 1.059}",
            "SEK: 5",
            "6: indices.exchange.values.SEK",
            "found 5; allowed: an indented block of fields",
        ),
        (
            "  area: {label",
            "  area: {}\n  area: {label",
            "24: decomposition.area",
            "found the key twice; allowed: each key once; it stands on line 23 too",
        ),
        (
            "{value: 1}",
            "&a {value: 1}",
            f"37: {BACK}.inputs.omkrets.take_up",
            "found an anchor or alias; allowed: every value written out where it stands",
        ),
        (
            "ReTuna",
            "!!python/object:os.system ReTuna",
            "13: places.retuna.name",
            'found "tag:yaml.org,2002:python/object:os.system"; allowed: values without tags',
        ),
    ],
)
def test_one_mistake_gets_one_sentence_with_its_line(problems, old, new, where, says):
    assert problems(changed(old, new)) == [f"file.yaml:{where}: {says}"]


# what is allowed is told in several ways; where it is wrong, in one
@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("value: 100", "value: 1_00", f"{SALES}.value"),
        ("value: 100", "value: [1, 2]", f"{SALES}.value"),
        ("value: 100", "value: .nan", f"{SALES}.value"),
        ("value: 100", "value: null", f"{SALES}.value"),
        ("year: 2023", "year: 2023.5", f"{SALES}.year"),
        ("year: 2023", 'year: "2023"', f"{SALES}.year"),
        ("page: 43", "page: p. 43", "17: places.retuna.figures.sales.page"),
        ("{nb: Salg, en: Sales}", "Sales", f"{SALES}.label"),
        ("{nb: Salg, en: Sales}", "{nb: Salg}", f"{SALES}.label.en"),
        ("vat: in", "vat: maybe", f"{SALES}.vat"),
        ("grade: A,", "grade: E,", f"{SALES}.grade"),
        ("vat: in", "vat: in, tax: 1", f"{SALES}.tax"),
        ("{nb: Salg, en: Sales}", "{nb: Salg, en: Sales, sv: Salg}", f"{SALES}.label.sv"),
        ("figure: sales", "figur: sales, figure: sales", f"{RATIO}.figur"),
        ("{value: 1}", "{value: 1, time: 2}", f"37: {BACK}.inputs.omkrets.take_up.time"),
        ("used: held_out", "used: unused", f"39: {BACK}.published.sales.used"),
        ("grade:  A", "grade:  E", "4: indices.exchange.grade"),
        ("  exchange:", "  exchanges:", "1: indices.exchange"),
        ("  prices:", "  price:", "1: indices.prices"),
        ("2023: 0.9955", "2023: about 1", "6: indices.exchange.values.SEK.2023"),
        ("2023: 129.6", "2023: 1e2", "10: indices.prices.values.2023"),
        ("2023: 129.6", "2023: null", "10: indices.prices.values.2023"),
        ("name:  ReTuna", "name:  5", "13: places.retuna.name"),
    ],
)
def test_what_is_of_the_wrong_kind_is_told_where_it_stands(problems, old, new, where):
    told = problems(changed(old, new))
    assert f"file.yaml:{where}" in [each.partition(": found ")[0] for each in told]


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("SEK/year", "XYZ/year", f"{SALES}.unit"),  # a currency without a single rate
        ("2023: 0.9955", "2023: 0", "6: indices.exchange.values.SEK.2023"),
        ("2023: 0.9955", "2023: -0.9955", "6: indices.exchange.values.SEK.2023"),
        ("2023: 129.6", "2023: 0", "10: indices.prices.values.2023"),
        ("2023: 129.6", "2023: -129.6", "10: indices.prices.values.2023"),
        ("2023: 0.9955", "20233: 0.9955", "6: indices.exchange.values.SEK.20233"),
        ("indices:\n", "indices:\n  extra: 1\n", "2: indices.extra"),
    ],
)
def test_what_would_turn_figures_into_nonsense_is_refused(problems, old, new, where):
    assert [each.partition(": found ")[0] for each in problems(changed(old, new))] == [f"file.yaml:{where}"]


@pytest.mark.parametrize("input", ["property_owner", "rent_steps", "support_years"])
def test_an_intensity_bears_on_a_number(problems, input):
    content = changed("input:    omkrets.sales_per_area", f"input: omkrets.{input}")
    assert [each.partition(": found ")[0] for each in problems(content)] == [
        "file.yaml:28: intensities.sales_per_area.input"
    ]


@pytest.mark.parametrize("put", ["{value: -5, figure: area}", "{figure: area, times: -1}"])
def test_an_input_that_the_model_refuses_is_told_with_its_line(problems, put):
    content = changed("{place: retuna, figure: area}", put)
    assert [each.partition(": found ")[0] for each in problems(content)] == [
        "file.yaml:36: backtests.retuna.inputs.omkrets.gross_area"
    ]


@pytest.mark.parametrize("name", BLOCKS)
def test_a_missing_block_is_told(problems, name):
    start = VALID.index(f"{name}:\n")
    rest = [VALID.find(f"\n{each}:\n") + 1 for each in BLOCKS]
    end = min((each for each in rest if each > start), default=len(VALID))
    assert problems(VALID[:start] + VALID[end:]) == [
        f"file.yaml:1: {name}: found nothing; allowed: every entry has this field"
    ]


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("value", ["5", "[a]", "", "text"])
def test_a_block_that_is_none_is_told(problems, name, value):
    told = problems(f"{name}: {value}\n" + "".join(f"{each}: {{}}\n" for each in BLOCKS if each != name))
    assert told[0].startswith(f"file.yaml:1: {name}: found ")
    assert told[0].endswith("allowed: an indented block of fields")


@pytest.mark.parametrize("content", ["", "5", "[indices]", "text"])
def test_a_file_without_blocks_is_refused(problems, content):
    (told,) = problems(content)
    assert told.endswith("allowed: an indented block of fields")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a: " + "[" * 20 + "]" * 20, "file.yaml:1: found deeper nesting; allowed: at most 8 levels"),
        (VALID + "---\nmore: 1\n", "file.yaml:41: found a second document; allowed: one document"),
        (
            b"places: \xff\n",
            "file.yaml:1: found bytes that are no UTF-8; allowed: text in UTF-8; save the file as UTF-8",
        ),
        ("a" * 1_000_001, "file.yaml: found a larger file; allowed: at most 1000000 bytes"),
    ],
)
def test_hostile_yaml_ends_in_one_sentence(problems, content, says):
    assert problems(content) == [says]


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_its_lines(problems):
    content = changed("line: tenant_sales", "line: tenant").replace("[retuna]", "[omigjen]").replace("m²,", "m3,")
    assert [each.partition(": found")[0] for each in problems(content)] == [
        "file.yaml:18: places.retuna.figures.area.unit",
        "file.yaml:30: intensities.sales_per_area.range_of.0",
        "file.yaml:39: backtests.retuna.published.sales.line",
    ]


def test_a_missing_file_is_no_input_error(base, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.yaml"):
        load(tmp_path / "none.yaml", base, ())

"""What others have published: the file says what they said, the arithmetic is theirs, and the model comes near it."""

import numpy as np
import pytest

from concepts import CONCEPTS
from models.benchmarks import (
    Figure,
    convert,
    far_off,
    far_off_inputs,
    intensity,
    own_intensities,
    span,
)
from tests.simple import SIMPLE

PRICE_YEAR = 2025


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

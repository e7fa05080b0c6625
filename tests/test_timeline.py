"""Time and prices, worked by hand: phases, the opening, the move to calendar years, lists, indices, discounting."""

import numpy as np
import pytest

from models import operators
from models.operators import (
    compound,
    cumulative,
    exp,
    held,
    in_support,
    life_left,
    phase,
    ratio,
    renewals,
    to_calendar,
    total,
)

YEARS = np.arange(5.0)


@pytest.mark.parametrize(
    ("start", "end", "shares"),
    [
        (0, 1, [1, 0, 0, 0, 0]),
        (0, 0.25, [1, 0, 0, 0, 0]),
        (0.5, 1.5, [0.5, 0.5, 0, 0, 0]),
        (0.75, 2.75, [0.125, 0.5, 0.375, 0, 0]),  # a quarter, one and three quarters of two years
        (3.5, 5.5, [0, 0, 0, 0.25, 0.5]),  # the last quarter falls after the horizon
        (5, 6, [0, 0, 0, 0, 0]),
    ],
)
def test_a_phase_is_spread_over_the_years_it_lasts(start, end, shares):
    assert list(phase(start, end, YEARS)) == pytest.approx(shares)


@pytest.mark.parametrize(("moment", "year"), [(0, 0), (0.9, 0), (1, 1), (2.5, 2)])
def test_a_phase_of_no_length_falls_in_the_year_it_begins(moment, year):
    assert list(phase(moment, moment, YEARS)) == [1.0 if t == year else 0.0 for t in range(5)]


def test_a_phase_of_no_length_after_the_horizon_falls_in_no_year():
    assert not phase(7, 7, YEARS).any()


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        (0, [10, 20, 30, 40, 50]),
        (1, [0, 10, 20, 30, 40]),
        (0.25, [7.5, 17.5, 27.5, 37.5, 47.5]),  # three quarters of this, a quarter of last operating year
        (1.75, [0, 2.5, 12.5, 22.5, 32.5]),
        (4.5, [0, 0, 0, 0, 5]),
        (5, [0, 0, 0, 0, 0]),
        (9.5, [0, 0, 0, 0, 0]),
    ],
)
def test_operating_years_are_moved_to_calendar_years(opening, expected):
    assert list(to_calendar(np.array([10.0, 20, 30, 40, 50]), opening, YEARS)) == pytest.approx(expected)


def test_one_number_counts_for_every_operating_year():
    assert list(to_calendar(8.0, 1.25, YEARS)) == [0, 6, 8, 8, 8]


def test_cases_in_front_of_the_years_are_moved_each_by_its_own_opening():
    openings = np.array([[0.0], [1.5]])
    assert to_calendar(8.0, openings, YEARS).tolist() == [[8, 8, 8, 8, 8], [0, 4, 8, 8, 8]]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([0.5], [0.5, 0.5, 0.5, 0.5, 0.5]),
        ([0.5, 1], [0.5, 1, 1, 1, 1]),
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]),
        ([1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5]),  # cut at the horizon
    ],
)
def test_a_list_holds_its_last_value_and_is_cut_at_the_horizon(steps, expected):
    assert list(held(steps, YEARS)) == expected


def test_lists_of_several_cases_are_held_row_by_row():
    assert held([[1, 2], [3, 4]], YEARS).tolist() == [[1, 2, 2, 2, 2], [3, 4, 4, 4, 4]]


@pytest.mark.parametrize(
    ("support", "expected"),
    [
        ("all", [1, 1, 1, 1, 1]),
        (0, [0, 0, 0, 0, 0]),
        (2, [1, 1, 0, 0, 0]),
        (9, [1, 1, 1, 1, 1]),
        ((1, 4), [1, 0, 0, 1, 0]),  # operating years counted from 1
        ([2], [0, 1, 0, 0, 0]),
    ],
)
def test_support_years_are_all_the_first_so_many_or_a_list(support, expected):
    assert list(in_support(support, YEARS)) == expected


@pytest.mark.parametrize(
    ("life", "opening", "years"),
    [
        (1, 0, [1, 2, 3, 4]),
        (2, 0, [2, 4]),
        (2, 0.5, [2, 4]),  # at 2.5 and 4.5
        (1.5, 0.25, [1, 3, 4]),  # at 1.75, 3.25 and 4.75
        (2, 1, [3]),  # at 3; 5 is after the horizon
        (5, 0, []),
        (2, 8, []),
    ],
)
def test_a_thing_is_renewed_each_time_its_life_is_over(life, opening, years):
    assert list(renewals(life, opening, YEARS)) == [1.0 if t in years else 0.0 for t in range(5)]


@pytest.mark.parametrize("life", [0, 0.5, 1])
def test_no_life_is_shorter_than_a_year(life):
    assert list(renewals(life, 0, YEARS)) == [0, 1, 1, 1, 1]
    assert life_left(life, 0.25, YEARS) == pytest.approx(0.25)  # renewed at 4.25


@pytest.mark.parametrize(
    ("life", "opening", "share"),
    [
        (10, 0, 0.5),  # 5 of 10 years left at the end of the fifth
        (2, 0, 0.5),  # renewed at 2 and 4, 1 of 2 years left
        (5, 0, 0),  # just worn out, and not renewed
        (4, 0.5, 0.875),  # renewed at 4.5, 3.5 of 4 years left
        (3, 2, 0),
        (10, 7, 1),  # opens after the horizon: all is left
    ],
)
def test_what_is_left_of_a_life_at_the_end_of_the_last_year(life, opening, share):
    assert life_left(life, opening, YEARS) == pytest.approx(share)


def test_sums_over_the_years():
    assert total(np.array([[1.0, 2, 3]])).tolist() == [[6]]
    assert cumulative(np.array([1.0, 2, 3])).tolist() == [1, 3, 6]


def test_a_ratio_to_nothing_is_what_is_said_otherwise():
    assert ratio(np.array([6.0, 6]), np.array([3.0, 0])).tolist() == [2, 0]
    assert ratio(1.0, 0.0, otherwise=7) == 7


def test_an_exponent_that_would_overflow_is_cut():
    assert exp(50.0) == exp(1e9)
    assert exp(1.0) == pytest.approx(2.718281828459045)


def test_growth_is_compounded():
    assert compound(0.1, np.array([-1.0, 0, 2])) == pytest.approx([1 / 1.1, 1, 1.21])


def test_the_words_a_line_may_use_have_no_loop_over_years_or_cases():
    cases = np.zeros((3, 4, 1))
    assert to_calendar(1.0, cases, YEARS).shape == (3, 4, 5)
    assert operators.minimum(cases, YEARS).shape == (3, 4, 5)


# --- In a concept ---------------------------------------------------------------------------------------------------


def test_the_years_are_counted_from_the_start_to_the_horizon(evaluate):
    hub = evaluate("bergen_reparerer", start_year=2030, horizon_years=10)
    assert list(hub.years) == list(range(2030, 2041))
    assert list(hub["year"]) == list(range(11))


def test_phases_follow_one_another(evaluate):
    # months 6, 12 and 15: half a year, one and a half, two and three quarters
    hub = evaluate("bergen_reparerer", pre_project_months=6, planning_months=12, mobilisation_months=15)
    assert [hub.lines[name] for name in ("pre_project_end", "planning_end", "opening")] == [0.5, 1.5, 2.75]
    assert list(hub["pre_project_phase"][:3]) == [1, 0, 0]
    assert list(hub["planning_phase"][:3]) == [0.5, 0.5, 0]
    assert list(hub["mobilisation_phase"][:3]) == pytest.approx([0, 0.4, 0.6])  # 6 and 9 of 15 months


def test_opening_after_the_horizon_gives_no_operation_only_preparation(evaluate):
    hub = evaluate("bergen_reparerer", horizon_years=10, planning_months=120, pre_project_months=24)
    assert not hub["operating_share"].any()
    assert not hub["hosting"].any()
    assert not hub["investment"].any()
    assert hub["pre_project"].sum() == pytest.approx(300_000)
    assert hub["planning"].sum() == pytest.approx(300_000 * 9 / 10)  # years 2 to 12, of which 2 to 11 are analysed


@pytest.mark.parametrize(
    ("line", "key"),
    [("price_index", "inflation"), ("wage_index", "real_wage_growth"), ("rent_index", "real_rent_growth")],
)
def test_an_index_is_1_in_the_price_year_and_grows_from_there(evaluate, line, key):
    hub = evaluate("bergen_reparerer", start_year=2026, price_year=2025, **{key: 0.1})
    assert list(hub[line][:3]) == pytest.approx([1.1, 1.21, 1.331])


def test_before_the_price_year_an_index_is_below_1(evaluate):
    hub = evaluate("bergen_reparerer", start_year=2023, price_year=2025, inflation=0.25)
    assert list(hub["price_index"][:4]) == pytest.approx([0.64, 0.8, 1, 1.25])


def test_the_first_year_is_not_discounted(evaluate):
    hub = evaluate("bergen_reparerer", discount_rate=0.25)
    assert list(hub["discount"][:3]) == [1, 0.8, 0.64]


def test_phases_of_no_length_open_at_once_and_still_cost(evaluate):
    result = evaluate("omkrets", pre_project_months=0, planning_months=0, mobilisation_months=0)
    assert result["operating_share"] == pytest.approx([1] * 21)
    assert result["pre_project"][:2] == pytest.approx([800_000, 0])
    assert result["planning"][:2] == pytest.approx([1_500_000, 0])
    assert result["investment"][:2] == pytest.approx([44_500_000, 0])  # 3500 · 12 000 + 2 500 000
    assert result["marketing"][:2] == pytest.approx([1_000_000, 600_000])  # 600 000 and the campaign of 400 000


def test_opening_after_the_horizon_leaves_only_the_preparation(evaluate):
    # Planning from 0.25 to 20.25 years, mobilisation from 20.25 to 22.25, horizon 20: years 0 … 20
    result = evaluate("omkrets", pre_project_months=3, planning_months=240, mobilisation_months=24)
    assert result["operating_share"] == pytest.approx([0] * 21)
    assert result.net("tenants") == pytest.approx([0] * 21)
    assert result["pre_project"][0] == pytest.approx(800_000)
    assert result["planning"].sum() == pytest.approx(1_500_000)  # 0.75 + 19 + 0.25 years of 20
    assert result["planning"][20] == pytest.approx(18_750)  # 0.25 / 20 of 1 500 000
    assert result["investment"][20] == pytest.approx(16_687_500)  # 0.75 / 2 of 44 500 000
    assert result["reinvestment"] == pytest.approx([0] * 21)

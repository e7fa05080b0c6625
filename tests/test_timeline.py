"""Time worked by hand: phases, the move from operating years to calendar years, and lists that hold."""

import numpy as np
import pytest

from models.operators import held, phase, to_calendar

YEAR = np.arange(5.0)


def exact(expected):
    return pytest.approx(expected, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("start", "end", "shares"),
    [
        pytest.param(0.25, 0.75, [1, 0, 0, 0, 0], id="within one year"),
        pytest.param(1.0, 2.0, [0, 1, 0, 0, 0], id="exactly one year"),
        pytest.param(0.875, 1.625, [1 / 6, 5 / 6, 0, 0, 0], id="across a turn of the year"),  # 0.125 and 0.625 of 0.75
        pytest.param(0.5, 3.0, [0.2, 0.4, 0.4, 0, 0], id="across two turns"),  # 0.5, 1 and 1 of 2.5
        pytest.param(4.5, 5.5, [0, 0, 0, 0, 0.5], id="half beyond the horizon"),
        pytest.param(6.0, 7.0, [0, 0, 0, 0, 0], id="all beyond the horizon"),
        pytest.param(1.7, 1.7, [0, 1, 0, 0, 0], id="no length"),
        pytest.param(2.0, 2.0, [0, 0, 1, 0, 0], id="no length, at the turn of the year"),
        pytest.param(0.0, 0.0, [1, 0, 0, 0, 0], id="no length, at the start"),
        pytest.param(5.0, 5.0, [0, 0, 0, 0, 0], id="no length, after the last year"),
    ],
)
def test_phase_is_spread_by_the_part_of_it_in_each_year(start, end, shares):
    assert phase(start, end, YEAR) == exact(shares)


@pytest.mark.parametrize(
    ("opening", "amounts"),
    [
        pytest.param(0.0, [10, 20, 30, 40, 50], id="at once"),
        pytest.param(2.0, [0, 0, 10, 20, 30], id="after two whole years"),
        pytest.param(1.25, [0, 7.5, 17.5, 27.5, 37.5], id="within a year"),  # 0.75·10; 0.75·20 + 0.25·10; …
        pytest.param(4.5, [0, 0, 0, 0, 5], id="within the last year"),
        pytest.param(5.0, [0, 0, 0, 0, 0], id="after the horizon"),
        pytest.param(33.3, [0, 0, 0, 0, 0], id="long after the horizon"),
    ],
)
def test_operating_years_are_moved_to_calendar_years(opening, amounts):
    assert to_calendar(np.array([10.0, 20, 30, 40, 50]), opening, YEAR) == exact(amounts)


def test_one_number_counts_for_every_operating_year():
    assert to_calendar(8.0, 1.25, YEAR) == exact([0, 6, 8, 8, 8])


def test_each_case_has_its_own_opening():
    opening = np.array([[0.5], [2.0]])
    assert to_calendar(1.0, opening, YEAR).tolist() == [[0.5, 1, 1, 1, 1], [0, 0, 1, 1, 1]]


@pytest.mark.parametrize(
    ("steps", "values"),
    [
        pytest.param([0.5, 0.7, 1.0], [0.5, 0.7, 1.0, 1.0, 1.0], id="the last value holds"),
        pytest.param([0.4], [0.4] * 5, id="one value"),
        pytest.param([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [0.1, 0.2, 0.3, 0.4, 0.5], id="cut at the horizon"),
    ],
)
def test_lists_hold_their_last_value(steps, values):
    assert held(steps, YEAR).tolist() == values


def test_each_case_has_its_own_list():
    assert held([[1.0, 2.0], [3.0, 4.0]], YEAR).tolist() == [[1, 2, 2, 2, 2], [3, 4, 4, 4, 4]]


def test_phases_follow_one_another_until_the_opening(evaluate):
    result = evaluate("omkrets", pre_project_months=6, planning_months=12, mobilisation_months=9)
    assert result["opening"][0] == exact(2.25)  # 27 / 12
    assert result["pre_project_phase"][:3] == exact([1, 0, 0])  # 0 to 0.5
    assert result["planning_phase"][:3] == exact([0.5, 0.5, 0])  # 0.5 to 1.5
    assert result["mobilisation_phase"][:3] == exact([0, 2 / 3, 1 / 3])  # 1.5 to 2.25: 0.5 and 0.25 of 0.75
    assert result["operating_share"][:4] == exact([0, 0, 0.75, 1])


def test_phases_of_no_length_open_at_once_and_still_cost(evaluate):
    result = evaluate("omkrets", pre_project_months=0, planning_months=0, mobilisation_months=0)
    assert result["operating_share"] == exact([1] * 21)
    assert result["pre_project"][:2] == exact([800_000, 0])
    assert result["planning"][:2] == exact([1_500_000, 0])
    assert result["investment"][:2] == exact([44_500_000, 0])  # 3500 · 12 000 + 2 500 000
    assert result["marketing"][:2] == exact([1_000_000, 600_000])  # 600 000 and the campaign of 400 000


def test_opening_after_the_horizon_leaves_only_the_preparation(evaluate):
    # Planning from 0.25 to 20.25 years, mobilisation from 20.25 to 22.25, horizon 20: years 0 … 20
    result = evaluate("omkrets", pre_project_months=3, planning_months=240, mobilisation_months=24)
    assert result["operating_share"] == exact([0] * 21)
    assert result.net("tenants") == exact([0] * 21)
    assert result["pre_project"][0] == exact(800_000)
    assert result["planning"].sum() == exact(1_500_000)  # 0.75 + 19 + 0.25 years of 20
    assert result["planning"][20] == exact(18_750)  # 0.25 / 20 of 1 500 000
    assert result["investment"][20] == exact(16_687_500)  # 0.75 / 2 of 44 500 000: what falls within the horizon
    assert result["reinvestment"] == exact([0] * 21)


def test_there_are_as_many_years_as_the_horizon_and_the_first(evaluate):
    result = evaluate("bergen_reparerer", start_year=2030, horizon_years=12)
    assert result.years.tolist() == [2030 + t for t in range(13)]
    assert len(result["staff"]) == 13


def test_indices_count_from_the_price_year_and_discount_from_the_start(evaluate):
    result = evaluate("omkrets", start_year=2027, price_year=2025, inflation=0.1, discount_rate=0.25)
    assert result["price_index"][:3] == exact([1.21, 1.331, 1.4641])  # 1.1², 1.1³, 1.1⁴
    assert result["discount"][:3] == exact([1, 0.8, 0.64])  # 1 / 1.25

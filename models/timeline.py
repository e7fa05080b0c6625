"""Time: calendar years from `start_year`, and when the doors open. Equations: the model description, section 2."""

import numpy as np

from models.lines import line
from models.operators import MONTHS_PER_YEAR, phase, to_calendar


@line(unit="years")
def year(horizon_years):
    """Years after the start year; the same count serves operating years, counted from the opening."""
    return np.arange(int(horizon_years) + 1.0)


@line(unit="years")
def pre_project_end(pre_project_months):
    """When the pre-project ends, in years after the start."""
    return pre_project_months / MONTHS_PER_YEAR


@line(unit="years")
def planning_end(pre_project_months, planning_months):
    """When planning ends and mobilisation begins, in years after the start."""
    return (pre_project_months + planning_months) / MONTHS_PER_YEAR


@line(unit="years")
def opening(pre_project_months, planning_months, mobilisation_months):
    """When the concept opens, in years after the start."""
    return (pre_project_months + planning_months + mobilisation_months) / MONTHS_PER_YEAR


@line(unit="years")
def mobilisation_years(mobilisation_months):
    """How long mobilisation lasts."""
    return mobilisation_months / MONTHS_PER_YEAR


@line(unit="1/year")
def pre_project_phase(pre_project_end, year):
    """The share of the pre-project that falls in each year."""
    return phase(0, pre_project_end, year)


@line(unit="1/year")
def planning_phase(pre_project_end, planning_end, year):
    """The share of planning that falls in each year."""
    return phase(pre_project_end, planning_end, year)


@line(unit="1/year")
def mobilisation_phase(planning_end, opening, year):
    """The share of mobilisation that falls in each year."""
    return phase(planning_end, opening, year)


@line(unit="fraction")
def operating_share(opening, year):
    """The part of each calendar year in which the concept is open."""
    return to_calendar(1.0, opening, year)

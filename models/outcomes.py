"""Outcomes: the measures that are one number per case, so that they can be drawn, swept and sought.

Each takes a Result, of one case or of a batch, and gives every case its number, also where it is the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from models import measures
from models.ledger import PUBLIC
from models.measures import LEVELS, once
from models.result import Array, Result

Measure = Callable[[Result], Array]
AtLevel = Callable[[Result, int], Array]

LESS, MORE = -1, 1  # what is better


class Outcome(NamedTuple):
    """A measure as one number per case.

    of: Result → (), or (…) for a batch, in `unit`; NaN where it is not defined.
    yearly: the same year by year, (…, year); of a cost, what is paid in all by then [NOK]; None where there is no such.
    better: −1 less is better, 1 more is better, 0 neither.
    """

    id: str
    unit: str
    of: Measure
    yearly: Measure | None
    better: int


@once
def cases(result: Result) -> tuple[int, ...]:
    """Return the shape of a batch, () for one case: what the values that went in have in front of their last axis."""
    return np.broadcast_shapes(*(np.shape(value)[:-1] for value in result.assumptions.values()))


def _outcome(id: str, unit: str, better: int, of: Measure, yearly: Measure | None = None) -> Outcome:
    """Return an outcome of measures that may leave out the cases where they do not vary: () or (…), (year,) or …."""

    def of_cases(result: Result) -> Array:
        return _spread(of(result), cases(result))

    def yearly_of_cases(result: Result) -> Array:
        assert yearly
        return _spread(yearly(result), (*cases(result), len(result.years)))

    return Outcome(id, unit, of_cases, yearly_of_cases if yearly else None, better)


def _spread(amounts: Array, shape: tuple[int, ...]) -> Array:
    return np.broadcast_to(amounts, np.broadcast_shapes(np.shape(amounts), shape))


def _paid(*parties: str) -> Measure:
    return lambda result: measures.cumulative_cost(result, parties)


def _cost(id: str, party: str) -> Outcome:
    return _outcome(id, "NOK", LESS, lambda result: measures.net_present_cost(result, party), _paid(party))


def _at_levels(id: str, unit: str, better: int, of: AtLevel, yearly: AtLevel | None = None) -> list[Outcome]:
    """Return an outcome for each level of costs, `_1` to `_3`."""

    def at(level: int, measure: AtLevel) -> Measure:
        return lambda result: measure(result, level)

    return [_outcome(f"{id}_{n}", unit, better, at(n, of), at(n, yearly) if yearly else None) for n in LEVELS]


def _support(per: str, unit: str) -> Outcome:
    return _outcome(f"support_per_{per}", unit, LESS, lambda result: measures.supports_per(result, per))


def _mean(effect: str, unit: str) -> Outcome:
    of, yearly = (lambda result: measures.mean_effects(result, effect)), (lambda result: result[effect])
    return _outcome(f"mean_{effect}", unit, MORE, of, yearly)


_IN_ORDER = (
    _outcome("annual_cost", "NOK/year", LESS, measures.annual_cost, _paid("municipality")),
    _cost("net_present_cost", "municipality"),
    _cost("bir_cost", "bir"),
    _cost("state_cost", "state"),
    _outcome("public_cost", "NOK", LESS, measures.public_net_present_cost, _paid(*PUBLIC)),
    _outcome("net_present_value", "NOK", MORE, measures.net_present_value),
    _outcome("investment_need", "NOK", LESS, measures.investment_need),
    _outcome("peak_need", "NOK", LESS, measures.peak_needs),
    _outcome("worst_year", "NOK", MORE, measures.worst_nets),
    *_at_levels("margin", "NOK/year", MORE, measures.margin, measures.margins),
    *_at_levels("best_coverage", "fraction", MORE, measures.best_coverages, measures.coverage),
    *_at_levels("self_sufficient_year", "year", LESS, measures.self_sufficient_years),
    _outcome("payback_year", "year", LESS, measures.payback_years),
    _outcome("unfunded", "NOK", LESS, measures.unfunded_values),
    _support("tonne", "NOK/t"),
    _support("visit", "NOK/visit"),
    _support("job", "NOK/FTE/year"),
    _support("kg_co2e", "NOK/kg CO2e"),
    _outcome("tax_cost", "NOK", LESS, measures.tax_cost),
    _outcome("state_aid_per_shop", "EUR", LESS, measures.shop_aids),
    _outcome("state_aid_operator", "EUR", LESS, measures.operator_aids),
    _outcome("occupancy_cost_peak", "fraction", LESS, measures.occupancy_cost_peaks),
    _mean("tonnes", "t/year"),
    _mean("visits", "visits/year"),
    _mean("jobs", "FTE"),
    _mean("waste_avoided", "t/year"),
    _mean("emissions", "t CO2e/year"),
)
OUTCOMES: Mapping[str, Outcome] = MappingProxyType({each.id: each for each in _IN_ORDER})

"""What each assumption moves: how a concept's yearly cost to the municipality answers to each of its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from models import measures
from models.assumptions import Assumptions
from models.result import Concept
from models.units import UNITS

STEP = 0.01  # 1 per cent


class Answer(NamedTuple):
    """How the yearly cost [NOK/year] answers to 1 per cent more of an assumption, and to all of its range.

    swing: the cost at the high end less that at the low end; None where there is no range.
    """

    change: float
    swing: float | None


def answers(assumptions: Assumptions, concept: Concept) -> dict[str, Answer]:
    """Return "section.key" → answer for each assumption of the concept; words and whole years have no 1 per cent."""
    given = assumptions.values(concept.id)
    keys = {name: assumptions.find(concept.id, name) for name in sorted(concept.assumptions)}
    base = float(measures.annual_cost(concept.evaluate(given)))
    continuous = [name for name, key in keys.items() if is_continuous(assumptions, key)]
    more = _costs(concept, given, continuous, [_more(given[name]) for name in continuous])
    ends = {end: _end_costs(assumptions, concept, given, keys, end) for end in ("low", "high")}
    found = {}
    for name, key in keys.items():
        change = float(more[continuous.index(name)]) - base if name in continuous else 0.0
        swing = ends["high"][name] - ends["low"][name] if name in ends["low"] else None
        found[key] = Answer(change, swing)
    return found


def is_continuous(assumptions: Assumptions, key: str) -> bool:
    """Return whether an assumption may take any number in between, so that many values can be run as one batch."""
    entry = assumptions[key]
    numeric = isinstance(entry.value, (int, float, tuple)) and entry.unit != "support years"
    return numeric and not UNITS[entry.unit].whole


def _more(value: Any) -> Any:
    return value * (1 + STEP)


def _end_costs(
    assumptions: Assumptions, concept: Concept, given: Mapping[str, Any], keys: Mapping[str, str], end: str
) -> dict[str, float]:
    """Return name → cost with the assumption at one end of its range."""
    ranged = [name for name, key in keys.items() if assumptions[key].low is not None]
    batch = [name for name in ranged if is_continuous(assumptions, keys[name])]
    values = [float(getattr(assumptions[keys[name]], end)) for name in batch]
    costs = dict(zip(batch, map(float, _costs(concept, given, batch, values)), strict=True))
    for name in ranged:
        if name not in costs:  # a count of years shapes the arrays, so it is run by itself
            value = getattr(assumptions[keys[name]], end)
            costs[name] = float(measures.annual_cost(concept.evaluate({**given, name: value})))
    return costs


def _costs(concept: Concept, given: Mapping[str, Any], names: list[str], values: list[Any]) -> Any:
    """Return the yearly cost with one assumption changed at a time, all in one batch: (name,)."""
    cases = len(names)
    batch = dict(given)
    for row, (name, value) in enumerate(zip(names, values, strict=True)):
        column = np.repeat(np.atleast_2d(np.asarray(given[name], dtype=float)), cases, axis=0)
        column[row] = value
        batch[name] = column
    return np.broadcast_to(measures.annual_cost(concept.evaluate(batch)), (cases,))

"""What each assumption moves: how a concept's yearly cost to the municipality answers to each of its numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models import measures, sweep
from models.assumptions import Assumptions
from models.result import Concept

STEP = 0.01  # 1 per cent


class Answer(NamedTuple):
    """How the yearly cost [NOK/year] answers to 1 per cent more of an assumption, and to all of its range.

    swing: the cost at the high end less that at the low end; None where there is no range.
    """

    change: float
    swing: float | None


def answers(assumptions: Assumptions, concept: Concept) -> dict[str, Answer]:
    """Return "section.key" → answer for each assumption of the concept; words and whole years have no 1 per cent."""
    keys = [assumptions.find(concept.id, name) for name in sorted(concept.assumptions)]
    continuous = [key for key in keys if sweep.is_continuous(assumptions[key])]
    ranged = [key for key in keys if assumptions[key].low is not None]
    moves: list[sweep.Move] = [(key, np.multiply(assumptions[key].value, 1 + STEP)) for key in continuous]
    moves += [(key, assumptions[key].low) for key in ranged] + [(key, assumptions[key].high) for key in ranged]
    found = sweep.moved(assumptions, concept, measures.annual_cost, moves)
    more, low, high = np.split(found, [len(continuous), len(moves) - len(ranged)])
    base = float(measures.annual_cost(concept.evaluate(assumptions.values(concept.id))))
    changes = dict(zip(continuous, (more - base).tolist(), strict=True))
    swings = dict(zip(ranged, (high - low).tolist(), strict=True))
    return {key: Answer(changes.get(key, 0.0), swings.get(key)) for key in keys}

"""One assumption at many values: a result for each, as if run alone, in one batch where that is possible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from models.assumptions import Assumptions
from models.result import Concept, Result
from models.sensitivity import is_continuous


def sweep(assumptions: Assumptions, concept: Concept, key: str, values: Sequence[Any]) -> list[Result]:
    """Return a concept's result with the assumption "section.key" at each value, the rest as it stands.

    Numbers are one batch, (value, 1). Words, lists and counts of years shape the run, so each is run by itself.
    """
    given, name = assumptions.values(concept.id), key.split(".", maxsplit=1)[1]
    if is_continuous(assumptions, key) and not isinstance(assumptions[key].value, tuple):
        batch = concept.evaluate({**given, name: np.asarray(values, dtype=float)[:, None]})
        return [batch.case(number) for number in range(len(values))]
    return [concept.evaluate(assumptions.with_values({key: value}).values(concept.id)) for value in values]


def reads(assumptions: Assumptions, concept: Concept, key: str) -> bool:
    """Return whether the concept is made from the assumption "section.key"."""
    name = key.split(".", maxsplit=1)[1]
    return name in concept.assumptions and assumptions.find(concept.id, name) == key

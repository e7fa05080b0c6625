"""Draws of what is uncertain: each number from low, value and high of the file, as a beta-PERT distribution.

Each assumption has its own stream of numbers, made from the seed and its key, so that adding one or moving a lever
leaves all the others' draws as they were. Levers, design and rules are never drawn, nor are lists.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
from scipy.special import betaincinv

from models.assumptions import Assumption, Assumptions
from models.result import Array

SHAPE = 4.0  # how much more the likely value weighs than the ends; PERT's own


def uniform(key: str, count: int, seed: int) -> Array:
    """Return an assumption's own numbers between 0 and 1, (count,)."""
    return np.random.default_rng([seed, crc32(key.encode())]).random(count)


def pert(probability: Array, low: float, value: float, high: float) -> Array:
    """Return the PERT distribution's quantiles; mean (low + 4 · value + high) / 6. low = high gives that number."""
    if high <= low:
        return np.full_like(probability, value)
    width = high - low
    alpha, beta = 1 + SHAPE * (value - low) / width, 1 + SHAPE * (high - value) / width
    return low + width * betaincinv(alpha, beta, probability)


def is_drawn(entry: Assumption) -> bool:
    """Return whether an assumption is uncertain and has a range to draw from."""
    return entry.kind == "uncertain" and entry.low is not None and entry.high is not None


def values(assumptions: Assumptions, concept: str, count: int, seed: int) -> dict[str, Any]:
    """Return what a concept's lines take, its uncertain numbers as (count, 1); a value outside its range widens it."""
    given = assumptions.values(concept)
    for name in given:
        key = assumptions.find(concept, name)
        entry = assumptions[key]
        if is_drawn(entry):
            low, value, high = (float(each) for each in (entry.low, entry.value, entry.high))  # type: ignore[arg-type]
            given[name] = _drawn(key, min(low, value), value, max(high, value), count, seed)
    return given


@lru_cache(maxsize=512)
def _drawn(key: str, low: float, value: float, high: float, count: int, seed: int) -> Array:
    """Return one assumption's draws, (count, 1); kept, since one lever moved leaves all the others as they were."""
    drawn = pert(uniform(key, count, seed), low, value, high)[:, None]
    drawn.flags.writeable = False
    return drawn

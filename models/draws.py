"""Draws of what is uncertain: each number from low, value and high of the file, as a beta-PERT distribution.

Each assumption has its own stream of normal scores, made from the seed and its key, so that adding one or moving a
lever leaves all the others' draws as they were. Those of one theme share a part of their score. Levers, design and
rules are never drawn. A list over operating years is drawn by one factor on what is missing up to full operation.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
from scipy.special import betaincinv, ndtr

from models.assumptions import Assumption, Assumptions
from models.result import Array
from models.uncertainty_file import INDEPENDENT, Uncertainty
from models.units import UNITS

SHAPE = 4.0  # how much more the likely value weighs than the ends; PERT's own
_GRID = np.linspace(-6, 6, 1201)  # normal scores at which quantiles are computed; between them a straight line
_THEME = "theme:"  # no key of an assumption has a colon


def pert(probability: Array, low: float, value: float, high: float) -> Array:
    """Return the PERT distribution's quantiles; mean (low + 4 · value + high) / 6. low = high gives that number."""
    if high <= low:
        return np.full_like(probability, value)
    width = high - low
    alpha, beta = 1 + SHAPE * (value - low) / width, 1 + SHAPE * (high - value) / width
    return low + width * betaincinv(alpha, beta, probability)


def is_drawn(entry: Assumption) -> bool:
    """Return whether an assumption is uncertain and can be drawn: has a range, or is a list over operating years."""
    return entry.kind == "uncertain" and (entry.low is not None or UNITS[entry.unit].steps)


def ends(entry: Assumption) -> tuple[float, float, float]:
    """Return low, value and high of an assumption; a value outside its range widens it."""
    low, value, high = (float(each) for each in (entry.low, entry.value, entry.high))  # type: ignore[arg-type]
    return min(low, value), value, max(high, value)


def values(
    assumptions: Assumptions, concept: str, count: int, seed: int, uncertainty: Uncertainty = INDEPENDENT
) -> dict[str, Any]:
    """Return what a concept's lines take: its uncertain numbers as (count, 1), its uncertain lists (count, length)."""
    given = assumptions.values(concept)
    for name in given:
        key = assumptions.find(concept, name)
        entry = assumptions[key]
        if is_drawn(entry) and (entry.low is not None or uncertainty.ramps is not None):
            given[name] = _drawn(key, entry, normal_scores(key, count, seed, uncertainty), uncertainty)
    return given


def normal_scores(key: str, count: int, seed: int, uncertainty: Uncertainty) -> Array:
    """Return an assumption's standard normal scores (count,), partly its theme's, in the order of its values."""
    own, id = _stream(key, count, seed), uncertainty.theme_of(key)
    if id is None:
        return own
    theme, shared = uncertainty.themes[id], _stream(_THEME + id, count, seed)
    return theme.sign(key) * np.sqrt(theme.correlation) * shared + np.sqrt(1 - theme.correlation) * own


@lru_cache(maxsize=512)
def _stream(name: str, count: int, seed: int) -> Array:
    """Return a name's own standard normal numbers (count,); more of them begin with the same."""
    numbers = np.random.default_rng([seed, crc32(name.encode())]).standard_normal(count)
    numbers.flags.writeable = False
    return numbers


def _drawn(key: str, entry: Assumption, scores: Array, uncertainty: Uncertainty) -> Array:
    if entry.low is not None:
        return quantiles(scores, *ends(entry))[:, None]
    assert uncertainty.ramps is not None
    return ramp(entry.value, _gap(scores, uncertainty))


def _gap(scores: Array, uncertainty: Uncertainty) -> Array:
    """Return the factor on what is missing; a high score is a fast ramp, with little missing."""
    assert uncertainty.ramps is not None
    return quantiles(-scores, float(uncertainty.ramps.low), 1.0, float(uncertainty.ramps.high))


def quantiles(scores: Array, low: float, value: float, high: float) -> Array:
    """Return PERT's values at normal scores, to 1/100 000 of the range."""
    return np.interp(scores, _GRID, _at_grid(low, value, high))


@lru_cache(maxsize=1024)
def _at_grid(low: float, value: float, high: float) -> Array:
    return pert(ndtr(_GRID), low, value, high)


def ramp(steps: Any, gap: Any) -> Array:
    """Return a list with what is missing up to 1 multiplied: 1 − gap · (1 − step), at least 0. gap (count,) or one."""
    return np.maximum(0.0, 1 - np.asarray(gap)[..., None] * (1 - np.asarray(steps, dtype=float)))


def ramp_ends(entry: Assumption, uncertainty: Uncertainty) -> tuple[Array, Array]:
    """Return the slowest and the fastest list."""
    assert uncertainty.ramps is not None
    return ramp(entry.value, uncertainty.ramps.high), ramp(entry.value, uncertainty.ramps.low)

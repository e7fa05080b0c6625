"""How sure a result is: the outcomes over all draws, what is behind their variance, and how often one beats another.

Concepts are drawn from the same numbers, so that draw 17 is the same world for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from cachetools import LRUCache, cached
from cachetools.keys import hashkey

from models import draws
from models.assumptions import Assumption, Assumptions
from models.measures import READS
from models.outcomes import OUTCOMES, Outcome
from models.result import Array, Concept, Result
from models.uncertainty_file import Ramps, Uncertainty

BLOCK = 512  # draws at a time: their arrays stay in the processor's cache
KEPT = 24  # scenarios times concepts whose draws are remembered
MIDDLE = (10, 50, 90)  # per cent of the draws: 8 of 10 lie between the first and the last


class Spread(NamedTuple):
    """Where the draws lie. low, middle, high: 10, 50 and 90 per cent of those that have a number; NaN if none has.

    missing: the share of all draws that have none.
    """

    low: float
    middle: float
    high: float
    missing: float


class Share(NamedTuple):
    """How much of an outcome's variance goes with an assumption. moves: the slope's sign, 1 or −1, all else alike."""

    key: str
    share: float
    moves: int


_KNOWN: LRUCache[Any, Mapping[str, Array]] = LRUCache(maxsize=KEPT)


@cached(_KNOWN, hashkey, Lock())
def outcomes(assumptions: Assumptions, concept: Concept, uncertainty: Uncertainty) -> Mapping[str, Array]:
    """Return every outcome of a concept in every draw: id → (draw,), NaN where there is none."""
    found = {id: np.empty(uncertainty.draws) for id in OUTCOMES}
    for rows, result in _blocks(assumptions, concept, uncertainty):
        for id, each in OUTCOMES.items():
            found[id][rows] = each.of(result)
    for values in found.values():
        values.flags.writeable = False
    return found


def drawn(assumptions: Assumptions, concept: Concept, uncertainty: Uncertainty, outcome: Outcome) -> Array:
    """Return one outcome of a concept in every draw, (draw,), not remembered: for few draws of many scenarios."""
    return np.concatenate([outcome.of(result) for _, result in _blocks(assumptions, concept, uncertainty)])


def is_known(assumptions: Assumptions, concepts: Iterable[Concept], uncertainty: Uncertainty) -> bool:
    """Return whether the draws have been made, so that asking for the outcomes takes no time."""
    return all(hashkey(assumptions, each, uncertainty) in _KNOWN for each in concepts)


@cached(LRUCache(maxsize=KEPT), lock=Lock())
def fan(assumptions: Assumptions, concept: Concept, uncertainty: Uncertainty, outcome: Outcome) -> Array:
    """Return an outcome's 10, 50 and 90 per cent year by year: (3, year), NaN in years without a number."""
    if outcome.yearly is None:
        raise ValueError(f"{outcome.id} is one number for all years")
    yearly = [outcome.yearly(result) for _, result in _blocks(assumptions, concept, uncertainty)]
    found = percentiles(np.concatenate(yearly), MIDDLE)
    found.flags.writeable = False
    return found


def _blocks(assumptions: Assumptions, concept: Concept, uncertainty: Uncertainty) -> Iterator[tuple[slice, Result]]:
    """Yield the draws block by block: which they are, and their result."""
    count = uncertainty.draws
    given = draws.values(assumptions, concept.id, count, uncertainty.seed, uncertainty)
    for first in range(0, count, BLOCK):
        rows = slice(first, min(first + BLOCK, count))
        yield rows, concept.evaluate({name: _part(each, rows) for name, each in given.items()})


def _part(value: Any, rows: slice) -> Any:
    return value[rows] if isinstance(value, np.ndarray) and value.ndim == 2 else value


def percentiles(values: Array, per_cent: Sequence[float]) -> Array:
    """Return percentiles over the draws, (draw, …) → (percentile, …), of those that have a number; NaN if none has."""
    known = np.sort(values, axis=0)  # NaN last
    count = np.sum(~np.isnan(known), axis=0)
    place = np.asarray(per_cent).reshape(-1, *[1] * count.ndim) / 100 * np.maximum(count - 1, 0)
    below, part = np.floor(place).astype(int), place - np.floor(place)
    above = np.minimum(below + 1, np.maximum(count - 1, 0))
    low, high = (np.take_along_axis(known, each, axis=0) for each in (below, above))
    return low + part * (high - low)


def spread(values: Array) -> Spread:
    """Return where draws lie, (draw,)."""
    low, middle, high = map(float, percentiles(values, MIDDLE))
    return Spread(low, middle, high, float(np.mean(np.isnan(values))))


def less(first: Array, second: Array) -> float | None:
    """Return in what share of the draws the first is below the second, of those where both have a number."""
    both = ~(np.isnan(first) | np.isnan(second))
    return float(np.mean(first[both] < second[both])) if both.any() else None


def in_order(drawn: Sequence[Array]) -> float | None:
    """Return in what share of the draws each is below the next, of those where all have a number."""
    stacked = np.stack(drawn)
    known = ~np.isnan(stacked).any(axis=0)
    return float(np.mean((np.diff(stacked[:, known], axis=0) > 0).all(axis=0))) if known.any() else None


def by_year(years: Array, calendar: Sequence[int]) -> Array:
    """Return in what share of the draws a year has come by each calendar year; (draw,) → (year,), NaN is never."""
    return np.mean(years[:, None] <= np.asarray(calendar), axis=0)


def shares(assumptions: Assumptions, concept: Concept, uncertainty: Uncertainty, values: Array) -> list[Share]:
    """Return each drawn assumption's share of an outcome's variance, largest first. values: (draw,).

    The outcome is laid out on the assumptions' normal scores, y = a + Σ bᵢ zᵢ, and share i is bᵢ · cov(zᵢ, y) / var(y)
    (Pratt 1987): what varies together shares what it moves, and the shares add to R², what a straight line explains.
    Draws without a number are left out. Empty if nothing varies, or there are fewer draws than twice the assumptions.
    """
    keys = drawn_keys(assumptions, concept, uncertainty)
    known = ~np.isnan(values)
    y = values[known] - values[known].mean() if known.any() else values[known]
    if len(y) < 2 * len(keys) + 2 or not y.std() > 1e-12 * (1 + np.abs(values[known]).max()):
        return []
    scores = [draws.normal_scores(key, uncertainty.draws, uncertainty.seed, uncertainty)[known] for key in keys]
    z = np.stack(scores, axis=1)
    z = z - z.mean(axis=0)
    together = z.T @ y
    slopes = np.linalg.lstsq(z.T @ z, together, rcond=1e-10)[0]
    found = slopes * together / (y @ y)
    every = [Share(key, float(part), int(np.sign(slope))) for key, part, slope in zip(keys, found, slopes, strict=True)]
    return sorted(every, key=lambda each: -each.share)


def drawn_keys(assumptions: Assumptions, concept: Concept, uncertainty: Uncertainty) -> list[str]:
    """Return the "section.key" of what varies in a concept's draws and its lines or the measures read, by name."""
    keys = [assumptions.find(concept.id, name) for name in sorted(concept.assumptions | READS)]
    return [key for key in keys if _varies(assumptions[key], uncertainty.ramps)]


def _varies(entry: Assumption, ramps: Ramps | None) -> bool:
    """Return whether an assumption's draws differ: neither its range nor what a list lacks up to 1 is nothing."""
    if not draws.is_drawn(entry):
        return False
    if entry.low is None:
        return ramps is not None and ramps.low < ramps.high and bool(np.any(np.not_equal(entry.value, 1)))
    low, _, high = draws.ends(entry)
    return low < high

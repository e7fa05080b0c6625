"""Goal seek: which values of an assumption give a measure its target, and what would turn an answer.

A measure is no straight line: it may hit a target several times, touch it, jump past it, equal it over a stretch, or
have no value at all. So a range is laid out on a grid, and every cell where something happens is laid out again. Each
assumption is a batch of its own: only the lines that rest on it then have rows, so a row costs a tenth of what it does
in one batch of all. A present value beyond its plausible range widens it. A measure that is not finite counts as none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.assumptions import Assumption, Assumptions
from models.outcomes import Measure
from models.result import Array, Concept
from models.sweep import choices, is_continuous, reads, span, sweep, together
from models.units import UNITS

PARTS = 256  # of a range, and of each cell that is laid out again
DEEPEST = 4  # times a cell is laid out again: 1 / 256⁵ of a range is rounding
MOST_CELLS = 64  # laid out again at a time, so that no measure takes long; what is more ragged is told as jumps
EDGE = 1e-9  # share of the range: the ends of a stretch need not be known better
SHORTEST = 1e-4  # share of the range: a shorter stretch is a point
ZERO = 1e-9  # of the usual distance to the target: as good as none
CLOSE = 1e-6  # of the usual distance to the target: from here a straight line will do
LEAST = 1e-3  # of the target: a smaller usual distance is partly rounding
TINY = 1e-7  # of a krone, a share, a tonne: less is rounding, as in what is left when shares cover all of a deficit
POSITIONS = 31  # of each of two assumptions; with today's, 32 · 32 are one block of rows
WIDER = 3  # widths of a range beyond its ends: how far off an answer is still worth telling
MOST_EFFECTIVE = 8  # assumptions taken into pairs
ZOOMS = 3  # each to a fifteenth

NO_VALUE = 2  # among signs −1, 0, 1

Curve = Callable[[Any], Array]  # the measure at each value: (n,) → (n,), NaN where it has none


class Hit(NamedTuple):
    """Where a measure meets its target. before, after: −1 if it is below on that side, 1 above, 0 if nothing is there.

    hit: it has the target at `value`, and passes; touch: it has it at `value`, and turns back; stretch: it has it from
    `value` to `to`; jump: it passes it between `value` and `to` without having it. Of words, and of what else is
    chosen, before is today's side and after the choice's.
    """

    value: Any
    to: Any
    kind: Literal["hit", "touch", "stretch", "jump"]
    before: int
    after: int

    @property
    def rising(self) -> bool:
        """Whether more of the assumption takes the measure from below the target, or to above it."""
        return self.after > self.before


class Found(NamedTuple):
    """Every place where a measure meets its target, in rising order.

    lowest, highest: the measure's ends in the range, and where it has them; NaN and None if it has no value.
    missing: the share of the range where it has none. points, values: the measure along the range, (n,).
    """

    hits: tuple[Hit, ...]
    lowest: float
    lowest_at: Any
    highest: float
    highest_at: Any
    missing: float
    points: NDArray[Any]
    values: Array


class Turn(NamedTuple):
    """A single change that turns an answer: `key` from `now` to `value`.

    distance: the move as a share of the range, 0 to 1; None for what is chosen and has no range.
    turned: whether the answer has turned at `value`; if not, the two sides are equal there, and it turns just beyond.
    """

    key: str
    now: Any
    value: Any
    distance: float | None
    turned: bool


class Reversals(NamedTuple):
    """What reverses the order of two concepts, the shortest move first. gap: today's first measure less the second.

    With a gap of 0 the two are equal, with NaN one has no measure: there is no order, and nothing reverses it.
    """

    gap: float
    turns: tuple[Turn, ...]


class Pair(NamedTuple):
    """Two assumptions that move together; one of them may stay, if the other does it alone.

    distance: the length of the two moves, each as a share of its range. margin: what is left there, at least 0.
    """

    keys: tuple[str, str]
    now: tuple[float, float]
    values: tuple[float, float]
    distance: float
    margin: float


class Pairing(NamedTuple):
    """The shortest pair that brings a margin to 0 or more. margin: today's; if that is 0 or more, none is sought."""

    margin: float
    pair: Pair | None


# --- Goal seek ------------------------------------------------------------------------------------------------------


def crossings(
    assumptions: Assumptions,
    concept: Concept,
    measure: Measure,
    key: str,
    target: float,
    low: float | None = None,
    high: float | None = None,
) -> Found:
    """Return all values of "section.key" at which a measure meets a target in its own unit.

    low, high: where to look; by default the plausible range, widened to hold the present value. Choices have no range.
    Raises InputError if the unit refuses low or high, ValueError if low is above high.
    """
    entry, curve = assumptions[key], _curve(assumptions, concept, measure, key)
    if not _is_number(entry):
        return _among(curve, entry, target)
    ends = _range(entry)
    low = ends[0] if low is None else assumptions.fit(key, low)
    high = ends[1] if high is None else assumptions.fit(key, high)
    if low > high:
        raise ValueError(f"{key}: low {low} is above high {high}; swap them")
    return _along(curve, entry, low, high, target)


def _curve(assumptions: Assumptions, concept: Concept, measure: Measure, key: str) -> Curve:
    """Return the measure as a function of one assumption."""

    def curve(values: Any) -> Array:
        found = sweep(assumptions, concept, measure, key, values)
        return np.where(np.isfinite(found), found, np.nan)

    return curve


def _is_number(entry: Assumption) -> bool:
    return isinstance(entry.value, (int, float)) and entry.unit != "support years"


def _range(entry: Assumption) -> tuple[Any, Any]:
    return span(entry) or (entry.value, entry.value)


def _among(curve: Curve, entry: Assumption, target: float) -> Found:
    """Return which choices have the target, and which lie on the other side of it than today's."""
    tried = choices(entry) or (entry.value,)
    points = np.empty(len(tried), dtype=object)
    points[:] = tried
    values = curve(tried)
    signs = _signs(values - target, _usual(values - target, target)).tolist()
    today = signs[tried.index(entry.value)]
    hits = [
        Hit(choice, None, "jump" if sign else "hit", today if today != NO_VALUE else 0, sign)
        for choice, sign in zip(tried, signs, strict=True)
        if sign in (0, -today)
    ]
    return _found(hits, points, values, points, values)


def _along(curve: Curve, entry: Assumption, low: Any, high: Any, target: float) -> Found:
    """Return where a number meets the target, from low to high."""
    whole = UNITS[entry.unit].whole
    points = np.arange(low, high + 1) if whole else np.unique(np.linspace(low, high, PARTS + 1))
    values = curve(points)
    usual = _usual(values - target, target)
    if whole:
        return _found(_hits(points, values - target, usual, close=0.0, shortest=0.5), points, values, points, values)
    finer, gaps = _refined(lambda each: curve(each) - target, points, values - target, usual)
    hits = _hits(finer, gaps, usual, close=CLOSE * usual, shortest=SHORTEST * (high - low))
    return _found(hits, finer, gaps + target, points, values)


def _found(hits: Iterable[Hit], points: NDArray[Any], values: Array, grid: NDArray[Any], at_grid: Array) -> Found:
    """Put together what was found at points; the curve is shown on the grid, which is even."""
    lowest: tuple[float, Any] = (float("nan"), None)
    highest = lowest
    if not np.isnan(values).all():
        ends = int(np.nanargmin(values)), int(np.nanargmax(values))
        lowest, highest = ((float(values[row]), points.tolist()[row]) for row in ends)
    return Found(tuple(hits), *lowest, *highest, float(np.mean(np.isnan(at_grid))), grid, at_grid)


def _usual(gaps: Array, target: float) -> float:
    """Return how far from its target a measure usually is: the median, which no single spike moves."""
    distances = np.abs(gaps[~np.isnan(gaps)])
    typical = (np.median(distances) or np.max(distances)) if distances.size else 0.0
    return max(float(typical), LEAST * abs(target))


def _signs(gaps: Array, usual: float) -> NDArray[np.int64]:
    """Return −1 below the target, 1 above, 0 at it, NO_VALUE where there is none."""
    zero = max(ZERO * usual, TINY)
    signs = (gaps > zero).astype(int) - (gaps < -zero)
    return np.where(np.isnan(gaps), NO_VALUE, signs)


def _refined(curve: Curve, points: Array, gaps: Array, usual: float) -> tuple[Array, Array]:
    """Return a grid and the gaps at it, finer and finer in the cells where something happens."""
    for _ in range(DEEPEST):
        cells = _eventful(points, gaps, usual)[:MOST_CELLS]
        if not cells.size:
            break
        parts = np.arange(1, PARTS) / PARTS
        inner = points[cells, None] + (points[cells + 1] - points[cells])[:, None] * parts
        new = np.setdiff1d(inner, points)
        points, gaps = np.append(points, new), np.append(gaps, curve(new))
        order = np.argsort(points, kind="stable")
        points, gaps = points[order], gaps[order]
    return points, gaps


def _eventful(points: Array, gaps: Array, usual: float) -> NDArray[np.int64]:
    """Return the cells (by their lower end) to lay out again: passes, ends of stretches and of values, and dips."""
    signs = _signs(gaps, usual)
    before, after = signs[:-1], signs[1:]
    wide = np.diff(points) > EDGE * (points[-1] - points[0])
    apart = np.maximum(np.abs(gaps[:-1]), np.abs(gaps[1:])) > CLOSE * usual
    passes = before * after == -1
    dips = _dips(gaps, signs)
    return np.flatnonzero((passes & apart) | (~passes & wide & ((before != after) | dips[:-1] | dips[1:])))


def _dips(gaps: Array, signs: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return the points nearer the target than both their neighbours, near enough for a touch in between.

    A curve that bends back beside a point falls below it by less than it rises to a neighbour; twice that is allowed.
    """
    distance = np.abs(gaps)
    beside = np.pad(distance, 1, constant_values=np.nan)
    beside_signs = np.pad(signs, 1, constant_values=NO_VALUE)
    rise = np.zeros_like(distance)
    lowest = np.isin(signs, (-1, 1))
    for shift in (0, 2):
        neighbour, sign = beside[shift : shift + len(gaps)], beside_signs[shift : shift + len(gaps)]
        unknown = sign == NO_VALUE
        lowest &= unknown | ((sign == signs) & (neighbour >= distance))
        rise = np.maximum(rise, np.where(unknown, 0.0, neighbour - distance))
    return lowest & (distance <= 2 * rise)


def _hits(points: NDArray[Any], gaps: Array, usual: float, *, close: float, shortest: float) -> list[Hit]:
    """Return the hits along a grid. close: how near the target a straight line will do; shortest: of stretches."""
    signs = _signs(gaps, usual)
    every = np.split(np.arange(len(signs)), np.flatnonzero(np.diff(signs)) + 1)
    runs = [run for run in every if signs[run[0]] != NO_VALUE]
    sides = [0, *(int(signs[run[0]]) for run in runs), 0]
    hits = []
    for number, run in enumerate(runs):
        before, sign, after = sides[number : number + 3]
        if sign == 0:
            hits.append(_meeting(points[run], gaps[run], shortest, before, after))
        elif after == -sign:
            hits.append(_passing(points, gaps, int(run[-1]), int(runs[number + 1][0]), close))
    return hits


def _meeting(points: NDArray[Any], gaps: Array, shortest: float, before: int, after: int) -> Hit:
    """Return the hit of a run of points that all have the target."""
    first, last = points.tolist()[0], points.tolist()[-1]
    if last - first > shortest:
        return Hit(first, last, "stretch", before, after)
    nearest = points.tolist()[int(np.argmin(np.abs(gaps)))]
    return Hit(nearest, None, "touch" if before == after != 0 else "hit", before, after)


def _passing(points: NDArray[Any], gaps: Array, here: int, there: int, close: float) -> Hit:
    """Return the hit between two points on either side of the target, the next to each other that have a value."""
    low, high = points.tolist()[here], points.tolist()[there]
    below, above = float(gaps[here]), float(gaps[there])
    sides = (-1, 1) if below < above else (1, -1)
    if there == here + 1 and max(abs(below), abs(above)) <= close:
        return Hit(low + (high - low) * below / (below - above), None, "hit", *sides)
    return Hit(low, high, "jump", *sides)


# --- What turns an answer -------------------------------------------------------------------------------------------


def reversal(
    assumptions: Assumptions, concepts: tuple[Concept, Concept], measure: Measure, keys: Iterable[str] | None = None
) -> Reversals:
    """Return the single changes that reverse the order of two concepts on a measure, within the plausible ranges.

    keys: by default every assumption but rules. Of numbers the change nearest to today's value, of choices each.
    """
    today = tuple(_today(assumptions, concept, measure) for concept in concepts)
    gap = today[0] - today[1]
    if not abs(gap) > max(LEAST * ZERO * max(map(abs, today)), TINY):
        return Reversals(gap if np.isnan(gap) else 0.0, ())
    if keys is None:
        keys = [key for key in assumptions if assumptions[key].kind != "rule"]
    turns: list[Turn] = []
    for key in keys:
        if any(reads(assumptions, concept, key) for concept in concepts):
            curve = _gap_curve(assumptions, concepts, measure, key, today)
            turns += _turns(key, assumptions[key], curve, past=True)
    return Reversals(gap, tuple(sorted(turns, key=lambda each: 2 if each.distance is None else each.distance)))


def break_even(
    assumptions: Assumptions, concept: Concept, margin: Measure, keys: Iterable[str]
) -> dict[str, tuple[Turn, ...]]:
    """Return "section.key" → the change nearest to today's value that makes the margin 0, or each choice; () for none.

    Of a margin that is passed without being 0, the value is the first beyond.
    """
    return {
        key: _turns(key, assumptions[key], _curve(assumptions, concept, margin, key), past=False)
        if reads(assumptions, concept, key)
        else ()
        for key in keys
    }


def widened(assumptions: Assumptions, keys: Iterable[str]) -> Assumptions:
    """Return the assumptions with numbers' ranges widened by three of their widths to each side, as the unit allows."""
    ranges = {}
    for key in keys:
        entry, ends = assumptions[key], span(assumptions[key])
        if ends and is_continuous(entry):
            low, high = ends
            width, unit = WIDER * (high - low), UNITS[entry.unit]
            least = np.nextafter(unit.low, high) if unit.above else unit.low
            ranges[key] = (max(low - width, float(least)), min(high + width, unit.high))
    return assumptions.with_ranges(ranges)


def _today(assumptions: Assumptions, concept: Concept, measure: Measure) -> float:
    found = float(measure(concept.evaluate(assumptions.values(concept.id))))
    return found if np.isfinite(found) else float("nan")


def _gap_curve(
    assumptions: Assumptions, concepts: tuple[Concept, Concept], measure: Measure, key: str, today: tuple[float, ...]
) -> Curve:
    """Return the first concept's measure less the second's; one that does not read the key is not run again."""

    def gap(values: Any) -> Array:
        first, second = (
            _curve(assumptions, concept, measure, key)(values) if reads(assumptions, concept, key) else now
            for concept, now in zip(concepts, today, strict=True)
        )
        return np.asarray(first - second)

    return gap


def _turns(key: str, entry: Assumption, curve: Curve, *, past: bool) -> tuple[Turn, ...]:
    """Return what brings the curve to 0 or, if `past`, to its other side: the nearest number, or every choice."""
    now = entry.value
    if not _is_number(entry):
        hits = [each for each in _among(curve, entry, 0.0).hits if each.value != now and (each.after or not past)]
        return tuple(Turn(key, now, each.value, None, bool(each.after)) for each in hits)
    low, high = _range(entry)
    if low == high:
        return ()
    hits = [each for each in _along(curve, entry, low, high, 0.0).hits if not past or each.before * each.after == -1]
    if not hits:
        return ()
    value, turned = min(((_goal(each, now, past), each.kind == "jump") for each in hits), key=lambda x: abs(x[0] - now))
    return (Turn(key, now, value, float(abs(value - now) / (high - low)), turned),)


def _goal(hit: Hit, now: Any, past: bool) -> Any:
    """Return the value that is moved to: the far side of a jump, of a stretch the near end, or if `past` the far."""
    if hit.to is None:
        return hit.value
    near, far = sorted((hit.value, hit.to), key=lambda value: abs(value - now))
    if hit.kind == "jump" or past:
        return far
    return now if hit.value <= now <= hit.to else near


# --- Two together ---------------------------------------------------------------------------------------------------


class _Plane(NamedTuple):
    """The margin over the ranges of two assumptions. A place is a share of each range, (n, 2).

    today: the present values; now: their place, (2,); values: places → values, (n, 2); margin: places → (n,).
    """

    keys: tuple[str, str]
    today: tuple[Any, Any]
    now: Array
    values: Callable[[Array], Array]
    margin: Callable[[Array], Array]


def pair(assumptions: Assumptions, concept: Concept, margin: Measure, keys: Iterable[str]) -> Pairing:
    """Return the shortest move of two of the keys that brings a margin to 0 or more, within their ranges.

    Only numbers that may be split, and of them the most effective: those that raise the margin most by themselves.
    """
    today = _today(assumptions, concept, margin)
    if not today < -TINY:
        return Pairing(today, None)
    effective = _effective(assumptions, concept, margin, keys, today)
    planes = [_plane(assumptions, concept, margin, two) for two in combinations(effective, 2)]
    even = np.linspace(0, 1, POSITIONS)
    coarse = [(*_nearest(plane, *(np.union1d(even, now) for now in plane.now)), plane) for plane in planes]
    found: list[Pair] = []
    for distance, place, plane in sorted(coarse, key=lambda each: each[0]):
        shortest = min((each.distance for each in found), default=np.inf)
        if distance - np.sqrt(2) / (POSITIONS - 1) < shortest:  # within the cell may be a shorter one
            found.append(_shortened(plane, place))
    return Pairing(today, min(found, key=lambda each: each.distance, default=None))


def _effective(
    assumptions: Assumptions, concept: Concept, margin: Measure, keys: Iterable[str], today: float
) -> list[str]:
    """Return the keys that raise the margin most by themselves; those that do not raise it are left out."""
    gains = {}
    for key in keys:
        ends = span(assumptions[key])
        if ends and is_continuous(assumptions[key]) and reads(assumptions, concept, key):
            along = _curve(assumptions, concept, margin, key)(np.linspace(*ends, POSITIONS))
            gains[key] = float(np.max(np.nan_to_num(along, nan=-np.inf))) - today
    effective = [key for key, gain in gains.items() if gain > LEAST * ZERO * abs(today)]
    return sorted(effective, key=lambda key: -gains[key])[:MOST_EFFECTIVE]


def _plane(assumptions: Assumptions, concept: Concept, margin: Measure, keys: tuple[str, str]) -> _Plane:
    low, high = np.array([_range(assumptions[key]) for key in keys]).T
    today = (assumptions[keys[0]].value, assumptions[keys[1]].value)

    def values(places: Array) -> Array:
        return np.clip(low + places * (high - low), low, high)

    def margins(places: Array) -> Array:
        return together(assumptions, concept, margin, dict(zip(keys, values(places).T, strict=True)))

    return _Plane(keys, today, (np.array(today) - low) / (high - low), values, margins)


def _nearest(plane: _Plane, first: Array, second: Array) -> tuple[float, Array]:
    """Return the distance and place of the nearest point of a grid where the margin is at least 0; inf if none is."""
    places = np.stack(np.meshgrid(first, second, indexing="ij"), axis=-1).reshape(-1, 2)
    distances = np.where(plane.margin(places) >= 0, np.hypot(*(places - plane.now).T), np.inf)
    best = int(np.argmin(distances))
    return float(distances[best]), places[best]


def _shortened(plane: _Plane, place: Array) -> Pair:
    """Return the pair at the nearest place round a place of the grid, moved back towards today while it holds."""
    half = 1 / (POSITIONS - 1)
    for _ in range(ZOOMS):
        around = (np.clip(np.linspace(each - half, each + half, POSITIONS), 0, 1) for each in place)
        distance, nearer = _nearest(plane, *around)
        if distance < np.hypot(*(place - plane.now)):
            place = nearer
        half /= (POSITIONS - 1) / 2
    place = _drawn_back(plane, place)
    first, second = plane.values(place).tolist()
    distance, margin = np.hypot(*(place - plane.now)), plane.margin(place[None])[0]
    return Pair(plane.keys, plane.today, (first, second), float(distance), float(margin))


def _drawn_back(plane: _Plane, place: Array) -> Array:
    """Return the first place on the line from today's to a place, itself reached, where the margin is at least 0."""
    start, end = 0.0, 1.0
    for _ in range(DEEPEST):
        steps = np.linspace(start, end, PARTS + 1)
        reached = plane.margin(plane.now + steps[:, None] * (place - plane.now)) >= 0
        first = int(np.argmax(reached)) if reached.any() else PARTS
        start, end = float(steps[max(first - 1, 0)]), float(steps[first])
    return place if end == 1 else plane.now + end * (place - plane.now)

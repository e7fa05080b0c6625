"""A measure with one assumption moved at a time: the raw material of tornado, goal seek and sensitivity.

Numbers run as rows of one batch. Words and whole years shape the arrays, and lists may change their length: such
values run by themselves. All other assumptions stay as they are in the given Assumptions, a scenario's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from models import draws, measures
from models.assumptions import COMMON, Assumption, Assumptions
from models.outcomes import Measure
from models.result import Array, Concept, Result
from models.units import UNITS

BLOCK = 1024  # rows of a batch: their arrays stay in the processor's cache
SAME = 1.0  # NOK: net present values nearer each other than this are the same
SUPPORT_TRIED = (0, 5, 10, "all")  # operating years in which deficits are covered

Move = tuple[str, Any]  # "section.key" and the value it gets
Ramps = Mapping[str, tuple[Any, Any]]  # "section.key" → the slowest and the fastest list


class Ends(NamedTuple):
    """The values tried of one assumption, numbers from low to high, and the measure at each; NaN where it has none."""

    values: tuple[Any, ...]
    measures: tuple[float, ...]


def sweep(assumptions: Assumptions, concept: Concept, measure: Measure, key: str, values: Sequence[Any]) -> Array:
    """Return the measure at each value of one assumption: (n,); NaN where it has none.

    key: "section.key", one of another concept leaves the result as it is. Raises KeyError for an unknown key.
    """
    if is_continuous(assumptions[key]) and np.ndim(assumptions[key].value) == 0:
        return together(assumptions, concept, measure, {key: np.asarray(values, dtype=float)})
    return moved(assumptions, concept, measure, [(key, value) for value in values])


def results(assumptions: Assumptions, concept: Concept, key: str, values: Sequence[Any]) -> list[Result]:
    """Return a concept's result with the assumption "section.key" at each value, the rest as it stands."""
    given, entry = assumptions.values(concept.id), assumptions[key]
    if is_continuous(entry) and np.ndim(entry.value) == 0:
        batch = concept.evaluate({**given, _name(key): np.asarray(values, dtype=float)[:, None]})
        return [batch.case(number) for number in range(len(values))]
    return [concept.evaluate({**given, _name(key): _for_lines(entry, each)}) for each in values]


def moved(assumptions: Assumptions, concept: Concept, measure: Measure, moves: Sequence[Move]) -> Array:
    """Return the measure after each move, all else as it is: (moves,). Those that can be rows of one batch are."""
    alone = [reads(assumptions, concept, key) and not _fits(assumptions[key], value) for key, value in moves]
    rows = [move for move, by_itself in zip(moves, alone, strict=True) if not by_itself]
    found = np.empty(len(moves))
    found[~np.array(alone, dtype=bool)] = _one_row_each(assumptions, concept, measure, rows)
    given = assumptions.values(concept.id)
    for row, (key, value) in enumerate(moves):
        if alone[row]:
            values = {**given, _name(key): _for_lines(assumptions[key], value)}
            found[row : row + 1] = measure(concept.evaluate(values))
    return found


def together(assumptions: Assumptions, concept: Concept, measure: Measure, columns: Mapping[str, Array]) -> Array:
    """Return the measure with several numbers moved at once: "section.key" → (n,), in → (n,)."""
    rows = {_name(key): each[:, None] for key, each in columns.items() if reads(assumptions, concept, key)}
    return _batch(assumptions, concept, measure, rows, len(next(iter(columns.values()))))


def ends(
    assumptions: Assumptions, concept: Concept, measure: Measure, keys: Iterable[str], ramps: Ramps | None = None
) -> dict[str, Ends]:
    """Return "section.key" → the ends of its range, or each of its choices, with the measure there.

    Left out is what is not to be moved (kind rule) or has neither range nor choices. ramps: the two ends of lists.
    """
    tried = {key: (ramps or {}).get(key) or to_try(assumptions[key]) for key in keys}
    tried = {key: values for key, values in tried.items() if values and assumptions[key].kind != "rule"}
    moves = [(key, value) for key, values in tried.items() for value in values]
    found = iter(moved(assumptions, concept, measure, moves).tolist())
    return {key: Ends(tuple(values), tuple(next(found) for _ in values)) for key, values in tried.items()}


def only_who_pays(assumptions: Assumptions, concept: Concept, keys: Iterable[str]) -> frozenset[str]:
    """Return the keys that move no cost from end to end of their range, only who bears it.

    The project's net present value, before funding, is then the same at all they can be.
    """
    found = ends(assumptions, concept, measures.net_present_value, keys)
    return frozenset(key for key, each in found.items() if np.ptp(each.measures) < SAME)


def to_try(entry: Assumption) -> tuple[Any, ...]:
    """Return the ends of a range, a present value beyond them included, or the choices of what has none."""
    return span(entry) or choices(entry)


def span(entry: Assumption) -> tuple[Any, Any] | None:
    """Return low and high, widened to hold the present value; None where there is no range."""
    if entry.low is None:
        return None
    low, _, high = draws.ends(entry)
    return (int(low), int(high)) if UNITS[entry.unit].whole else (low, high)


def choices(entry: Assumption) -> tuple[Any, ...]:
    """Return the words, lists or supported years worth trying, the present one included; () for numbers."""
    unit = UNITS[entry.unit]
    if entry.unit == "support years":
        known: tuple[Any, ...] = SUPPORT_TRIED
    elif unit.options:
        known = unit.options
    elif unit.steps and entry.choices:
        known = tuple(each.value for each in entry.choices)
    else:
        return ()
    return known if entry.value in known else (*known, entry.value)


def is_continuous(entry: Assumption) -> bool:
    """Return whether an assumption is made of numbers that may be split: no words and no whole years."""
    unit = UNITS[entry.unit]
    return not (unit.whole or unit.options)


def reads(assumptions: Assumptions, concept: Concept, key: str) -> bool:
    """Return whether a concept's lines or the measures read "section.key"."""
    section, _, name = key.partition(".")
    known = name in concept.assumptions or name in measures.READS
    return section in (COMMON, concept.id) and known and assumptions.find(concept.id, name) == key


def _fits(entry: Assumption, value: Any) -> bool:
    """Return whether a value can be a row beside the present one: numbers that may be split, as many of them."""
    return is_continuous(entry) and np.shape(value) == np.shape(entry.value)


def _one_row_each(assumptions: Assumptions, concept: Concept, measure: Measure, moves: Sequence[Move]) -> Array:
    given = assumptions.values(concept.id)
    columns: dict[str, Array] = {}
    for row, (key, value) in enumerate(moves):
        if reads(assumptions, concept, key):
            name = _name(key)
            if name not in columns:
                columns[name] = np.tile(np.asarray(given[name], dtype=float), (len(moves), 1))
            columns[name][row] = value
    return _batch(assumptions, concept, measure, columns, len(moves))


def _batch(
    assumptions: Assumptions, concept: Concept, measure: Measure, columns: Mapping[str, Array], cases: int
) -> Array:
    """Return the measure of each case, (cases,), also where it is the same for all. columns: name → (cases, …)."""
    given, found = assumptions.values(concept.id), np.empty(cases)
    for first in range(0, cases, BLOCK):
        part = slice(first, first + BLOCK)
        found[part] = measure(concept.evaluate({**given, **{name: each[part] for name, each in columns.items()}}))
    return found


def _for_lines(entry: Assumption, value: Any) -> Any:
    """Return a value as the lines take it: whole years as int, lists as arrays, words and supported years as given."""
    unit = UNITS[entry.unit]
    if unit.steps:
        return np.asarray(value, dtype=float)
    return int(value) if unit.whole else value


def _name(key: str) -> str:
    return key.partition(".")[2]

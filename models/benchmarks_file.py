"""Reads `benchmarks.yaml` and checks every name, unit, rate and input in it, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from models import strict_yaml
from models.assumptions import COMMON, Assumptions
from models.benchmarks import (
    HOME,
    ORDERS,
    BackTest,
    Benchmarks,
    Group,
    Indices,
    Input,
    Intensity,
    Place,
    Ratio,
    ratio,
)
from models.problems import InputError, Message, nearest, shown
from models.scenarios import Scenario
from models.schema import Frozen, Line, validated
from models.strict_yaml import Document, Path_
from models.units import UNITS

OTHER_UNITS = ("visits/day", "visits", "t")
_YEAR = re.compile(r"(19|20)\d{2}")


class _File(Frozen):
    indices: Any
    places: dict[Line, Any]
    decomposition: dict[Line, Any]
    intensities: dict[Line, Any]
    backtests: dict[Line, Any]


def load(path: Path | str, base: Assumptions, lines: Iterable[str]) -> Benchmarks:
    """Read and check a file against the assumptions. lines: what Omkrets computes.

    Raises InputError with every problem found, FileNotFoundError if there is no file.
    """
    return check(strict_yaml.read(path), base, lines)


def check(document: Document, base: Assumptions, lines: Iterable[str]) -> Benchmarks:
    """Check a parsed file; see `load`."""
    file = validated(document, (), _File, document.data)
    if file is None:
        raise InputError(document.problems)
    indices = validated(document, ("indices",), Indices, file.indices)
    kinds: dict[str, type[Frozen]] = {
        "places": Place,
        "decomposition": Group,
        "intensities": Intensity,
        "backtests": BackTest,
    }
    blocks: dict[str, dict[str, Any]] = {}
    for name, kind in kinds.items():
        entries = {id: validated(document, (name, id), kind, each) for id, each in getattr(file, name).items()}
        blocks[name] = {id: each for id, each in entries.items() if each is not None}
    if indices is not None:
        _check_indices(document, indices)
    if indices is not None and not document.problems:
        _check_names(document, blocks, base, [HOME, *indices.exchange.values], list(lines))
    if indices is None or document.problems:
        raise InputError(sorted(document.problems, key=lambda each: each.line or 0))
    found = Benchmarks(indices, *(blocks[name] for name in kinds))
    _check_inputs(document, found, base)
    return found


def _check_indices(document: Document, indices: Indices) -> None:
    """Note rates and prices that are none, and years that are no years."""
    series: dict[Path_, dict[str, Any]] = {("prices", "values"): dict(indices.prices.values)}
    for name, values in indices.exchange.values.items():
        series["exchange", "values", name] = dict(values)
    for place, values in series.items():
        for year, value in values.items():
            path = ("indices", *place, year)
            if not _YEAR.fullmatch(year):
                document.add(path, shown(year), Message("a year such as 2025"))
            if value <= 0:
                document.add(path, shown(value), Message("a plain number above {low}", {"low": 0}))


def _check_inputs(document: Document, benchmarks: Benchmarks, base: Assumptions) -> None:
    """Note back-test inputs that come to no value, or to one the unit refuses."""
    price_year = int(Scenario(base, {}).value(f"{COMMON}.price_year"))
    for id, test in benchmarks.backtests.items():
        for key, put in test.inputs.items():
            if put.figure is not None:
                place = benchmarks.places[put.place or test.place or id]
                value = ratio(place, put, benchmarks.indices, price_year, ORDERS[1])
                _check_input(document, ("backtests", id, "inputs", key), base, key, value)
    if document.problems:
        raise InputError(sorted(document.problems, key=lambda each: each.line or 0))


def _check_names(
    document: Document, blocks: Mapping[str, Any], base: Assumptions, currencies: list[str], lines: list[str]
) -> None:
    """Note every name that is none of those it should be one of."""
    places = blocks["places"]
    units = [*UNITS, *OTHER_UNITS]
    for id, place in places.items():
        for name, figure in place.figures.items():
            path = ("places", id, "figures", name, "unit")
            if figure.currency and figure.currency not in currencies:
                _known(document, path, figure.currency, currencies)
            else:
                _known(document, path, figure.unit, [each.replace(HOME, figure.currency or HOME, 1) for each in units])
    for id, group in blocks["decomposition"].items():
        for number, key in enumerate(group.keys):
            _known(document, ("decomposition", id, "keys", number), f"omkrets.{key}", base.keys)
    for id, each in blocks["intensities"].items():
        _check_intensity(document, id, each, places, base)
    for id, test in blocks["backtests"].items():
        if _known(document, ("backtests", id), test.place or id, places):
            _check_back_test(document, id, test, places, base, lines)


def _check_intensity(
    document: Document, id: str, each: Intensity, places: Mapping[str, Place], base: Assumptions
) -> None:
    if each.lever is not None:
        _known(document, ("intensities", id, "lever"), each.lever, base.keys)
    path = ("intensities", id, "input")
    if each.input and _known(document, path, each.input, base.keys) and base[each.input].low is None:
        document.add(path, shown(each.input), Message("an assumption that is a number with a range"))
    for place, of in each.of.items():
        _check_figures(document, ("intensities", id, "of", place), places, place, of)
    for number, place in enumerate(each.range_of):
        _known(document, ("intensities", id, "range_of", number), place, each.of)


def _check_back_test(
    document: Document, id: str, test: BackTest, places: Mapping[str, Place], base: Assumptions, lines: list[str]
) -> None:
    for key, put in test.inputs.items():
        path = ("backtests", id, "inputs", key)
        if (put.value is None) == (put.figure is None):
            document.add(path, Message("both or none"), Message("either a value or a figure"))
        elif _known(document, path, key, base.keys) and put.figure is not None:
            _check_figures(document, path, places, put.place or test.place or id, put)
        elif key in base:
            _check_input(document, path, base, key, put.value)
    for name, published in test.published.items():
        _known(document, ("backtests", id, "published", name), name, places[test.place or id].figures)
        _known(document, ("backtests", id, "published", name, "line"), published.line, lines)
    if test.turning is not None:
        _known(document, ("backtests", id, "turning"), test.turning, places[test.place or id].figures)


def _known(document: Document, path: Path_, name: str, names: Iterable[str]) -> bool:
    """Return whether a name is one of those it should be; note it if not."""
    names = list(names)
    if name not in names:
        document.add(path, shown(name), Message("a known key"), nearest(name, names))
    return name in names


def _check_figures(
    document: Document, path: Path_, places: Mapping[str, Place], place: str, each: Ratio | Input
) -> None:
    if _known(document, path, place, places):
        for name in (each.figure, each.per):
            if name is not None:
                _known(document, path, name, places[place].figures)


def _check_input(document: Document, path: Path_, base: Assumptions, key: str, value: Any) -> None:
    try:
        base.fit(key, value)
    except InputError as error:
        problem = error.problems[0]
        document.add(path, problem.found, problem.allowed, problem.advice)

"""Published figures of others: read from YAML, brought to NOK of the price year step by step, and set beside ours.

Two orders of conversion: "rate_first" takes the exchange rate of the source year, then Norwegian prices; "prices_first"
takes Norwegian prices, then the rate of the price year, so that a path over years is not bent by the exchange rate.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
from pydantic import StrictInt

from models import strict_yaml
from models.assumptions import COMMON, Assumptions
from models.measures import present_value, public_net_present_cost
from models.operators import to_calendar
from models.problems import InputError, Message, nearest, shown
from models.result import Result
from models.scenarios import Scenario
from models.schema import Frozen, Line, Number, Value, Words, validated
from models.strict_yaml import Document, Path_
from models.units import UNITS

ORDERS = ("rate_first", "prices_first")
HOME = "NOK"
SALES = "tenant_sales"
BEARS = 0.15  # a miss up to this bears the model out
MATURE_YEARS = 8
NARROWEST, WIDEST = 0.5, 2.0  # an input outside these times the benchmarks' range is flagged
_YEAR = re.compile(r"(19|20)\d{2}")
OTHER_UNITS = ("visits/day", "visits", "t")

Grade = Literal["A", "B", "C", "D"]


class Figure(Frozen):
    """A published figure: amounts in the currency and the kroner of its own year."""

    label: Words
    value: Number
    unit: Line
    year: StrictInt
    vat: Literal["in", "out", "unstated", "none"]
    grade: Grade
    source: Words
    page: StrictInt | None = None

    @property
    def currency(self) -> str | None:
        """The currency of an amount, None for what is no money."""
        first = self.unit.split("/", maxsplit=1)[0]
        return first if len(first) == 3 and first.isupper() and first != "FTE" else None


class Place(Frozen):
    """Somewhere or something that has published figures."""

    name: Line
    about: Words
    figures: dict[Line, Figure]


class Ratio(Frozen):
    """A figure, divided by another where there is one, times a number where only a part of a year is published."""

    figure: Line
    per: Line | None = None
    times: Number = 1
    note: Words | None = None


class Intensity(Frozen):
    """What is compared across places.

    input: the assumption that is this very thing; lever: the one that moves it; range_of: the places that make the
    range.
    """

    label: Words
    unit: Line
    input: Line | None = None
    lever: Line | None = None
    of: dict[Line, Ratio]
    range_of: tuple[Line, ...]


class Input(Frozen):
    """What a back-test puts in: a value, or a published figure (of another place, if it says so) as a ratio."""

    value: Value | None = None
    place: Line | None = None
    figure: Line | None = None
    per: Line | None = None
    times: Number = 1


class Published(Frozen):
    """Which line of the model a published figure is held against, and what else it was used for."""

    line: Line
    used: Literal["input", "fit", "held_out"]


class BackTest(Frozen):
    """A place's own numbers for the Omkrets equations, and what was published to hold the result against.

    place and label: for a second reading of a place, under another id.
    """

    place: Line | None = None
    label: Words | None = None
    opens: Words
    note: Words
    inputs: dict[Line, Input]
    published: dict[Line, Published]
    turning: Line | None = None


class Group(Frozen):
    """Keys of Omkrets that are changed together in the step from a place to Omkrets."""

    label: Words
    keys: tuple[Line, ...]


class _Rates(Frozen):
    source: Words
    grade: Grade
    values: dict[Line, dict[Line, Number]]


class _Prices(Frozen):
    source: Words
    grade: Grade
    values: dict[Line, Number]


class _File(Frozen):
    indices: Any
    places: dict[Line, Any]
    decomposition: dict[Line, Any]
    intensities: dict[Line, Any]
    backtests: dict[Line, Any]


class Indices(Frozen):
    """Exchange rates (NOK per unit, by currency and year) and Norwegian consumer prices, with their sources."""

    exchange: _Rates
    prices: _Prices

    def rate(self, currency: str, year: int) -> float | None:
        """Return NOK per unit of a currency in a year, None where it is not known."""
        known = self.exchange.values.get(currency, {}).get(str(year))
        return None if known is None else float(known)

    def growth(self, year: int, to: int) -> float | None:
        """Return how much dearer things are in one year than in another, None where one of them is not known."""
        before, after = (self.prices.values.get(str(each)) for each in (year, to))
        return None if before is None or after is None else float(after) / float(before)


@dataclass(frozen=True)
class Benchmarks:
    """All that stands in the file, by id."""

    indices: Indices
    places: Mapping[str, Place]
    decomposition: Mapping[str, Group]
    intensities: Mapping[str, Intensity]
    backtests: Mapping[str, BackTest]


class Step(NamedTuple):
    """A factor on the way to NOK of the price year: an exchange rate of a year, or prices from a year to another."""

    kind: Literal["rate", "prices"]
    factor: float
    year: int
    to: int


class Conversion(NamedTuple):
    """A figure brought to NOK of the price year. value is None where a rate or an index is missing."""

    value: float | None
    steps: tuple[Step, ...]


def convert(figure: Figure, indices: Indices, price_year: int, order: str = ORDERS[0]) -> Conversion:
    """Bring a figure to NOK of the price year; what is no money stays as it is.

    rate_first: value · rate[year] · prices[price_year] / prices[year]; prices_first: value · prices · rate[price_year].
    """
    if figure.currency is None:
        return Conversion(float(figure.value), ())
    year, rate_year = figure.year, figure.year if order == ORDERS[0] else price_year
    prices = Step("prices", indices.growth(year, price_year) or 0.0, year, price_year)
    steps = [] if year == price_year else [prices]
    if figure.currency != HOME:
        rate = Step("rate", indices.rate(figure.currency, rate_year) or 0.0, rate_year, rate_year)
        steps = [rate, *steps] if order == ORDERS[0] else [*steps, rate]
    if not all(each.factor for each in steps):
        return Conversion(None, tuple(steps))
    return Conversion(float(figure.value) * float(np.prod([each.factor for each in steps])), tuple(steps))


def ratio(place: Place, of: Ratio | Input, indices: Indices, price_year: int, order: str) -> float | None:
    """Return a figure per another, in NOK of the price year; None where it cannot be brought there."""
    top = convert(place.figures[str(of.figure)], indices, price_year, order).value
    bottom = convert(place.figures[of.per], indices, price_year, order).value if of.per else 1.0
    return None if top is None or not bottom else top / bottom * float(of.times)


def intensity(benchmarks: Benchmarks, id: str, price_year: int, order: str) -> dict[str, float | None]:
    """Return an intensity for each place that has it, None where it cannot be brought to the price year."""
    return {
        place: ratio(benchmarks.places[place], each, benchmarks.indices, price_year, order)
        for place, each in benchmarks.intensities[id].of.items()
    }


def span(benchmarks: Benchmarks, id: str, price_year: int, order: str = ORDERS[0]) -> tuple[float, float] | None:
    """Return the lowest and highest of the places that make an intensity's range; None if there are none."""
    values = intensity(benchmarks, id, price_year, order)
    known = [value for place in benchmarks.intensities[id].range_of if (value := values.get(place)) is not None]
    return (min(known), max(known)) if known else None


def far_off(value: float, low: float, high: float) -> bool:
    """Return whether an input lies outside half the lowest and twice the highest benchmark."""
    return not NARROWEST * low <= value <= WIDEST * high


def far_off_inputs(
    benchmarks: Benchmarks, value_of: Callable[[str], Any], own: Mapping[str, float | None], price_year: int
) -> dict[str, tuple[str, float, float]]:
    """Return the assumptions that are far off what others have: "section.key" → (intensity, lowest, highest).

    An input is compared itself; a lever by the intensity it leads to. own: what `own_intensities` returned.
    """
    found = {}
    for id, each in benchmarks.intensities.items():
        limits, key = span(benchmarks, id, price_year), each.input or each.lever
        value = float(value_of(each.input)) if each.input else own.get(id)
        if key and limits and value is not None and far_off(value, *limits):
            found[key] = (id, *limits)
    return found


# --- Omkrets' own intensities ---------------------------------------------------------------------------------------


def own_intensities(result: Result) -> dict[str, float | None]:
    """Return the same intensities for Omkrets in a scenario, real NOK.

    They are those of its eighth full year, as old as ReTuna was in 2023; of the last one if there are fewer.
    """
    full = np.flatnonzero(result["operating_share"] > 1 - 1e-9)
    if not len(full):
        return {}
    at = int(full[min(len(full), MATURE_YEARS) - 1])

    def then(name: str) -> float:
        return float(result[name][at])

    def per(top: float, bottom: float) -> float | None:
        return top / bottom if bottom else None

    given, lines = result.assumptions, result.lines
    area = float(to_calendar(lines["let_area"], lines["opening"], lines["year"])[at])
    gross, shop_area = float(given["gross_area"]), float(given["shop_area"])
    shops = area / shop_area if shop_area else 0.0
    sales = then("tenant_sales")
    return {
        "sales_per_area": per(sales, area),
        "rent_per_area": per(then("rent"), area),
        "rent_share": per(then("rent") + then("service_charges") + then("handling_fees"), sales),
        "staff_per_area": per(1000 * float(given["centre_fte"]), gross),
        "establishment_per_area": per(float(np.sum(result["investment"])), gross),
        "sales_per_shop": per(sales, shops),
        "visits_per_area": per(then("visits"), gross),
        "tonnes_per_area": per(1000 * then("tonnes"), gross),
        "tonnes_per_shop": per(then("tonnes"), shops),
        "municipal_share": float(given["municipal_capital_share"]),
    }


# --- Back-test ------------------------------------------------------------------------------------------------------


class Held(NamedTuple):
    """A published figure beside the model's: both real NOK of the price year; miss = model / published − 1."""

    figure: str
    line: str
    year: int
    used: str
    published: float
    model: float

    @property
    def miss(self) -> float:
        """How far the model is above (positive) or below the published figure, as a share of it."""
        return self.model / self.published - 1


class Tested(NamedTuple):
    """What a back-test gave. turned: the year the model's centre first has no deficit; published_turn: the real one.

    stays: whether the model's centre has no deficit in any later year either.
    """

    result: Result
    held: tuple[Held, ...]
    turned: int | None
    published_turn: int | None
    stays: bool


def inputs(benchmarks: Benchmarks, id: str, base: Assumptions, price_year: int) -> dict[str, Any]:
    """Return what a back-test puts in, "section.key" → value; money by prices first, then the price year's rate."""
    test = benchmarks.backtests[id]
    values = {}
    for key, each in test.inputs.items():
        if each.value is not None:
            values[key] = base.fit(key, each.value)
        else:
            place = benchmarks.places[each.place or test.place or id]
            values[key] = base.fit(key, ratio(place, each, benchmarks.indices, price_year, ORDERS[1]))
    return values


def back_test(
    benchmarks: Benchmarks,
    id: str,
    base: Assumptions,
    price_year: int,
    evaluate: Callable[[Mapping[str, Any]], Result],
) -> Tested:
    """Run the Omkrets equations with a place's own numbers and hold them against what was published."""
    test = benchmarks.backtests[id]
    place = benchmarks.places[test.place or id]
    result = evaluate(base.with_values(inputs(benchmarks, id, base, price_year)).values("omkrets"))
    held = []
    for name, each in test.published.items():
        figure = place.figures[name]
        published = convert(figure, benchmarks.indices, price_year, ORDERS[1]).value
        if published and figure.year in result.years:
            at = int(figure.year - result.years[0])
            held.append(Held(name, each.line, figure.year, each.used, published, float(result[each.line][at])))
    sound = result["operator_result"] >= 0
    in_operation = result["operating_share"] > 0
    turned = np.flatnonzero(sound & in_operation)
    return Tested(
        result,
        tuple(held),
        int(result.years[turned[0]]) if len(turned) else None,
        int(place.figures[test.turning].value) if test.turning else None,
        bool(len(turned)) and bool(sound[turned[0] :].all()),
    )


def sales_held(held: Iterable[Held]) -> list[Held]:
    """Return those that are sales."""
    return [each for each in held if each.line == SALES]


def largest_miss(held: Iterable[Held]) -> float:
    """Return the largest miss, whichever way; 0 where nothing was published."""
    return max((abs(each.miss) for each in held), default=0.0)


def typical_miss(held: Iterable[Held]) -> float:
    """Return the root mean square of the misses on sales that were held out: a default uncertainty for Bergen's."""
    misses = [each.miss for each in sales_held(held) if each.used == "held_out"]
    return float(np.sqrt(np.mean(np.square(misses)))) if misses else 0.0


# --- What the difference means --------------------------------------------------------------------------------------


def yearly_result(result: Result) -> float | None:
    """Return what the centre and its owner have left a year before anyone covers it: mean of full years, real NOK.

    Income and fees, less running costs, the centre's part of the reception, interest and instalments.
    """
    full = result["operating_share"] > 1 - 1e-9
    left = (
        result["operating_income"]
        + result["handling_fees"]
        - result["running_costs"]
        - result["reception_operator"]
        - result["building_costs"]
    )
    return float(np.mean(left[full])) if full.any() else None


def decomposition(
    benchmarks: Benchmarks, id: str, now: Assumptions, price_year: int, evaluate: Callable[[Mapping[str, Any]], Result]
) -> list[tuple[str, float]] | None:
    """Return the way from a place's yearly result to Omkrets': (id, result), then (group, change) …, "rest" last.

    The place's numbers are put into the scenario's own time and prices, then taken back group by group. None if either
    is never in full operation, or a rate or an index is missing for the price year.
    """
    try:
        put_in = inputs(benchmarks, id, now, price_year)
    except InputError:
        return None
    theirs = {key: value for key, value in put_in.items() if key.startswith("omkrets.") and not key.endswith("_months")}
    patch = dict(theirs)
    results = [yearly_result(evaluate(now.with_values(patch).values("omkrets")))]
    names = [id]
    for group, each in benchmarks.decomposition.items():
        patch = {key: value for key, value in patch.items() if key.split(".")[1] not in each.keys}
        results.append(yearly_result(evaluate(now.with_values(patch).values("omkrets"))))
        names.append(group)
    results.append(yearly_result(evaluate(now.values("omkrets"))))
    names.append("rest")
    known = [each for each in results if each is not None]
    if len(known) < len(results):
        return None
    return [
        (id, known[0]),
        *((name, after - before) for name, before, after in zip(names[1:], known, known[1:], strict=False)),
    ]


def cost_per_repair(result: Result) -> float | None:
    """Return the public net present cost per added repair, real NOK; None where there are none."""
    price = float(result.assumptions["price_per_repair"])
    repairs = float(present_value(result, result["repair_sales"])) / price if price else 0.0
    return float(public_net_present_cost(result)) / repairs if repairs > 0 else None


# --- The file -------------------------------------------------------------------------------------------------------


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

"""Published figures of others: what the file holds, brought to NOK of the price year step by step, and set beside ours.

Two orders of conversion: "rate_first" takes the exchange rate of the source year, then Norwegian prices; "prices_first"
takes Norwegian prices, then the rate of the price year, so that a path over years is not bent by the exchange rate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from pydantic import StrictInt

from models.measures import present_value, public_net_present_cost
from models.operators import to_calendar
from models.result import Result
from models.schema import Frozen, Line, Number, Value, Words

ORDERS = ("rate_first", "prices_first")
HOME = "NOK"
MATURE_YEARS = 8
NARROWEST, WIDEST = 0.5, 2.0  # an input outside these times the benchmarks' range is flagged

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


def cost_per_repair(result: Result) -> float | None:
    """Return the public net present cost per added repair, real NOK; None where there are none."""
    price = float(result.assumptions["price_per_repair"])
    repairs = float(present_value(result, result["repair_sales"])) / price if price else 0.0
    return float(public_net_present_cost(result)) / repairs if repairs > 0 else None

"""The Omkrets equations run with another centre's own numbers, and what sets that centre apart from Omkrets.

A path over years is brought to NOK by Norwegian prices first, then the rate of the price year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from models.assumptions import Assumptions
from models.benchmarks import ORDERS, Benchmarks, convert, ratio
from models.problems import InputError
from models.result import Result

SALES = "tenant_sales"
REST = "rest"  # the last step of a decomposition: what is in no group
BEARS = 0.15  # a miss up to this bears the model out


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
    names.append(REST)
    known = [each for each in results if each is not None]
    if len(known) < len(results):
        return None
    return [
        (id, known[0]),
        *((name, after - before) for name, before, after in zip(names[1:], known, known[1:], strict=False)),
    ]

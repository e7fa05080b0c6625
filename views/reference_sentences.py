"""What the benchmarks say of the model, in words, computed from the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.assumptions import Assumption
from models.back_test import Held, Tested, largest_miss, sales_held
from models.benchmarks import Benchmarks, Conversion, Figure
from texts import Texts

MILLION = 1_000_000


def headline(say: Texts, tests: Mapping[str, Tested], benchmarks: Benchmarks) -> str:
    """Return how near the model comes to sales it was not made from, and then to those it was."""
    unseen: list[str] = []
    seen: list[str] = []
    for id, tested in tests.items():
        if benchmarks.backtests[id].place is None:
            sales = sales_held(tested.held)
            name, miss = short(benchmarks.places[id].name), say.percent(largest_miss(sales))
            part = say("{miss} for {place}", place=name, miss=miss)
            (unseen if all(each.used == "held_out" for each in sales) else seen).append(part)
    return say(
        "On sales the model is off by up to {unseen}, which it was not made from, and {seen}, which it was fitted to.",
        unseen=say.listed(unseen),
        seen=say.listed(seen),
    )


def other_readings(say: Texts, tests: Mapping[str, Tested], benchmarks: Benchmarks) -> list[str]:
    """Return how far the model is off where a place is read another way."""
    return [
        say(
            "{reading}: off by up to {miss}.",
            reading=test.label.in_language(say.language),
            miss=say.percent(largest_miss(sales_held(tests[id].held))),
        )
        for id, test in benchmarks.backtests.items()
        if test.place is not None and test.label is not None
    ]


def short(name: str) -> str:
    """Return a place's name without where it is."""
    return name.split(",", maxsplit=1)[0]


def turning(say: Texts, tested: Tested) -> str:
    """Return when the centre first had no deficit, in the model and really."""
    real = tested.published_turn
    if real is None:
        return ""
    if tested.turned is None:
        return say("In the model the centre never gets out of deficit; in fact it did in {real}.", real=say.year(real))
    values = {"model": say.year(tested.turned), "real": say.year(real)}
    if tested.stays:
        return say(
            "In the model the centre gets out of deficit in {model} and stays out. In fact {real} was the only year "
            "without one, up to 2020: the model is too kind.",
            **values,
        )
    return say("In the model the centre first gets out of deficit in {model}, in fact in {real}.", **values)


def direction(say: Texts, sales: Sequence[Held]) -> str:
    """Return that sales went one way and the model the other between the last two published years, if they did."""
    if len(sales) < 2:
        return ""
    before, after = sales[-2:]
    real, model = after.published - before.published, after.model - before.model
    if (real >= 0) == (model >= 0):
        return ""
    values = {"first": say.year(before.year), "last": say.year(after.year)}
    if real < 0:
        return say("From {first} to {last} real sales fell, in fixed kroner; in the model they grow.", **values)
    return say("From {first} to {last} real sales grew, in fixed kroner; in the model they fall.", **values)


def uncertainty(say: Texts, miss: float, count: int, sales_per_area: float, entry: Assumption) -> str:
    """Return the size of the miss as an uncertainty for Bergen's sales, beside the range that is used."""
    return say(
        "The typical miss on the {count} sales figures that were held out is {miss}. Put on Bergen's {sales} NOK/m² "
        "that is {from_} to {to}; the range used here is {low} to {high}.",
        count=count,
        miss=say.percent(miss),
        sales=say.number(sales_per_area),
        from_=say.number(float(f"{sales_per_area * (1 - miss):.2g}")),
        to=say.number(float(f"{sales_per_area * (1 + miss):.2g}")),
        low=say.value(entry.low, entry.unit),
        high=say.value(entry.high, entry.unit),
    )


def difference(say: Texts, place: str, names: Sequence[str], values: Sequence[float]) -> str:
    """Return why a place carries itself more nearly than Omkrets: the result of each and the three largest reasons."""
    ours = sum(values)
    reasons = sorted(zip(values[1:], names[1:], strict=True), key=lambda each: each[0])[:3]
    said = [
        say("{reason} ({change})", reason=name[:1].lower() + name[1:], change=say.change(value))
        for value, name in reasons
        if value < 0
    ]
    text = say(
        "With {place}'s numbers the centre would have {theirs} a year left in Bergen; Omkrets has {ours}.",
        place=place,
        theirs=say.millions(values[0]),
        ours=say.millions(ours),
    )
    return f"{text} " + say("What pulls down most: {reasons}.", reasons=say.listed(said)) if said else text


def step_names(say: Texts, benchmarks: Benchmarks, centre: str, found: Sequence[tuple[str, float]]) -> list[str]:
    """Return what the steps from a centre to Omkrets are called: the centre, the groups, and all else."""
    labels = {id: each.label.in_language(say.language) for id, each in benchmarks.decomposition.items()}
    return [centre, *(labels.get(id, say("All else")) for id, _ in found[1:])]


def how_compared(say: Texts, centre: str, only_surplus: int) -> str:
    """Return what is compared in the waterfall, and what it does not prove."""
    return say(
        "What centre and owner have left a year before anyone covers it: income and fees less running costs, the "
        "centre's part of the reception, interest and instalments. {place}'s numbers are put into Omkrets' time "
        "and taken back group by group; another order can change which step is the largest. With {place}'s numbers "
        "its owners give the building and run the reception; even so {place} had a deficit every year but {year}, "
        "up to 2020.",
        place=centre,
        year=say.year(only_surplus),
    )


def steps(say: Texts, figure: Figure, conversion: Conversion) -> str:
    """Return how a figure is brought to the price year: 23,3 mill. SEK (2023) × 0,9955 × 1,063 = 24,7 mill. kr."""
    start = f"{published(say, figure)} ({say.year(figure.year)})"
    if figure.currency is None:
        return start
    factors = "".join(f" × {say.number(each.factor, 4 if each.kind == 'rate' else 3)}" for each in conversion.steps)
    if conversion.value is None:
        return say("{start}; cannot be brought to the price year: a rate or an index is missing", start=start)
    unit = figure.unit.replace(figure.currency, "NOK", 1)
    return f"{start}{factors} = {amount(say, conversion.value, unit)}"


def published(say: Texts, figure: Figure) -> str:
    """Return a figure as it was published."""
    if figure.currency is None or figure.currency == "NOK":
        return amount(say, float(figure.value), figure.unit)
    value = float(figure.value)
    if abs(value) >= MILLION:
        return say("{currency} {number} million", number=say.number(value / MILLION, 1), currency=figure.currency)
    per = say.unit(figure.unit.replace(figure.currency, "NOK", 1)).partition("/")[2]
    return "\u00a0".join([say.plain(value), f"{figure.currency}/{per}" if per else figure.currency])


def amount(say: Texts, value: float, unit: str) -> str:
    """Return an amount of a unit with as many digits as it deserves."""
    if unit in ("NOK", "NOK/year") and abs(value) >= MILLION:
        return say.millions(value)
    if unit.startswith("fraction"):
        return say.percent(value, 0 if abs(value) >= 0.1 else 1)
    if unit == "year":
        return say.year(int(value))
    name = say.unit(unit)
    return f"{_rounded(say, value)}\u00a0{name}" if name else _rounded(say, value)


def bare(say: Texts, value: float, unit: str) -> str:
    """Return an amount without its unit's name, for where that stands beside; per cent has its sign."""
    return amount(say, value, unit) if unit.startswith("fraction") else _rounded(say, value)


def _rounded(say: Texts, value: float) -> str:
    digits = 3 if abs(value) >= 100 else 2
    return say.plain(float(f"{value:.{digits}g}"))

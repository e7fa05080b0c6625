"""The five questions of the meeting view: for each its answer, a figure per concept, one chart and three levers.

A slide shows a case: every concept's result and, where scoring can be used, the standing. It is drawn for many cases at
once (`views/live.py`), so all it says comes from the case, by the same sentences and measures as on the other pages.

Which levers: those that move the answer most over their plausible range, with three exceptions. Who pays is a question
of its own, so it moves nothing before the fourth. The rent stands with the cost though two running costs weigh a little
more: it is what a council sets. Scoring takes the weights of the criteria on which the concepts differ most.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Literal, NamedTuple, TypeVar

import numpy as np

import charts
from concepts import CONCEPTS
from models import financing, measures
from models.acceptability import Standing
from models.criteria import BOTTOM, TOP
from models.result import Array, Result
from texts import Texts
from views import comparison_tables, funding_sentences, names, scoring_sentences, sentences
from views.drawing import MILLION
from views.sentences import WORTH_SAYING
from views.session import Session

T = TypeVar("T")
Ink = tuple[str, str]  # on light, on dark
WEIGHT = "weight:"
COST = ("omkrets.building_cost", "omkrets.market_rent", "bruk_bergen.staff_fte")
GAIN = ("common.price_per_kg", "omkrets.sales_per_area", "bruk_bergen.new_shops")
FEET = {
    "omkrets": ("market_rent", "lettable_share", "take_up"),
    "bruk_bergen": ("owner_contribution", "membership_fee", "members"),
    "bergen_reparerer": ("marketing", "staff_fte", "hosting_cost"),  # without income, only the costs can move
}
END = ("support_years", "municipal_deficit_share", "bir_deficit_share")
MOST_LEVERS = 3
GAINS = ("tonnes", "jobs", "emissions")


class Case(NamedTuple):
    """What a slide shows: every concept's result, and the standing."""

    results: Mapping[str, Result]
    standing: Standing | None


class Figure(NamedTuple):
    """One concept's figure, in large type, and what explains it."""

    value: str
    note: str


class Frame(NamedTuple):
    """A slide for one case. series: (series, point), as the chart draws them; rest: what follows from the levers."""

    answer: str
    title: str
    figures: tuple[Figure, ...]
    series: Array
    rest: str = ""


class Chart(NamedTuple):
    """How the series are drawn, the same for all cases. years: the points, none for bars; ends: of the axis, if fixed.

    zero: what the line at 0 is called.

    patterns: of stacks; the other kinds tell series apart by line style and marker, or by place.
    """

    kind: Literal["lines", "stacks", "bars"]
    names: tuple[str, ...]
    inks: tuple[Ink, ...]
    unit: str
    years: tuple[int, ...] = ()
    patterns: tuple[str, ...] = ()
    decimals: int = 0
    ends: tuple[float, float] | None = None
    zero: str = ""


class Slide(NamedTuple):
    """A question, the levers that move the answer, and how a case is shown. concept: the one it is about, if one."""

    id: str
    question: str
    levers: tuple[str, ...]
    chart: Chart
    frame: Callable[[Case], Frame]
    concept: str = ""


def slides(session: Session) -> dict[str, str]:
    """Return the slides there are and what each asks, in order."""
    say = session.say
    asked = {
        "cost": say("What does it cost the municipality?"),
        "gain": say("What do we get for the money?"),
        "feet": say("Does it stand on its own feet?"),
        "end": say("What happens when the support ends?"),
        "weigh": say("What weighs most?"),
    }
    return asked if session.standing else {id: each for id, each in asked.items() if id != "weigh"}


def slide(session: Session, asked: str, concept: str) -> Slide:
    """Return the slide that is asked for, the first if there is no such slide. concept: for those about one."""
    about_one = {"feet": _feet, "end": _end}
    if asked in about_one:
        return about_one[asked](session, concept)
    return {"gain": _gain, "weigh": _weigh}.get(asked if asked in slides(session) else "", _cost)(session)


def _once(make: Callable[[Result], T]) -> Callable[[Result], T]:
    """Remember what was made of each result: a lever moves one concept, and the others are the same in every case."""
    kept: dict[int, tuple[Result, T]] = {}

    def made(result: Result) -> T:
        if id(result) not in kept:
            kept[id(result)] = (result, make(result))  # with the result, so that its number is not used again
        return kept[id(result)][1]

    return made


def _years(results: Mapping[str, Result]) -> tuple[int, ...]:
    return tuple(next(iter(results.values())).years.tolist())


def _inks(*slots: int) -> tuple[Ink, ...]:
    return tuple((charts.LIGHT["series"][slot], charts.DARK["series"][slot]) for slot in slots)


def _millions(session: Session) -> str:
    say = session.say
    year = say.year(session.scenario.value("common.price_year"))
    return say("NOK million, {prices}", prices=say("fixed {year} kroner", year=year))


def _cost(session: Session) -> Slide:
    """What the municipality has paid in all, year by year."""
    say = session.say
    figure = _once(partial(_annual, say))

    def frame(case: Case) -> Frame:
        paid = [measures.cumulative_cost(each) for each in case.results.values()]
        ends = {id: float(each[-1]) for id, each in zip(case.results, paid, strict=True)}
        return Frame(
            sentences.costs(say, case.results),
            sentences.cumulative_title(say, case.results, ends),
            tuple(figure(each) for each in case.results.values()),
            np.array(paid) / MILLION,
        )

    called = tuple(each.name for each in CONCEPTS.values())
    unit, years = _millions(session), _years(session.results)
    chart = Chart("lines", called, _inks(0, 1, 2), unit, years, zero=say("As today"))
    return Slide("cost", slides(session)["cost"], COST, chart, frame)


def _annual(say: Texts, result: Result) -> Figure:
    """Return the cost a year; what nobody covers must not look like a saving."""
    nobody, bir = financing.yearly_unfunded(result), financing.yearly_cost(result, "bir")
    notes = [say("a year")]
    if nobody >= WORTH_SAYING:
        notes.append(say("not covered {amount}", amount=say.amount(nobody)))
    if bir >= WORTH_SAYING:
        notes.append(say("besides {amount} from BIR", amount=say.millions(bir)))
    return Figure(say.millions(float(measures.annual_cost(result))), ", ".join(notes))


def _gain(session: Session) -> Slide:
    """Goods reused, with what else there is for the money."""
    say, title = session.say, session.say("Goods reused or repaired per year, tonnes")
    doubt = {(id, name) for id in CONCEPTS for name in GAINS if comparison_tables.doubtful(session, id, name)}
    found = _once(_gained)
    figure = _once(lambda result: _gain_figure(say, found(result), result.concept, doubt))

    def frame(case: Case) -> Frame:
        each = {id: found(result) for id, result in case.results.items()}
        return Frame(
            gains(say, each, say.year(_years(case.results)[-1])),
            title,
            tuple(figure(result) for result in case.results.values()),
            np.array([one.means["tonnes"] or 0.0 for one in each.values()])[:, None],
            say("? rests on a number nobody has looked into."),
        )

    called = tuple(each.name for each in CONCEPTS.values())
    return Slide("gain", slides(session)["gain"], GAIN, Chart("bars", called, _inks(0, 1, 2), say("tonnes")), frame)


class Gained(NamedTuple):
    """What a concept gives: means of its years in full operation, None without any; public support per tonne, NOK."""

    means: Mapping[str, float | None]
    per_tonne: float | None


def _gained(result: Result) -> Gained:
    return Gained({name: measures.mean_effect(result, name) for name in GAINS}, per_tonne(result))


def per_tonne(result: Result) -> float | None:
    """Return the public net present cost per tonne of goods, NOK; None where there are none."""
    return measures.support_per(result)["tonne"]


def gains(say: Texts, found: Mapping[str, Gained], last: str) -> str:
    """Return how much goods each keeps in use, and where public support gets most of it. last: the last year."""
    parts = [
        say("{concept} {amount}", concept=CONCEPTS[id].name, amount=f"{say.rough(tonnes)}\u00a0{say('tonnes')}")
        for id, each in found.items()
        if (tonnes := each.means["tonnes"]) is not None
    ]
    if not parts:
        return say("None of them comes into full operation by {year}.", year=last)
    text = say("Goods kept in use a year: {amounts}.", amounts=say.listed(parts))
    paid = {id: each.per_tonne for id, each in found.items() if each.per_tonne is not None and each.per_tonne > 0}
    if len(paid) < 2:
        return text
    cheapest = min(paid, key=paid.__getitem__)
    amount = say.amount(paid[cheapest])
    return f"{text} " + say(
        "Least public support for each tonne: {concept}, {amount}.", concept=CONCEPTS[cheapest].name, amount=amount
    )


def _gain_figure(say: Texts, found: Gained, concept: str, doubt: Collection[tuple[str, str]]) -> Figure:
    """Return the tonnes in large type, with a mark on what rests on a number nobody has looked into."""
    if found.means["tonnes"] is None:
        return Figure("–", say("not in full operation"))
    amounts = {name: each or 0.0 for name, each in found.means.items()}
    written = {
        "tonnes": (say.rough(amounts["tonnes"]), say("tonnes")),
        "jobs": (say.rough(amounts["jobs"]), say("FTEs")),
        "emissions": (say.rough(-amounts["emissions"]), say("t CO2e")),
    }
    said = {
        name: "\u00a0".join((*parts, comparison_tables.DOUBT) if (concept, name) in doubt else parts)
        for name, parts in written.items()
    }
    support = [] if found.per_tonne is None else [say("{amount} a tonne", amount=say.amount(found.per_tonne))]
    return Figure(said["tonnes"], ", ".join([*support, said["jobs"], said["emissions"]]))


def _feet(session: Session, concept: str) -> Slide:
    """Income against costs, year by year, for one concept."""
    say, now = session.say, session.results[concept]
    costs = {1: say("Running costs"), 2: say("With the building"), 3: say("Everything")}
    levels = sentences.levels(now)
    figure = _once(lambda result: Figure(*sentences.own_feet(say, result)))

    def frame(case: Case) -> Frame:
        result = case.results[concept]
        lines = [result["operating_income"], *(measures.coverage_costs(result, level) for level in levels)]
        return Frame(
            f"{funding_sentences.coverage(say, result)}.",
            sentences.income_title(say, result),
            tuple(figure(each) for each in case.results.values()),
            np.array(lines) / MILLION,
        )

    inks = ((str(charts.LIGHT["text"]), str(charts.DARK["text"])), *_inks(4, 3, 5)[: len(levels)])
    called = (say("Income"), *(costs[level] for level in levels))
    chart = Chart("lines", called, inks, _millions(session), _years(session.results))
    levers = tuple(session.scenario.base.find(concept, name) for name in FEET[concept])
    return Slide("feet", slides(session)["feet"], levers, chart, frame, concept)


def _end(session: Session, concept: str) -> Slide:
    """Who pays, year by year, and what nobody does, for one concept."""
    say = session.say
    called = names.payers(say, concept)
    fills = [charts.PARTIES[financing.PAYERS.index(party)] for party in called]
    figure = _once(partial(_left, say))

    def frame(case: Case) -> Frame:
        result = case.results[concept]
        paid = {party: each for party, each in financing.paid_by(result).items() if party in called}
        return Frame(
            funding_sentences.headline(say, result),
            funding_sentences.who_pays_title(say, result, paid),
            tuple(figure(each) for each in case.results.values()),
            np.array([paid[party] for party in called]) / MILLION,
        )

    chart = Chart(
        "stacks",
        tuple(called.values()),
        tuple((light, dark) for light, dark, _ in fills),
        _millions(session),
        _years(session.results),
        tuple(pattern for *_, pattern in fills),
    )
    levers = tuple(f"{concept}.{name}" for name in END)
    return Slide("end", slides(session)["end"], levers, chart, frame, concept)


def _left(say: Texts, result: Result) -> Figure:
    """Return what nobody has agreed to cover."""
    first = measures.unfunded(result)["first_year"]
    if first is None:
        return Figure(say("Covered"), say("through {year}", year=say.year(result.years[-1])))
    lacking = say.amount(financing.yearly_gap(result))
    return Figure(lacking, say("a year from {year} nobody covers", year=say.year(first)))


def _weigh(session: Session) -> Slide:
    """The weighted scores."""
    say, now = session.say, session.standing
    assert now is not None  # else there is no such slide
    ids = list(now.scoring.criteria)
    spread = np.ptp(now.scores.blended, axis=0)
    levers = sorted(ids, key=lambda id: -float(spread[ids.index(id)]))[:MOST_LEVERS]
    others = [id for id in ids if id not in levers]

    def frame(case: Case) -> Frame:
        here = case.standing
        assert here is not None
        rest = [
            say(
                "{criterion} {share}",
                criterion=scoring_sentences.criterion(say, here.scoring, id),
                share=say.percent(here.judgement.shares[ids.index(id)]),
            )
            for id in others
        ]
        return Frame(
            scoring_sentences.headline(say, here),
            say("Weighted score, from 1 to 5"),
            tuple(_scored(say, here, number) for number in range(len(here.scoring.concepts))),
            here.totals[:, None],
            say("And {weights}; they always add to 100.", weights=say.listed(rest)) if rest else "",
        )

    called = tuple(CONCEPTS[id].name for id in now.scoring.concepts)
    chart = Chart("bars", called, _inks(0, 1, 2), say("points"), decimals=1, ends=(BOTTOM, TOP))
    return Slide("weigh", slides(session)["weigh"], tuple(f"{WEIGHT}{id}" for id in levers), chart, frame)


def _scored(say: Texts, here: Standing, number: int) -> Figure:
    count = scoring_sentences.in_hundred(say, float(here.acceptability.shares[number, 0]))
    points = scoring_sentences.score(say, float(here.totals[number]))
    return Figure(points, say("first in {count} of 100 possible weightings", count=count))

"""The headline figures, taken apart into the lines of the ledger they are made from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from concepts import CONCEPTS
from models import measures
from models.ledger import PUBLIC
from models.result import Result
from texts import Texts
from views import drawing, markup, sentences
from views import names as called
from views.markup import Cell, Row
from views.session import Session

ANNUAL, IN_ALL, INVESTMENT, OWN_FEET = "annual_cost", "net_present_cost", "investment_need", "coverage"
BIR, STATE, ALL_PUBLIC = "bir_cost", "state_cost", "public_cost"
# Whose cost a figure is.
COSTS: dict[str, tuple[str, ...]] = {
    ANNUAL: ("municipality",),
    IN_ALL: ("municipality",),
    BIR: ("bir",),
    STATE: ("state",),
    ALL_PUBLIC: PUBLIC,
}
MEAN = "mean_"  # and the name of an effect
EFFECTS = ("tonnes", "visits", "jobs", "emissions")
SMALLEST = 0.5  # NOK


def names_of_effects(say: Texts) -> dict[str, str]:
    """Return what the means of the effects are called."""
    return {
        f"{MEAN}tonnes": say("Goods reused or repaired per year"),
        f"{MEAN}visits": say("Visits per year"),
        f"{MEAN}jobs": say("Jobs"),
        f"{MEAN}emissions": say("Emissions avoided per year"),
    }


def names(say: Texts) -> dict[str, str]:
    """Return the headline figures and what they are called."""
    return {
        ANNUAL: say("Cost per year for the municipality"),
        IN_ALL: say("Cost in all for the municipality, present value"),
        BIR: say("Cost in all for BIR, present value"),
        STATE: say("Cost in all for the state, present value"),
        ALL_PUBLIC: say("Cost in all for municipality, BIR and state, present value"),
        INVESTMENT: say("Investment before opening"),
        OWN_FEET: say("Stands on its own feet"),
        **names_of_effects(say),
    }


def value(session: Session, concept: str, name: str) -> str:
    """Return a headline figure as it stands on the first page."""
    say, result = session.say, session.results[concept]
    if name == ANNUAL:
        return say.millions(float(measures.annual_cost(result)))
    if name in COSTS:
        return say.millions(_whole(result, name), 0 if name == IN_ALL else 1)
    if name == INVESTMENT:
        return say.millions(float(measures.investment_need(result)))
    if name == OWN_FEET:
        return ", ".join(each for each in sentences.own_feet(say, result) if each)
    mean = measures.mean_effect(result, name.removeprefix(MEAN))
    unit = say.unit(CONCEPTS[concept].graph.by_name[name.removeprefix(MEAN)].unit)
    return say("not in full operation") if mean is None else f"{say.rough(mean)} {unit}".strip()


def lines(concept: str, name: str, result: Result) -> tuple[str, ...]:
    """Return the lines a headline figure is made from."""
    if name in COSTS:
        parts = measures.cost_parts(result, COSTS[name])
        left = [each for each in ("residual_value", "debt") if measures.RESIDUAL in parts and each in result.lines]
        return (*(each for each in parts if each != measures.RESIDUAL), *left)
    if name == INVESTMENT:
        return ("investment", "initial_vat")
    if name == OWN_FEET:
        costs = ("running_costs", "building_costs", "reception_net")
        return ("operating_income", *(each for each in costs if each in result.lines))
    return (name.removeprefix(MEAN),)


def explained(session: Session, concept: str, name: str, link: Callable[..., str]) -> str:
    """Return how a headline figure is reckoned, and the lines it is made from."""
    say, result = session.say, session.results[concept]
    if name in COSTS:
        return _cost(session, concept, name, link)
    if name == OWN_FEET:
        return markup.paragraph(
            say(
                "It stands on its own feet from the first full year in which income covers all costs, then and in all "
                "later years."
            )
        ) + _yearly(say, concept, result, lines(concept, name, result), link)
    if name == INVESTMENT:
        about = say(
            "All that is invested before the opening, with the value added tax that is not given back: {sum} in all.",
            sum=say.kroner(float(measures.investment_need(result))),
        )
    else:
        full = result.years[result["operating_share"] > 1 - 1e-9]
        if not len(full):
            about = say("It is never in full operation.")
        else:
            first, last = say.year(full[0]), say.year(full[-1])
            about = say("The mean of the years in full operation, {first} to {last}.", first=first, last=last)
    return markup.paragraph(about) + _yearly(say, concept, result, lines(concept, name, result), link)


def _whole(result: Result, name: str) -> float:
    """Return a cost in all [NOK], present value."""
    return float(np.sum([measures.net_present_cost(result, each) for each in COSTS[name]]))


def _cost(session: Session, concept: str, name: str, link: Callable[..., str]) -> str:
    """Return each flow's part of a cost; the parts add to the whole."""
    say, result = session.say, session.results[concept]
    parts, whole = measures.cost_parts(result, COSTS[name]), _whole(result, name)
    lines = called.lines(say)
    rows = []
    for part, amount in sorted(parts.items(), key=lambda each: -abs(each[1])):
        if abs(amount) < SMALLEST:
            continue
        left = part == measures.RESIDUAL
        label = say("Value left at the end, less debt") if left else lines[part]
        target = "residual_value" if left else part
        rows.append(_part(say, result, Cell(label, href=link(f"{concept}.{target}")), amount))
    rows.append(_part(say, result, Cell(say("In all")), whole, strong=True))
    years, rate = float(np.sum(result["discount"])), result.assumptions["discount_rate"]
    about = say(
        "Every payment {who} makes or receives, brought to the first year's value at {rate}. The cost per year is the "
        "sum divided by {years}, the years weighed alike; what comes in is negative.",
        who=who(say, name),
        rate=say.percent(float(np.squeeze(rate)), 1),
        years=say.number(years, 2),
    )
    columns = [say("Line"), say("Present value"), say("Per year")]
    caption = say("What the cost is made of")
    return markup.paragraph(about) + markup.table(caption, columns, rows, css="numbers blocks")


def who(say: Texts, name: str) -> str:
    """Return whose cost it is."""
    return {
        BIR: "BIR",
        STATE: say("the state"),
        ALL_PUBLIC: say("the public side"),
    }.get(name, say("the municipality"))


def _part(say: Texts, result: Result, head: Cell, amount: float, *, strong: bool = False) -> Row:
    yearly = float(measures.per_year(result, amount))
    return Row(head, [Cell(say.kroner(amount), strong=strong), Cell(say.kroner(yearly), strong=strong)])


def _yearly(say: Texts, concept: str, result: Result, made_of: Sequence[str], link: Callable[..., str]) -> str:
    """Return the lines year by year, each with the way to its own explanation."""
    labels, graph = called.lines(say), CONCEPTS[concept].graph
    links = [
        Row(Cell(labels[each], href=link(f"{concept}.{each}")), [Cell(say(graph.by_name[each].sentence))])
        for each in made_of
    ]
    units = {each: say.unit(graph.by_name[each].unit) for each in made_of}
    columns = {f"{labels[each]} ({units[each]})" if units[each] else labels[each]: result[each] for each in made_of}
    caption = say("The lines behind, year by year")
    return markup.table(
        say("The lines behind"), [say("Line"), say("What it is")], links, css="blocks"
    ) + drawing.yearly(caption, say, result.years, columns, decimals=1)

"""What moved, and why: one sentence after a lever has been let go. Computed from the difference of the ledgers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from concepts import CONCEPTS
from models import financing, measures
from models.result import Result
from models.scenarios import Difference
from texts import Texts
from views import names, scoring_sentences
from views.levers import difference_text, inside
from views.sentences import WORTH_SAYING
from views.session import Session
from views.slides import WEIGHT, Case, per_tonne

GROUP = ("municipality", "operator")  # the operator is left with nothing, so together they cost what one of them does
SMALLEST_SUM = 1_000  # NOK: below this nothing is said to move


class Moved(NamedTuple):
    """A lever that was let go: where it stood and where it stands."""

    key: str
    was: object
    now: object


def moved(session: Session, slide: str, move: Moved, before: Case, after: Case) -> str:
    """Return what a move did to the slide's answer, and what explains most of it."""
    if move.key.startswith(WEIGHT):
        return f"{_named(session, move)}. {_ranking(session.say, before, after)}"
    say = session.say
    told = [_told(say, slide, before.results[id], after.results[id]) for id in CONCEPTS]
    said = " ".join(each for each in told if each) or say("That moves nothing here worth mentioning.")
    return f"{_named(session, move)}. {said}"


def undone(session: Session, move: Moved) -> str:
    """Return that a move was taken back."""
    back = move._replace(was=move.now, now=move.was)
    return session.say("Taken back: {change}.", change=_named(session, back))


def _named(session: Session, move: Moved) -> str:
    if move.key.startswith(WEIGHT) and session.scoring:
        say, label = session.say, session.scoring.criteria[move.key.removeprefix(WEIGHT)].label
        was, now = (say.percent(float(str(each)) / 100) for each in (move.was, move.now))
        return say("{name}: {base} → {value}", name=label.in_language(say.language), base=was, value=now)
    return difference_text(session, Difference(move.key, move.was, move.now))


def _told(say: Texts, slide: str, before: Result, after: Result) -> str:
    """Return what a move did to one concept: on the slide's own scale, then in money with the reason."""
    if slide == "gain":
        return _goods(say, before, after)
    if slide == "end":
        return _bill(say, before, after)
    return _cost(say, before, after)


def _cost(say: Texts, before: Result, after: Result) -> str:
    change = float(measures.annual_cost(after) - measures.annual_cost(before))
    if abs(change) < SMALLEST_SUM:
        return ""
    values = {"concept": CONCEPTS[after.concept].name, "amount": say.amount(abs(change))}
    if change > 0:
        text = say("{concept} costs the municipality {amount} more a year", **values)
    else:
        text = say("{concept} costs the municipality {amount} less a year", **values)
    return say("{what}, mostly because {why}.", what=text, why=reason(say, before, after))


def cost_differences(before: Result, after: Result) -> dict[str, float]:
    """Return what the change in the municipality's yearly cost is made of: flow → NOK a year; they add to the change.

    Read from municipality and operator together, so that what is behind a covered deficit is seen.
    """
    was, now = (_yearly_parts(each) for each in (before, after))
    return {name: now.get(name, 0.0) - was.get(name, 0.0) for name in {**was, **now}}


def _yearly_parts(result: Result) -> dict[str, float]:
    parts = measures.cost_parts(result, GROUP)
    if result.property_owner == "operator":
        parts.pop(measures.RESIDUAL, None)  # no part of the municipality's cost
    return {name: float(measures.per_year(result, each)) for name, each in parts.items()}


def reason(say: Texts, before: Result, after: Result) -> str:
    """Return the one line that explains most of a change in what the municipality pays, as a clause."""
    differences = cost_differences(before, after)
    sign = np.sign(sum(differences.values()))
    line = max(differences, key=lambda name: sign * differences[name])
    flow = after.flows.get(line) or before.flows.get(line)
    return _clause(say, line, flow.payer if flow else "", differences[line])


def _clause(say: Texts, line: str, payer: str, change: float) -> str:
    """Return how a line moved, as a clause. change: what it adds to what the municipality pays, NOK a year."""
    amount, called = say.amount(abs(change)), inside(names.lines(say).get(line, ""))
    if line == measures.RESIDUAL:
        less = say("what is left at the end is worth {amount} less a year", amount=amount)
        more = say("what is left at the end is worth {amount} more a year", amount=amount)
    elif payer == "unfunded":
        less = say("{amount} less a year is left for nobody to cover", amount=amount)
        more = say("{amount} more a year is left for nobody to cover", amount=amount)
    elif payer == "bir":
        less = say("BIR pays {amount} less a year", amount=amount)
        more = say("BIR pays {amount} more a year", amount=amount)
    elif payer in GROUP:
        less = say("{line} costs {amount} more a year", line=called, amount=amount)
        more = say("{line} costs {amount} less a year", line=called, amount=amount)
    else:
        less = say("{line} brings in {amount} less a year", line=called, amount=amount)
        more = say("{line} brings in {amount} more a year", line=called, amount=amount)
    return less if change > 0 else more


def _goods(say: Texts, before: Result, after: Result) -> str:
    was, now = (measures.mean_effect(each, "tonnes") for each in (before, after))
    if was is None or now is None or say.rough(was) == say.rough(now):
        return _cost(say, before, after)
    tonnes = say(
        "{concept} goes from {was} to {now} tonnes a year",
        concept=CONCEPTS[after.concept].name,
        was=say.rough(was),
        now=say.rough(now),
    )
    support = [per_tonne(each) for each in (before, after)]
    if support[0] is None or support[1] is None or say.amount(support[0]) == say.amount(support[1]):
        return f"{tonnes}."
    return say(
        "{tonnes}, and public support for each tonne from {was} to {now}.",
        tonnes=tonnes,
        was=say.amount(support[0]),
        now=say.amount(support[1]),
    )


def _bill(say: Texts, before: Result, after: Result) -> str:
    """Return how the bill moved between those who pay, and whether it became any smaller."""
    yearly = {
        party: financing.yearly_cost(after, party) - financing.yearly_cost(before, party)
        for party in ("municipality", "bir", "state")
    }
    yearly["unfunded"] = financing.yearly_unfunded(after) - financing.yearly_unfunded(before)
    called = {
        "municipality": say("the municipality"),
        "bir": say("BIR"),
        "state": say("the state"),
        "unfunded": say("not covered"),
    }
    said = [
        say("{party} {change}", party=called[party], change=say.change(each))
        for party, each in yearly.items()
        if abs(each) >= WORTH_SAYING
    ]
    if not said:
        return ""
    text = say("{concept} a year: {parts}.", concept=CONCEPTS[after.concept].name, parts=say.listed(said))
    in_all = sum(yearly.values())
    if abs(in_all) < WORTH_SAYING:
        return f"{text} " + say("The bill is only moved; in all there is as much to pay.")
    if in_all > 0:
        return f"{text} " + say("In all there is {amount} more to pay a year.", amount=say.amount(in_all))
    return f"{text} " + say("In all there is {amount} less to pay a year.", amount=say.amount(-in_all))


def _ranking(say: Texts, before: Case, after: Case) -> str:
    """Return who passes whom when a weight moves, or that the order stays, and how the first two then stand."""
    was, now = before.standing, after.standing
    if was is None or now is None:
        return ""
    if was.order != now.order:
        order = [scoring_sentences.name(now.scoring, each) for each in now.order]
        text = say("The order is now {concepts}.", concepts=say.listed(order))
    else:
        text = say("The order stays.")
    why = scoring_sentences.why(say, now)
    return f"{text} {why}".rstrip()

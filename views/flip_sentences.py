"""What is said of flip points and targets, in words and in tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from concepts import CONCEPTS
from models import sweep
from models.assumptions import Assumption
from models.outcomes import Outcome
from models.seek import Found, Hit, Pair, Pairing, Reversals, Turn
from texts import Texts
from views import markup
from views import uncertainty_sentences as sure
from views.levers import evidence, full_name, inside, shown_value
from views.markup import Cell, Row
from views.session import Session, link

DIGITS = 4  # of a value that is reckoned, not given
EVERY = 16  # of the points of a curve that stand in its table


def reckoned(session: Session, entry: Assumption, value: Any, *, with_unit: bool = True) -> str:
    """Return a value of an assumption that goal seek has found, with no more digits than it deserves."""
    if isinstance(value, float):
        value = float(f"{value:.{DIGITS - 1}g}") if value else 0.0
    return shown_value(session, entry, value, with_unit=with_unit)


def tick(session: Session, entry: Assumption, value: Any) -> str:
    """Return a value as it stands at an axis."""
    return reckoned(session, entry, value, with_unit=False)


def as_typed(say: Texts, value: Decimal, outcome: Outcome) -> str:
    """Return a target as it is typed."""
    return say.year(int(value)) if outcome.unit == "year" else say.plain(float(value))


def reversed_by(
    session: Session, outcome: Outcome, first: str, second: str, found: Reversals, who_pays: Collection[str]
) -> str:
    """Return the smallest single change that reverses the order of two concepts, or that none does."""
    say = session.say
    names = {"first": CONCEPTS[first].name, "second": CONCEPTS[second].name}
    if np.isnan(found.gap):
        return say("One of the two has no such figure, so there is no order to reverse.")
    if found.gap == 0:
        return say("{first} and {second} are equal, so there is no order to reverse.", **names)
    if found.gap < 0:
        names = {"first": names["second"], "second": names["first"]}
    now = say("{first} is now {gap} above {second}.", gap=sure.amount(say, outcome, abs(found.gap)), **names)
    if not found.turns:
        none = say("No single change within its plausible range reverses that.")
        return f"{now} {none}"
    smallest = say("The smallest single change that reverses that: {change}.", change=turn(session, found.turns[0]))
    if all(each.key in who_pays for each in found.turns):
        smallest += " " + say("All that reverses it moves only who pays: the bill goes to others, or to nobody.")
    return f"{now} {smallest}"


def turn(session: Session, found: Turn) -> str:
    """Return a change in words: name, from, to, and how much of its range that is."""
    say, entry = session.say, session.scenario.base[found.key]
    values = {
        "name": inside(session.label(found.key)),
        "now": reckoned(session, entry, found.now, with_unit=False),
        "value": reckoned(session, entry, found.value),
    }
    if found.distance is None:
        return say("{name} from {now} to {value}", **values)
    return say("{name} from {now} to {value} ({share} of its range)", share=say.percent(found.distance), **values)


def turns(session: Session, found: Sequence[Turn], who_pays: Collection[str] = ()) -> str:
    """Return single changes that turn an answer, the smallest first. who_pays: those that only move who pays."""
    say = session.say
    rows = []
    for each in found:
        entry = session.scenario.base[each.key]
        share = "–" if each.distance is None else say.percent(each.distance)
        note = evidence(say, entry.grade) + (f", {sure.only_who_pays(say)}" if each.key in who_pays else "")
        rows.append(
            Row(
                Cell(full_name(session, each.key), note, href=link(each.key)),
                [
                    Cell(reckoned(session, entry, each.now)),
                    Cell(reckoned(session, entry, each.value)),
                    Cell(share),
                ],
            )
        )
    columns = [say("Changed alone"), say("Now"), say("It turns at"), say("Share of its range")]
    return markup.table(say("Changes that are enough alone, the smallest first"), columns, rows, css="numbers blocks")


def nearest_first(found: Mapping[str, Sequence[Turn]]) -> list[Turn]:
    """Return all single changes, the smallest first; words, which have no size, last."""
    every = [each for turns in found.values() for each in turns]
    return sorted(every, key=lambda each: 2.0 if each.distance is None else each.distance)


def beyond(session: Session, found: Sequence[Turn]) -> str:
    """Return what would be enough alone if it could go beyond its plausible range, and what that range is."""
    say = session.say
    if not found:
        return markup.paragraph(say("Not even beyond the plausible ranges is there one that is enough alone."))
    rows = []
    for each in found:
        entry = session.scenario.base[each.key]
        ends = sweep.span(entry)
        assert ends
        low, high = (reckoned(session, entry, end, with_unit=number == 1) for number, end in enumerate(ends))
        rows.append(
            Row(
                Cell(full_name(session, each.key), evidence(say, entry.grade), href=link(each.key)),
                [
                    Cell(reckoned(session, entry, each.now)),
                    Cell(say("{low} to {high}", low=low, high=high)),
                    Cell(reckoned(session, entry, each.value), alarm=True),
                ],
            )
        )
    columns = [say("Changed alone"), say("Now"), say("Plausible range"), say("It would take")]
    caption = say("Beyond the plausible ranges: what would be enough alone, and how far off it is")
    return markup.table(caption, columns, rows, css="numbers blocks")


def meets(session: Session, outcome: Outcome, concept: str, key: str, target: float, base: float, found: Found) -> str:
    """Return which values of an assumption meet a target, or that none does and what can be reached."""
    say, entry = session.say, session.scenario.assumptions[key]
    values = {
        "measure": inside(sure.names(say)[outcome.id]),
        "concept": CONCEPTS[concept].name,
        "name": inside(session.label(key)),
        "target": sure.amount(say, outcome, target),
        "now": sure.known(say, outcome, base),
    }
    if np.isnan(found.lowest):
        return say("{concept} has no such figure, whatever value {name} has in its range.", **values)
    if sweep.span(entry) is None:
        pairs = zip(found.points, found.values, strict=True)
        given = [
            say("{value} gives {amount}", value=reckoned(session, entry, each), amount=sure.known(say, outcome, what))
            for each, what in pairs
        ]
        return say("{concept}, {name}: {choices}. Now it is {now}.", choices=say.listed(given), **values)
    if not found.hits:
        reach = {
            "low": sure.amount(say, outcome, found.lowest),
            "high": sure.amount(say, outcome, found.highest),
            "low_at": reckoned(session, entry, found.lowest_at),
            "high_at": reckoned(session, entry, found.highest_at),
        }
        if reach["low"] == reach["high"]:
            return say("No value in the range of {name} gives {target}: it does not move the figure.", **values)
        return say(
            "No value in the range of {name} gives {target}: the figure is at least {low} (at {low_at}) and at most "
            "{high} (at {high_at}).",
            **values,
            **reach,
        )
    hits = say.listed([_hit(session, entry, each) for each in found.hits])
    answer = say("{concept}: {measure} is {target} when {name} is {hits}. Now it is {now}.", hits=hits, **values)
    if found.missing:
        answer += " " + say("In {share} of the range there is no figure.", share=say.percent(found.missing))
    return answer


def _hit(session: Session, entry: Assumption, hit: Hit) -> str:
    say, value = session.say, reckoned(session, entry, hit.value)
    if hit.kind == "stretch" and hit.to is not None:
        return say("from {low} to {high}", low=value, high=reckoned(session, entry, hit.to))
    if hit.kind == "jump":
        return say("{value} (there it jumps past the target)", value=value)
    if hit.kind == "touch":
        return say("{value} (there it touches the target and turns)", value=value)
    return value


def points(session: Session, outcome: Outcome, entry: Assumption, found: Found, caption: str) -> str:
    """Return some of the points of a curve, its ends among them."""
    say = session.say
    chosen = sorted({*range(0, len(found.points), max(1, len(found.points) // EVERY)), len(found.points) - 1})
    rows = [
        Row(
            Cell(reckoned(session, entry, found.points[each].item())),
            [Cell(sure.known(say, outcome, float(found.values[each])))],
        )
        for each in chosen
    ]
    return markup.table(caption, [say("Value"), say("The figure")], rows, css="numbers")


def breaks_even(session: Session, concept: str, found: Pairing, singles: Sequence[Turn]) -> str:
    """Return the smallest change of one assumption, and of two decisions, that makes income cover the costs."""
    say = session.say
    if np.isnan(found.margin):
        return say("{concept} is not in full operation in the last year.", concept=CONCEPTS[concept].name)
    if found.margin >= 0:
        return say("Income covers them, with {amount} to spare in the last year.", amount=say.amount(found.margin))
    lacks = say("It lacks {amount} in the last year.", amount=say.amount(-found.margin))
    single = (
        say("The smallest single change that is enough: {change}.", change=turn(session, singles[0]))
        if singles
        else say("No single change within its plausible range is enough.")
    )
    return " ".join((lacks, single, _pair(session, found.pair)))


def _pair(session: Session, found: Pair | None) -> str:
    say = session.say
    if found is None:
        return say("Nor do any two decisions together, within what they can be.")
    moves = []
    for key, now, value in zip(found.keys, found.now, found.values, strict=True):
        entry = session.scenario.base[key]
        names = {"name": inside(session.label(key)), "now": reckoned(session, entry, now, with_unit=False)}
        moves.append(say("{name} from {now} to {value}", value=reckoned(session, entry, value), **names))
    return say("The smallest step of two decisions together: {changes}.", changes=say.listed(moves))

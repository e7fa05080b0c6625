"""What the page Usikkerhet says: the answers in words, computed from the draws."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from concepts import CONCEPTS
from models import uncertainty as sure
from models.outcomes import LESS, OUTCOMES, Outcome
from models.result import Array, Result
from models.sweep import Ends
from models.uncertainty import Share, Spread
from models.uncertainty_file import Ramps
from texts import Texts
from views import why_measures as measured
from views.assumption_tables import OURS
from views.levers import inside, shown_value
from views.scoring_sentences import in_hundred
from views.sentences import levels as levels_of
from views.session import Session

NBSP = "\u00a0"
_NUMBER = re.compile(r"([−\d][\d.,\u00a0]*(?<=\d)|\d)(.*)")  # the number, and the unit after it
SMALLEST, TINY = 100.0, 1e-9  # NOK, and of other units: a swing of less is none
SURE = 0.5 / 100  # a share of the draws nearer to none or all than this is called none or all with "over" and "under"


def names(say: Texts) -> dict[str, str]:
    """Return what each outcome is called, in the order they are offered."""
    known = measured.names(say)
    levels = cost_levels(say)
    called = {
        "net_present_value": say("Present value of the project, whoever pays"),
        "peak_need": say("The most the municipality has paid in all, each year's kroner"),
        "worst_year": say("The municipality's worst year, each year's kroner"),
        "payback_year": say("Year the project has paid itself back"),
        "unfunded": say("Deficit nobody has agreed to cover, present value"),
        "support_per_tonne": say("Public cost per tonne"),
        "support_per_visit": say("Public cost per visit"),
        "support_per_job": say("Public cost per job and year"),
        "support_per_kg_co2e": say("Public cost per kg CO2e avoided"),
        "tax_cost": say("What it costs to raise the taxes, present value"),
        "state_aid_per_shop": say("Support to a shop over three years, EUR"),
        "state_aid_operator": say("Support to the operator over three years, EUR"),
        "occupancy_cost_peak": say("Premises as a share of the shops' sales, at most"),
        "mean_waste_avoided": say("Waste avoided per year"),
        **{f"margin_{n}": say("Income less {costs}, last year", costs=each) for n, each in levels.items()},
        **{
            f"best_coverage_{n}": say("Income as a share of {costs}, at best", costs=each) for n, each in levels.items()
        },
        **{f"self_sufficient_year_{n}": say("Year income covers {costs}", costs=each) for n, each in levels.items()},
    }
    return {id: known.get(id) or called[id] for id in OUTCOMES}


def cost_levels(say: Texts) -> dict[int, str]:
    """Return what each level of costs is called."""
    return {1: say("running costs"), 2: say("running costs and building"), 3: say("everything, reception too")}


def amount(say: Texts, outcome: Outcome, value: float) -> str:
    """Return an outcome's value with its unit."""
    unit = outcome.unit
    if unit in ("NOK", "NOK/year"):
        return say.amount(value + 0.0)
    if unit == "year":
        return say.year(round(value))
    if unit == "fraction":
        return say.percent(value)
    return f"{say.rough(value)}{NBSP}{say.unit(unit)}"


def between(say: Texts, outcome: Outcome, low: float, high: float) -> str:
    """Return from where to where an outcome goes, the unit once."""
    first, last = amount(say, outcome, low), amount(say, outcome, high)
    if first == last:
        return first
    parts = [_NUMBER.match(each) for each in (first, last)]
    if all(parts) and parts[0][2] == parts[1][2]:  # type: ignore[index]
        first = parts[0][1]  # type: ignore[index]
    return say("{low} to {high}", low=first, high=last)


def headline(session: Session, outcome: Outcome, spreads: Mapping[str, Spread]) -> str:
    """Return between what 8 of 10 draws lie, for each concept."""
    say = session.say
    if all(np.isnan(each.middle) for each in spreads.values()):
        return say(
            "{measure}: there is none, in any of the draws, for any of the three.", measure=names(say)[outcome.id]
        )
    parts = [_one(say, outcome, CONCEPTS[id].name, each) for id, each in spreads.items()]
    if outcome.id == measured.ANNUAL and all(each.low > 0 for each in spreads.values()):
        return say("In 8 of 10 draws the municipality pays a year: {parts}.", parts=say.listed(parts))
    return say("{measure}, in 8 of 10 draws: {parts}.", measure=names(say)[outcome.id], parts=say.listed(parts))


def _one(say: Texts, outcome: Outcome, concept: str, spread: Spread) -> str:
    if np.isnan(spread.middle):
        return say("{concept} in no draw", concept=concept)
    values = {"concept": concept, "range": between(say, outcome, spread.low, spread.high)}
    if spread.missing:
        return say("{concept} {range} (nothing in {count} of 100)", count=in_hundred(say, spread.missing), **values)
    return say("{concept} {range}", **values)


def as_it_stands(session: Session, outcome: Outcome, base: Mapping[str, float], count: int) -> str:
    """Return the figures as the assumptions stand, to be shown while the draws are made."""
    say = session.say
    parts = [
        say("{concept} {range}", concept=CONCEPTS[id].name, range=known(say, outcome, value))
        for id, value in base.items()
    ]
    values = {"measure": names(say)[outcome.id], "parts": say.listed(parts), "count": count}
    return say("{measure}, as the assumptions stand: {parts}. Making {count} draws …", **values)


def known(say: Texts, outcome: Outcome, value: float) -> str:
    """Return an outcome's value with its unit, or that there is none."""
    return say("none") if np.isnan(value) else amount(say, outcome, value)


def order(session: Session, outcome: Outcome, drawn: Mapping[str, Array]) -> str:
    """Return the concepts from the lowest to the highest, and in how many draws that order holds."""
    say = session.say
    if any(np.isnan(each).all() for each in drawn.values()):
        return ""
    lowest_first = sorted(drawn, key=lambda id: sure.spread(drawn[id]).middle)
    share = sure.in_order([drawn[id] for id in lowest_first])
    if share is None:
        return ""
    values = {"order": _then(say, [CONCEPTS[id].name for id in lowest_first]), "count": in_hundred(say, share)}
    if "cost" in outcome.id:
        return say("From the cheapest to the dearest: {order}; so it is in {count} of 100 draws.", **values)
    return say("From the lowest to the highest: {order}; so it is in {count} of 100 draws.", **values)


def _then(say: Texts, names: list[str]) -> str:
    return say(", then ").join(names)


def pairs() -> list[tuple[str, str]]:
    """Return all pairs of concepts."""
    return list(combinations(CONCEPTS, 2))


def against_base(session: Session, outcome: Outcome, drawn: Mapping[str, Array], base: Mapping[str, float]) -> str:
    """Return where the figure shown elsewhere lies among the draws, if it is not in their middle."""
    say = session.say
    parts = []
    for id, values in drawn.items():
        known = values[~np.isnan(values)]
        if not len(known) or np.isnan(base[id]):
            continue
        higher = float(np.mean(known > base[id]))
        if not 0.4 <= higher <= 0.6 and known.std() > 0:
            parts.append(f"{CONCEPTS[id].name} {in_hundred(say, higher)}")
    if not parts:
        return ""
    listed = say.listed(parts)
    return say("Of 100 draws, so many give a higher figure than the other pages show: {parts}.", parts=listed)


def most_from(session: Session, concept: str, found: Sequence[Share]) -> str:
    """Return which assumptions most of the variation goes with, and how much of it rests on estimates."""
    say = session.say
    if not found:
        return say("{concept}: nothing that is drawn moves this figure.", concept=CONCEPTS[concept].name)
    parts = [
        f"{inside(session.label(each.key))} ({say.percent(each.share)})" for each in found[:3] if each.share >= SURE
    ]
    return say(
        "{concept}: most of the variation goes with {parts}. {share} of it rests on estimates.",
        concept=CONCEPTS[concept].name,
        parts=say.listed(parts),
        share=say.percent(on_estimates(session, found)),
    )


def on_estimates(session: Session, found: Sequence[Share]) -> float:
    """Return how much of the variation that is told apart goes with assumptions that are our own guesses."""
    whole = sum(each.share for each in found)
    ours = sum(each.share for each in found if session.scenario.base[each.key].grade in OURS)
    return ours / whole if whole else 0.0


def moves(session: Session, outcome: Outcome, key: str, ends: Ends) -> str:
    """Return from what to what an assumption goes, and what that does to an outcome."""
    say, entry = session.say, session.scenario.base[key]
    if entry.low is None and entry.kind == "uncertain":  # a list over operating years
        tried = [say("slower"), say("faster")]
    else:
        tried = [shown_value(session, entry, each) for each in ends.values]
    reached = [known(say, outcome, each) for each in ends.measures]
    if len(tried) == 2 and entry.low is not None:
        tried = [say.value(ends.values[0], entry.unit), tried[1]]
        values = {"low": tried[0], "high": tried[1], "first": reached[0], "last": reached[1]}
        return say("{low} to {high} moves it from {first} to {last}", **values)
    gives = zip([inside(each) for each in tried], reached, strict=True)
    return say.listed([say("{value} gives {amount}", value=each, amount=what) for each, what in gives])


def only_who_pays(say: Texts) -> str:
    """Return that a change moves no cost, only who bears it."""
    return say("moves only who pays")


def swing(ends: Ends) -> float:
    """Return how far an assumption moves an outcome; without end where some of its values give none and others do."""
    values = np.asarray(ends.measures)
    missing = np.isnan(values)
    if missing.all():
        return 0.0
    return float("inf") if missing.any() else float(values.max() - values.min())


def nothing(outcome: Outcome) -> float:
    """Return the swing of an outcome under which nothing has moved."""
    return SMALLEST if outcome.unit in ("NOK", "NOK/year") else TINY


def tornado(session: Session, outcome: Outcome, concept: str, *panels: Mapping[str, Ends]) -> str:
    """Return which decision and which uncertainty moves the figure most."""
    say = session.say
    starts = (say("Of the decisions, {what}"), say("Of what is uncertain, {what}"))
    said = []
    for start, found in zip(starts, panels, strict=True):
        if found:
            key, ends = next(iter(found.items()))
            what = say("{name} moves it most", name=inside(session.label(key)))
            said.append(f"{start.format(what=what)}: {moves(session, outcome, key, ends)}.")
    return f"{CONCEPTS[concept].name}. {' '.join(said)}"


def yearly_name(say: Texts, outcome: Outcome) -> str:
    """Return what is shown year by year for an outcome: of a cost, what is paid in all by then."""
    if outcome.better == LESS and outcome.unit in ("NOK", "NOK/year"):
        return say("what is paid in all by the end of each year")
    return inside(names(say)[outcome.id])


def fan_title(session: Session, outcome: Outcome, concept: str, last: Spread, year: int) -> str:
    """Return between what 8 of 10 draws lie in the last year, as a chart title."""
    say = session.say
    if np.isnan(last.middle):
        return say("{concept} has no such figure in {year}", concept=CONCEPTS[concept].name, year=say.year(year))
    return say(
        "{concept} in {year}: 8 of 10 draws lie from {range}",
        concept=CONCEPTS[concept].name,
        year=say.year(year),
        range=between(say, outcome, last.low, last.high),
    )


def left_out(say: Texts, missing: float) -> str:
    """Return in how many draws there is no figure."""
    return say("In {count} of 100 draws there is no figure; they are left out.", count=in_hundred(say, missing))


def levels(say: Texts, result: Result) -> dict[int, str]:
    """Return the levels of costs a concept has, and what they are called."""
    called = cost_levels(say)
    return {level: called[level] for level in levels_of(result)}


def own_feet(session: Session, concept: str, chances: Mapping[str, float]) -> str:
    """Return in how many draws income covers each level of costs for good by the last year."""
    say, name = session.say, CONCEPTS[concept].name
    year = say.year(session.results[concept].years[-1])
    if not any(chances.values()):
        return say("{concept} covers its running costs in none of the draws by {year}.", concept=name, year=year)
    parts = [say("{costs} in {count}", costs=each, count=in_hundred(say, share)) for each, share in chances.items()]
    return say(
        "Of 100 draws {concept} covers, for good by {year}: {parts}.", concept=name, year=year, parts=say.listed(parts)
    )


def ramps(say: Texts, found: Ramps, language: str) -> str:
    """Return how lists over operating years are drawn."""
    return say(
        "Lists over operating years are drawn by one factor on what is missing up to full operation, from {low} to "
        "{high}. {source}.",
        low=found.low,
        high=found.high,
        source=found.source.in_language(language),
    )

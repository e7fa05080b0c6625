"""The answers in words: computed from the figures, so that they cannot say anything else."""

from __future__ import annotations

from collections.abc import Mapping

from concepts import CONCEPTS
from models import financing, measures
from models.result import Result
from texts import Texts

OPERATION, WITH_BUILDING, EVERYTHING = measures.LEVELS
WORTH_SAYING = 50_000  # NOK: less is nothing in millions with one decimal


def headline(say: Texts, results: Mapping[str, Result]) -> str:
    """Return what each concept costs the municipality a year, and whether it stands on its own feet."""
    return f"{costs(say, results)} {_own_feet(say, results)}"


def costs(say: Texts, results: Mapping[str, Result]) -> str:
    """Return what each concept costs the municipality a year."""
    costs = {CONCEPTS[id].name: float(measures.annual_cost(result)) for id, result in results.items()}
    (first, cost), *others = costs.items()
    amount = say.millions(abs(cost))
    if cost >= 0:
        parts = [say("{concept} costs the municipality {amount} a year", concept=first, amount=amount)]
    else:
        parts = [say("{concept} gives the municipality {amount} a year", concept=first, amount=amount)]
    for name, other in others:
        amount = say.millions(abs(other))
        if (other >= 0) == (cost >= 0):
            parts.append(say("{concept} {amount}", concept=name, amount=amount))
        elif other >= 0:
            parts.append(say("{concept} costs {amount}", concept=name, amount=amount))
        else:
            parts.append(say("{concept} gives {amount}", concept=name, amount=amount))
    return f"{say.listed(parts)}."


def costs_in_short(say: Texts, results: Mapping[str, Result]) -> str:
    """Return what each concept costs the municipality a year, as short as can be."""
    costs = [
        say("{concept} {amount}", concept=CONCEPTS[id].name, amount=say.millions(float(measures.annual_cost(result))))
        for id, result in results.items()
    ]
    return say("A year: {costs}", costs=say.listed(costs))


def highest_level(result: Result) -> tuple[int, int] | None:
    """Return the highest level of costs that income covers for good, and from which year; None if none."""
    years = {level: measures.self_sufficient_year(result, level) for level in measures.LEVELS}
    return next(((level, year) for level, year in reversed(years.items()) if year), None)


def levels(result: Result) -> tuple[int, ...]:
    """Return the levels of costs a concept has; without a building and a reception they are all one."""
    return measures.LEVELS if "building_costs" in result.lines else (OPERATION,)


def level_reached(say: Texts, concept: str, level: int, year: int) -> str:
    """Return that a concept carries a level of its costs, as a sentence."""
    values = {"concept": concept, "year": say.year(year)}
    if level == EVERYTHING:
        return say("{concept} stands on its own feet from {year}.", **values)
    if level == WITH_BUILDING:
        return say("{concept} carries running costs and building from {year}, but not the reception.", **values)
    return say("{concept} carries its running costs from {year}, but not all that goes with it.", **values)


def _own_feet(say: Texts, results: Mapping[str, Result]) -> str:
    reached = {CONCEPTS[id].name: highest_level(result) for id, result in results.items()}
    standing = [(name, *each) for name, each in reached.items() if each]
    if not standing:
        last = say.year(next(iter(results.values())).years[-1])
        return say("None of them stands on its own feet by {year}.", year=last)
    furthest_first = sorted(standing, key=lambda each: -each[1])
    return " ".join(level_reached(say, *each) for each in furthest_first)


def own_feet(say: Texts, result: Result) -> tuple[str, str]:
    """Return whether a concept stands on its own feet, as an answer and a line that explains it."""
    reached = highest_level(result)
    if reached is not None:
        level, year = reached[0], say.year(reached[1])
        if level == EVERYTHING:
            return say("From {year}", year=year), say("income covers everything")
        if level == WITH_BUILDING:
            return say("No"), say("running costs and building from {year}, not reception", year=year)
        return say("No"), say("running costs from {year}, not building and reception", year=year)
    best = measures.best_coverage(result, OPERATION)
    if best["coverage"] is None:
        return say("No"), say("not in full operation by {year}", year=say.year(result.years[-1]))
    if best["coverage"] == 0:
        return say("No"), say("no income of its own")
    share = say.percent(best["coverage"])
    return say("No"), say(
        "income covers at most {share} of running costs ({year})", share=share, year=say.year(best["year"])
    )


def uncovered(say: Texts, results: Mapping[str, Result]) -> list[str]:
    """Return one sentence about the deficits nobody has agreed to cover, none if there are none."""
    said = [
        say(
            "{concept} {amount} a year on average from {year} ({sum} in present value)",
            concept=CONCEPTS[id].name,
            amount=say.amount(financing.yearly_gap(result)),
            year=say.year(measures.unfunded(result)["first_year"]),
            sum=say.amount(measures.unfunded(result)["present_value"]),
        )
        for id, result in results.items()
        if measures.unfunded(result)["first_year"] is not None
    ]
    return [say("Nobody has agreed to cover {parts}.", parts=say.listed(said))] if said else []


def shops_burden(say: Texts, result: Result) -> str:
    """Return what rent and charges take of the shops' sales at most, if that is more than shops can carry."""
    peak = measures.occupancy_cost_peak(result)
    limit = float(result.assumptions.get("affordable_rent_share", 1))
    if peak is None or peak["share"] <= limit:
        return ""
    return say(
        "Rent and charges take {share} of the shops' sales in operating year {year}; above {limit} more of them leave.",
        share=say.percent(peak["share"]),
        year=peak["operating_year"],
        limit=say.percent(limit),
    )


def cumulative_title(say: Texts, results: Mapping[str, Result], amounts: Mapping[str, float]) -> str:
    """Return what the municipality has paid for each by the last year, as a chart title."""
    last = say.year(next(iter(results.values())).years[-1])
    parts = [
        say("{concept} {amount}", concept=CONCEPTS[id].name, amount=say.millions(amount, 0))
        for id, amount in amounts.items()
    ]
    return say("Paid by the municipality by {year}: {amounts}", year=last, amounts=say.listed(parts))


def income_title(say: Texts, result: Result) -> str:
    """Return how far income reaches in the last year, as a chart title."""
    concept, year = CONCEPTS[result.concept].name, say.year(result.years[-1])
    costs = float(measures.coverage_costs(result, EVERYTHING)[-1])
    income = float(result["operating_income"][-1])
    if result["operating_share"][-1] <= 0:
        return say("{concept} is not in operation in {year}", concept=concept, year=year)
    if costs <= 0:
        return say("In {year} {concept} has no costs to cover", concept=concept, year=year)
    if income <= 0:
        return say("{concept} has no income of its own", concept=concept)
    share = say.percent(income / costs)
    if "building_costs" in result.lines:
        return say(
            "In {year} income covers {share} of running costs, loan and reception for {concept}",
            year=year,
            share=share,
            concept=concept,
        )
    return say(
        "In {year} income covers {share} of running costs for {concept}", year=year, share=share, concept=concept
    )

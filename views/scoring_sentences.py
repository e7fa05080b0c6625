"""The sentences of the page Vurdering: computed from the scores, so that they cannot say anything else."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from concepts import CONCEPTS
from models.acceptability import Range, Standing, Swap
from models.criteria import CITIZENS, Scoring
from models.judgement import WHOLE, Judgement
from models.result import Array
from models.scoring import at_odds
from texts import Texts
from views.levers import inside
from views.sentences import WORTH_SAYING

NEARLY_ALL, HALF, NEARLY_NONE = 0.995, 0.5, 0.005
SHOWN = 0.05  # points: less is nothing with one decimal


def name(scoring: Scoring, number: int) -> str:
    """Return a concept's name by its number."""
    return CONCEPTS[scoring.concepts[number]].name


def criterion(say: Texts, scoring: Scoring, id: str) -> str:
    """Return what a criterion is called inside a sentence."""
    return inside(scoring.criteria[id].label.in_language(say.language))


def score(say: Texts, value: float) -> str:
    """Return a score as it is shown, with one decimal."""
    return say.number(value, 1)


def in_hundred(say: Texts, share: float) -> str:
    """Return how many of 100 a share is, without false precision: 100 is all and 0 none of what was drawn."""
    if NEARLY_ALL < share < 1:
        return say("over {count}", count=WHOLE - 1)
    if 0 < share < NEARLY_NONE:
        return say("under {count}", count=1)
    return say.number(share * WHOLE)


def headline(say: Texts, now: Standing) -> str:
    """Return who scores highest, and in how many weightings that holds."""
    first = now.order[0]
    points = score(say, now.totals[first])
    if now.tied:
        return say(
            "{concepts} score the same with these weights: {points} of 5.",
            concepts=say.listed([name(now.scoring, each) for each in now.first]),
            points=points,
        )
    share = float(now.acceptability.shares[first, 0])
    values = {"concept": name(now.scoring, first), "points": points, "count": in_hundred(say, share)}
    if share < NEARLY_NONE:
        return say(
            "{concept} scores highest with these weights, {points} of 5, but comes first in {count} of 100 possible "
            "weightings.",
            **values,
        )
    if share < HALF:
        return say(
            "{concept} scores highest with these weights, {points} of 5, but comes first in only {count} of 100 "
            "possible weightings.",
            **values,
        )
    return say(
        "{concept} scores highest with these weights, {points} of 5, and comes first in {count} of 100 possible "
        "weightings.",
        **values,
    )


def in_short(say: Texts, now: Standing) -> str:
    """Return what each scores, as short as can be."""
    parts = [
        say("{concept} {points}", concept=name(now.scoring, each), points=score(say, now.totals[each]))
        for each in now.order
    ]
    return say("Score, 1 to 5: {scores}", scores=say.listed(parts))


def why(say: Texts, now: Standing) -> str:
    """Return what puts the first ahead of the second."""
    first, second = now.order[:2]
    gains = now.judgement.shares * (now.scores.blended[first] - now.scores.blended[second])
    helping = [int(each) for each in np.argsort(-gains, kind="stable") if gains[each] > 1e-9]
    if now.tied or not helping:
        return ""
    ids = list(now.scoring.criteria)
    lead = round(float(now.totals[first]), 1) - round(float(now.totals[second]), 1)  # as the scores are shown
    values = {
        "points": score(say, lead) if lead >= SHOWN else say("less than 0.1"),
        "first": name(now.scoring, first),
        "second": name(now.scoring, second),
        "criteria": say.listed([criterion(say, now.scoring, ids[each]) for each in helping[:2]]),
    }
    if len(helping) == 1:
        return say("{first} is {points} points ahead of {second}, all of it on {criteria}.", **values)
    return say("{first} is {points} points ahead of {second}, most of it on {criteria}.", **values)


def ahead_elsewhere(say: Texts, now: Standing) -> str:
    """Return on which criteria someone else than the first scores highest."""
    if now.tied:
        return ""
    first, ahead = now.order[0], dict[int, list[str]]()
    for column, id in enumerate(now.scoring.criteria):
        best = int(np.argmax(now.scores.blended[:, column]))
        if now.scores.blended[best, column] > now.scores.blended[first, column] + 1e-9:
            ahead.setdefault(best, []).append(criterion(say, now.scoring, id))
    parts = [
        say("{concept} on {criterion}", concept=name(now.scoring, best), criterion=say.listed(on))
        for best, on in ahead.items()
    ]
    return say("Ahead of it: {parts}.", parts=say.listed(parts)) if parts else say("Nobody is ahead of it on anything.")


def stability(say: Texts, now: Standing) -> str:
    """Return how far a weight may go before someone else comes first; of several bounds, that of the largest weight."""
    first = name(now.scoring, now.order[0])
    bound = [
        (share, id, each)
        for id, share, each in zip(now.scoring.criteria, now.judgement.shares, now.lead, strict=True)
        if each.below or each.above
    ]
    if now.tied:
        return ""
    if not bound:
        return say("No single weight can take the first place from {concept}.", concept=first)
    share, id, each = max(bound, key=lambda one: one[0])
    return say(
        "{concept} is first as long as {limit}, the others following in proportion.",
        concept=first,
        limit=limit(say, now.scoring, id, each, float(share)),
    )


def limit(say: Texts, scoring: Scoring, id: str, each: Range, now: float) -> str:
    """Return between which shares a weight must lie, for the ends there are. now: what it weighs."""
    low, high = near(say, each.low, now), near(say, each.high, now)
    what = criterion(say, scoring, id)
    if each.below and each.above:
        return say("{criterion} weighs between {low} and {high}", criterion=what, low=low, high=high)
    if each.below:
        return say("{criterion} weighs over {low}", criterion=what, low=low)
    return say("{criterion} weighs under {high}", criterion=what, high=high)


def near(say: Texts, share: float, now: float) -> str:
    """Return a share, with a decimal where it would else look like what it is compared with."""
    return say.percent(share, 1 if abs(share - now) < 2 / WHOLE and abs(share - now) > 1e-9 else 0)


def swaps(say: Texts, scoring: Scoring, each: Range, now: float) -> str:
    """Return who changes places beyond each end of a range. now: what it weighs."""
    under = [_swap(say, scoring, one, now, below=True) for one in each.below]
    return " ".join([*under, *(_swap(say, scoring, one, now) for one in each.above)])


def _swap(say: Texts, scoring: Scoring, swap: Swap, now: float, *, below: bool = False) -> str:
    values = {
        "share": near(say, swap.weight, now),
        "second": name(scoring, swap.overtakes),
        "first": name(scoring, swap.overtaken),
    }
    if below:
        return say("Under {share} {second} passes {first}.", **values)
    return say("Over {share} {second} passes {first}.", **values)


def does_it_matter(say: Texts, now: Standing, equal: list[int]) -> str:
    """Return whether the weights change the order. equal: the order with the file's first weights."""
    if now.tied:
        return ""
    title = inside(next(iter(now.scoring.weights.values())).title.in_language(say.language))
    if equal == now.order:
        return say("Your weights change nothing in the order: it is as with {preset}.", preset=title)
    if equal[0] == now.order[0]:
        return say(
            "Your weights change the order behind {concept}, not the first place.", concept=name(now.scoring, equal[0])
        )
    return say(
        "Your weights change the first place: with {preset} it is {concept}'s.",
        preset=title,
        concept=name(now.scoring, equal[0]),
    )


def never_opens(say: Texts, now: Standing) -> list[str]:
    """Return for each concept that is never in full operation that its arrows count all the same."""
    return [
        say(
            "{concept} is never in full operation; nothing is counted for it, but its arrows stand",
            concept=name(now.scoring, each),
        )
        for each in now.closed
    ]


def judged_otherwise(say: Texts, now: Standing) -> list[str]:
    """Return the arrows and blends the reader has changed from the file's."""
    base, said = Judgement.of(now.scoring), []
    for (concept, id), arrow in now.judgement.arrows.items():
        if arrow != base.arrows[concept, id]:
            values = {"concept": CONCEPTS[concept].name, "criterion": criterion(say, now.scoring, id)}
            said.append(
                say(
                    "{concept}, {criterion}: {before} → {after}", before=base.arrows[concept, id], after=arrow, **values
                )
            )
    for id, share in now.judgement.blends.items():
        if share != base.blends[id]:
            values = {"criterion": criterion(say, now.scoring, id), "counted": counted(say, now.scoring, id)}
            before, after = say.percent(base.blends[id]), say.percent(share)
            said.append(say("{criterion}: {counted} counts {before} → {after}", before=before, after=after, **values))
    return said


def counted(say: Texts, scoring: Scoring, id: str) -> str:
    """Return what is counted on a criterion: the model's figures, or the survey's."""
    citizens = all(each.measure == CITIZENS for each in scoring.criteria[id].quantities)
    return say("the survey") if citizens else say("the model")


def only_one_kind(say: Texts, scoring: Scoring, expert: Standing, model: Standing) -> str:
    """Return who comes first with the expert reading alone, and with what is counted alone."""

    def first(now: Standing) -> dict[str, str]:
        shares = now.acceptability.shares[:, 0]
        best = int(np.argmax(shares))
        return {"concept": name(scoring, best), "count": in_hundred(say, float(shares[best]))}

    one, other = first(expert), first(model)
    return say(
        "With the arrows alone {concept} comes first in {count} of 100; with what is counted alone {other} in {times}.",
        concept=one["concept"],
        count=one["count"],
        other=other["concept"],
        times=other["count"],
    )


def odds(say: Texts, now: Standing) -> list[str]:
    """Return where expert reading and model are at odds, the farthest first."""
    return [
        say(
            "{concept}, {criterion}: the expert reading gives {expert}, {counted} {points}",
            concept=CONCEPTS[concept].name,
            criterion=criterion(say, now.scoring, id),
            expert=say.plain(expert),
            counted=counted(say, now.scoring, id),
            points=score(say, points),
        )
        for concept, id, expert, points in at_odds(now.scoring, now.scores)
    ]


def acceptability_title(say: Texts, now: Standing) -> str:
    """Return how often each comes first, as a chart title."""
    shares = now.acceptability.shares[:, 0]
    parts = [
        say("{concept} in {count}", concept=name(now.scoring, each), count=in_hundred(say, float(shares[each])))
        for each in np.argsort(-shares, kind="stable")
    ]
    return say("Of 100 possible weightings the first place goes to {parts}", parts=say.listed(parts))


def cost_title(say: Texts, now: Standing, costs: Array, beaten: Mapping[int, int]) -> str:
    """Return what each gives for what cost, and who is beaten on both, as a chart title."""
    parts = [
        _gives(say, name(now.scoring, each), now.totals[each], float(costs[each]))
        for each in now.order
        if each not in now.closed
    ]
    given = say.listed(parts)
    if not beaten:
        return say("Nobody both gives less and costs more than another: {given}.", given=given)
    by: dict[int, list[str]] = {}
    for each, other in beaten.items():
        by.setdefault(other, []).append(name(now.scoring, each))
    said = [
        say(
            "{concept} beats {beaten}: it gives no less and costs neither the municipality nor the public side more",
            concept=name(now.scoring, other),
            beaten=say.listed(names),
        )
        for other, names in by.items()
    ]
    return f"{say.listed(said)}: {given}."


def _gives(say: Texts, concept: str, points: float, cost: float) -> str:
    values = {"concept": concept, "points": score(say, points), "amount": say.millions(abs(cost))}
    if cost < -WORTH_SAYING:
        return say("{concept} gives {points} and saves {amount} a year", **values)
    return say("{concept} gives {points} for {amount} a year", **values)


def others_pay(say: Texts, now: Standing, paid: Mapping[str, float]) -> str:
    """Return what BIR pays beside the municipality. paid: concept → NOK/year."""
    parts = [
        say("{concept} {amount}", concept=CONCEPTS[concept].name, amount=say.millions(amount))
        for concept, amount in paid.items()
        if amount >= WORTH_SAYING
    ]
    return say("BIR pays besides, a year: {parts}.", parts=say.listed(parts)) if parts else ""

"""The sentences of the page Vurdering: computed from the scores, so that they cannot say anything else."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from concepts import CONCEPTS
from models.acceptability import Range, Standing, Swap
from models.criteria import Scoring
from models.judgement import WHOLE
from models.result import Array
from models.scoring import at_odds
from texts import Texts
from views.levers import inside

NEARLY_ALL, NEARLY_NONE = 0.995, 0.005
MOST_LIMITS = 2


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
    first, second = now.order[:2]
    points = score(say, now.totals[first])
    if now.tied:
        return say(
            "{first} and {second} score the same with these weights: {points} of 5.",
            first=name(now.scoring, first),
            second=name(now.scoring, second),
            points=points,
        )
    return say(
        "{concept} scores highest with these weights, {points} of 5, and comes first in {count} of 100 possible "
        "weightings.",
        concept=name(now.scoring, first),
        points=points,
        count=in_hundred(say, float(now.acceptability.shares[first, 0])),
    )


def in_short(say: Texts, now: Standing) -> str:
    """Return what each scores, as short as can be."""
    parts = [
        say("{concept} {points}", concept=name(now.scoring, each), points=score(say, now.totals[each]))
        for each in now.order
    ]
    return say("Score, 1 to 5: {scores}", scores=say.listed(parts))


def why(say: Texts, now: Standing) -> str:
    """Return what puts the first ahead of the second, and where someone else is ahead."""
    first, second = now.order[:2]
    gains = now.judgement.shares * (now.scores.blended[first] - now.scores.blended[second])
    ids = list(now.scoring.criteria)
    helps = [
        criterion(say, now.scoring, ids[each]) for each in np.argsort(-gains, kind="stable")[:2] if gains[each] > 0
    ]
    lead = now.totals[first] - now.totals[second]
    if now.tied or not helps:
        return ""
    return say(
        "It is {points} ahead of {second}, most of it on {criteria}.",
        points=score(say, lead) if lead >= 0.05 else say("less than 0.1"),
        second=name(now.scoring, second),
        criteria=say.listed(helps),
    )


def ahead_elsewhere(say: Texts, now: Standing) -> str:
    """Return on which criteria someone else than the first scores highest."""
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
    """Return how far a weight may go before someone else comes first; where several bound it, the nearest two."""
    first = name(now.scoring, now.order[0])
    if now.tied:
        return ""
    bound = [
        (min(share - each.low if each.below else 1, each.high - share if each.above else 1), id, each)
        for id, share, each in zip(now.scoring.criteria, now.judgement.shares, now.lead, strict=True)
        if each.below or each.above
    ]
    if not bound:
        return say("No single weight can take the first place from {concept}.", concept=first)
    ends = [limit(say, now.scoring, id, each) for _, id, each in sorted(bound, key=lambda each: each[0])[:MOST_LIMITS]]
    return say("{concept} is first as long as {limits}.", concept=first, limits=say.listed(ends))


def limit(say: Texts, scoring: Scoring, id: str, each: Range) -> str:
    """Return between which shares a weight must lie, for the ends there are."""
    low, high = say.percent(each.low), say.percent(each.high)
    what = criterion(say, scoring, id)
    if each.below and each.above:
        return say("{criterion} weighs between {low} and {high}", criterion=what, low=low, high=high)
    if each.below:
        return say("{criterion} weighs over {low}", criterion=what, low=low)
    return say("{criterion} weighs under {high}", criterion=what, high=high)


def swaps(say: Texts, scoring: Scoring, each: Range) -> str:
    """Return who changes places beyond each end of a range."""
    return " ".join(
        [*(_swap(say, scoring, s, below=True) for s in each.below), *(_swap(say, scoring, s) for s in each.above)]
    )


def _swap(say: Texts, scoring: Scoring, swap: Swap, *, below: bool = False) -> str:
    values = {
        "share": say.percent(swap.weight),
        "second": name(scoring, swap.overtakes),
        "first": name(scoring, swap.overtaken),
    }
    if below:
        return say("Under {share} {second} passes {first}.", **values)
    return say("Over {share} {second} passes {first}.", **values)


def same_as_equal(say: Texts, now: Standing, equal: list[int]) -> str:
    """Return whether the weights change the order. equal: the order with the file's first weights."""
    title = inside(next(iter(now.scoring.weights.values())).title.in_language(say.language))
    if equal == now.order:
        return say("The order is the same as with {preset}.", preset=title)
    order = say.listed([name(now.scoring, each) for each in equal])
    return say("With {preset} the order would be {order}.", preset=title, order=order)


def odds(say: Texts, now: Standing) -> list[str]:
    """Return where expert reading and model are at odds, the farthest first."""
    return [
        say(
            "{concept}, {criterion}: the expert reading gives {expert}, the model {counted}",
            concept=CONCEPTS[concept].name,
            criterion=criterion(say, now.scoring, id),
            expert=say.plain(expert),
            counted=score(say, counted),
        )
        for concept, id, expert, counted in at_odds(now.scoring, now.scores)
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
    """Return whether more costs more, or who is beaten on both, as a chart title."""
    if beaten:
        parts = [
            say(
                "{other} gives at least as much as {concept} and costs no more",
                other=name(now.scoring, other),
                concept=name(now.scoring, each),
            )
            for each, other in beaten.items()
        ]
        return f"{say.listed(parts)}."
    parts = [
        say(
            "{concept} {points} for {amount}",
            concept=name(now.scoring, each),
            points=score(say, now.totals[each]),
            amount=say.millions(float(costs[each])),
        )
        for each in now.order
    ]
    return say("Nobody is beaten on both: {parts} a year.", parts=say.listed(parts))

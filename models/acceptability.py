"""How sure a ranking is: of all possible weightings, in how many does each concept come first, second, third?

Stochastic multicriteria acceptability analysis (Lahdelma, Hokkanen and Salminen 1998): weights drawn evenly over all
that add to one, arrows drawn within their vagueness, with a fixed seed. And exactly: how far each weight may go before
two concepts change places, the others keeping their proportions.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

import numpy as np

from models import scoring as score
from models.criteria import Scoring
from models.judgement import Judgement
from models.result import Array, Result

SEED = 475  # as many as answered the survey; any number would do
DRAWS = 10_000
FEWEST = 100  # draws that make a mean worth showing
_SAME = 1e-9  # points: scores nearer each other than this are the same
_SAME_COST = 1.0  # NOK/year


class Acceptability(NamedTuple):
    """What the draws say. shares: (concept, place), rows and columns add to 1; central: weights per concept, or None.

    Central weights are the mean of the weightings in which a concept comes first: what one must believe for it to win.
    Too few draws give none.
    """

    shares: Array
    central: list[Array | None]


class Swap(NamedTuple):
    """Two concepts (by number) that change places when a weight reaches a share."""

    weight: float
    overtaken: int
    overtakes: int


class Range(NamedTuple):
    """How far one weight may go, as shares, and who change places beyond each end; no swap where the end is 0 or 1."""

    low: float
    high: float
    below: tuple[Swap, ...]
    above: tuple[Swap, ...]


class Standing(NamedTuple):
    """Where the concepts stand, all the page asks of a judgement. totals: (concept,); order: numbers, highest first.

    ranges: how far each weight may go before the ranking changes; lead: before the first place does;
    closed: who is never in full operation, so that nothing is counted.
    """

    scoring: Scoring
    judgement: Judgement
    scores: score.Scores
    totals: Array
    order: list[int]
    acceptability: Acceptability
    ranges: list[Range]
    lead: list[Range]

    closed: tuple[int, ...]

    @property
    def first(self) -> list[int]:
        """Who scores highest: one, or several that score the same."""
        best = self.totals[self.order[0]]
        return [each for each in self.order if abs(self.totals[each] - best) <= _SAME]

    @property
    def tied(self) -> bool:
        """Whether the first two score the same."""
        return len(self.first) > 1


def standing(scoring: Scoring, judgement: Judgement, results: Mapping[str, Result]) -> Standing:
    """Return where the concepts stand in a scenario."""
    found = score.scores(scoring, judgement, results)
    totals = score.weighed(found.blended, judgement.shares)
    ordered = order(totals)
    return Standing(
        scoring,
        judgement,
        found,
        totals,
        ordered,
        acceptability(scoring, judgement, found.counted),
        weight_ranges(found.blended, judgement.shares),
        weight_ranges(found.blended, judgement.shares, of=ordered[0]),
        tuple(n for n, each in enumerate(scoring.concepts) if not _opens(results[each])),
    )


def reweighed(now: Standing, judgement: Judgement) -> Standing:
    """Return the standing with other weights and all else the same: scores and draws do not depend on the weights."""
    totals = score.weighed(now.scores.blended, judgement.shares)
    ordered = order(totals)
    return now._replace(
        judgement=judgement,
        totals=totals,
        order=ordered,
        ranges=weight_ranges(now.scores.blended, judgement.shares),
        lead=weight_ranges(now.scores.blended, judgement.shares, of=ordered[0]),
    )


def _opens(result: Result) -> bool:
    return bool(np.any(result["operating_share"] > 1 - 1e-9))


@lru_cache(maxsize=8)
def _drawn(concepts: int, criteria: int, draws: int, seed: int) -> tuple[Array, Array]:
    """Return weights (draw, criterion), evenly over all that add to one, and uniform numbers for the arrows."""
    generator = np.random.default_rng(seed)
    weights = generator.dirichlet(np.ones(criteria), draws)
    return weights, generator.random((draws, concepts, criteria))


def acceptability(
    scoring: Scoring, judgement: Judgement, counted: Array, *, draws: int = DRAWS, seed: int = SEED
) -> Acceptability:
    """Return how often each concept takes each place. counted: the quantities' scores, (concept, criterion)."""
    weights, uniform = _drawn(len(scoring.concepts), len(scoring.criteria), draws, seed)
    blended = score.blend(judgement, score.vague_arrows(scoring, judgement, uniform), counted)
    totals = np.einsum("dck,dk->dc", blended, weights)
    places = place_shares(totals)
    firsts = places[:, :, 0]
    central = [
        np.average(weights, axis=0, weights=firsts[:, each])
        if firsts[:, each].sum() >= min(FEWEST, draws / 100)
        else None
        for each in range(len(scoring.concepts))
    ]
    return Acceptability(places.mean(axis=0), central)


def place_shares(totals: Array) -> Array:
    """Return how much of each place each concept has in each draw: (draw, concept) → (draw, concept, place).

    Concepts with the same total share the places they take.
    """
    difference = totals[:, None, :] - totals[:, :, None]
    better = np.sum(difference > _SAME, axis=-1)[..., None]
    level = np.sum(np.abs(difference) <= _SAME, axis=-1)[..., None]  # with itself
    place = np.arange(totals.shape[-1])
    return ((better <= place) & (place < better + level)) / level


def weight_ranges(blended: Array, shares: Array, of: int | None = None) -> list[Range]:
    """Return for each criterion how far its weight may go before the ranking changes, or the place of one concept does.

    blended: (concept, criterion); shares: the weights now; of: the one concept, by number. With one weight at w, the
    others have 1 − w in the proportions they have now (alike if they are all 0), so each total is a straight line in w
    and each crossing is exact.
    """
    return [_range(*_line(blended, shares, each), float(shares[each]), of) for each in range(len(shares))]


def _line(blended: Array, shares: Array, criterion: int) -> tuple[Array, Array]:
    """Return each concept's total with the criterion at weight 0 and at weight 1."""
    others = np.array(shares, dtype=float)
    others[criterion] = 0
    alike = np.where(np.arange(len(shares)) == criterion, 0, 1)
    others = others if others.any() else alike.astype(float)
    return blended @ (others / others.sum()), blended[:, criterion]


def _range(at_none: Array, at_all: Array, now: float, of: int | None) -> Range:
    below, above = [], []
    for first, second in combinations(range(len(at_none)), 2):
        start, end = at_none[first] - at_none[second], at_all[first] - at_all[second]
        if (of is not None and of not in (first, second)) or abs(start - end) <= _SAME:
            continue  # always as far apart
        at = float(start / (start - end))
        less, more = (first, second) if start > end else (second, first)  # who is ahead under the crossing, and over it
        if 0 <= at <= now + _SAME:
            below.append(Swap(min(at, now), overtaken=more, overtakes=less))
        if now - _SAME <= at <= 1:
            above.append(Swap(max(at, now), overtaken=less, overtakes=more))
    low = max((each.weight for each in below), default=0.0) + 0.0  # 0, not −0
    high = min((each.weight for each in above), default=1.0)
    return Range(
        low,
        high,
        tuple(each for each in below if abs(each.weight - low) <= _SAME and low > 0),
        tuple(each for each in above if abs(each.weight - high) <= _SAME and high < 1),
    )


def order(totals: Array) -> list[int]:
    """Return the concepts by falling total; those with the same total keep their order."""
    return sorted(range(len(totals)), key=lambda each: -round(float(totals[each]), 9))


def dominated(totals: Array, *costs: Array) -> Mapping[int, int]:
    """Return who is dominated by whom: another scores no less, costs no more for anyone asked, and is better in one.

    costs: one array (concept,) for each whose cost is asked.
    """
    found: dict[int, int] = {}
    for each in range(len(totals)):
        for other in order(totals):
            dearer = any(one[other] > one[each] + _SAME_COST for one in costs)
            no_worse = totals[other] >= totals[each] - _SAME and not dearer
            cheaper = any(one[other] < one[each] - _SAME_COST for one in costs)
            better = totals[other] > totals[each] + _SAME or cheaper
            if no_worse and better and each not in found:
                found[each] = other
    return found


def spread(scoring: Scoring, judgement: Judgement, results: Mapping[str, Result], *, seed: int = SEED) -> Array:
    """Return totals for batches of results, arrows drawn within their vagueness: (draw, concept)."""
    counted = score.counted_scores(scoring, score.counted_values(scoring, results))
    draws = counted.shape[0] if counted.ndim > 2 else DRAWS
    _, uniform = _drawn(len(scoring.concepts), len(scoring.criteria), draws, seed)
    expert = score.vague_arrows(scoring, judgement, uniform)
    return score.weighed(score.blend(judgement, expert, counted), judgement.shares)

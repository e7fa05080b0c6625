"""What the concepts give that has no price, from 1 (nothing) to 5 (the most that can be had), per criterion.

Two kinds of evidence: an expert reading (the report's arrows as 5, 3, 1) and what can be counted (quantities of the
model and answers of citizens, between fixed ends). They are blended openly, and weighed. Cost is no criterion.
Everything here is arrays (…, concept, criterion); the axes in front are draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from models import measures
from models.criteria import BOTTOM, CITIZENS, TOP, Quantity, Scoring
from models.judgement import Judgement
from models.result import Array, Result


class Scores(NamedTuple):
    """Scores, each (…, concept, criterion) and from 1 to 5; axes in the order of `Scoring`."""

    expert: Array
    counted: Array
    blended: Array


def counted_values(scoring: Scoring, results: Mapping[str, Result]) -> dict[str, dict[str, list[Array]]]:
    """Return concept → criterion → one value per quantity, (…); NaN where a concept is never in full operation."""
    return {
        concept: {
            id: [_value(scoring, concept, quantity, results[concept]) for quantity in criterion.quantities]
            for id, criterion in scoring.criteria.items()
        }
        for concept in scoring.concepts
    }


def _value(scoring: Scoring, concept: str, quantity: Quantity, result: Result) -> Array:
    if quantity.measure == CITIZENS:
        return np.asarray(citizens(scoring, quantity.answers[concept]))
    return measures.mean_effects(result, quantity.measure)


def citizens(scoring: Scoring, answer: str) -> float:
    """Return the share of all citizens an answer is taken to stand for, 0 to 1."""
    return round(float(scoring.survey.answers[answer].share) * float(scoring.survey.discount), 9)


def quantity_score(quantity: Quantity, value: Array) -> Array:
    """Return 1 at the lowest end, 5 at the highest, on the line between, cut there; what is not defined gives 1."""
    place = (np.nan_to_num(value, nan=quantity.lowest) - quantity.lowest) / (quantity.highest - quantity.lowest)
    return BOTTOM + (TOP - BOTTOM) * np.clip(place, 0, 1)


def counted_scores(scoring: Scoring, values: Mapping[str, Mapping[str, Sequence[Array]]]) -> Array:
    """Return the mean score of each criterion's quantities, (…, concept, criterion)."""
    means = []
    for concept, id in scoring.places:
        pairs = zip(scoring.criteria[id].quantities, values[concept][id], strict=True)
        means.append(np.mean(np.broadcast_arrays(*(quantity_score(*pair) for pair in pairs)), axis=0))
    return _table(scoring, means)


def _table(scoring: Scoring, cells: Sequence[Array | float]) -> Array:
    """Return one cell per place, each (…), as (…, concept, criterion)."""
    flat = np.stack(np.broadcast_arrays(*cells), axis=-1)
    return flat.reshape(*flat.shape[:-1], len(scoring.concepts), len(scoring.criteria))


def arrows(scoring: Scoring, judgement: Judgement) -> Array:
    """Return the expert readings, (concept, criterion)."""
    return _table(scoring, [judgement.arrows[place] for place in scoring.places])


def vague_arrows(scoring: Scoring, judgement: Judgement, uniform: Array) -> Array:
    """Return the expert readings with their vagueness, cut at 1 and 5; one the reader has changed is as vague as ours.

    uniform: (…, concept, criterion), 0 to 1.
    """
    readings = {place: scoring.readings[place[0]][place[1]] for place in scoring.places}
    own = {place: judgement.arrows[place] != float(each.arrow) for place, each in readings.items()}
    kinds = ["ours" if own[place] else each.whose for place, each in readings.items()]
    reach = _table(scoring, [float(getattr(scoring.vagueness, kind)) for kind in kinds])
    return np.clip(arrows(scoring, judgement) + reach * (2 * uniform - 1), BOTTOM, TOP)


def blend(judgement: Judgement, expert: Array, counted: Array) -> Array:
    """Return (1 − blend) · expert + blend · counted, each (…, concept, criterion)."""
    share = np.asarray(list(judgement.blends.values()))
    return (1 - share) * expert + share * counted


def scores(scoring: Scoring, judgement: Judgement, results: Mapping[str, Result]) -> Scores:
    """Return what each concept scores on each criterion in a scenario."""
    expert, counted = arrows(scoring, judgement), counted_scores(scoring, counted_values(scoring, results))
    return Scores(expert, counted, blend(judgement, expert, counted))


def weighed(blended: Array, shares: Array) -> Array:
    """Return the weighted sum of scores: (…, concept, criterion) and (criterion,) → (…, concept), from 1 to 5."""
    return blended @ shares


def at_odds(scoring: Scoring, found: Scores) -> list[tuple[str, str, float, float]]:
    """Return where expert and count are too far apart: concept, criterion, expert, counted, the farthest first."""
    gaps = np.abs(found.expert - found.counted)
    places = [
        (concept, id, float(found.expert[row, column]), float(found.counted[row, column]))
        for row, concept in enumerate(scoring.concepts)
        for column, id in enumerate(scoring.criteria)
        if gaps[row, column] > scoring.disagreement
    ]
    return sorted(places, key=lambda each: -abs(each[2] - each[3]))

"""What a reader may set when scoring: weights, arrows and blends, and how an address carries them.

Weights are whole per cents and always add to 100.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.criteria import BOTTOM, TOP, Scoring
from models.problems import InputError, Message, Problem, nearest, plain, shown
from models.result import Array

WHOLE = 100  # per cent
LONGEST_NUMBER, DIGITS = 20, 9  # of a number in an address
WEIGHTS, ARROW, BLEND = "weights", "arrow", "blend"  # how an address calls them
BETWEEN = "-"  # weights in an address
IN_ALL = Message("whole numbers from 0 to 100 that add to 100")


@dataclass(frozen=True)
class Judgement:
    """What a reader may set. weights: criterion → whole per cent; arrows: (concept, criterion) → 1-5; blends: 0-1."""

    weights: Mapping[str, int]
    arrows: Mapping[tuple[str, str], float]
    blends: Mapping[str, float]

    @classmethod
    def of(cls, scoring: Scoring) -> Judgement:
        """Return the file's own: its first weights, its arrows and blends."""
        first = next(iter(scoring.weights.values()))
        return cls(
            {id: first.weights[id] for id in scoring.criteria},
            {(concept, id): float(scoring.readings[concept][id].arrow) for concept, id in scoring.places},
            {id: float(each.blend) for id, each in scoring.criteria.items()},
        )

    @property
    def shares(self) -> Array:
        """The weights as shares of one, (criterion,)."""
        return np.asarray(list(self.weights.values()), dtype=float) / WHOLE

    def with_weights(self, weights: Mapping[str, int]) -> Judgement:
        """Return the judgement with other weights, in the criteria's order."""
        return replace(self, weights={id: weights[id] for id in self.weights})

    def with_arrow(self, concept: str, criterion: str, arrow: float) -> Judgement:
        """Return the judgement with one arrow changed."""
        return replace(self, arrows={**self.arrows, (concept, criterion): arrow})

    def with_blend(self, criterion: str, blend: float) -> Judgement:
        """Return the judgement with one blend changed."""
        return replace(self, blends={**self.blends, criterion: blend})


def refused_weights(weights: Sequence[int]) -> bool:
    """Return whether weights are anything but whole per cents that add to 100."""
    return sum(weights) != WHOLE or any(not 0 <= each <= WHOLE for each in weights)


def rescaled(weights: Mapping[str, int], criterion: str, weight: int) -> dict[str, int]:
    """Return the weights with one set and the others in their own proportion, so that all add to 100.

    Where the others are all 0 they share alike. Largest remainders are rounded up.
    """
    others = {id: each for id, each in weights.items() if id != criterion}
    before, left = sum(others.values()), WHOLE - weight
    return {**weights, **_whole(others if before else dict.fromkeys(others, 1), left), criterion: weight}


def from_points(points: Mapping[str, float]) -> dict[str, int]:
    """Return weights in proportion to points; without any points all weigh alike."""
    return _whole(points if sum(points.values()) else dict.fromkeys(points, 1), WHOLE)


def _whole(parts: Mapping[str, float], total: int) -> dict[str, int]:
    """Return whole numbers in proportion to the parts that add to the total."""
    exact = {id: each * total / sum(parts.values()) for id, each in parts.items()}
    down = {id: int(each) for id, each in exact.items()}
    rest = total - sum(down.values())
    up = sorted(exact, key=lambda id: down[id] - exact[id])[:rest]
    return {id: each + (id in up) for id, each in down.items()}


def preset_of(scoring: Scoring, judgement: Judgement) -> str | None:
    """Return which preset has the judgement's weights, None if they are the reader's own."""
    return next((id for id, each in scoring.weights.items() if each.weights == judgement.weights), None)


def pairs_of(judgement: Judgement, scoring: Scoring) -> dict[str, str]:
    """Return what differs from the file as an address has it."""
    base = Judgement.of(scoring)
    pairs = {} if judgement.weights == base.weights else {WEIGHTS: BETWEEN.join(map(str, judgement.weights.values()))}
    for (concept, id), arrow in judgement.arrows.items():
        if arrow != base.arrows[concept, id]:
            pairs[f"{ARROW}.{concept}.{id}"] = plain(arrow)
    for id, share in judgement.blends.items():
        if share != base.blends[id]:
            pairs[f"{BLEND}.{id}"] = plain(share)
    return pairs


def is_judgement(key: str) -> bool:
    """Return whether a key of an address is about judgement."""
    return key == WEIGHTS or key.split(".", maxsplit=1)[0] in (ARROW, BLEND)


def judgement_of(pairs: Mapping[str, str], scoring: Scoring) -> tuple[Judgement, tuple[Problem, ...]]:
    """Read what `pairs_of` wrote; what cannot be used is left out and told."""
    judgement, problems = Judgement.of(scoring), list[Problem]()
    for key, text in pairs.items():
        try:
            judgement = _with(judgement, scoring, key, text)
        except InputError as error:
            problems += error.problems
    return judgement, tuple(problems)


def _with(judgement: Judgement, scoring: Scoring, key: str, text: str) -> Judgement:
    kind, _, place = key.partition(".")
    if key == WEIGHTS:
        return judgement.with_weights(_read_weights(text, judgement.weights))
    concept, _, criterion = place.partition(".")
    if kind == ARROW and (concept, criterion) in judgement.arrows:
        return judgement.with_arrow(concept, criterion, _read_number(key, text, BOTTOM, TOP))
    if kind == BLEND and place in judgement.blends:
        return judgement.with_blend(place, _read_number(key, text, 0, 1))
    known = [
        *(f"{ARROW}.{concept}.{id}" for concept, id in judgement.arrows),
        *(f"{BLEND}.{id}" for id in judgement.blends),
    ]
    raise InputError(
        [Problem(shown(key).strip('"'), Message("an unknown key"), Message("a known key"), nearest(key, known))]
    )


def _read_weights(text: str, before: Mapping[str, int]) -> dict[str, int]:
    parts = text.split(BETWEEN)
    whole = all(each.isascii() and each.isdigit() and len(each) <= 3 for each in parts)
    if not whole or len(parts) != len(before) or refused_weights([int(each) for each in parts]):
        raise InputError([Problem(WEIGHTS, shown(text), IN_ALL, Message("write them as 40-20-20-20"))])
    return dict(zip(before, map(int, parts), strict=True))


def _read_number(key: str, text: str, low: float, high: float) -> float:
    try:
        value = float(text) if len(text) <= LONGEST_NUMBER and text.isascii() and "_" not in text else float("nan")
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise InputError(
            [Problem(key, shown(text), Message("a plain number from {low} to {high}", {"low": low, "high": high}))]
        )
    return round(value, DIGITS)  # as many as an address gives back

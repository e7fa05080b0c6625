"""What is scored and on what evidence, as `scoring.yaml` has it: criteria, readings, weight presets, the survey."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, StrictInt

from models.schema import Frozen, Line, Number, Words

BOTTOM, TOP = 1.0, 5.0
CITIZENS = "citizens"
FEWEST, MOST = 2, 6  # criteria


class Quantity(Frozen):
    """Something that can be counted, and its ends: `lowest` scores 1, `highest` 5. answers: concept → survey answer."""

    measure: Line
    unit: Line
    lowest: Number
    highest: Number
    grade: Literal["A", "B", "C", "D"]
    source: Words
    answers: dict[Line, Line] = Field(default_factory=dict)


class Criterion(Frozen):
    """What is scored. blend: how much the quantities count, 0 to 1; lift: what going from bottom to top means.

    note: what a reader should know of the evidence.
    """

    label: Words
    lift: Words
    blend: Number
    note: Words | None = None
    quantities: tuple[Quantity, ...]


class Reading(Frozen):
    """An expert's arrow, whose it is, and the fact it rests on."""

    arrow: Number
    whose: Literal["report", "ours"]
    fact: Words
    page: StrictInt | None = None


class Vagueness(Frozen):
    """How far from an arrow the truth may lie, in points, by whose reading it is."""

    report: Number
    ours: Number
    source: Words


class WeightPreset(Frozen):
    """Weights with a name, in whole per cents."""

    title: Words
    weights: dict[Line, StrictInt]


class Answer(Frozen):
    """A share of those who answered, and the criteria it bears on."""

    share: Number
    bears_on: tuple[Line, ...]
    text: Words
    page: StrictInt | None = None


class Survey(Frozen):
    """What citizens answered. discount: what a share is multiplied by before it counts as a share of all citizens."""

    who: Words
    source: Words
    discount: Number
    discount_source: Words
    not_concluded: tuple[Words, ...]
    answers: dict[Line, Answer]


class Scoring(Frozen):
    """All that scores are made from. readings: concept → criterion → reading."""

    concepts: tuple[str, ...]
    criteria: dict[str, Criterion]
    readings: dict[str, dict[str, Reading]]
    vagueness: Vagueness
    disagreement: Number
    weights: dict[str, WeightPreset]
    survey: Survey

    @property
    def places(self) -> list[tuple[str, str]]:
        """Every concept and criterion, in order."""
        return [(concept, id) for concept in self.concepts for id in self.criteria]

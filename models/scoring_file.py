"""Reads `scoring.yaml` and checks it, all at once: criteria, expert readings, weight presets and the survey."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from models import strict_yaml
from models.criteria import (
    BOTTOM,
    CITIZENS,
    FEWEST,
    MOST,
    TOP,
    Criterion,
    Quantity,
    Reading,
    Scoring,
    Survey,
    Vagueness,
    WeightPreset,
)
from models.effects import EFFECTS
from models.judgement import IN_ALL, WHOLE, refused_weights
from models.problems import InputError, Message, nearest, shown
from models.schema import Frozen, validated
from models.strict_yaml import Document, Path_
from models.units import UNITS

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_BLOCKS: dict[str, type[Frozen]] = {"criteria": Criterion, "weights": WeightPreset}


class _File(Frozen):
    criteria: dict[str, Any]
    readings: dict[str, dict[str, Any]]
    vagueness: Any
    disagreement: Any
    weights: dict[str, Any]
    survey: Any


def load(path: Path | str, concepts: Sequence[str]) -> Scoring:
    """Read and check a file. concepts: ids, in display order.

    Raises InputError with every problem found, FileNotFoundError if there is no file.
    """
    return check(strict_yaml.read(path), concepts)


def check(document: Document, concepts: Sequence[str]) -> Scoring:
    """Check a parsed file; see `load`."""
    file = validated(document, (), _File, document.data)
    if file is None:
        raise InputError(document.problems)
    blocks: dict[str, Any] = {
        name: {id: validated(document, (name, id), kind, each) for id, each in getattr(file, name).items()}
        for name, kind in _BLOCKS.items()
    }
    vagueness = validated(document, ("vagueness",), Vagueness, file.vagueness)
    survey = validated(document, ("survey",), Survey, file.survey)
    readings: dict[str, Any] = {concept: _readings(document, concept, file, concepts) for concept in file.readings}
    _check_all_there(document, (), ("readings",), readings, concepts)
    _number(document, ("disagreement",), file.disagreement, 0, TOP - BOTTOM)
    if document.problems or survey is None or vagueness is None:
        raise InputError(sorted(document.problems, key=lambda each: each.line or 0))
    scoring = Scoring(
        concepts=tuple(concepts),
        readings=readings,
        vagueness=vagueness,
        disagreement=file.disagreement,
        survey=survey,
        **blocks,
    )
    _check_criteria(document, scoring)
    _check_numbers(document, scoring)
    if document.problems:
        raise InputError(sorted(document.problems, key=lambda each: each.line or 0))
    return scoring


def _readings(document: Document, concept: str, file: _File, concepts: Sequence[str]) -> dict[str, Reading | None]:
    entries = file.readings[concept]
    if concept not in concepts:
        return {}  # told with what is missing
    _check_all_there(document, ("readings",), (concept,), entries, file.criteria)
    return {id: validated(document, ("readings", concept, id), Reading, each) for id, each in entries.items()}


def _check_all_there(
    document: Document, before: Path_, path: Path_, found: Iterable[str], wanted: Iterable[str]
) -> None:
    """Note what is missing and what is not known."""
    wanted, found = list(wanted), list(found)
    for each in found:
        if each not in wanted:
            strict_yaml.unknown(document, (*before, *path, each), wanted)
    for each in wanted:
        if each not in found:
            document.add((*before, *path, each), Message("nothing"), Message("every entry has this field"))


def _check_criteria(document: Document, scoring: Scoring) -> None:
    if not FEWEST <= len(scoring.criteria) <= MOST:
        allowed = Message("{fewest} to {most} criteria", {"fewest": FEWEST, "most": MOST})
        document.add(("criteria",), shown(len(scoring.criteria)), allowed)
    for id, criterion in scoring.criteria.items():
        if not _ID.fullmatch(id):
            allowed = Message("a name that begins with a letter: small letters, digits, underscore")
            document.add(("criteria", id), shown(id), allowed)
        if not criterion.quantities:
            document.add(("criteria", id, "quantities"), Message("nothing"), Message("a list"))
        for number, quantity in enumerate(criterion.quantities):
            _check_quantity(document, ("criteria", id, "quantities", number), quantity, scoring)
    for id, answer in scoring.survey.answers.items():
        for number, each in enumerate(answer.bears_on):
            _known(document, ("survey", "answers", id, "bears_on", number), each, scoring.criteria)


def _check_quantity(document: Document, path: Path_, each: Quantity, scoring: Scoring) -> None:
    _known(document, (*path, "measure"), each.measure, (*EFFECTS, CITIZENS))
    _known(document, (*path, "unit"), each.unit, UNITS)
    if each.lowest >= each.highest:
        document.add((*path, "lowest"), shown(each.lowest), Message("below highest, {high}", {"high": each.highest}))
    _check_all_there(document, path, ("answers",), each.answers, scoring.concepts if each.measure == CITIZENS else ())
    for concept, answer in each.answers.items():
        _known(document, (*path, "answers", concept), answer, scoring.survey.answers)


def _check_numbers(document: Document, scoring: Scoring) -> None:
    """Note arrows outside 1-5, blends and shares outside 0-1, and weights that do not add to 100."""
    for id, criterion in scoring.criteria.items():
        _number(document, ("criteria", id, "blend"), criterion.blend, 0, 1)
    for concept, readings in scoring.readings.items():
        for id, reading in readings.items():
            _number(document, ("readings", concept, id, "arrow"), reading.arrow, BOTTOM, TOP)
    for kind in ("report", "ours"):
        _number(document, ("vagueness", kind), getattr(scoring.vagueness, kind), 0, TOP - BOTTOM)
    _number(document, ("survey", "discount"), scoring.survey.discount, 0, 1)
    for id, answer in scoring.survey.answers.items():
        _number(document, ("survey", "answers", id, "share"), answer.share, 0, 1)
    for id, preset in scoring.weights.items():
        _check_all_there(document, ("weights", id), ("weights",), preset.weights, scoring.criteria)
        if refused_weights(list(preset.weights.values())):
            together, each = sum(preset.weights.values()), shown(list(preset.weights.values()))
            found = Message("weights that add to {sum}", {"sum": together}) if together != WHOLE else each
            document.add(("weights", id, "weights"), found, IN_ALL)
    if not scoring.weights:
        document.add(("weights",), Message("nothing"), Message("presets by name"))


def _number(document: Document, path: Path_, value: Any, low: float, high: float) -> None:
    plain = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not plain or not low <= value <= high:
        found = Message("nothing") if value is None else shown(value)
        document.add(path, found, Message("a plain number from {low} to {high}", {"low": low, "high": high}))


def _known(document: Document, path: Path_, name: str, names: Iterable[str]) -> None:
    names = list(names)
    if name not in names:
        document.add(path, shown(name), Message("a known key"), nearest(name, names))

"""Named presets: ways to organise and fund a concept, each a title, a sentence, a source and the values it changes.

They stand in `scenarios.yaml`, by concept. The first of each concept is the base and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field

from models import strict_yaml
from models.assumptions import Assumptions
from models.problems import InputError, Message, shown
from models.schema import Frozen, Line, Value, Words, validated
from models.strict_yaml import Document

_ID = re.compile(r"[a-z][a-z0-9_]{0,59}")

Presets = Mapping[str, Mapping[str, "Preset"]]  # concept → id → preset, in the file's order


class _Entry(Frozen):
    title: Words
    sentence: Words
    source: Words
    change: dict[Line, Value] = Field(default_factory=dict)


class Preset(_Entry):
    """A way to organise and fund a concept. change: "section.key" → value, valid for the base it was checked with."""

    id: Line


def load(path: Path | str, base: Assumptions, concepts: tuple[str, ...]) -> Presets:
    """Read and check a file against the assumptions.

    Raises InputError with every problem found, FileNotFoundError if there is no file.
    """
    return check(strict_yaml.read(path), base, concepts)


def check(document: Document, base: Assumptions, concepts: tuple[str, ...]) -> Presets:
    """Check a parsed file; see `load`."""
    data = document.data if isinstance(document.data, dict) else {}
    for name in data:
        if name not in concepts:
            strict_yaml.unknown(document, (name,), list(concepts))
    presets = {concept: _concept(document, base, concept, data.get(concept)) for concept in concepts}
    if document.problems:
        raise InputError(sorted(document.problems, key=lambda each: each.line or 0))
    return presets


def _concept(document: Document, base: Assumptions, concept: str, entries: Any) -> dict[str, Preset]:
    if not isinstance(entries, dict) or not entries:
        document.add((concept,), Message("nothing") if entries is None else shown(entries), Message("presets by name"))
        return {}
    presets = {}
    for number, (id, entry) in enumerate(entries.items()):
        if not _ID.fullmatch(id):
            allowed = Message("a name that begins with a letter: small letters, digits, underscore")
            document.add((concept, id), shown(id), allowed)
            continue
        checked = validated(document, (concept, id), _Entry, entry)
        if checked is not None:
            change = _changes(document, base, (concept, id), checked)
            presets[id] = Preset(id=id, **{**dict(checked), "change": change})
            if number == 0 and checked.change:
                document.add((concept, id, "change"), Message("changes"), Message("none: the first preset is the base"))
    return presets


def _changes(document: Document, base: Assumptions, place: tuple[str, str], preset: _Entry) -> dict[str, Any]:
    """Return the changes in the kinds the lines want; note what is no value of the concept."""
    concept, changes = place[0], {}
    for key, value in preset.change.items():
        path = (*place, "change", key)
        if key in base and not key.startswith(f"{concept}."):
            document.add(path, shown(key), Message("an assumption of {concept}", {"concept": concept}))
            continue
        try:
            changes[key] = base.fit(key, value)
        except InputError as error:
            problem = error.problems[0]
            document.add(path, problem.found, problem.allowed, problem.advice)
    return changes

"""The numbers: read from YAML, checked all at once, then frozen.

Structure is checked by Pydantic, values by their unit (`models.units`), keys against what the lines ask for. In the
file a value must lie between its `low` and `high`; a scenario may go beyond them, but never beyond the unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Strict, StrictStr

from models import strict_yaml
from models.problems import InputError, Message, Problem, nearest, shown
from models.schema import Frozen, Line, Number, Value, Words, validated
from models.strict_yaml import Document, Path_
from models.units import UNITS, Unit

COMMON = "common"
WORDS = {"property_owner": "property owner", "loan_type": "loan type", "support_years": "support years"}
KINDS_OF_NAMES = {
    ("_steps", "_ramp"): "fraction per operating year",
    ("_months",): "months",
    ("_year",): "year",
    ("_years", "_life"): "years",
}
KINDS = ("uncertain", "lever", "design", "rule")
GRADES = ("A", "B", "C", "D")
SHARES_OF_ONE = (
    ("municipal_capital_share", "bir_capital_share"),
    ("municipal_deficit_share", "bir_deficit_share"),
)


class Choice(Frozen):
    """A value someone is likely to choose, with a name."""

    value: Value
    label: Words


class Assumption(Frozen):
    """One number and what is known of it. `low` and `high`: its plausible range, in the same unit."""

    value: Value
    low: Number | None = None
    high: Number | None = None
    unit: StrictStr
    label: Words
    kind: Literal["uncertain", "lever", "design", "rule"]
    grade: Literal["A", "B", "C", "D"]
    source: Words
    reviewed: Annotated[date, Strict()]
    note: Line | None = None
    choices: tuple[Choice, ...] = ()

    def outside(self, value: Any) -> bool:
        """Return whether a number lies outside the plausible range."""
        if self.low is None or self.high is None or not isinstance(value, (int, float)):
            return False
        return not self.low <= value <= self.high


@dataclass(frozen=True)
class Assumptions:
    """Every assumption by section ("common" or a concept's id) and key."""

    sections: Mapping[str, Mapping[str, Assumption]]

    def __getitem__(self, key: str) -> Assumption:
        """Return an assumption by "section.key". Raises KeyError."""
        section, _, name = key.partition(".")
        return self.sections[section][name]

    def __contains__(self, key: str) -> bool:
        section, _, name = key.partition(".")
        return name in self.sections.get(section, {})

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(tuple((key, self[key].value, self[key].low, self[key].high) for key in self.keys))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """All keys as "section.key", in the file's order."""
        return tuple(f"{section}.{name}" for section, entries in self.sections.items() for name in entries)

    def find(self, concept: str, name: str) -> str:
        """Return the full key of the assumption a concept's line calls `name`. Raises KeyError."""
        for section in (concept, COMMON):
            if name in self.sections.get(section, {}):
                return f"{section}.{name}"
        raise KeyError(f"{concept}.{name}")

    def fit(self, key: str, value: Any, found: str = "") -> Any:
        """Return a value for "section.key" in the kind its lines want: lists frozen, decimals where the base has them.

        Raises InputError if there is no such key or its unit refuses the value; `found` is how the value was written.
        """
        if key not in self:
            near = nearest(key, self.keys)
            raise InputError([Problem(shown(key).strip('"'), Message("an unknown key"), Message("section.key"), near)])
        value = tuple(value) if isinstance(value, list) else value
        unit, base = UNITS[self[key].unit], self[key].value
        allowed = unit.refuses(value)
        if allowed:
            raise InputError([Problem(key, found or shown(value), allowed, unit.advice(value))])
        return float(value) if isinstance(value, int) and isinstance(base, float) else value

    def values(self, concept: str) -> dict[str, Any]:
        """Return what a concept's lines take: numbers, texts and arrays (length,)."""
        entries = {**self.sections[COMMON], **self.sections[concept]}
        return {name: _for_lines(each) for name, each in entries.items()}

    def with_values(self, patch: Mapping[str, Any]) -> Assumptions:
        """Return these assumptions with some values replaced; the values must be valid."""
        sections = {name: dict(entries) for name, entries in self.sections.items()}
        for key, value in patch.items():
            section, _, name = key.partition(".")
            sections[section][name] = sections[section][name].model_copy(update={"value": value})
        return Assumptions(_frozen(sections))

    def with_ranges(self, ranges: Mapping[str, tuple[float, float]]) -> Assumptions:
        """Return these assumptions with other low and high for some; each must hold its value."""
        sections = {name: dict(entries) for name, entries in self.sections.items()}
        for key, (low, high) in ranges.items():
            section, _, name = key.partition(".")
            sections[section][name] = sections[section][name].model_copy(update={"low": low, "high": high})
        return Assumptions(_frozen(sections))


def _for_lines(assumption: Assumption) -> Any:
    value = assumption.value
    if isinstance(value, tuple):
        return np.asarray(value, dtype=float)
    if UNITS[assumption.unit].whole or isinstance(value, str) or assumption.unit == "support years":
        return value
    return float(value)


def _frozen(sections: Mapping[str, Mapping[str, Assumption]]) -> Mapping[str, Mapping[str, Assumption]]:
    return MappingProxyType({name: MappingProxyType(dict(entries)) for name, entries in sections.items()})


def load(path: Path | str, needs: Mapping[str, Iterable[str]], also_read: Iterable[str] = ()) -> Assumptions:
    """Read and check a file.

    needs: concept → the keys its lines ask for; also_read: keys under `common` that measures read.
    Raises InputError with every problem found, FileNotFoundError if there is no file.
    """
    return check(strict_yaml.read(path), needs, also_read)


def check(document: Document, needs: Mapping[str, Iterable[str]], also_read: Iterable[str] = ()) -> Assumptions:
    """Check a parsed file; see `load`."""
    sections = _sections(document, needs)
    read = {name: set(keys) for name, keys in needs.items()}
    parsed: dict[str, dict[str, Assumption]] = {}
    for section, entries in sections.items():
        known = set().union(*read.values(), also_read) if section == COMMON else read[section]
        parsed[section] = _entries(document, section, entries, known)
    _check_missing(document, sections, read, set(also_read))
    _check_shares(document, parsed)
    if document.problems:
        raise InputError(sorted(document.problems, key=lambda each: each.line or 0))
    return Assumptions(_frozen(parsed))


def _sections(document: Document, needs: Mapping[str, Iterable[str]]) -> dict[str, dict[str, Any]]:
    names = [COMMON, *needs]
    data = document.data
    if not isinstance(data, dict):
        found = Message("nothing") if data is None else shown(data)
        document.add((), found, Message("the sections {names}", {"names": ", ".join(names)}))
        raise InputError(document.problems)
    for name in data:
        if name not in names:
            strict_yaml.unknown(document, (name,), names)
    sections = {}
    for name in names:
        entries = data.get(name)
        if isinstance(entries, dict):
            sections[name] = entries
        else:
            document.add(
                (name,), Message("nothing") if name not in data else shown(entries), Message("a section of assumptions")
            )
    return sections


def _entries(document: Document, section: str, entries: dict[str, Any], known: set[str]) -> dict[str, Assumption]:
    parsed = {}
    for name, entry in entries.items():
        if name not in known:
            strict_yaml.unknown(document, (section, name), sorted(known))
            continue
        assumption = _entry(document, (section, name), entry)
        if assumption:
            parsed[name] = assumption
    return parsed


def _entry(document: Document, path: Path_, entry: Any) -> Assumption | None:
    """Check one assumption: its values against their unit and range, then its fields. One mistake gets one message."""
    before = len(document.problems)
    told = _check_values(document, path, entry) if isinstance(entry, dict) else set()
    assumption = validated(document, path, Assumption, entry, told=lambda place: place[:1] in told or place[:3] in told)
    return assumption if len(document.problems) == before else None


def _check_values(document: Document, path: Path_, entry: dict[str, Any]) -> set[Path_]:
    """Check value, low and high against unit and order. Returns the places within the entry that got a message."""
    unit = UNITS.get(str(entry.get("unit")))
    if unit is None:
        if entry.get("unit") is None:
            return set()
        strict_yaml.unknown_value(document, (*path, "unit"), entry["unit"], list(UNITS))
        return {("unit",)}
    if not unit_fits(str(path[-1]), unit):
        allowed = Message("a unit of the kind this key is counted in")
        document.add((*path, "unit"), shown(entry["unit"]), allowed)
        return {("unit",), ("value",), ("low",), ("high",)}
    choices = entry.get("choices")
    places: dict[Path_, Any] = {(name,): entry.get(name) for name in ("value", "low", "high")}
    for number, choice in enumerate(choices if isinstance(choices, list) else []):
        if isinstance(choice, dict):
            places[("choices", number, "value")] = choice.get("value")
    told = {
        place
        for place, value in places.items()
        if value is not None and not _check_value(document, (*path, *place), unit, value)
    }
    if not told & {("value",), ("low",), ("high",)}:
        _check_range(document, path, unit, entry)
    return told


def unit_fits(name: str, unit: Unit) -> bool:
    """Return whether a key's name and its unit speak of the same kind of thing: words, lists, time, or numbers."""
    if name in WORDS or unit.options:
        return WORDS.get(name) == unit.name
    for endings, kind in KINDS_OF_NAMES.items():
        if name.endswith(endings) or unit.name == kind:
            return name.endswith(endings) and unit.name == kind
    return True


def _check_value(document: Document, path: Path_, unit: Unit, value: Any) -> bool:
    allowed = unit.refuses(value)
    if allowed:
        document.add(path, shown(value), allowed, unit.advice(value))
    return not allowed


def _check_range(document: Document, path: Path_, unit: Unit, entry: dict[str, Any]) -> None:
    low, value, high = (entry.get(name) for name in ("low", "value", "high"))
    if (unit.steps or unit.options) and not (low is None and high is None):
        document.add(path, Message("low and high"), Message("no range: lists and words have none"))
    elif (low is None) != (high is None):
        document.add(path, Message("low without high, or high without low"), Message("both or neither"))
    elif low is None or high is None:
        if entry.get("kind") == "uncertain" and not unit.steps:
            document.add(path, Message("no low and high"), Message("an uncertain number with its plausible range"))
    elif not (_is_number(low) and _is_number(high)):
        return  # told as a field of the wrong kind
    elif low > high:
        document.add((*path, "low"), shown(low), Message("at most high, {high}", {"high": high}))
    elif _is_number(value) and not low <= value <= high:
        allowed = Message("{low} … {high} {unit}", {"low": low, "high": high, "unit": unit.name})
        document.add((*path, "value"), shown(value), allowed, Message("widen the range or correct the value"))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _check_missing(
    document: Document, sections: Mapping[str, Any], needs: Mapping[str, set[str]], also_read: set[str]
) -> None:
    common = sections.get(COMMON, {})
    for name in sorted(also_read - set(common)):
        document.add((COMMON, name), Message("nothing"), Message("an assumption: measures need it"))
    for concept, keys in needs.items():
        own = sections.get(concept, {})
        for name in sorted(set(own) & set(common)):
            document.add((concept, name), Message("the key under common too"), Message("a key in one of the two"))
        if concept in sections:
            for name in sorted(keys - set(own) - set(common)):
                document.add((concept, name), Message("nothing"), Message("an assumption: the concept's lines need it"))


def _check_shares(document: Document, parsed: Mapping[str, Mapping[str, Assumption]]) -> None:
    for section, entries in parsed.items():
        for first, second in SHARES_OF_ONE:
            together = shares_together({name: each.value for name, each in entries.items()}, first, second)
            if together > 1:
                advice = Message("lower one of them")
                allowed = Message("{first} and {second} at most 1 together", {"first": first, "second": second})
                document.add((section, second, "value"), shown(together), allowed, advice)


def shares_together(values: Mapping[str, Any], first: str, second: str) -> float:
    """Return the sum of two shares of one whole, 0 where one of them is missing."""
    if first not in values or second not in values:
        return 0.0
    return float(values[first]) + float(values[second])

"""A scenario: the base assumptions and a patch, "section.key" → value. What differs from base can always be listed.

A patch may go outside an assumption's plausible range, with a warning, but never outside what its unit allows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from models import strict_yaml
from models.assumptions import SHARES_OF_ONE, Assumptions, shares_together
from models.presets import Preset
from models.problems import InputError, Message, Problem, plain, shown


class Difference(NamedTuple):
    """A value that is not the base's."""

    key: str
    base: Any
    value: Any


class Notice(NamedTuple):
    """Something that is allowed but deserves a second look."""

    key: str
    message: Message

    def __str__(self) -> str:
        return f"{self.key}: {self.message}"


def _differing(base: Assumptions, values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value != base[key].value}


@dataclass(frozen=True)
class Scenario:
    """Base and patch. The patch is valid; values equal to the base's are not in it.

    presets: concept → the preset chosen for it. What they change is in the patch, unless the reader changed it again.
    """

    base: Assumptions
    patch: Mapping[str, Any]
    presets: Mapping[str, Preset] = field(default_factory=dict)

    @classmethod
    def of(cls, base: Assumptions, presets: Mapping[str, Preset]) -> Scenario:
        """Return the scenario of the presets (concept → preset) and nothing else."""
        changes = {key: value for each in presets.values() for key, value in each.change.items()}
        return cls(base, _differing(base, changes), presets)

    @cached_property
    def assumptions(self) -> Assumptions:
        """The assumptions with the patch laid on."""
        return self.base.with_values(self.patch)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What differs from base, in the file's order."""
        return tuple(Difference(key, self.base[key].value, self.patch[key]) for key in self.base if key in self.patch)

    def value(self, key: str) -> Any:
        """Return the value of "section.key" in this scenario."""
        return self.patch.get(key, self.base[key].value)

    def start(self, key: str) -> Any:
        """Return the value of "section.key" as the chosen presets have it: where the reader's own changes begin."""
        for each in self.presets.values():
            if key in each.change:
                return each.change[key]
        return self.base[key].value

    @property
    def own(self) -> tuple[Difference, ...]:
        """What the reader has changed beside the presets: from the preset's value, in the file's order."""
        pairs = ((key, self.start(key), self.value(key)) for key in self.base)
        return tuple(Difference(key, start, value) for key, start, value in pairs if value != start)

    def with_value(self, key: str, value: Any) -> Scenario:
        """Return the scenario with one value changed; the value must be valid."""
        return self.with_values({key: value})

    def with_values(self, values: Mapping[str, Any]) -> Scenario:
        """Return the scenario with some values changed; the values must be valid."""
        return replace(self, patch=_differing(self.base, {**self.patch, **values}))

    def with_preset(self, concept: str, preset: Preset) -> Scenario:
        """Return the scenario with another preset for a concept; own changes stay, but where the preset decides."""
        kept = {each.key: each.value for each in self.own if each.key not in preset.change}
        return Scenario.of(self.base, {**self.presets, concept: preset}).with_values(kept)

    def warnings(self) -> tuple[Notice, ...]:
        """Return what is allowed but deserves a second look."""
        return (*self._outside(), *self._rules(), *self._shares(), *self._loan())

    def _outside(self) -> Iterable[Notice]:
        for key, value in self.patch.items():
            entry = self.base[key]
            if entry.kind != "rule" and entry.outside(value):
                values = {"value": value, "low": entry.low, "high": entry.high, "unit": entry.unit}
                yield Notice(key, Message("{value} is outside the plausible range {low} … {high} {unit}", values))

    def _rules(self) -> Iterable[Notice]:
        for each in self.differences:
            if self.base[each.key].kind == "rule":
                values = {"value": each.value, "base": each.base, "unit": self.base[each.key].unit}
                sentence = Message(
                    "{value} is used instead of {base}, which is a fixed rule of the calculation", values
                )
                yield Notice(each.key, sentence)

    def _shares(self) -> Iterable[Notice]:
        for section, entries in self.assumptions.sections.items():
            values = {name: each.value for name, each in entries.items()}
            for first, second in SHARES_OF_ONE:
                together = shares_together(values, first, second)
                if together > 1:
                    names = {"first": first, "second": second, "sum": together, "unit": "fraction"}
                    sentence = Message(
                        "{first} and {second} come to {sum}, so both are scaled down to 1 together", names
                    )
                    yield Notice(f"{section}.{second}", sentence)

    def _loan(self) -> Iterable[Notice]:
        horizon = "common.horizon_years"
        for key in (f"{section}.loan_years" for section in self.base.sections):
            if key in self.patch and self.value(key) > self.value(horizon):
                values = {"years": self.value(key), "horizon": self.value(horizon)}
                yield Notice(
                    key,
                    Message("{years} years is longer than the {horizon} analysed; what is left counts as debt", values),
                )


def read_patch(
    base: Assumptions, pairs: Iterable[tuple[str, str]], presets: Mapping[str, Preset] | None = None
) -> tuple[Scenario, tuple[Problem, ...]]:
    """Lay "section.key" and YAML text pairs on base and presets; what cannot be used is left out and told.

    Returns the scenario of all that is valid, and the problems of the rest.
    """
    scenario = Scenario.of(base, presets or {})
    problems: list[Problem] = []
    for key, text in pairs:
        try:
            scenario = scenario.with_value(key, read_value(base, key, text))
        except InputError as error:
            problems.extend(error.problems)
    return scenario, tuple(problems)


def read_value(base: Assumptions, key: str, text: str) -> Any:
    """Read one value for a key. Raises InputError if key or value is not valid."""
    if key not in base:
        return base.fit(key, text)
    try:
        value = strict_yaml.parse_value(text)
    except InputError as error:
        problem = error.problems[0]
        raise InputError([Problem(key, shown(text), problem.allowed, problem.advice)]) from None
    return base.fit(key, value, shown(text))


def written(value: Any) -> str:
    """Return a value as it is written in an address or after --set, so that `read_value` gives it back."""
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(written(each) for each in value) + "]"
    return np.format_float_positional(value, trim="-") if isinstance(value, float) else plain(value)

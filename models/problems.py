"""What is wrong with a number someone gave us, said so that it can be put right.

A message is a template and its values, so that the screen can say it in its own language; `str()` says it in English.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import numpy as np

LONGEST_FOUND = 60
CLOSE = 0.75  # how alike two names must be for one to be suggested


@dataclass(frozen=True)
class Message:
    """A sentence with numbers or words to put in."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**{name: plain(value) for name, value in self.values.items()})


@dataclass(frozen=True)
class Problem:
    """One thing to put right: where, which key, what was found, what is allowed, and what to do."""

    key: str
    found: Message | str  # a message in words, or the value itself as `shown`
    allowed: Message
    advice: Message | None = None
    file: str = ""
    line: int | None = None

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line) if part)
        parts = [f"found {self.found}" if str(self.found) else "", f"allowed: {self.allowed}", str(self.advice or "")]
        return ": ".join(part for part in (where, self.key, "; ".join(part for part in parts if part)) if part)


class InputError(Exception):
    """The input cannot be used; `problems` says why, all at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(each) for each in self.problems))


def plain(value: Any) -> str:
    """Return a value the way it is written in YAML."""
    if isinstance(value, float):
        return np.format_float_positional(value, precision=12, fractional=False, trim="-")
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(plain(each) for each in value) + "]"
    return str(value)


def shown(value: Any) -> str:
    """Return what was found, short and without characters that could disturb a screen or a terminal."""
    text = f'"{value}"' if isinstance(value, str) else plain(value)
    text = "".join(character if character.isprintable() else "�" for character in text[: LONGEST_FOUND + 1])
    return text if len(text) <= LONGEST_FOUND else text[: LONGEST_FOUND - 1] + "…"


def nearest(name: str, known: Iterable[str]) -> Message | None:
    """Return the advice "did you mean …?", or None if nothing is near."""
    near = get_close_matches(name[:LONGEST_FOUND], list(known), 1, CLOSE)
    return Message("did you mean {name}?", {"name": near[0]}) if near else None

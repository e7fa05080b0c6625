"""Reads `uncertainty.yaml` and checks it, all at once: how many draws, the seed, ramps, and what varies together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field

from models import strict_yaml
from models.assumptions import Assumptions
from models.problems import InputError, Message, nearest, shown
from models.schema import Frozen, Line, Number, Words, validated
from models.strict_yaml import Document, Path_

MOST_DRAWS = 100_000
LARGEST_SEED = 2**32 - 1
MOST_THEMES = 20


class Ramps(Frozen):
    """How lists over operating years are drawn: from low to high times what is missing up to full operation."""

    low: Number
    high: Number
    source: Words


class Theme(Frozen):
    """Assumptions that vary together. correlation: of any two of them, as normal scores; against: the other way."""

    title: Words
    correlation: Number
    source: Words
    together: tuple[Line, ...]
    against: tuple[Line, ...] = ()

    def sign(self, key: str) -> int:
        """Return 1 for a key that goes with the theme, −1 for one against it, 0 for one that is not in it."""
        return int(key in self.together) - int(key in self.against)


class _File(Frozen):
    draws: Any
    seed: Any
    ramps: Any
    themes: dict[str, Any] = Field(default_factory=dict)


class Uncertainty(Frozen):
    """How the uncertain is drawn. ramps: None leaves lists as they are."""

    draws: int
    seed: int
    ramps: Ramps | None
    themes: Mapping[str, Theme]

    def theme_of(self, key: str) -> str | None:
        """Return the theme "section.key" varies with, None if it varies by itself."""
        return next((id for id, each in self.themes.items() if each.sign(key)), None)

    def with_seed(self, seed: int) -> Uncertainty:
        """Return the same with another seed."""
        return self.model_copy(update={"seed": seed})

    def __hash__(self) -> int:
        return hash((self.draws, self.seed, self.ramps, frozenset(self.themes.items())))


INDEPENDENT = Uncertainty(draws=1, seed=0, ramps=None, themes={})  # everything by itself, lists as they are


def load(path: Path | str, base: Assumptions) -> Uncertainty:
    """Read and check a file against the assumptions.

    Raises InputError with every problem found, FileNotFoundError if there is no file.
    """
    return check(strict_yaml.read(path), base)


def check(document: Document, base: Assumptions) -> Uncertainty:
    """Check a parsed file; see `load`."""
    file = validated(document, (), _File, document.data)
    if file is None:
        raise InputError(document.problems)
    draws = _whole(document, ("draws",), file.draws, 1, MOST_DRAWS)
    seed = _whole(document, ("seed",), file.seed, 0, LARGEST_SEED)
    ramps = validated(document, ("ramps",), Ramps, file.ramps)
    if ramps is not None:
        _check_ramps(document, ramps)
    if len(file.themes) > MOST_THEMES:
        document.add(("themes",), shown(len(file.themes)), Message("at most {count}", {"count": MOST_THEMES}))
    themes = {id: validated(document, ("themes", id), Theme, each) for id, each in file.themes.items()}
    found = {id: each for id, each in themes.items() if each is not None}
    _check_themes(document, found, base)
    if document.problems:
        raise InputError(sorted(document.problems, key=lambda each: each.line or 0))
    return Uncertainty(draws=draws, seed=seed, ramps=ramps, themes=found)


def _whole(document: Document, path: Path_, value: Any, low: int, high: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        found = Message("nothing") if value is None else shown(value)
        document.add(path, found, Message("a whole number from {low} to {high}", {"low": low, "high": high}))
        return low
    return value


def _check_ramps(document: Document, ramps: Ramps) -> None:
    for name, low, high in (("low", 0, 1), ("high", 1, 10)):
        value = getattr(ramps, name)
        if not low <= value <= high:
            allowed = Message("a plain number from {low} to {high}", {"low": low, "high": high})
            document.add(("ramps", name), shown(value), allowed)


def _check_themes(document: Document, themes: Mapping[str, Theme], base: Assumptions) -> None:
    """Note correlations outside 0-1, keys that are not drawn, and keys that stand in more than one place."""
    seen: set[str] = set()
    for id, theme in themes.items():
        if not 0 <= theme.correlation <= 1:
            allowed = Message("a plain number from {low} to {high}", {"low": 0, "high": 1})
            document.add(("themes", id, "correlation"), shown(theme.correlation), allowed)
        for side in ("together", "against"):
            for number, key in enumerate(getattr(theme, side)):
                path = ("themes", id, side, number)
                if key not in base:
                    document.add(path, shown(key), Message("a known key"), nearest(key, base.keys))
                elif base[key].kind != "uncertain":
                    document.add(path, shown(key), Message("an assumption of kind uncertain: nothing else is drawn"))
                elif key in seen:
                    document.add(path, shown(key), Message("a key that stands in no other theme, and once"))
                seen.add(key)

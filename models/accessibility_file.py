"""Reads `accessibility.yaml` and checks it, all at once: known shortcomings, how it was tested, and what was not."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, Strict

from models import strict_yaml
from models.problems import InputError, Message, shown
from models.schema import Frozen, Line, Words, validated
from models.strict_yaml import Document

_NUMBER = re.compile(r"[1-4]\.[1-9]\.[1-9][0-9]?")
_RULE = re.compile(r"[a-z][a-z0-9-]+")


class Criterion(Frozen):
    """A success criterion of WCAG: its number and its name."""

    number: Line
    name: Words


class Rule(Frozen):
    """What axe-core finds of a shortcoming: its rule, and which elements (a CSS selector)."""

    rule: Line
    where: Line


class Shortcoming(Frozen):
    """Something that does not hold. what: what one meets; instead: what to do.

    criterion: None where it is good practice and no demand of WCAG; axe: None where no rule of axe-core finds it.
    """

    whose: Literal["ours", "streamlit", "plotly"]
    what: Words
    instead: Words
    criterion: Criterion | None = None
    axe: Rule | None = None


class Trial(Frozen):
    """How something was tested: when, what, and with what."""

    on: Annotated[date, Strict()] = Field(alias="date")
    what: Words
    tool: Words


class Accessibility(Frozen):
    """What is known of who is left out."""

    holds: tuple[Words, ...]
    shortcomings: dict[Line, Shortcoming]
    tested: tuple[Trial, ...]
    not_tested: tuple[Words, ...]
    contact: Words

    @property
    def deviations(self) -> dict[str, Shortcoming]:
        """The shortcomings that are deviations from WCAG."""
        return {id: each for id, each in self.shortcomings.items() if each.criterion}

    @property
    def rules(self) -> dict[str, str]:
        """The rules of axe-core that find something known: rule → which elements."""
        return {each.axe.rule: each.axe.where for each in self.shortcomings.values() if each.axe}

    @property
    def last_tested(self) -> date:
        """When it was last tested."""
        return max(each.on for each in self.tested)


def load(path: Path | str) -> Accessibility:
    """Read and check a file.

    Raises InputError with every problem found, FileNotFoundError if there is no file.
    """
    return check(strict_yaml.read(path))


def check(document: Document) -> Accessibility:
    """Check a parsed file; see `load`."""
    file = validated(document, (), Accessibility, document.data)
    if file is not None:
        _check_entries(document, file)
    if file is None or document.problems:
        raise InputError(sorted(document.problems, key=lambda each: each.line or 0))
    return file


def _check_entries(document: Document, file: Accessibility) -> None:
    """Note numbers that are no criterion's, rules that cannot be axe's, and lists with nothing in them."""
    for id, each in file.shortcomings.items():
        path = ("shortcomings", id)
        if each.criterion and not _NUMBER.fullmatch(each.criterion.number):
            allowed = Message("the number of a criterion, such as 2.1.1")
            document.add((*path, "criterion", "number"), shown(each.criterion.number), allowed)
        if each.axe and not _RULE.fullmatch(each.axe.rule):
            document.add((*path, "axe", "rule"), shown(each.axe.rule), Message("the name of a rule of axe-core"))
    for name in ("holds", "tested", "not_tested"):
        if not getattr(file, name):
            document.add((name,), Message("nothing"), Message("a list"))

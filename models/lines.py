"""Lines of a spreadsheet, written as functions, and the resolver that runs them.

A line is a pure function: its name is the line's, its parameters name the lines and assumptions it is made from.
`Graph` orders the lines by those names, refuses what does not fit, and evaluates them. Nothing here knows about reuse.

A line may carry the name of an assumption: it then takes that assumption as its own input (`def marketing(marketing)`)
and stands in for it in every other line.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from types import ModuleType
from typing import Any


class LineError(Exception):
    """The lines do not fit together; the message says which and how."""


@dataclass(frozen=True)
class Line:
    """One line: `function` is the expression a reader sees, `compute` what is run (the same, or the same and more).

    `inputs` are the names `compute` takes, in order; `unit` is one of `models.units`; `about` is whatever the layer
    that declared the line wants to keep with it (payer and payee of a flow, say).
    """

    name: str
    unit: str
    function: Callable[..., Any]
    inputs: tuple[str, ...]
    compute: Callable[..., Any]
    about: Any = None

    @property
    def sentence(self) -> str:
        """What the line is, for a reader who is no programmer."""
        return " ".join((inspect.getdoc(self.function) or "").split())


def parameters(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names a line's function asks for, in order."""
    return tuple(inspect.signature(function).parameters)


def line(unit: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a function as a line measured in `unit`."""

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        return attach(function, Line(function.__name__, unit, function, parameters(function), function))

    return declare


def attach(function: Callable[..., Any], declared: Line) -> Callable[..., Any]:
    """Keep the line with its function, so that a module's lines can be collected."""
    function.line = declared  # type: ignore[attr-defined]
    return function


def lines_of(*modules: ModuleType) -> tuple[Line, ...]:
    """Return the lines declared in the modules, in the order they are written."""
    return tuple(
        value.line
        for module in modules
        for value in vars(module).values()
        if inspect.isfunction(value) and hasattr(value, "line") and value.__module__ == module.__name__
    )


@dataclass(frozen=True)
class Graph:
    """The lines of one concept, in an order in which each can be computed.

    Raises LineError for two lines of one name and for lines that go in a circle.
    """

    name: str
    lines: tuple[Line, ...]
    by_name: Mapping[str, Line] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_name: dict[str, Line] = {}
        for each in self.lines:
            if each.name in by_name:
                raise LineError(f"{self.name}: two lines are called `{each.name}`; rename one of them")
            by_name[each.name] = each
        object.__setattr__(self, "by_name", by_name)
        object.__setattr__(self, "lines", tuple(by_name[name] for name in self._ordered()))

    def _ordered(self) -> list[str]:
        before = {name: [i for i in self.by_name[name].inputs if self._is_line(i, name)] for name in self.by_name}
        try:
            return list(TopologicalSorter(before).static_order())
        except CycleError as error:
            circle = " → ".join(reversed(error.args[1]))
            raise LineError(f"{self.name}: these lines go in a circle: {circle}") from None

    def _is_line(self, name: str, reader: str) -> bool:
        return name in self.by_name and name != reader

    @cached_property
    def assumptions(self) -> frozenset[str]:
        """Names the lines need that no line computes: the assumptions."""
        return frozenset(i for each in self.lines for i in each.inputs if not self._is_line(i, each.name))

    def readers(self, name: str) -> tuple[str, ...]:
        """Return the lines that take the assumption `name`, or the line if there is no assumption of that name."""
        if name in self.assumptions:
            takes = [each for each in self.lines if name in each.inputs and not self._is_line(name, each.name)]
        else:
            takes = [each for each in self.lines if name in each.inputs]
        return tuple(each.name for each in takes)

    def sources(self, name: str) -> frozenset[str]:
        """Return the assumptions a line rests on, through all the lines it is made from."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            reader = waiting.pop()
            for each in self.by_name[reader].inputs:
                if self._is_line(each, reader):
                    waiting.append(each)
                else:
                    found.add(each)
        return frozenset(found)

    def check(self, known: Iterable[str]) -> None:
        """Raise LineError for the first name that is neither a line nor among the `known` assumptions."""
        known = set(known)
        for each in self.lines:
            for name in each.inputs:
                if not self._is_line(name, each.name) and name not in known:
                    near = get_close_matches(name, [*self.by_name, *known], 1)
                    hint = f"; did you mean `{near[0]}`?" if near else ""
                    raise LineError(
                        f"{self.name}.{each.name} asks for `{name}`, which is neither a line nor an assumption{hint}"
                    )

    def evaluate(self, assumptions: Mapping[str, Any]) -> dict[str, Any]:
        """Return every line's value. `assumptions`: name → number, text, or array (…, 1), lists (…, length)."""
        self.check(assumptions)
        values = dict(assumptions)
        for each in self.lines:
            values[each.name] = each.compute(*[values[name] for name in each.inputs])
        return {each.name: values[each.name] for each in self.lines}

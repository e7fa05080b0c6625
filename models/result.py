"""A concept's lines, put together once, and the result of running them: the one thing views and exports read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType, ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models import preparation, prices, settlement, timeline
from models.effects import EFFECTS
from models.ledger import ACTIVITIES, Flow, party_of
from models.lines import Graph, Line, lines_of, parameters

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Movement:
    """A flow as the scenario has it: who pays whom, for what, and how much real NOK each calendar year."""

    payer: str
    payee: str
    activity: str
    amounts: Array


@dataclass(frozen=True)
class Result:
    """Every line of one concept in one scenario (or a batch of them).

    years: calendar years (year,); lines and flows: name → (…, year), or (…, 1) for what does not vary;
    assumptions: the values that went in.
    """

    concept: str
    years: NDArray[np.int64]
    assumptions: Mapping[str, Any]
    lines: Mapping[str, Any]
    flows: Mapping[str, Movement]

    def __getitem__(self, name: str) -> Array:
        """Return a line per calendar year. Raises KeyError for a name that is no line."""
        return self.per_year(self.lines[name])

    def get(self, name: str) -> Array:
        """Return a line per calendar year, or zeros where the concept has no such line."""
        return self.per_year(self.lines.get(name, 0.0))

    def per_year(self, value: Any) -> Array:
        """Return a value or array as one number per calendar year."""
        return np.asarray(value, dtype=float) + np.zeros(len(self.years))

    def case(self, number: int) -> Result:
        """Return one case of a batch as a result of its own. A batch runs over numbers, so years and payers are one."""
        flows = {
            name: Movement(each.payer, each.payee, each.activity, _row(each.amounts, number))
            for name, each in self.flows.items()
        }
        lines = {name: _row(each, number) for name, each in self.lines.items()}
        given = {name: _number(_row(each, number)) for name, each in self.assumptions.items()}
        frozen = (MappingProxyType(each) for each in (given, lines, flows))
        return Result(self.concept, self.years, *frozen)

    @property
    def property_owner(self) -> str:
        """Who owns what is invested in."""
        return str(self.assumptions["property_owner"])

    @property
    def effects(self) -> dict[str, Array]:
        """What the concept gives each calendar year, on top of today."""
        return {name: self[name] for name in EFFECTS}

    def net(self, party: str, activities: tuple[str, ...] = ACTIVITIES) -> Array:
        """Return what a party receives less what it pays, real NOK per calendar year."""
        return self.net_of((party,), activities)

    def net_of(self, parties: tuple[str, ...], activities: tuple[str, ...] = ACTIVITIES) -> Array:
        """Return what a group receives from others less what it pays to others, real NOK per calendar year."""
        net = self.per_year(0.0)
        for each in self.flows.values():
            sign = int(each.payee in parties) - int(each.payer in parties)
            if sign and each.activity in activities:
                net = net + sign * each.amounts
        return net


def _row(value: Any, number: int) -> Any:
    """Return one case of (case, …); what has no axis of cases is the same in all of them."""
    if np.ndim(value) < 2:
        return value
    return value[number] if len(value) > 1 else value[0]


def _number(value: Any) -> Any:
    """Return an assumption that was a column as the plain number a single run has."""
    return float(value[0]) if isinstance(value, np.ndarray) and value.shape == (1,) else value


@dataclass(frozen=True)
class Concept:
    """A concept: its lines and those it shares, ready to run. `fixed` are inputs that no file or lever changes."""

    id: str
    name: str
    graph: Graph
    fixed: Mapping[str, Any]

    @property
    def assumptions(self) -> frozenset[str]:
        """The keys that have to stand in the file, in the concept's section or under common."""
        return self.graph.assumptions - set(self.fixed)

    def evaluate(self, values: Mapping[str, Any]) -> Result:
        """Run the lines. values: key → number, text, (cases, 1) or list (length,) or (cases, length)."""
        given = {**values, **self.fixed}
        lines = self.graph.evaluate(given)
        years = int(given["start_year"]) + np.arange(lines["year"].shape[-1])
        movements = (self._movement(each, given, lines, len(years)) for each in self.graph.lines)
        flows = {each.name: movement for each, movement in zip(self.graph.lines, movements, strict=True) if movement}
        frozen = (MappingProxyType(each) for each in (given, lines, flows))
        return Result(self.id, years, *frozen)

    def per_operating_year(self, result: Result, name: str) -> Array:
        """Return a flow of this concept as its own expression gives it: per operating year, before growth."""
        function = self.graph.by_name[name].function
        return np.asarray(function(*(self.input_of(result, each, name) for each in parameters(function))), dtype=float)

    def __hash__(self) -> int:
        return hash(self.id)

    @staticmethod
    def input_of(result: Result, name: str, reader: str) -> Any:
        """Return what a line gets for a parameter; its own name means the assumption."""
        return result.lines[name] if name in result.lines and name != reader else result.assumptions[name]

    def _movement(self, line: Line, given: Mapping[str, Any], lines: Mapping[str, Any], years: int) -> Movement | None:
        """Return a flow as the scenario has it, None for a line that is no flow or goes from a party to itself."""
        if not isinstance(line.about, Flow):
            return None
        payer, payee = (party_of(role, given["property_owner"]) for role in (line.about.payer, line.about.payee))
        amounts = np.asarray(lines[line.name], dtype=float) + np.zeros(years)
        return Movement(payer, payee, line.about.activity, amounts) if payer != payee else None


def concept(id: str, name: str, *modules: ModuleType, fixed: Mapping[str, Any] | None = None) -> Concept:
    """Put a concept together from its own module and those it shares; time, prices and settlement all have."""
    lines = lines_of(timeline, prices, preparation, *modules)
    flows = tuple(each for each in lines if isinstance(each.about, Flow))
    lines += (settlement.operator_result(flows), *lines_of(settlement))
    return Concept(id, name, Graph(id, lines), MappingProxyType(dict(fixed or {})))

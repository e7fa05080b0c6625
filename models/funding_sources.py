"""Where money may come from: what each source may lawfully carry, with its reference, and what that is in a scenario.

The rules stand in `funding_sources.yaml`. Information for a talk with a lawyer, not advice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from models import strict_yaml
from models.financing import cost_flows
from models.ledger import PARTIES
from models.measures import present_value
from models.problems import InputError, Message, nearest, shown
from models.result import Result
from models.schema import Frozen, Line, Words, validated
from models.strict_yaml import Document


class Note(Frozen):
    """A rule with its reference, and whether it was found at the authority or told by others."""

    rule: Words
    reference: Words
    checked: Literal["checked", "second-hand", "unchecked"]


class Source(Note):
    """Where money may come from.

    pays: the parties whose whole net outlay it is, and the flows that are this money; owner: who has to own what is
    built for the source to be open at all.
    """

    label: Words
    pays: tuple[Line, ...]
    owner: Line | None = None


BLOCKS = {"sources": Source, "notes": Note}


@dataclass(frozen=True)
class FundingSources:
    """The sources by id; concept → cost line → the sources that may carry it; and notes by id."""

    sources: Mapping[str, Source]
    costs: Mapping[str, Mapping[str, tuple[str, ...]]]
    notes: Mapping[str, Note]


def load(path: Path | str, lines: Mapping[str, Iterable[str]]) -> FundingSources:
    """Read and check a file. lines: concept → the names of its lines.

    Raises InputError with every problem found, FileNotFoundError if there is no file.
    """
    return check(strict_yaml.read(path), lines)


def check(document: Document, lines: Mapping[str, Iterable[str]]) -> FundingSources:
    """Check a parsed file; see `load`. What the costs name is looked at once there are sources."""
    data = document.data if isinstance(document.data, dict) else {}
    names = ("sources", "costs", "notes")
    for name in data:
        if name not in names:
            strict_yaml.unknown(document, (name,), list(names))
    blocks = {name: _block(document, data, name) for name in names}
    sources, notes = (_entries(document, blocks[name], name, model) for name, model in BLOCKS.items())
    _check_pays(document, sources, lines)
    for name in blocks["costs"]:
        if name not in lines:
            strict_yaml.unknown(document, ("costs", name), list(lines))
    costs = {
        concept: _costs(
            document, _block(document, blocks["costs"], concept, "costs"), concept, each, [*blocks["sources"]]
        )
        for concept, each in lines.items()
        if isinstance(data.get("costs"), dict)
    }
    if document.problems:
        raise InputError(sorted(document.problems, key=lambda each: each.line or 0))
    return FundingSources(sources, costs, notes)


def _block(document: Document, data: Mapping[str, Any], name: str, *above: str) -> dict[str, Any]:
    block = data.get(name)
    if isinstance(block, dict):
        return block
    document.add((*above, name), Message("nothing") if block is None else shown(block), Message("an indented block"))
    return {}


def _entries(document: Document, block: Mapping[str, Any], name: str, model: Any) -> dict[str, Any]:
    entries = {id: validated(document, (name, id), model, entry) for id, entry in block.items()}
    return {id: each for id, each in entries.items() if each is not None}


def _check_pays(document: Document, sources: Mapping[str, Source], lines: Mapping[str, Iterable[str]]) -> None:
    known = [*PARTIES, *{name: None for each in lines.values() for name in each}]
    for id, source in sources.items():
        for number, name in enumerate(source.pays):
            if name not in known:
                path = ("sources", id, "pays", number)
                document.add(path, shown(name), Message("a party, or a flow of a concept"), nearest(name, known))


def _costs(
    document: Document, entries: dict[str, Any], concept: str, lines: Iterable[str], sources: list[str]
) -> dict[str, tuple[str, ...]]:
    known = list(lines)
    for name, carriers in entries.items() if sources else ():
        path = ("costs", concept, name)
        if name not in known:
            document.add(path, Message("an unknown key"), Message("a line of the concept"), nearest(name, known))
        wrong = (
            [each for each in carriers if not isinstance(each, str) or each not in sources]
            if isinstance(carriers, list)
            else [carriers]
        )
        for each in wrong:
            strict_yaml.unknown_value(document, path, each, list(sources))
    return {name: tuple(carriers) for name, carriers in entries.items() if isinstance(carriers, list)}


@dataclass(frozen=True)
class Carried:
    """What a source could carry, what it pays in the scenario, and what others must carry at least. PV, real NOK."""

    may_carry: float
    pays: float
    left_for_others: float


def cost_lines(result: Result, rules: FundingSources) -> dict[str, float]:
    """Return the present value of each cost line; lines nobody has said who may pay are not in it."""
    return {name: _amount(result, name) for name in rules.costs[result.concept]}


def unlisted(result: Result, rules: FundingSources) -> float:
    """Return the present value of costs that no listed line stands for: nothing, if the file is complete."""
    out = sum(
        float(present_value(result, each.amounts))
        for each in cost_flows(result).values()
        if each.activity != "financing"
    )
    return out - sum(cost_lines(result, rules).values())


def carried(result: Result, rules: FundingSources) -> dict[str, Carried]:
    """Return for each source what it could carry, what it pays, and what is left for others."""
    amounts = cost_lines(result, rules)
    listed = rules.costs[result.concept]
    everything = sum(amounts.values()) + unlisted(result, rules)
    found = {}
    for id, source in rules.sources.items():
        closed = source.owner is not None and source.owner != result.property_owner
        may = 0.0 if closed else sum(amount for name, amount in amounts.items() if id in listed[name])
        found[id] = Carried(may, 0.0 if closed else _paid(result, source), everything - may)
    return found


def _amount(result: Result, name: str) -> float:
    """Return the present value of a cost line; a flow within the project, such as rent to the owner, is no cost."""
    flow = result.flows.get(name)
    if flow is not None:
        return float(present_value(result, flow.amounts)) if name in cost_flows(result) else 0.0
    return float(present_value(result, result[name]))


def _paid(result: Result, source: Source) -> float:
    flows = (result.flows[name] for name in source.pays if name in result.flows)
    parties = (-result.net(party) for party in source.pays if party in PARTIES)
    return sum(float(present_value(result, each)) for each in (*(flow.amounts for flow in flows), *parties))


def beyond_the_fee(result: Result, rules: FundingSources) -> float:
    """Return what BIR pays beyond what the waste fee may carry, present value, real NOK; at least nothing."""
    paid = -float(present_value(result, result.net("bir")))
    fee = carried(result, rules).get("waste_fee")
    return max(0.0, paid - fee.may_carry) if fee else 0.0

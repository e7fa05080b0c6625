"""Why a number is so: the sentence, formula and inputs of a line, read from the line itself."""

from __future__ import annotations

import ast
import inspect
import textwrap
from dataclasses import dataclass
from typing import Any

from models.ledger import Balance, Effect, Flow
from models.lines import Line


@dataclass(frozen=True)
class Explanation:
    """A line in words: `formula` is its expression, `finish` how the ledger completes it, `inputs` their names."""

    name: str
    sentence: str
    unit: str
    formula: str
    finish: tuple[str, ...]
    inputs: tuple[str, ...]


def explain(line: Line, property_owner: str = "municipality") -> Explanation:
    """Explain a line. The owner decides which flows count in a balance."""
    return Explanation(
        line.name, line.sentence, line.unit, formula(line, property_owner), _finish(line.about), line.inputs
    )


def formula(line: Line, property_owner: str = "municipality") -> str:
    """Return the expression of a line as it is written in the code, local names first."""
    if isinstance(line.about, Balance):
        terms = zip(line.about.signs(property_owner), line.about.flows, strict=True)
        return " ".join(f"{'+' if sign > 0 else '-'} {flow.name}" for sign, flow in terms if sign).removeprefix("+ ")
    return "; ".join(ast.unparse(each) for each in _statements(line.function)).replace("return ", "", 1)


def _statements(function: Any) -> list[ast.stmt]:
    """Return the function's statements without the docstring; only the last one is a return."""
    definition = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(definition, ast.FunctionDef)
    return definition.body[1:]


def _finish(about: Any) -> tuple[str, ...]:
    steps: list[str] = []
    if isinstance(about, Effect) or (isinstance(about, Flow) and about.by == "operating year"):
        steps.append("moved from operating years to calendar years by the opening")
    if isinstance(about, Flow) and about.growth:
        steps.append(f"multiplied by {about.growth}_index")
    return tuple(steps)

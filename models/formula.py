"""Why a line is what it is in a year: its formula as a tree in which every part knows its value.

In: a concept, a result of one case, a line, a calendar year. Out: the steps from the line's own expression to its
number. The tree is the line's syntax tree, local names put in, and the value of each part is that part run by the
model's own operators over all years; so evaluating what is shown gives the line, and the model is written once.

An expression per operating year is read in the operating years that fall in the calendar year, which the move of
`models.operators.to_calendar` then weighs. Operating years are counted from 1, as readers do.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import math
import operator
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any, Literal, NamedTuple

import numpy as np

from models.ledger import Balance, Effect, Flow
from models.lines import Line, LineError, parameters
from models.result import Concept, Result

Value = float | str | tuple[float, ...]
Kind = Literal["expression", "calendar", "growth", "balance"]

# Calls that can be worked out from their arguments in one year; any other reads whole rows and knows its value itself.
ELEMENTARY = frozenset(("minimum", "maximum", "clip", "where", "ceil", "exp", "ratio", "compound", "level_payment"))


# --- What a formula is made of --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Name:
    """A line or assumption the formula reads; `value` is in its own unit, and a list is all of it."""

    name: str
    value: Value
    is_line: bool


@dataclass(frozen=True)
class Amount:
    """What the step before gave of the line itself: in operating year `year`, or in the calendar year if None."""

    name: str
    value: float
    year: int | None


@dataclass(frozen=True)
class Constant:
    """A number, or a word such as operator."""

    value: Value


@dataclass(frozen=True)
class Operation:
    """Two parts joined by one of + − · / ^ = ≠ < ≤ > ≥ and; what is true counts 1, what is false 0."""

    symbol: str
    left: Node
    right: Node
    value: Value


@dataclass(frozen=True)
class Negation:
    """Minus a part."""

    of: Node
    value: Value


@dataclass(frozen=True)
class Call:
    """One of `models.operators` (or of numpy, or `fraction`: what comes after the point) and what it is given.

    keywords: one per argument, "" for those given by place. whole: it reads whole rows, so its value here cannot be
    worked out from the values of its arguments here.
    """

    function: str
    arguments: tuple[Node, ...]
    keywords: tuple[str, ...]
    value: Value
    whole: bool


Node = Name | Amount | Constant | Operation | Negation | Call


class Step(NamedTuple):
    """One step; `value` is what it gives, in the line's unit. year: the operating year from 1, None in calendar years.

    expression: the line's own formula; calendar: the move by the opening; growth: times an index; balance: a sum.
    """

    kind: Kind
    node: Node
    value: float
    year: int | None


class Input(NamedTuple):
    """What a formula reads, with its value where it is first read; a list is all of it."""

    name: str
    is_line: bool
    value: Value


class Explained(NamedTuple):
    """A line in a calendar year: its value, the steps that lead to it, and what they read, in order of first mention.

    The last step gives the value. Before the opening a line per operating year is 0, and its expression is not read.
    """

    line: Line
    year: int
    value: float
    steps: tuple[Step, ...]
    inputs: tuple[Input, ...]


# --- The steps of a line --------------------------------------------------------------------------------------------

# What decides a step without standing in it: the opening which operating years count, the owner which flows do.
_DECIDES = {"calendar": "opening", "balance": "property_owner"}


@dataclass(frozen=True)
class _Scope:
    """What a line's names stand for, over all years: its inputs, and the names of the module it is written in."""

    inputs: Mapping[str, Any]
    lines: frozenset[str]
    module: Mapping[str, Any]

    def name(self, name: str, position: int) -> Name:
        return Name(name, _at(self.inputs[name], position, whole_list=name not in self.lines), name in self.lines)


def explained(concept: Concept, result: Result, name: str, year: int) -> Explained:
    """Return how a line comes to its value in a calendar year of a result of one case.

    Raises KeyError for a name that is no line of the concept, ValueError for a year outside the analysis.
    """
    line = concept.graph.by_name[name]
    first, last = int(result.years[0]), int(result.years[-1])
    if not first <= year <= last:
        raise ValueError(f"{concept.id}.{name}: the year {year} is outside {first} … {last}; choose one of these")
    position = year - first
    scope = _scope(concept, result, line)
    steps = tuple(_steps(line, scope, position))
    inputs: dict[str, Input] = {}
    for each in _read(steps, scope, position):
        inputs.setdefault(each.name, Input(each.name, each.is_line, each.value))
    return Explained(line, year, float(result[name][position]), steps, tuple(inputs.values()))


def is_per_operating_year(concept: Concept, result: Result, name: str) -> bool:
    """Return whether a line's values are per operating year: what flows and effects per operating year are made from.

    A finished flow or effect is per calendar year, and so is what is made from it; what does not vary has no years.
    """
    return varies(result, name) and name in _operating(concept.graph.lines)


def varies(result: Result, name: str) -> bool:
    """Return whether a line has a value for each year, and not one for all."""
    return np.ndim(result.lines[name]) > 0 and np.shape(result.lines[name])[-1] > 1


@cache
def _operating(lines: tuple[Line, ...]) -> frozenset[str]:
    plain = {each.name: each for each in lines if each.about is None}
    moved = [each for each in lines if _is_moved(each)]
    found, waiting = set[str](), [name for each in moved for name in parameters(each.function)]
    while waiting:  # what goes into them
        name = waiting.pop()
        if name in plain and name not in found and name != "year":
            found.add(name)
            waiting += plain[name].inputs
    for each in lines:  # and what is made from that, in the order of the lines
        if each.name in plain and set(each.inputs) & found and "to_calendar" not in each.function.__code__.co_names:
            found.add(each.name)
    return frozenset(found)


def _is_moved(line: Line) -> bool:
    return isinstance(line.about, Effect) or (isinstance(line.about, Flow) and line.about.by == "operating year")


def _scope(concept: Concept, result: Result, line: Line) -> _Scope:
    inputs = {each: concept.input_of(result, each, line.name) for each in line.inputs}
    lines = frozenset(each for each in inputs if each in result.lines and each != line.name)
    return _Scope(inputs, lines, line.function.__globals__)


def _steps(line: Line, scope: _Scope, position: int) -> Iterator[Step]:
    if isinstance(line.about, Balance):
        node = _balance(line.about, scope, position)
        yield Step("balance", node, _number(node), None)
        return
    steps = _moved(line, scope, position) if _is_moved(line) else [_expression(line, scope, position, None)]
    yield from steps
    if isinstance(line.about, Flow) and line.about.growth:
        amount = Amount(line.name, steps[-1].value, None)
        grown = _joined("·", amount, scope.name(line.inputs[-1], position))
        yield Step("growth", grown, _number(grown), None)


def _expression(line: Line, scope: _Scope, position: int, year: int | None) -> Step:
    node, _ = _node(_tree(line.function), scope, position)
    return Step("expression", node, _number(node), year)


def _moved(line: Line, scope: _Scope, position: int) -> list[Step]:
    """Return the expression in the operating years that count, and their move to the calendar year.

    With n = floor(opening) and f = opening − n: (1 − f)·x[t − n] + f·x[t − n − 1]; what lies before the opening, and
    the second where f = 0, is left out.
    """
    opening = scope.name("opening", position)
    whole = math.floor(_number(opening))
    part = Call("fraction", (opening,), ("",), _number(opening) - whole, whole=True)
    counting = [each for each in (position - whole, position - whole - 1) if each >= 0][: 2 if part.value else 1]
    steps = [_expression(line, scope, each, each + 1) for each in counting]
    amounts = [Amount(line.name, each.value, each.year) for each in steps]
    weights: list[Node] = [_joined("−", Constant(1.0), part), part]
    terms = [_joined("·", *pair) for pair in zip(weights, amounts, strict=False)] if part.value else amounts
    node = reduce(lambda left, right: _joined("+", left, right), terms) if terms else Constant(0.0)
    return [*steps, Step("calendar", node, _number(node), None)]


def _balance(about: Balance, scope: _Scope, position: int) -> Node:
    """Return the sum of the flows the party receives less those it pays; the others are left out."""
    signs = about.signs(scope.inputs["property_owner"])
    counting = [(sign, scope.name(flow.name, position)) for sign, flow in zip(signs, about.flows, strict=True) if sign]
    if not counting:
        return Constant(0.0)
    (sign, first), *others = counting
    node: Node = first if sign > 0 else Negation(first, -_number(first))
    for sign, flow in others:
        node = _joined("+" if sign > 0 else "−", node, flow)
    return node


def _read(steps: tuple[Step, ...], scope: _Scope, position: int) -> list[Name]:
    """Return every name the steps read, in order, as often as they do."""
    names: list[Name] = []
    for step in steps:
        names += _names(step.node)
        if step.kind in _DECIDES:
            names.append(scope.name(_DECIDES[step.kind], position))
    return names


def _names(node: Node) -> Iterator[Name]:
    match node:
        case Name():
            yield node
        case Operation():
            yield from (*_names(node.left), *_names(node.right))
        case Negation():
            yield from _names(node.of)
        case Call():
            for each in node.arguments:
                yield from _names(each)


# --- From a line's source to a tree of values -----------------------------------------------------------------------

_SYMBOLS: dict[type[ast.AST], str] = {
    **{ast.Add: "+", ast.Sub: "−", ast.Mult: "·", ast.Div: "/", ast.Pow: "^", ast.BitAnd: "and"},
    **{ast.Eq: "=", ast.NotEq: "≠", ast.Lt: "<", ast.LtE: "≤", ast.Gt: ">", ast.GtE: "≥"},
}
_WORKED_OUT: dict[str, Callable[[Any, Any], Any]] = {
    **{"+": operator.add, "−": operator.sub, "·": operator.mul, "/": operator.truediv, "^": operator.pow},
    **{"=": operator.eq, "≠": operator.ne, "<": operator.lt, "≤": operator.le, ">": operator.gt, "≥": operator.ge},
    "and": operator.and_,
}


class _Inlined(ast.NodeTransformer):
    """Puts the expressions of local names where the names stand."""

    def __init__(self, known: Mapping[str, ast.expr]) -> None:
        self.known = known

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.known.get(node.id, node)


@cache
def _tree(function: Callable[..., Any]) -> ast.expr:
    """Return the expression a line's function returns, local names put in. Raises LineError if it is not so written."""
    definition = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(definition, ast.FunctionDef)
    known: dict[str, ast.expr] = {}
    for statement in definition.body:
        match statement:
            case ast.Expr(value=ast.Constant()):
                continue  # the docstring
            case ast.Assign(targets=[ast.Name(id=local)], value=value):
                known[local] = _Inlined(known).visit(value)
            case ast.Return(value=ast.expr() as value):
                return _Inlined(known).visit(value)
            case _:
                raise _not_shown(statement)
    raise LineError(f"{definition.name} returns nothing; a line returns one expression")


def _not_shown(tree: ast.AST) -> LineError:
    allowed = "a line is local names and one expression of + − * / **, comparisons, & and calls"
    return LineError(f"`{ast.unparse(tree)}` cannot be shown as a formula; {allowed}")


def _node(tree: ast.expr, scope: _Scope, position: int) -> tuple[Node, Any]:
    """Return an expression as a tree that knows its values at a position, and its value over all years."""
    match tree:
        case ast.Name(id=name) if name in scope.inputs:
            return scope.name(name, position), scope.inputs[name]
        case ast.Name(id=name):
            return Constant(_at(scope.module[name], position)), scope.module[name]
        case ast.Constant(value=value) if isinstance(value, (int, float, str)):
            return Constant(_at(value, position)), value
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            of, amounts = _node(operand, scope, position)
            return Negation(of, _at(-amounts, position)), -amounts
        case ast.BinOp(left=left, op=op, right=right) | ast.Compare(left=left, ops=[op], comparators=[right]):
            if type(op) in _SYMBOLS:
                return _operation(_SYMBOLS[type(op)], (left, right), scope, position)
        case ast.Call():
            return _call(tree, scope, position)
    raise _not_shown(tree)


def _operation(symbol: str, sides: tuple[ast.expr, ast.expr], scope: _Scope, position: int) -> tuple[Node, Any]:
    (left, left_amounts), (right, right_amounts) = (_node(each, scope, position) for each in sides)
    amounts = _WORKED_OUT[symbol](left_amounts, right_amounts)
    return Operation(symbol, left, right, _at(amounts, position)), amounts


def _call(tree: ast.Call, scope: _Scope, position: int) -> tuple[Node, Any]:
    given = [*tree.args, *(each.value for each in tree.keywords)]
    parts = [_node(each, scope, position) for each in given]
    places = [amounts for _, amounts in parts[: len(tree.args)]]
    named = {str(each.arg): amounts for each, (_, amounts) in zip(tree.keywords, parts[len(tree.args) :], strict=True)}
    amounts = _function(tree.func, scope.module)(*places, **named)
    arguments, value = tuple(node for node, _ in parts), _at(amounts, position)
    if all(isinstance(each, Constant) for each in arguments):
        return Constant(value), amounts  # float("inf")
    name = ast.unparse(tree.func).rpartition(".")[2]
    keywords = ("",) * len(tree.args) + tuple(named)
    return Call(name, arguments, keywords, value, whole=name not in ELEMENTARY), amounts


def _function(tree: ast.expr, module: Mapping[str, Any]) -> Any:
    match tree:
        case ast.Name(id=name):
            return module[name] if name in module else getattr(builtins, name)
        case ast.Attribute(value=value, attr=name):
            return getattr(_function(value, module), name)
    raise _not_shown(tree)


def _joined(symbol: str, left: Node, right: Node) -> Node:
    return Operation(symbol, left, right, _WORKED_OUT[symbol](left.value, right.value))


def _at(amounts: Any, position: int, *, whole_list: bool = False) -> Value:
    """Return a value at a position: words as they are, what does not vary as it is, a list whole if asked to."""
    if isinstance(amounts, str):
        return amounts
    row = np.asarray(amounts, dtype=float)
    if row.ndim == 0:
        return float(row)
    return tuple(row.tolist()) if whole_list else float(row[min(position, len(row) - 1)])


def _number(node: Node) -> float:
    assert isinstance(node.value, float | int)
    return float(node.value)


# --- A tree as text -------------------------------------------------------------------------------------------------

# How tightly each binds; what is shown as one number or word binds tightest.
_COMPARED, _SIGN, _POWER, _ALONE = 2, 5, 6, 7
_BINDING = {"and": 1, **dict.fromkeys("=≠<≤>≥", _COMPARED), **dict.fromkeys("+−", 3), **dict.fromkeys("·/", 4)}
_BINDING["^"] = _POWER


@dataclass(frozen=True)
class _Words:
    """How the parts of a formula are written."""

    name: Callable[[str], str]
    number: Callable[[float], str]
    function: Callable[[str], str]
    word: Callable[[str], str]
    values: bool
    between: str
    amount: Callable[[str, float], str]

    def value(self, value: Value) -> str:
        if isinstance(value, str):
            return self.word(value)
        return f"[{self.between.join(map(self.number, value))}]" if isinstance(value, tuple) else self.number(value)


def text(
    node: Node,
    *,
    name: Callable[[str], str],
    number: Callable[[float], str],
    function: Callable[[str], str] = str,
    word: Callable[[str], str] = repr,
    between: str = ", ",
    amount: Callable[[str, float], str] | None = None,
    values: bool,
) -> str:
    """Return a formula as text: with names ("let_area · (1 − unpaid)"), or with the values put in.

    between: what stands between arguments; amount: writes what a line or assumption is, if not as any number.
    name: writes lines and assumptions; number: a value, a minus sign first; function: calls, and `and`; word: words
    such as operator. With values, a call that reads whole rows is written as its value. What the line itself gave in
    an operating year is written rent[3].

    Parentheses stand where the order of working out needs them, and around what begins with a minus to the right of
    + − · / ^. Sums and products are grouped as the line groups them, so that the last digit is the same.
    """
    return _text(
        node, _Words(name, number, function, word, values, between, amount or (lambda _, value: number(value)))
    )


def _text(node: Node, words: _Words) -> str:  # noqa: PLR0911
    match node:
        case Constant():
            return words.value(node.value)
        case Name(name=name, value=float(amount)) if words.values:
            return words.amount(name, amount)
        case Name():
            return words.value(node.value) if words.values else words.name(node.name)
        case Amount():
            year = "" if node.year is None else f"[{node.year}]"
            return words.value(node.value) if words.values else words.name(node.name) + year
        case Negation():
            return f"−{_operand(node.of, words, _BINDING['·'], signed=False)}"
        case Operation():
            return _operation_text(node, words)
        case Call():
            return _call_text(node, words)


def _operation_text(node: Operation, words: _Words) -> str:
    binding = _BINDING[node.symbol]
    symbol = words.function("and") if node.symbol == "and" else node.symbol
    left = _operand(node.left, words, binding + (binding in (_COMPARED, _POWER)))
    right = _operand(node.right, words, binding + (binding != _POWER), signed=binding <= _COMPARED)
    return f"{left} {symbol} {right}"


def _operand(node: Node, words: _Words, least: int, *, signed: bool = True) -> str:
    """Return a part, in parentheses if it binds less than `least`, or begins with a minus where none may stand."""
    written = _text(node, words)
    free = _binding(node, words) >= least and (signed or not written.startswith(("−", "-")))
    return written if free else f"({written})"


def _binding(node: Node, words: _Words) -> int:
    match node:
        case Operation():
            return _BINDING[node.symbol]
        case Negation():
            return _SIGN
    shown = isinstance(node, Constant) or (words.values and (not isinstance(node, Call) or node.whole))
    return _SIGN if shown and isinstance(node.value, float | int) and node.value < 0 else _ALONE


def _call_text(node: Call, words: _Words) -> str:
    if node.whole and words.values:
        return words.value(node.value)
    given = zip(node.keywords, node.arguments, strict=True)
    arguments = words.between.join(
        f"{words.function(keyword)}={_text(each, words)}" if keyword else _text(each, words) for keyword, each in given
    )
    return f"{words.function(node.function)}({arguments})"

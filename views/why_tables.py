"""What a line is made from, in words: formula, values, inputs, and all the sources behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlencode

import numpy as np

from concepts import CONCEPTS
from models import formula, sensitivity
from models.formula import Explained, Step
from models.lines import Line
from models.result import Result
from texts import Texts
from views import markup, names
from views import why_measures as measured
from views.levers import evidence, inside, shown_value
from views.markup import Cell, Row
from views.session import Session, address

Link = Callable[..., str]
YEARS = ("start_year", "price_year")  # calendar years, which have no thousands
MOST_DIGITS = 4  # of a value in a formula


def known(session: Session, concept: str) -> dict[str, str]:
    """Return all one can ask about in a concept, and what it is called: measures, lines, assumptions."""
    say, lines = session.say, names.lines(session.say)
    graph = CONCEPTS[concept].graph
    asked = dict(measured.names(say))
    asked |= {name: lines[name] for name in sorted(graph.by_name, key=lambda each: lines[each].casefold())}
    keys = {name: session.scenario.base.find(concept, name) for name in CONCEPTS[concept].assumptions}
    labels = {name: session.label(key) for name, key in keys.items() if name not in asked}
    return _told_apart(say, asked | dict(sorted(labels.items(), key=lambda each: each[1].casefold())), graph.by_name)


def _told_apart(say: Texts, called: Mapping[str, str], lines: Mapping[str, Line]) -> dict[str, str]:
    """Return the names with what they are added where two would be called the same: a box tells them by their text."""
    found: dict[str, str] = {}
    for name, label in called.items():
        kind = say("line, year by year") if name in lines else say("assumption")
        found[name] = say("{name} ({kind})", name=label, kind=kind) if label in found.values() else label
    return found


def telling_year(result: Result, name: str) -> int:
    """Return the year that is explained unless another is asked for: the first in full operation, or the largest.

    The largest where the line is nothing in the first full year: what is paid once has a year of its own.
    """
    full = np.flatnonzero(result["operating_share"] > 1 - 1e-9)
    position = int(full[0]) if len(full) else len(result.years) - 1
    if name in result.lines and result[name][position] == 0:
        position = int(np.argmax(np.abs(result[name])))
    return int(result.years[position])


def headline(session: Session, concept: str, name: str, year: int) -> str:
    """Return what is asked about, and its value."""
    say, result = session.say, session.results[concept]
    values = {"concept": CONCEPTS[concept].name, "name": inside(known(session, concept)[name])}
    if name in measured.names(say):
        return say("{concept}, {name}: {value}", value=measured.value(session, concept, name), **values)
    if name in result.lines:
        unit, position = CONCEPTS[concept].graph.by_name[name].unit, year - int(result.years[0])
        value = quantity(say, float(result[name][position]), unit)
        if not formula.varies(result, name):
            return say("{concept}, {name}: {value}", value=value, **values)
        if formula.is_per_operating_year(CONCEPTS[concept], result, name):
            return say(
                "{concept}, {name} in operating year {number}: {value}", value=value, number=position + 1, **values
            )
        return say("{concept}, {name} in {year}: {value}", value=value, year=say.year(year), **values)
    key = session.scenario.base.find(concept, name)
    value = shown_value(session, session.scenario.base[key], session.scenario.value(key))
    return say("{concept}, {name}: {value}", value=value, **values)


def quantity(say: Texts, value: float, unit: str) -> str:
    """Return a line's value in its unit, without false precision."""
    if np.isinf(value):
        return figure(say, value)
    if unit in ("NOK", "NOK/year"):
        return say.kroner(value)
    if unit.startswith(("fraction", "share/year")):
        return say.percent(value, 1)
    if unit == "1/year":
        return say.percent(value, 1)
    return f"{figure(say, value)} {say.unit(unit)}".strip()


def figure(say: Texts, value: float) -> str:
    """Return a number as it stands in a formula: at most four significant digits, whole above that."""
    if np.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0 or abs(value) >= 10 ** (MOST_DIGITS - 1):
        return say.number(value)
    return say.plain(float(f"{value:.{MOST_DIGITS}g}"))


def explained(session: Session, concept: str, name: str, year: int, link: Link) -> str:
    """Return sentence, formula with its values, and inputs of a line, or what is known of an assumption."""
    say, result = session.say, session.results[concept]
    if name not in result.lines:
        return _assumption(session, concept, name, link)
    found = formula.explained(CONCEPTS[concept], result, name, year)
    about = markup.paragraph(say(found.line.sentence))
    operating = formula.is_per_operating_year(CONCEPTS[concept], result, name)
    number = year - int(result.years[0]) + 1 if operating else None
    steps = "".join(_step(session, concept, name, each, each.year or number) for each in found.steps)
    rounded = say("Numbers are rounded here; the reckoning is not.")
    return about + steps + markup.paragraph(rounded, "quiet") + _inputs(session, concept, found, year, link)


def _step(session: Session, concept: str, name: str, step: Step, operating_year: int | None) -> str:
    """Return one step: what it does, the formula in words, and with the values put in."""
    say, called = session.say, known(session, concept)
    lines = names.lines(say)

    def written(*, values: bool) -> str:
        return formula.text(
            step.node,
            name=lambda each: inside(lines.get(each) or called.get(each, each)),
            number=lambda each: figure(say, each),
            between="; ",
            amount=lambda each, value: say.year(int(value)) if each in YEARS else figure(say, value),
            function=lambda each: function(say, each),
            word=lambda each: word(say, each),
            values=values,
        )

    title = {
        "expression": _when(say, operating_year, formula.varies(session.results[concept], name)),
        "calendar": say("Moved to the calendar year: it opens part of the way into a year"),
        "growth": say("Times the growth since the price year"),
        "balance": say("Received less paid"),
    }[step.kind]
    value, reckoned = figure(say, step.value), written(values=True)
    return markup.formula(title, written(values=False), f"= {value}" if reckoned == value else f"{reckoned} = {value}")


def _when(say: Texts, operating_year: int | None, varies: bool) -> str:
    if operating_year:
        return say("In operating year {number}", number=operating_year)
    return say("In the calendar year") if varies else say("The same in every year")


def function(say: Texts, name: str) -> str:
    """Return what a function of the model is called in a formula."""
    return {
        "minimum": say("smallest of"),
        "maximum": say("largest of"),
        "where": say("if"),
        "held": say("the year's step of"),
        "phase": say("share of the phase"),
        "ratio": say("divided"),
        "compound": say("growth"),
        "exp": "exp",
        "ceil": say("rounded up"),
        "clip": say("within"),
        "total": say("sum of all years of"),
        "cumulative": say("sum so far of"),
        "to_calendar": say("in calendar years"),
        "renewals": say("renewed"),
        "life_left": say("share of life left"),
        "in_support": say("is supported"),
        "level_payment": say("equal yearly payment"),
        "fraction": say("part of a year in"),
        "otherwise": say("otherwise"),
        "arange": say("years"),
        "int": say("whole"),
        "and": say("and"),
    }.get(name, name)


def word(say: Texts, text: str) -> str:
    """Return a word in a formula."""
    return {
        "operator": say("the operator leases"),
        "municipality": say("the municipality"),
        "bir": "BIR",
        "annuity": say("annuity"),
        "serial": say("serial"),
        "all": say("all years"),
    }.get(text, text)


def _inputs(session: Session, concept: str, found: Explained, year: int, link: Link) -> str:
    """Return what the line is made from, each with its value, what it is, and the way to its own explanation."""
    say, rows, result = session.say, [], session.results[concept]
    operating = next((step.year for step in found.steps if step.year), None)

    def read_in(name: str) -> int:
        """Return the year an input is read in: the place on the axis of the operating year, or the calendar year."""
        moved = operating is not None and name in result.lines
        in_operation = moved and formula.is_per_operating_year(CONCEPTS[concept], result, name)
        return int(result.years[operating - 1]) if in_operation and operating is not None else year

    called, graph = known(session, concept), CONCEPTS[concept].graph
    lines = names.lines(say)
    for each in found.inputs:
        if each.is_line:
            about, whose = say(graph.by_name[each.name].sentence), say("reckoned")
            value = quantity(say, float(each.value), graph.by_name[each.name].unit)  # type: ignore[arg-type]
        elif each.name in CONCEPTS[concept].fixed:
            about, whose, value = say("Fixed for this concept."), say("fixed rule"), word(say, str(each.value))
        else:
            key = session.scenario.base.find(concept, each.name)
            entry = session.scenario.base[key]
            about, whose = entry.source.in_language(say.language), evidence(say, entry.grade)
            value = shown_value(session, entry, session.scenario.value(key))
            about += _moved_from(session, key)
        own = each.name == found.line.name and not each.is_line  # the assumption a line stands in for
        label = (
            session.label(session.scenario.base.find(concept, each.name))
            if own
            else lines.get(each.name) or called.get(each.name, each.name)
        )
        href = "" if own or each.name not in called else link(f"{concept}.{each.name}", read_in(each.name))
        rows.append(Row(Cell(label, each.name, href=href), [Cell(value), Cell(whose, about)]))
    if not rows:
        return ""
    columns = [say("Made from"), say("Value"), say("What it is, or where it is from")]
    return markup.table(say("What it is made from"), columns, rows, css="blocks")


def _assumption(session: Session, concept: str, name: str, link: Link) -> str:
    """Return what is known of an assumption."""
    say, key = session.say, session.scenario.base.find(concept, name)
    entry = session.scenario.base[key]
    readers = CONCEPTS[concept].graph.readers(name)
    called = names.lines(say)
    rows = [
        Row(
            Cell(called[each], each, href=link(f"{concept}.{each}")),
            [Cell(say(CONCEPTS[concept].graph.by_name[each].sentence))],
        )
        for each in readers
    ]
    used = markup.table(say("Goes into"), [say("Line"), say("What it is")], rows, css="blocks")
    edit = f"forutsetninger?{urlencode({**address(), 'sheet': 'edit', 'key': key}, doseq=True)}"
    way = markup.link(edit, say("Change it"))
    reviewed = say("reviewed {date}", date=entry.reviewed.isoformat())
    range_ = ""
    if entry.low is not None and entry.high is not None:
        low, high = say.value(entry.low, entry.unit), say.quantity(entry.high, entry.unit)
        range_ = say("Plausible range: {low} to {high}.", low=low, high=high)
    source = say(
        "Source ({evidence}): {source}.",
        evidence=evidence(say, entry.grade),
        source=entry.source.in_language(say.language).rstrip("."),
    )
    about = (
        source,
        range_,
        entry.note or "",
        f"{reviewed[:1].upper()}{reviewed[1:]}.",
        _moved_from(session, key).strip(),
    )
    return "".join(markup.paragraph(each) for each in about if each) + way + used


def _moved_from(session: Session, key: str) -> str:
    """Return that the reader has moved a number from the one the source stands for."""
    entry, now = session.scenario.base[key], session.scenario.value(key)
    if now == entry.value:
        return ""
    return "\n" + session.say("moved here from {value}", value=shown_value(session, entry, entry.value))


def upstream(concept: str, made_of: Iterable[str]) -> list[str]:
    """Return the assumptions that lines, or assumptions themselves, rest on."""
    graph, found = CONCEPTS[concept].graph, set[str]()
    for name in made_of:
        found |= graph.sources(name) if name in graph.by_name else {name}
    return sorted(found - set(CONCEPTS[concept].fixed))


def sources(session: Session, concept: str, made_of: Sequence[str], link: Link) -> str:
    """Return all the assumptions behind, those that move the yearly cost most first, each with its source."""
    say, base = session.say, session.scenario.base
    answers = sensitivity.answers(session.scenario.assumptions, CONCEPTS[concept])
    keys = sorted(
        (base.find(concept, name) for name in upstream(concept, made_of)), key=lambda key: -abs(answers[key].change)
    )
    if list(made_of) and len(keys) == 1 and made_of[0] not in CONCEPTS[concept].graph.by_name:
        return ""  # the assumption itself
    rows = [
        Row(
            Cell(session.label(key), key, href=link(f"{concept}.{key.partition('.')[2]}")),
            [
                Cell(shown_value(session, base[key], session.scenario.value(key))),
                Cell(
                    evidence(say, base[key].grade),
                    base[key].source.in_language(say.language) + _moved_from(session, key),
                ),
            ],
        )
        for key in keys
    ]
    caption = say(
        "All it rests on in the end: {count} assumptions, those that move the yearly cost most first", count=len(keys)
    )
    return markup.table(caption, [say("Assumption"), say("Value"), say("Whose, and from where")], rows, css="blocks")


def graph(session: Session, concept: str, made_of: Sequence[str], depth: int) -> str:
    """Return a drawing of what goes into lines, some generations back, for Graphviz."""
    lines, labels = names.lines(session.say), known(session, concept)
    by_name = CONCEPTS[concept].graph.by_name
    nodes, edges = dict.fromkeys(made_of), list[tuple[str, str]]()
    generation = list(made_of)
    for _ in range(depth):
        fresh = []
        for reader in generation:
            for each in by_name[reader].inputs if reader in by_name else ():
                if each != reader:
                    edges.append((each, reader))
                    fresh += [] if each in nodes else [each]
                    nodes[each] = None
        generation = fresh
    boxes = []
    for each in nodes:
        label = _quoted(lines.get(each) or labels.get(each, each))
        boxes.append(f'"{each}" [label="{label}"{"" if each in by_name else ", shape=box"}]')
    arrows = [f'"{start}" -> "{end}"' for start, end in dict.fromkeys(edges)]
    ink = "#ececec" if session.dark else "#1e2023"
    style = f'node [fontname="Arial", color="{ink}", fontcolor="{ink}"]; edge [color="{ink}"]'
    return f'digraph {{ rankdir=LR; bgcolor="transparent"; {"; ".join([style, *boxes, *arrows])} }}'


def _quoted(text: str) -> str:
    """Return a text that can stand between quotation marks in a drawing."""
    return text.replace("\\", "\\\\").replace('"', '\\"')

"""Flip points and goal seek on the page Usikkerhet: what reverses an order, what meets a target, what breaks even."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np
import streamlit as st

import charts
from concepts import CONCEPTS
from models import seek, sweep
from models.outcomes import OUTCOMES, Outcome
from models.problems import Message
from models.seek import Found
from views import drawing, levers, markup, typed
from views import flip_sentences as said
from views import uncertainty_sentences as sure
from views.levers import plain_markdown, shown_value
from views.session import PAIRS, Session, free_choice, keep_free_choice, view_choice

MOST_TURNS = 6
MONEY = ("NOK", "NOK/year")
MILLION = Decimal(drawing.MILLION)
TICKS, MOST_MARKS = 5, 4
DECISIONS = ("lever", "design")


def draw(session: Session, outcome: Outcome) -> None:
    """Draw what reverses the order of two concepts, then what makes one of them meet a target."""
    _reversals(session, outcome)
    _goal(session, outcome)


def _reversals(session: Session, outcome: Outcome) -> None:
    say = session.say
    names = {
        pair: say("{first} and {second}", first=CONCEPTS[first].name, second=CONCEPTS[second].name)
        for pair, (first, second) in ((each, each.split("-")) for each in PAIRS)
    }
    st.html(markup.heading(say("What reverses the order of two?")))
    chosen = drawing.ask(say("Which two"), names, "pair", "collapsed")
    first, second = (CONCEPTS[each] for each in chosen.split("-"))
    assumptions = session.scenario.assumptions
    found = seek.reversal(assumptions, (first, second), outcome.of)
    keys = {each.key for each in found.turns}
    own = [(concept, [key for key in keys if sweep.reads(assumptions, concept, key)]) for concept in (first, second)]
    who_pays = frozenset[str]().union(*(sweep.only_who_pays(assumptions, concept, each) for concept, each in own))
    st.html(markup.paragraph(said.reversed_by(session, outcome, first.id, second.id, found, who_pays)))
    if found.turns:
        st.html(said.turns(session, found.turns[:MOST_TURNS], who_pays))
        if found.turns[MOST_TURNS:]:
            title = say("{count} more that would have to go further", count=len(found.turns) - MOST_TURNS)
            drawing.when_open(title, "turns", lambda: said.turns(session, found.turns[MOST_TURNS:], who_pays))


def _goal(session: Session, outcome: Outcome) -> None:
    """Ask for a concept, an assumption and a target, and show every value that meets it."""
    say = session.say
    st.html(markup.heading(say("What would it take?")))
    id = drawing.ask(say("Concept"), {each: CONCEPTS[each].name for each in CONCEPTS}, "concept")
    base = float(outcome.of(session.results[id]))
    key = _which(session, id)
    target = _target(session, outcome, base)
    if target is None:
        return
    found = seek.crossings(session.scenario.assumptions, CONCEPTS[id], outcome.of, key, target)
    answer = said.meets(session, outcome, id, key, target, base, found)
    st.html(markup.paragraph(answer, "answer") + markup.announcement(answer))
    if sweep.span(session.scenario.assumptions[key]) is None or np.isnan(found.values).all():
        return
    _curve(session, outcome, id, key, target, found)


def _which(session: Session, concept: str) -> str:
    """Ask which assumption is moved; the address carries its key. What is uncertain comes first, by what it moves."""
    say, assumptions = session.say, session.scenario.assumptions
    keys = [assumptions.find(concept, name) for name in CONCEPTS[concept].assumptions]
    movable = [key for key in keys if sweep.to_try(assumptions[key]) and assumptions[key].kind != "rule"]
    ends = sweep.ends(assumptions, CONCEPTS[concept], OUTCOMES[view_choice("measure")].of, movable)
    movable.sort(key=lambda each: (assumptions[each].kind in DECISIONS, -sure.swing(ends[each]), session.label(each)))
    names = {key: session.label(key) for key in movable}
    widget, asked = f"flip:{concept}", free_choice("flip")
    st.session_state[widget] = asked if asked in names else movable[0]
    return st.selectbox(
        say("Which assumption or decision is moved"),
        movable,
        format_func=lambda each: names[each],
        key=widget,
        on_change=lambda: _keep_flip(widget, names),
    )


def _keep_flip(widget: str, names: Mapping[str, str]) -> None:
    if st.session_state[widget] in names:
        keep_free_choice("flip", st.session_state[widget])


def _target(session: Session, outcome: Outcome, base: float) -> float | None:
    """Ask for the target, in the unit the figure is shown in; None if what is written is no number."""
    say = session.say
    scale, unit = _typed_in(session, outcome)
    start = Decimal(str(float(f"{base:.1g}"))) / scale if not np.isnan(base) else Decimal(0)
    if outcome.unit == "year":
        start = Decimal(int(session.results[view_choice("concept")].years[-1]))
    widget = f"target:{outcome.id}"
    st.session_state[widget] = free_choice("target") or said.as_typed(say, start, outcome)
    label = say("Target ({unit})", unit=unit) if unit else say("Target")
    given = st.text_input(
        plain_markdown(label),
        key=widget,
        max_chars=20,
        on_change=lambda: keep_free_choice("target", st.session_state[widget]),
    )
    found = typed.number(say, given.strip().removesuffix("%").strip())
    if isinstance(found, Message):
        st.html(markup.notice(say("This is no target"), [say(found.template, **found.values)]))
        return None
    return float(found * scale)


def _typed_in(session: Session, outcome: Outcome) -> tuple[Decimal, str]:
    """Return what a typed number is multiplied by, and what its unit is called."""
    say = session.say
    if outcome.unit in MONEY:
        return MILLION, say("NOK million")
    if outcome.unit == "fraction":
        return Decimal("0.01"), "%"
    return Decimal(1), say.unit(outcome.unit) if outcome.unit != "year" else ""


def _curve(session: Session, outcome: Outcome, id: str, key: str, target: float, found: Found) -> None:
    """Draw the figure over all of the assumption's range, with the target and where it is met."""
    say, entry = session.say, session.scenario.assumptions[key]
    typed_in, unit = _typed_in(session, outcome)
    scale = float(typed_in)
    points = [float(each) for each in found.points]
    places = np.linspace(points[0], points[-1], TICKS) if points[-1] > points[0] else points[:1]
    ticks = [(float(each), said.tick(session, entry, float(each))) for each in places]
    hover = [
        f"{shown_value(session, entry, float(f'{x:.4g}'))}: {sure.known(say, outcome, y)}"
        for x, y in zip(points, found.values, strict=True)
    ]
    line = charts.Series(CONCEPTS[id].name, (found.values / scale).tolist(), hover, list(CONCEPTS).index(id))
    met = [charts.Mark(float(each.value), said.tick(session, entry, each.value)) for each in found.hits[:MOST_MARKS]]
    marks = [charts.Mark(float(str(entry.value)), say("now")), *met]
    figure = charts.curve(
        points,
        line,
        marks,
        target / scale,
        across=levers_name(session, key),
        axis=unit,
        ticks=ticks,
        decimal=say.decimal,
        dark=session.dark,
    )
    alt = say(
        "{concept}: {measure} for each value of {name}",
        concept=CONCEPTS[id].name,
        measure=levers.inside(sure.names(say)[outcome.id]),
        name=levers.inside(session.label(key)),
    )
    drawing.chart(say, "curve", alt, figure, alt, lambda: said.points(session, outcome, entry, found, alt))


def levers_name(session: Session, key: str) -> str:
    """Return an assumption's name with its unit, as an axis is called."""
    unit = session.say.unit(session.scenario.base[key].unit)
    return f"{session.label(key)} ({unit})" if unit else session.label(key)


def break_evens(session: Session, id: str, levels: Mapping[int, str]) -> None:
    """Draw what it takes, of one assumption or of two decisions, for income to cover a level of costs."""
    say, assumptions, concept = session.say, session.scenario.assumptions, CONCEPTS[id]
    st.html(markup.heading(say("What would it take to cover the costs?")))
    names = {str(level): name for level, name in levels.items()}
    level = drawing.ask(say("Which costs"), names, "level") if len(names) > 1 else next(iter(names))
    keys = [assumptions.find(id, name) for name in sorted(concept.assumptions)]
    movable = [key for key in keys if assumptions[key].kind != "rule" and sweep.to_try(assumptions[key])]
    decisions = [key for key in movable if assumptions[key].kind in DECISIONS and sweep.span(assumptions[key])]
    margin = OUTCOMES[f"margin_{level}"].of
    found = seek.break_even(assumptions, concept, margin, movable)
    pairing = seek.pair(assumptions, concept, margin, decisions)
    turns = said.nearest_first(found)
    answer = said.breaks_even(session, concept.id, pairing, turns)
    st.html(markup.paragraph(answer) + (said.turns(session, turns[:MOST_TURNS]) if turns else ""))
    if pairing.margin < 0 and not turns:
        wider = seek.widened(assumptions, movable)
        beyond = said.nearest_first(seek.break_even(wider, concept, margin, movable))
        st.html(said.beyond(session, beyond[:MOST_TURNS]))

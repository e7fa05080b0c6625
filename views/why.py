"""Hvorfor: why is this number so? The sentence, the formula with its values, what it is made from, and the sources."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from concepts import CONCEPTS
from models import formula
from views import drawing, markup, notices, why_tables
from views import why_measures as measured
from views.levers import plain_markdown
from views.session import Session, current_session, free_choice, keep_free_choice, link

DEPTH = 2  # generations in the drawing


def draw(session: Session) -> None:
    """Draw the page: what is asked about, the answer, how it is reckoned, and what it rests on."""
    say = session.say
    concept, name = _asked(session)
    result = session.results[concept]
    years = [int(each) for each in result.years]
    year = _year(years, why_tables.telling_year(result, name))
    answer = why_tables.headline(session, concept, name, year)
    st.html(markup.heading(answer, 1) + markup.announcement(answer))
    with st.container(key="notices"):
        notices.show(session)
    one, other, third = st.columns([1, 2, 1])
    with one:
        _ask_concept(session, concept, name)
    with other:
        _ask_name(session, concept, name)
    with third:
        _ask_year(session, concept, name, year)
    if name in measured.names(say):
        st.html(measured.explained(session, concept, name, link))
        made_of = measured.lines(concept, name, result)
    else:
        st.html(why_tables.explained(session, concept, name, year, link))
        made_of = (name,)
    sources = why_tables.sources(session, concept, made_of, link)
    if sources:
        st.html(sources)
    drawing.when_open(say("Drawing of what it is made from"), "why:graph", lambda: _graph(session, concept, made_of))


def _asked(session: Session) -> tuple[str, str]:
    """Return concept and name the address asks about; a yearly cost if it asks for nothing there is."""
    concept, _, name = free_choice("why").partition(".")
    if concept in CONCEPTS and name in why_tables.known(session, concept):
        return concept, name
    return next(iter(CONCEPTS)), measured.ANNUAL


def _year(years: Sequence[int], usual: int) -> int:
    asked = free_choice("year")
    return int(asked) if asked in map(str, years) else usual


def _ask_year(session: Session, concept: str, name: str, year: int) -> None:
    """Ask for the year, or the operating year where the line has those; nothing where a figure is for all years."""
    result = session.results[concept]
    if name not in result.lines or not formula.varies(result, name):
        return
    years = [int(each) for each in result.years]
    operating = formula.is_per_operating_year(CONCEPTS[concept], result, name)
    st.session_state["why:year"] = year
    st.select_slider(
        session.say("Operating year") if operating else session.say("Year"),
        years,
        key="why:year",
        format_func=lambda each: str(each - years[0] + 1) if operating else str(each),
        on_change=_take_year,
    )


def _take_year() -> None:
    keep_free_choice("year", str(st.session_state["why:year"]))


def _ask_concept(session: Session, concept: str, name: str) -> None:
    """Ask which concept; the same line of the other if it has it."""
    st.session_state["why:concept"] = concept
    names = {id: each.name for id, each in CONCEPTS.items()}

    def take() -> None:
        to = st.session_state["why:concept"]
        if to in CONCEPTS:
            keep_free_choice("why", f"{to}.{name if name in why_tables.known(session, to) else measured.ANNUAL}")

    st.selectbox(session.say("Concept"), list(names), format_func=names.__getitem__, key="why:concept", on_change=take)


def _ask_name(session: Session, concept: str, name: str) -> None:
    """Ask which figure, line or assumption."""
    known = why_tables.known(session, concept)
    widget = f"why:name:{concept}"
    st.session_state[widget] = name

    def take() -> None:
        if st.session_state[widget] in known:
            keep_free_choice("why", f"{concept}.{st.session_state[widget]}")

    st.selectbox(session.say("Which number"), list(known), format_func=known.__getitem__, key=widget, on_change=take)


def _graph(session: Session, concept: str, made_of: Sequence[str]) -> None:
    """Draw what the lines are made from, some generations back; the tables above say the same."""
    st.graphviz_chart(why_tables.graph(session, concept, made_of, DEPTH), width="stretch")
    st.html(markup.paragraph(plain_markdown(session.say("Arrows go from what goes in to what comes out.")), "quiet"))


if __name__ == "__main__":
    draw(current_session())

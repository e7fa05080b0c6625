"""Weights: four sliders that always add to 100, presets, and swing weighting in three short steps for a meeting."""

from __future__ import annotations

import streamlit as st

from models.criteria import Scoring
from models.judgement import WHOLE, Judgement, from_points, preset_of, rescaled
from views import markup
from views.levers import inside, plain_markdown
from views.session import Session, judge, keep_view_choice

OWN, ANSWERS = "own", "swing answers"
POINTS_STEP = 10


def sliders(session: Session, scoring: Scoring, judgement: Judgement) -> None:
    """Draw the preset and one slider per criterion, for the sidebar."""
    say = session.say
    st.session_state.weighed = False
    st.html(markup.heading(say("What weighs most?")))
    _preset(session, scoring, judgement)
    for id, weight in judgement.weights.items():
        widget = f"weight:{id}"
        st.session_state[widget] = weight
        st.select_slider(
            say("{criterion} (%)", criterion=plain_markdown(scoring.criteria[id].label.in_language(say.language))),
            range(WHOLE + 1),  # the same for all and always: a browser may still send a place among those before
            key=widget,
            format_func=str,
            on_change=_weigh,
            args=(id,),
        )
    st.html(markup.paragraph(say("They always add to 100: the others follow in proportion."), "quiet"))


def _preset(session: Session, scoring: Scoring, judgement: Judgement) -> None:
    say, chosen = session.say, preset_of(scoring, judgement)
    names = {id: each.title.in_language(say.language) for id, each in scoring.weights.items()}
    if chosen is None:
        names[OWN] = say("Your own weights")
    st.session_state["weights"] = chosen or OWN
    st.selectbox(
        say("Weights"),
        list(names),
        format_func=names.__getitem__,
        key="weights",
        on_change=_take_preset,
        args=(scoring,),
    )


def _take_preset(scoring: Scoring) -> None:
    """Take a preset's weights; a title that a browser remembers is no choice."""
    chosen = scoring.weights.get(st.session_state["weights"])
    if chosen is not None:
        judge(st.session_state.judgement.with_weights(chosen.weights))


def _weigh(id: str) -> None:
    """Set one weight; the others keep the proportions they had when this one began to move.

    Under fast keys a browser sends the others as they were a moment ago. Only one weight is moved at a time: the one
    that is on its way.
    """
    state = st.session_state
    moving = state.get("weighing")  # (criterion, weights before it moved, weights after)
    now = state.judgement.weights
    if state.get("weighed"):
        return
    state.weighed = True
    if moving and moving[2] == now and state[f"weight:{moving[0]}"] != now[moving[0]]:
        id = moving[0]
    weigh(id, state[f"weight:{id}"])


def start_of(id: str) -> dict[str, int]:
    """Return the weights as they were when this one began to move; those of now if it is not this one that moves."""
    moving, now = st.session_state.get("weighing"), st.session_state.judgement.weights
    start: dict[str, int] = moving[1] if moving and moving[0] == id and moving[2] == now else now
    return start


def weigh(id: str, weight: int) -> None:
    """Set one weight; the others keep the proportions they had when this one began to move."""
    state = st.session_state
    start = start_of(id)
    after = rescaled(start, id, weight)
    state.weighing = (id, start, after)
    judge(state.judgement.with_weights(after))


def swing(session: Session, scoring: Scoring) -> dict[str, int] | None:
    """Ask which criterion one would lift first and what the others are worth beside it; return the weights, if any."""
    say, state = session.say, st.session_state
    labels = {id: each.label.in_language(say.language) for id, each in scoring.criteria.items()}
    lifts = {id: each.lift.in_language(say.language) for id, each in scoring.criteria.items()}
    st.html(
        markup.heading(say("1. Which would you lift first?"))
        + markup.paragraph(say("Imagine a measure at the bottom on everything. You may lift one thing to the top."))
    )
    state.setdefault(ANSWERS, {})  # kept by us: a widget that is not drawn forgets
    kept = state[ANSWERS]
    state["swing:first"] = kept.get("first")
    first = st.radio(
        say("Lift first"),
        list(labels),
        key="swing:first",
        format_func=lambda id: plain_markdown(f"{labels[id]}: {lifts[id]}"),
        label_visibility="collapsed",
        on_change=lambda: kept.update(first=state["swing:first"]),
    )
    if first is None:
        return None
    st.html(
        markup.heading(say("2. What is each of the others worth beside it?"))
        + markup.paragraph(say("Lifting {first} is worth 100. 0 is worth nothing.", first=inside(labels[first])))
    )
    points = {first: float(WHOLE)}
    for column, id in zip(st.columns(len(labels) - 1), (each for each in labels if each != first), strict=True):
        with column:
            points[id] = _points(id, plain_markdown(labels[id]), plain_markdown(lifts[id]))
    weights = from_points({id: points[id] for id in labels})
    parts = [
        say("{criterion} {share}", criterion=inside(labels[id]), share=say.percent(each / WHOLE))
        for id, each in weights.items()
    ]
    st.html(
        markup.heading(say("3. Then you weigh like this"))
        + markup.paragraph(say("In per cent: {weights}.", weights=say.listed(parts)))
    )
    return weights


def _points(id: str, label: str, help: str) -> int:
    """Ask what one lift is worth beside the first, 0 to 100; half of it until one says otherwise."""
    state, widget = st.session_state, f"swing:{id}"
    kept = state[ANSWERS]
    state[widget] = kept.get(id, WHOLE // 2)
    options = range(0, WHOLE + 1, POINTS_STEP)
    return st.select_slider(
        label, options, key=widget, format_func=str, help=help, on_change=lambda: kept.update({id: state[widget]})
    )


def use(weights: dict[str, int]) -> None:
    """Take weights and show what they give."""
    judge(st.session_state.judgement.with_weights(weights))
    keep_view_choice("score", "profile")

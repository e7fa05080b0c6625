"""Usikkerhet: how sure are we, and what would change the answer? Draws, what moves them, flip points, own feet."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import streamlit as st

import charts
from concepts import CONCEPTS
from models import draws, sweep
from models import uncertainty as sure
from models.outcomes import OUTCOMES, Outcome
from models.result import Array
from models.uncertainty import Spread
from models.uncertainty_file import Uncertainty
from views import drawing, flip_points, markup, notices
from views import uncertainty_sentences as said
from views import uncertainty_tables as tables
from views.session import SEED, Session, current_session, free_choice, keep_free_choice, seed_of, view_choice

MOST_BARS = 8
DECISIONS = ("lever", "design")
MONEY = ("NOK", "NOK/year")
PER_CENT = 100


def draw(session: Session) -> None:
    """Draw the page: the answer, how it was reached, and one part at a time."""
    say, plan = session.say, session.uncertainty
    if plan is None:
        st.html(markup.heading(say("The uncertainty cannot be shown until its file is put right"), 1))
        notices.show(session)
        return
    outcome = OUTCOMES[view_choice("measure")]
    base = {id: float(outcome.of(result)) for id, result in session.results.items()}
    drawn = _drawn(session, outcome, base, plan)
    with st.container(key="notices"):
        notices.show(session)
    drawing.choose(say("Which figure"), said.names(say), "measure")
    titles = {
        "spread": say("How sure?"),
        "moves": say("What moves it?"),
        "first": say("Find out first"),
        "flip": say("What would change the answer?"),
        "feet": say("On its own feet"),
    }
    part, tab = drawing.open_tab(titles, "doubt")
    with tab:
        match part:
            case "spread":
                _spread(session, outcome, base, drawn, plan)
            case "moves":
                _moves(session, outcome, base, plan)
            case "first":
                _first(session, outcome, drawn, plan)
            case "flip":
                flip_points.draw(session, outcome)
            case "feet":
                _feet(session, plan)
    drawing.when_open(say("How the draws are made"), "plan", lambda: _plan(session, plan))


def _drawn(session: Session, outcome: Outcome, base: Mapping[str, float], plan: Uncertainty) -> dict[str, Array]:
    """Draw the answer: the figures as they stand while the draws are made, then between what they lie."""
    say, place, bar = session.say, st.empty(), st.empty()
    waiting = markup.heading(said.as_it_stands(session, outcome, base, plan.draws), 1)
    drawn: dict[str, Array] = {}
    for id, concept in CONCEPTS.items():
        if not sure.is_known(session.scenario.assumptions, CONCEPTS.values(), plan):
            place.html(waiting)
            bar.progress(len(drawn) / len(CONCEPTS), say("Making the draws"))
        drawn[id] = sure.outcomes(session.scenario.assumptions, concept, plan)[outcome.id]
    found = {id: sure.spread(each) for id, each in drawn.items()}
    answer = said.headline(session, outcome, found)
    why = " ".join((said.order(session, outcome, drawn), said.against_base(session, outcome, drawn, base)))
    bar.empty()
    place.html(
        markup.heading(answer, 1)
        + markup.announcement(answer)
        + markup.paragraph(why)
        + markup.to_levers(say("Change the numbers"))
    )
    return drawn


def _spread(
    session: Session, outcome: Outcome, base: Mapping[str, float], drawn: Mapping[str, Array], plan: Uncertainty
) -> None:
    say = session.say
    found: dict[str, Spread] = {id: sure.spread(each) for id, each in drawn.items()}
    about = say(
        "{count} draws of what is uncertain, the same for all three (seed {seed}). What is decided is not drawn: it "
        "stands as the levers have it.",
        count=plan.draws,
        seed=str(plan.seed),
    )
    pairs = tables.pairs(session, outcome, drawn)
    st.html(tables.spreads(session, outcome, found, base) + markup.paragraph(about, "quiet") + pairs)
    if outcome.yearly is not None:
        _fan(session, outcome, _concept(session), plan)


def _concept(session: Session) -> str:
    return drawing.ask(session.say("Concept"), {id: each.name for id, each in CONCEPTS.items()}, "concept")


def _fan(session: Session, outcome: Outcome, concept: str, plan: Uncertainty) -> None:
    """Draw between what the draws lie, year by year."""
    assert outcome.yearly is not None
    say, result = session.say, session.results[concept]
    found = sure.fan(session.scenario.assumptions, CONCEPTS[concept], plan, outcome)
    base, years = outcome.yearly(result), result.years.tolist()
    scale, unit, decimals = _scale(session, outcome, found)
    names = [say("8 of 10 draws"), say("Half are below"), say("1 of 10 is below"), say("As the assumptions stand")]
    rows = (found[2], found[1], found[0], base)
    high, middle, low, beside = (
        charts.Series(
            name,
            (values / scale).tolist(),
            [f"{name}, {say.year(y)}: {said.known(say, outcome, v)}" for y, v in zip(years, values, strict=True)],
            list(CONCEPTS).index(concept),
        )
        for name, values in zip(names, rows, strict=True)
    )
    caption = said.yearly_name(say, outcome)
    last = Spread(float(found[0, -1]), float(found[1, -1]), float(found[2, -1]), 0.0)
    title = said.fan_title(session, outcome, concept, last, years[-1])
    figure = charts.fan(years, middle, low, high, beside, axis=unit, decimal=say.decimal, dark=session.dark)
    alt = say("{concept}: {measure}, year by year, with 8 of 10 draws", concept=CONCEPTS[concept].name, measure=caption)
    about = f"{caption[:1].upper()}{caption[1:]}."
    drawing.chart(
        say, "fan", title, figure, alt, lambda: tables.fan(say, alt, years, found, base, scale, decimals), about
    )


def _scale(session: Session, outcome: Outcome, found: Array) -> tuple[float, str, int]:
    """Return what to divide by for a chart, what the axis is called, and how many decimals its numbers have."""
    say = session.say
    if outcome.unit in MONEY:
        return drawing.MILLION, say("NOK million, fixed kroner"), 2
    if outcome.unit == "fraction":
        return 1 / PER_CENT, "%", 0
    return 1.0, say.unit(outcome.unit), 0 if np.any(np.abs(found) >= PER_CENT) else 1


def _moves(session: Session, outcome: Outcome, base: Mapping[str, float], plan: Uncertainty) -> None:
    """Draw what each assumption moves the figure from and to: decisions by themselves, then what is uncertain."""
    say, assumptions, id = session.say, session.scenario.assumptions, _concept(session)
    concept = CONCEPTS[id]
    keys = [assumptions.find(id, name) for name in sorted(concept.assumptions)]
    ramps = {}
    if plan.ramps is not None:
        lists = [key for key in keys if draws.is_drawn(assumptions[key]) and assumptions[key].low is None]
        ramps = {key: draws.ramp_ends(assumptions[key], plan) for key in lists}
    who_pays = sweep.only_who_pays(assumptions, concept, keys)
    every = sweep.ends(assumptions, concept, outcome.of, keys, ramps)
    every = dict(sorted(every.items(), key=lambda each: -said.swing(each[1])))
    moving = {key: each for key, each in every.items() if said.swing(each) > said.nothing(outcome)}
    reached = [value for each in moving.values() for value in each.measures if not np.isnan(value)]
    if not reached:
        st.html(markup.paragraph(say("Nothing moves this figure for {concept}.", concept=concept.name)))
        return
    scale = min(reached), max(reached)
    panels = {
        say("Decisions"): {key: each for key, each in moving.items() if assumptions[key].kind in DECISIONS},
        say("Uncertainties"): {key: each for key, each in moving.items() if assumptions[key].kind == "uncertain"},
    }
    about = say("Each is moved from end to end of its range, all else as it stands. A line marks the figure as it is.")
    st.html(markup.paragraph(said.tornado(session, outcome, id, *panels.values())) + tables.grades_key(say))
    for number, (title, found) in enumerate(panels.items()):
        first = dict(list(found.items())[:MOST_BARS])
        rest = dict(list(found.items())[MOST_BARS:])
        st.html(markup.heading(title) + tables.tornado(session, outcome, base[id], first, scale, who_pays))
        if rest:
            drawing.when_open(
                say("{count} more that move it less", count=len(rest)),
                f"rest:{number}",
                partial(tables.tornado, session, outcome, base[id], rest, scale, who_pays),
            )
    st.html(markup.paragraph(about, "quiet"))


def _first(session: Session, outcome: Outcome, drawn: Mapping[str, Array], plan: Uncertainty) -> None:
    """Draw what the variation goes with, and how much of it is anybody's guess."""
    say, assumptions = session.say, session.scenario.assumptions
    found = {id: sure.shares(assumptions, each, plan, drawn[id]) for id, each in CONCEPTS.items()}
    st.html(
        markup.bullets([said.most_from(session, id, each) for id, each in found.items()])
        + tables.by_grade(session, found)
        + markup.heading(say("What the preparation should find out first"))
    )
    concept = _concept(session)
    shares = found[concept]
    if not shares:
        st.html(markup.paragraph(said.most_from(session, concept, shares)))
        return
    told = sum(each.share for each in shares)
    about = say(
        "Together they tell {share} of the variation; the rest is interplay and curves. What varies together shares "
        "what it moves, so a share can come from its theme.",
        share=say.percent(told),
    )
    missing = sure.spread(drawn[concept]).missing
    about += f" {said.left_out(say, missing)}" if missing else ""
    st.html(tables.causes(session, concept, shares[:MOST_BARS]) + markup.paragraph(about, "quiet"))
    if shares[MOST_BARS:]:
        title = say("{count} more with smaller shares", count=len(shares[MOST_BARS:]))
        drawing.when_open(title, "causes", lambda: tables.causes(session, concept, shares[MOST_BARS:]))


def _feet(session: Session, plan: Uncertainty) -> None:
    """Draw the chance of standing on its own feet by each year, and what it would take."""
    say, id = session.say, _concept(session)
    drawn = sure.outcomes(session.scenario.assumptions, CONCEPTS[id], plan)
    years = session.results[id].years.tolist()
    levels = said.levels(say, session.results[id])
    chances = {name: sure.by_year(drawn[f"self_sufficient_year_{level}"], years) for level, name in levels.items()}
    st.html(markup.paragraph(said.own_feet(session, id, {name: each[-1] for name, each in chances.items()})))
    if any(each.any() for each in chances.values()):
        caption = say("In how many of 100 draws income covers it, by the end of each year")
        drawing.when_open(caption, "chances", lambda: tables.chances(say, caption, years, chances))
    flip_points.break_evens(session, id, levels)


def _plan(session: Session, plan: Uncertainty) -> None:
    """Draw how the draws are made, and ask for another seed."""
    say, language = session.say, session.say.language
    st.html(
        markup.paragraph(
            say(
                "Each uncertain number is drawn from a PERT distribution: never outside its range, most often near the "
                "value in the file. Levers, design and rules are not drawn. Each number has its own stream, so a lever "
                "moved leaves all the others' draws as they were."
            )
        )
        + tables.themes(session, plan)
        + (markup.paragraph(said.ramps(say, plan.ramps, language)) if plan.ramps else "")
    )
    widget = "seed"
    st.session_state[widget] = free_choice(SEED) or str(plan.seed)
    st.text_input(
        say("Seed: a whole number; another gives other draws, the same gives the same to the last digit"),
        key=widget,
        max_chars=20,
        on_change=lambda: keep_free_choice(SEED, st.session_state[widget]),
    )
    if seed_of(st.session_state[widget]) is None:
        st.html(markup.notice(say("This could not be used, the rest is shown"), [say("The seed is a whole number.")]))


if __name__ == "__main__":
    draw(current_session())

"""Vurdering: what do we get that has no price? Weights, how sure the ranking is, what it costs, and the evidence."""

from __future__ import annotations

import numpy as np
import streamlit as st

import charts
from concepts import CONCEPTS
from models import acceptability, draws, measures
from models.acceptability import SEED, Standing, standing
from models.criteria import BOTTOM, TOP, Scoring
from models.judgement import Judgement
from models.result import Array
from views import drawing, markup, notices, weights
from views import scoring_sentences as said
from views import scoring_tables as tables
from views.levers import plain_markdown
from views.session import Session, current_session, judge

DRAWS = 1_000
MIDDLE = (10, 90)  # per cent of the draws: 8 of 10 lie between
ARROWS = (1.0, 2.0, 3.0, 4.0, 5.0)
BLEND_STEPS = tuple(round(each * 0.05, 2) for each in range(21))


def draw(session: Session) -> None:
    """Draw the page: the answer, why, how far it holds, and one part at a time."""
    say, scoring, judgement = session.say, session.scoring, session.judgement
    if scoring is None or judgement is None:
        st.html(markup.heading(say("The scores cannot be shown until their file is put right"), 1))
        notices.show(session)
        return
    now = standing(scoring, judgement, session.results)
    answer = said.headline(say, now)
    equal = standing(scoring, judgement.with_weights(Judgement.of(scoring).weights), session.results)
    why = [said.why(say, now), said.ahead_elsewhere(say, now), said.stability(say, now)]
    if judgement.weights != Judgement.of(scoring).weights:
        why.append(said.same_as_equal(say, now, equal.order))
    st.html(
        markup.heading(answer, 1)
        + markup.announcement(answer)
        + markup.to_levers(say("Change the weights"))
        + markup.paragraph(" ".join(each for each in why if each))
    )
    with st.container(key="notices"):
        notices.show(session)
    titles = {
        "profile": say("Scores"),
        "sure": say("How sure?"),
        "cost": say("Against cost"),
        "grounds": say("The evidence"),
        "citizens": say("The citizens"),
        "swing": say("Weigh in three steps"),
    }
    part, tab = drawing.open_tab(titles, "score")
    with tab:
        match part:
            case "profile":
                _profile(session, now)
            case "sure":
                _sure(session, now)
            case "cost":
                _cost(session, now)
            case "grounds":
                _grounds(session, now)
            case "citizens":
                _citizens(session, scoring)
            case "swing":
                _swing(session, now)


def _profile(session: Session, now: Standing) -> None:
    say = session.say
    about = say(
        "1 is nothing, 5 the most that can be had. Each score blends an expert reading of the report with what the "
        "model and the survey count. Cost is not in it."
    )
    st.html(tables.profile(say, now) + markup.paragraph(about, "quiet"))
    odds = said.odds(say, now)
    if odds:
        title = say("Expert reading and model are at odds")
        drawing.when_open(f"{title} ({len(odds)})", "odds", lambda: markup.bullets([f"{each}." for each in odds]))
    drawing.when_open(say("The numbers behind the chart"), "numbers:profile", lambda: tables.numbers(say, now))


def _sure(session: Session, now: Standing) -> None:
    say, vagueness = session.say, now.scoring.vagueness
    about = say(
        "{count} weightings drawn evenly among all that add to 100, whatever yours are (seed {seed}). Arrows we have "
        "read are drawn up to {ours} to each side, those the report states up to {report}. The model stands still.",
        count=acceptability.DRAWS,
        seed=str(SEED),
        ours=vagueness.ours,
        report=vagueness.report,
    )
    st.html(
        markup.heading(said.acceptability_title(say, now))
        + tables.places(say, now)
        + markup.paragraph(about, "quiet")
        + tables.ranges(say, now)
        + tables.central(say, now)
    )


def _cost(session: Session, now: Standing) -> None:
    """Draw score against cost per year, each concept with the spread of its draws."""
    say, scoring = session.say, now.scoring
    costs = np.asarray([float(measures.annual_cost(session.results[each])) for each in scoring.concepts])
    spread = _spread(session, now)
    beaten = acceptability.dominated(now.totals, costs)
    points = [
        charts.Point(
            CONCEPTS[concept].name,
            costs[number] / drawing.MILLION,
            float(now.totals[number]),
            tuple(spread["costs"][:, number] / drawing.MILLION),
            tuple(spread["scores"][:, number]),
        )
        for number, concept in enumerate(scoring.concepts)
    ]
    points.append(charts.Point(say("As today"), 0.0, BOTTOM))
    price_year = say.year(session.scenario.value("common.price_year"))
    unit = say("NOK million, {prices}", prices=say("fixed {year} kroner", year=price_year))
    figure = charts.points(
        points,
        across=say("Cost per year for the municipality, {unit}", unit=unit),
        up=say("Score, 1 to 5"),
        upwards=(BOTTOM, TOP),
        decimal=say.decimal,
        dark=session.dark,
    )
    about = say(
        "The lines hold 8 of 10 of {count} draws of what is uncertain in the model, and of the arrows (seed {seed}). "
        "Cost is the municipality's alone; who else pays stands on Funding.",
        count=DRAWS,
        seed=str(SEED),
    )
    drawing.chart(
        say,
        "score-cost",
        said.cost_title(say, now, costs, beaten),
        figure,
        say("Score against cost per year for the three concepts and for today"),
        lambda: tables.costs(say, now, costs, spread, beaten),
    )
    st.html(markup.paragraph(about, "quiet"))


def _spread(session: Session, now: Standing) -> dict[str, Array]:
    """Return between what 8 of 10 draws lie, (2, concept), for costs [NOK/year] and for scores."""
    assumptions = session.scenario.assumptions
    drawn = {id: each.evaluate(draws.values(assumptions, id, DRAWS, SEED)) for id, each in CONCEPTS.items()}
    costs = np.stack([measures.annual_cost(drawn[each]) for each in now.scoring.concepts], axis=-1)
    scores = acceptability.spread(now.scoring, now.judgement, drawn)
    return {name: np.percentile(each, MIDDLE, axis=0) for name, each in (("costs", costs), ("scores", scores))}


def _grounds(session: Session, now: Standing) -> None:
    """Draw the evidence on one criterion, with the arrows and the blend to change."""
    say, scoring, judgement = session.say, now.scoring, now.judgement
    names = {str(n): plain_markdown(tables.label(say, scoring, each)) for n, each in enumerate(scoring.criteria, 1)}
    id = list(scoring.criteria)[int(drawing.ask(say("Criterion"), names, "criterion")) - 1]
    st.html(tables.grounds(session, now, id))
    st.html(markup.heading(say("Read it otherwise?")))
    for column, concept in zip(st.columns(len(scoring.concepts)), scoring.concepts, strict=True):
        with column:
            _arrow(session, judgement, concept, id)
    _blend(session, judgement, id)
    base = Judgement.of(scoring)
    st.button(
        say("All arrows and blends back to the file's"),
        key="judgement-reset",
        disabled=(judgement.arrows, judgement.blends) == (base.arrows, base.blends),
        on_click=lambda: judge(base.with_weights(st.session_state.judgement.weights)),
    )
    st.html(tables.ends(say, scoring, id))


def _arrow(session: Session, judgement: Judgement, concept: str, id: str) -> None:
    widget, value = f"arrow:{concept}:{id}", judgement.arrows[concept, id]
    st.session_state[widget] = value
    st.select_slider(
        session.say("{concept}, expert reading", concept=CONCEPTS[concept].name),
        sorted({*ARROWS, value}),
        key=widget,
        format_func=session.say.plain,
        on_change=lambda: judge(st.session_state.judgement.with_arrow(concept, id, st.session_state[widget])),
    )


def _blend(session: Session, judgement: Judgement, id: str) -> None:
    widget, value = f"blend:{id}", judgement.blends[id]
    st.session_state[widget] = value
    st.select_slider(
        session.say("How much the model counts against the expert reading"),
        sorted({*BLEND_STEPS, value}),
        key=widget,
        format_func=lambda each: session.say.percent(each, 0 if each in BLEND_STEPS else 1),
        on_change=lambda: judge(st.session_state.judgement.with_blend(id, st.session_state[widget])),
    )


def _citizens(session: Session, scoring: Scoring) -> None:
    say, survey = session.say, scoring.survey
    cannot = [each.in_language(say.language) for each in survey.not_concluded]
    discount = say(
        "In the scores a share counts times {discount}. {source}.",
        discount=survey.discount,
        source=survey.discount_source.in_language(say.language),
    )
    st.html(
        markup.paragraph(survey.who.in_language(say.language))
        + markup.notice(say("From this one cannot conclude"), cannot)
        + markup.paragraph(discount)
        + tables.citizens(say, scoring)
        + markup.paragraph(say("Source: {source}.", source=survey.source.in_language(say.language)), "quiet")
    )


def _swing(session: Session, now: Standing) -> None:
    say = session.say
    found = weights.swing(session, now.scoring)
    if found is None:
        return
    then = standing(now.scoring, now.judgement.with_weights(found), session.results)
    st.html(markup.paragraph(said.headline(say, then)) + markup.paragraph(said.stability(say, then)))
    same = found == now.judgement.weights
    text = say("These weights are in use") if same else say("Use these weights")
    st.button(text, key="swing-use", type="primary", disabled=same, on_click=weights.use, args=(found,))


if __name__ == "__main__":
    draw(current_session())

"""Vurdering: what do we get that has no price? Weights, how sure the ranking is, what it costs, and the evidence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

import charts
from concepts import CONCEPTS
from models import acceptability, draws, financing, measures
from models.acceptability import SEED, Standing, standing
from models.criteria import BOTTOM, TOP, Scoring
from models.judgement import Judgement
from models.result import Array, Result
from models.scoring import weighed
from models.uncertainty_file import INDEPENDENT, Uncertainty
from views import drawing, markup, notices, weights
from views import scoring_sentences as said
from views import scoring_tables as tables
from views.levers import plain_markdown
from views.session import Session, current_session, judge

DRAWS = 1_000
MIDDLE = (10, 90)  # per cent of the draws: 8 of 10 lie between
MOST_CHANGED = 3
ARROWS = (1.0, 2.0, 3.0, 4.0, 5.0)
BLEND_STEPS = tuple(round(each * 0.05, 2) for each in range(21))


def draw(session: Session) -> None:
    """Draw the page: the answer, why, how far it holds, and one part at a time."""
    say, now = session.say, session.standing
    if now is None:
        st.html(markup.heading(say("The scores cannot be shown until their file is put right"), 1))
        notices.show(session)
        return
    answer = " ".join([*(f"{each}." for each in said.never_opens(say, now)), said.headline(say, now)])
    equal = Judgement.of(now.scoring)
    alike = acceptability.order(weighed(now.scores.blended, equal.shares))
    why = [said.does_it_matter(say, now, alike)] if now.judgement.weights != equal.weights else []
    why += [said.why(say, now), said.ahead_elsewhere(say, now), said.stability(say, now)]
    st.html(
        markup.heading(answer, 1)
        + markup.announcement(f"{answer} {why[0]}")
        + markup.paragraph(" ".join(each for each in why if each))
        + markup.to_levers(say("Change the weights"))
    )
    with st.container(key="notices"):
        notices.show(session)
        _judgement_notices(session, now)
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
                _citizens(session, now.scoring)
            case "swing":
                _swing(session, now)


def _judgement_notices(session: Session, now: Standing) -> None:
    """Say what is judged otherwise than in the file."""
    say = session.say
    changed = said.judged_otherwise(say, now)
    if len(changed) > MOST_CHANGED:
        changed = [
            *changed[:MOST_CHANGED],
            say("and {count} more; see The evidence", count=len(changed) - MOST_CHANGED),
        ]
    if changed:
        st.html(markup.notice(say("Judged otherwise than in the file"), [f"{each}." for each in changed]))


def _profile(session: Session, now: Standing) -> None:
    say = session.say
    readings = [each for one in now.scoring.readings.values() for each in one.values()]
    about = say(
        "1 is nothing on top of today, 5 the most that can be had. {ours} of the {all} expert readings are our own "
        "reading of the report (○), the others stand in it (●). Cost is not in the score.",
        ours=sum(each.whose == "ours" for each in readings),
        all=len(readings),
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
        "{count} weightings, drawn evenly among all that add to 100, whatever you have chosen. The arrows are "
        "uncertain too: those we have read may be up to {ours} off, those that stand in the report up to {report}, "
        "never under 1 or over 5. What is counted stands still. The draws are always the same (seed {seed}).",
        count=acceptability.DRAWS,
        seed=str(SEED),
        ours=vagueness.ours,
        report=vagueness.report,
    )
    alone = [_blended(session, now, share) for share in (0.0, 1.0)]
    st.html(
        markup.heading(said.acceptability_title(say, now))
        + tables.places(say, now)
        + markup.paragraph(said.only_one_kind(say, now.scoring, *alone))
        + markup.paragraph(about, "quiet")
        + tables.ranges(say, now)
        + tables.central(say, now)
    )


def _blended(session: Session, now: Standing, share: float) -> Standing:
    """Return where the concepts stand with the same blend on every criterion."""
    blends = dict.fromkeys(now.judgement.blends, share)
    return standing(now.scoring, replace(now.judgement, blends=blends), session.results)


def _cost(session: Session, now: Standing) -> None:
    """Draw score against cost per year, each concept with the spread of its draws."""
    say, scoring = session.say, now.scoring
    costs = np.asarray([float(measures.annual_cost(session.results[each])) for each in scoring.concepts])
    public = np.asarray([_public(session.results[each]) for each in scoring.concepts])
    bir = {id: financing.yearly_cost(session.results[id], "bir") for id in scoring.concepts}
    spread = _spread(session, now)
    beaten = {
        each: other
        for each, other in acceptability.dominated(now.totals, costs, public).items()
        if not {each, other} & set(now.closed)  # what never opens beats nobody
    }
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
    figure = charts.points(
        points,
        across=say("Cost per year, NOK million"),
        up=say("Score, 1 to 5"),
        upwards=(BOTTOM, TOP),
        decimal=say.decimal,
        dark=session.dark,
    )
    about = say(
        "The lines hold 8 of 10 of {count} draws of what is uncertain in the model, and of the arrows (seed {seed}). "
        "Cost is the municipality's alone, in fixed kroner. Today is at 1, since all is scored on top of it.",
        count=DRAWS,
        seed=str(_plan(session).seed),
    )
    drawing.chart(
        say,
        "score-cost",
        " ".join(each for each in (said.cost_title(say, now, costs, beaten), said.others_pay(say, now, bir)) if each),
        figure,
        say("Score against cost per year for the three concepts and for today"),
        lambda: tables.costs(say, now, costs, spread, beaten),
    )
    st.html(markup.paragraph(about, "quiet"))


def _public(result: Result) -> float:
    """Return what municipality, BIR and state pay a year, NOK/year."""
    return float(measures.per_year(result, measures.public_net_present_cost(result)))


def _plan(session: Session) -> Uncertainty:
    """Return how the uncertain is drawn: each by itself as long as the file of it cannot be used, as is told above."""
    return session.uncertainty or INDEPENDENT


def _spread(session: Session, now: Standing) -> dict[str, Array]:
    """Return between what 8 of 10 draws lie, (2, concept), for costs [NOK/year] and for scores."""
    assumptions = session.scenario.assumptions
    plan = _plan(session)
    given = {id: draws.values(assumptions, id, DRAWS, plan.seed, plan) for id in CONCEPTS}
    drawn = {id: each.evaluate(given[id]) for id, each in CONCEPTS.items()}
    costs = np.stack([measures.annual_cost(drawn[each]) for each in now.scoring.concepts], axis=-1)
    scores = acceptability.spread(now.scoring, now.judgement, drawn, seed=plan.seed)
    return {name: np.percentile(each, MIDDLE, axis=0) for name, each in (("costs", costs), ("scores", scores))}


def _grounds(session: Session, now: Standing) -> None:
    """Draw the evidence on one criterion, with the arrows and the blend to change."""
    say, scoring, judgement = session.say, now.scoring, now.judgement
    names = {str(n): plain_markdown(tables.label(say, scoring, each)) for n, each in enumerate(scoring.criteria, 1)}
    id = list(scoring.criteria)[int(drawing.ask(say("Criterion"), names, "criterion")) - 1]
    note = scoring.criteria[id].note
    about = markup.paragraph(note.in_language(say.language), "quiet") if note else ""
    st.html(tables.grounds(session, now, id) + about)
    st.html(markup.heading(say("Read it otherwise?")))
    for column, concept in zip(st.columns(len(scoring.concepts)), scoring.concepts, strict=True):
        with column:
            _arrow(session, judgement, concept, id)
    _blend(session, scoring, judgement, id)
    base = Judgement.of(scoring)
    st.button(
        say("All arrows and shares as in the file again"),
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


def _blend(session: Session, scoring: Scoring, judgement: Judgement, id: str) -> None:
    widget, value = f"blend:{id}", judgement.blends[id]
    st.session_state[widget] = value
    st.select_slider(
        session.say(
            "How much {counted} counts against the expert reading",
            counted=said.counted(session.say, scoring, id),
        ),
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
    st.button(text, key="swing-use", disabled=same, on_click=weights.use, args=(found,))


if __name__ == "__main__":
    draw(current_session())

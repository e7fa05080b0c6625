"""Møte: one question per screen, for a meeting. The levers are live: figures and chart follow the thumb."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

import streamlit as st

from models.judgement import Judgement
from models.scenarios import Scenario
from texts import LANGUAGES
from views import comparison_tables, live, meeting_sentences, notices, slides, weights
from views.meeting_sentences import Moved
from views.session import (
    LANGUAGE,
    VIEW,
    Session,
    address,
    change,
    current_session,
    judge,
    keep_view_choice,
    view_choice,
)
from views.slides import WEIGHT, Case, Slide

KEY = "meeting"
MOST_MOVES = 50
MOST_CHANGES = 2  # that are listed


@dataclass
class Told:
    """What was done last: on which slide, how things were before, and what it made of the session's scenario."""

    slide: str
    move: Moved
    back: bool
    before: Case
    scenario: Scenario
    judgement: Judgement | None


@dataclass
class Log:
    """What the reader did in this view. number: of the last action done; moves: with the judgement before each."""

    number: int = 0
    moves: list[tuple[Moved, Judgement | None]] = field(default_factory=list)
    told: Told | None = None


def draw(session: Session) -> None:
    """Draw the slide the address asks for."""
    slide = slides.slide(session, view_choice("slide"), view_choice("concept"))
    shown = {**_prepared(session, slide), **_frame(session, slide)}
    live.component()(key=KEY, data=shown, on_did_change=_did)


def _prepared(session: Session, slide: Slide) -> live.Json:
    """Return the slide with its sweeps; the last one made is kept, so that a run that changes nothing makes nothing."""
    state, scenario = st.session_state, session.scenario
    made_for = (slide.id, slide.concept, session.say.language, scenario, session.judgement, session.scoring)
    kept = state.get("meeting_prepared")
    if kept is None or any(now is not was and now != was for now, was in zip(made_for, kept[0], strict=True)):
        kept = (made_for, live.data(session, slide))
        state.meeting_prepared = kept
    data: live.Json = kept[1]
    return data


def _frame(session: Session, slide: Slide) -> live.Json:
    """Return what is round the slide: where one is, the ways on, what moved, and the words on the buttons."""
    say, order = session.say, list(slides.slides(session))
    other = next(each for each in LANGUAGES if each != say.language)
    place = say("{number} of {count}", number=order.index(slide.id) + 1, count=len(order))
    return {
        "number": _log().number,
        "order": order,
        "place": place,
        "notices": [[title, " ".join(lines)] for title, lines in notices.told(session)],
        "moved": _said(session, slide),
        "undo": bool(_log().moves),
        "back": f"./?{urlencode(address(), doseq=True)}",
        "language": {
            "href": f"mote?{urlencode({**address(), LANGUAGE: other}, doseq=True)}",
            "name": LANGUAGES[other],
            "code": other,
        },
        "words": {
            "back": say("To the whole dashboard"),
            "ways": say("Ways on"),
            "previous": say("Previous"),
            "next": say("Next"),
            "what_if": say("What if …"),
            "undo": say("Undo"),
            "numbers": say("The numbers behind the chart"),
            "away": say("No contact with the server. The levers work, and what you choose is kept until it is back."),
            "nothing_yet": say("Move a lever and see what happens."),
            "chart": say("Chart"),
        },
    }


def _log() -> Log:
    log: Log = st.session_state.setdefault("meeting_log", Log())
    return log


def _said(session: Session, slide: Slide) -> str:
    """Return what moved and why; on another slide, or where something else has moved since, what differs from base."""
    told, say = _log().told, session.say
    fresh = told and told.scenario is session.scenario and told.judgement is session.judgement
    if told and fresh and told.back:
        return meeting_sentences.undone(session, told.move)
    if told and fresh and told.slide == slide.id:
        return meeting_sentences.moved(session, slide.id, told.move, told.before, live.case(session))
    differing = session.scenario.differences
    if len(differing) <= MOST_CHANGES:
        return comparison_tables.changes(session).strip()
    return say("{count} numbers differ from the base.", count=len(differing))


def _did() -> None:
    """Do what the component tells that is not done yet."""
    log = _log()
    for action in live.new_actions(st.session_state[KEY].get("did"), log.number):
        log.number = action.number
        {"go": _go, "concept": _choose, "move": _move, "undo": _undo}.get(action.kind, _go)(action)


def _go(action: live.Action) -> None:
    if action.value in VIEW["slide"]:
        keep_view_choice("slide", str(action.value))


def _choose(action: live.Action) -> None:
    if action.value in VIEW["concept"]:
        keep_view_choice("concept", str(action.value))


def _move(action: live.Action) -> None:
    """Move a lever, and keep how things were."""
    session, log = _session_now(), _log()
    value = live.fitting(session, action)
    was = None if value is None else live.value_of(session, action.key)
    if value is None or value == was:
        return
    move = Moved(action.key, was, value)
    log.moves = [*log.moves, (move, session.judgement)][-MOST_MOVES:]
    if action.key.startswith(WEIGHT):
        weights.weigh(action.key.removeprefix(WEIGHT), value)
    else:
        change(action.key, value)
    _tell(session, move, back=False)


def _undo(_: live.Action) -> None:
    """Take the last move back, if its lever still stands where it was put."""
    session, log = _session_now(), _log()
    if not log.moves:
        return
    move, judged = log.moves.pop()
    if live.value_of(session, move.key) != move.now:
        log.moves.clear()
    elif not move.key.startswith(WEIGHT):
        change(move.key, move.was)
        _tell(session, move, back=True)
    elif judged is not None:
        judge(judged)
        _tell(session, move, back=True)


def _tell(before: Session, move: Moved, *, back: bool) -> None:
    state = st.session_state
    _log().told = Told(view_choice("slide"), move, back, live.case(before), state.scenario, state.judgement)


def _session_now() -> Session:
    """Return the session with what earlier actions of the same run made of it."""
    state = st.session_state
    session: Session = state.session
    if session.scenario is state.scenario and session.judgement is state.judgement:
        return session
    return replace(session, scenario=state.scenario, judgement=state.judgement)


if __name__ == "__main__":
    draw(current_session())

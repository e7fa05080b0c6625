"""What a reader has to know before the figures: input that could not be used, values outside what is plausible."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from models import edits
from models.problems import Message, Problem
from models.scenarios import Notice
from texts import Texts
from views import markup
from views.session import Session

NAMES_OF_KEYS = ("first", "second")  # values of a message that are keys, to be called by their labels
MOST_SENTENCES = 10


def show(session: Session, uncovered: Sequence[str] = ()) -> None:
    """Draw a box for each kind of notice there is; nothing if there is nothing to say."""
    html = "".join(markup.notice(title, lines) for title, lines in told(session, uncovered))
    if html:
        st.html(html)


def told(session: Session, uncovered: Sequence[str] = ()) -> list[tuple[str, list[str]]]:
    """Return a title and sentences for each kind of notice there is."""
    say = session.say
    own = len(edits.changes(session.file, session.scenario.base)) if session.scenario.base is not session.file else 0
    fields = [say("{count} fields differ from the dashboard's file; see Assumptions.", count=own)] if own else []
    boxes = (
        (say("You are looking at your own version of the numbers"), fields),
        (say("Part of the deficit has no funding"), list(uncovered)),
        (say("This could not be used, the rest is shown"), [problem_text(session, each) for each in session.problems]),
        (
            say("Worth a second look"),
            [warning(session, each) for each in (*session.notices, *session.scenario.warnings())],
        ),
        (
            say("The file could not be used, so nothing is changed"),
            [problem_text(session, each) for each in session.refused],
        ),
        (
            say("A file of the dashboard has errors, so its last good version is used"),
            [problem_text(session, each) for each in session.file_problems],
        ),
    )
    return [(title, _shortened(say, lines)) for title, lines in boxes if lines]


def _shortened(say: Texts, lines: list[str]) -> list[str]:
    """Return the first sentences, and how many there are besides."""
    besides = len(lines) - MOST_SENTENCES
    return lines if besides <= 0 else [*lines[:MOST_SENTENCES], say("and {count} more", count=besides)]


def file_refused(say: Texts, problems: Sequence[Problem]) -> None:
    """Draw the page for a file that cannot be used at all."""
    lines = [_text(say, each, each.key) for each in problems]
    title = say("The file of assumptions has to be put right before anything can be shown")
    st.html(markup.heading(title, 1) + markup.notice(say("{count} to put right", count=len(lines)), lines))


def warning(session: Session, notice: Notice) -> str:
    """Return what deserves a second look as a sentence in the reader's language."""
    section = notice.key.partition(".")[0]
    named = {
        name: session.label(f"{section}.{value}") if name in NAMES_OF_KEYS else value
        for name, value in notice.message.values.items()
    }
    return f"{session.label(notice.key)}: {_said(session.say, Message(notice.message.template, named))}."


def problem_text(session: Session, problem: Problem) -> str:
    """Return a problem as a sentence in the reader's language, the assumption called by its name."""
    name = session.label(problem.key) if problem.key in session.scenario.base else problem.key
    return _text(session.say, problem, name)


def _text(say: Texts, problem: Problem, name: str) -> str:
    where = [problem.file, say("line {line}", line=str(problem.line)) if problem.line else "", name]
    said = [say("found {found}", found=_said(say, problem.found)) if problem.found else ""]
    said += [say("allowed: {allowed}", allowed=_said(say, problem.allowed))]
    said += [_said(say, problem.advice)] if problem.advice else []
    sentence = f"{', '.join(each for each in where if each)}: {'; '.join(each for each in said if each)}"
    return sentence if sentence.endswith("?") else f"{sentence}."


def _said(say: Texts, message: Message | str) -> str:
    """Return a message in the reader's language, its numbers written in their unit if it has one."""
    if isinstance(message, str):
        return message
    unit = message.values.get("unit")
    if unit is None:
        return say(message.template, **message.values)
    values = {name: say.value(value, unit) for name, value in message.values.items() if name != "unit"}
    return say(message.template, **values, unit=say.unit(unit)).rstrip()

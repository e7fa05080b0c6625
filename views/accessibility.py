"""Tilgjengelighet: who is left out? What holds, what does not, how it was tested; made from `accessibility.yaml`."""

from __future__ import annotations

import streamlit as st

from models.accessibility_file import Accessibility, Criterion
from texts import Texts
from views import markup, notices
from views.markup import Cell, Row
from views.session import Session, current_session, read_accessibility


def draw(session: Session) -> None:
    """Draw the page."""
    say, (known, problems) = session.say, read_accessibility()
    title = headline(say, known) if known else say("The statement cannot be shown until its file is put right")
    st.html(markup.heading(title, 1) + (markup.paragraph(sureness(say, known)) if known else ""))
    with st.container(key="notices"):
        notices.show(session)
        if problems:
            told = [notices.problem_text(session, each) for each in problems]
            st.html(markup.notice(say("The file of the statement has errors"), told))
    if known is None:
        return
    language = say.language
    for title, html in (
        (say("What holds"), markup.bullets([each.in_language(language) for each in known.holds])),
        (say("What does not hold"), shortcomings(say, known)),
        (say("How it was tested"), trials(say, known)),
        (say("What has not been tested"), markup.bullets([each.in_language(language) for each in known.not_tested])),
        (say("Tell of a barrier"), markup.paragraph(known.contact.in_language(language))),
        (say("Which rules apply"), markup.bullets(rules(say))),
    ):
        st.html(markup.heading(title) + html)


def headline(say: Texts, known: Accessibility) -> str:
    """Return in a sentence how much holds."""
    count, own = len(known.deviations), sum(each.whose == "ours" for each in known.deviations.values())
    if not count:
        return say("The dashboard has no known deviation from WCAG 2.1 at level AA.")
    if count == 1:
        return say("The dashboard conforms partly with WCAG 2.1 at level AA: one deviation is known.")
    return say(
        "The dashboard conforms partly with WCAG 2.1 at level AA: {count} known deviations, {own} in what we have "
        "made.",
        count=count,
        own=own or say("none"),
    )


def sureness(say: Texts, known: Accessibility) -> str:
    """Return how sure that is."""
    return say(
        "Those who made the dashboard have tested it themselves, last on {date}; see below what has not been tested. "
        "What is not our own lies in what the dashboard is built with, Streamlit and Plotly.",
        date=known.last_tested.isoformat(),
    )


def shortcomings(say: Texts, known: Accessibility) -> str:
    """Return what does not hold: the criterion, what one meets, whose it is, and what to do instead."""
    if not known.shortcomings:
        return markup.paragraph(say("Nothing that we know of."))
    whose = {"ours": say("Ours"), "streamlit": "Streamlit", "plotly": "Plotly"}
    language = say.language
    rows = [
        Row(
            _criterion(say, each.criterion),
            [
                Cell(each.what.in_language(language)),
                Cell(each.instead.in_language(language)),
                Cell(whose[each.whose]),
            ],
        )
        for each in sorted(known.shortcomings.values(), key=lambda each: _place(each.criterion))
    ]
    columns = [say("Criterion"), say("What one meets"), say("What to do instead"), say("Whose")]
    return markup.table(say("Known shortcomings"), columns, rows, css="blocks deviations")


def _criterion(say: Texts, criterion: Criterion | None) -> Cell:
    if criterion is None:
        return Cell("–", say("Good practice, no demand of WCAG"))
    return Cell(criterion.number, criterion.name.in_language(say.language))


def _place(criterion: Criterion | None) -> list[int]:
    """Return where a criterion comes in WCAG; what is none of its comes last."""
    return [int(each) for each in criterion.number.split(".")] if criterion else [9]


def trials(say: Texts, known: Accessibility) -> str:
    """Return how it was tested: when, what, with what."""
    language = say.language
    rows = [
        Row(Cell(each.on.isoformat()), [Cell(each.what.in_language(language)), Cell(each.tool.in_language(language))])
        for each in sorted(known.tested, key=lambda each: each.on, reverse=True)
    ]
    columns = [say("Date"), say("What was tested"), say("With what")]
    return markup.table(say("Tests of accessibility"), columns, rows, css="blocks trials")


def rules(say: Texts) -> list[str]:
    """Return which law applies, and where the formal statement is."""
    return [
        say(
            "Section 18 of the Equality and Anti-Discrimination Act, and regulation no. 732 of 21 June 2013 on "
            "universal design of ICT solutions."
        ),
        say("For the public sector the regulation asks for 47 criteria of WCAG 2.1 at levels A and AA."),
        say(
            "This page is the dashboard's own account and not the formal accessibility statement. The municipality "
            "makes and publishes that in the authorities' solution, uustatus.no."
        ),
    ]


if __name__ == "__main__":
    draw(current_session())

"""How sure the cost per year is, in a line under the comparison: drawn when the figures have stood still a while."""

from __future__ import annotations

import streamlit as st

from concepts import CONCEPTS
from models import uncertainty as sure
from models.outcomes import OUTCOMES
from views import markup
from views import uncertainty_sentences as said
from views import why_measures as measured
from views.session import Session, page_link

STILL = 3.0  # seconds the figures stand still before draws are made, so that moving a lever never waits for them


def line(session: Session) -> None:
    """Draw the line: at once if the draws are known, else as soon as nothing has been moved for a while."""
    if session.uncertainty is None:
        return
    known = sure.is_known(session.scenario.assumptions, CONCEPTS.values(), session.uncertainty)
    st.session_state.certainty_asked = False
    st.fragment(_line, run_every=None if known else STILL)(session)


def _line(session: Session) -> None:
    """Draw the line; the first time is part of the page, which does not wait, the next is some seconds later."""
    say, plan, assumptions = session.say, session.uncertainty, session.scenario.assumptions
    assert plan is not None
    known = sure.is_known(assumptions, CONCEPTS.values(), plan)
    first, st.session_state.certainty_asked = not st.session_state.certainty_asked, True
    if first and not known:
        st.html(markup.paragraph(say("How sure are the costs? That is worked out when nothing moves."), "quiet"))
        return
    outcome = OUTCOMES[measured.ANNUAL]
    spreads = {id: sure.spread(sure.outcomes(assumptions, each, plan)[outcome.id]) for id, each in CONCEPTS.items()}
    if not known:
        st.rerun()  # the page as it is, now that the draws are known; nothing is looked at any more
    answer = said.headline(session, outcome, spreads)
    st.html(markup.link(page_link("usikkerhet"), say("How sure are we?"), before=answer))

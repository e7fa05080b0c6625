"""How sure the cost per year is, in a line under the comparison: from the draws if they are made, else from a few."""

from __future__ import annotations

import streamlit as st

from concepts import CONCEPTS
from models import uncertainty as sure
from models.outcomes import OUTCOMES
from views import markup
from views import uncertainty_sentences as said
from views import why_measures as measured
from views.session import Session, page_link

FEW = 250  # draws: some 10 ms, so that a lever never waits for them


def line(session: Session) -> None:
    """Draw the line: the figures of Usikkerhet where its draws are made, else those of the first few of them."""
    say, plan, assumptions = session.say, session.uncertainty, session.scenario.assumptions
    if plan is None:
        return
    outcome = OUTCOMES[measured.ANNUAL]
    known = sure.is_known(assumptions, CONCEPTS.values(), plan)
    few = plan if known else plan.model_copy(update={"draws": min(FEW, plan.draws)})
    found = {
        id: sure.outcomes(assumptions, each, plan)[outcome.id] if known else sure.drawn(assumptions, each, few, outcome)
        for id, each in CONCEPTS.items()
    }
    answer = said.headline(session, outcome, {id: sure.spread(each) for id, each in found.items()})
    about = (
        "" if known else say(" By {count} draws; the page on uncertainty makes {all}.", count=few.draws, all=plan.draws)
    )
    st.html(markup.link(page_link("usikkerhet"), say("How sure are we?"), before=answer + about))

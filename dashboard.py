"""`streamlit run dashboard.py`: page, language, scenario sidebar, navigation. The pages are in `views/`."""

from functools import partial

import streamlit as st

from models.assumptions import COMMON
from texts import Texts
from views import funding_sentences, levers, notices, scoring_sentences, sentences, session, shell, weights

say = Texts(session.language())
session.look_at_files()
base, problems = session.base_assumptions()
if base is None:
    st.set_page_config(page_title=say("Reuse in Bergen"), page_icon="♻️", layout="wide")
    notices.file_refused(say, problems)
else:
    now = session.open_session(base, problems)
    pages = {
        "comparison": st.Page("views/comparison.py", title=say("Comparison"), default=True),
        "funding": st.Page("views/funding.py", title=say("Funding"), url_path="finansiering"),
        "reference": st.Page("views/reference.py", title=say("Benchmarks"), url_path="referanser"),
        "scoring": st.Page("views/scoring.py", title=say("Scoring"), url_path="vurdering"),
        "uncertainty": st.Page("views/uncertainty.py", title=say("Uncertainty"), url_path="usikkerhet"),
        "assumptions": st.Page("views/assumptions.py", title=say("Assumptions"), url_path="forutsetninger"),
        "why": st.Page("views/why.py", title=say("Why?"), url_path="hvorfor"),
        "meeting": st.Page("views/meeting.py", title=say("Meeting"), url_path="mote"),
        "method": st.Page("views/method.py", title=say("Method"), url_path="metode"),
    }
    statement = st.Page("views/accessibility.py", title=say("Accessibility"), url_path="tilgjengelighet")
    page = st.navigation([*pages.values(), statement], position="hidden")
    st.set_page_config(page_title=say("{page} – reuse in Bergen", page=page.title), page_icon="♻️", layout="wide")
    shell.frame(now, page.title)
    if page != pages["meeting"]:  # which has a way back, and its own levers
        shell.page_links(list(pages.values()))
    if page == pages["funding"]:
        concept = session.view_choice("concept")
        shown = {section: levers.FUNDING[section] for section in (concept, COMMON)}
        levers.sidebar(now, shown, opened=concept, answer=funding_sentences.in_short(say, now.results[concept]))
    elif page == pages["scoring"] and now.standing:
        answer = scoring_sentences.in_short(say, now.standing)
        sliders = partial(weights.sliders, now, now.standing.scoring, now.standing.judgement)
        levers.sidebar(now, levers.SCORING, opened="", answer=answer, first=sliders)
    elif page != pages["meeting"]:
        here = {pages["reference"]: levers.REFERENCE, pages["uncertainty"]: levers.UNCERTAINTY}.get(page)
        levers.sidebar(
            now, here or levers.COMPARISON, opened="omkrets", answer=sentences.costs_in_short(say, now.results)
        )
    page.run()
    shell.footer(now, statement, here=page == statement)

"""`streamlit run dashboard.py`: page, language, scenario sidebar, navigation. The pages are in `views/`."""

import streamlit as st

from texts import Texts
from views import levers, notices, session, shell

say = Texts(session.language())
st.set_page_config(page_title=say("Comparison – reuse in Bergen"), page_icon="♻️", layout="wide")
base, problems = session.base_assumptions()
if base is None:
    notices.file_refused(say, problems)
else:
    now = session.open_session(base, problems)
    shell.frame(now)
    page = st.navigation([st.Page("views/comparison.py", title=say("Comparison"), default=True)], position="hidden")
    levers.sidebar(now)
    page.run()

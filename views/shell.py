"""The frame round every page: style, page language, and Streamlit's own English words in Norwegian."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage as Page

from texts import Texts
from views import markup
from views.session import Session, address, page_link, watch

_ASSETS = Path(__file__).parent / "assets"


# Streamlit's own words, as they stand in the page. Exact and whole; the shell's script replaces them.
def streamlit_words(say: Texts) -> dict[str, str]:
    """Return Streamlit's own English words and what they are in the reader's language."""
    return {
        "Skip to main content": say("Skip to main content"),
        "Sidebar": say("Sidebar"),
        "App pages": say("Pages"),
        "Expand sidebar": say("Show the levers"),
        "Collapse sidebar": say("Hide the levers"),
        "Open sidebar": say("Show the levers"),
        "Close sidebar": say("Hide the levers"),
        "Running...": say("Calculating …"),
        "Stop": say("Stop"),
        "Fullscreen": say("Full screen"),
        "Close fullscreen": say("Leave full screen"),
        "Connecting": say("Connecting"),
        "Main menu": say("Main menu"),
        "Notifications": say("Notices"),
        "Toggle fullscreen": say("Full screen"),
        "No results": say("No results"),
        "Choose an option": say("Choose"),
        "Open": say("Open"),
        "Close": say("Close"),
        "Resize sidebar": say("Change the width of the levers"),
        "Press Enter to apply": say("Press Enter to use it"),
        "Copy to clipboard": say("Copy"),
        "Upload": say("Choose a file"),
        "file upload": say("Choose a file"),
        "Add files": say("Choose another file"),
        "add icon": say("Choose another file"),
        "1MB per file": say("At most 1 MB"),
        "Error:": say("Error:"),
        "File must be 1.0MB or smaller.": say("The file is larger than 1 MB; nothing was read."),
    }


def beginnings(say: Texts) -> dict[str, str]:
    """Return how Streamlit's words with a name in them begin, and what that is in the reader's language."""
    return {"Help for ": say("About "), "Remove ": say("Take away ")}


@cache
def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def frame(session: Session, page: str) -> None:
    """Put the style and the shell's script in the page. The script's input is ours alone, never a reader's.

    page: what the page's own link is called.
    """
    say = session.say
    settings = {
        "language": say.language,
        "words": streamlit_words(say) if say.language != "en" else {},
        "beginnings": beginnings(say) if say.language != "en" else {},
        "pages": say("Pages"),
        "page": page,
    }
    watch()
    st.html(f"<style>{_asset('style.css')}</style>")
    script = _asset("shell.js").replace("SETTINGS", json.dumps(settings))
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def page_links(pages: Sequence[Page]) -> None:
    """Draw the way to the other pages; each link carries the scenario."""
    carried = address()
    with st.container(horizontal=True, key="pages", gap="small"):
        for each in pages:
            st.page_link(each, label=each.title, query_params=carried)


def footer(session: Session, page: Page, *, here: bool) -> None:
    """Draw the foot of every page, which the shell's script puts under the page: the way to what is no page of figures.

    page: the page it leads to; here: whether it is open.
    """
    st.html(markup.foot(session.say("About the dashboard"), page_link(page.url_path), page.title, here=here))

"""The frame round every page: style, page language, and Streamlit's own English words in Norwegian."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import streamlit as st

from texts import Texts
from views.session import Session

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
    }


def help_pattern(say: Texts) -> str:
    """Return how "Help for …" begins in the reader's language."""
    return say("About ")


@cache
def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def frame(session: Session) -> None:
    """Put the style and the shell's script in the page. The script's input is ours alone, never a reader's."""
    say = session.say
    settings = {
        "language": say.language,
        "words": streamlit_words(say) if say.language != "en" else {},
        "about": help_pattern(say),
    }
    st.html(f"<style>{_asset('style.css')}</style>")
    script = _asset("shell.js").replace("SETTINGS", json.dumps(settings))
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)

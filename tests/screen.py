"""What the tests of the screen share: a page at an address, and what it says."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from concepts import CONCEPTS
from models.assumptions import COMMON

DASHBOARD = str(Path(__file__).parents[1] / "dashboard.py")
SPACE = "\u00a0"

Opened = Callable[..., AppTest]


def sound(app: AppTest) -> AppTest:
    assert not app.exception
    return app


def text(app: AppTest) -> str:
    """Everything our own HTML says, as plain text with plain spaces."""
    bodies = " ".join(each.proto.body for each in app.get("html"))
    bodies = re.sub(r"<(style|script)>.*?</\1>", " ", bodies, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bodies)).replace(SPACE, " ").split())


def headline(app: AppTest) -> str:
    body = next(each.proto.body for each in app.get("html") if "<h1>" in each.proto.body)
    return html.unescape(re.search("<h1>(.*?)</h1>", body)[1]).replace(SPACE, " ")  # type: ignore[index]


def address(app: AppTest) -> dict[str, str]:
    return {key: "".join(value) for key, value in app.query_params.items()}


def open_page(page: str = "comparison", **address: str | list[str]) -> AppTest:
    """`open_page("funding", lang="en", **{"omkrets.market_rent": "1300"})`: a page at that address, sound."""
    app = AppTest.from_file(DASHBOARD, default_timeout=30)
    for section in (COMMON, *CONCEPTS):  # every lever within reach
        app.session_state[f"levers:{section}"] = True
    if page != "comparison":  # pages are known once the dashboard has run
        sound(app.run()).switch_page(f"views/{page}.py")
    for key, value in address.items():
        app.query_params[key] = value
    return sound(app.run())

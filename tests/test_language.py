"""The whole screen in one language: no mixture, no number the other way, nothing that was never put in its place.

Read from the running pages, so that what views, models and YAML files say is all read as it is shown.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from concepts import CONCEPTS
from models.assumptions import COMMON
from tests.screen import DASHBOARD, sound

ROOT = Path(__file__).parents[1]
# Each page, the choices on it that show different texts, and scenarios that make it say what the base does not.
VISITS: dict[str, list[dict[str, str]]] = {
    "comparison": [
        {"omkrets": "private_market", "bruk_bergen": "members_only", "common.loan_interest_rate": "0.09"},
        {"omkrets": "bir_led", "prices": "nominal"},
    ],
    "funding": [
        {"part": "payers", "omkrets": "bir_led_guarantee", "side": "municipality"},
        {"part": "investment", "omkrets": "strategic", "side": "tenants"},
        {"part": "plan", "omkrets": "grant_heavy", "side": "bir"},
        {"part": "cliff", "omkrets": "strategic", "side": "operator"},
        {"part": "steps"},
        {"part": "steps", "concept": "bruk_bergen"},
        {"part": "lawful", "omkrets": "strategic"},
        {"part": "variants", "variant": "A;omkrets=bir_led"},
    ],
    "reference": [{"reference": each} for each in ("beside", "back_test", "why", "others", "sources")],
    "scoring": [
        *({"score": each} for each in ("profile", "sure", "cost", "grounds", "citizens", "swing")),
        {"weights": "10-10-70-10"},
    ],
    "uncertainty": [
        {"doubt": "spread"},
        {"doubt": "moves"},
        {"doubt": "first"},
        {"doubt": "flip", "pair": "bruk_bergen-bergen_reparerer"},
        {"doubt": "feet"},
        {"measure": "payback_year"},
    ],
    "assumptions": [{"sheet": "all", "every": "1"}, {"sheet": "edit"}, {"sheet": "files"}],
    "why": [{}, {"why": "omkrets.rent", "year": "2040"}],
    "meeting": [{"slide": each} for each in ("cost", "gain", "feet", "end", "weigh")],
    "method": [{}],
}
# What stands behind a heading is read too.
CHARTS = ("cumulative", "income", "payers", "side", "loan", "coverage", "why", "curve", "fan", "cost", "profile")
PLACES = ("retuna", "resirkula", "omigjen", "vienna_voucher", "skudeneshavn", "vollebekk")
OPENED = (
    *(f"numbers:{each}" for each in CHARTS),
    *(f"{kind}:{each}" for kind in ("numbers:path", "inputs", "figures") for each in PLACES),
    *(f"lines:{each}" for each in CONCEPTS),
    *("more", "turns", "lawful:lines", "lawful:rules", "indices", "odds", "plan", "rest:0", "rest:1"),
    *("causes", "chances", "why:graph"),
)
# Names and quotations, which are not translated, and the button that leads to the other language.
NAMES = (
    "Språk / Language",
    "English",
    "Norsk",
    "«Erfaringer fra Vollebekk Fabrikker (2020)»",
    "“Erfaringer fra Vollebekk Fabrikker (2020)”",
    "«Bagatellstøtte på pause»",
    "Opinion 2021",
)
# Laws, circulars and dates: their hyphens and points are no signs of a number.
REFERENCE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4}|\bM-\d+-\d\.\d|\bid\d+|§§? ?\d+-\d+")
KEYS = {line.name for concept in CONCEPTS.values() for line in concept.graph.lines}  # shown beside their names
TYPED = ("50 50 70 100",)  # an example of what can be typed
ENGLISH = ("the", "of", "and", "is", "are", "not", "from", "with", "or", "what", "which", "year", "cost", "(?-i:NOK)")
NORWEGIAN = ("og", "ikke", "kommunen", "året", "er", "som", "av", "på", "til", "det", "eller", "hva", "uten", "mill")
SHOWN = ("label", "help", "body", "placeholder", "options", "caption", "alt", "content")
NEVER = r"\b(?:nan|inf|infinity|undefined|null)\b|\bNone\b(?! of)|[{}]"


def said_by(body: str) -> str:
    """The visible text of our own HTML, and what a screen reader says of it."""
    body = re.sub(r"<(style|script|code)\b.*?</\1>", " ", body, flags=re.DOTALL)
    body = re.sub(r'\b(?:aria-label|alt|data-column)="([^"]*)"', r"> \1 <", body)
    return html.unescape(re.sub(r"<[^>]*>", "\n", body))


def unescaped(markdown: str) -> str:
    """Markdown as it is shown."""
    return html.unescape(re.sub(r"\\([^\w\s])", r"\1", markdown.replace("\u2060", "")))


def strings(found: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text in nested lists and mappings, with the name it stands under."""
    if isinstance(found, str):
        yield name, found
    elif isinstance(found, dict):
        for key, each in found.items():
            yield from strings(each, key)
    elif isinstance(found, list):
        for each in found:
            yield from strings(each, name)


def figure(spec: dict[str, Any]) -> Iterator[str]:
    """What a chart says: names, titles, ticks, and hover texts where there is a point to point at."""
    for trace in spec["data"]:
        trace_y = trace.get("y")
        points = trace_y if isinstance(trace_y, list) else None
        for name, each in strings({key: value for key, value in trace.items() if key not in ("text", "hovertext")}):
            if name in ("name", "x", "y"):
                yield each
        for key in ("text", "hovertext"):
            for number, each in enumerate(trace.get(key, [])):
                if points is None or number >= len(points) or points[number] is not None:
                    yield each
    yield from (each for name, each in strings(spec["layout"]) if name in ("text", "ticktext"))


def sent(data: Any) -> Iterator[str]:
    """What the meeting view is given to show; packed series, colours and addresses are not."""
    for name, each in strings(data):
        if name not in ("id", "order", "slide") and not re.match(
            r"[A-Za-z0-9+/=]{40,}$|#[0-9a-f]{6}$|\./|mote\?", each
        ):
            yield each


def texts(app: AppTest) -> Iterator[str]:
    """All that a page shows in words."""

    def under(node: Any) -> Iterator[str]:
        proto, kind = getattr(node, "proto", None), getattr(node, "type", "")
        children = getattr(node, "children", None)
        if kind == "html":
            yield said_by(proto.body)
        elif kind == "plotly_chart":
            yield proto.alt
            yield from figure(json.loads(proto.spec))
        elif kind == "bidi_component":
            yield from sent(json.loads(proto.json))
        elif proto is not None and kind != "code":
            for name in SHOWN:
                given = getattr(proto, name, "")
                for each in [given] if isinstance(given, str) else given:
                    yield unescaped(each if isinstance(each, str) else getattr(each, "content", ""))
        if children is not None:
            for child in children.values():
                yield from under(child)

    yield from under(app._tree)  # the only way to read a page in order


@cache
def pages(page: str, language: str) -> str:
    """What a page says on all its visits, one line per text."""
    found: dict[str, None] = {}  # in the order they are met
    for visit in VISITS[page]:
        app = AppTest.from_file(DASHBOARD, default_timeout=30)
        for each in OPENED:
            app.session_state[each] = True
        if page == "comparison":  # the levers stand in every page; once is enough
            for section in (COMMON, *CONCEPTS):
                app.session_state[f"levers:{section}"] = True
        else:
            sound(app.run()).switch_page(f"views/{page}.py")
        for key, value in {"lang": language, **visit}.items():
            app.query_params[key] = value
        for each in texts(sound(app.run())):
            found |= dict.fromkeys(line.strip() for line in each.split("\n"))
    return "\n".join(each for each in found if each and each not in KEYS)


@cache
def file_texts(language: str) -> tuple[str, ...]:
    """The texts of the YAML files with plain spaces in their numbers: those who edit the files write no others."""
    found = set()
    for path in sorted(ROOT.glob("*.yaml")):
        for name, each in strings(yaml.safe_load(path.read_text(encoding="utf-8"))):
            if name == language and re.search(r"\d ", each):
                found.add(each.rstrip("."))
    return tuple(sorted(found, key=len, reverse=True))


def without(text: str, *parts: str) -> str:
    """A text without some parts of it, however they begin in a sentence."""
    for each in parts:
        text = text.replace(each, "").replace(each[:1].lower() + each[1:], "")
    return text


def faults(text: str, pattern: str, *, flags: re.RegexFlag = re.NOFLAG) -> list[str]:
    """Where a pattern is found, with what stands about it."""
    hits = re.finditer(pattern, text, flags)
    return sorted({text[max(0, each.start() - 40) : each.end() + 20].replace("\n", " ¦ ") for each in hits})


each_page = pytest.mark.parametrize("page", VISITS)
each_language = pytest.mark.parametrize("language", ["nb", "en"])
pytestmark = pytest.mark.xdist_group("language")  # one process renders a page once


@each_page
@each_language
def test_nothing_stands_unfilled(page: str, language: str) -> None:
    assert faults(pages(page, language), NEVER, flags=re.IGNORECASE if language == "nb" else re.NOFLAG) == []


@each_page
@each_language
def test_a_minus_is_a_true_minus(page: str, language: str) -> None:
    assert faults(REFERENCE.sub("", pages(page, language)), r"(?<![\w-])-\d") == []


@each_page
def test_norwegian_decimals_have_a_comma(page: str) -> None:
    assert faults(REFERENCE.sub("", pages(page, "nb")), r"\d\.\d") == []


@each_page
def test_english_decimals_have_a_point(page: str) -> None:
    assert faults(REFERENCE.sub("", pages(page, "en")), r"\d,\d(?!\d\d(?!\d))") == []


@each_page
@each_language
def test_no_line_breaks_inside_a_number(page: str, language: str) -> None:
    text = without(pages(page, language), *TYPED, *file_texts(language))
    units = r"kr\b|mill\.|%|EUR\b|SEK\b" if language == "nb" else r"%|million\b|EUR\b|SEK\b"
    assert faults(text, rf"(?<![\d\w])\d{{1,3}} \d{{3}}(?!\d)|\d (?:{units})|mill\. kr|\bNOK \d") == []


@each_page
def test_no_english_stands_on_the_norwegian_screen(page: str) -> None:
    assert faults(without(pages(page, "nb"), *NAMES), rf"\b(?:{'|'.join(ENGLISH)})\b", flags=re.IGNORECASE) == []


@each_page
def test_no_norwegian_stands_on_the_english_screen(page: str) -> None:
    text = without(pages(page, "en"), *NAMES)
    assert faults(text, rf"\b(?:{'|'.join(NORWEGIAN)})\b|\d[\d,. \u00a0]* ?kr\b", flags=re.IGNORECASE) == []

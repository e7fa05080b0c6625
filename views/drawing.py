"""What pages share when they draw: the choice of prices, charts with their numbers behind, tables made when opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import charts
from models import measures
from models.assumptions import COMMON
from models.result import Array, Result
from texts import Texts
from views import markup
from views.markup import Cell, Row
from views.session import Session, keep_view_choice, view_choice

MILLION = 1_000_000
LabelVisibility = Literal["visible", "hidden", "collapsed"]


class Prices(NamedTuple):
    """Whether charts show each year's kroner or fixed ones, and how amounts are then called."""

    nominal: bool
    unit: str


def ask_prices(session: Session) -> Prices:
    """Ask whether the charts show fixed or each year's kroner."""
    say, year = session.say, session.say.year(session.scenario.value(f"{COMMON}.price_year"))
    names = {"real": say("fixed {year} kroner", year=year), "nominal": say("each year's kroner")}
    chosen = ask(say("Prices in the charts"), names, "prices")
    return Prices(chosen == "nominal", say("NOK million, {prices}", prices=names[chosen]))


def ask(label: str, names: Mapping[str, str], key: str, label_visibility: LabelVisibility = "visible") -> str:
    """Ask for one of a few; the address carries the answer. Returns its key, the first if what it asks is not there."""
    asked = view_choice(key)
    st.session_state[key] = asked if asked in names else next(iter(names))
    return st.radio(
        label,
        list(names),
        format_func=lambda each: names[each][:1].upper() + names[each][1:],
        horizontal=True,
        key=key,
        label_visibility=label_visibility,
        on_change=lambda: keep_view_choice(key, st.session_state[key]),
    )


def choose(label: str, names: Mapping[str, str], key: str) -> str:
    """Ask for one of many in a box; the address carries the answer. A title a browser remembers is no choice."""
    asked = view_choice(key)
    st.session_state[key] = asked if asked in names else next(iter(names))
    return st.selectbox(
        label,
        list(names),
        format_func=lambda each: names[each][:1].upper() + names[each][1:],
        key=key,
        on_change=lambda: keep_view_choice(key, st.session_state[key]) if st.session_state[key] in names else None,
    )


def open_tab(titles: Mapping[str, str], key: str) -> tuple[str, DeltaGenerator]:
    """Draw tabs (id → title) and return the one that is open, to draw in; the address carries which."""
    ids = {title: id for id, title in titles.items()}
    st.session_state[key] = titles[view_choice(key)]
    tabs = st.tabs(list(ids), key=key, on_change=lambda: _keep_tab(key, ids))
    return next((id, tab) for id, tab in zip(titles, tabs, strict=True) if tab.open)


def _keep_tab(key: str, ids: Mapping[str, str]) -> None:
    """Keep which tab was opened; a browser may still send a title of before, which is no choice of anyone's."""
    chosen = st.session_state[key]
    if chosen in ids:
        keep_view_choice(key, ids[chosen])


def shown(result: Result, amounts: Array, prices: Prices) -> Array:
    """Return amounts in NOK million, in the prices the reader has chosen."""
    return (measures.nominal(result, amounts) if prices.nominal else amounts) / MILLION


def series(say: Texts, name: str, years: Sequence[int], values: Array) -> charts.Series:
    """Return NOK million per year as a series, with what a reader sees when pointing."""
    hover = [
        "" if np.isnan(value) else f"{name}, {say.year(year)}: {say.millions(value * MILLION)}"
        for year, value in zip(years, values, strict=True)
    ]
    return charts.Series(name, values.tolist(), hover)


def chart(
    say: Texts, key: str, title: str, figure: go.Figure, alt: str, table: Callable[[], str], explained: str = ""
) -> None:
    """Draw a chart with its title, a sentence that explains, its text alternative and the numbers behind it."""
    st.html(markup.heading(title) + (markup.paragraph(explained, "quiet") if explained else ""))
    st.plotly_chart(figure, key=f"chart:{key}", theme=None, config=charts.CONFIG, alt=alt)
    when_open(say("The numbers behind the chart"), f"numbers:{key}", table)


def when_open(title: str, key: str, table: Callable[[], object]) -> None:
    """Draw an expander whose table is made only when it is open; what is no HTML text draws itself."""
    expander = st.expander(title, key=key, on_change="rerun")
    if expander.open:
        with expander:
            html = table()
            if isinstance(html, str):
                st.html(html)


def _number(say: Texts, value: float, decimals: int) -> str:
    return "–" if np.isnan(value) else say.number(value, decimals)  # not defined in that year


def yearly(caption: str, say: Texts, years: Iterable[int], columns: Mapping[str, Array], decimals: int = 2) -> str:
    """Return a table of one row per year: the numbers behind a chart."""
    rows = [
        Row(Cell(say.year(year)), [Cell(_number(say, values[number], decimals)) for values in columns.values()])
        for number, year in enumerate(years)
    ]
    return markup.scrolling(caption, markup.table(caption, [say("Year"), *columns], rows, css="numbers"))

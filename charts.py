"""Figures from plain data, with one look for all. Numbers come in million kroner, texts ready to show.

Series are told apart by line style and marker too, and named at the line's end, so that colour is never alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go

NBSP = "\u00a0"
FONT = '"Source Sans", "Source Sans Pro", Arial, sans-serif'
LIGHT = {
    "text": "#1e2023",
    "edge": "#ffffff",
    "grid": "#d5d6d8",
    "series": ("#0b3d6e", "#b85000", "#0f9d8a", "#5b5d60", "#8a3f8f", "#7d6a00"),
}
DARK = {
    "text": "#ececec",
    "edge": "#16181a",
    "grid": "#55585c",
    "series": ("#588acc", "#f58436", "#c0f5f3", "#bdbec0", "#d9a3de", "#d8c65a"),
}
PARTS = {
    False: ("#5b3a8c", "#b59ad6", "#7a2e4d", "#d9a0b7", "#8a8c8e"),
    True: ("#a78bd8", "#dccbf2", "#e07a9f", "#f6cbd9", "#8a8c8e"),
}
PATTERNS = ("", "/", "", "x", "")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS = ("circle", "square", "diamond", "x", "cross", "star")
CONFIG = {"displayModeBar": False, "displaylogo": False, "scrollZoom": False, "doubleClick": False}
HEIGHT = 380
CLOSE = 0.12  # of the height: names nearer each other than this would meet


class Series(NamedTuple):
    """One line or stack: name, one value per year, and the text for each that a reader sees when pointing."""

    name: str
    values: Sequence[float]
    hover: Sequence[str]
    slot: int = 0  # which colour and pattern of a stack it always has


class Mark(NamedTuple):
    """Something that happens at a point in time: where on the year axis, and what to call it."""

    at: float
    text: str


def lines(years: Sequence[int], series: Sequence[Series], *, axis: str, decimal: str, dark: bool) -> go.Figure:
    """Return one line per series over the years, named where it ends."""
    colours = DARK if dark else LIGHT
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": each.name,
            "x": list(years),
            "y": list(each.values),
            "text": list(each.hover),
            "hovertemplate": "%{text}<extra></extra>",
            "line": {"color": colours["series"][number], "width": 3, "dash": DASHES[number]},
            "marker": {"symbol": SYMBOLS[number], "size": 7, "color": colours["series"][number]},
        }
        for number, each in enumerate(series)
    ]
    layout = _layout(colours, years, axis, decimal)
    layout["showlegend"] = False
    layout["annotations"] = _end_labels(years, series, colours)
    return go.Figure({"data": traces, "layout": layout})


def _end_labels(years: Sequence[int], series: Sequence[Series], colours: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the series' names at their lines' ends: above, or below where a line falls or another ends close above."""
    ends = sorted((each.values[-1], each.name, each.values[-1] < each.values[-2:][0]) for each in series)
    span = max(1e-9, max(max(each.values) for each in series) - min(min(each.values) for each in series))
    labels = []
    highest = {True: float("-inf"), False: float("-inf")}  # the highest name so far below its line, and above
    for number, (end, name, falls) in enumerate(ends):
        crowded = number + 1 < len(ends) and ends[number + 1][0] - end < CLOSE * span
        below = falls or (crowded and max(highest.values()) < end - CLOSE * span)
        at = max(end, highest[below] + CLOSE * span)
        highest[below] = at
        labels.append(
            {
                "x": years[-1],
                "y": at,
                "text": name,
                "xanchor": "right",
                "yanchor": "top" if below else "bottom",
                "yshift": -8 if below else 8,
                "showarrow": False,
                "font": {"size": 15, "color": colours["text"]},
            }
        )
    return labels


def stacks(
    years: Sequence[int],
    costs: Sequence[Series],
    income: Series,
    marks: Sequence[Mark],
    *,
    axis: str,
    decimal: str,
    dark: bool,
) -> go.Figure:
    """Return costs as stacked bars, income as a line over them, and marks as upright lines with a text."""
    colours = DARK if dark else LIGHT
    traces: list[dict[str, Any]] = [
        {
            "type": "bar",
            "name": each.name,
            "x": list(years),
            "y": list(each.values),
            "hovertext": list(each.hover),
            "hovertemplate": "%{hovertext}<extra></extra>",
            "marker": {
                "color": PARTS[dark][each.slot],
                "line": {"color": colours["edge"], "width": 1},
                "pattern": {
                    "shape": PATTERNS[each.slot],
                    "fillmode": "overlay",
                    "fgcolor": colours["text"],
                    "fgopacity": 0.6,
                    "size": 6,
                    "solidity": 0.15,
                },
            },
        }
        for each in costs
    ]
    traces.append(
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": income.name,
            "x": list(years),
            "y": list(income.values),
            "text": list(income.hover),
            "hovertemplate": "%{text}<extra></extra>",
            "line": {"color": colours["text"], "width": 4},
            "marker": {"symbol": "circle", "size": 9, "color": colours["text"]},
        }
    )
    layout = _layout(colours, years, axis, decimal)
    layout |= {
        "barmode": "stack",
        "bargap": 0.25,
        "shapes": [_upright(mark, colours) for mark in marks],
        "annotations": [_mark_text(mark, number, colours) for number, mark in enumerate(marks)],
        "legend": {
            "orientation": "h",
            "y": -0.18,
            "yanchor": "top",
            "x": 0,
            "font": {"size": 15},
            "entrywidth": 230,
            "traceorder": "normal",
        },
    }
    layout["margin"]["t"] = 62 if marks else 10
    return go.Figure({"data": traces, "layout": layout})


def _upright(mark: Mark, colours: dict[str, Any]) -> dict[str, Any]:
    line = {"color": colours["text"], "width": 1, "dash": "dot"}
    return {"type": "line", "x0": mark.at, "x1": mark.at, "y0": 0, "y1": 1, "yref": "paper", "line": line}


def _mark_text(mark: Mark, number: int, colours: dict[str, Any]) -> dict[str, Any]:
    return {
        "x": mark.at,
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": 16 * (number % 3),  # at three heights, so that they do not meet on a narrow screen
        "xanchor": "left",
        "text": mark.text,
        "showarrow": False,
        "font": {"size": 14, "color": colours["text"]},
    }


def _layout(colours: dict[str, Any], years: Sequence[int], axis: str, decimal: str) -> dict[str, Any]:
    font = {"size": 15, "color": colours["text"]}
    ticks = {"tickfont": font, "gridcolor": colours["grid"], "automargin": True, "zerolinecolor": colours["text"]}
    step = max(1, round(len(years) / 6))
    return {
        "template": "none",
        "separators": decimal + NBSP,
        "height": HEIGHT,
        "autosize": True,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {**font, "family": FONT},
        "margin": {"l": 10, "r": 10, "t": 10, "b": 10},
        "hoverlabel": {"font": {"size": 15, "family": FONT}},
        "xaxis": {
            **ticks,
            "tickvals": list(years[::step]),
            "ticktext": [str(year) for year in years[::step]],
            "showgrid": False,
            "tickangle": 0,
            "fixedrange": True,
        },
        "yaxis": {**ticks, "title": {"text": axis, "font": font}, "rangemode": "tozero", "fixedrange": True},
    }

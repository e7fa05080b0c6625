"""Figures from plain data, with one look for all. Numbers come in million kroner, texts ready to show.

Series are told apart by line style and marker too, and named at the line's end, so that colour is never alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
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
# What a stack is made of: a colour on light, one on dark, and a pattern. None of them is a concept's colour.
Fill = tuple[str, str, str]
COSTS: tuple[Fill, ...] = (
    ("#5b3a8c", "#a78bd8", ""),
    ("#b59ad6", "#dccbf2", "/"),
    ("#7a2e4d", "#e07a9f", ""),
    ("#d9a0b7", "#f6cbd9", "x"),
    ("#8a8c8e", "#8a8c8e", ""),
)
# Municipality, BIR, state, bank, shops, others, nobody.
PARTIES: tuple[Fill, ...] = (
    ("#5b3a8c", "#b79ce6", ""),
    ("#2f7d4f", "#6fc795", "/"),
    ("#77797b", "#b5b7b9", "."),
    ("#3f7fb5", "#7fb8e8", "-"),
    ("#a87900", "#e0b64a", "\\"),
    ("#b0479a", "#e79bd6", "+"),
    ("#a31515", "#ff9a94", "x"),
)
# One party's money by kind; neighbours differ in colour, and what has the same colour differs in pattern.
_KIND_COLOURS = (
    ("#5b3a8c", "#b79ce6"),
    ("#a87900", "#e0b64a"),
    ("#2f7d4f", "#6fc795"),
    ("#b0479a", "#e79bd6"),
    ("#3f7fb5", "#7fb8e8"),
    ("#77797b", "#b5b7b9"),
    ("#4d5a1f", "#c5d68a"),
)
KINDS: tuple[Fill, ...] = (
    *((*colours, pattern) for pattern in ("", "/") for colours in _KIND_COLOURS),
    PARTIES[-1],  # nobody, as where all who pay are shown
)
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS = ("circle", "square", "diamond", "x", "cross", "star")
CONFIG = {"displayModeBar": False, "displaylogo": False, "scrollZoom": False, "doubleClick": False, "showTips": False}
HEIGHT = 380
CLOSE = 0.1  # of the height: names nearer each other than this would meet
NAME_WIDE, NAME_HIGH = 0.3, 0.6  # of the width, and in points: how far a name at a point reaches
BESIDE = 0.06  # of the height: how far a name stands above or below its line's end


class Series(NamedTuple):
    """One line or stack: name, one value per year, and the text for each that a reader sees when pointing."""

    name: str
    values: Sequence[float]
    hover: Sequence[str]
    slot: int = 0  # which colour and pattern of a stack it always has


class Point(NamedTuple):
    """A point with a name, and between what it may lie across and upwards."""

    name: str
    x: float
    y: float
    across: tuple[float, float] | None = None
    upwards: tuple[float, float] | None = None


class Mark(NamedTuple):
    """Something that happens at a point in time: where on the year axis, and what to call it."""

    at: float
    text: str


def lines(
    years: Sequence[int], series: Sequence[Series], *, axis: str, decimal: str, dark: bool, first: int = 0
) -> go.Figure:
    """Return one line per series over the years, named where it ends. first: the first colour; 0 to 2 are concepts'."""
    colours = DARK if dark else LIGHT
    inks = [colours["series"][(first + number) % len(colours["series"])] for number in range(len(series))]
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": each.name,
            "x": list(years),
            "y": list(each.values),
            "text": list(each.hover),
            "hovertemplate": "%{text}<extra></extra>",
            "line": {"color": inks[number], "width": 3, "dash": DASHES[number]},
            "marker": {"symbol": SYMBOLS[number], "size": 7, "color": inks[number]},
        }
        for number, each in enumerate(series)
    ]
    layout = _layout(colours, years, axis, decimal)
    layout["showlegend"] = False
    layout["annotations"] = _end_labels(years, series, colours)
    return go.Figure({"data": traces, "layout": layout})


def _end_labels(years: Sequence[int], series: Sequence[Series], colours: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the series' names at their lines' ends: below where a line falls or another ends close above, else above.

    Names that would meet are pushed up, so they stand in the order of the lines' ends.
    """
    known = {each.name: [value for value in each.values if not isnan(value)] for each in series}  # without gaps
    known = {name: values for name, values in known.items() if values}
    span = max(1e-9, max(map(max, known.values())) - min(map(min, known.values())))
    ends = sorted((values[-1], name, values[-1] < values[-2:][0]) for name, values in known.items())
    wanted = []
    for number, (end, name, falls) in enumerate(ends):
        crowded = number + 1 < len(ends) and ends[number + 1][0] - end < CLOSE * span
        fits_below = number == 0 or end - ends[number - 1][0] > 2 * CLOSE * span
        wanted.append((end + (-BESIDE if (falls or crowded) and fits_below else BESIDE) * span, name))
    labels, lowest = [], float("-inf")
    for at, name in wanted:
        lowest = max(at, lowest + CLOSE * span)
        labels.append(
            {
                "x": years[-1],
                "y": lowest,
                "text": name,
                "xanchor": "right",
                "yanchor": "middle",
                "showarrow": False,
                "font": {"size": 15, "color": colours["text"]},
            }
        )
    return labels


def stacks(
    years: Sequence[int],
    parts: Sequence[Series],
    line: Series | None,
    marks: Sequence[Mark] = (),
    *,
    fills: Sequence[Fill] = COSTS,
    axis: str,
    decimal: str,
    dark: bool,
) -> go.Figure:
    """Return parts as stacked bars (negative ones downwards), a line over them, and marks as upright lines."""
    colours = DARK if dark else LIGHT
    traces = [_bars(years, each, fills[each.slot], colours, dark) for each in parts]
    if line is not None:
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": line.name,
                "x": list(years),
                "y": list(line.values),
                "text": list(line.hover),
                "hovertemplate": "%{text}<extra></extra>",
                "line": {"color": colours["text"], "width": 4},
                "marker": {"symbol": "circle", "size": 9, "color": colours["text"]},
            }
        )
    layout = _layout(colours, years, axis, decimal)
    layout |= {
        "barmode": "relative",
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


def fan(
    years: Sequence[int],
    middle: Series,
    low: Series,
    high: Series,
    beside: Series,
    *,
    axis: str,
    decimal: str,
    dark: bool,
) -> go.Figure:
    """Return a line with a band from low to high about it, and a second line that is compared with it.

    middle.slot: which series' colour the band and its line have; high.name: what the band is called.
    """
    colours: dict[str, Any] = DARK if dark else LIGHT
    ink = colours["series"][middle.slot % len(colours["series"])]
    traces = [
        _line(years, low, ink, DASHES[0], 1) | {"showlegend": False},
        _line(years, high, ink, DASHES[0], 1) | {"fill": "tonexty", "fillcolor": _faded(ink)},
        _line(years, middle, ink, DASHES[0], 4),
        _line(years, beside, colours["text"], DASHES[2], 2),
    ]
    layout = _layout(colours, years, axis, decimal)
    layout["legend"] = {"orientation": "h", "y": -0.15, "yanchor": "top", "x": 0, "font": {"size": 15}}
    return go.Figure({"data": traces, "layout": layout})


def curve(
    at: Sequence[float],
    series: Series,
    marks: Sequence[Mark],
    level: float | None,
    *,
    across: str,
    axis: str,
    ticks: Sequence[tuple[float, str]],
    decimal: str,
    dark: bool,
) -> go.Figure:
    """Return what follows from one number: a line over its values, marks where something happens, a level to meet.

    ticks: places across and what to call them.
    """
    colours: dict[str, Any] = DARK if dark else LIGHT
    traces = [_line(at, series, colours["series"][series.slot], DASHES[0], 3)]
    layout = _layout(colours, [], axis, decimal)
    layout["showlegend"] = False
    layout["yaxis"]["rangemode"] = "normal"
    layout["margin"]["t"] = 62
    layout["shapes"] = [_upright(mark, colours) for mark in marks]
    layout["annotations"] = [_mark_text(mark, number, colours) for number, mark in enumerate(marks)]
    if level is not None:
        line = {"color": colours["text"], "width": 2, "dash": "dash"}
        layout["shapes"].append(
            {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": level, "y1": level, "line": line}
        )
    font = {"size": 15, "color": colours["text"]}
    layout["xaxis"] |= {
        "tickvals": [place for place, _ in ticks],
        "ticktext": [text for _, text in ticks],
        "title": {"text": across, "font": font},
    }
    return go.Figure({"data": traces, "layout": layout})


def _line(xs: Sequence[float], series: Series, ink: str, dash: str, width: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": series.name,
        "x": list(xs),
        "y": list(series.values),
        "text": list(series.hover),
        "hovertemplate": "%{text}<extra></extra>",
        "line": {"color": ink, "width": width, "dash": dash},
    }


def _faded(ink: str) -> str:
    """Return a colour (#rrggbb) that lets the ground through."""
    red, green, blue = (int(ink[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.25)"


def points(
    points: Sequence[Point], *, across: str, up: str, upwards: tuple[float, float], decimal: str, dark: bool
) -> go.Figure:
    """Return named points with lines for what each may be; upwards: the ends of the upright axis."""
    colours = DARK if dark else LIGHT
    traces: list[dict[str, Any]] = []
    for number, each in enumerate(points):
        ink = colours["series"][number % len(colours["series"])]
        for xs, ys in _spreads(each):
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "x": xs,
                    "y": ys,
                    "line": {"color": ink, "width": 4},
                    "hoverinfo": "skip",
                }
            )
        traces.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "x": [each.x],
                "y": [each.y],
                "text": [each.name],
                "textposition": "bottom right" if _is_under(each, points) else "top right",
                "textfont": {"size": 16, "color": colours["text"]},
                "cliponaxis": False,
                "marker": {
                    "symbol": SYMBOLS[number],
                    "size": 15,
                    "color": ink,
                    "line": {"width": 2, "color": colours["edge"]},
                },
                "hoverinfo": "skip",
            }
        )
    layout = _layout(colours, [], up, decimal)
    layout["showlegend"] = False
    low, high = upwards
    layout["yaxis"] |= {"range": [low - 0.3, high + 0.4], "rangemode": "normal", "dtick": 1}
    least = min(0.0, *(min(each.across or (each.x,)) for each in points))
    most = max(max(each.across or (each.x,)) for each in points)
    room = max(most - least, 1e-9)
    font = {"size": 15, "color": colours["text"]}
    layout["xaxis"] = {
        "tickfont": font,
        "gridcolor": colours["grid"],
        "zerolinecolor": colours["text"],
        "automargin": True,
        "fixedrange": True,
        "title": {"text": across, "font": font},
        "range": [least - 0.05 * room, most + 0.25 * room],
    }
    return go.Figure({"data": traces, "layout": layout})


def _is_under(point: Point, points: Sequence[Point]) -> bool:
    """Return whether another point stands close above, where the name would be."""
    width = max(each.x for each in points) - min(each.x for each in points)
    return any(abs(each.x - point.x) < NAME_WIDE * width and 0 < each.y - point.y < NAME_HIGH for each in points)


def _spreads(point: Point) -> list[tuple[list[float], list[float]]]:
    """Return the lines through a point: across and upwards, each as xs and ys."""
    lines = [(list(point.across), [point.y, point.y])] if point.across else []
    return [*lines, ([point.x, point.x], list(point.upwards))] if point.upwards else lines


def waterfall(
    names: Sequence[str], values: Sequence[float], texts: Sequence[str], *, axis: str, decimal: str, dark: bool
) -> go.Figure:
    """Return the way from the first value to the last sum: the first as it is, the others as changes, then the total.

    names and texts have one more than values: the total's.
    """
    colours = DARK if dark else LIGHT
    up, down, whole = (PARTIES[slot][int(dark)] for slot in (1, 6, 0))
    trace = {
        "type": "waterfall",
        "x": list(names),
        "y": [*values, 0],
        "measure": ["absolute", *["relative"] * (len(values) - 1), "total"],
        "text": list(texts),
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"size": 15, "color": colours["text"]},
        "hoverinfo": "skip",
        "increasing": {"marker": {"color": up}},
        "decreasing": {"marker": {"color": down}},
        "totals": {"marker": {"color": whole}},
        "connector": {"line": {"color": colours["grid"], "width": 1}},
    }
    layout = _layout(colours, [], axis, decimal)
    layout["showlegend"] = False
    layout["margin"]["t"] = 30
    font = {"size": 15, "color": colours["text"]}
    layout["xaxis"] = {"tickfont": font, "automargin": True, "fixedrange": True, "type": "category"}
    layout["yaxis"]["rangemode"] = "normal"
    return go.Figure({"data": [trace], "layout": layout})


def _bars(years: Sequence[int], part: Series, fill: Fill, colours: dict[str, Any], dark: bool) -> dict[str, Any]:
    light_colour, dark_colour, pattern = fill
    return {
        "type": "bar",
        "name": part.name,
        "x": list(years),
        "y": list(part.values),
        "hovertext": list(part.hover),
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "color": dark_colour if dark else light_colour,
            "line": {"color": colours["edge"], "width": 1},
            "pattern": {
                "shape": pattern,
                "fillmode": "overlay",
                "fgcolor": colours["text"],
                "fgopacity": 0.6,
                "size": 6,
                "solidity": 0.15,
            },
        },
    }


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
        "separators": decimal + (NBSP if decimal == "," else ","),
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

"""The data of the live component: each lever at all its positions, worked out here, so that the browser only draws.

Everything a reader sees is made by Python, as text ready to show; the browser gets it with the chart's series for every
position and picks by number. There is no copy of the model in JavaScript, and nothing is asked of the server while a
lever is dragged. `views/assets/live.js` draws, and tells what the reader did as numbered actions (`new_actions`).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from concepts import CONCEPTS
from models.acceptability import reweighed
from models.judgement import WHOLE, rescaled
from models.problems import InputError
from models.result import Array
from models.sweep import reads, results
from texts import Texts
from views import levers
from views.session import Session
from views.slides import WEIGHT, Case, Chart, Frame, Slide
from views.weights import start_of

MOST_TICKS = 6
TABLE_DECIMALS = 2
NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
Json = dict[str, Any]
_ASSETS = Path(__file__).parent / "assets"


@cache
def component() -> Any:
    """Return the component, registered once a process."""
    css, js = ((_ASSETS / f"live.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    return st.components.v2.component("ombruk_live", css=css, js=js, isolate_styles=False)


class Lever(NamedTuple):
    """A lever of the component: its values, where it stands, how each value is written, and the slide at each.

    moves: for each value, where the other levers come to stand, key → number; empty if they stay.
    """

    key: str
    label: str
    evidence: str
    values: Sequence[Any]
    now: int
    texts: Sequence[str]
    ends: tuple[str, str]
    cases: Sequence[Case]
    moves: Sequence[Mapping[str, int]]


def case(session: Session) -> Case:
    """Return what the slides show now."""
    return Case(session.results, session.standing)


def lever(session: Session, key: str, slide: Slide) -> Lever:
    """Return a lever at all its positions: an assumption's, or a weight's."""
    return _weight(session, key, slide) if key.startswith(WEIGHT) else _assumption(session, key)


def values_of(session: Session, key: str) -> list[Any]:
    """Return what a lever can be set to, its present value among them."""
    if key.startswith(WEIGHT):
        return list(range(WHOLE + 1))
    return levers.among(levers.positions(session.scenario.base[key]), session.scenario.value(key))


def value_of(session: Session, key: str) -> Any:
    """Return where a lever stands."""
    if key.startswith(WEIGHT) and session.judgement:
        return session.judgement.weights[key.removeprefix(WEIGHT)]
    return session.scenario.value(key)


def _assumption(session: Session, key: str) -> Lever:
    say, entry = session.say, session.scenario.base[key]
    values, now = values_of(session, key), session.scenario.value(key)
    swept = {
        id: results(session.scenario.assumptions, each, key, values)
        for id, each in CONCEPTS.items()
        if reads(session.scenario.base, each, key)
    }
    cases = [
        Case({id: swept[id][number] if id in swept else each for id, each in session.results.items()}, None)
        for number in range(len(values))
    ]
    first, last = (levers.shown_value(session, entry, each, with_unit=False) for each in (values[0], values[-1]))
    label, whose = levers.full_name(session, key), levers.evidence(say, entry.grade)
    texts = [levers.shown_value(session, entry, each) for each in values]
    return Lever(key, label, whose, values, values.index(now), texts, (first, last), cases, [{}] * len(values))


def _weight(session: Session, key: str, slide: Slide) -> Lever:
    """Return a weight at all its positions; the others follow in proportion, as on the page Vurdering."""
    say, now = session.say, session.standing
    assert now is not None  # else there is no such lever
    id, values = key.removeprefix(WEIGHT), values_of(session, key)
    start = start_of(id)
    weights = [rescaled(start, id, each) for each in values]
    cases = [Case(session.results, reweighed(now, now.judgement.with_weights(each))) for each in weights]
    others = [each for each in slide.levers if each != key]
    moves = [{each: weight[each.removeprefix(WEIGHT)] for each in others} for weight in weights]
    texts = [say.percent(each / WHOLE) for each in values]
    label = now.scoring.criteria[id].label.in_language(say.language)
    return Lever(key, label, "", values, now.judgement.weights[id], texts, (texts[0], texts[-1]), cases, moves)


def data(session: Session, slide: Slide) -> Json:
    """Return a slide with all positions of its levers, ready for the component."""
    now = slide.frame(case(session))
    drawn = [lever(session, key, slide) for key in slide.levers]
    frames = [[slide.frame(each) for each in one.cases] for one in drawn]
    texts: dict[str, int] = {}  # each is sent once: most positions share most of theirs
    series = np.stack([now.series, *(each.series for one in frames for each in one)])
    return {
        "slide": slide.id,
        "concept": slide.concept,
        "question": slide.question,
        "now": _frame(now, texts),
        "series": _packed(now.series[None]),
        "chart": _chart(session.say, slide.chart, series),
        "table": _table(session.say, slide.chart, now),
        "concepts": [{"id": id, "name": each.name} for id, each in CONCEPTS.items()],
        "levers": [_lever(one, each, texts) for one, each in zip(drawn, frames, strict=True)],
        "texts": list(texts),  # last, when all are in it
    }


def _frame(frame: Frame, texts: dict[str, int]) -> list[int]:
    """Return a frame's texts by number: answer, title, what follows, then value and note of each figure."""
    said = [frame.answer, frame.title, frame.rest, *(text for each in frame.figures for text in each)]
    return [texts.setdefault(each, len(texts)) for each in said]


def _lever(one: Lever, frames: Sequence[Frame], texts: dict[str, int]) -> Json:
    return {
        "key": one.key,
        "label": one.label,
        "evidence": one.evidence,
        "now": one.now,
        "values": [list(each) if isinstance(each, tuple) else each for each in one.values],
        "texts": list(one.texts),
        "ends": list(one.ends),
        "moves": [dict(each) for each in one.moves],
        "frames": [_frame(each, texts) for each in frames],
        "series": _packed(np.stack([each.series for each in frames])),
    }


def _packed(series: Array) -> str:
    """Return numbers as little-endian float32 in base64: a tenth of the time of a JSON list, and half its size."""
    return base64.b64encode(np.nan_to_num(series).astype("<f4").tobytes()).decode("ascii")


def _chart(say: Texts, chart: Chart, series: Array) -> Json:
    """Return how to draw, with an axis that has room for all positions, so that it stands still while one drags."""
    low, high = chart.ends or _ends(chart, series)
    ticks = _ticks(low, high)
    used = np.any(np.abs(series) > 0.5e-6, axis=(0, 2)) if chart.kind == "stacks" else np.ones(series.shape[1], bool)
    return {
        "kind": chart.kind,
        "names": list(chart.names),
        "inks": [list(each) for each in chart.inks],
        "patterns": list(chart.patterns),
        "used": [bool(each) for each in used],
        "years": [say.year(each) for each in chart.years],
        "points": series.shape[2],
        "unit": chart.unit,
        "zero": chart.zero,
        "low": min(low, ticks[0]),
        "high": max(high, ticks[-1]),
        "ticks": [[each, say.plain(each)] for each in ticks],
    }


def _ends(chart: Chart, series: Array) -> tuple[float, float]:
    if chart.kind == "stacks":
        low, high = np.minimum(series, 0).sum(axis=1).min(), np.maximum(series, 0).sum(axis=1).max()
    else:
        low, high = series.min(), series.max()
    return min(0.0, float(low)), max(0.0, float(high))


def _ticks(low: float, high: float) -> list[float]:
    """Return round numbers from at or below the lowest to at or above the highest."""
    least = max(high - low, 1e-9) / MOST_TICKS
    magnitude = 10.0 ** np.floor(np.log10(least))
    step = next(float(magnitude * each) for each in NICE if magnitude * each >= least * (1 - 1e-9))
    first, last = int(np.floor(low / step + 1e-9)), int(np.ceil(high / step - 1e-9))
    return [round(each * step, 9) + 0.0 for each in range(first, max(last, first + 1) + 1)]


def _table(say: Texts, chart: Chart, now: Frame) -> Json:
    """Return the numbers behind the chart, as it is when no lever is moved."""
    if chart.kind == "bars":
        rows = [[name, figure.value] for name, figure in zip(chart.names, now.figures, strict=True)]
        return {"caption": now.title, "columns": [say("Per concept"), chart.unit], "rows": rows}
    caption = say("{title}, {unit}", title=now.title, unit=chart.unit)
    rows = [
        [say.year(year), *(say.number(float(each), TABLE_DECIMALS) for each in now.series[:, number])]
        for number, year in enumerate(chart.years)
    ]
    return {"caption": caption, "columns": [say("Year"), *chart.names], "rows": rows}


class Action(NamedTuple):
    """Something the reader did: go to a slide, choose a concept, move a lever to a value, undo."""

    number: int
    kind: str
    key: str
    value: Any


def new_actions(sent: object, last: int) -> list[Action]:
    """Return what the component tells that is not done yet, in order. It tells again what it has no answer to."""
    found = []
    for each in sent if isinstance(sent, list) else []:
        if isinstance(each, dict) and isinstance(each.get("number"), int) and each["number"] > last:
            value = tuple(each["value"]) if isinstance(each.get("value"), list) else each.get("value")
            found.append(Action(each["number"], str(each.get("kind", "")), str(each.get("key", "")), value))
    return sorted(found, key=lambda each: each.number)


def fitting(session: Session, action: Action) -> Any | None:
    """Return the value a lever is moved to, as the scenario holds it; None for what it cannot be."""
    if action.key.startswith(WEIGHT):
        known = session.judgement is not None and action.key.removeprefix(WEIGHT) in session.judgement.weights
        whole = isinstance(action.value, int) and not isinstance(action.value, bool)
        return action.value if known and whole and 0 <= action.value <= WHOLE else None
    try:
        return session.scenario.base.fit(action.key, action.value)
    except InputError:
        return None

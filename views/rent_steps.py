"""Steps of rent or fee: an editor of any length, and at once what they give, cost the shops and count as aid."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from concepts import CONCEPTS
from models import measures
from models.assumptions import COMMON
from models.problems import Message
from models.result import Result
from models.units import UNITS
from texts import Texts
from views import markup, names
from views.levers import plain_markdown, shown_value
from views.markup import Cell, Row
from views.session import Session, change

STEPS = {"omkrets": "rent_steps", "bruk_bergen": "fee_steps"}
FEWEST_YEARS, MOST_YEARS, FIRST_YEARS = 6, 12, 5
TEXT, REFUSED = "steps:text", "steps:refused"
_BETWEEN = re.compile(r"\s*(?:[;–—-]|,\s|\s)\s*")
_STEP = re.compile(r"(?:0|[1-9]\d{0,3})(?:[.,]\d)?")
_NEGATIVE = re.compile(r"^\s*[-−–—]|[\s;,–—-][-−–—]\d")  # a sign, not a dash between two steps
_FRACTION = 1.5  # steps so small are hardly meant as per cent
_UNIT = UNITS["fraction per operating year"]


def title(say: Texts, concept: str) -> str:
    """Return what the steps of a concept are called."""
    return {"omkrets": say("Rent steps"), "bruk_bergen": say("Fee steps")}.get(concept, say("Steps"))


def draw(session: Session, result: Result) -> None:
    """Draw the editor and what the steps lead to."""
    say = session.say
    name = STEPS.get(result.concept)
    if name is None:
        st.html(
            markup.paragraph(say("{concept} asks for neither rent nor fee.", concept=CONCEPTS[result.concept].name))
        )
        return
    _editor(session, f"{result.concept}.{name}")
    if name == "rent_steps":
        st.html(markup.paragraph(rent_sentence(say, result)) + _rent_table(say, result))
        st.html(_aid(session, result))
    else:
        st.html(_fee_table(say, result))


def _editor(session: Session, key: str) -> None:
    """Ask for the steps: a named choice, or any list of per cent."""
    say, value = session.say, session.scenario.value(key)
    entry = session.scenario.base[key]
    if entry.choices:
        known = [each.value for each in entry.choices]
        st.session_state["steps:named"] = value
        st.radio(
            say("Steps to choose from"),
            known if value in known else [*known, value],
            format_func=lambda each: plain_markdown(shown_value(session, entry, each)),
            horizontal=True,
            key="steps:named",
            on_change=lambda: _take(key, st.session_state["steps:named"]),
        )
    refused = st.session_state.get(REFUSED)
    if refused is not None and (refused.key, refused.kept) != (key, value):
        refused = st.session_state[REFUSED] = None
    st.session_state[TEXT] = refused.text if refused else written(say, value)
    st.text_input(
        say("Or write your own, in per cent for each operating year; the last one holds for all later years"),
        key=TEXT,
        placeholder="50 50 70 100",
        on_change=lambda: _read(key),
    )
    if refused:
        why = say(refused.why.template, **refused.why.values)
        st.html(markup.notice(say("The steps could not be read, the last ones are kept"), [why]))


class _Refused(NamedTuple):
    """What was written and could not be read: for which key, what is kept instead, the text, and why."""

    key: str
    kept: Any
    text: str
    why: Message


def _take(key: str, value: Any) -> None:
    st.session_state[REFUSED] = None
    change(key, value)


def _read(key: str) -> None:
    """Take what was written as the steps, or keep it in the field and say what is wrong with it."""
    text = st.session_state[TEXT]
    steps = read_steps(text)
    if isinstance(steps, Message):
        st.session_state[REFUSED] = _Refused(key, st.session_state.scenario.value(key), text, steps)
    else:
        _take(key, steps)


def written(say: Texts, steps: tuple[float, ...]) -> str:
    """Return steps as they are written in the field: 50 50 70 100."""
    return " ".join(say.plain(round(100 * each, 1)) for each in steps)


def read_steps(text: str) -> tuple[float, ...] | Message:
    """Read per cent per operating year: "50-50-70-100", "50 62,5 100 %". Returns fractions, or what is wrong."""
    parts = [each for each in _BETWEEN.split(text.replace("%", " ").strip()) if each]
    if _NEGATIVE.search(text):
        return Message("A step cannot be below 0%.")
    if not parts:
        return Message("Write at least one step, such as 50 50 70 100.")
    steps = [_read_step(number, part) for number, part in enumerate(parts, start=1)]
    wrong = next((each for each in steps if isinstance(each, Message)), None)
    return wrong or _whole([each for each in steps if not isinstance(each, Message)])


def _read_step(number: int, part: str) -> float | Message:
    if not _STEP.fullmatch(part):
        values = {"number": number, "found": part[:20]}
        return Message("Step {number}, “{found}”, is no plain number; put a space between the steps.", values)
    percent = float(part.replace(",", "."))
    if percent > 100 * _UNIT.high:
        values = {"number": number, "found": percent, "most": 100 * _UNIT.high}
        return Message("Step {number} is {found}%; at most {most}% is allowed.", values)
    return round(percent / 100, 6)


def _whole(steps: list[float]) -> tuple[float, ...] | Message:
    if 0 < max(steps) <= _FRACTION / 100:
        return Message("Write per cent: 50 for half, not 0.5.")
    if _UNIT.refuses(steps):
        return Message("That is {count} steps; at most 100 are allowed.", {"count": len(steps)})
    return tuple(steps)


def _years(result: Result, steps: int) -> int:
    """Return how many operating years the table shows: all the steps and a few years more, within the horizon."""
    return min(measures.operating_years(result), max(FEWEST_YEARS, min(steps + 1, MOST_YEARS)))


def _row_heads(say: Texts, result: Result, years: int) -> list[Cell]:
    first = result.years[0] + float(np.squeeze(result.lines["opening"]))
    return [
        Cell(say("Operating year {number}", number=k + 1), say("from {year}", year=say.year(int(first + k))))
        for k in range(years)
    ]


def rent_sentence(say: Texts, result: Result) -> str:
    """Return what the steps give and what they cost the shops."""
    years = measures.operating_years(result)
    if not years:
        return say("Not in full operation by {year}.", year=say.year(result.years[-1]))
    counted = min(years, FIRST_YEARS)
    leaving = float(np.sum(result.lines["shops_leaving"][:counted]))
    peak = measures.occupancy_cost_peak(result)
    limit = float(result.assumptions["affordable_rent_share"])
    text = say(
        "Rent and charges take at most {share} of the shops' sales, in operating year {year}. In the first {count} "
        "operating years about {leaving} shops are expected to leave.",
        share=say.percent(peak["share"] if peak else 0),
        year=peak["operating_year"] if peak else 1,
        count=counted,
        leaving=say.number(leaving),
    )
    above = say("Above {limit} of sales more of them leave.", limit=say.percent(limit))
    return f"{text} {above}"


def _rent_table(say: Texts, result: Result) -> str:
    lines, years = result.lines, _years(result, len(result.assumptions["rent_steps"]))
    concept = CONCEPTS[result.concept]
    income = concept.per_operating_year(result, "rent")
    limit = float(result.assumptions["affordable_rent_share"])
    rate = float(result.assumptions["market_rent"])
    rows = [
        Row(
            head,
            [
                Cell(
                    say.percent(lines["rent_share"][k]),
                    say("{rent} NOK/m²", rent=say.number(rate * lines["rent_share"][k])),
                ),
                Cell(say.millions(income[k])),
                Cell(
                    say.percent(lines["occupancy_cost"][k]),
                    say("more than shops can carry") if lines["occupancy_cost"][k] > limit else "",
                    alarm=bool(lines["occupancy_cost"][k] > limit),
                ),
                Cell(say.number(lines["shops"][k], 1)),
                Cell(say.number(lines["shops_leaving"][k], 1)),
            ],
        )
        for k, head in enumerate(_row_heads(say, result, years))
    ]
    columns = [
        say("Rent step by step"),
        say("Rent, share of market rent"),
        say("Rent income, fixed prices"),
        say("Rent and charges as a share of sales"),
        say("Shops"),
        say("Shops leaving in the year"),
    ]
    return markup.table(say("What the steps lead to"), columns, rows, css="numbers blocks")


def _fee_table(say: Texts, result: Result) -> str:
    lines, years = result.lines, _years(result, len(result.assumptions["fee_steps"]))
    income = CONCEPTS[result.concept].per_operating_year(result, "membership_fees")
    fee = float(result.assumptions["membership_fee"])
    rows = [
        Row(
            head,
            [
                Cell(say.percent(lines["fee_step"][k]), say.kroner(fee * lines["fee_step"][k])),
                Cell(say.number(lines["member_count"][k])),
                Cell(say.kroner(float(f"{income[k]:.2g}"))),
                Cell(say.percent(lines["fee_burden"][k], 2)),
            ],
        )
        for k, head in enumerate(_row_heads(say, result, years))
    ]
    columns = [
        say("Fee step by step"),
        say("Fee, share of the full fee"),
        say("Members"),
        say("Fee income"),
        say("Fee as a share of a member's sales"),
    ]
    return markup.table(say("What the steps lead to"), columns, rows, css="numbers blocks")


def _aid(session: Session, result: Result) -> str:
    """Return the meters of public support against the limit for de minimis aid."""
    say, limit = session.say, float(session.scenario.value(f"{COMMON}.de_minimis_limit"))
    meters = [
        _meter(say, say("Per shop, in spared rent:"), measures.state_aid_per_shop(result), limit),
        _meter(
            say,
            say("{operator}, in deficit cover and cheap premises:", operator=names.operator(say, result.concept)),
            measures.state_aid_operator(result),
            limit,
        ),
    ]
    title = markup.heading(say("Public support over three years, against the limit for de minimis aid"))
    note = markup.paragraph(
        say("Information, not advice: the limit counts per undertaking with its group; to be checked by a lawyer."),
        "quiet",
    )
    return title + "".join(meters) + note


def _meter(say: Texts, label: str, aid: float | None, limit: float) -> str:
    if aid is None:
        return markup.paragraph(f"{label} {say('Does not apply')}")
    values = {
        "aid": say.number(float(f"{aid:.2g}")),
        "limit": say.number(limit),
        "share": say.percent(aid / limit) if limit else "–",
    }
    text = (
        say("EUR {aid} of EUR {limit} ({share}): above the limit", **values)
        if aid > limit
        else say("EUR {aid} of EUR {limit} ({share})", **values)
    )
    return markup.meter(label, aid / limit if limit else float(aid > 0) * 2, text)

"""Kept variants: side by side with their differences from the first, as one link, and as files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

import streamlit as st

from concepts import CONCEPTS
from models import financing, measures, variants
from models.problems import InputError
from models.result import Result
from models.variants import Variant
from texts import Texts
from views import funding_tables, markup, notices
from views.levers import plain_markdown
from views.markup import Cell, Row
from views.session import (
    Session,
    address,
    drop_variant,
    keep_variant,
    refuse_file,
    run,
    use_file,
    use_variant,
)

LARGEST_MEGABYTES = 1
NAME, TYPED, FILE = "variant:name", "variant:typed", "variant:file"


def draw(session: Session, concept: str) -> None:
    """Draw what can be kept, what is kept, and the ways in and out."""
    say = session.say
    _keep(session, concept)
    if session.variants:
        st.html(compared(session, concept) + _warnings(session))
        for number, each in enumerate(session.variants):
            _buttons(say, number, each)
    else:
        st.html(markup.paragraph(say("Nothing is kept yet. Keep this scenario, change something, and keep that too.")))
    _share(say)
    _files(session, concept)


def _keep(session: Session, concept: str) -> None:
    """Ask for a name and keep the scenario under it."""
    say, room = session.say, variants.MOST - len(session.variants)
    st.session_state[NAME] = st.session_state.get(TYPED) or proposed_name(session, concept)
    with st.container(horizontal=True, vertical_alignment="bottom", key="keep"):
        st.text_input(say("Name of this scenario"), key=NAME, max_chars=variants.LONGEST_NAME, on_change=_remember_name)
        st.button(
            say("Keep this scenario ({count} of {most})", count=len(session.variants), most=variants.MOST),
            key="variant:keep",
            on_click=_keep_named,
            disabled=room <= 0,
        )
    if room <= 0:
        st.html(markup.paragraph(say("Five are kept, which is as many as fit. Remove one to keep another."), "quiet"))


def _remember_name() -> None:
    """Keep what was typed, whatever else is drawn anew."""
    st.session_state[TYPED] = st.session_state[NAME]


def _keep_named() -> None:
    keep_variant(st.session_state[NAME])
    st.session_state[TYPED] = ""


def full_name(session: Session, concept: str) -> str:
    """Return a concept and how it is set up, as a title."""
    return f"{CONCEPTS[concept].name}, {proposed_name(session, concept)}"


def proposed_name(session: Session, concept: str) -> str:
    """Return the preset's title, and that it was changed if it was."""
    preset = session.scenario.presets.get(concept)
    title = preset.title.in_language(session.say.language) if preset else CONCEPTS[concept].name
    return session.say("{title}, changed", title=title) if session.changed_beside(concept) else title


def _buttons(say: Texts, number: int, kept: Variant) -> None:
    """Draw what can be done with a kept variant."""
    show, drop = (
        plain_markdown(text) for text in (say("Show “{name}”", name=kept.name), say("Remove “{name}”", name=kept.name))
    )
    with st.container(horizontal=True, key=f"variant:{number}"):
        st.button(show, key=f"variant:use:{number}", on_click=use_variant, args=(number,))
        st.button(drop, key=f"variant:drop:{number}", on_click=drop_variant, args=(number,))


def _warnings(session: Session) -> str:
    """Return what in the kept variants deserves a second look."""
    said = [
        f"{each.name}: {notices.warning(session, notice)}"
        for each in session.variants
        for notice in each.scenario.warnings()
    ]
    return markup.notice(session.say("Worth a second look"), said) if said else ""


class _Measure(NamedTuple):
    """A row of the comparison: its name, the number, and how number and difference are written."""

    head: str
    value: Callable[[Result], float | None]
    write: Callable[[float], str]
    difference: Callable[[float], str]


def _measures(say: Texts) -> tuple[_Measure, ...]:
    def money(head: str, value: Callable[[Result], float | None]) -> _Measure:
        return _Measure(head, value, say.millions, lambda each: funding_tables.change(say, each))

    def number(head: str, value: Callable[[Result], float | None]) -> _Measure:
        def difference(each: float) -> str:
            return "" if say.rough(each) == say.number(0) else ("+" if each > 0 else "") + say.rough(each)

        return _Measure(head, value, say.rough, difference)

    def yearly(amount: Callable[[Result], float]) -> Callable[[Result], float]:
        return lambda result: float(measures.per_year(result, amount(result)))

    def plan(part: int) -> Callable[[Result], float]:
        return lambda result: sum(financing.plan_net(measures.plan_effect(result))[part])

    return (
        money(say("The municipality, a year"), lambda result: float(measures.annual_cost(result))),
        money(say("BIR, a year"), lambda result: financing.yearly_cost(result, "bir")),
        money(say("All public, a year"), yearly(lambda result: float(measures.public_net_present_cost(result)))),
        money(say("Not covered, a year"), financing.yearly_unfunded),
        money(say("To be paid in all, a year"), yearly(financing.to_cover)),
        money(say("Investment before opening"), lambda result: float(measures.investment_need(result))),
        money(say("Operating budget, first four years"), plan(0)),
        money(say("Own money in investments, first four years"), plan(1)),
        money(say("Largest outlay in all, each year's kroner"), lambda result: measures.peak_need(result)["amount"]),
        number(say("Tonnes reused or repaired a year"), lambda result: measures.mean_effect(result, "tonnes")),
        number(say("Visits a year"), lambda result: measures.mean_effect(result, "visits")),
        number(say("Jobs, FTEs"), lambda result: measures.mean_effect(result, "jobs")),
    )


def compared(session: Session, concept: str) -> str:
    """Return the kept variants side by side, and the scenario now if it is none of them, against the first."""
    say = session.say
    columns = list(session.variants)
    if all(each.scenario.patch != session.scenario.patch for each in columns):
        now = variants.named(say("On screen now"), [each.name for each in columns])
        columns.append(Variant(now, session.scenario))
    results = [run(each.scenario, concept) for each in columns]
    first = results[0]
    rows = [_row(say, each, results) for each in _measures(say)]
    feet = [measures.self_sufficient_year(each, 3) for each in results]
    rows.append(
        Row(
            Cell(say("Stands on its own feet")),
            [Cell(say("From {year}", year=say.year(year)) if year else say("No")) for year in feet],
        )
    )
    caption = say(
        "{concept}, scenario by scenario; small print: the difference from “{first}”",
        concept=CONCEPTS[first.concept].name,
        first=columns[0].name,
    )
    heads = [say("Key figure"), *(each.name for each in columns)]
    return markup.scrolling(caption, markup.table(caption, heads, rows, css="numbers blocks variants"))


def _row(say: Texts, measure: _Measure, results: list[Result]) -> Row:
    values = [measure.value(each) for each in results]
    first = values[0]
    cells = []
    for number, value in enumerate(values):
        if value is None:
            cells.append(Cell("–", say("not in full operation")))
        else:
            note = measure.difference(value - first) if number and first is not None else ""
            cells.append(Cell(measure.write(value), note))
    return Row(Cell(measure.head), cells)


def _share(say: Texts) -> None:
    """Show the whole comparison as one link."""
    st.html(
        markup.heading(say("Share this"))
        + markup.paragraph(
            say("The address carries this scenario and all that is kept. This link opens the same:"), "quiet"
        )
    )
    st.code(f"{st.context.url or ''}?{urlencode(address(), doseq=True)}", language=None, wrap_lines=True)


def _files(session: Session, concept: str) -> None:
    """Offer the scenario as a small file, and take one."""
    say, name = session.say, st.session_state[NAME]
    st.html(markup.heading(say("Save and fetch")))
    about = say("A scenario from the dashboard Ombruk i Bergen. Fetch it on the page Funding.")
    st.download_button(
        say("Save this scenario as a file"),
        lambda: variants.to_file(
            Variant(variants.named(name, ()), session.scenario), session.presets, date.today(), about
        ),
        file_name=f"{_file_name(name)}.yaml",
        mime="application/yaml",
        key="variant:save",
        on_click="ignore",
    )
    st.file_uploader(
        say("Fetch a scenario from a file"),
        max_upload_size=LARGEST_MEGABYTES,
        key=FILE,
        on_change=lambda: _fetch(session),
        help=say("It takes the place of this scenario. The browser's back button brings this one back."),
    )


def _file_name(name: str) -> str:
    """Return a name a file can have on any system."""
    return "".join(each if each.isalnum() else "-" for each in name).strip("-")[:40] or "scenario"


def _fetch(session: Session) -> None:
    """Take an uploaded scenario, or say what is wrong with it."""
    uploaded = st.session_state[FILE]
    if uploaded is None:
        return
    try:
        use_file(variants.from_file(uploaded.getvalue(), uploaded.name, session.scenario.base, session.presets))
    except InputError as error:
        refuse_file(error.problems)

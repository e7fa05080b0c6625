"""Referanser: do ReTuna and Resirkula bear the model out? Side by side, tested backwards, and why they differ."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

import charts
from concepts import CONCEPTS
from models import back_test
from models.back_test import Tested
from models.benchmarks import ORDERS, Benchmarks
from texts import Texts
from views import drawing, levers, markup, notices
from views import reference_sentences as said
from views import reference_tables as tables
from views.reference_tables import CENTRE
from views.session import Session, current_session

MODEL = "retuna"  # the centre Omkrets is modelled on


def draw(session: Session) -> None:
    """Draw the page: the answer, and one part at a time."""
    say, published = session.say, session.benchmarks
    if published is None:
        st.html(markup.heading(say("The benchmarks cannot be shown until their file is put right"), 1))
        notices.show(session)
        return
    tests = {id: _tested(session, published, id) for id in published.backtests}
    answer = said.headline(say, tests, published)
    st.html(
        markup.heading(answer, 1)
        + markup.announcement(answer)
        + markup.to_levers(say("Change the numbers"))
        + markup.paragraph(say("Two centres can refute a model, not prove it."))
    )
    readings = said.other_readings(say, tests, published)
    if readings:
        st.html(markup.paragraph(" ".join(readings)))
    with st.container(key="notices"):
        notices.show(session)
    titles = {
        "beside": say("Side by side"),
        "back_test": say("Back-test"),
        "why": say("Why they differ"),
        "others": say("The two other concepts"),
        "sources": say("Figures and sources"),
    }
    part, tab = drawing.open_tab(titles, "reference")
    with tab:
        match part:
            case "beside":
                _beside(session, published)
            case "back_test":
                _back_tests(session, published, tests)
            case "why":
                _why(session, published)
            case "others":
                st.html(tables.others(session, published))
            case "sources":
                _sources(session, published)


def _tested(session: Session, published: Benchmarks, id: str) -> Tested:
    base, price_year = session.scenario.base, tables.base_price_year(session)
    return back_test.back_test(published, id, base, price_year, CONCEPTS[CENTRE].evaluate)


def _order(session: Session) -> str:
    """Ask in which order amounts are brought to NOK of the price year."""
    say, year = session.say, session.say.year(tables.price_year(session))
    rate_first, prices_first = ORDERS
    names = {
        rate_first: say("the rate of the source year, then Norwegian prices"),
        prices_first: say("Norwegian prices, then the rate of {year}", year=year),
    }
    return drawing.ask(say("How amounts are brought to {year} kroner", year=year), names, "order")


def _beside(session: Session, published: Benchmarks) -> None:
    say, order = session.say, _order(session)
    html = tables.beside(session, published, order)
    far = [f"{session.label(key)}: {levers.others_range(session, key)}" for key in session.far_off]
    if far:
        html = markup.notice(say("Far off what others have"), far) + html
    about = say(
        "Omkrets as it is set up now, in its eighth full year, as old as ReTuna was in 2023. Whether sales have value "
        "added tax in them is not stated for ReTuna and OmIgjen. ReTuna's rent is from 2022 and is taken to include "
        "common charges; its area is what is let, or the whole house where staff, building and visits are counted."
    )
    st.html(html + markup.paragraph(about, "quiet"))


def _back_tests(session: Session, published: Benchmarks, tests: Mapping[str, Tested]) -> None:
    say = session.say
    key = f"{CENTRE}.sales_per_area"
    main = [each for id, tested in tests.items() if not published.backtests[id].place for each in tested.held]
    miss = back_test.typical_miss(main)
    count = len([each for each in back_test.sales_held(main) if each.used == "held_out"])
    uncertain = said.uncertainty(say, miss, count, float(session.scenario.value(key)), session.scenario.base[key])
    about = say(
        "Here amounts are brought to fixed kroner prices first, then one rate, so that the krona does not bend the "
        "path. ReTuna's and OmIgjen's value added tax is not stated; Resirkula's sales are without."
    )
    st.html(tables.held(session, published, tests) + markup.paragraph(uncertain) + markup.paragraph(about, "quiet"))
    for id, tested in tests.items():
        if published.backtests[id].place is None:
            _path(session, published, id, tested)


def _path(session: Session, published: Benchmarks, id: str, tested: Tested) -> None:
    """Draw the model's sales beside the published ones, with what went in."""
    say, result, test = session.say, tested.result, published.backtests[id]
    sales = back_test.sales_held(tested.held)
    last = max(each.year for each in sales)
    shown = [int(year) for year in result.years if year <= last]
    real = {each.year: each.published / drawing.MILLION for each in sales}
    columns = {
        say("Model"): result["tenant_sales"][: len(shown)] / drawing.MILLION,
        say("Published"): np.asarray([real.get(year, np.nan) for year in shown]),
    }
    fixed = say("fixed {year} kroner", year=say.year(tables.base_price_year(session)))
    unit = say("NOK million, {prices}", prices=fixed)
    name = published.places[id].name
    figure = charts.lines(
        shown,
        [drawing.series(say, series, shown, values) for series, values in columns.items()],
        axis=unit,
        decimal=say.decimal,
        dark=session.dark,
        first=3,
    )
    caption = say("{place}: sales in the model and as published, {unit}", place=name, unit=unit)
    title = say(
        "{place}, opened {opened}: sales within {miss}",
        place=name,
        opened=test.opens.in_language(say.language),
        miss=say.percent(back_test.largest_miss(sales)),
    )
    facts = (said.turning(say, tested), said.direction(say, sales))
    explained = " ".join(each for each in (*facts, test.note.in_language(say.language)) if each)
    drawing.chart(
        say, f"path:{id}", title, figure, caption, lambda: drawing.yearly(caption, say, shown, columns), explained
    )
    if test.turning is not None:
        st.html(tables.deficits(session, published, id, tested))
    drawing.when_open(
        say("What went into the model for {place}", place=name),
        f"inputs:{id}",
        lambda: tables.inputs(session, published, id),
    )


def _why(session: Session, published: Benchmarks) -> None:
    """Draw the way from ReTuna's yearly result to Omkrets'."""
    say, year = session.say, tables.price_year(session)
    found = back_test.decomposition(published, MODEL, session.scenario.assumptions, year, CONCEPTS[CENTRE].evaluate)
    if found is None:
        missing = say("One of them is never in full operation, or a rate is missing: there is nothing to compare.")
        st.html(markup.paragraph(missing))
        return
    found = [(id, value) for id, value in found if id != back_test.REST or abs(value) >= 1]  # most often nothing
    centre = said.short(published.places[MODEL].name)
    names, values = said.step_names(say, published, centre, found), [value for _, value in found]
    unit = say("NOK million, {prices}", prices=say("fixed {year} kroner", year=say.year(year)))
    ends = [say.number(amount / drawing.MILLION, 1) for amount in (values[0], sum(values))]
    figure = charts.waterfall(
        [*names, CONCEPTS[CENTRE].name],
        [value / drawing.MILLION for value in values],
        [ends[0], *(_signed_million(say, value) for value in values[1:]), ends[1]],
        axis=unit,
        decimal=say.decimal,
        dark=session.dark,
    )
    caption = say("From {place}'s yearly result to Omkrets', {unit}", place=centre, unit=unit)
    drawing.chart(
        say,
        "why",
        said.difference(say, centre, names, values),
        figure,
        caption,
        lambda: tables.steps(say, caption, [*names, CONCEPTS[CENTRE].name], [*values, sum(values)]),
        said.how_compared(say, centre, int(published.places[MODEL].figures["only_surplus"].value)),
    )


def _signed_million(say: Texts, value: float) -> str:
    number = say.number(value / drawing.MILLION, 1)
    return f"+{number}" if value > 0 else number


def _sources(session: Session, published: Benchmarks) -> None:
    """Draw every figure with its way to NOK of the price year, value added tax and source, place by place."""
    say, order = session.say, _order(session)
    for id, place in published.places.items():
        drawing.when_open(
            f"{place.name}: {place.about.in_language(say.language)}",
            f"figures:{id}",
            lambda id=id: tables.figures(session, published, id, order),  # type: ignore[misc]
        )
    drawing.when_open(say("Exchange rates and prices"), "indices", lambda: tables.indices(session, published))


if __name__ == "__main__":
    draw(current_session())

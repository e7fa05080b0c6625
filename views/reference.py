"""Referanser: do ReTuna and Resirkula bear the model out? Side by side, tested backwards, and why they differ."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

import charts
from concepts import CONCEPTS
from models import benchmarks, measures
from models.assumptions import COMMON
from models.benchmarks import Benchmarks, Figure, Tested
from models.scenarios import Scenario
from texts import Texts
from views import drawing, levers, markup, notices
from views import reference_sentences as said
from views.levers import evidence, shown_value
from views.markup import Cell, Row
from views.session import Session, current_session

CENTRE = "omkrets"


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
                st.html(_others(session, published))
            case "sources":
                _sources(session, published)


def _price_year(session: Session) -> int:
    return int(session.scenario.value(f"{COMMON}.price_year"))


def _base_price_year(session: Session) -> int:
    """Return the file's price year: the back-tests do not move with the levers."""
    return int(Scenario(session.scenario.base, {}).value(f"{COMMON}.price_year"))


def _tested(session: Session, published: Benchmarks, id: str) -> Tested:
    base, price_year = session.scenario.base, _base_price_year(session)
    return benchmarks.back_test(published, id, base, price_year, CONCEPTS[CENTRE].evaluate)


def _order(session: Session) -> str:
    """Ask in which order amounts are brought to NOK of the price year."""
    say, year = session.say, session.say.year(_price_year(session))
    names = {
        "rate_first": say("the rate of the source year, then Norwegian prices"),
        "prices_first": say("Norwegian prices, then the rate of {year}", year=year),
    }
    return drawing.ask(say("How amounts are brought to {year} kroner", year=year), names, "order")


def _beside(session: Session, published: Benchmarks) -> None:
    say, order = session.say, _order(session)
    html = beside(session, published, order)
    far = [f"{session.label(key)}: {levers.others_range(session, key)}" for key in session.far_off]
    if far:
        html = markup.notice(say("Far off what others have"), far) + html
    about = say(
        "Omkrets as it is set up now, in its eighth full year, as old as ReTuna was in 2023. Whether sales have value "
        "added tax in them is not stated for ReTuna and OmIgjen. ReTuna's rent is from 2022 and is taken to include "
        "common charges; its area is what is let, or the whole house where staff, building and visits are counted."
    )
    st.html(html + markup.paragraph(about, "quiet"))


def beside(session: Session, published: Benchmarks, order: str) -> str:
    """Return the intensities, one row each, Omkrets first and then every place that has one."""
    say, own = session.say, benchmarks.own_intensities(session.results[CENTRE])
    places = [id for id in published.places if any(id in each.of for each in published.intensities.values())]
    rows = []
    for id, each in published.intensities.items():
        theirs = benchmarks.intensity(published, id, _price_year(session), order)
        value, limits = own.get(id), benchmarks.span(published, id, _price_year(session))
        flagged = value is not None and limits is not None and benchmarks.far_off(value, *limits)
        ours = say("not in full operation") if value is None else said.bare(say, value, each.unit)
        cells = [Cell(ours, say("far off") if flagged else "", strong=False, alarm=flagged)]
        cells += [_theirs(session, published, id, place, theirs.get(place)) for place in places]
        rows.append(Row(Cell(each.label.in_language(say.language), say.unit(each.unit)), cells))
    caption = say("Omkrets beside those that exist, {year} kroner", year=say.year(_price_year(session)))
    columns = [say("Per unit"), CONCEPTS[CENTRE].name, *(published.places[each].name for each in places)]
    return markup.scrolling(caption, markup.table(caption, columns, rows, css="numbers blocks"))


def _theirs(session: Session, published: Benchmarks, id: str, place: str, value: float | None) -> Cell:
    say, each = session.say, published.intensities[id]
    if place not in each.of:
        return Cell(say("not published"))
    if value is None:
        figure = published.places[place].figures[each.of[place].figure]
        raw = say("{value} in {year}", value=said.published(say, figure), year=say.year(figure.year))
        return Cell(raw, say("no index for that year"))
    of = each.of[place]
    notes = [of.note.in_language(say.language)] if of.note else []
    figures = published.places[place].figures
    notes.append(_mark(say, max(figures[name].grade for name in (of.figure, of.per) if name)))  # as good as the worst
    return Cell(said.bare(say, value, each.unit), "\n".join(notes))


def _back_tests(session: Session, published: Benchmarks, tests: Mapping[str, Tested]) -> None:
    say = session.say
    key = f"{CENTRE}.sales_per_area"
    main = [each for id, tested in tests.items() if not published.backtests[id].place for each in tested.held]
    miss = benchmarks.typical_miss(main)
    count = len([each for each in benchmarks.sales_held(main) if each.used == "held_out"])
    uncertain = said.uncertainty(say, miss, count, float(session.scenario.value(key)), session.scenario.base[key])
    about = say(
        "Here amounts are brought to fixed kroner prices first, then one rate, so that the krona does not bend the "
        "path. ReTuna's and OmIgjen's value added tax is not stated; Resirkula's sales are without."
    )
    st.html(_held(session, published, tests) + markup.paragraph(uncertain) + markup.paragraph(about, "quiet"))
    for id, tested in tests.items():
        if published.backtests[id].place is None:
            _path(session, published, id, tested)


def _held(session: Session, published: Benchmarks, tests: Mapping[str, Tested]) -> str:
    """Return every published figure beside the model's, and what it was used for."""
    say = session.say
    used = {
        "input": say("put in"),
        "fit": say("used to fit the ramp"),
        "held_out": say("held out"),
    }
    rows = []
    for id, tested in tests.items():
        test = published.backtests[id]
        place = published.places[test.place or id]
        rows.append(Row(Cell(test.label.in_language(say.language) if test.label else place.name)))
        for each in tested.held:
            figure = place.figures[each.figure]
            label = f"{figure.label.in_language(say.language)}, {say.year(each.year)}"
            rows.append(
                Row(
                    Cell(label, f"{said.published(say, figure)} · {_mark(say, figure.grade)}"),
                    [
                        Cell(say.millions(each.published)),
                        Cell(say.millions(each.model)),
                        Cell(_signed(say, each.miss), alarm=abs(each.miss) > benchmarks.BEARS),
                        Cell(used[each.used]),
                    ],
                )
            )
    columns = [
        say("Published figure"),
        say("Published, {year} kroner", year=say.year(_base_price_year(session))),
        say("Model"),
        say("Miss"),
        say("What the figure was used for"),
    ]
    return markup.table(say("The model's path beside what was published"), columns, rows, css="numbers blocks")


def _signed(say: Texts, share: float) -> str:
    told = say.percent(share)
    return f"+{told}" if share > 0 and told != say.percent(0) else told


def _path(session: Session, published: Benchmarks, id: str, tested: Tested) -> None:
    """Draw the model's sales beside the published ones, with what went in."""
    say, result, test = session.say, tested.result, published.backtests[id]
    sales = benchmarks.sales_held(tested.held)
    last = max(each.year for each in sales)
    shown = [int(year) for year in result.years if year <= last]
    real = {each.year: each.published / drawing.MILLION for each in sales}
    columns = {
        say("Model"): result["tenant_sales"][: len(shown)] / drawing.MILLION,
        say("Published"): np.asarray([real.get(year, np.nan) for year in shown]),
    }
    unit = say("NOK million, {prices}", prices=say("fixed {year} kroner", year=say.year(_base_price_year(session))))
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
        miss=say.percent(benchmarks.largest_miss(sales)),
    )
    facts = (said.turning(say, tested), said.direction(say, sales))
    explained = " ".join(each for each in (*facts, test.note.in_language(say.language)) if each)
    drawing.chart(
        say, f"path:{id}", title, figure, caption, lambda: drawing.yearly(caption, say, shown, columns), explained
    )
    if test.turning is not None:
        st.html(_deficits(session, published, id, tested))
    drawing.when_open(
        say("What went into the model for {place}", place=name), f"inputs:{id}", lambda: _inputs(session, published, id)
    )


def _deficits(session: Session, published: Benchmarks, id: str, tested: Tested) -> str:
    """Return year by year whether the centre had a deficit, really and in the model."""
    say, figure = session.say, published.places[id].figures[str(published.backtests[id].turning)]
    left = tested.result["operator_result"]
    rows = []
    for year, amount in zip(tested.result.years, left, strict=True):
        if year <= figure.year:
            real, model = year != figure.value, amount < 0
            says = {True: say("deficit"), False: say("no deficit")}
            rows.append(
                Row(
                    Cell(say.year(year)),
                    [
                        Cell(says[bool(real)]),
                        Cell(says[bool(model)], say.millions(float(amount)), alarm=bool(real != model)),
                    ],
                )
            )
    caption = say("The centre's result before anyone covers it; red where the model is wrong")
    columns = [say("Year"), say("Published"), say("Model")]
    return markup.table(caption, columns, rows, css="blocks")


def _inputs(session: Session, published: Benchmarks, id: str) -> str:
    """Return what a back-test puts in, with where each number is from."""
    say, base = session.say, session.scenario.base
    values = benchmarks.inputs(published, id, base, _base_price_year(session))
    rows = []
    for key, each in published.backtests[id].inputs.items():
        if each.figure is None:
            source = say("chosen for the test")
        else:
            place = published.places[each.place or published.backtests[id].place or id]
            parts = [place.figures[name].label.in_language(say.language) for name in (each.figure, each.per) if name]
            source = f"{said.short(place.name)}: {' / '.join(parts)}"
        value = values[key]
        rounded = float(f"{value:.4g}") if isinstance(value, float) else value
        rows.append(Row(Cell(session.label(key)), [Cell(shown_value(session, base[key], rounded)), Cell(source)]))
    columns = [say("Assumption"), say("Value"), say("From")]
    return markup.table(say("What went in; all else is as for Omkrets"), columns, rows, css="blocks")


def _why(session: Session, published: Benchmarks) -> None:
    """Draw the way from ReTuna's yearly result to Omkrets'."""
    say, place = session.say, "retuna"
    found = benchmarks.decomposition(
        published, place, session.scenario.assumptions, _price_year(session), CONCEPTS[CENTRE].evaluate
    )
    if found is None:
        st.html(
            markup.paragraph(
                say("One of them is never in full operation, or a rate is missing: there is nothing to compare.")
            )
        )
        return
    labels = {id: each.label.in_language(say.language) for id, each in published.decomposition.items()}
    found = [each for each in found if each[0] != "rest" or abs(each[1]) >= 1_000] if found else found
    centre = said.short(published.places[place].name)
    names = [labels.get(id, {place: centre, "rest": say("All else")}.get(id, id)) for id, _ in found]
    values = [value for _, value in found]
    unit = say("NOK million, {prices}", prices=say("fixed {year} kroner", year=say.year(_price_year(session))))
    texts = [say.number(values[0] / drawing.MILLION, 1)]
    texts += [_signed_million(say, value) for value in values[1:]]
    texts.append(say.number(sum(values) / drawing.MILLION, 1))
    figure = charts.waterfall(
        [*names, CONCEPTS[CENTRE].name],
        [value / drawing.MILLION for value in values],
        texts,
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
        lambda: _steps_table(say, caption, [*names, CONCEPTS[CENTRE].name], [*values, sum(values)]),
        say(
            "What centre and owner have left a year before anyone covers it: income and fees less running costs, the "
            "centre's part of the reception, interest and instalments. {place}'s numbers are put into Omkrets' time "
            "and taken back group by group; another order can change which step is the largest. With {place}'s numbers "
            "its owners give the building and run the reception; even so {place} had a deficit every year but {year}, "
            "up to 2020.",
            place=centre,
            year=say.year(int(published.places[place].figures["only_surplus"].value)),
        ),
    )


def _signed_million(say: Texts, value: float) -> str:
    number = say.number(value / drawing.MILLION, 1)
    return f"+{number}" if value > 0 else number


def _steps_table(say: Texts, caption: str, names: list[str], values: list[float]) -> str:
    rows = [Row(Cell(name), [Cell(say.millions(value, 2))]) for name, value in zip(names, values, strict=True)]
    return markup.table(caption, [say("Step"), say("Amount")], rows, css="numbers")


def _others(session: Session, published: Benchmarks) -> str:
    """Return the thinner comparisons for the two concepts without a building."""
    say, year = session.say, _price_year(session)
    places, value = published.places, session.scenario.value

    def theirs(place: str, figure: str, per: str | None = None, times: float = 1.0) -> str:
        each = places[place].figures[figure]
        found = benchmarks.ratio(
            places[place], benchmarks.Ratio(figure=figure, per=per, times=times), published.indices, year, "rate_first"
        )
        unit = "NOK" if each.currency else each.unit
        return (
            say("no index for that year")
            if found is None
            else said.amount(say, found, unit if not per or each.currency else "none")
        )

    street, hub = session.results["bruk_bergen"], session.results["bergen_reparerer"]
    low, high = (theirs("skudeneshavn", each) for each in ("lowest", "highest"))
    vienna = places["vienna_voucher"].name
    rows = [
        Row(Cell(CONCEPTS["bruk_bergen"].name)),
        Row(
            Cell(say("Membership fee, per firm and year")),
            [
                Cell(say.kroner(value("bruk_bergen.membership_fee"))),
                Cell(say("{low} to {high}", low=low, high=high), places["skudeneshavn"].name),
            ],
        ),
        Row(
            Cell(say("Members per employee")),
            [
                Cell(
                    said.amount(say, value("bruk_bergen.members") / value("bruk_bergen.staff_fte"), "none")
                    if value("bruk_bergen.staff_fte")
                    else "–"
                ),
                Cell(say("not published")),
            ],
        ),
        _per_visit(session, published, street),
        Row(Cell(CONCEPTS["bergen_reparerer"].name)),
        Row(
            Cell(say("Public cost per added repair")),
            [
                Cell(_per_repair(session)),
                Cell(
                    theirs("vienna_voucher", "paid_each"),
                    say("{place}: the voucher alone, for every repair", place=vienna),
                ),
            ],
        ),
        Row(
            Cell(say("Emissions avoided per repair that replaces a new thing, kg CO2e")),
            [
                Cell(
                    said.amount(
                        say,
                        value("bergen_reparerer.emission_per_repair"),
                        "none",
                    )
                ),
                Cell(theirs("vienna_voucher", "climate", "items", 1000), vienna),
            ],
        ),
        Row(
            Cell(say("Kept from waste per repair, kg")),
            [
                Cell(said.amount(say, value("bergen_reparerer.weight_per_repair"), "none")),
                Cell(theirs("vienna_voucher", "waste", "items", 1000), vienna),
            ],
        ),
        _per_visit(session, published, hub),
    ]
    columns = [say("Per unit"), say("In this scenario"), say("Published")]
    caption = say("Bruk Bergen and Bergen Reparerer beside what is published, {year} kroner", year=say.year(year))
    return markup.table(caption, columns, rows, css="blocks")


def _per_visit(session: Session, published: Benchmarks, result: measures.Result) -> Row:
    say, place = session.say, published.places["vollebekk"]
    ours = measures.support_per(result)["visit"]
    theirs = benchmarks.ratio(
        place, benchmarks.Ratio(figure="cost", per="visits"), published.indices, _price_year(session), "rate_first"
    )
    cells = [
        Cell(say("no visits") if ours is None else said.amount(say, ours, "NOK")),
        Cell("–" if theirs is None else said.amount(say, theirs, "NOK"), say("{place}, all costs", place=place.name)),
    ]
    return Row(Cell(say("Public cost per visit")), cells)


def _per_repair(session: Session) -> str:
    cost = benchmarks.cost_per_repair(session.results["bergen_reparerer"])
    return session.say("no repairs") if cost is None else said.amount(session.say, cost, "NOK")


def _sources(session: Session, published: Benchmarks) -> None:
    """Draw every figure with its way to NOK of the price year, value added tax and source, place by place."""
    say, order = session.say, _order(session)
    for id, place in published.places.items():
        drawing.when_open(
            f"{place.name}: {place.about.in_language(say.language)}",
            f"figures:{id}",
            lambda id=id: figures(session, published, id, order),  # type: ignore[misc]
        )
    drawing.when_open(say("Exchange rates and prices"), "indices", lambda: _indices(session, published))


def figures(session: Session, published: Benchmarks, id: str, order: str) -> str:
    """Return a place's figures, each with how it is brought to the price year and where it is from."""
    say, place = session.say, published.places[id]
    vat = {
        "in": say("with value added tax"),
        "out": say("without value added tax"),
        "unstated": say("value added tax not stated"),
        "none": "",
    }
    rows = [
        Row(
            Cell(each.label.in_language(say.language)),
            [
                Cell(
                    said.steps(say, each, benchmarks.convert(each, published.indices, _price_year(session), order)),
                    vat[each.vat],
                ),
                _source(say, each),
            ],
        )
        for each in place.figures.values()
    ]
    columns = [
        say("Published figure"),
        say("How it is brought to {year}", year=say.year(_price_year(session))),
        say("Source"),
    ]
    return markup.table(place.name, columns, rows, css="blocks")


def _source(say: Texts, figure: Figure) -> Cell:
    text = figure.source.in_language(say.language)
    if figure.page is not None:
        text = say("{source}, page {page}", source=text, page=str(figure.page))
    return Cell(text, _mark(say, figure.grade))


def _mark(say: Texts, grade: str) -> str:
    """Return whose figure it is; here the best grade is an authority's as often as the report's."""
    return say("● report or authority") if grade == "A" else evidence(say, grade)


def _indices(session: Session, published: Benchmarks) -> str:
    """Return exchange rates and consumer prices by year."""
    say, indices = session.say, published.indices
    currencies = list(indices.exchange.values)
    years = sorted({*indices.prices.values, *(year for each in indices.exchange.values.values() for year in each)})

    def cell(value: float | None, decimals: int) -> Cell:
        return Cell("–" if value is None else say.number(value, decimals))

    rows = [
        Row(
            Cell(year),
            [
                *(cell(indices.rate(each, int(year)), 4) for each in currencies),
                cell(float(indices.prices.values[year]) if year in indices.prices.values else None, 1),
            ],
        )
        for year in years
    ]
    columns = [say("Year"), *(say("NOK per {currency}", currency=each) for each in currencies), say("Consumer prices")]
    both = (indices.exchange, indices.prices)
    sources = "; ".join(f"{each.source.in_language(say.language)} ({evidence(say, each.grade)})" for each in both)
    table = markup.table(say("Exchange rates and prices"), columns, rows, css="numbers")
    return table + markup.paragraph(say("Source: {source}.", source=sources), "quiet")


if __name__ == "__main__":
    draw(current_session())

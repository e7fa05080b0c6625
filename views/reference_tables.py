"""The tables of the page Referanser."""

from __future__ import annotations

from collections.abc import Mapping

from concepts import CONCEPTS
from models import back_test, benchmarks, measures
from models.assumptions import COMMON
from models.back_test import Tested
from models.benchmarks import Benchmarks, Figure, Ratio
from models.operators import KG_PER_TONNE
from models.scenarios import Scenario
from texts import Texts
from views import markup
from views import reference_sentences as said
from views.levers import evidence, shown_value
from views.markup import Cell, Row
from views.session import Session

CENTRE = "omkrets"


def price_year(session: Session) -> int:
    """Return the scenario's price year."""
    return int(session.scenario.value(f"{COMMON}.price_year"))


def base_price_year(session: Session) -> int:
    """Return the file's price year: the back-tests do not move with the levers."""
    return int(Scenario(session.scenario.base, {}).value(f"{COMMON}.price_year"))


def beside(session: Session, published: Benchmarks, order: str) -> str:
    """Return the intensities, one row each, Omkrets first and then every place that has one."""
    say, own = session.say, benchmarks.own_intensities(session.results[CENTRE])
    places = [id for id in published.places if any(id in each.of for each in published.intensities.values())]
    rows = []
    for id, each in published.intensities.items():
        theirs = benchmarks.intensity(published, id, price_year(session), order)
        value, limits = own.get(id), benchmarks.span(published, id, price_year(session))
        flagged = value is not None and limits is not None and benchmarks.far_off(value, *limits)
        ours = say("not in full operation") if value is None else said.bare(say, value, each.unit)
        cells = [Cell(ours, say("far off") if flagged else "", strong=False, alarm=flagged)]
        cells += [_theirs(session, published, id, place, theirs.get(place)) for place in places]
        rows.append(Row(Cell(each.label.in_language(say.language), say.unit(each.unit)), cells))
    caption = say("Omkrets beside those that exist, {year} kroner", year=say.year(price_year(session)))
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


def held(session: Session, published: Benchmarks, tests: Mapping[str, Tested]) -> str:
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
                        Cell(_signed(say, each.miss), alarm=abs(each.miss) > back_test.BEARS),
                        Cell(used[each.used]),
                    ],
                )
            )
    columns = [
        say("Published figure"),
        say("Published, {year} kroner", year=say.year(base_price_year(session))),
        say("Model"),
        say("Miss"),
        say("What the figure was used for"),
    ]
    return markup.table(say("The model's path beside what was published"), columns, rows, css="numbers blocks")


def _signed(say: Texts, share: float) -> str:
    told = say.percent(share)
    return f"+{told}" if share > 0 and told != say.percent(0) else told


def deficits(session: Session, published: Benchmarks, id: str, tested: Tested) -> str:
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


def inputs(session: Session, published: Benchmarks, id: str) -> str:
    """Return what a back-test puts in, with where each number is from."""
    say, base = session.say, session.scenario.base
    values = back_test.inputs(published, id, base, base_price_year(session))
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


def steps(say: Texts, caption: str, names: list[str], values: list[float]) -> str:
    """Return the steps of the waterfall, NOK million: the numbers behind the chart."""
    rows = [Row(Cell(name), [Cell(say.millions(value, 2))]) for name, value in zip(names, values, strict=True)]
    return markup.table(caption, [say("Step"), say("Amount")], rows, css="numbers")


def others(session: Session, published: Benchmarks) -> str:
    """Return the thinner comparisons for the two concepts without a building."""
    say = session.say
    rows = [
        Row(Cell(CONCEPTS["bruk_bergen"].name)),
        *_street_rows(session, published),
        Row(Cell(CONCEPTS["bergen_reparerer"].name)),
        *_hub_rows(session, published),
    ]
    columns = [say("Per unit"), say("In this scenario"), say("Published")]
    year = say.year(price_year(session))
    caption = say("Bruk Bergen and Bergen Reparerer beside what is published, {year} kroner", year=year)
    return markup.table(caption, columns, rows, css="blocks")


def _street_rows(session: Session, published: Benchmarks) -> list[Row]:
    """Return Bruk Bergen's fee, staff and cost per visit beside what is published."""
    say, value = session.say, session.scenario.value
    low, high = (_published(session, published, "skudeneshavn", Ratio(figure=name)) for name in ("lowest", "highest"))
    staff = value("bruk_bergen.staff_fte")
    fee = Cell(say("{low} to {high}", low=low, high=high), published.places["skudeneshavn"].name)
    return [
        Row(
            Cell(say("Membership fee, per firm and year")),
            [Cell(say.kroner(value("bruk_bergen.membership_fee"))), fee],
        ),
        Row(
            Cell(say("Members per employee")),
            [
                Cell(said.bare(say, value("bruk_bergen.members") / staff, "none") if staff else "–"),
                Cell(say("not published")),
            ],
        ),
        _per_visit(session, published, "bruk_bergen"),
    ]


def _hub_rows(session: Session, published: Benchmarks) -> list[Row]:
    """Return Bergen Reparerer's cost, climate and waste per repair, and cost per visit, beside what is published."""
    say, value = session.say, session.scenario.value
    vienna = published.places["vienna_voucher"].name
    cost = benchmarks.cost_per_repair(session.results["bergen_reparerer"])
    paid = _published(session, published, "vienna_voucher", Ratio(figure="paid_each"))

    def row(head: str, key: str, figure: str) -> Row:
        theirs = _published(session, published, "vienna_voucher", Ratio(figure=figure, per="items", times=KG_PER_TONNE))
        return Row(Cell(head), [Cell(said.bare(say, value(key), "none")), Cell(theirs, vienna)])

    return [
        Row(
            Cell(say("Public cost per added repair")),
            [
                Cell(say("no repairs") if cost is None else said.amount(say, cost, "NOK")),
                Cell(paid, say("{place}: the voucher alone, for every repair", place=vienna)),
            ],
        ),
        row(
            say("Emissions avoided per repair that replaces a new thing, kg CO2e"),
            "bergen_reparerer.emission_per_repair",
            "climate",
        ),
        row(say("Kept from waste per repair, kg"), "bergen_reparerer.weight_per_repair", "waste"),
        _per_visit(session, published, "bergen_reparerer"),
    ]


def _per_visit(session: Session, published: Benchmarks, concept: str) -> Row:
    """Return what a visit costs the public, beside Vollebekk's costs per visit."""
    say, ours = session.say, measures.support_per(session.results[concept])["visit"]
    cells = [
        Cell(say("no visits") if ours is None else said.amount(say, ours, "NOK")),
        Cell(
            _published(session, published, "vollebekk", Ratio(figure="cost", per="visits")),
            say("{place}, all costs", place=published.places["vollebekk"].name),
        ),
    ]
    return Row(Cell(say("Public cost per visit")), cells)


def _published(session: Session, published: Benchmarks, place: str, of: Ratio) -> str:
    """Return a figure of a place, or one per another, in NOK of the price year where it is money."""
    say, found = session.say, published.places[place]
    value = benchmarks.ratio(found, of, published.indices, price_year(session), benchmarks.ORDERS[0])
    if value is None:
        return say("no index for that year")
    return said.amount(say, value, "NOK") if found.figures[of.figure].currency else said.bare(say, value, "none")


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
                    said.steps(say, each, benchmarks.convert(each, published.indices, price_year(session), order)),
                    vat[each.vat],
                ),
                _source(say, each),
            ],
        )
        for each in place.figures.values()
    ]
    columns = [
        say("Published figure"),
        say("How it is brought to {year}", year=say.year(price_year(session))),
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


def indices(session: Session, published: Benchmarks) -> str:
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

"""Sammenligning: what does each concept cost us and give us? The page; tables and sentences are made elsewhere."""

from __future__ import annotations

import time
from collections.abc import Mapping

import numpy as np
import streamlit as st

import charts
from concepts import CONCEPTS
from models import measures
from models.result import Array, Result
from texts import Texts
from views import certainty, comparison_tables, drawing, markup, notices, sentences
from views.session import Session, current_session

MOST_MARKS = 4
PAINT = 0.015  # seconds the browser gets to paint the new figures before the charts keep it busy


def draw(session: Session) -> None:
    """Draw the page: the answer, the comparison, two charts with their numbers, then more figures."""
    say, results = session.say, session.results
    answer = sentences.headline(say, results)
    changes = comparison_tables.changes(session)
    announced = markup.announcement(f"{answer} {changes}")
    st.html(markup.heading(answer, 1) + announced + markup.to_levers(say("Change the numbers")))
    with st.container(key="notices"):
        notices.show(session, sentences.uncovered(say, results))
    table = comparison_tables.comparison(session, results)
    about = changes + comparison_tables.reading_help(session)
    st.html(table + markup.paragraph(about, "quiet"))
    certainty.line(session)
    time.sleep(PAINT)
    prices = drawing.ask_prices(session)
    _cumulative(session, results, prices)
    _income_and_costs(session, results, prices)
    drawing.when_open(say("More key figures"), "more", lambda: comparison_tables.key_figures(session, results))


def _cumulative(session: Session, results: Mapping[str, Result], prices: drawing.Prices) -> None:
    say = session.say
    paid = {
        id: measures.cumulative_cost(result, in_nominal=prices.nominal) / drawing.MILLION
        for id, result in results.items()
    }
    years = next(iter(results.values())).years
    title = sentences.cumulative_title(say, results, {id: values[-1] * drawing.MILLION for id, values in paid.items()})
    columns = {CONCEPTS[id].name: values for id, values in paid.items()}
    columns[say("As today")] = np.zeros(len(years))
    figure = charts.lines(
        years.tolist(),
        [drawing.series(say, name, years.tolist(), values) for name, values in columns.items()],
        axis=prices.unit,
        decimal=say.decimal,
        dark=session.dark,
    )
    caption = say("What the municipality pays in all by the end of each year, {unit}", unit=prices.unit)
    drawing.chart(say, "cumulative", title, figure, caption, lambda: drawing.yearly(caption, say, years, columns))


def _income_and_costs(session: Session, results: Mapping[str, Result], prices: drawing.Prices) -> None:
    say = session.say
    chosen = drawing.ask(
        say("Income and costs by year for"), {id: each.name for id, each in CONCEPTS.items()}, "concept"
    )
    result = results[chosen]
    parts = _cost_parts(say, result)
    costs = {
        name: drawing.shown(result, values, prices) for name, values in parts.items() if np.any(np.abs(values) > 1)
    }
    income = drawing.shown(result, result["operating_income"], prices)
    figure = charts.stacks(
        result.years.tolist(),
        [
            drawing.series(say, name, result.years.tolist(), costs[name])._replace(slot=slot)
            for slot, name in enumerate(parts)
            if name in costs
        ],
        drawing.series(say, say("Income"), result.years.tolist(), income),
        _steps(say, result),
        axis=prices.unit,
        decimal=say.decimal,
        dark=session.dark,
    )
    caption = say("{concept}: income and costs each year, {unit}", concept=CONCEPTS[chosen].name, unit=prices.unit)
    columns = {say("Income"): income, **costs}
    title = sentences.income_title(say, result)
    burden = sentences.shops_burden(say, result)
    drawing.chart(
        say,
        "income",
        title,
        figure,
        caption,
        lambda: drawing.yearly(caption, say, result.years, columns),
        burden,
    )


def _cost_parts(say: Texts, result: Result) -> dict[str, Array]:
    """Return the yearly costs of everything, by what they are for."""
    names = {
        say("Staff"): ("centre_staff", "staff"),
        say("Building and premises"): ("property_operation", "energy", "cleaning", "premises", "head_rent"),
        say("Interest and instalments"): ("building_costs",),
        say("Reception, less the shops' fees"): ("reception_net",),
    }
    parts = {name: sum((result.get(line) for line in lines), result.per_year(0)) for name, lines in names.items()}
    parts[say("Other running costs")] = measures.coverage_costs(result, sentences.EVERYTHING) - sum(parts.values())
    return parts


def _steps(say: Texts, result: Result) -> list[charts.Mark]:
    """Return where the rent or fee steps up, as marks on the year axis (a year's bar is centred on the year)."""
    names = {"rent_share": say("rent {share}"), "fee_step": say("fee {share}")}
    line = next((each for each in names if each in result.lines), None)
    if line is None:
        return []
    shares = result[line]
    first = result.years[0] + float(np.squeeze(result.lines["opening"])) - 0.5
    changes = [k for k in range(len(shares)) if k == 0 or shares[k] != shares[k - 1]]
    inside = [k for k in changes if first + k <= result.years[-1]]
    inside = inside if len(inside) <= MOST_MARKS else [*inside[: MOST_MARKS - 1], inside[-1]]
    texts = [say.percent(shares[k]) for k in inside]
    texts[:1] = [names[line].format(share=each) for each in texts[:1]]
    return [charts.Mark(first + k, text) for k, text in zip(inside, texts, strict=True)]


if __name__ == "__main__":
    draw(current_session())

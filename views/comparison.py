"""Sammenligning: what does each concept cost us and give us? The page; tables and sentences are made elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
import streamlit as st

import charts
from concepts import CONCEPTS
from models import measures
from models.assumptions import COMMON
from models.result import Array, Result
from texts import Texts
from views import comparison_tables, markup, notices, sentences
from views.session import Session, current_session, keep_view_choice, view_choice

MILLION = 1_000_000
MOST_MARKS = 4


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
    prices = _prices(session)
    _cumulative(session, results, prices)
    _income_and_costs(session, results, prices)
    _when_open(say("More key figures"), "more", lambda: comparison_tables.key_figures(session, results))


class Prices(NamedTuple):
    """Whether charts show each year's kroner or fixed ones, and how amounts are then called."""

    nominal: bool
    unit: str


def _prices(session: Session) -> Prices:
    """Ask whether the charts show fixed or each year's kroner."""
    say, year = session.say, session.say.year(session.scenario.value(f"{COMMON}.price_year"))
    names = {"real": say("fixed {year} kroner", year=year), "nominal": say("each year's kroner")}
    chosen = _asked(say("Prices in the charts"), names, "prices")
    return Prices(chosen == "nominal", say("NOK million, {prices}", prices=names[chosen]))


def _asked(label: str, names: Mapping[str, str], key: str) -> str:
    """Ask for one of a few; the address carries the answer. Returns its key."""
    st.session_state[key] = view_choice(key)
    return st.radio(
        label,
        list(names),
        format_func=lambda each: names[each][:1].upper() + names[each][1:],
        horizontal=True,
        key=key,
        on_change=lambda: keep_view_choice(key, st.session_state[key]),
    )


def _shown(result: Result, amounts: Array, prices: Prices) -> Array:
    """Return amounts in NOK million, in the prices the reader has chosen."""
    return (measures.nominal(result, amounts) if prices.nominal else amounts) / MILLION


def _series(say: Texts, name: str, years: Sequence[int], values: Array) -> charts.Series:
    hover = [
        f"{name}, {say.year(year)}: {say.millions(value * MILLION)}" for year, value in zip(years, values, strict=True)
    ]
    return charts.Series(name, values.tolist(), hover)


def _cumulative(session: Session, results: Mapping[str, Result], prices: Prices) -> None:
    say = session.say
    paid = {id: measures.cumulative_cost(result, in_nominal=prices.nominal) / MILLION for id, result in results.items()}
    years = next(iter(results.values())).years
    title = sentences.cumulative_title(say, results, {id: values[-1] * MILLION for id, values in paid.items()})
    columns = {CONCEPTS[id].name: values for id, values in paid.items()}
    columns[say("As today")] = np.zeros(len(years))
    figure = charts.lines(
        years.tolist(),
        [_series(say, name, years.tolist(), values) for name, values in columns.items()],
        axis=prices.unit,
        decimal=say.decimal,
        dark=session.dark,
    )
    caption = say("What the municipality pays in all by the end of each year, {unit}", unit=prices.unit)
    _chart(say, "cumulative", title, figure, caption, lambda: comparison_tables.yearly(caption, say, years, columns))


def _income_and_costs(session: Session, results: Mapping[str, Result], prices: Prices) -> None:
    say = session.say
    chosen = _asked(say("Income and costs by year for"), {id: each.name for id, each in CONCEPTS.items()}, "concept")
    result = results[chosen]
    parts = _cost_parts(say, result)
    costs = {name: _shown(result, values, prices) for name, values in parts.items() if np.any(np.abs(values) > 1)}
    income = _shown(result, result["operating_income"], prices)
    figure = charts.stacks(
        result.years.tolist(),
        [
            _series(say, name, result.years.tolist(), costs[name])._replace(slot=slot)
            for slot, name in enumerate(parts)
            if name in costs
        ],
        _series(say, say("Income"), result.years.tolist(), income),
        _steps(say, result),
        axis=prices.unit,
        decimal=say.decimal,
        dark=session.dark,
    )
    caption = say("{concept}: income and costs each year, {unit}", concept=CONCEPTS[chosen].name, unit=prices.unit)
    columns = {say("Income"): income, **costs}
    title = sentences.income_title(say, result)
    burden = sentences.shops_burden(say, result)
    _chart(
        say,
        "income",
        title,
        figure,
        caption,
        lambda: comparison_tables.yearly(caption, say, result.years, columns),
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


def _chart(
    say: Texts, key: str, title: str, figure: go.Figure, alt: str, table: Callable[[], str], explained: str = ""
) -> None:
    """Draw a chart with its title, a sentence that explains, its text alternative and the numbers behind it."""
    st.html(markup.heading(title) + (markup.paragraph(explained, "quiet") if explained else ""))
    st.plotly_chart(figure, key=f"chart:{key}", theme=None, config=charts.CONFIG, alt=alt)
    _when_open(say("The numbers behind the chart"), f"numbers:{key}", table)


def _when_open(title: str, key: str, table: Callable[[], str]) -> None:
    """Draw an expander whose table is made only when it is open."""
    expander = st.expander(title, key=key, on_change="rerun")
    if expander.open:
        expander.html(table())


if __name__ == "__main__":
    draw(current_session())

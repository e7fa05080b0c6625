"""Sammenligning: what does each concept cost us and give us? The page; tables and sentences are made elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

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
from views.session import Session, current_session

MILLION = 1_000_000
EVERYTHING = 3
MOST_MARKS = 5


def draw(session: Session) -> None:
    """Draw the page: the answer, the comparison, two charts with their numbers, then more figures."""
    say, results = session.say, session.results()
    answer = sentences.headline(say, results)
    st.html(markup.heading(answer, 1) + markup.announcement(answer) + markup.to_levers(say("Change the numbers")))
    with st.container(key="notices"):
        notices.show(session, sentences.uncovered(say, results))
    table = comparison_tables.comparison(session, results)
    about = comparison_tables.changes(session) + comparison_tables.reading_help(session)
    st.html(table + markup.paragraph(about, "quiet"))
    nominal = _prices(session)
    _cumulative(session, results, nominal)
    _income_and_costs(session, results, nominal)
    _when_open(say("More key figures"), "more", lambda: comparison_tables.key_figures(session, results))


def _prices(session: Session) -> bool:
    """Ask whether the charts show fixed or each year's kroner; return True for each year's."""
    say, year = session.say, session.say.year(session.scenario.value(f"{COMMON}.price_year"))
    names = {"real": say("Fixed {year} kroner", year=year), "nominal": say("Each year's kroner")}
    chosen = st.radio(
        say("Prices in the charts"), list(names), format_func=names.__getitem__, horizontal=True, key="prices"
    )
    return chosen == "nominal"


def _shown(result: Result, amounts: Array, nominal: bool) -> Array:
    """Return amounts in NOK million, in the prices the reader has chosen."""
    return (measures.nominal(result, amounts) if nominal else amounts) / MILLION


def _series(say: Texts, name: str, years: Sequence[int], values: Array) -> charts.Series:
    hover = [
        f"{name}, {say.year(year)}: {say.millions(value * MILLION)}" for year, value in zip(years, values, strict=True)
    ]
    return charts.Series(name, values.tolist(), hover)


def _cumulative(session: Session, results: Mapping[str, Result], nominal: bool) -> None:
    say = session.say
    paid = {id: np.cumsum(_shown(result, -result.net("municipality"), nominal)) for id, result in results.items()}
    years = next(iter(results.values())).years
    title = sentences.cumulative_title(say, results, {id: values[-1] * MILLION for id, values in paid.items()})
    columns = {CONCEPTS[id].name: values for id, values in paid.items()}
    columns[say("As today")] = np.zeros(len(years))
    figure = charts.lines(
        years.tolist(),
        [_series(say, name, years.tolist(), values) for name, values in columns.items()],
        axis=say("NOK million"),
        decimal=say.decimal,
        dark=session.dark,
    )
    caption = say("What the municipality has paid in all by the end of each year, NOK million")
    _chart(say, "cumulative", title, figure, caption, lambda: comparison_tables.yearly(caption, say, years, columns))


def _income_and_costs(session: Session, results: Mapping[str, Result], nominal: bool) -> None:
    say = session.say
    chosen = st.radio(
        say("Income and costs by year for"),
        list(results),
        format_func=lambda id: CONCEPTS[id].name,
        horizontal=True,
        key="concept",
    )
    result = results[chosen]
    costs = {name: _shown(result, values, nominal) for name, values in _cost_parts(say, result).items()}
    income = _shown(result, result["operating_income"], nominal)
    figure = charts.stacks(
        result.years.tolist(),
        [_series(say, name, result.years.tolist(), values) for name, values in costs.items()],
        _series(say, say("Income"), result.years.tolist(), income),
        _steps(say, result),
        axis=say("NOK million"),
        decimal=say.decimal,
        dark=session.dark,
    )
    caption = say("{concept}: income and costs each year, NOK million", concept=CONCEPTS[chosen].name)
    columns = {say("Income"): income, **costs}
    title = sentences.income_title(say, result)
    _chart(say, "income", title, figure, caption, lambda: comparison_tables.yearly(caption, say, result.years, columns))


def _cost_parts(say: Texts, result: Result) -> dict[str, Array]:
    """Return the yearly costs of everything, by what they are for; parts that are nothing are left out."""
    names = {
        say("Staff"): ("centre_staff", "staff"),
        say("Building and premises"): ("property_operation", "energy", "cleaning", "premises", "head_rent"),
        say("Interest and instalments"): ("building_costs",),
        say("Reception, less the shops' fees"): ("reception_net",),
    }
    parts = {name: sum((result.get(line) for line in lines), result.per_year(0)) for name, lines in names.items()}
    parts[say("Other running costs")] = measures.coverage_costs(result, EVERYTHING) - sum(parts.values())
    return {name: values for name, values in parts.items() if np.any(np.abs(values) > 1)}


def _steps(say: Texts, result: Result) -> list[charts.Mark]:
    """Return where the rent or fee steps up, as marks on the year axis (a year's bar is centred on the year)."""
    names = {"rent_share": say("rent {share}"), "fee_step": say("fee {share}")}
    line = next((each for each in names if each in result.lines), None)
    if line is None:
        return []
    shares = result[line]
    first = result.years[0] + float(np.squeeze(result.lines["opening"])) - 0.5
    changes = [k for k in range(len(shares)) if k == 0 or shares[k] != shares[k - 1]]
    inside = [k for k in changes if first + k <= result.years[-1]][:MOST_MARKS]
    texts = [say.percent(shares[k]) for k in inside]
    texts[:1] = [names[line].format(share=each) for each in texts[:1]]
    return [charts.Mark(first + k, text) for k, text in zip(inside, texts, strict=True)]


def _chart(say: Texts, key: str, title: str, figure: go.Figure, alt: str, table: Callable[[], str]) -> None:
    """Draw a chart with its title, its text alternative and the numbers behind it."""
    st.html(markup.heading(title))
    st.plotly_chart(figure, key=f"chart:{key}", theme=None, config=charts.CONFIG, alt=alt)
    _when_open(say("The numbers behind the chart"), f"numbers:{key}", table)


def _when_open(title: str, key: str, table: Callable[[], str]) -> None:
    """Draw an expander whose table is made only when it is open."""
    expander = st.expander(title, key=key, on_change="rerun")
    if expander.open:
        expander.html(table())


if __name__ == "__main__":
    draw(current_session())

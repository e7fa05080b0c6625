"""Finansiering: who pays, how much, until when? The page for one concept; tables and sentences are made elsewhere."""

from __future__ import annotations

import numpy as np
import streamlit as st

import charts
from concepts import CONCEPTS
from models import financing, measures
from models.assumptions import COMMON
from models.result import Result
from texts import Texts
from views import comparison_tables, drawing, funding_tables, kept, markup, names, notices, rent_steps, sentences
from views import funding_sentences as said
from views.session import Session, current_session, read_funding_sources


def draw(session: Session) -> None:
    """Draw the page: the answer, what needs to be known first, and one part at a time."""
    say = session.say
    concept = drawing.ask(
        say("Concept"), {id: each.name for id, each in CONCEPTS.items()}, "concept", label_visibility="collapsed"
    )
    result, base = session.results[concept], session.base_results[concept]
    answer = said.headline(say, result)
    st.html(markup.heading(answer, 1) + markup.announcement(answer) + markup.to_levers(say("Change the numbers")))
    with st.container(key="notices"):
        notices.show(session)
    titles = {
        "payers": say("Who pays"),
        "investment": say("Investment and loan"),
        "plan": say("Four-year plan"),
        "cliff": say("When support ends"),
        "steps": rent_steps.title(say, concept),
        "lawful": say("Who may pay"),
        "variants": say("Compare and save"),
    }
    part, tab = drawing.open_tab(titles, "part")
    with tab:
        _part(session, part, result, base)


def _part(session: Session, part: str, result: Result, base: Result) -> None:
    match part:
        case "payers":
            _payers(session, result, base)
        case "investment":
            _investment(session, result)
        case "plan":
            _plan(session, result)
        case "cliff":
            _cliff(session, result)
        case "steps":
            rent_steps.draw(session, result)
        case "lawful":
            _lawful(session, result)
        case "variants":
            kept.draw(session, result.concept)


def _payers(session: Session, result: Result, base: Result) -> None:
    """Draw who carries the cost, what the preset changes, and the same money by all who pay or by one party."""
    say = session.say
    moved = said.moved(say, result, base)
    st.html(
        funding_tables.carriers(say, result, base)
        + (markup.paragraph(moved) if moved else "")
        + preset_in_words(session, result.concept)
        + markup.paragraph(comparison_tables.about_amounts(session), "quiet")
    )
    prices = drawing.ask_prices(session)
    side = drawing.ask(say("The same money seen by"), names.sides(say, result.concept), "side")
    if side == "all":
        _who_pays(session, result, prices)
    else:
        _side(session, result, side, prices)


def preset_in_words(session: Session, concept: str) -> str:
    """Return what the chosen preset is, what it changes from the base, and what was changed beside it."""
    say, preset = session.say, session.scenario.presets.get(concept)
    if preset is None:
        return ""
    lang = say.language
    texts = [
        say(
            "Set-up “{title}”: {sentence}",
            title=preset.title.in_language(lang),
            sentence=preset.sentence.in_language(lang),
        )
    ]
    own = session.changed_beside(concept)
    by_preset = [
        each
        for each in session.scenario.differences
        if each.key in preset.change and each.key not in {mine.key for mine in own}
    ]
    if by_preset:
        texts.append(say("It changes {changes}.", changes=said.changes(session, concept, by_preset)))
    texts.append(say("Source: {source}.", source=preset.source.in_language(lang)))
    beside = say("Changed besides: {changes}.", changes=said.changes(session, concept, own)) if own else ""
    return (markup.paragraph(beside) if beside else "") + markup.paragraph(" ".join(texts), "quiet")


def _who_pays(session: Session, result: Result, prices: drawing.Prices) -> None:
    say, years = session.say, result.years.tolist()
    called = names.payers(say, result.concept)
    paid = {party: drawing.shown(result, each, prices) for party, each in financing.paid_by(result).items()}
    shown = {party: each for party, each in paid.items() if party != "bank" and np.any(np.abs(each) > 1e-6)}
    figure = charts.stacks(
        years,
        [
            drawing.series(say, called[party], years, shown[party])._replace(slot=list(paid).index(party))
            for party in shown
        ],
        None,
        fills=charts.PARTIES,
        axis=prices.unit,
        decimal=say.decimal,
        dark=session.dark,
    )
    caption = say("{concept}: who pays each year, {unit}", concept=CONCEPTS[result.concept].name, unit=prices.unit)
    columns = {called[party]: each for party, each in shown.items()}
    drawing.chart(
        say,
        "payers",
        said.who_pays_title(say, result, shown),
        figure,
        caption,
        lambda: drawing.yearly(caption, say, result.years, columns),
        say("A loan is paid by its owner, in interest and instalments. Below the line: more received than paid."),
    )


def _side(session: Session, result: Result, side: str, prices: drawing.Prices) -> None:
    """Draw one party's money: received upwards, paid downwards, and what is left."""
    say, years = session.say, result.years.tolist()
    called = names.kinds(say)
    amounts = {
        kind: drawing.shown(result, each, prices) for kind, each in financing.by_kind(result, side, names.KINDS).items()
    }
    net = drawing.shown(result, result.net(side), prices)
    figure = charts.stacks(
        years,
        [
            drawing.series(say, called[kind], years, each)._replace(slot=slot)
            for slot, kind in enumerate(names.KINDS)
            if (each := amounts.get(kind)) is not None
        ],
        drawing.series(say, say("Net"), years, net),
        fills=charts.KINDS,
        axis=prices.unit,
        decimal=say.decimal,
        dark=session.dark,
    )
    who = names.sides(say, result.concept)[side]
    caption = say("{who}: received and paid each year, {unit}", who=who, unit=prices.unit)
    drawing.chart(
        say,
        "side",
        said.side_title(say, result, side, in_nominal=prices.nominal),
        figure,
        caption,
        lambda: drawing.yearly(
            caption,
            say,
            result.years,
            {
                name: drawing.shown(result, each, prices)
                for name, each in funding_tables.flows_of(say, result, side).items()
            },
        ),
        say("Received is above the line, paid below it. Every amount is the same as on the other sides."),
    )


def _investment(session: Session, result: Result) -> None:
    say = session.say
    wanted = float(session.scenario.value(f"{result.concept}.state_grant"))
    facts = said.funding(say, result, wanted)
    st.html(funding_tables.sources_and_uses(say, result) + (markup.bullets(facts) if facts else ""))
    if "debt" not in result.lines:
        text = say(
            "{concept} has no loan: the municipality pays what the grant does not cover.",
            concept=CONCEPTS[result.concept].name,
        )
        st.html(markup.paragraph(text))
    elif float(np.max(result["debt"])) <= 1:
        st.html(markup.paragraph(say("There is no loan.")))
    else:
        _loan(session, result)


def _loan(session: Session, result: Result) -> None:
    """Draw what is left of the loan, and interest and instalments, each year's kroner."""
    say, years = session.say, result.years.tolist()
    unit = say("NOK million, {prices}", prices=say("each year's kroner"))
    columns = {
        say("Loan at the end of the year"): result["debt"] / drawing.MILLION,
        say("Interest"): result["interest_payment"] / drawing.MILLION,
        say("Instalments"): result["instalment"] / drawing.MILLION,
    }
    balance, *payments = (drawing.series(say, name, years, each) for name, each in columns.items())
    caption = say("Loan, interest and instalments, {unit}", unit=unit)
    figure = charts.stacks(
        years,
        [each._replace(slot=slot) for slot, each in enumerate(payments)],
        balance,
        axis=unit,
        decimal=say.decimal,
        dark=session.dark,
    )
    drawing.chart(
        say,
        "loan",
        said.loan(say, result),
        figure,
        caption,
        lambda: drawing.yearly(caption, say, result.years, columns),
        f"{said.loan_payments(say, result)}.",
    )


def _plan(session: Session, result: Result) -> None:
    say, price_year = session.say, session.say.year(session.scenario.value(f"{COMMON}.price_year"))
    prices = say("fixed {year} kroner", year=price_year)
    st.html(
        markup.paragraph(said.plan(say, result, price_year))
        + funding_tables.plan(say, result)
        + markup.paragraph(
            say(
                "The municipality's part alone, as it would stand in the municipal plan: costs are positive. Multiply "
                "by the plan's own price index before it goes in."
            ),
            "quiet",
        )
    )
    drawing.when_open(
        say("The table to copy into a sheet or a document"),
        "plan:text",
        lambda: st.code(
            funding_tables.plan_as_text(say, result, f"{kept.full_name(session, result.concept)}, {prices}"),
            language=None,
            wrap_lines=True,
        ),
    )


def _cliff(session: Session, result: Result) -> None:
    say = session.say
    lacking = said.cliff(say, result)
    words = (
        markup.notice(say("Part of the deficit has no funding"), lacking)
        if lacking
        else markup.paragraph(said.covered(say, result))
    )
    st.html(
        words
        + funding_tables.support_lengths(session, result.concept)
        + markup.heading(said.coverage(say, result))
        + funding_tables.coverage(say, result)
    )
    _coverage(session, result)


def _coverage(session: Session, result: Result) -> None:
    """Draw income as a share of costs at three levels, and the whole cost as the line to reach."""
    say, years = session.say, result.years.tolist()
    called = {1: say("Operation"), 2: say("With building"), 3: say("Everything")}
    shares = {called[level]: measures.coverage(result, level) * 100 for level in sentences.levels(result)}
    shares[say("Own feet: 100%")] = np.where(result["operating_share"] > 0, 100.0, np.nan)
    open_years = [k for k in range(len(years)) if not np.isnan(shares[called[1]][k])]
    if not open_years:
        return
    shown = [years[k] for k in open_years]
    figure = charts.lines(
        shown,
        [
            charts.Series(
                name,
                [float(values[k]) for k in open_years],
                [f"{name}, {say.year(years[k])}: {say.percent(values[k] / 100)}" for k in open_years],
            )
            for name, values in shares.items()
        ],
        axis=say("Income as a share of costs, per cent"),
        decimal=say.decimal,
        dark=session.dark,
        first=3,
    )
    caption = say("Income as a share of costs each year, per cent")
    drawing.chart(
        say,
        "coverage",
        say("Income as a share of costs, year by year"),
        figure,
        caption,
        lambda: drawing.yearly(caption, say, shown, {n: v[open_years] for n, v in shares.items()}, decimals=0),
    )


def _lawful(session: Session, result: Result) -> None:
    """Draw what each source could carry and under which rules. Information, not advice."""
    say = session.say
    rules, problems = read_funding_sources()
    if problems:
        lines = [notices.problem_text(session, each) for each in problems]
        st.html(markup.notice(say("The file of funding sources has errors"), lines))
    if rules is None:
        return
    warnings = said.lawful_warnings(say, result, rules)
    st.html(
        markup.paragraph(say("Information to take to a lawyer, not legal advice."))
        + (markup.notice(say("Beyond the rules as we read them"), warnings) if warnings else "")
        + funding_tables.what_sources_carry(say, result, rules)
        + markup.paragraph(_reading_sources(say), "quiet")
    )
    drawing.when_open(
        say("Who may pay for what, line by line"),
        "lawful:lines",
        lambda: funding_tables.who_may_pay(say, result, rules),
    )
    drawing.when_open(
        say("What each source may pay for, with references"),
        "lawful:rules",
        lambda: funding_tables.source_rules(say, rules) + funding_tables.other_rules(say, rules),
    )


def _reading_sources(say: Texts) -> str:
    return say(
        "May carry: the sum of the cost lines the source may lawfully pay for, each counted in full, so the sources "
        "overlap. Room left: what it may carry beyond what it pays here. The loan is paid back by the owner. The "
        "municipality's own money is before the value that is left at the end. A loan others take up is not in it."
    )


if __name__ == "__main__":
    draw(current_session())

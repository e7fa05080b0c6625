"""The tables of the page Finansiering."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import numpy as np

from models import financing, measures
from models.funding_sources import FundingSources, Note, carried, cost_lines, unlisted
from models.result import Array, Result
from texts import Texts
from views import markup, names, sentences
from views.levers import shown_value
from views.markup import Cell, Row
from views.sentences import WORTH_SAYING
from views.session import Session, link, run
from views.why_measures import ALL_PUBLIC, ANNUAL, BIR, STATE

THOUSAND = 1_000
SUPPORT_TRIED = (0, 3, 5, 10, "all")
CAN, CANNOT = "●", "–"


def carriers(say: Texts, result: Result, base: Result) -> str:
    """Return who carries the cost, a year and in all, beside the base: moving the bill shows in the rows."""
    called = {"municipality": say("The municipality"), "bir": say("BIR"), "state": say("The state")}

    def why(name: str) -> str:
        return link(f"{result.concept}.{name}")

    now = financing.net_present_costs(result, called)
    before = financing.net_present_costs(base, called)
    nobody, nobody_before = (measures.unfunded(each)["present_value"] for each in (result, base))
    gap = financing.yearly_gap(result)
    first = measures.unfunded(result)["first_year"]
    lacking = (
        say("from {year} on average {amount} a year", year=say.year(first), amount=say.amount(gap)) if first else ""
    )

    def row(head: Cell, amount: float, base_amount: float, *, strong: bool = False, alarm: bool = False) -> Row:
        per_year, base_per_year = (float(measures.per_year(result, each)) for each in (amount, base_amount))
        return Row(
            head,
            [
                Cell(say.millions(per_year), strong=strong, alarm=alarm),
                Cell(say.millions(amount), alarm=alarm),
                Cell(say.millions(base_per_year)),
                Cell(change(say, per_year - base_per_year) or "–"),
            ],
        )

    state = Cell(
        called["state"],
        say("negative: value added tax comes in") if now["state"] < -WORTH_SAYING else "",
        href=why(STATE),
    )
    rows = [
        row(Cell(called["municipality"], href=why(ANNUAL)), now["municipality"], before["municipality"], strong=True),
        row(Cell(called["bir"], href=why(BIR)), now["bir"], before["bir"]),
        row(state, now["state"], before["state"]),
        row(Cell(say("All public"), href=why(ALL_PUBLIC)), sum(now.values()), sum(before.values())),
        row(
            Cell(say("Not covered: nobody has agreed to pay"), lacking, href=why("unfunded_deficit")),
            nobody,
            nobody_before,
            alarm=nobody > 1,
        ),
        row(Cell(say("To be paid in all")), financing.to_cover(result), financing.to_cover(base)),
    ]
    period = f"{say.year(result.years[0])}–{say.year(result.years[-1])}"
    columns = [
        say("Who"),
        say("A year, spread over {period}", period=period),
        say("In all, present value"),
        say("Base, a year"),
        say("Change, a year"),
    ]
    return markup.table(say("Who carries the cost (rounded, so sums may differ)"), columns, rows, css="numbers blocks")


def change(say: Texts, amount: float) -> str:
    """Return a change in millions like the figures beside it, nothing where it does not show in them."""
    sign = "+" if amount > 0 else ""
    return f"{sign}{say.millions(amount)}" if abs(amount) >= WORTH_SAYING else ""


def sources_and_uses(say: Texts, result: Result) -> str:
    """Return what the first investment goes to and who funds it, with shares; the two sums are equal."""
    sources, uses = financing.sources_and_uses(result)
    need = sum(uses.values())
    called = names.lines(say)
    called["investment_vat"] = say("Value added tax")
    called["municipal_capital"] = _own(say, result, "municipality", called["municipal_capital"])
    called["bir_capital"] = _own(say, result, "bir", called["bir_capital"])

    def row(head: str, amount: float, line: str = "") -> Row:
        share = say.percent(amount / need) if need else "–"
        return Row(Cell(head, href=_why(result, line)), [Cell(say.millions(amount)), Cell(share)])

    rows = [
        Row(Cell(say("What it goes to"))),
        *(row(called[name], amount, name) for name, amount in uses.items() if amount >= 1),
        row(say("Sum"), need),
        Row(Cell(say("Who funds it"))),
        *(row(called[name], amount, name) for name, amount in sources.items() if amount >= 1),
        row(say("Sum"), sum(sources.values())),
    ]
    columns = [say("Before opening"), say("Each year's kroner"), say("Part")]
    return markup.table(say("Sources and uses of the investment"), columns, rows, css="numbers")


def _own(say: Texts, result: Result, party: str, name: str) -> str:
    """Return what capital is called: the owner's own money if the one who puts it in owns what is built."""
    if party == result.property_owner:
        return say("{name} (as owner)", name=name)
    return name


def plan(say: Texts, result: Result) -> str:
    """Return the effect in the four-year plan, thousand NOK, fixed prices."""
    effect = measures.plan_effect(result)
    rows = [
        Row(Cell(head), [Cell(say.number(each / THOUSAND)) for each in amounts]) if amounts else Row(Cell(head))
        for head, amounts in _plan_rows(say, effect)
    ]
    columns = [say("NOK 1,000, fixed prices"), *(say.year(year) for year in effect["years"]), say("In all")]
    caption = say("Effect in the four-year plan")
    return markup.scrolling(caption, markup.table(caption, columns, rows, css="numbers"))


def plan_as_text(say: Texts, result: Result, title: str) -> str:
    """Return the same as text with tabs, plain digits, to paste into a sheet; the title says what it is."""
    effect = measures.plan_effect(result)
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow([title])
    writer.writerow([say("NOK 1,000, fixed prices"), *effect["years"], say("In all")])
    for head, amounts in _plan_rows(say, effect):
        writer.writerow([head, *(round(each / THOUSAND) for each in amounts)])
    return out.getvalue()


def _plan_rows(say: Texts, effect: dict) -> Iterable[tuple[str, list[float]]]:
    """Return heads and amounts (years, then their sum), costs positive; a head without amounts is a heading."""
    operations, investments = effect["operations"], effect["investments"]
    net_operations, net_investments = financing.plan_net(effect)
    rows = [
        (say("Operations"), [], 0),
        (say("Preparation"), operations["preparation"], 1),
        (say("Grants to running costs"), operations["operating_grants"], 1),
        (say("Interest"), operations["interest"], 1),
        (say("Instalments"), operations["instalments"], 1),
        (say("Rent and surplus received"), operations["received"], -1),
        (say("Net operations"), net_operations, 1),
        (say("Investments"), [], 0),
        (say("Investment with value added tax"), investments["gross"], 1),
        (say("Capital to others"), investments["capital_to_others"], 1),
        (say("State grant"), investments["grant"], -1),
        (say("Capital from BIR"), investments["capital_from_bir"], -1),
        (say("Loan"), investments["loan"], -1),
        (say("Own money"), net_investments, 1),
    ]
    for head, amounts, sign in rows:
        signed = [sign * each + 0.0 for each in amounts]
        yield head, [*signed, sum(signed)] if amounts else []


def support_lengths(session: Session, concept: str) -> str:
    """Return what the parties pay a year if the deficits are covered for fewer or more years: a what-if per row."""
    say, scenario = session.say, session.scenario
    key, shares = f"{concept}.support_years", ("municipal_deficit_share", "bir_deficit_share")
    if not any(scenario.value(f"{concept}.{name}") for name in shares):
        return markup.paragraph(say("Nobody covers any deficit here, so it does not matter how long."))
    rows = []
    tried = dict.fromkeys([*SUPPORT_TRIED, scenario.value(key)])
    for years in sorted(
        tried, key=lambda each: (not isinstance(each, int), each if isinstance(each, int) else str(each))
    ):
        result = run(scenario.with_value(key, years), concept)
        lacking = measures.unfunded(result)
        first = lacking["first_year"]
        rows.append(
            Row(
                Cell(
                    shown_value(session, scenario.base[key], years),
                    say("as now") if years == scenario.value(key) else "",
                ),
                [
                    Cell(say.millions(float(measures.annual_cost(result)))),
                    Cell(say.millions(financing.yearly_cost(result, "bir"))),
                    Cell(say.millions(float(measures.per_year(result, measures.public_net_present_cost(result))))),
                    Cell(
                        say.millions(financing.yearly_unfunded(result)),
                        say("from {year}", year=say.year(first)) if first else "",
                        alarm=first is not None,
                    ),
                ],
            )
        )
    columns = [
        say("Deficits are covered in"),
        say("The municipality, a year"),
        say("BIR, a year"),
        say("All public, a year"),
        say("Not covered, a year"),
    ]
    return markup.table(say("What if the cover lasts shorter or longer"), columns, rows, css="numbers blocks")


def coverage(say: Texts, result: Result) -> str:
    """Return how far income reaches at three levels, and from when each stands on its own feet."""
    levels = {
        1: (say("Operation"), say("running costs, with rent for the building, without the reception")),
        2: (say("With building"), say("and interest and instalments")),
        3: (say("Everything"), say("and the reception less the shops' fees, whoever pays it")),
    }
    if sentences.levels(result) == (sentences.OPERATION,):
        levels = {sentences.OPERATION: (say("Operation"), say("all running costs"))}
    rows = []
    for level, (head, note) in levels.items():
        best = measures.best_coverage(result, level)
        year = measures.self_sufficient_year(result, level)
        last = measures.coverage(result, level)[-1]
        reached = (
            say("not in full operation")
            if best["coverage"] is None
            else say("{share} in {year}", share=say.percent(best["coverage"]), year=say.year(best["year"]))
        )
        rows.append(
            Row(
                Cell(head, note),
                [
                    Cell(reached),
                    Cell("–" if np.isnan(last) else say.percent(float(last))),
                    Cell(say("Yes, from {year}", year=say.year(year)) if year else say("No")),
                ],
            )
        )
    columns = [
        say("Income as a share of"),
        say("At most"),
        say("In {year}", year=say.year(result.years[-1])),
        say("Stands on its own feet"),
    ]
    return markup.table(say("Can it stand on its own feet?"), columns, rows, css="blocks")


def flows_of(say: Texts, result: Result, side: str) -> dict[str, Array]:
    """Return every flow of a party by name, received positive and paid negative, real NOK; and the net."""
    called = names.lines(say)
    columns = {
        called[name]: each.amounts if each.payee == side else -each.amounts
        for name, each in result.flows.items()
        if side in (each.payer, each.payee) and np.any(np.abs(each.amounts) > 1)
    }
    return {**columns, say("Net"): result.net(side)}


def what_sources_carry(say: Texts, result: Result, rules: FundingSources) -> str:
    """Return per source what it may carry, what it pays in the scenario, what room is left and what others must pay."""
    rows = []
    for id, each in carried(result, rules).items():
        room = each.may_carry - each.pays
        rows.append(
            Row(
                Cell(rules.sources[id].label.in_language(say.language)),
                [
                    Cell(say.millions(each.may_carry)),
                    Cell(say.millions(each.pays)),
                    Cell(say.millions(room), alarm=room < -THOUSAND),
                    Cell(say.millions(max(0.0, each.left_for_others))),
                ],
            )
        )
    columns = [
        say("Source, present value"),
        say("May carry"),
        say("Pays in this scenario"),
        say("Room left"),
        say("Others must carry at least"),
    ]
    return markup.table(say("What each source could carry"), columns, rows, css="numbers blocks")


def who_may_pay(say: Texts, result: Result, rules: FundingSources) -> str:
    """Return every cost line with the sources that may lawfully carry it, in words and signs."""
    called = names.lines(say)
    listed = rules.costs[result.concept]
    labels = {id: each.label.in_language(say.language) for id, each in rules.sources.items()}
    rows = [
        Row(
            Cell(called.get(name, name), say.amount(amount), href=_why(result, name)),
            [Cell(f"{CAN} {say('may')}" if id in listed[name] else f"{CANNOT} {say('no')}") for id in labels],
        )
        for name, amount in cost_lines(result, rules).items()
        if amount >= THOUSAND
    ]
    rest = unlisted(result, rules)
    if rest >= THOUSAND:
        rows.append(Row(Cell(say("Not listed"), say.amount(rest)), [Cell(f"{CANNOT} {say('no')}") for _ in labels]))
    columns = [say("Cost, present value"), *labels.values()]
    return markup.table(say("Who may pay for what, line by line"), columns, rows, css="blocks")


def _why(result: Result, name: str) -> str:
    return link(f"{result.concept}.{name}") if name in result.lines else ""


def source_rules(say: Texts, rules: FundingSources) -> str:
    """Return what each source may pay for, with the reference."""
    rows = [
        Row(Cell(each.label.in_language(say.language)), [Cell(each.rule.in_language(say.language)), _found(say, each)])
        for each in rules.sources.values()
    ]
    columns = [say("Source"), say("What it may pay for"), say("Reference")]
    return markup.table(say("What each source may pay for"), columns, rows, css="blocks")


def other_rules(say: Texts, rules: FundingSources) -> str:
    """Return the rules that bear on several sources, with their references."""
    rows = [Row(Cell(each.rule.in_language(say.language)), [_found(say, each)]) for each in rules.notes.values()]
    return markup.table(say("Other rules to know"), [say("Rule"), say("Reference")], rows, css="blocks")


def _found(say: Texts, note: Note) -> Cell:
    """Return a reference, and where it was found."""
    sure = {
        "checked": say("found at the authority; to be checked by a lawyer"),
        "second-hand": say("found in others' words; to be checked by a lawyer"),
        "unchecked": say("not found; to be checked by a lawyer"),
    }
    return Cell(note.reference.in_language(say.language), sure[note.checked])

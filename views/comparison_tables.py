"""The tables of the comparison page: rows of answers, one column per concept and one for today."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from concepts import CONCEPTS
from models import financing, measures
from models.assumptions import COMMON
from models.result import Result
from texts import Texts
from views import markup, sentences
from views.levers import difference_text
from views.markup import Cell, Row
from views.session import Session, link
from views.why_measures import ALL_PUBLIC, ANNUAL, BIR, COSTS, IN_ALL, INVESTMENT, MEAN, OWN_FEET, STATE

Results = Mapping[str, Result]
ESTIMATES = ("C", "D")
PLACEHOLDER = "D"
STAFF = "staff"  # rests on an assumption that each concept calls otherwise
DOUBT = "?"
SMALLEST_CHANGE = 1  # NOK
LOWEST_RATE = -0.5  # a rate of return below this says nothing but that


def comparison(session: Session, results: Results) -> str:
    """Return the comparison: cost first, then what we get for it, each beside today."""
    say = session.say
    nothing, none = Cell(say.millions(0, 0)), Cell("0")
    base = session.base_results if session.scenario.differences else results

    def row(head: str, cell: Callable[[Texts, Result], Cell], today: Cell, why: str) -> Row:
        cells = [_asked(session, head, id, why, cell(say, each)) for id, each in results.items()]
        return Row(Cell(head), [*cells, today])

    def effect(head: str, name: str, unit: str, today: Cell) -> Row:
        cells = [_effect(session, each, base[id], name, unit) for id, each in results.items()]
        whys = [_asked(session, head, id, f"{MEAN}{name}", each) for id, each in zip(results, cells, strict=True)]
        return Row(Cell(head), [*whys, today])

    rows = [
        row(
            say("Cost per year for the municipality"),
            lambda say, each: _annual(say, each, base[each.concept]),
            nothing,
            ANNUAL,
        ),
        row(say("Cost in all {years}, present value", years=_period(say, results)), _in_all, nothing, IN_ALL),
        row(say("Investment before opening"), _investment, nothing, INVESTMENT),
        row(say("Staff in operation"), _staff, none, STAFF),
        row(
            say("Stands on its own feet"),
            lambda say, each: Cell(*sentences.own_feet(say, each)),
            Cell("–"),
            OWN_FEET,
        ),
        effect(say("Goods reused or repaired per year"), "tonnes", say("tonnes"), Cell("0", _today(session))),
        effect(say("Visits per year"), "visits", "", none),
        effect(say("Jobs"), "jobs", say("FTEs"), none),
        effect(say("Emissions avoided per year"), "emissions", say("t CO2e"), none),
    ]
    return markup.table(say("What each concept costs and gives"), _columns(say, results), rows, css="comparison blocks")


def _asked(session: Session, head: str, concept: str, why: str, cell: Cell) -> Cell:
    """Return a cell whose figure leads to its explanation."""
    if why == STAFF:
        why = next(each for each in ("centre_fte", "staff_fte") if each in CONCEPTS[concept].assumptions)
    name = session.say("{figure}: why? {concept}, {head}", figure=cell.text, concept=CONCEPTS[concept].name, head=head)
    return cell._replace(href=link(f"{concept}.{why}"), name=name)


def _columns(say: Texts, results: Results) -> list[str]:
    return [say("Per concept"), *(CONCEPTS[id].name for id in results), say("As today")]


def _period(say: Texts, results: Results) -> str:
    years = next(iter(results.values())).years
    return f"{say.year(years[0])}–{say.year(years[-1])}"


def _annual(say: Texts, result: Result, base: Result) -> Cell:
    cost = float(measures.annual_cost(result))
    bir, unfunded = financing.yearly_cost(result, "bir"), financing.yearly_unfunded(result)
    change = cost - float(measures.annual_cost(base))
    notes = [say("negative: income to the municipality")] if cost < 0 else []
    ends = financing.stops_paying(result, "municipality")
    if ends is not None and ends.paid >= sentences.WORTH_SAYING:
        notes.append(
            say("{amount} through {year}, then nothing", amount=say.millions(ends.paid), year=say.year(ends.year))
        )
    if abs(change) >= SMALLEST_CHANGE:
        notes.append(say("changed {change}", change=say.change(change)))
    in_all = float(measures.per_year(result, financing.to_cover(result) - financing.to_cover(base)))
    if abs(in_all - change) >= sentences.WORTH_SAYING:  # the bill has moved to others
        unchanged = abs(in_all) < sentences.WORTH_SAYING
        notes.append(say("in all unchanged") if unchanged else say("in all {change}", change=say.change(in_all)))
    if unfunded >= SMALLEST_CHANGE:
        notes.append(say("not covered {amount}", amount=say.amount(unfunded)))
    if bir >= sentences.WORTH_SAYING:
        notes.append(say("besides {amount} from BIR", amount=say.millions(bir)))
    return Cell(say.millions(cost), "\n".join(notes), strong=True)


def _in_all(say: Texts, result: Result) -> Cell:
    cost = float(measures.net_present_cost(result, "municipality"))
    public = float(measures.public_net_present_cost(result))
    return Cell(say.millions(cost, 0), say("all public: {amount}", amount=say.millions(public, 0)))


def _investment(say: Texts, result: Result) -> Cell:
    prepare = say.millions(-float(np.sum(result.net("municipality", ("preparation",)))))
    opening = int(result.years[0] + float(np.squeeze(result.lines["opening"])))
    opens = say("opens in {year}", year=say.year(opening))
    if opening > result.years[-1]:
        opens = say("does not open by {year}", year=say.year(result.years[-1]))
    note = say("and {amount} to prepare", amount=prepare)
    return Cell(say.millions(float(measures.investment_need(result))), f"{note}\n{opens}")


def _staff(say: Texts, result: Result) -> Cell:
    given = result.assumptions
    if "centre_fte" in given:
        centre, reception = (say.plain(float(given[name])) for name in ("centre_fte", "supervisor_fte"))
        return Cell(
            say("{centre} + {reception} FTEs", centre=centre, reception=reception),
            say("centre + reception"),
        )
    return Cell(say("{count} FTEs", count=float(given["staff_fte"])))


def _effect(session: Session, result: Result, base: Result, name: str, unit: str) -> Cell:
    """Return an effect's mean in full operation, marked if it rests on a number nobody has looked into."""
    say, mean = session.say, measures.mean_effect(result, name)
    if mean is None:
        return Cell("–", say("not in full operation"))
    before, doubt = measures.mean_effect(base, name), doubtful(session, result.concept, name)
    notes = _effect_notes(say, result, name)
    if before is not None and say.rough(mean) != say.rough(before):
        change = say.rough(mean - before)
        notes.insert(0, say("changed {change}", change=f"+{change}" if mean > before else change))
    return Cell(
        "\u00a0".join(each for each in (say.rough(mean), unit, DOUBT if doubt else "") if each), "\n".join(notes)
    )


def doubtful(session: Session, concept: str, name: str) -> bool:
    """Return whether an effect rests on a number nobody has looked into."""
    known = session.scenario.base
    sources = CONCEPTS[concept].graph.sources(name) - set(CONCEPTS[concept].fixed)
    return PLACEHOLDER in {known[known.find(concept, each)].grade for each in sources}


def _effect_notes(say: Texts, result: Result, name: str) -> list[str]:
    if name == "tonnes":
        avoided = measures.mean_effect(result, "waste_avoided")
        whole = avoided == measures.mean_effect(result, "tonnes")
        return [] if whole or avoided is None else [say("{amount} t of it new reuse", amount=say.rough(avoided))]
    if name == "visits" and "user_count" in result.lines:
        return [say("website users")]
    if name == "jobs" and "shop_jobs" in result.lines:
        shops, places = (measures.mean_effect(result, each) for each in ("shop_jobs", "work_training_places"))
        return [
            say("{count} in shops", count=say.rough(shops or 0)),
            say("and {count} work-training places", count=say.rough(places or 0)),
        ]
    return []


def _today(session: Session) -> str:
    given, sold = (session.scenario.value(f"{COMMON}.reference_{name}") for name in ("given_out", "sold"))
    return session.say("BIR: {given} t given away, {sold} t sold", given=given, sold=sold)


def changes(session: Session) -> str:
    """Return what differs from the base as a sentence, nothing if nothing does."""
    texts = [difference_text(session, each) for each in session.scenario.differences]
    return session.say("Changed from the base: {changes}.", changes="; ".join(texts)) + " " if texts else ""


def reading_help(session: Session) -> str:
    """Return what the figures in the comparison are, and how much of them rests on estimates."""
    say, base = session.say, session.scenario.base
    counts = []
    for id, concept in CONCEPTS.items():
        grades = [base[base.find(id, name)].grade for name in concept.assumptions]
        guessed = sum(grade in ESTIMATES for grade in grades)
        counts.append(
            say("{count} of {all} numbers for {concept}", count=guessed, all=len(grades), concept=concept.name)
        )
    about = say(
        "What a concept gives is the mean of its years in full operation; emissions are only what comes besides "
        "today's reuse. Our own estimates are behind {counts}.",
        counts=say.listed(counts),
    )
    doubt = say("? rests on a number nobody has looked into.")
    return f"{about_amounts(session)} {about} {doubt}"


def about_amounts(session: Session) -> str:
    """Return what kind of kroner the figures are, and what a cost per year is."""
    return session.say(
        "Fixed {price_year} kroner; value added tax is in only where it becomes a cost. Cost per year is the present "
        "value at {rate}, less what is left at the end, spread evenly over the years.",
        price_year=session.say.year(session.scenario.value(f"{COMMON}.price_year")),
        rate=session.say.value(session.scenario.value(f"{COMMON}.discount_rate"), "1/year"),
    )


def key_figures(session: Session, results: Results) -> str:
    """Return the other measures, one row each, with a sentence where a measure is not defined."""
    say = session.say
    facts = {id: measures.measures(result) for id, result in results.items()}
    last = say.year(next(iter(results.values())).years[-1])

    limit = session.scenario.value(f"{COMMON}.de_minimis_limit")
    affordable = next((each.assumptions.get("affordable_rent_share") for each in results.values()), None)

    def row(head: str, cell: Callable[[dict], str], note: str = "", why: str = "") -> Row:
        cells = {id: Cell(cell(each)) for id, each in facts.items()}
        asked = [_asked(session, head, id, why, each) if _is(id, why) else each for id, each in cells.items()]
        return Row(Cell(head, note), asked)

    def per(unit: str) -> Callable[[dict], str]:
        return lambda each: (
            say("None of these") if each["support_per"][unit] is None else _support(say, each["support_per"][unit])
        )

    def covered(level: str) -> Callable[[dict], str]:
        return lambda each: _coverage(say, each, level)

    def present(party: str) -> Callable[[dict], str]:
        return lambda each: say.millions(each["net_present_cost"][party])

    rows = [
        Row(Cell(say("Who carries the cost, present value"))),
        row(say("The municipality"), present("municipality"), why=IN_ALL),
        row(say("BIR"), present("bir"), why=BIR),
        row(say("The state"), present("state"), say("negative: value added tax comes in"), why=STATE),
        row(say("All public"), present("public"), why=ALL_PUBLIC),
        row(
            say("Deficit nobody has agreed to cover"),
            lambda each: say.millions(each["unfunded"]["present_value"]),
            why="unfunded_deficit",
        ),
        row(say("Cost of raising the taxes"), lambda each: say.millions(each["tax_cost"])),
        Row(Cell(say("The project itself"))),
        row(say("Net present value before funding"), lambda each: say.millions(each["net_present_value"])),
        row(say("Internal rate of return"), lambda each: _rate(say, each)),
        row(
            say("Paid back"),
            lambda each: say.year(each["payback_year"]) if each["payback_year"] else say("Not by {year}", year=last),
        ),
        Row(Cell(say("The municipality's budget, each year's kroner"))),
        row(say("Largest outlay in all"), lambda each: _peak(say, each), why=IN_ALL),
        row(say("Dearest year"), lambda each: _worst(say, each), why=IN_ALL),
        Row(Cell(say("Income as a share of costs, best year"))),
        row(say("Running costs"), covered("1"), why=OWN_FEET),
        row(say("With the building"), covered("2"), why=OWN_FEET),
        row(say("Everything"), covered("3"), say("with the reception, whoever pays it"), why=OWN_FEET),
        Row(Cell(say("The shops"))),
        row(
            say("Rent and charges as a share of sales, at most"),
            lambda each: _burden(say, each),
            say("above {share} more shops leave", share=say.percent(affordable)) if affordable else "",
            why="occupancy_cost",
        ),
        row(say("What shops have left of their sales, {year}", year=last), lambda each: _margin(say, each)),
        Row(Cell(say("Public support for each"))),
        row(say("Visit"), per("visit"), why=f"{MEAN}visits"),
        row(say("Tonne of goods"), per("tonne"), why=f"{MEAN}tonnes"),
        row(say("Full-time job in a year"), per("job"), why=f"{MEAN}jobs"),
        row(say("Kilo of CO2e avoided"), per("kg_co2e"), why=f"{MEAN}emissions"),
        Row(
            Cell(
                say("Public support over three years, against the limit for de minimis aid"),
                say(
                    "limit {limit} per undertaking; to be checked by a lawyer",
                    limit=_euro(say, limit),
                ),
            )
        ),
        row(
            say("Per shop, in spared rent"),
            lambda each: _aid(say, each["state_aid_per_shop"], limit),
            why="rent_support_per_shop",
        ),
        row(
            say("Whoever runs the concept"),
            lambda each: _aid(say, each["state_aid_operator"], limit),
            why="premises_advantage",
        ),
    ]
    columns = [say("Key figure"), *(CONCEPTS[id].name for id in results)]
    return markup.table(say("More key figures"), columns, rows, css="numbers blocks")


def _is(concept: str, why: str) -> bool:
    """Return whether a concept has what explains a figure: a headline figure, or a line of its own."""
    return bool(why) and (
        why in COSTS or why == OWN_FEET or why.startswith(MEAN) or why in CONCEPTS[concept].graph.by_name
    )


def _coverage(say: Texts, facts: dict, level: str) -> str:
    year, best = facts["self_sufficient_year"][level], facts["best_coverage"][level]
    if best["coverage"] is None:
        return say("Not in full operation")
    if best["coverage"] == 0:
        return say("No income")
    share = f"{say.percent(best['coverage'])} ({say.year(best['year'])})"
    return say("{share}, covered from {year}", share=share, year=say.year(year)) if year else share


def _burden(say: Texts, facts: dict) -> str:
    peak = facts["occupancy_cost_peak"]
    if peak is None:
        return say("Does not apply")
    return say("{share} in operating year {year}", share=say.percent(peak["share"]), year=peak["operating_year"])


def _margin(say: Texts, facts: dict) -> str:
    if facts["tenant_margin"] is None:
        return say("Does not apply")
    margin = facts["tenant_margin"][-1]
    return say("No sales") if margin is None else say.percent(margin)


def _rate(say: Texts, facts: dict) -> str:
    rate = facts["internal_rate_of_return"]
    if rate is None:
        return say("Not defined: the project never has a surplus")
    if rate == "several":
        return say("Several: not unique")
    return say.percent(rate, 1) if rate >= LOWEST_RATE else say("Below {rate}", rate=say.percent(LOWEST_RATE))


def _peak(say: Texts, facts: dict) -> str:
    amount = say.millions(facts["peak_need"])
    return say("{amount}, and still growing", amount=amount) if facts["peak_need_still_growing"] else amount


def _worst(say: Texts, facts: dict) -> str:
    worst = facts["worst_year"]
    if worst["year"] is None:
        return say("No year with a cost")
    return say("{year}: {amount}", year=say.year(worst["year"]), amount=say.millions(-worst["amount"]))


def _aid(say: Texts, amount: float | None, limit: float) -> str:
    if amount is None:
        return say("Does not apply")
    told = _euro(say, float(f"{amount:.2g}"))
    return say("{amount}, above the limit", amount=told) if amount > limit else told


def _euro(say: Texts, amount: float) -> str:
    return f"{say.number(amount)}\u00a0EUR"


def _support(say: Texts, amount: float) -> str:
    return say.kroner(float(f"{amount:.2g}"))

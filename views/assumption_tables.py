"""The tables and sentences of the page Forutsetninger."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from concepts import CONCEPTS
from models import measures, sensitivity
from models.assumptions import COMMON, GRADES, Assumption, Assumptions
from models.edits import Change
from models.result import Result
from models.scenarios import Scenario
from models.sensitivity import Answer
from texts import Texts
from views import markup, sentences
from views.levers import evidence, shown_value
from views.markup import Cell, Row
from views.session import Session, run

REVIEW_EVERY = timedelta(days=365)
LONGEST = 200  # characters of a field shown
OURS = ("C", "D")  # our own estimates, and what nobody has looked into
TENTH = 10  # per cent
SMALLEST = 1.0  # NOK/year: less is rounding


class Moved(NamedTuple):
    """What an assumption moves: concept → answer."""

    key: str
    by_concept: Mapping[str, Answer]

    @property
    def size(self) -> float:
        """How much it can move the costs together, NOK/year: over its whole range, or by a tenth if that is more."""
        each = self.by_concept.values()
        return sum(max(abs(a.swing or 0), TENTH * abs(a.change)) for a in each)


class Effect(NamedTuple):
    """What a change does to a concept: cost per year [NOK/year], investment [NOK], goods [t/year]."""

    cost: float
    investment: float
    tonnes: float

    @staticmethod
    def measures() -> tuple[Callable[[Result], Any], ...]:
        """The measures, in the order of the fields."""
        return measures.annual_cost, measures.investment_need, _tonnes


def moved(assumptions: Assumptions) -> dict[str, Moved]:
    """Return what each assumption moves, those that matter most first."""
    answers = {id: sensitivity.answers(assumptions, concept) for id, concept in CONCEPTS.items()}
    found = [Moved(key, {id: each[key] for id, each in answers.items() if key in each}) for key in assumptions]
    return {each.key: each for each in sorted(found, key=lambda each: each.size, reverse=True)}


def rests_on(assumptions: Assumptions, found: Mapping[str, Moved], concept: str) -> dict[str, float]:
    """Return how much of what moves a concept's cost is in assumptions of each grade, shares that add to one."""
    sums = dict.fromkeys(GRADES, 0.0)
    for key, each in found.items():
        if concept in each.by_concept:
            sums[assumptions[key].grade] += abs(each.by_concept[concept].change)
    whole = sum(sums.values())
    return {grade: amount / whole if whole else 0.0 for grade, amount in sums.items()}


def is_overdue(entry: Assumption, today: date) -> bool:
    """Return whether nobody has looked at an entry for a year."""
    return today - entry.reviewed > REVIEW_EVERY


def headline(say: Texts, assumptions: Assumptions) -> str:
    """Return how many numbers are whose."""
    grades = [assumptions[key].grade for key in assumptions]
    return say(
        "{count} numbers lie behind: {report} from the report or an authority, {others} published by others and {ours} "
        "estimated or unknown.",
        count=len(grades),
        report=grades.count("A"),
        others=grades.count("B"),
        ours=sum(grade in OURS for grade in grades),
    )


def estimated(say: Texts, assumptions: Assumptions, found: Mapping[str, Moved]) -> str:
    """Return how much of what moves the costs is our own estimates."""
    parts = [
        say("{concept} {share}", concept=each.name, share=say.percent(_ours(assumptions, found, id)))
        for id, each in CONCEPTS.items()
    ]
    return say("Of what moves the cost when numbers move, this much is estimates: {parts}.", parts=say.listed(parts))


def _ours(assumptions: Assumptions, found: Mapping[str, Moved], concept: str) -> float:
    shares = rests_on(assumptions, found, concept)
    return sum(shares[grade] for grade in OURS)


def grades(say: Texts, assumptions: Assumptions, found: Mapping[str, Moved]) -> str:
    """Return whose numbers each concept's cost rests on, as counts and shares."""
    rows = []
    for grade in GRADES:
        count = sum(assumptions[key].grade == grade for key in assumptions)
        shares = [rests_on(assumptions, found, id)[grade] for id in CONCEPTS]
        rows.append(
            Row(Cell(evidence(say, grade)), [Cell(say.number(count)), *(Cell(say.percent(each)) for each in shares)])
        )
    columns = [say("Whose number"), say("Numbers"), *(each.name for each in CONCEPTS.values())]
    caption = say(
        "Who stands behind the numbers the cost per year rests on: share of the effect when each number is 1% higher"
    )
    return markup.table(caption, columns, rows, css="numbers blocks")


def every(session: Session, keys: Sequence[str], found: Mapping[str, Moved], link: Callable[[str], str]) -> str:
    """Return the assumptions, one row each: value, range, whose, source, review, and what they move."""
    rows = [_one(session, key, found[key], link(key)) for key in keys]
    say = session.say
    columns = [
        say("Assumption"),
        say("Value"),
        say("Whose, and from where"),
        say("A 1% higher number changes the cost by"),
    ]
    return markup.table(say("Assumptions, those that can move the cost most first"), columns, rows, css="blocks")


def _one(session: Session, key: str, each: Moved, href: str) -> Row:
    say, entry = session.say, session.scenario.base[key]
    section = key.partition(".")[0]
    whom = CONCEPTS[section].name if section in CONCEPTS else say("Common to all three")
    low_to_high = ""
    if entry.low is not None and entry.high is not None:
        low_to_high = say(
            "{low} to {high}", low=say.value(entry.low, entry.unit), high=say.quantity(entry.high, entry.unit)
        )
    overdue = is_overdue(entry, date.today())
    reviewed = say("reviewed {date}", date=entry.reviewed.isoformat())
    if overdue:
        reviewed = say("review overdue: last {date}", date=entry.reviewed.isoformat())
    notes = [entry.source.in_language(say.language), reviewed, *([entry.note] if entry.note else [])]
    now = session.scenario.value(key)
    changed = say("now {value}", value=shown_value(session, entry, now)) if now != entry.value else ""
    return Row(
        Cell(session.label(key), f"{whom} · {kind(say, entry.kind)}\n{key}", href=href),
        [
            Cell(shown_value(session, entry, entry.value), "\n".join(part for part in (low_to_high, changed) if part)),
            Cell(evidence(say, entry.grade), "\n".join(notes), alarm=overdue),
            Cell(*_moves(session, each)),
        ],
    )


def _moves(session: Session, each: Moved) -> tuple[str, str]:
    """Return what 1 per cent more moves each concept's cost, per cent and kroner, and what the whole range does."""
    say = session.say
    parts, ranges = [], []
    for id, answer in each.by_concept.items():
        name = f"{CONCEPTS[id].name} " if len(each.by_concept) > 1 else ""
        cost = float(measures.annual_cost(session.results[id]))
        if abs(answer.change) >= SMALLEST and abs(cost) > SMALLEST:
            share = say.percent(answer.change / abs(cost), 2)
            parts.append(f"{name}{'+' if answer.change > 0 else ''}{share}")
        if answer.swing is not None and abs(answer.swing) >= sentences.WORTH_SAYING:
            ranges.append(f"{name}{say.change(answer.swing)}")
    note = say("from low to high: {amounts}", amounts="; ".join(ranges)) if ranges else ""
    return ("\n".join(parts) or "–"), note


def kind(say: Texts, name: str) -> str:
    """Return what kind of number it is."""
    return {
        "uncertain": say("uncertain"),
        "lever": say("somebody decides it"),
        "design": say("size and shape"),
        "rule": say("fixed rule"),
    }[name]


def field(say: Texts, name: str) -> str:
    """Return what a field of an entry is called."""
    return {
        "value": say("Value"),
        "low": say("Low"),
        "high": say("High"),
        "grade": say("Grade"),
        "unit": say("Unit"),
        "kind": say("Kind"),
        "label.nb": say("Name, Norwegian"),
        "label.en": say("Name, English"),
        "choices": say("Choices"),
        "source.nb": say("Source, Norwegian"),
        "source.en": say("Source, English"),
        "reviewed": say("Reviewed"),
        "note": say("Note"),
    }[name]


def changed(session: Session, made: Sequence[Change]) -> str:
    """Return what differs from the dashboard's file: key, field, from, to, and what it does; the largest first."""
    say = session.say
    effects = {each: effect(session.file, each) for each in made}
    ordered = sorted(made, key=lambda each: -sum(abs(found.cost) for found in effects[each].values()))
    rows = [
        Row(
            Cell(session.label(each.key), each.key),
            [
                Cell(field(say, each.field)),
                Cell(_shown(session, each, each.before)),
                Cell(_shown(session, each, each.after)),
                Cell("\n".join(_effects(say, effects[each])) or "–"),
            ],
        )
        for each in ordered
    ]
    columns = [say("Assumption"), say("Field"), say("From"), say("To"), say("What this change alone does")]
    return markup.table(say("What differs from the dashboard's file"), columns, rows, css="blocks")


def _shown(session: Session, change: Change, value: object) -> str:
    if value is None:
        return "–"
    if change.field in ("value", "low", "high"):
        return shown_value(session, session.file[change.key], value)
    if change.field == "grade":
        return evidence(session.say, str(value))
    if change.field == "kind":
        return kind(session.say, str(value))
    return str(value)[:LONGEST]


def effect(file: Assumptions, change: Change) -> dict[str, Effect]:
    """Return what a changed value by itself does to each concept; other fields do nothing."""
    if change.field != "value":
        return {}
    before, after = Scenario(file, {}), Scenario(file, {change.key: change.after})
    readers = [id for id in CONCEPTS if _reads(file, id, change.key)]
    found = {id: _difference(run(before, id), run(after, id)) for id in readers}
    return {id: each for id, each in found.items() if any(abs(part) >= SMALLEST for part in each)}


def _reads(file: Assumptions, concept: str, key: str) -> bool:
    section, _, name = key.partition(".")
    return name in CONCEPTS[concept].assumptions and section in (concept, COMMON)


def _difference(before: Result, after: Result) -> Effect:
    return Effect(*(float(measure(after)) - float(measure(before)) for measure in Effect.measures()))


def _effects(say: Texts, found: Mapping[str, Effect]) -> list[str]:
    said = []
    for id, each in found.items():
        parts = [say("{amount} a year", amount=say.change(each.cost))] if abs(each.cost) >= SMALLEST else []
        if abs(each.investment) >= SMALLEST:
            parts.append(say("investment {amount}", amount=say.change(each.investment)))
        if abs(each.tonnes) >= SMALLEST:
            tonnes = f"{'+' if each.tonnes > 0 else ''}{say.rough(each.tonnes)}"
            parts.append(say("goods {tonnes} tonnes", tonnes=tonnes))
        said.append(f"{CONCEPTS[id].name}: {', '.join(parts)}")
    return said


def key_measures(session: Session) -> str:
    """Return the key measures with the dashboard's file and with the reader's own version, beside each other."""
    say = session.say
    before = {id: run(Scenario(session.file, {}), id) for id in CONCEPTS}
    after = {id: run(Scenario(session.scenario.base, {}), id) for id in CONCEPTS}
    rows = [
        _measure(say("Cost per year for the municipality"), before, after, measures.annual_cost, say.millions, say),
        _measure(say("Investment before opening"), before, after, measures.investment_need, say.millions, say),
        _measure(say("Goods reused or repaired per year"), before, after, _tonnes, say.rough, say),
    ]
    columns = [say("Key figure"), *(each.name for each in CONCEPTS.values())]
    return markup.table(say("With your version; small: with the dashboard's file"), columns, rows, css="numbers blocks")


def _tonnes(result: Result) -> float:
    return measures.mean_effect(result, "tonnes") or 0.0


def _measure(
    head: str,
    before: Mapping[str, Result],
    after: Mapping[str, Result],
    measure: Callable[[Result], object],
    write: Callable[[float], str],
    say: Texts,
) -> Row:
    cells = []
    for id in CONCEPTS:
        was, now = (float(measure(each[id])) for each in (before, after))  # type: ignore[arg-type]
        note = say("from {before}", before=write(was)) if write(was) != write(now) else say("as before")
        cells.append(Cell(write(now), note))
    return Row(Cell(head), cells)

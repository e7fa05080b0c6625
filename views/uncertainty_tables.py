"""The tables of the page Usikkerhet: where the draws lie, and what their variation goes with."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from concepts import CONCEPTS
from models import draws
from models import uncertainty as sure
from models.assumptions import GRADES
from models.outcomes import Outcome
from models.result import Array
from models.sweep import Ends
from models.uncertainty import Share, Spread
from models.uncertainty_file import Uncertainty
from texts import Texts
from views import drawing, markup
from views import uncertainty_sentences as said
from views.levers import evidence, shown_value
from views.markup import Bar, Cell, Row
from views.session import Session, link

HIDDEN = "gap"  # the part of a bar before it begins


def spreads(session: Session, outcome: Outcome, found: Mapping[str, Spread], base: Mapping[str, float]) -> str:
    """Return between what 8 of 10 draws lie, as a bar and in numbers, beside the figure as the assumptions stand."""
    say = session.say
    known = [each for one in found.values() for each in (one.low, one.high) if not np.isnan(each)]
    known += [each for each in base.values() if not np.isnan(each)]
    low, high = min([*known, 0.0], default=0.0), max([*known, 0.0], default=1.0)
    if outcome.unit == "year":
        low, high = min(known, default=0.0), max(known, default=1.0)
    rows = [
        Row(
            Cell(CONCEPTS[id].name, _missing(say, each)),
            [
                Cell("", bar=_between(number, each, base[id], low, high)),
                *(Cell(said.known(say, outcome, value)) for value in (each.low, each.middle, each.high)),
                Cell(said.known(say, outcome, base[id])),
            ],
        )
        for number, (id, each) in enumerate(found.items())
    ]
    columns = [
        say("Concept"),
        say("8 of 10 draws"),
        say("1 of 10 is below"),
        say("Half are below"),
        say("1 of 10 is above"),
        say("As the assumptions stand"),
    ]
    caption = said.names(say)[outcome.id]
    marks = [("expert", say("half are below")), ("counted", say("as the assumptions stand"))]
    return markup.table(caption, columns, rows, css="spread blocks") + markup.key(marks)


def pairs(session: Session, outcome: Outcome, drawn: Mapping[str, Array]) -> str:
    """Return in how many of 100 draws each concept is below each other."""
    say = session.say
    rows = []
    for first in drawn:
        cells = []
        for second in drawn:
            share = sure.less(drawn[first], drawn[second]) if first != second else None
            cells.append(Cell("–" if share is None else said.in_hundred(say, share)))
        rows.append(Row(Cell(CONCEPTS[first].name), cells))
    if all(cell.text == "–" for row in rows for cell in row.cells):
        return ""
    costs = "cost" in outcome.id
    caption = say("In how many of 100 draws one costs less") if costs else say("In how many of 100 draws one is lower")
    columns = [say("This one"), *(say("below {concept}", concept=CONCEPTS[id].name) for id in drawn)]
    return markup.table(caption, columns, rows, css="numbers blocks")


def _missing(say: Texts, spread: Spread) -> str:
    if not spread.missing:
        return ""
    return say("no figure in {count} of 100 draws", count=said.in_hundred(say, spread.missing))


def _between(number: int, spread: Spread, base: float, low: float, high: float) -> Bar:
    """Return a bar from low to high of a spread on the scale low to high, with its middle and the base marked."""

    def place(value: float) -> float:
        return min(max((value - low) / (high - low), 0.0), 1.0) if high > low else 0.0

    marks = [(place(base), "counted")] if not np.isnan(base) else []
    if np.isnan(spread.middle):
        return Bar([], marks)
    first, last = place(spread.low), place(spread.high)
    return Bar([(first, HIDDEN), (last - first, f"c{number}")], [(place(spread.middle), "expert"), *marks])


def fan(say: Texts, caption: str, years: Sequence[int], found: Array, base: Array, scale: float, decimals: int) -> str:
    """Return the numbers behind the fan, year by year."""
    columns = {
        say("1 of 10 is below"): found[0] / scale,
        say("Half are below"): found[1] / scale,
        say("1 of 10 is above"): found[2] / scale,
        say("As the assumptions stand"): base / scale,
    }
    return drawing.yearly(caption, say, years, columns, decimals)


def causes(session: Session, concept: str, found: Sequence[Share]) -> str:
    """Return which assumptions the variation goes with, largest first."""
    say = session.say
    rows = []
    for each in found:
        entry = session.scenario.base[each.key]
        share = max(0.0, each.share)
        rows.append(
            Row(
                Cell(session.label(each.key), _range(session, each.key), href=_why(concept, each.key)),
                [
                    Cell(say.percent(each.share), bar=Bar([(min(share, 1.0), f"grade{entry.grade}")])),
                    Cell(evidence(say, entry.grade)),
                    Cell(say("more gives a higher figure") if each.moves > 0 else say("more gives a lower figure")),
                ],
            )
        )
    columns = [say("Assumption"), say("Share of the variation"), say("Whose number"), say("Which way")]
    caption = say("What the variation goes with, {concept}", concept=CONCEPTS[concept].name)
    return markup.table(caption, columns, rows, css="causes blocks")


def _why(concept: str, key: str) -> str:
    return link(f"{concept}.{key.partition('.')[2]}")


def _range(session: Session, key: str) -> str:
    """Return what an assumption is drawn between."""
    entry = session.scenario.assumptions[key]
    if entry.low is None:
        return session.say("slower to faster")
    low, _, high = draws.ends(entry)
    return session.say(
        "{low} to {high}", low=session.say.value(low, entry.unit), high=shown_value(session, entry, high)
    )


def by_grade(session: Session, found: Mapping[str, Sequence[Share]]) -> str:
    """Return how much of each concept's variation rests on numbers of each grade."""
    say = session.say
    rows = []
    for grade in GRADES:
        cells = []
        for shares in found.values():
            whole = sum(each.share for each in shares)
            part = sum(each.share for each in shares if session.scenario.base[each.key].grade == grade)
            share = part / whole if whole else 0.0
            cells.append(Cell(say.percent(share), bar=Bar([(min(max(share, 0.0), 1.0), f"grade{grade}")])))
        rows.append(Row(Cell(evidence(say, grade)), cells))
    columns = [say("Whose number"), *(CONCEPTS[id].name for id in found)]
    return markup.table(say("What the variation rests on"), columns, rows, css="blocks")


def chances(say: Texts, caption: str, years: Sequence[int], found: Mapping[str, Array]) -> str:
    """Return in how many of 100 draws something has come by each year."""
    rows = [
        Row(Cell(say.year(year)), [Cell(said.in_hundred(say, float(each[number]))) for each in found.values()])
        for number, year in enumerate(years)
    ]
    return markup.scrolling(caption, markup.table(caption, [say("Year"), *found], rows, css="numbers"))


def tornado(
    session: Session,
    outcome: Outcome,
    base: float,
    found: Mapping[str, Ends],
    scale: tuple[float, float],
    who_pays: Collection[str],
) -> str:
    """Return what each assumption moves an outcome from and to, as a bar on a scale all share, and in a sentence.

    who_pays: those that move no cost, only who bears it.
    """
    say = session.say
    rows = []
    for key, ends in found.items():
        entry = session.scenario.base[key]
        rows.append(
            Row(
                Cell(session.label(key), evidence(say, entry.grade), href=link(key)),
                [
                    Cell("", bar=_swing(ends, f"grade{entry.grade}", base, scale)),
                    Cell(said.moves(session, outcome, key, ends), said.only_who_pays(say) if key in who_pays else ""),
                ],
            )
        )
    low, high = (said.amount(say, outcome, each) for each in scale)
    columns = [say("Assumption"), say("{low} to {high}", low=low, high=high), say("What it moves")]
    return markup.table(said.names(say)[outcome.id], columns, rows, css="tornado blocks")


def _swing(ends: Ends, css: str, base: float, scale: tuple[float, float]) -> Bar:
    low, high = scale
    width = high - low

    def place(value: float) -> float:
        return (value - low) / width if width > 0 else 0.0

    marks = [(place(base), "expert")] if not np.isnan(base) else []
    known = [each for each in ends.measures if not np.isnan(each)]
    if not known:
        return Bar([], marks)
    first, last = place(min(known)), place(max(known))
    return Bar([(first, HIDDEN), (last - first, css)], marks)


def grades_key(say: Texts) -> str:
    """Return what the bars' colours and patterns mean."""
    return markup.key([(f"swatch grade{grade}", evidence(say, grade)) for grade in GRADES])


def themes(session: Session, plan: Uncertainty) -> str:
    """Return what varies together, how closely, and why."""
    say, language = session.say, session.say.language
    rows = []
    for each in plan.themes.values():
        with_it = [session.label(key) for key in each.together]
        against = [session.label(key) for key in each.against]
        rows.append(
            Row(
                Cell(each.title.in_language(language), each.source.in_language(language)),
                [
                    Cell(say.number(float(each.correlation), 1)),
                    Cell("; ".join(with_it)),
                    Cell("; ".join(against) or "–"),
                ],
            )
        )
    columns = [say("Theme"), say("Correlation"), say("Go together"), say("Go the other way")]
    return markup.table(say("What varies together"), columns, rows, css="themes blocks")

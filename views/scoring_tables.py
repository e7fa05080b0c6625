"""The tables of the page Vurdering: scores as bars, how sure, what it costs, the evidence, and what citizens say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from concepts import CONCEPTS
from models import scoring as scores_of
from models.acceptability import Range, Standing
from models.criteria import BOTTOM, CITIZENS, TOP, Quantity, Scoring
from models.result import Array
from texts import Texts
from views import markup
from views import scoring_sentences as said
from views.levers import evidence
from views.markup import Bar, Cell, Row
from views.session import Session


def place(score: float) -> float:
    """Return where on a bar a score lies, 0 to 1."""
    return (score - BOTTOM) / (TOP - BOTTOM)


def label(say: Texts, scoring: Scoring, id: str) -> str:
    """Return a criterion's name."""
    return scoring.criteria[id].label.in_language(say.language)


def profile(say: Texts, now: Standing) -> str:
    """Return the totals and, criterion by criterion, each concept's score as a bar with the two kinds of evidence."""
    whole = _bars(say, now, say("In all with these weights"), now.totals, css="whole")
    each = []
    for column, id in enumerate(now.scoring.criteria):
        caption = say(
            "{criterion}: weighs {share}, {counted} counts {blend}",
            criterion=label(say, now.scoring, id),
            share=say.percent(now.judgement.shares[column]),
            counted=said.counted(say, now.scoring, id),
            blend=say.percent(now.judgement.blends[id]),
        )
        each.append(_bars(say, now, caption, now.scores.blended[:, column], column))
    marks = [("expert", say("expert reading")), ("counted", say("what is counted"))]
    return whole + markup.key(marks) + markup.columns(each)


def _bars(say: Texts, now: Standing, caption: str, values: Array, column: int | None = None, css: str = "") -> str:
    rows = []
    for number, concept in enumerate(now.scoring.concepts):
        marks, note = [], ""
        if column is not None:
            expert, counted = (float(each[number, column]) for each in (now.scores.expert, now.scores.counted))
            marks = [(place(expert), "expert"), (place(counted), "counted")]
            note = _evidence(say, now, concept, list(now.scoring.criteria)[column], expert, counted)
        bar = Bar([(place(float(values[number])), f"c{number}")], marks)
        rows.append(Row(Cell(CONCEPTS[concept].name), [Cell(said.score(say, values[number]), note, bar=bar)]))
    return markup.table(caption, [say("Concept"), say("Score, 1 to 5")], rows, css=f"bars {css}")


def _evidence(say: Texts, now: Standing, concept: str, id: str, expert: float, counted: float) -> str:
    """Return the two kinds of evidence in a line: the arrow and whose it is, what is counted, and whether at odds."""
    values = {
        "expert": say.plain(expert),
        "whose": mark(now, concept, id),
        "counted": said.counted(say, now.scoring, id),
        "points": said.score(say, counted),
    }
    if abs(expert - counted) > now.scoring.disagreement:
        return say("expert {expert} {whose}, {counted} {points}: at odds", **values)
    return say("expert {expert} {whose}, {counted} {points}", **values)


def mark(now: Standing, concept: str, id: str) -> str:
    """Return the mark of whose reading an arrow is."""
    reading = now.scoring.readings[concept][id]
    if now.judgement.arrows[concept, id] != float(reading.arrow):
        return "✎"
    return "●" if reading.whose == "report" else "○"


def numbers(say: Texts, now: Standing) -> str:
    """Return every score with what it is blended from."""
    rows = []
    for column, id in enumerate(now.scoring.criteria):
        rows.append(Row(Cell(label(say, now.scoring, id))))
        for number, concept in enumerate(now.scoring.concepts):
            values = (
                float(each[number, column]) for each in (now.scores.expert, now.scores.counted, now.scores.blended)
            )
            expert, counted, blended = (Cell(say.number(each, 2)) for each in values)
            blend = Cell(say.percent(now.judgement.blends[id]))
            weight = Cell(say.percent(now.judgement.shares[column]))
            rows.append(Row(Cell(CONCEPTS[concept].name), [expert, counted, blend, blended, weight]))
    rows.append(Row(Cell(say("In all"))))
    for number, concept in enumerate(now.scoring.concepts):
        total = Cell(say.number(float(now.totals[number]), 2))
        rows.append(Row(Cell(CONCEPTS[concept].name), [Cell("–"), Cell("–"), Cell("–"), total, Cell(say.percent(1))]))
    columns = [
        say("Concept"),
        say("Expert reading"),
        say("What is counted"),
        say("Counts how much"),
        say("Score"),
        say("Weight"),
    ]
    caption = say("Scores, 1 to 5: (1 − share) · expert reading + share · what is counted")
    return markup.scrolling(caption, markup.table(caption, columns, rows, css="numbers"))


def places(say: Texts, now: Standing) -> str:
    """Return how often each concept takes each place, as bars and numbers."""
    shares = now.acceptability.shares
    rows = [
        Row(
            Cell(CONCEPTS[concept].name),
            [
                Cell("", bar=Bar([(float(each), f"p{place}") for place, each in enumerate(shares[number])])),
                *(Cell(said.in_hundred(say, float(each))) for each in shares[number]),
            ],
        )
        for number, concept in enumerate(now.scoring.concepts)
    ]
    ordinals = [_ordinal(say, each) for each in range(len(now.scoring.concepts))]
    columns = [say("Concept"), say("As a bar"), *ordinals]
    caption = say("Of 100 possible weightings, how often each comes where")
    key = markup.key([(f"swatch p{place}", text) for place, text in enumerate(ordinals)])
    return markup.table(caption, columns, rows, css="shares blocks") + key


def _ordinal(say: Texts, place: int) -> str:
    known = [say("first"), say("second"), say("third")]
    return known[place] if place < len(known) else say.number(place + 1)


def ranges(say: Texts, now: Standing) -> str:
    """Return how far each weight may go before the first place changes, and before any place does."""
    rows = []
    for id, share, lead, whole in zip(now.scoring.criteria, now.judgement.shares, now.lead, now.ranges, strict=True):
        beyond = said.swaps(say, now.scoring, whole, float(share)) or say("No place changes, whatever it weighs.")
        cells = [
            Cell(say.percent(share)),
            _between(say, lead, float(share)),
            _between(say, whole, float(share)),
            Cell(beyond),
        ]
        rows.append(Row(Cell(label(say, now.scoring, id)), cells))
    columns = [
        say("Criterion"),
        say("Weighs now"),
        say("The first place stands from"),
        say("All places stand from"),
        say("Beyond that"),
    ]
    return markup.table(say("How far one weight may go, the others in proportion"), columns, rows, css="blocks")


def _between(say: Texts, each: Range, now: float) -> Cell:
    return Cell(say("{low} to {high}", low=said.near(say, each.low, now), high=said.near(say, each.high, now)))


def costs(say: Texts, now: Standing, amounts: Array, spread: Mapping[str, Array], beaten: Mapping[int, int]) -> str:
    """Return score and cost of each concept, between what they lie, and who is beaten on both. spread: (2, concept)."""
    rows = []
    for number, concept in enumerate(now.scoring.concepts):
        low, high = spread["scores"][:, number]
        cheap, dear = spread["costs"][:, number]
        rows.append(
            Row(
                Cell(CONCEPTS[concept].name),
                [
                    Cell(said.score(say, now.totals[number])),
                    Cell(say("{low} to {high}", low=said.score(say, low), high=said.score(say, high))),
                    Cell(say.millions(float(amounts[number]))),
                    Cell(say("{low} to {high}", low=say.number(cheap / 1e6, 1), high=say.millions(dear))),
                    Cell(
                        say("by {concept}", concept=said.name(now.scoring, beaten[number]))
                        if number in beaten
                        else say("no")
                    ),
                ],
            )
        )
    rows.append(
        Row(
            Cell(say("As today")),
            [Cell(said.score(say, BOTTOM)), Cell("–"), Cell(say.millions(0)), Cell("–"), Cell("–")],
        )
    )
    columns = [
        say("Concept"),
        say("Score"),
        say("8 of 10 draws"),
        say("Cost per year for the municipality"),
        say("8 of 10 draws, cost"),
        say("Beaten on both"),
    ]
    return markup.table(say("Score and cost per year"), columns, rows, css="numbers blocks")


def degree(say: Texts, arrow: float) -> str:
    """Return an arrow with its word; between two of them, the number."""
    words = {
        5: say("↑ to a large degree"),
        4: say("↗ between large and some degree"),
        3: say("→ to some degree"),
        2: say("↘ between some and small degree"),
        1: say("↓ to a small degree"),
    }
    return words.get(int(arrow), "") if float(arrow).is_integer() else say.number(arrow, 1)


def whose(session: Session, concept: str, id: str, arrow: float) -> str:
    """Return whose reading an arrow is: the report's, ours, or the reader's own."""
    say, scoring = session.say, session.scoring
    assert scoring is not None
    reading = scoring.readings[concept][id]
    if arrow != float(reading.arrow):
        return say("✎ changed here from {arrow}", arrow=degree(say, float(reading.arrow)))
    return say("● the report says so") if reading.whose == "report" else say("○ our reading")


def grounds(session: Session, now: Standing, id: str) -> str:
    """Return the evidence on one criterion: arrow, fact, what is counted, and the blend."""
    say, scoring = session.say, now.scoring
    criterion, column = scoring.criteria[id], list(scoring.criteria).index(id)
    values = scores_of.counted_values(scoring, session.results)
    rows = []
    for number, concept in enumerate(scoring.concepts):
        arrow, reading = now.judgement.arrows[concept, id], scoring.readings[concept][id]
        page = say("the report, page {page}", page=reading.page) if reading.page else say("the report")
        counted = [
            _counted(say, scoring, concept, quantity, float(value))
            for quantity, value in zip(criterion.quantities, values[concept][id], strict=True)
        ]
        expert, model, blended = (float(each[number, column]) for each in now.scores)
        odd = abs(expert - model) > scoring.disagreement
        rows.append(
            Row(
                Cell(CONCEPTS[concept].name),
                [
                    Cell(degree(say, arrow), f"{say.plain(arrow)} · {whose(session, concept, id, arrow)}"),
                    Cell(reading.fact.in_language(say.language), page),
                    Cell(said.score(say, model), "\n".join(counted)),
                    Cell(
                        said.score(say, blended), say("expert reading and count are at odds") if odd else "", alarm=odd
                    ),
                ],
            )
        )
    columns = [say("Concept"), say("Expert reading"), say("It rests on"), say("What is counted"), say("Score")]
    caption = say("{criterion}: the evidence", criterion=label(say, scoring, id))
    return markup.table(caption, columns, rows, css="blocks")


def _counted(say: Texts, scoring: Scoring, concept: str, quantity: Quantity, value: float) -> str:
    """Return what is counted, in its unit."""
    if np.isnan(value):
        return say("never in full operation: counts as nothing")
    if quantity.measure == CITIZENS:
        answer = scoring.survey.answers[quantity.answers[concept]]
        return say(
            "{share} {answer}; reduced to {reduced}",
            share=say.percent(answer.share),
            answer=answer.text.in_language(say.language),
            reduced=say.percent(value),
        )
    unit = "" if quantity.unit == "places" else say.unit(quantity.unit)
    return f"{measure(say, quantity.measure)}: {say.rough(value)} {unit}".rstrip()


def measure(say: Texts, id: str) -> str:
    """Return what a quantity is called."""
    return {
        "work_training_places": say("Work-training places"),
        "jobs": say("Jobs"),
        "tonnes": say("Goods reused or repaired"),
        "waste_avoided": say("Waste avoided"),
        "visits": say("Visits"),
        "emissions": say("Emissions avoided"),
        CITIZENS: say("Citizens who would use it"),
    }[id]


def ends(say: Texts, scoring: Scoring, id: str) -> str:
    """Return the fixed ends of a criterion's quantities, with their sources."""
    rows = [
        Row(
            Cell(measure(say, each.measure)),
            [
                Cell(say.quantity(each.lowest, each.unit)),
                Cell(say.quantity(each.highest, each.unit)),
                Cell(each.source.in_language(say.language), evidence(say, each.grade)),
            ],
        )
        for each in scoring.criteria[id].quantities
    ]
    columns = [say("What is counted"), say("Scores 1"), say("Scores 5"), say("Source")]
    return markup.table(say("The ends are fixed: another concept changes no score"), columns, rows, css="blocks")


def citizens(say: Texts, scoring: Scoring) -> str:
    """Return the survey's answers by the criterion they bear on."""
    survey = scoring.survey
    used = {
        (id, answer): CONCEPTS[concept].name
        for id, criterion in scoring.criteria.items()
        for quantity in criterion.quantities
        for concept, answer in quantity.answers.items()
    }
    rows = []
    for id in scoring.criteria:
        bearing = sorted(
            (key for key, each in survey.answers.items() if id in each.bears_on),
            key=lambda key: -survey.answers[key].share,
        )
        if bearing:
            rows.append(Row(Cell(label(say, scoring, id))))
        rows += [_answer(say, scoring, key, used.get((id, key), "")) for key in bearing]
    columns = [say("Of those who answered"), say("Share"), say("Counts for")]
    return markup.table(say("What those who answered say"), columns, rows, css="blocks")


def _answer(say: Texts, scoring: Scoring, key: str, concept: str) -> Row:
    answer = scoring.survey.answers[key]
    counts = (
        say("{concept}, reduced to {share}", concept=concept, share=say.percent(scores_of.citizens(scoring, key)))
        if concept
        else say("background")
    )
    page = say("page {page}", page=answer.page) if answer.page else ""
    bar = Bar([(float(answer.share), "p0")])
    return Row(
        Cell(answer.text.in_language(say.language), page), [Cell(say.percent(answer.share), bar=bar), Cell(counts)]
    )


def central(say: Texts, now: Standing) -> str:
    """Return what one must believe for each concept to come first."""
    ids: Sequence[str] = list(now.scoring.criteria)
    firsts = now.acceptability.shares[:, 0]
    rows = [
        Row(
            Cell(CONCEPTS[concept].name, say("first in {count} of 100", count=said.in_hundred(say, float(share)))),
            [Cell("–") for _ in ids]
            if weights is None
            else [Cell(say.percent(weights[column])) for column in range(len(ids))],
        )
        for concept, weights, share in zip(now.scoring.concepts, now.acceptability.central, firsts, strict=True)
    ]
    columns = [say("To come first"), *(label(say, now.scoring, id) for id in ids)]
    caption = say("What one must believe: the mean of the weightings in which each comes first")
    return markup.table(caption, columns, rows, css="numbers blocks")

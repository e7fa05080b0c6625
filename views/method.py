"""Metode: how does it work? What the model does and leaves out, its rules and words; tables come from the model."""

from __future__ import annotations

import streamlit as st

from concepts import CONCEPTS
from models.ledger import PARTIES, Flow, party_of
from models.lines import Line
from texts import Texts
from views import drawing, markup, names, notices
from views.levers import evidence, shown_value
from views.markup import Cell, Row
from views.session import Session, current_session, link


def draw(session: Session) -> None:
    """Draw the page."""
    say = session.say
    st.html(markup.heading(headline(session), 1))
    with st.container(key="notices"):
        notices.show(session)
    for title, sentences in (
        (say("What the model does"), does(say)),
        (say("What it leaves out"), leaves_out(say)),
        (say("How sure it is"), sureness(say)),
    ):
        st.html(markup.heading(title) + markup.bullets(sentences))
    st.html(markup.heading(say("Rules it rests on")) + rules(session))
    st.html(markup.heading(say("Who pays whom")) + parties(say))
    st.html(markup.heading(say("Words")) + words(say))
    st.html(markup.heading(say("All the lines of the model")))
    for id, concept in CONCEPTS.items():
        title = say("{concept}: {count} lines", concept=concept.name, count=len(concept.graph.lines))
        drawing.when_open(title, f"lines:{id}", lambda id=id: lines(session, id))  # type: ignore[misc]


def headline(session: Session) -> str:
    """Return what the model is, in a sentence."""
    flows = sum(isinstance(each.about, Flow) for concept in CONCEPTS.values() for each in concept.graph.lines)
    years = len(next(iter(session.results.values())).years)
    return session.say(
        "The model follows {flows} kinds of payments between {parties} parties through {years} years, and lets "
        "nobody's money disappear.",
        flows=flows,
        parties=len(PARTIES),
        years=years,
    )


def does(say: Texts) -> list[str]:
    """Return what the model does."""
    return [
        say("It reckons year by year: preparation, investment, operation, loan, and who covers what is lacking."),
        say("Every payment has one who pays and one who receives, so all sums meet: what one saves, another pays."),
        say("All is in fixed kroner without value added tax. Loans run in each year's kroner and are brought back."),
        say("Cost per year is the present value of all the municipality pays, less what is left, spread evenly."),
        say("In Omkrets rent, sales and exits hang together: rent that rises before sales do drives shops out."),
        say("Effects are what comes on top of today. Goods that would have been reused anyway are not counted twice."),
        say("Scores put expert reading and what is counted beside each other; cost is never part of a score."),
    ]


def leaves_out(say: Texts) -> list[str]:
    """Return what the model leaves out."""
    return [
        say("The operator holds no cash from year to year: a surplus goes to the owner, a deficit is covered or not."),
        say("The building is not divided between reception and shops, and no gain on land is counted."),
        say("What members and shops would have sold anyway, and their own premises, stand outside."),
        say("Wage support from NAV goes to the firm that has the people, and is not in the accounts here."),
        say("Years of support are one number for all who cover deficits."),
        say("The wider economy, health and city life have no kroner here; see Scoring for what has no price."),
        say("The report's extensions, such as district hubs, a repair bus and shared storage, are not reckoned."),
    ]


def sureness(say: Texts) -> list[str]:
    """Return how sure the model is."""
    return [
        say("Each number says whose it is: the report's, published by others, or our estimate. Most are estimates."),
        say("Run with ReTuna's and Resirkula's own numbers it is held against what they published; see Benchmarks."),
        say("What is uncertain is drawn many times from its range, what varies together together; see Uncertainty."),
        say("A number can be changed by anyone; what differs from the file is always told."),
        say("It gives information to decide on, and is neither a budget nor legal advice."),
    ]


def rules(session: Session) -> str:
    """Return the assumptions that are rules, with their sources: made from the file."""
    say, base = session.say, session.scenario.base
    rows = [
        Row(
            Cell(session.label(key), _section(session, key)),
            [
                Cell(shown_value(session, base[key], session.scenario.value(key))),
                Cell(evidence(say, base[key].grade), base[key].source.in_language(say.language)),
            ],
        )
        for key in base
        if base[key].kind == "rule"
    ]
    columns = [say("Rule"), say("Value"), say("Whose, and from where")]
    return markup.table(say("Fixed rules of the reckoning"), columns, rows, css="blocks")


def _section(session: Session, key: str) -> str:
    section = key.partition(".")[0]
    return CONCEPTS[section].name if section in CONCEPTS else session.say("Common to all three")


def parties(say: Texts) -> str:
    """Return the parties of the ledger and who they are."""
    about = party_names(say)
    rows = [Row(Cell(about[each][0]), [Cell(about[each][1])]) for each in PARTIES]
    return markup.table(say("The parties"), [say("Party"), say("Who it is")], rows, css="blocks")


def party_names(say: Texts) -> dict[str, tuple[str, str]]:
    """Return what each party is called, and who it is."""
    return {
        "municipality": (say("The municipality"), say("Bergen municipality: prepares, may own, may cover deficits.")),
        "operator": (say("The operator"), say("The centre company, the umbrella organisation or the hub.")),
        "tenants": (say("Shops, members and repairers"), say("Those who sell and repair.")),
        "bir": (say("BIR"), say("The inter-municipal waste company, or another public owner.")),
        "state": (say("The state"), say("Gives grants and receives value added tax.")),
        "bank": (say("The bank"), say("Lends, and receives interest and instalments.")),
        "market": (say("Others"), say("Customers, suppliers, employees and private landlords.")),
        "unfunded": (say("Not covered"), say("Deficits nobody has agreed to pay.")),
    }


def words(say: Texts) -> str:
    """Return the glossary."""
    rows = [Row(Cell(word), [Cell(meaning)]) for word, meaning in glossary(say)]
    return markup.table(say("Words used here"), [say("Word"), say("What it means")], rows, css="blocks")


def glossary(say: Texts) -> list[tuple[str, str]]:
    """Return words and what they mean, in the order a reader meets them."""
    return [
        (say("Present value"), say("What later kroner are worth in the first year, at the discount rate.")),
        (say("Cost per year"), say("A cost in present value made into one equal sum for every year.")),
        (say("Fixed kroner"), say("Kroner with the purchasing power of the price year, without price growth.")),
        (say("Each year's kroner"), say("Kroner as they are paid in the year, with price growth.")),
        (say("Stands on its own feet"), say("Income covers all costs in a full year, and in all later ones.")),
        (say("Coverage"), say("Income as a share of costs: of operation, with the building, or of everything.")),
        (say("Rent steps"), say("How much of market rent is asked in each operating year.")),
        (say("Operating year"), say("A year counted from the opening; the first is number 1.")),
        (say("Value left at the end"), say("What building, fit-out and equipment are worth when the analysis ends.")),
        (
            say("Serial loan, annuity"),
            say("A loan with equal instalments, or with equal sums of interest and instalment."),
        ),
        (say("De minimis aid"), say("Public support so small that EU rules let it be; counted over three years.")),
        (say("Tax cost"), say("What it costs society to raise the taxes a project takes.")),
        (say("Weighting"), say("How much each criterion counts; all weightings together are tried evenly.")),
        (say("Draw"), say("One possible case, with every uncertain number picked between its low and high.")),
    ]


def lines(session: Session, concept: str) -> str:
    """Return every line of a concept: what it is, its unit, who pays whom; made from the lines themselves."""
    say, called, about = session.say, names.lines(session.say), party_names(session.say)
    owner = session.results[concept].property_owner

    def row(line: Line) -> Row:
        flow = ""
        if isinstance(line.about, Flow):
            payer, payee = (about[party_of(each, owner)][0] for each in (line.about.payer, line.about.payee))
            flow = f"{payer} → {payee}"
        label = Cell(called[line.name], line.name, href=link(f"{concept}.{line.name}"))
        return Row(label, [Cell(say(line.sentence)), Cell(say.unit(line.unit) or "–"), Cell(flow or "–")])

    columns = [say("Line"), say("What it is"), say("Unit"), say("Who pays whom")]
    caption = say("The lines of {concept}, in the order they are reckoned", concept=CONCEPTS[concept].name)
    return markup.table(caption, columns, [row(each) for each in CONCEPTS[concept].graph.lines], css="blocks")


if __name__ == "__main__":
    draw(current_session())

"""The page Hvorfor, run as Streamlit runs it: every figure explained, in both languages, and the same everywhere."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from concepts import ASSUMPTIONS_FILE, CONCEPTS
from models import edits, measures
from models.assumptions import COMMON
from models.formula import varies
from tests.screen import SPACE, Opened, headline, open_page, sound, text
from texts import LANGUAGES, Texts
from views import session, why_measures, why_tables
from views.why_measures import ANNUAL

UNLIMITED = ("sales_per_area_supplied",)  # ∞ stands in the formula
MEASURES = tuple(why_measures.names(Texts("nb")))
FILE = ASSUMPTIONS_FILE.read_text(encoding="utf-8")


def why_page(**address: str) -> AppTest:
    """The page with its levers closed, which makes it twice as fast."""
    app = open_page("why", **address)
    for section in (COMMON, *CONCEPTS):
        app.session_state[f"levers:{section}"] = False
    return sound(app.run())


def ask(app: AppTest, why: str, year: int | str | None = None, lang: str = "nb") -> AppTest:
    """The same page at another address; a page of its own after a name that two have, see the test of those."""
    if why_has_twin(app):
        app = why_page(**{key: value for key, value in app.query_params.items() if key != "why"})
    app.query_params["why"], app.query_params["lang"] = why, lang
    if year is None:
        app.query_params.pop("year", None)
    else:
        app.query_params["year"] = str(year)
    return sound(app.run())


def why_has_twin(app: AppTest) -> bool:
    concept, _, name = "".join(app.query_params.get("why", "")).partition(".")
    known = why_tables.known(app.session_state["session"], concept) if concept in CONCEPTS else {}
    return list(known.values()).count(known.get(name, "")) > 1


def bodies(app: AppTest) -> str:
    return "".join(each.proto.body for each in app.get("html"))


def links(part: str) -> list[str]:
    return [html.unescape(each) for each in re.findall(r'<a class="inside" href="([^"]*)"', part)]


def asked_by(link: str) -> dict[str, str]:
    address = urlsplit(link)
    assert address.path == "hvorfor"
    return {key: value[0] for key, value in parse_qs(address.query).items()}


def plain(part: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", part)).replace(SPACE, " ").split())


def cells(row: str) -> list[str]:
    """A row's head and cells, without the small lines under them."""
    found = re.findall(r"<t[hd] .*?</t[hd]>", row, re.DOTALL)
    return [plain(re.sub(r"<small>.*?</small>", "", each, flags=re.DOTALL)) for each in found]


def table(app: AppTest, caption: str) -> list[list[str]]:
    """The rows of the table whose caption begins so."""
    part = next(each for each in bodies(app).split("<table ")[1:] if f"<caption>{caption}" in each).split("</table>")[0]
    return [cells(row) for row in re.findall(r"<tr .*?</tr>", part, re.DOTALL)][1:]


def steps(app: AppTest) -> list[str]:
    return [plain(each) for each in re.findall(r'<div class="formula">.*?</div>', bodies(app), re.DOTALL)]


# --- everything can be asked about ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("concept", CONCEPTS)
def test_every_line_can_be_explained_in_its_first_a_middle_or_its_last_year(concept: str, lang: str) -> None:
    app = why_page(why=f"{concept}.{ANNUAL}")
    lines, years = CONCEPTS[concept].graph.by_name, (2027, 2036, 2047)
    for number, name in enumerate(each for each in lines if each not in UNLIMITED):
        # A year each, another in the other language; every tenth line in all of them.
        for year in years if number % 10 == 0 else (years[(number + (lang == "en")) % 3],):
            app = ask(app, f"{concept}.{name}", year, lang)
            shown, said = text(app), headline(app)
            when = re.search(rf" (i|in) ((driftsår|operating year) {year - 2026}|{year}): ", said)
            assert bool(when) == varies(app.session_state["session"].results[concept], name), (name, year, said)
            assert lines[name].sentence, name
            assert Texts(lang)(lines[name].sentence) in shown, name
            assert steps(app), name
            assert not re.search(r"\b(nan|None|True|False)\b", shown), (name, year)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", UNLIMITED)
def test_a_formula_with_infinity_in_it_can_be_shown(opened: Opened, name: str, lang: str) -> None:
    assert "∞" in steps(opened("why", why=f"omkrets.{name}", lang=lang))[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_of_every_concept_and_every_assumption_of_one_can_be_explained(lang: str) -> None:
    app = why_page()
    for concept in CONCEPTS:
        for name in MEASURES:
            app = ask(app, f"{concept}.{name}", lang=lang)
            said = headline(app)
            assert said.startswith(f"{CONCEPTS[concept].name}, "), name
            assert not re.search(r"\b(nan|None)\b", text(app)), name
    base = app.session_state["session"].scenario.base
    for name in CONCEPTS["bergen_reparerer"].assumptions - set(CONCEPTS["bergen_reparerer"].graph.by_name):
        app = ask(app, f"bergen_reparerer.{name}", lang=lang)
        said = headline(app)
        entry = base[base.find("bergen_reparerer", name)]
        assert said.casefold().startswith(f"bergen reparerer, {entry.label.in_language(lang)}".casefold()), name
        assert entry.source.in_language(lang).rstrip(".") in text(app), name
        assert not re.search(r"\b(nan|None)\b", text(app)), name


def test_the_drawing_has_every_line_and_its_arrows(opened: Opened) -> None:
    app = opened("why", why="omkrets.rent")
    assert not app.get("graphviz_chart")
    app.session_state["why:graph"] = True
    [drawing] = [each.proto.spec for each in sound(app.run()).get("graphviz_chart")]
    for name in CONCEPTS["omkrets"].graph.by_name["rent"].inputs:
        assert f'"{name}" -> "rent"' in drawing


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("common.horizon_years", "0"),
        ("common.horizon_years", "3"),
        ("omkrets.planning_months", "1200"),
        ("omkrets.property_owner", "operator"),
        ("omkrets.support_years", "[2, 5]"),
        ("omkrets.gross_area", "0"),
        ("omkrets.rent_steps", "[0]"),
    ],
)
def test_any_scenario_can_be_explained(key: str, value: str) -> None:
    app = why_page(**{key: value})
    for name in (ANNUAL, "net_present_cost", "investment_need", "coverage", "mean_tonnes", "rent", "debt", "let_area"):
        app = ask(app, f"omkrets.{name}")
        assert not re.search(r"\b(nan|None)\b", text(app)), name


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("concept", CONCEPTS)
def test_no_two_figures_one_can_ask_about_have_the_same_name(opened: Opened, concept: str, lang: str) -> None:
    known = why_tables.known(opened("why", lang=lang).session_state["session"], concept)
    assert sorted(known.values()) == sorted(set(known.values()))


@pytest.mark.parametrize("name", ["grant", "mean_jobs"])
def test_the_page_stays_where_it_is_when_something_else_on_it_is_moved(opened: Opened, name: str) -> None:
    app = opened("why", why=f"omkrets.{name}")
    before = headline(app)
    sound(app.select_slider(key="lever:bruk_bergen.staff_fte").set_value(1).run())
    assert headline(app) == before


# --- nonsense ---------------------------------------------------------------------------------------------------------


def test_nonsense_falls_back_on_a_yearly_cost(opened: Opened) -> None:
    app = opened("why")
    for why in ("", ".", "omkrets", "omkrets.", "omkrets.nothing", "nowhere.rent", "<script>alert(1)</script>", "rent"):
        ask(app, why)
        assert headline(app) == "Omkrets, kostnad per år for kommunen: 5,6 mill. kr", why
        assert "<script>alert" not in bodies(app)


def test_a_year_outside_the_analysis_falls_back_on_the_first_in_full_operation(opened: Opened) -> None:
    app = opened("why", why="omkrets.rent")
    usual = headline(app)
    assert " i 2029: " in usual
    for year in ("1999", "2048", "abc", "-1", "2030.5", "", "2 030", "٢٠٣٠", "1e3", "<b>", "9" * 200):
        assert headline(ask(app, "omkrets.rent", year)) == usual, year


def test_another_figure_is_chosen_and_the_address_follows(opened: Opened) -> None:
    app = opened("why")
    sound(app.selectbox(key="why:name:omkrets").set_value("rent").run())
    assert app.query_params["why"] == "omkrets.rent"
    sound(app.select_slider(key="why:year").set_value(2040).run())
    assert app.query_params["year"] == "2040"
    assert "leie i 2040:" in headline(app)
    sound(app.selectbox(key="why:concept").set_value("bruk_bergen").run())
    assert app.query_params["why"] == f"bruk_bergen.{ANNUAL}"  # it has no rent


# --- the same figure everywhere ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "scenario"), [("nb", {}), ("en", {"omkrets.market_rent": "1300", "omkrets": "bir_led"})]
)
def test_every_figure_of_the_comparison_leads_to_the_same_figure(lang: str, scenario: dict[str, str]) -> None:
    first = open_page(lang=lang, **scenario)
    body = next(each.proto.body for each in first.get("html") if '<table class="figures comparison' in each.proto.body)
    rows = re.findall(r"<tr .*?</tr>", body, re.DOTALL)[1:]
    found, app = 0, why_page(lang=lang, **scenario)
    for row in rows:
        for cell in re.findall(r"<td .*?</td>", row, re.DOTALL):
            if not links(cell):
                continue
            [link] = links(cell)
            asked = asked_by(link)
            assert {key: asked[key] for key in scenario} == scenario  # the scenario goes with it
            app = ask(app, asked["why"], asked.get("year"), lang)
            said = headline(app)
            # Units, and the mark of doubt, stand in the table only; staff is in two parts there.
            figure = cells(f"<tr {cell}</tr>")[0].removesuffix(" ?")
            number = re.match(r"[−\d  ,.]*\d", figure)
            if "+" not in figure:
                assert (number[0] if number else figure) in said, (asked["why"], figure, said)
            found += 1
    assert found == 3 * len(rows)


@pytest.mark.parametrize("concept", CONCEPTS)
def test_the_parts_add_to_the_figure_in_the_headline(opened: Opened, base, concept: str) -> None:
    app = opened("why", why=f"{concept}.{ANNUAL}")
    *parts, whole = table(app, "Det kostnaden er satt sammen av")
    result = CONCEPTS[concept].evaluate(base.values(concept))
    say = Texts("nb")

    def kroner(shown: str) -> int:
        return int(shown.replace("−", "-").replace(" kr", "").replace(" ", ""))

    assert whole[0] == "I alt"
    assert kroner(whole[1]) == round(float(measures.net_present_cost(result, "municipality")))
    assert kroner(whole[2]) == round(float(measures.annual_cost(result)))
    assert say.millions(kroner(whole[2])).replace(SPACE, " ") in headline(app)
    for column in (1, 2):  # each is rounded to a krone
        assert abs(sum(kroner(row[column]) for row in parts) - kroner(whole[column])) <= len(parts)
    sizes = [abs(kroner(row[1])) for row in parts]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("concept", CONCEPTS)
def test_every_part_of_a_cost_leads_to_its_explanation(opened: Opened, concept: str) -> None:
    app = opened("why", why=f"{concept}.{ANNUAL}")
    part = bodies(app).split("<caption>Det kostnaden er satt sammen av</caption>")[1].split("</table>")[0]
    for link in links(part):
        asked = asked_by(link)
        assert asked["why"].split(".")[1] in CONCEPTS[concept].graph.by_name
        app = ask(app, asked["why"])
        assert headline(app).startswith(CONCEPTS[concept].name)
        assert "kostnad per år for kommunen" not in headline(app)


@pytest.mark.parametrize(
    "why", ["omkrets.rent", "bruk_bergen.membership_fees", "bergen_reparerer.tonnes", "omkrets.visits"]
)
def test_an_input_shows_on_its_own_page_what_it_is_in_the_formula(opened: Opened, why: str) -> None:
    app = opened("why", why=why, year="2040")
    part = bodies(app).split("<caption>Det tallet er laget av</caption>")
    part = part[-1] if len(part) > 1 else bodies(app)
    rows = [row for row in re.findall(r"<tr .*?</tr>", part, re.DOTALL) if links(row)]
    asked = [(asked_by(links(row)[0]), cells(row)[1]) for row in rows[:8]]
    assert asked
    for link, value in asked:
        app = ask(app, link["why"], link.get("year"))
        said = headline(app)
        assert said.endswith(f": {value}"), (link, value)


def test_the_last_step_of_a_formula_is_the_headline_s_figure(opened: Opened, base) -> None:
    result = CONCEPTS["omkrets"].evaluate(base.values("omkrets"))
    app = opened("why", why="omkrets.rent", year="2040")
    exact = Texts("nb").number(float(result["rent"][2040 - 2027])).replace(SPACE, " ")
    assert steps(app)[-1].endswith(f"= {exact}")
    assert headline(app).endswith(Texts("nb").kroner(float(result["rent"][13])).replace(SPACE, " "))


@pytest.mark.parametrize(
    "why", ["omkrets.rent", "omkrets.tonnes", "bruk_bergen.membership_fees", "bergen_reparerer.visits"]
)
def test_the_sources_are_those_of_the_graph_with_their_words(opened: Opened, base, why: str) -> None:
    concept, _, name = why.partition(".")
    app = opened("why", why=why)
    expected = {
        base.find(concept, each) for each in CONCEPTS[concept].graph.sources(name) - set(CONCEPTS[concept].fixed)
    }
    rows = table(app, f"Alt tallet bygger på til slutt: {len(expected)} forutsetninger")
    assert sorted(row[0] for row in rows) == sorted(base[key].label.nb for key in expected)
    said = text(app)
    assert all(base[key].source.nb in said for key in expected)


def test_a_figure_rests_on_the_sources_of_all_its_lines(opened: Opened, base) -> None:
    app = opened("why", why="omkrets.investment_need")
    graph = CONCEPTS["omkrets"].graph
    expected = (graph.sources("investment") | graph.sources("initial_vat")) - set(CONCEPTS["omkrets"].fixed)
    assert len(table(app, "Alt tallet bygger på til slutt")) == len(expected)


@pytest.mark.parametrize("why", ["omkrets.market_rent", "common.discount_rate", "omkrets.property_owner"])
def test_an_assumption_shows_source_range_and_where_it_goes(opened: Opened, base, why: str) -> None:
    name = why.split(".")[1]
    app = opened("why", why=f"omkrets.{name}")
    entry = base[why]
    assert f"{entry.source.nb.rstrip('.')}." in text(app)
    assert "Går inn i Linje Hva det er" in text(app)
    assert "Alt tallet bygger på" not in text(app)
    if entry.low is not None:
        assert Texts("nb").quantity(entry.high, entry.unit).replace(SPACE, " ") in text(app)


# --- a hostile file -------------------------------------------------------------------------------------------------

EVIL = [
    'x"]; evil [label="y',
    "back\\",
    '\\"]; evil -> rent; "',
    "</svg><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
]
MARKUP = ["**fet** [lenke](http://127.0.0.1)", ":red[rød] $x^2$", "a\\nb\\l", "&lt;b&gt;"]


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A file of assumptions that the dashboard reads instead of its own."""
    copy, whole = tmp_path / ASSUMPTIONS_FILE.name, session.base_assumptions
    monkeypatch.setattr(session, "base_assumptions", lambda: whole(copy))
    return copy


def graph_of(app: AppTest) -> str:
    app.session_state["why:graph"] = True
    [drawing] = [each.proto.spec for each in sound(app.run()).get("graphviz_chart")]
    return drawing


def statements(drawing: str) -> list[str]:
    """A drawing's statements; text in quotation marks is taken out, as Graphviz reads it: only \\" does not end it."""
    bare = re.sub(r'"(?:\\.|[^"\\])*"', "Q", drawing, flags=re.DOTALL)
    assert '"' not in bare
    return [each.strip() for each in re.fullmatch(r"digraph \{(.*)\}", bare, re.DOTALL)[1].split(";")]


@pytest.mark.parametrize("label", [*EVIL, *MARKUP])
def test_a_label_cannot_break_the_drawing_or_the_page(file: Path, label: str) -> None:
    quoted = json.dumps(label, ensure_ascii=False)
    content = FILE.replace("{nb: Markedsleie, en: Market rent}", f"{{nb: {quoted}, en: {quoted}}}")
    source = edits.edited(
        content, {("omkrets.market_rent", "source.nb"): label, ("omkrets.market_rent", "note"): label}
    )
    file.write_text(source, encoding="utf-8")
    app = open_page("why", why="omkrets.rent")
    drawing = graph_of(app)
    allowed = r"rankdir=LR|bgcolor=Q|node \[.*\]|edge \[.*\]|Q \[label=Q(, shape=box)?\]|Q -> Q"
    assert [each for each in statements(drawing) if not re.fullmatch(allowed, each)] == []
    assert "evil ->" not in re.sub(r'"(?:\\.|[^"\\])*"', "Q", drawing)
    for why in ("omkrets.rent", "omkrets.market_rent", f"omkrets.{ANNUAL}"):
        said = bodies(ask(app, why))
        assert "<img" not in said
        assert "<script>alert" not in said
        assert html.escape(label) in said or html.escape(label[:1].lower() + label[1:]) in said


def test_the_drawing_of_plain_labels_has_them_as_they_are(opened: Opened) -> None:
    drawing = graph_of(opened("why", why="omkrets.rent"))
    assert '"market_rent" [label="Markedsleie", shape=box]' in drawing

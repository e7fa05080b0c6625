"""The page Usikkerhet, run as Streamlit runs it: how sure, what moves it, what to find out first, the seed."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from concepts import CONCEPTS
from models import measures
from models import uncertainty as sure
from models.assumptions import Assumptions
from models.outcomes import OUTCOMES
from models.result import Array, Result
from models.uncertainty_file import Uncertainty
from tests.screen import DASHBOARD, SPACE, Opened, address, headline, sound, text
from texts import Texts
from views import certainty, session
from views import uncertainty_sentences as said
from views.session import DOUBTS

SAY, NAMES = Texts("nb"), {id: each.name for id, each in CONCEPTS.items()}
BASE: Assumptions = session.base_assumptions()[0]
PLAN: Uncertainty = session.read_uncertainty(BASE)[0]
OPENED = ("rest:0", "rest:1", "causes", "chances", "plan", "numbers:fan", "numbers:curve", "turns")
OF_SEVERAL_UNITS = ("worst_year", "best_coverage_1", "payback_year", "support_per_kg_co2e", "mean_tonnes")
MANY_SHOPS_COULD_PAY = {"omkrets.other_income": "6000000"}  # covers its running costs in most draws, not in all


def drawn(measure: str, changes: Mapping[str, Any] | None = None, seed: int = PLAN.seed) -> dict[str, Array]:
    """An outcome in every draw, by concept."""
    assumptions, plan = BASE.with_values(changes or {}), PLAN.with_seed(seed)
    return {id: sure.outcomes(assumptions, each, plan)[measure] for id, each in CONCEPTS.items()}


def shown(amount: str) -> str:
    return amount.replace(SPACE, " ")


def of_100(share: float) -> str:
    """A share as the screen counts it: none and all only where it is none and all."""
    if 0 < share < 0.005:
        return "under 1"
    return "over 99" if 0.995 < share < 1 else str(int(100 * share + 0.5))


def rows(app: AppTest, css: str) -> list[list[str]]:
    """The rows of the tables of a css class, cell by cell, with plain spaces; a note stands behind its cell's text."""
    bodies = "".join(each.proto.body for each in app.get("html"))
    tables = "".join(re.findall(rf'<table class="figures {css}.*?</table>', bodies, re.DOTALL))
    found = re.findall(r'<tr role="row"><th scope="row".*?</tr>', tables, re.DOTALL)
    return [[_plain(cell) for cell in re.findall(r"<t[hd] .*?</t[hd]>", row, re.DOTALL)] for row in found]


def _plain(cell: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", cell)).replace(SPACE, " ").split())


def keys(app: AppTest, css: str) -> list[str]:
    """The assumptions the rows of a table lead to."""
    bodies = "".join(each.proto.body for each in app.get("html"))
    tables = "".join(re.findall(rf'<table class="figures {css}.*?</table>', bodies, re.DOTALL))
    found = re.findall(r'<th scope="row"[^>]*><a [^>]*?why=([a-z_]+)\.([a-z_]+)"', tables)
    return [BASE.find(concept, name) if concept in CONCEPTS else f"{concept}.{name}" for concept, name in found]


# --- every part -----------------------------------------------------------------------------------------------------


@pytest.fixture
def few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many draws as the page needs to say everything it can say, where the figures themselves do not matter."""
    few = PLAN.model_copy(update={"draws": 300})
    monkeypatch.setattr(session, "read_uncertainty", lambda base: (few, ()))


@pytest.mark.usefixtures("few_draws")
@pytest.mark.parametrize("concept", CONCEPTS)
@pytest.mark.parametrize("lang", ["nb", "en"])
def test_every_part_can_be_shown_for_every_concept(opened: Opened, concept: str, lang: str) -> None:
    app = opened("uncertainty", concept=concept, lang=lang)
    for key in OPENED:
        app.session_state[key] = True
    for part in DOUBTS:
        app.query_params["doubt"] = part
        assert is_whole(sound(app.run()))


@pytest.mark.usefixtures("few_draws")
@pytest.mark.parametrize("part", ["spread", "moves"])
def test_every_outcome_can_be_shown(opened: Opened, part: str) -> None:
    app = opened("uncertainty", doubt=part)
    for measure in OUTCOMES:
        app.query_params["measure"] = measure
        assert is_whole(sound(app.run()))
        assert said.names(SAY)[measure] in text(app)


@pytest.mark.usefixtures("few_draws")
@pytest.mark.parametrize("part", ["first", "flip"])
def test_outcomes_of_several_units_can_be_shown(opened: Opened, part: str) -> None:
    app = opened("uncertainty", doubt=part)
    for measure in OF_SEVERAL_UNITS:
        app.query_params["measure"] = measure
        assert is_whole(sound(app.run()))


@pytest.mark.usefixtures("few_draws")
@pytest.mark.parametrize(
    "changes",
    [
        {"common.horizon_years": "0"},
        {"common.horizon_years": "1", "omkrets.support_years": "[2, 5]"},
        {"omkrets.gross_area": "0", "bruk_bergen.new_shops": "0", "bergen_reparerer.users": "0"},
        {"omkrets": "private_market", "omkrets.market_rent": "19000", "bruk_bergen.planning_months": "1200"},
    ],
)
def test_any_scenario_can_be_shown_in_every_part(opened: Opened, changes: dict[str, str]) -> None:
    app = opened("uncertainty", measure="support_per_tonne", **changes)
    for part in DOUBTS:
        app.query_params["doubt"] = part
        assert is_whole(sound(app.run()))


def is_whole(app: AppTest) -> bool:
    """Nothing that is no figure is shown as one, there is one heading above all, and no bar leaves its track."""
    assert not re.search(r"\b(nan|inf|None)\b|[{}∞]", text(app))
    bodies = "".join(each.proto.body for each in app.get("html"))
    assert bodies.count("<h1>") == 1
    for track in re.findall(r'<div class="track".*?</div>', bodies):
        parts = [float(each) for each in re.findall(r"width: (.*?)%", track)]
        marks = [float(each) for each in re.findall(r"left: (.*?)%", track)]
        assert min([*parts, *marks, 0]) >= 0
        assert max(sum(parts), *marks, 0) <= 100.02  # each is rounded to 0.01
    return True


# --- how sure -------------------------------------------------------------------------------------------------------


def test_the_answer_is_between_what_eight_of_ten_draws_lie(opened: Opened) -> None:
    parts = []
    for id, values in drawn("annual_cost").items():
        low, high = np.percentile(values, (10, 90))
        parts.append(shown(f"{NAMES[id]} {SAY.number(low / 1e6, 1)} til {SAY.millions(high)}"))
    answer = f"I 8 av 10 trekninger betaler kommunen i året: {parts[0]}, {parts[1]} og {parts[2]}."
    assert headline(opened("uncertainty")) == answer


@pytest.mark.parametrize("measure", ["annual_cost", "support_per_tonne", "best_coverage_1", "mean_tonnes"])
def test_the_table_has_the_draws_percentiles_beside_the_figure_as_it_stands(opened: Opened, measure: str) -> None:
    outcome, found = OUTCOMES[measure], drawn(measure)
    app = opened("uncertainty", measure=measure)
    for number, (id, concept) in enumerate(CONCEPTS.items()):
        base = float(outcome.of(concept.evaluate(BASE.values(id))))
        expected = [*np.percentile(found[id], (10, 50, 90)), base]
        assert rows(app, "spread")[number] == [
            NAMES[id],
            "",
            *(shown(said.amount(SAY, outcome, float(each))) for each in expected),
        ]


@pytest.mark.parametrize(
    ("measure", "begins"), [("annual_cost", "Fra billigst til dyrest: "), ("mean_visits", "Fra lavest til høyest: ")]
)
def test_the_order_is_said_with_how_often_it_holds(opened: Opened, measure: str, begins: str) -> None:
    found = drawn(measure)
    order = sorted(found, key=lambda id: float(np.median(found[id])))
    lowest, middle, highest = (found[id] for id in order)
    share = float(np.mean((lowest < middle) & (middle < highest)))
    sentence = f"{begins}{', så '.join(NAMES[id] for id in order)}; slik er det i {of_100(share)} av 100 trekninger."
    assert sentence in text(opened("uncertainty", measure=measure))


def test_how_often_each_is_below_each_other_stands_in_a_table(opened: Opened) -> None:
    found = drawn("state_cost")
    table = rows(opened("uncertainty", measure="state_cost"), "numbers blocks")
    assert [row[0] for row in table] == list(NAMES.values())
    for first, second in permutations(range(len(NAMES)), 2):
        below = np.mean(list(found.values())[first] < list(found.values())[second])
        assert table[first][1 + second] == of_100(float(below))


def test_a_figure_on_the_other_pages_that_most_draws_exceed_is_told(opened: Opened, evaluate: Callable) -> None:
    values = drawn("annual_cost")["bergen_reparerer"]
    higher = float(np.mean(values > float(measures.annual_cost(evaluate("bergen_reparerer")))))
    assert higher > 0.6
    said_of_it = text(opened("uncertainty"))
    assert re.search(rf"gir så mange et høyere tall enn .* Bergen Reparerer {of_100(higher)}\.", said_of_it)


def test_the_years_are_shown_as_a_band_with_the_numbers_behind(opened: Opened, evaluate: Callable) -> None:
    app = opened("uncertainty", concept="bruk_bergen")
    app.session_state["numbers:fan"] = True
    result = evaluate("bruk_bergen")
    drawn_years = sure.fan(BASE, CONCEPTS["bruk_bergen"], PLAN, OUTCOMES["annual_cost"])
    last = [*drawn_years[:, -1], measures.cumulative_cost(result)[-1]]
    assert rows(sound(app.run()), "numbers")[-1] == ["2047", *(SAY.number(each / 1e6, 2) for each in last)]
    assert len(app.get("plotly_chart")) == 1


def test_an_outcome_that_is_one_number_for_all_years_has_no_band(opened: Opened) -> None:
    assert not opened("uncertainty", measure="tax_cost").get("plotly_chart")


# --- where there is no figure ---------------------------------------------------------------------------------------


def test_an_outcome_no_draw_has_is_said_to_be_in_none(opened: Opened) -> None:
    assert all(np.isnan(values).all() for values in drawn("self_sufficient_year_1").values())
    app = opened("uncertainty", measure="self_sufficient_year_1")
    assert headline(app).startswith(said.names(SAY)["self_sufficient_year_1"])
    assert "8 av 10" not in headline(app)
    assert "i noen av trekningene" in headline(app)
    for row in rows(app, "spread"):
        assert row[0].endswith("ikke noe tall i 100 av 100 trekninger")
        assert row[2:] == ["ingen"] * 4
    assert "slik er det i" not in text(app)


def test_an_outcome_some_draws_lack_says_how_many(opened: Opened) -> None:
    values = drawn("self_sufficient_year_1", {"omkrets.other_income": 6e6})["omkrets"]
    missing = float(np.mean(np.isnan(values)))
    assert 0.01 < missing < 0.2
    app = opened("uncertainty", measure="self_sufficient_year_1", **MANY_SHOPS_COULD_PAY)
    row = rows(app, "spread")[0]
    assert row[0] == f"Omkrets ikke noe tall i {of_100(missing)} av 100 trekninger"
    assert row[2:5] == [str(round(each)) for each in np.nanpercentile(values, (10, 50, 90))]
    assert of_100(missing) in re.findall(r"\d+", headline(app)) or of_100(1 - missing) in re.findall(
        r"\d+", headline(app)
    )


# --- what moves it --------------------------------------------------------------------------------------------------


def single_runs(evaluate: Callable[..., Result], concept: str, kind: str) -> dict[str, tuple[float, float]]:
    """The cost per year at both ends of each range of a kind, one assumption moved at a time; largest move first."""
    found = {}
    for name in CONCEPTS[concept].assumptions:
        key = BASE.find(concept, name)
        entry = BASE[key]
        if entry.kind == kind and entry.low is not None:
            ends = (evaluate(concept, **{name: end}) for end in (entry.low, entry.high))
            low, high = (float(measures.annual_cost(each)) for each in ends)
            found[key] = (low, high)
    return dict(sorted(found.items(), key=lambda each: -abs(each[1][1] - each[1][0])))


@pytest.mark.parametrize("concept", ["omkrets", "bergen_reparerer"])
def test_the_uncertainties_that_move_it_most_come_first_with_single_runs_at_both_ends(
    opened: Opened, evaluate: Callable[..., Result], concept: str
) -> None:
    runs = single_runs(evaluate, concept, "uncertain")
    app = opened("uncertainty", doubt="moves", concept=concept)
    shown_keys = [key for key in keys(app, "tornado") if BASE[key].kind == "uncertain"]
    assert shown_keys == list(runs)[:8]
    table = {row[0]: row[2] for row in rows(app, "tornado")}
    for key in shown_keys:
        low, high = (shown(SAY.amount(each)) for each in runs[key])
        ends = shown(f"{SAY.value(BASE[key].low, BASE[key].unit)} til {SAY.quantity(BASE[key].high, BASE[key].unit)}")
        cell = next(cell for head, cell in table.items() if head.startswith(BASE[key].label.nb))
        assert cell.startswith(f"{ends} endrer tallet fra {low} til {high}")
    first = BASE[shown_keys[0]].label.nb
    assert re.search(rf"Av det usikre.* {first[:1].lower()}{first[1:]} .*mest", text(app))


def test_a_choice_is_shown_with_what_each_of_its_values_gives(opened: Opened, evaluate: Callable[..., Result]) -> None:
    said_of_it = text(opened("uncertainty", doubt="moves"))
    for owner, name in (("municipality", "kommunen"), ("bir", "BIR"), ("operator", "driftsselskapet leier bygget")):
        cost = measures.annual_cost(evaluate("omkrets", property_owner=owner))
        assert f"{name} gir {shown(SAY.amount(float(cost)))}" in said_of_it


@pytest.mark.parametrize("concept", CONCEPTS)
def test_what_moves_only_who_pays_leaves_the_present_value_of_the_project_alone(
    opened: Opened, evaluate: Callable[..., Result], concept: str
) -> None:
    app = opened("uncertainty", doubt="moves", concept=concept)
    app.session_state["rest:0"] = app.session_state["rest:1"] = True
    sound(app.run())
    note = said.only_who_pays(SAY)
    marked = {key: row[2].endswith(note) for key, row in zip(keys(app, "tornado"), rows(app, "tornado"), strict=True)}
    assert marked[f"{concept}.municipal_deficit_share"]
    assert not marked["common.fte_cost"]
    for key, only_who_pays in marked.items():
        entry, name = BASE[key], key.partition(".")[2]
        if only_who_pays and entry.low is not None:
            ends = (measures.net_present_value(evaluate(concept, **{name: end})) for end in (entry.low, entry.high))
            assert abs(next(ends) - next(ends)) < 1  # NOK


def test_nothing_that_moves_it_is_said_where_nothing_does(opened: Opened) -> None:
    said_of_it = text(opened("uncertainty", doubt="moves", measure="state_aid_per_shop", concept="bruk_bergen"))
    assert "Ingenting endrer dette tallet for Bruk Bergen." in said_of_it


# --- what to find out first -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("concept", CONCEPTS)
def test_the_shares_of_the_variation_are_the_models(opened: Opened, concept: str) -> None:
    shares = sure.shares(BASE, CONCEPTS[concept], PLAN, drawn("annual_cost")[concept])
    app = opened("uncertainty", doubt="first", concept=concept)
    assert keys(app, "causes") == [each.key for each in shares[:8]]
    assert [row[1] for row in rows(app, "causes")] == [shown(SAY.percent(each.share)) for each in shares[:8]]
    up, down = "mer gir høyere tall", "mer gir lavere tall"
    assert [row[3] for row in rows(app, "causes")] == [up if each.moves > 0 else down for each in shares[:8]]
    told = sum(each.share for each in shares)
    assert f"Til sammen forklarer de {shown(SAY.percent(told))} av variasjonen" in text(app)


def test_how_much_rests_on_estimates_is_said_for_each_concept(opened: Opened) -> None:
    app = opened("uncertainty", doubt="first")
    for id, values in drawn("annual_cost").items():
        shares = sure.shares(BASE, CONCEPTS[id], PLAN, values)
        guessed = sum(each.share for each in shares if BASE[each.key].grade in "CD")
        ours = shown(SAY.percent(guessed / sum(each.share for each in shares)))
        largest, name = shown(SAY.percent(shares[0].share)), BASE[shares[0].key].label.nb[1:]
        assert re.search(rf"{NAMES[id]}: [^:]*?{re.escape(name)} \({largest}\)[^:]*? {ours} ", text(app))


# --- on its own feet ------------------------------------------------------------------------------------------------


def test_how_often_it_stands_on_its_own_feet_is_counted_at_each_level(opened: Opened) -> None:
    app = opened("uncertainty", doubt="feet", **MANY_SHOPS_COULD_PAY)
    for level, costs in said.cost_levels(SAY).items():
        years = drawn(f"self_sufficient_year_{level}", {"omkrets.other_income": 6e6})["omkrets"]
        assert f"{costs} i {of_100(float(np.mean(years <= 2047)))}" in text(app)
    app.session_state["chances"] = True
    chances = {row[0]: row[1] for row in rows(sound(app.run()), "numbers") if len(row) == 4}
    years = drawn("self_sufficient_year_1", {"omkrets.other_income": 6e6})["omkrets"]
    assert chances["2028"] == "0"
    for year in (2030, 2035, 2047):
        assert chances[str(year)] == of_100(float(np.mean(years <= year)))


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_concept_that_never_covers_its_costs_is_said_not_to(opened: Opened, concept: str) -> None:
    said_of_it = text(opened("uncertainty", doubt="feet", concept=concept))
    assert f"{NAMES[concept]} dekker ikke driften i noen av trekningene innen 2047." in said_of_it


# --- the seed -------------------------------------------------------------------------------------------------------


def test_the_seed_of_the_address_is_used(opened: Opened) -> None:
    other = drawn("state_cost", seed=17)
    app = opened("uncertainty", measure="state_cost", seed="17")
    assert "(startverdi 17)" in text(app)
    for number, values in enumerate(other.values()):
        middle = shown(said.amount(SAY, OUTCOMES["state_cost"], float(np.median(values))))
        assert rows(app, "spread")[number][3] == middle
    below = np.mean(other["omkrets"] < other["bruk_bergen"])
    assert rows(app, "numbers blocks")[0][2] == of_100(float(below))


def test_a_seed_may_be_written_in_groups(opened: Opened) -> None:
    assert "(startverdi 17)" in text(opened("uncertainty", seed=f" 1{SPACE}7 "))


@pytest.mark.parametrize("seed", ["abc", "-1", "4294967296", "1.5", "１２", "<b>", "9" * 60])
def test_a_seed_that_is_none_is_told_and_the_files_own_used(opened: Opened, seed: str) -> None:
    app = opened("uncertainty", seed=seed)
    app.session_state["plan"] = True
    assert "Startverdien er et helt tall." in text(sound(app.run()))
    assert f"(startverdi {PLAN.seed})" in text(app)
    assert headline(app) == headline(opened("uncertainty"))


def test_a_link_with_a_seed_that_is_none_says_so_at_once() -> None:
    app = AppTest.from_file(DASHBOARD, default_timeout=30)
    app.query_params["seed"] = "abc"
    sound(app.run()).switch_page("views/uncertainty.py")
    assert 'seed: fant "abc"; tillatt: et helt tall fra 0 til 4 294 967 295.' in text(sound(app.run()))


def test_another_seed_is_typed_kept_in_the_address_and_given_up_again(opened: Opened) -> None:
    app = opened("uncertainty")
    app.session_state["plan"] = True
    assert sound(app.run()).text_input("seed").value == str(PLAN.seed)
    app.text_input("seed").set_value("17")
    assert address(sound(app.run())) == {"seed": "17"}
    assert "(startverdi 17)" in text(app)
    app.text_input("seed").set_value("")
    assert address(sound(app.run())) == {}
    assert f"(startverdi {PLAN.seed})" in text(app)


def test_the_seed_follows_when_a_lever_moves(opened: Opened) -> None:
    app = opened("uncertainty", seed="17", doubt="feet")
    app.select_slider("lever:omkrets.market_rent").set_value(1500)
    assert address(sound(app.run())) == {"seed": "17", "doubt": "feet", "omkrets.market_rent": "1500"}


# --- the line under the comparison ----------------------------------------------------------------------------------


def test_the_line_under_the_comparison_comes_from_the_first_draws_where_not_all_are_made(opened: Opened) -> None:
    changes = {"omkrets.market_rent": 1043}
    app = opened("comparison", **{"omkrets.market_rent": "1043"})
    assert not sure.is_known(BASE.with_values(changes), CONCEPTS.values(), PLAN)  # nobody has waited for them
    assert f"Av {certainty.FEW} trekninger; siden om usikkerhet gjør {shown(SAY.number(PLAN.draws))}." in text(app)
    low, high = np.percentile(drawn("annual_cost", changes)["omkrets"][: certainty.FEW], (10, 90))
    assert f"Omkrets {SAY.number(low / 1e6, 1)} til {shown(SAY.millions(high))}" in text(app)
    bodies = "".join(each.proto.body for each in app.get("html"))
    assert 'href="usikkerhet?omkrets.market_rent=1043"' in bodies


def test_the_line_under_the_comparison_is_there_at_once_where_the_draws_are_known(opened: Opened) -> None:
    answer = headline(opened("uncertainty"))
    app = opened("comparison")
    assert answer in text(app)
    assert f"Av {certainty.FEW} trekninger" not in text(app)


# --- a file that cannot be used -------------------------------------------------------------------------------------


def test_a_file_with_errors_leaves_the_other_pages_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, opened: Opened
) -> None:
    broken = tmp_path / "uncertainty.yaml"
    good = session.UNCERTAINTY_FILE.read_text(encoding="utf-8")
    broken.write_text(good.replace("draws: 10000", "draws: 0"), encoding="utf-8")
    whole = session.read_uncertainty
    monkeypatch.setattr(session, "read_uncertainty", lambda base: whole(base, broken))
    comparison = opened("comparison", seed="17")
    assert headline(comparison).startswith("Omkrets koster kommunen")
    assert "Hvor sikre er vi?" not in text(comparison)
    app = opened("uncertainty", seed="17")
    assert headline(app).startswith("Usikkerheten kan ikke vises før filen")
    assert "draws: fant 0; tillatt: et helt tall fra 1 til 100 000." in text(app)
    assert address(app) == {"seed": "17"}


def test_a_broken_save_keeps_the_last_good_version(tmp_path: Path) -> None:
    good = session.UNCERTAINTY_FILE.read_text(encoding="utf-8")
    file = tmp_path / "uncertainty.yaml"
    file.write_text(good, encoding="utf-8")
    first, problems = session.read_uncertainty(BASE, file)
    assert problems == ()
    file.write_text(good.replace("draws: 10000", "draws: 0"), encoding="utf-8")
    kept, problems = session.read_uncertainty(BASE, file)
    assert kept is first
    assert [each.key for each in problems] == ["draws"]

"""The meeting view, as far as it is Python: what is sent for each position of a lever, and what is said of a move."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from concepts import CONCEPTS
from models import measures, sensitivity
from models.assumptions import Assumptions
from models.presets import load as load_presets
from models.result import Result
from models.scenarios import Scenario
from tests.screen import SPACE, Opened, headline, text
from texts import Texts
from views import funding_sentences, live, meeting_sentences, scoring_sentences, sentences, session, slides
from views.meeting_sentences import Moved
from views.session import Session, run

NB = Texts("nb")
ASSETS = Path(live.__file__).parent / "assets"
WHO_PAYS = ("_share", "_owner", "support_years", "_share_bir", "state_grant", "head_rent")


def sent(app: AppTest) -> dict[str, Any]:
    """What the component was given."""
    data: dict[str, Any] = json.loads(app.get("bidi_component")[0].proto.json)
    return data


def said(data: dict[str, Any], frame: list[int]) -> dict[str, Any]:
    answer, title, rest, *figures = (data["texts"][each] for each in frame)
    return {"answer": answer, "title": title, "rest": rest, "figures": figures}


def series(packed: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(packed), dtype="<f4")


def of(app: AppTest) -> Session:
    found: Session = app.session_state["session"]
    return found


def with_value(now: Session, key: str, value: Any) -> dict[str, Result]:
    scenario = now.scenario.with_value(key, value)
    return {id: run(scenario, id) for id in CONCEPTS}


def answer(slide: str, concept: str, results: dict[str, Result]) -> str:
    """What the other pages would say of the results."""
    return {
        "cost": lambda: sentences.costs(NB, results),
        "feet": lambda: f"{funding_sentences.coverage(NB, results[concept])}.",
        "end": lambda: funding_sentences.headline(NB, results[concept]),
    }[slide]()


@pytest.mark.parametrize(
    ("slide", "concept"),
    [
        ("cost", "omkrets"),
        ("feet", "omkrets"),
        ("feet", "bergen_reparerer"),
        ("end", "omkrets"),
        ("end", "bruk_bergen"),
    ],
)
def test_every_position_says_what_the_other_pages_say_at_that_value(opened: Opened, slide: str, concept: str) -> None:
    app = opened("meeting", slide=slide, concept=concept)
    data, now = sent(app), of(app)
    assert len(data["levers"]) == 3
    shown = slides.slide(now, slide, concept)
    for lever in data["levers"]:
        assert len(lever["frames"]) == len(lever["values"]) == len(lever["texts"]) <= 45
        drawn = series(lever["series"]).reshape(len(lever["values"]), -1)
        for value, frame, numbers in zip(lever["values"], lever["frames"], drawn, strict=True):
            results = with_value(now, lever["key"], value)
            expected = shown.frame(slides.Case(results, None))
            assert said(data, frame)["answer"] == answer(slide, concept, results) == expected.answer
            assert said(data, frame)["figures"] == [text for each in expected.figures for text in each]
            np.testing.assert_allclose(numbers, expected.series.ravel(), rtol=1e-5, atol=1e-6)
        at = lever["frames"][lever["now"]]
        assert said(data, at) == said(data, data["now"])  # nothing jumps when a thumb is taken hold of


def test_goods_at_every_position_are_the_comparisons(opened: Opened) -> None:
    app = opened("meeting", slide="gain")
    data, now = sent(app), of(app)
    for lever in data["levers"]:
        for value, frame in zip(lever["values"], lever["frames"], strict=True):
            results = with_value(now, lever["key"], value)
            tonnes = {id: NB.rough(measures.mean_effect(each, "tonnes") or 0) for id, each in results.items()}
            for number, amount in enumerate(tonnes.values()):
                assert said(data, frame)["figures"][2 * number].startswith(f"{amount}{SPACE}tonn")
            assert f"Omkrets {tonnes['omkrets']}{SPACE}tonn" in said(data, frame)["answer"]
    assert said(data, data["now"])["answer"].replace(SPACE, " ") == (
        "Varer som holdes i bruk hvert år: Omkrets 280 tonn, Bruk Bergen 110 tonn og Bergen Reparerer 6,8 tonn. "
        "Omkrets trenger minst offentlig støtte per tonn: 28 000 kr."
    )
    assert (
        said(data, data["now"])["figures"][3].replace(SPACE, " ") == "36 000 kr per tonn, 4,8 årsverk ?, −120 t CO2e ?"
    )


def test_every_weight_says_what_the_scoring_page_says(opened: Opened) -> None:
    app = opened("meeting", slide="weigh", weights="40-20-20-20")
    data = sent(app)
    lever = data["levers"][0]
    id = lever["key"].removeprefix("weight:")
    for weight in (0, 30, 100):
        moved = {id: weight, **{key.removeprefix("weight:"): at for key, at in lever["moves"][weight].items()}}
        names = list(of(app).judgement.weights)  # type: ignore[union-attr]
        moved |= {each: 100 - sum(moved.values()) for each in names if each not in moved}
        page = opened("scoring", weights="-".join(str(moved[each]) for each in names))
        assert headline(page).startswith(said(data, lever["frames"][weight])["answer"].replace(SPACE, " "))
    assert lever["values"] == list(range(101))
    assert lever["texts"][30] == f"30{SPACE}%"


def test_the_figures_of_now_are_those_on_the_comparison(opened: Opened) -> None:
    address = {"omkrets.market_rent": "1200", "bruk_bergen.staff_fte": "1"}
    data, page = sent(opened("meeting", **address)), text(opened("comparison", **address))
    for figure in said(data, data["now"])["figures"][::2]:
        assert figure.replace(SPACE, " ") in page


@pytest.mark.parametrize("slide", session.SLIDES)
def test_every_lever_moves_what_its_slide_shows(opened: Opened, slide: str) -> None:
    for concept in CONCEPTS if slide in ("feet", "end") else ["omkrets"]:
        data = sent(opened("meeting", slide=slide, concept=concept))
        for lever in data["levers"]:
            rows = series(lever["series"]).reshape(len(lever["values"]), -1)
            assert np.ptp(rows, axis=0).max() > 0.05, lever["key"]


def test_the_levers_of_the_cost_are_those_that_move_it_most_while_nobody_else_pays(base: Assumptions) -> None:
    def ranked(concept: str) -> list[str]:
        swings = sensitivity.answers(base, CONCEPTS[concept])
        own = {key: abs(each.swing or 0) for key, each in swings.items() if key.startswith(concept)}
        return [key for key in sorted(own, key=own.__getitem__, reverse=True) if not key.endswith(WHO_PAYS)]

    assert ranked("omkrets")[0] == slides.COST[0]
    assert slides.COST[1] in ranked("omkrets")[:4]
    assert ranked("bruk_bergen")[0] == slides.COST[2]


def test_the_axis_has_room_for_every_position(opened: Opened) -> None:
    for slide in session.SLIDES:
        data = sent(opened("meeting", slide=slide))
        chart = data["chart"]
        for lever in data["levers"]:
            rows = series(lever["series"]).reshape(len(lever["values"]), len(chart["names"]), chart["points"])
            top = np.maximum(rows, 0).sum(axis=1) if chart["kind"] == "stacks" else rows
            assert top.max() <= chart["high"] * (1 + 1e-6)
        assert chart["ticks"][0][0] <= chart["low"]
        assert 3 <= len(chart["ticks"]) <= 9


def test_a_slide_there_is_not_is_told_and_the_first_is_shown(opened: Opened) -> None:
    data = sent(opened("meeting", slide="nonsense", **{"omkrets.market_rent": "1300"}))
    assert (data["slide"], data["place"]) == ("cost", "1 av 5")
    assert "slide" in data["notices"][0][1]


def test_what_deserves_a_second_look_is_told(opened: Opened) -> None:
    data = sent(opened("meeting", **{"omkrets.market_rent": "2500"}))
    assert "2 500" in data["notices"][0][1].replace(SPACE, " ")
    lever = data["levers"][1]
    assert lever["values"][-1] == 2500  # a value outside the range has its place among the positions
    assert lever["now"] == len(lever["values"]) - 1


def test_what_differs_from_the_base_is_told_where_nothing_has_moved(opened: Opened) -> None:
    assert sent(opened("meeting"))["moved"] == ""
    one = sent(opened("meeting", **{"omkrets.market_rent": "1300"}))["moved"].replace(SPACE, " ")
    assert one == "Endret fra utgangspunktet: Omkrets, markedsleie: 1 400 → 1 300 kr/m²/år."
    many = {"omkrets.market_rent": "1300", "omkrets.centre_fte": "3", "bruk_bergen.staff_fte": "1"}
    assert sent(opened("meeting", **many))["moved"] == "3 tall er endret fra utgangspunktet."


def test_english_is_english(opened: Opened) -> None:
    data = sent(opened("meeting", lang="en"))
    assert data["question"] == "What does it cost the municipality?"
    assert data["place"] == "1 of 5"
    assert data["language"]["code"] == "nb"


def test_the_way_back_and_the_other_language_carry_the_scenario(opened: Opened) -> None:
    data = sent(opened("meeting", slide="end", **{"omkrets.market_rent": "1300"}))
    assert data["back"].startswith("./?")
    assert "omkrets.market_rent=1300" in data["back"]
    assert "lang=en" in data["language"]["href"]
    assert "slide=end" in data["language"]["href"]


# --- What moved, and why ---------------------------------------------------------------------------------------------


def told(opened: Opened, slide: str, key: str, value: Any, **address: str) -> str:
    now = of(opened("meeting", slide=slide, **address))
    was = now.scenario.value(key)
    before, after = live.case(now), slides.Case(with_value(now, key, value), None)
    return meeting_sentences.moved(now, slide, Moved(key, was, value), before, after).replace(SPACE, " ")


def test_a_lower_rent_costs_the_municipality_what_the_rent_brings_in_less(opened: Opened) -> None:
    assert told(opened, "cost", "omkrets.market_rent", 1000) == (
        "Omkrets, markedsleie: 1 400 → 1 000 kr/m²/år. Omkrets koster kommunen 550 000 kr mer i året, mest fordi leie "
        "gir 550 000 kr mindre i året."
    )


def test_staff_of_all_concepts_is_told_for_each(opened: Opened) -> None:
    said = told(opened, "cost", "common.fte_cost", 900_000)
    assert said.count("koster kommunen") == 3
    assert "mest fordi senterets ansatte koster" in said
    assert "mindre i året" in said


def test_a_share_taken_from_the_municipality_is_a_bill_that_is_moved(opened: Opened) -> None:
    said = told(opened, "end", "omkrets.municipal_deficit_share", 0.5)
    assert "Regningen er bare flyttet" in said
    assert "uten dekning +" in said
    assert "Bruk Bergen" not in said


def test_goods_are_told_with_the_support_for_each_tonne(opened: Opened) -> None:
    said = told(opened, "gain", "omkrets.sales_per_area", 8000)
    assert said.startswith("Omkrets, butikkenes salg etter opptrapping: 6 500 → 8 000 kr/m²/år. Omkrets går fra 280")
    assert "og offentlig støtte per tonn fra 28 000 kr til" in said


def test_a_move_that_moves_nothing_says_so(opened: Opened) -> None:
    assert told(opened, "cost", "common.emission_factor", 5).endswith("Det endrer ikke noe her som er verdt å nevne.")


def test_a_move_taken_back_is_told_the_other_way(opened: Opened) -> None:
    now = of(opened("meeting"))
    said = meeting_sentences.undone(now, Moved("omkrets.market_rent", 1400, 1000))
    assert said.replace(SPACE, " ") == "Angret: Omkrets, markedsleie: 1 000 → 1 400 kr/m²/år."


def test_weights_that_change_the_order_say_the_new_one(opened: Opened) -> None:
    before, after = (of(opened("meeting", slide="weigh", weights=each)) for each in ("25-25-25-25", "0-0-100-0"))
    said = meeting_sentences.moved(after, "weigh", Moved("weight:waste", 25, 100), live.case(before), live.case(after))
    assert said.startswith(f"Avfallsreduksjon: 25{SPACE}% → 100{SPACE}%. Rekkefølgen er nå ")
    assert after.standing is not None
    assert scoring_sentences.why(NB, after.standing) in said


MOVES = [
    ({}, {"omkrets.market_rent": 1000}),
    ({}, {"omkrets.municipal_deficit_share": 0.4}),
    ({}, {"omkrets.reception_share_bir": 1.0}),
    ({"omkrets.property_owner": "operator"}, {"omkrets.building_cost": 15000.0}),
    ({"omkrets.property_owner": "bir"}, {"omkrets.head_rent": 1200}),
    ({}, {"omkrets.property_owner": "operator"}),
    ({}, {"omkrets.support_years": 3}),
    ({}, {"bruk_bergen.staff_fte": 1.0}),
    ({"bruk_bergen.bir_deficit_share": 0.5}, {"bruk_bergen.membership_fee": 9000}),
    ({}, {"bergen_reparerer.marketing": 900_000}),
]


@pytest.mark.parametrize(("patch", "move"), MOVES, ids=lambda each: ",".join(each) or "base")
def test_the_parts_of_a_change_add_to_the_change(
    base: Assumptions, patch: dict[str, Any], move: dict[str, Any]
) -> None:
    concept = next(iter(move)).split(".")[0]
    before, after = (run(Scenario(base, each), concept) for each in (patch, {**patch, **move}))
    parts = meeting_sentences.cost_differences(before, after)
    change = float(measures.annual_cost(after) - measures.annual_cost(before))
    assert sum(parts.values()) == pytest.approx(change, abs=1.0)
    clause = meeting_sentences.reason(NB, before, after)
    assert clause[0].islower() or clause[0].isdigit() or clause.startswith("BIR")


def test_the_parts_of_a_change_of_preset_add_to_the_change(base: Assumptions) -> None:
    known = load_presets(session.SCENARIOS_FILE, base, tuple(CONCEPTS))["omkrets"]
    start = measures.annual_cost(run(Scenario(base, {}), "omkrets"))
    for preset in known.values():
        after = run(Scenario.of(base, {"omkrets": preset}), "omkrets")
        parts = meeting_sentences.cost_differences(run(Scenario(base, {}), "omkrets"), after)
        assert sum(parts.values()) == pytest.approx(float(measures.annual_cost(after) - start), abs=1.0), preset.id


# --- What the browser tells ------------------------------------------------------------------------------------------


def test_only_what_is_not_done_yet_is_done_and_in_order() -> None:
    sent = [
        {"number": 3, "kind": "go", "key": "", "value": "end"},
        {"number": 2, "kind": "move", "key": "omkrets.support_years", "value": [1, 3]},
        {"number": 1, "kind": "undo", "key": "", "value": None},
        {"number": "4", "kind": "go"},
        "nonsense",
    ]
    assert [(each.number, each.value) for each in live.new_actions(sent, 1)] == [(2, (1, 3)), (3, "end")]
    assert live.new_actions(None, 0) == []
    assert live.new_actions("go", 0) == []


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("omkrets.market_rent", 1000, 1000),
        ("omkrets.support_years", "all", "all"),
        ("omkrets.support_years", (1, 3), (1, 3)),
        ("omkrets.market_rent", "<script>", None),
        ("omkrets.market_rent", -1, None),
        ("omkrets.market_rent", None, None),
        ("omkrets.market_rent", {}, None),
        ("omkrets.no_such", 1, None),
        ("weight:waste", 40, 40),
        ("weight:waste", 101, None),
        ("weight:waste", True, None),
        ("weight:no_such", 10, None),
    ],
)
def test_a_value_that_cannot_be_is_refused(opened: Opened, key: str, value: Any, expected: Any) -> None:
    now = of(opened("meeting"))
    assert live.fitting(now, live.Action(1, "move", key, value)) == expected


def test_nothing_of_a_file_or_reader_becomes_html_in_the_browser() -> None:
    script = (ASSETS / "live.js").read_text(encoding="utf-8")
    assert not [word for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "fetch(") if word in script]
    assert "http" not in script.replace("http://www.w3.org/2000/svg", "")

"""The page Vurdering, run as Streamlit runs it: weights, how sure, against cost, the evidence, the citizens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from models.criteria import Scoring
from models.judgement import Judgement
from tests.screen import Opened, address, headline, sound, text
from views import session
from views.session import CRITERIA, SCORES

SCORING: Scoring = session.read_scoring()[0]
CRITERIA_USED = CRITERIA[: len(SCORING.criteria)]


def test_the_answer_is_who_scores_highest_and_how_often(opened: Opened) -> None:
    app = opened("scoring")
    assert headline(app) == (
        "Omkrets får høyest score med disse vektene, 4,0 av 5, og kommer først i over 99 av 100 mulige vektinger."
    )
    assert "Omkrets ligger 1,1 poeng foran Bruk Bergen, mest på sosial bærekraft og ombrukspotensial." in text(app)
    limit = "Omkrets er først så lenge avfallsreduksjon veier under 95 %, når de andre følger med i samme forhold."
    assert limit in text(app)


def test_weight_on_waste_alone_puts_the_repair_hub_first(opened: Opened) -> None:
    app = opened("scoring", weights="0-0-100-0")
    assert headline(app).startswith(
        "Bergen Reparerer får høyest score med disse vektene, 3,0 av 5, men kommer først i "
    )
    assert "Vektene deres endrer førsteplassen: med like vekter går den til Omkrets." in text(app)
    assert "Bergen Reparerer er først så lenge avfallsreduksjon veier over 95 %" in text(app)
    assert "Foran ligger Omkrets på sosial bærekraft, ombrukspotensial og relevans for Bergen." in text(app)


def test_the_sliders_always_add_to_a_hundred_and_give_the_proportions_back(opened: Opened) -> None:
    app = opened("scoring", weights="40-30-20-10")
    for weight in (95, 100, 60, 40):
        app.select_slider("weight:social").set_value(weight)
        sound(app.run())
        assert sum(app.select_slider(f"weight:{id}").value for id in SCORING.criteria) == 100
    assert address(app)["weights"] == "40-30-20-10"
    app.select_slider("weight:social").set_value(100)
    sound(app.run())
    app.select_slider("weight:waste").set_value(50)
    sound(app.run())
    assert address(app)["weights"] == "50-0-50-0"


@pytest.mark.parametrize("preset", list(SCORING.weights))
def test_a_preset_sets_its_weights(opened: Opened, preset: str) -> None:
    app = opened("scoring", weights="1-2-3-94")
    app.selectbox("weights").set_value(preset)
    sound(app.run())
    now = [app.select_slider(f"weight:{id}").value for id in SCORING.criteria]
    assert now == [SCORING.weights[preset].weights[id] for id in SCORING.criteria]
    assert app.selectbox("weights").value == preset


def test_weights_that_are_nobodys_preset_are_the_readers_own(opened: Opened) -> None:
    app = opened("scoring", weights="1-2-3-94")
    assert app.selectbox("weights").value == "own"
    assert "own" not in opened("scoring").selectbox("weights").options


@pytest.mark.parametrize(
    "weights", ["0-0-0-0", "25-25-25", "50-50-50-50", "-5-35-35-35", "1e2-0-0-0", "a-b-c-d", "", "99999-0-0-1", "<b>"]
)
def test_weights_that_are_none_are_told_and_the_files_own_used(opened: Opened, weights: str) -> None:
    app = opened("scoring", weights=weights)
    assert headline(app) == headline(opened("scoring"))
    assert "hele tall fra 0 til 100 som blir 100 til sammen; skriv dem som 40-20-20-20" in text(app)


@pytest.mark.parametrize(
    ("key", "value"),
    [("arrow.omkrets.social", "6"), ("arrow.omkrets.social", "nan"), ("blend.waste", "-0.1"), ("blend.waste", "x")],
)
def test_an_arrow_or_blend_that_is_none_is_told(opened: Opened, key: str, value: str) -> None:
    app = opened("scoring", **{key: value})
    assert headline(app) == headline(opened("scoring"))
    assert f"{key}: fant" in text(app)


@pytest.mark.parametrize("lang", ["nb", "en"])
@pytest.mark.parametrize("weights", ["25-25-25-25", "100-0-0-0", "0-0-100-0", "0-1-0-99"])
def test_every_part_can_be_shown(opened: Opened, lang: str, weights: str) -> None:
    app = opened("scoring", lang=lang, weights=weights)
    for part in SCORES:
        said = opened_part(app, part)
        assert "nan" not in said.lower().split()
        assert "None" not in said


def opened_part(app: AppTest, part: str) -> str:
    """What a part of the page says with all its tables open."""
    app.query_params["score"] = part
    for opens in ("odds", "numbers:profile", "numbers:score-cost"):
        app.session_state[opens] = True
    return text(sound(app.run()))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("common.horizon_years", "0"),
        ("omkrets.planning_months", "1200"),
        ("omkrets.gross_area", "0"),
        ("omkrets.work_training_places", "500"),
        ("bruk_bergen.new_shops", "1000"),
        ("bergen_reparerer.users", "0"),
        ("omkrets.other_income", "90000000"),
        ("omkrets", "bir_led"),
    ],
)
def test_any_scenario_can_be_shown(opened: Opened, key: str, value: str) -> None:
    app = opened("scoring", **{key: value})
    for part in SCORES:
        assert "nan" not in opened_part(app, part).lower().split()


def test_a_concept_that_never_opens_counts_as_nothing_and_says_so(opened: Opened) -> None:
    said = text(opened("scoring", score="grounds", criterion="2", **{"omkrets.planning_months": "1200"}))
    assert "aldri i full drift: teller som ingenting" in said
    assert "Omkrets er aldri i full drift; ingenting telles for konseptet" in said
    cost = text(opened("scoring", score="cost", **{"omkrets.planning_months": "1200"}))
    assert "Omkrets slår" not in cost


@pytest.mark.parametrize("criterion", CRITERIA_USED)
def test_each_arrow_shows_whose_it_is_and_the_fact_it_rests_on(opened: Opened, criterion: str) -> None:
    said = text(opened("scoring", score="grounds", criterion=criterion))
    id = list(SCORING.criteria)[int(criterion) - 1]
    for readings in SCORING.readings.values():
        assert f"{readings[id].fact.nb} rapporten, side {readings[id].page}" in said
    stated = sum(readings[id].whose == "report" for readings in SCORING.readings.values())
    assert said.count("● rapporten sier det") == stated
    assert said.count("○ vår lesning") == len(SCORING.readings) - stated


def test_the_repair_hubs_waste_effect_is_at_odds(opened: Opened) -> None:
    app = opened("scoring")
    app.session_state["odds"] = True
    assert "Bergen Reparerer, avfallsreduksjon: fagvurderingen gir 5, modellen 1,1." in text(sound(app.run()))


def test_an_arrow_and_a_blend_can_be_changed_and_put_back(opened: Opened) -> None:
    app = opened("scoring", score="grounds", criterion="3")
    app.select_slider("arrow:bergen_reparerer:waste").set_value(2.0)
    sound(app.run())
    app.select_slider("blend:waste").set_value(1.0)
    sound(app.run())
    assert address(app) == {
        "score": "grounds",
        "criterion": "3",
        "arrow.bergen_reparerer.waste": "2",
        "blend.waste": "1",
    }
    assert "✎ endret her fra ↑ i stor grad" in text(app)
    app.button("judgement-reset").click()
    sound(app.run())
    assert address(app) == {"score": "grounds", "criterion": "3"}


def test_a_judgement_follows_to_other_pages_and_is_kept_when_a_lever_moves(opened: Opened) -> None:
    app = opened("scoring", weights="70-10-10-10")
    app.select_slider("lever:bergen_reparerer.users").set_value(70_000)
    sound(app.run())
    assert address(app) == {"weights": "70-10-10-10", "bergen_reparerer.users": "70000"}
    sound(app.switch_page("views/comparison.py").run())
    app.button("reset").click()
    sound(app.run())
    assert address(app) == {"weights": "70-10-10-10"}


def test_more_users_lift_what_the_model_counts_and_not_the_expert_reading(opened: Opened) -> None:
    """35 000 users keep 6.8 t from waste, so 70 000 keep 13.6 t: 1 + 4 · 13.6/360 = 1.15; with the arrow 5: 3.08."""
    app = opened("scoring", score="grounds", criterion="3", **{"bergen_reparerer.users": "70000"})
    assert re.search(r"↑ i stor grad 5 · ● rapporten sier det .*? 1,2 Spart avfall: 14 t/år 3,1", text(app))


def test_dominated_concepts_are_named(opened: Opened) -> None:
    assert "Ingen både gir mindre og koster mer enn et annet" in text(opened("scoring", score="cost"))
    free = text(opened("scoring", score="cost", **{"omkrets.other_income": "90000000"}))
    assert "Omkrets slår Bruk Bergen og Bergen Reparerer: det gir ikke mindre" in free


def test_what_bir_pays_is_said_where_the_municipality_is_let_off(opened: Opened) -> None:
    said = text(opened("scoring", score="cost", omkrets="bir_led"))
    assert "I tillegg betaler BIR i året: Omkrets 6,2 mill. kr." in said
    assert "Omkrets slår" not in said  # cheap for the municipality alone


def test_all_three_at_the_top_are_all_named(opened: Opened) -> None:
    top = {f"arrow.{concept}.{id}": "5" for concept in SCORING.concepts for id in SCORING.criteria}
    app = opened("scoring", **top, **{f"blend.{id}": "0" for id in SCORING.criteria})
    assert headline(app) == "Omkrets, Bruk Bergen og Bergen Reparerer får samme score med disse vektene: 5,0 av 5."


def test_what_is_judged_otherwise_is_told_on_every_part(opened: Opened) -> None:
    for part in SCORES:
        said = text(opened("scoring", score=part, **{"arrow.omkrets.social": "2", "blend.waste": "0"}))
        assert "Vurdert annerledes enn i filen" in said
        assert "Omkrets, sosial bærekraft: 5 → 2." in said
        assert "avfallsreduksjon: modellen teller 50 % → 0 %." in said


def test_under_fast_keys_only_the_weight_on_its_way_moves(opened: Opened) -> None:
    """A browser that has not yet heard of the others' new weights sends them as they were."""
    app = opened("scoring")
    app.select_slider("weight:waste").set_value(40)
    sound(app.run())
    assert address(app)["weights"] == "20-20-40-20"
    app.select_slider("weight:social").set_value(25)
    app.select_slider("weight:waste").set_value(70)
    sound(app.run())
    assert address(app)["weights"] == "10-10-70-10"


def test_the_survey_says_who_answered_and_what_may_not_be_concluded(opened: Opened) -> None:
    said = text(opened("scoring", score="citizens"))
    for each in ("475 innbyggere", "73 % er kvinner", "Dette kan man ikke slutte av svarene", "regnet ned til 53 %"):
        assert each in said


def test_swing_weighting_takes_three_steps(opened: Opened) -> None:
    """100 for waste, 50 for reuse, 50 for relevance, 0 for social: 0, 25, 50 and 25 per cent."""
    app = opened("scoring", score="swing")
    assert app.radio("swing:first").value is None
    app.radio("swing:first").set_value("waste")
    sound(app.run())
    app.select_slider("swing:social").set_value(0)
    sound(app.run())
    assert "Vektene blir sosial bærekraft 0 %, ombrukspotensial 25 %, avfallsreduksjon 50 %" in text(app)
    app.button("swing-use").click()
    sound(app.run())
    assert address(app) == {"weights": "0-25-50-25"}


def test_the_answers_to_swing_weighting_are_kept(opened: Opened) -> None:
    app = opened("scoring", score="swing")
    app.radio("swing:first").set_value("waste")
    sound(app.run())
    app.select_slider("swing:social").set_value(0)
    sound(app.run())
    app.query_params["lang"] = "en"
    sound(app.run())
    assert app.radio("swing:first").value == "waste"
    app.query_params["score"] = "profile"
    sound(app.run())
    app.query_params["score"] = "swing"
    sound(app.run())
    assert app.select_slider("swing:social").value == 0


def test_a_scoring_file_with_errors_leaves_the_other_pages_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, opened: Opened
) -> None:
    broken = tmp_path / "scoring.yaml"
    broken.write_text("criteria: {}\n", encoding="utf-8")
    whole = session.read_scoring
    monkeypatch.setattr(session, "read_scoring", lambda: whole(broken))
    assert headline(opened("comparison", weights="70-10-10-10")).startswith("Omkrets koster kommunen")
    app = opened("scoring", weights="70-10-10-10")
    assert headline(app) == "Vurderingen kan ikke vises før filen dens er rettet"
    assert address(app) == {"weights": "70-10-10-10"}


def test_the_files_own_judgement_needs_no_mention_in_the_address(opened: Opened) -> None:
    weights = "-".join(str(each) for each in Judgement.of(SCORING).weights.values())
    app = opened("scoring", weights=weights)
    app.select_slider("lever:bergen_reparerer.users").set_value(70_000)
    assert address(sound(app.run())) == {"bergen_reparerer.users": "70000"}

"""The page Referanser, run as Streamlit runs it: side by side, back-test, why they differ, figures and sources."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from models import benchmarks
from models.assumptions import Assumptions
from tests.screen import Opened, address, headline, sound, text
from views import session
from views.session import REFERENCES

PLACES = list(session.read_benchmarks(session.base_assumptions()[0])[0].places)


def test_the_answer_is_how_near_the_model_comes(opened: Opened) -> None:
    app = opened("reference")
    assert headline(app) == (
        "Modellen bommer på salget med inntil 11 % for Resirkula, som den ikke bygger på, og 8 % for ReTuna, som den "
        "er tilpasset."
    )
    assert "Resirkula, bare de fem åpne butikkene: bommer med inntil 41 %." in text(app)
    assert "To sentre kan avkrefte en modell, ikke bevise den." in text(app)


@pytest.mark.parametrize("part", REFERENCES)
@pytest.mark.parametrize("lang", ["nb", "en"])
@pytest.mark.parametrize("order", benchmarks.ORDERS)
def test_every_part_can_be_shown(opened: Opened, part: str, lang: str, order: str) -> None:
    said = text(opened("reference", reference=part, lang=lang, order=order))
    assert "nan" not in said.lower().split()
    assert "None" not in said


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("common.horizon_years", "0"),
        ("omkrets.gross_area", "0"),
        ("omkrets.shop_area", "0"),
        ("omkrets.mobilisation_months", "600"),
        ("omkrets.property_owner", "operator"),
        ("common.price_year", "1999"),
        ("common.price_year", "2022"),
        ("bruk_bergen.staff_fte", "0"),
        ("bergen_reparerer.price_per_repair", "0"),
        ("bergen_reparerer.users", "0"),
        ("omkrets", "retuna_scale"),
        ("omkrets", "private_market"),
    ],
)
def test_any_scenario_can_be_shown(opened: Opened, key: str, value: str) -> None:
    app = opened("reference", **{key: value})
    for part in REFERENCES:
        app.query_params["reference"] = part
        for opens in ("inputs:retuna", "inputs:resirkula", "numbers:why", "numbers:path:retuna", "indices"):
            app.session_state[opens] = True
        assert "nan" not in text(sound(app.run())).lower().split()


def test_the_back_test_shows_its_misses_and_what_each_figure_was_used_for(opened: Opened) -> None:
    said = text(opened("reference", reference="back_test"))
    for each in ("brukt til å tilpasse opptrappingen", "lagt inn", "holdt utenfor", "modellen er for snill"):
        assert each in said
    assert "Fra 2022 til 2023 falt det virkelige salget, i faste kroner; i modellen vokser det." in said
    # The published sales of 2023, 23.3 MSEK, at consumer prices 137.8 / 129.6 and 1.0590 NOK a krona in 2025: 26.2.
    assert "Salg i butikkene, 2023 23,3 mill. SEK · ● rapport eller myndighet 26,2 mill. kr" in said


def test_the_back_test_does_not_move_with_the_levers(opened: Opened) -> None:
    there = opened("reference", **{"omkrets.sales_ramp": "[1]", "omkrets.exit_rate": "0.9"})
    assert headline(there) == headline(opened("reference"))


@pytest.mark.parametrize("place", PLACES)
def test_every_figure_opens_to_its_source(opened: Opened, base: Assumptions, place: str) -> None:
    app = opened("reference", reference="sources")
    app.session_state[f"figures:{place}"] = True
    said = text(sound(app.run()))
    published = session.read_benchmarks(base)[0]
    assert published is not None
    for each in published.places[place].figures.values():
        assert each.label.nb in said
        assert each.source.nb in said


def test_the_conversion_is_shown_step_by_step(opened: Opened) -> None:
    app = opened("reference", reference="sources")
    app.session_state["figures:retuna"] = True
    app.session_state["figures:norwegian_centres"] = True
    said = text(sound(app.run()))
    # 23.3 × 0.9955 × 137.8 / 129.6 = 24.66
    assert "23,3 mill. SEK (2023) × 0,9955 × 1,063 = 24,7 mill. kr merverdiavgift ikke oppgitt" in said
    assert "PwC-rapporten (2024), side 43" in said
    assert "(2011); kan ikke regnes om til prisåret: en kurs eller indeks mangler" in said
    sound(app.radio(key="order").set_value("prices_first").run())
    assert "23,3 mill. SEK (2023) × 1,063 × 1,0590 = 26,2 mill. kr" in text(app)  # 23.3 × 1.0633 × 1.059 = 26.24
    assert address(app)["order"] == "prices_first"


def test_an_input_far_off_what_others_have_is_flagged_here_and_beside_its_slider(opened: Opened) -> None:
    # ReTuna 6 351 and OmIgjen 5 671 NOK/m²: below half of 5 671 is far off.
    for page in ("reference", "comparison", "funding"):
        said = text(opened(page, **{"omkrets.market_rent": "800"}))
        assert "Langt unna det andre har: 1 600 kr/m²/år." in said
    said = text(opened("reference", **{"omkrets.sales_per_area": "2000"}))
    assert "Butikkenes salg etter opptrapping: 5 700 til 6 400 kr/m²/år" in said
    # 2 FTE on 3 500 m² is 0.57 per 1 000 m², ReTuna's 1 on 5 000 is 0.2: the one thing that is far off in the base.
    said = text(opened("reference"))
    assert "Langt unna det andre har: senteransatte per 1 000 m² 0,2 årsverk." in said
    assert "salg etter opptrapping:" not in said


def test_a_flag_stands_in_the_row_of_what_is_far_off(opened: Opened) -> None:
    app = opened("reference", **{"bruk_bergen.shop_sales": "600000"})
    body = next(each.proto.body for each in app.get("html") if "<table" in each.proto.body)
    flagged = re.findall(r'rowheader"><span>([^<]*)</span>(?:<small>[^<]*</small>)?</th><td[^>]*class="alarm"', body)
    assert flagged == ["Senteransatte per 1 000 m²"]  # Omkrets' sales per shop are as they were


def test_the_waterfall_ends_at_omkrets(opened: Opened) -> None:
    app = opened("reference", reference="why")
    app.session_state["numbers:why"] = True
    said = text(sound(app.run()))
    assert "Dette trekker mest ned: areal og utleie" in said
    assert "Omkrets −5,42 mill. kr" in said


def test_a_broken_file_of_benchmarks_is_told(opened: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "benchmarks.yaml"
    file.write_text("places: 1\n", encoding="utf-8")
    read = session.read_benchmarks
    monkeypatch.setattr(session, "read_benchmarks", lambda base: read(base, file))
    assert headline(opened("reference")) == "Referansene kan ikke vises før filen deres er rettet"
    assert "benchmarks.yaml, linje 1, places: fant 1" in text(opened())


def test_the_years_with_a_deficit_are_laid_beside_the_models(opened: Opened) -> None:
    said = text(opened("reference", reference="back_test"))
    assert re.search(r"2017 underskudd underskudd −0,9 mill\. kr", said)
    assert re.search(r"2019 ikke underskudd ikke underskudd 1,5 mill\. kr", said)
    assert re.search(r"2020 underskudd ikke underskudd 1,7 mill\. kr", said)  # where the model is too kind

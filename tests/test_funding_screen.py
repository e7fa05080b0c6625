"""The page Finansiering, run as Streamlit runs it: presets, parts, steps, kept variants, files and bad input."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from concepts import CONCEPTS
from models import presets, variants
from models.assumptions import Assumptions
from models.scenarios import read_patch
from models.variants import Variant
from tests.screen import Opened, address, headline, open_page, sound, text
from views import session
from views.session import PARTS, SIDES

ALL_PRESETS = [
    (concept, id)
    for concept, entries in session.read_presets(session.base_assumptions()[0])[0].items()
    for id in entries
]


@pytest.fixture(scope="session")
def known(base: Assumptions) -> presets.Presets:
    return presets.load(session.SCENARIOS_FILE, base, tuple(CONCEPTS))


def test_the_base_says_who_pays(opened: Opened) -> None:
    assert headline(opened("funding")) == (
        "Omkrets koster kommunen 5,6 mill. kr i året og BIR 1,0 mill. kr. Alle underskudd er dekket til og med 2047."
    )


def test_bir_leads_and_we_guarantee_three_years_is_answered_by_one_choice(opened: Opened) -> None:
    app = opened("funding")
    sound(app.selectbox(key="preset:omkrets").set_value("bir_led_guarantee").run())
    assert headline(app) == (
        "Omkrets koster kommunen 16,2 mill. kr til og med 2031 og deretter ingenting; BIR betaler 4,2 mill. kr i "
        "året. Fra 2031 har ingen sagt ja til å dekke et underskudd på 1,8 mill. kr i året i snitt."
    )
    said = text(app)
    assert "I alt er det like mye å betale som før, men 1,3 mill. kr av det har ingen tatt på seg." in said
    assert "eier av bygget: Kommunen → BIR" in said
    assert "driftsår med dekning av underskudd: Alle driftsår → De tre første driftsårene" in said
    assert address(app) == {"omkrets": "bir_led_guarantee"}


@pytest.mark.parametrize(("concept", "id"), ALL_PRESETS)
@pytest.mark.parametrize("lang", ["nb", "en"])
def test_a_preset_says_in_words_what_it_is_and_all_that_it_changes(
    opened: Opened, base: Assumptions, known: presets.Presets, concept: str, id: str, lang: str
) -> None:
    preset = known[concept][id]
    said = text(opened("funding", concept=concept, lang=lang, **{concept: id}))
    assert preset.sentence.in_language(lang) in said
    assert preset.source.in_language(lang).rstrip(".") in said
    changes = re.search(r"(?:Det endrer|It changes) (.*?)\. (?:Kilde|Source):", said)
    differing = [key for key, value in preset.change.items() if value != base[key].value]
    assert (changes[1].count(" → ") if changes else 0) == len(differing)


@pytest.mark.parametrize("concept", CONCEPTS)
@pytest.mark.parametrize("lang", ["nb", "en"])
def test_every_part_can_be_shown_for_every_concept(opened: Opened, concept: str, lang: str) -> None:
    app = opened("funding", concept=concept, lang=lang, prices="nominal")
    for part in PARTS:
        app.query_params["part"] = part
        said = text(sound(app.run()))
        assert "NaN" not in said
        assert "nan" not in said.split()


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("concept", CONCEPTS)
def test_the_money_can_be_seen_from_every_side_with_the_numbers_behind(opened: Opened, concept: str, side: str) -> None:
    app = opened("funding", concept=concept, side=side)
    app.session_state["numbers:side"] = True
    app.session_state["numbers:payers"] = True
    said = text(sound(app.run()))
    assert "2047" in said
    assert ("Netto" in said) == (side != "all")


@pytest.mark.parametrize(
    ("address_key", "value"),
    [
        ("omkrets.property_owner", "operator"),
        ("omkrets.state_grant", "1000000000000"),
        ("omkrets.municipal_capital_share", "1"),
        ("omkrets.mobilisation_months", "600"),
        ("common.horizon_years", "0"),
        ("omkrets.gross_area", "0"),
        ("omkrets.market_rent", "19000"),
        ("common.euro_rate", "0"),
        ("common.de_minimis_limit", "0"),
        ("omkrets.rent_steps", "[0]"),
        ("omkrets.support_years", "[2, 5, 100]"),
        ("omkrets.support_years", "[3]"),
        ("omkrets.handling_fee_share", "1"),
        ("omkrets.loan_years", "100"),
    ],
)
def test_any_value_the_unit_allows_can_be_shown_in_every_part(opened: Opened, address_key: str, value: str) -> None:
    app = opened("funding", **{address_key: value, "variant": "A"})
    for part in PARTS:
        app.query_params["part"] = part
        for key in ("numbers:payers", "numbers:side", "numbers:coverage", "numbers:loan", "plan:text", "lawful:lines"):
            app.session_state[key] = True
        assert "nan" not in text(sound(app.run())).lower().split()


# --- bad input ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("omkrets.bir_deficit_share", "0.5", "blir 150 % til sammen"),
        ("omkrets.bir_capital_share", "1", "blir 115 % til sammen"),
        ("omkrets.loan_years", "40", "40 år er lengre enn de 20"),
        ("omkrets.rent_steps", "[0.5, 3]", 'fant "[0.5, 3]"; tillatt: en liste med 1 til 100 vanlige tall'),
        ("omkrets.support_years", "banan", "tillatt: «all», et antall driftsår eller en liste"),
        ("omkrets.support_years", "[1, 1.5]", "tillatt: «all», et antall driftsår eller en liste"),
        ("omkrets.old_key", "1", "omkrets.old_key: fant en ukjent nøkkel"),
        (
            "bergen_reparerer",
            "bir_led",
            'bergen_reparerer: fant "bir_led"; tillatt: en av municipal, partner, campaign',
        ),
        ("part", "economy", 'part: fant "economy"; tillatt: en av payers,'),
        ("variant", "Mine;omkrets.old_key=1;omkrets.market_rent=1300", "Mine, omkrets.old_key: fant en ukjent nøkkel"),
    ],
)
def test_bad_input_gets_a_sentence_and_the_rest_of_the_scenario_is_kept(
    opened: Opened, key: str, value: str, sentence: str
) -> None:
    assert sentence in text(opened("funding", **{key: value, "bruk_bergen": "host"}))
    assert "Bruk Bergen, areal til kontor og møterom: 150 → 80 m²" in text(
        opened(**{key: value, "bruk_bergen": "host"})
    )


def test_more_variants_than_fit_are_told(opened: Opened) -> None:
    app = opened("funding", part="variants", variant=[f"V{number}" for number in range(7)])
    assert "variant: fant 7; tillatt: høyst 5" in text(app)
    assert "V4" in text(app)
    assert app.button(key="variant:keep").disabled


# --- steps ----------------------------------------------------------------------------------------------------------


def test_steps_written_by_hand_show_at_once_what_they_lead_to(opened: Opened) -> None:
    app = opened("funding", part="steps")
    sound(app.text_input(key="steps:text").set_value("40-60 80 100").run())
    assert address(app)["omkrets.rent_steps"] == "[0.4,0.6,0.8,1]"
    said = text(app)
    assert "560 kr/m²" in said  # 0.4 × 1 400
    assert "Butikker som slutter i året" in said
    assert "av 300 000 EUR" in said


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("50 300", "Trinn 2 er 300 %; høyst 150 % er tillatt."),
        ("tull", "Trinn 1, «tull», er ikke et vanlig tall"),
        ("", "Skriv minst ett trinn"),
        ("-50", "Et trinn kan ikke være under 0 %."),
    ],
)
def test_steps_that_cannot_be_read_stay_in_the_field_and_change_nothing(
    opened: Opened, typed: str, sentence: str
) -> None:
    app = opened("funding", part="steps", **{"omkrets.market_rent": "1300"})
    sound(app.text_input(key="steps:text").set_value(typed).run())
    assert sentence in text(app)
    assert app.text_input(key="steps:text").value == typed
    assert address(app) == {"part": "steps", "omkrets.market_rent": "1300"}
    sound(app.text_input(key="steps:text").set_value("50 100").run())
    assert sentence not in text(app)


def test_named_steps_fill_the_field(opened: Opened) -> None:
    app = opened("funding", part="steps")
    sound(app.radio(key="steps:named").set_value((1.0,)).run())
    assert app.text_input(key="steps:text").value == "100"
    assert address(app)["omkrets.rent_steps"] == "[1]"


def test_the_fee_of_bruk_bergen_has_steps_too(opened: Opened) -> None:
    app = opened("funding", part="steps", concept="bruk_bergen")
    sound(app.text_input(key="steps:text").set_value("100").run())
    assert address(app)["bruk_bergen.fee_steps"] == "[1]"
    assert "Avgiftsinntekt" in text(app)


# --- variants -------------------------------------------------------------------------------------------------------


def keep(app: AppTest, name: str) -> AppTest:
    app.text_input(key="variant:name").set_value(name)
    return sound(app.button(key="variant:keep").click().run())


def test_variants_are_kept_compared_shown_and_forgotten(opened: Opened) -> None:
    app = opened("funding", part="variants")
    keep(app, "Kommunen")
    sound(app.selectbox(key="preset:omkrets").set_value("bir_led").run())
    keep(app, "BIR; med støtte")
    assert app.query_params["variant"] == ["Kommunen", "BIR%3B med støtte;omkrets=bir_led"]
    said = text(app)
    assert "5,6 mill. kr 0,3 mill. kr −5,2 mill. kr" in said  # 5.56 and 0.35; the difference is 5.21
    sound(app.button(key="variant:use:0").click().run())
    assert app.selectbox(key="preset:omkrets").value == "municipal"
    sound(app.button(key="variant:drop:0").click().run())
    assert app.query_params["variant"] == "BIR%3B med støtte;omkrets=bir_led"


def test_a_link_opens_the_whole_comparison(opened: Opened) -> None:
    kept = ["Nå;omkrets=bir_led", "Tre år;omkrets.support_years=3;omkrets.rent_steps=[0.3,1]"]
    app = opened("funding", part="variants", variant=kept, **{"omkrets.market_rent": "1300"})
    link = app.code[0].value
    assert link.count("variant=") == 2
    assert "omkrets.market_rent=1300" in link
    said = text(app)
    assert "Tre år" in said
    again = opened("funding", **dict(app.query_params.items()))
    assert text(again) == said


def test_the_variants_survive_another_page_language_and_lever(opened: Opened) -> None:
    app = opened("funding", variant=["A;omkrets=bir_led"])
    sound(app.segmented_control(key="language").set_value("en").run())
    sound(app.select_slider(key="lever:omkrets.support_years").set_value(5).run())
    sound(app.switch_page("views/comparison.py").run())
    assert address(app) == {"lang": "en", "variant": "A;omkrets=bir_led", "omkrets.support_years": "5"}


def test_back_to_base_drops_presets_and_keeps_variants(opened: Opened) -> None:
    app = opened("funding", variant=["A;omkrets=bir_led"], omkrets="strategic", bruk_bergen="host")
    sound(app.button(key="reset").click().run())
    assert address(app) == {"variant": "A;omkrets=bir_led"}


def test_a_preset_keeps_what_the_reader_changed_beside_it(opened: Opened) -> None:
    app = opened("funding", **{"omkrets.market_rent": "1300", "omkrets.support_years": "5"})
    sound(app.selectbox(key="preset:omkrets").set_value("strategic").run())
    assert address(app) == {"omkrets": "strategic", "omkrets.market_rent": "1300"}
    assert "Endret i tillegg: markedsleie: 1 400 → 1 300 kr/m²/år" in text(app)
    sound(app.select_slider(key="lever:omkrets.support_years").set_value("all").run())
    assert address(app) == {"omkrets": "strategic", "omkrets.market_rent": "1300", "omkrets.support_years": "all"}


def test_a_typed_name_stays_whatever_else_is_moved(opened: Opened) -> None:
    app = opened("funding", part="variants")
    sound(app.text_input(key="variant:name").set_value("Mitt navn").run())
    sound(app.select_slider(key="lever:omkrets.support_years").set_value(3).run())
    app.query_params["part"] = "plan"
    sound(app.run())
    app.query_params["part"] = "variants"
    sound(app.run())
    sound(app.button(key="variant:keep").click().run())
    assert app.query_params["variant"] == "Mitt navn;omkrets.support_years=3"


def test_a_name_is_never_markup(opened: Opened) -> None:
    app = opened("funding", part="variants", variant=["![x](http://127.0.0.1/p.png) :red[a] <b>"])
    label = app.button(key="variant:use:0").label
    assert "![" not in label
    assert ":red[" not in label
    assert "<b>" not in "".join(each.proto.body for each in app.get("html"))


def test_a_variant_that_could_only_be_read_in_part_says_so(opened: Opened) -> None:
    said = text(opened("funding", part="variants", variant=["C;omkrets=tull"]))
    assert "C (delvis lest)" in said
    assert 'C, omkrets: fant "tull"; tillatt: en av municipal,' in said


def test_a_variant_outside_what_is_plausible_is_flagged(opened: Opened) -> None:
    said = text(opened("funding", part="variants", variant=["A;omkrets.market_rent=100000"]))
    assert "A: Markedsleie: 100 000 er utenfor det sannsynlige spennet" in said


# --- what the figures must bear out -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        # The municipality gets the head rent and covers nothing; BIR still carries half of the reception.
        (
            {"omkrets.head_rent": "1500", "omkrets.municipal_deficit_share": "0"},
            ", men koster BIR 1,0 mill. kr i året.",
        ),
        ({"omkrets.support_years": "[2, 3]"}, "I noen av årene fra 2028 har ingen sagt ja"),
        ({"omkrets": "strategic"}, "og 24,1 mill. kr til fornyelse."),
        ({"omkrets.municipal_deficit_share": "0.99999999"}, "Alle underskudd er dekket"),
    ],
)
def test_the_headline_is_true_in_odd_scenarios(opened: Opened, where: dict[str, str], sentence: str) -> None:
    assert sentence in headline(opened("funding", **where))


def test_the_shares_of_who_pays_are_shares(opened: Opened) -> None:
    said = text(opened("funding", **{"omkrets.head_rent": "3000", "omkrets.municipal_deficit_share": "0"}))
    shares = re.search(r"Hvem som betaler 2027–2047: (.*?) [A-ZÆØÅ]", said)
    assert shares is not None
    assert sum(int(each) for each in re.findall(r"(\d+) %", shares[1])) <= 101


def test_a_concept_that_covers_its_running_costs_is_not_said_to_fail_at_it(opened: Opened) -> None:
    said = text(opened("funding", part="cliff", omkrets="retuna_scale"))
    assert "kan ikke stå på egne ben" not in said
    assert re.search(r"Omkrets (dekker egne driftskostnader|dekker drift og bygg) fra 20\d\d", said)


@pytest.mark.parametrize("side", SIDES)
def test_the_title_is_in_the_prices_of_the_chart(opened: Opened, side: str) -> None:
    titles = []
    for prices in ("real", "nominal"):
        app = opened("funding", side=side, prices=prices, omkrets="strategic")
        titles.append(next(each.proto.body for each in app.get("html") if each.proto.body.startswith("<h2>")))
    assert (titles[0] == titles[1]) == (side == "tenants")  # shares of sales are the same in any prices


@pytest.mark.parametrize("concept", ["bruk_bergen", "bergen_reparerer"])
def test_a_concept_without_a_building_has_one_level_of_coverage(opened: Opened, concept: str) -> None:
    app = opened("funding", part="cliff", concept=concept)
    said = text(app)
    assert "alle driftskostnader" in said
    assert "Med bygg" not in said


@pytest.mark.parametrize("preset", ["private_market"])
def test_where_nobody_covers_anything_its_length_is_no_question(opened: Opened, preset: str) -> None:
    assert "Ingen dekker underskudd her" in text(opened("funding", part="cliff", omkrets=preset))


# --- files ----------------------------------------------------------------------------------------------------------


def saved(base: Assumptions, known: presets.Presets, *pairs: tuple[str, str]) -> str:
    scenario, _ = read_patch(base, pairs)
    return variants.to_file(Variant("Fra fil", scenario), known, date(2026, 11, 23), "A scenario")


def upload(app: AppTest, content: str | bytes) -> AppTest:
    data = content.encode() if isinstance(content, str) else content
    return sound(app.file_uploader[0].upload("scenario.yaml", data, "application/yaml").run())


def test_a_saved_scenario_is_fetched(opened: Opened, base: Assumptions, known: presets.Presets) -> None:
    app = upload(
        opened("funding", part="variants"),
        saved(base, known, ("omkrets.market_rent", "1300"), ("bruk_bergen.members", "40")),
    )
    assert address(app) == {"part": "variants", "omkrets.market_rent": "1300", "bruk_bergen.members": "40"}


def test_a_file_for_other_assumptions_says_which_keys_and_fetches_the_rest(
    opened: Opened, base: Assumptions, known: presets.Presets
) -> None:
    text_of_file = saved(base, known, ("omkrets.market_rent", "1300"), ("bruk_bergen.members", "40"))
    broken = text_of_file.replace("omkrets.market_rent", "omkrets.rent_level").replace("from: 30", "from: 25")
    app = upload(opened("funding", part="variants"), broken)
    assert address(app) == {"part": "variants", "bruk_bergen.members": "40"}
    assert "omkrets.rent_level: fant en ukjent nøkkel" in text(app)
    assert "utgangspunktet var 25 da filen ble lagret, og er 30 nå" in text(app)


@pytest.mark.parametrize("content", ["", "3", "a: &b 1", "\x00\x01", b"\xff\xfe\x00", "[" * 500, "name: x"])
def test_a_file_that_is_no_scenario_is_told_and_nothing_is_lost(opened: Opened, content: str | bytes) -> None:
    app = upload(opened("funding", part="variants", omkrets="bir_led"), content)
    assert "scenario.yaml" in text(app)
    assert address(app) == {"part": "variants", "omkrets": "bir_led"}


# --- the files behind -------------------------------------------------------------------------------------------------


def test_chosen_presets_outlive_a_broken_file_of_presets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    files = {}
    for name, original in (("base", session.ASSUMPTIONS_FILE), ("presets", session.SCENARIOS_FILE)):
        files[name] = tmp_path / original.name
        files[name].write_text(original.read_text(encoding="utf-8"), encoding="utf-8")
    read_base, read_presets = session.base_assumptions, session.read_presets
    monkeypatch.setattr(session, "base_assumptions", lambda: read_base(files["base"]))
    monkeypatch.setattr(session, "read_presets", lambda base: read_presets(base, files["presets"]))
    app = open_page("funding", omkrets="bir_led", variant=["B;omkrets=strategic"], part="variants")
    answer, good = headline(app), files["presets"].read_text(encoding="utf-8")
    files["presets"].write_text("omkrets: 1\n", encoding="utf-8")
    assert headline(sound(app.run())) == answer
    files["base"].write_text(files["base"].read_text(encoding="utf-8") + "# seen\n", encoding="utf-8")
    assert headline(sound(app.run())) == answer
    assert "scenarios.yaml, linje 1, omkrets: fant 1" in text(app)
    files["presets"].write_text(good, encoding="utf-8")
    assert headline(sound(app.run())) == answer
    assert address(app) == {"omkrets": "bir_led", "variant": "B;omkrets=strategic", "part": "variants"}


def test_without_any_presets_the_page_works_and_messages_stay(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    read_presets = session.read_presets
    monkeypatch.setattr(session, "read_presets", lambda base: read_presets(base, tmp_path / "scenarios.yaml"))
    app = open_page("funding", **{"omkrets.foo": "1"})
    assert "omkrets.foo: fant en ukjent nøkkel" in text(app)
    assert "omkrets.foo: fant en ukjent nøkkel" in text(sound(app.run()))


def test_a_broken_file_of_funding_sources_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "funding_sources.yaml"
    file.write_text("sources: {loan: {pays: 5}}\n", encoding="utf-8")
    read = session.read_funding_sources
    monkeypatch.setattr("views.session.read_funding_sources", lambda: read(file))
    app = open_page("funding", part="lawful")
    assert "funding_sources.yaml, linje 1, sources.loan.pays: fant 5; tillatt: en liste." in text(app)

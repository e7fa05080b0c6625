"""Every view in both languages, run as Streamlit runs it: levers, address, bad input, a broken file."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from concepts import ASSUMPTIONS_FILE
from models.assumptions import Assumptions
from models.problems import InputError
from tests.screen import DASHBOARD, SPACE, Opened, address, headline, sound, text
from views import session
from views.levers import COMPARISON, FUNDING, positions, slider_options, slides


def test_the_first_screen_answers_in_norwegian(opened: Opened) -> None:
    assert headline(opened()) == (
        "Omkrets koster kommunen 5,6 mill. kr i året, Bruk Bergen 3,4 mill. kr og Bergen Reparerer 1,6 mill. kr. "
        "Ingen av dem står på egne ben innen 2047."
    )


def test_the_first_screen_answers_in_english(opened: Opened) -> None:
    assert headline(opened(lang="en")) == (
        "Omkrets costs the municipality NOK 5.6 million a year, Bruk Bergen NOK 3.4 million and Bergen Reparerer "
        "NOK 1.6 million. None of them stands on its own feet by 2047."
    )


@pytest.mark.parametrize(
    ("lang", "heads"),
    [
        (
            "nb",
            [
                "Kostnad per år for kommunen",
                "Står på egne ben",
                "Varer ombrukt eller reparert per år",
                "Besøk per år",
                "Jobber",
            ],
        ),
        (
            "en",
            [
                "Cost per year for the municipality",
                "Stands on its own feet",
                "Goods reused or repaired per year",
                "Jobs",
            ],
        ),
    ],
)
def test_the_comparison_shows_what_is_paid_and_what_is_given(opened: Opened, lang: str, heads: list[str]) -> None:
    said = text(opened(lang=lang))
    assert [head for head in heads if head not in said] == []


def test_today_is_beside_the_concepts(opened: Opened) -> None:
    said = text(opened())
    assert "Som i dag" in said
    assert "BIR: 1 040 t gitt bort, 50 t solgt" in said


def test_a_lever_changes_answer_and_address(opened: Opened) -> None:
    app = opened()
    sound(app.select_slider(key="lever:bruk_bergen.staff_fte").set_value(1).run())
    # One FTE of two less: 1.02 million a year, × about 1.12 in wages (1 % a year from 2025), in 13.1 of 14.6 discounted
    # years (open from the middle of 2028) = 1.0 million a year; 3.4 − 1.0 = 2.4.
    assert "Bruk Bergen 2,4 mill. kr" in headline(app)
    assert address(app) == {"bruk_bergen.staff_fte": "1"}


def test_the_address_brings_the_scenario_back(opened: Opened) -> None:
    app = opened(**{"bruk_bergen.staff_fte": "1", "omkrets.rent_steps": "[1.0]"})
    assert "Bruk Bergen 2,4 mill. kr" in headline(app)
    assert app.radio(key="lever:omkrets.rent_steps").value == (1.0,)
    assert "Full markedsleie fra første dag" in text(app)


def test_what_differs_is_listed_and_each_can_go_back(opened: Opened) -> None:
    app = opened(**{"omkrets.market_rent": "1300", "bruk_bergen.staff_fte": "1"})
    assert "Omkrets, markedsleie: 1 400 → 1 300 kr/m²/år" in text(app)
    sound(app.button(key="reset:omkrets.market_rent").click().run())
    assert address(app) == {"bruk_bergen.staff_fte": "1"}
    assert app.select_slider(key="lever:omkrets.market_rent").value == 1400


def test_all_can_go_back_at_once(opened: Opened) -> None:
    app = opened(**{"omkrets.market_rent": "1300", "bruk_bergen.staff_fte": "1"})
    sound(app.button(key="reset").click().run())
    assert address(app) == {}
    assert headline(app) == headline(opened())


def test_the_language_keeps_the_scenario(opened: Opened) -> None:
    app = opened(**{"bruk_bergen.staff_fte": "1"})
    sound(app.segmented_control(key="language").set_value("en").run())
    assert address(app) == {"lang": "en", "bruk_bergen.staff_fte": "1"}
    assert "Bruk Bergen NOK 2.4 million" in headline(app)


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("omkrets.markt_rent", "1300", "omkrets.markt_rent: fant en ukjent nøkkel; tillatt: del.nøkkel; mente du"),
        (
            "omkrets.take_up",
            "abc",
            'Utleiegrad etter opptrapping: fant "abc"; tillatt: et vanlig tall fra 0 til 1; skriv',
        ),
        ("omkrets.take_up", "1.5", 'fant "1.5"; tillatt: et vanlig tall fra 0 til 1.'),
        ("omkrets.rent_steps", "[3]", "tillatt: en liste med 1 til 100 vanlige tall, hvert fra 0 til 1,5."),
        ("omkrets.rent_steps", "[[[[[[[[[[", "Leietrapp, andel av markedsleie: fant"),
        ("omkrets.support_years", "banan", "tillatt: «all», et antall driftsår eller en liste"),
        ("omkrets.market_rent", "!!python/object:os.system", "Markedsleie: fant"),
        ("omkrets.market_rent", "", "Markedsleie: fant"),
        ("<script>alert(1)</script>", "1", "<script>alert(1)</script>: fant en ukjent nøkkel"),
        ("lang", "xx", 'lang: fant "xx"; tillatt: en av nb, en.'),
        ("prices", "gold", 'prices: fant "gold"; tillatt: en av real, nominal.'),
        ("concept", "<b>", 'concept: fant "<b>"; tillatt: en av omkrets, bruk_bergen, bergen_reparerer.'),
    ],
)
def test_nonsense_in_the_address_gets_a_sentence_and_the_rest_is_kept(
    opened: Opened, key: str, value: str, sentence: str
) -> None:
    app = opened(**{key: value, "bruk_bergen.staff_fte": "1"})
    assert sentence in text(app)
    assert "Bruk Bergen 2,4 mill. kr" in headline(app)


def test_what_comes_from_the_address_is_never_markup(opened: Opened) -> None:
    app = opened(**{"<script>alert(1)</script>": "<img src=x onerror=alert(1)>"})
    assert "<script>alert" not in "".join(each.proto.body for each in app.get("html"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("omkrets.support_years", "7"),
        ("omkrets.support_years", "[1, 4]"),
        ("common.inflation", "-0.9999999999999999"),
        ("common.discount_rate", "-0.9999999999999999"),
        ("omkrets.sales_growth", "-0.999"),
        ("common.loan_interest_rate", "0.00000000000000001"),
        ("common.horizon_years", "0"),
        ("common.horizon_years", "100"),
        ("omkrets.price_per_kg", "0"),
        ("omkrets.gross_area", "0"),
        ("omkrets.market_rent", "1000000000000"),
    ],
)
def test_any_value_the_unit_allows_can_be_shown(opened: Opened, key: str, value: str) -> None:
    app = opened(**{key: value})
    app.session_state["more"] = True
    assert "NaN" not in text(sound(app.run()))


def test_a_choice_there_is_not_leaves_the_address_with_the_next_move(opened: Opened) -> None:
    app = opened(prices="gold", concept="bruk_bergen")
    sound(app.select_slider(key="lever:bruk_bergen.staff_fte").set_value(1).run())
    assert address(app) == {"concept": "bruk_bergen", "bruk_bergen.staff_fte": "1"}


def test_many_unknown_keys_do_not_push_the_answer_away(opened: Opened) -> None:
    said = text(opened(**{f"omkrets.unknown_{number}": "1" for number in range(50)}))
    assert "og 40 til" in said
    assert "unknown_20" not in said


def test_a_rule_that_is_changed_is_told(opened: Opened) -> None:
    said = text(opened(**{"common.discount_rate": "0.05"}))
    assert "5 % brukes i stedet for 4 %, som er en fast regel i beregningen." in said


def test_a_share_outside_the_range_is_written_as_the_slider_writes_it(opened: Opened) -> None:
    assert "20 % er utenfor det sannsynlige spennet 70 % … 97 %." in text(opened(**{"omkrets.take_up": "0.2"}))


def test_the_prices_in_the_charts_survive_another_language(opened: Opened) -> None:
    app = opened(prices="nominal")
    sound(app.segmented_control(key="language").set_value("en").run())
    assert app.radio(key="prices").value == "nominal"
    assert address(app) == {"lang": "en", "prices": "nominal"}


def test_a_value_outside_the_plausible_range_is_used_and_flagged(opened: Opened) -> None:
    app = opened(**{"omkrets.market_rent": "2500"})
    assert "Markedsleie: 2 500 er utenfor det sannsynlige spennet 1 000 … 1 800 kr/m²/år." in text(app)
    assert app.select_slider(key="lever:omkrets.market_rent").value == 2500


def test_a_deficit_nobody_covers_is_said_in_words(opened: Opened) -> None:
    said = text(opened(**{"omkrets.support_years": "3"}))
    amount, sentence = (
        r"\d,\d mill\. kr",
        "Ingen har sagt ja til å dekke Omkrets {0} i året i snitt fra 2031",
    )
    assert re.search(sentence.format(amount), said)
    assert re.search(f"uten dekning: {amount}", said)  # beside the cost it makes look small


def test_a_concept_that_gives_money_is_said_to_give(opened: Opened) -> None:
    app = opened(**{"omkrets.market_rent": "19000"})
    assert headline(app).startswith("Omkrets gir kommunen ")
    assert "Omkrets står på egne ben fra 20" in headline(app)


def test_a_concept_that_never_opens_is_told(opened: Opened) -> None:
    app = opened(**{"omkrets.mobilisation_months": "600"})
    assert "kommer ikke i full drift" in text(app)


@pytest.mark.parametrize("concept", ["omkrets", "bruk_bergen", "bergen_reparerer"])
@pytest.mark.parametrize("prices", ["real", "nominal"])
def test_the_charts_can_be_shown_for_each_concept_in_both_prices(opened: Opened, concept: str, prices: str) -> None:
    app = opened()
    app.radio(key="concept").set_value(concept)
    sound(app.radio(key="prices").set_value(prices).run())


@pytest.mark.parametrize("lang", ["nb", "en"])
@pytest.mark.parametrize("key", ["numbers:cumulative", "numbers:income", "more"])
def test_the_numbers_behind_can_be_opened(opened: Opened, lang: str, key: str) -> None:
    app = opened(lang=lang)
    tables = text(app).count("2047")
    app.session_state[key] = True
    sound(app.run())
    assert len(text(app)) > tables


@pytest.mark.parametrize("horizon", ["10", "40"])
def test_the_horizon_is_shown(opened: Opened, horizon: str) -> None:
    assert f"2027–{2027 + int(horizon)}" in text(opened(**{"common.horizon_years": horizon}))


PAGES = {"comparison": COMPARISON, "funding": FUNDING}


@pytest.mark.parametrize(
    ("page", "key"),
    [(page, f"{section}.{name}") for page in PAGES for section in PAGES[page] for name in PAGES[page][section]],
)
def test_every_lever_works_at_both_ends_and_comes_back_from_the_address(
    opened: Opened, base: Assumptions, page: str, key: str
) -> None:
    entry, section = base[key], key.split(".", maxsplit=1)[0]
    ends = positions(entry)
    where = {} if section == "common" else {"concept": section}
    app = opened(page, **where)
    lever = "select_slider" if slides(entry) else "radio"
    for option in (ends[0], ends[-1]):
        sound(getattr(app, lever)(key=f"lever:{key}").set_value(option).run())
        again = opened(page, **address(app))
        assert getattr(again, lever)(key=f"lever:{key}").value == option


def test_a_slider_has_round_steps_and_its_own_base_and_ends(base: Assumptions) -> None:
    options = slider_options(base["omkrets.market_rent"])
    assert options[:3] == [1000, 1020, 1040]  # (1800 − 1000) / 40 = 20
    assert 1400 in options
    assert options[-1] == 1800
    assert slider_options(base["omkrets.centre_fte"]) == [2, 2.25, 2.5, 2.75, 3]


def test_every_lever_shows_unit_range_and_source(opened: Opened, base: Assumptions) -> None:
    slider = opened().select_slider(key="lever:omkrets.market_rent")
    assert slider.label.replace(SPACE, " ") == "Markedsleie (kr/m²/år) · ○ anslag"
    said = slider.proto.help.replace(SPACE, " ").replace("\\", "").replace("\u2060", "")
    assert said.startswith(
        "Utgangspunkt: 1 400 kr/m²/år. Sannsynlig spenn: 1 000 til 1 800 kr/m²/år. Kilde (○ anslag): "
    )
    assert base["omkrets.market_rent"].source.nb in said


def test_a_broken_file_keeps_the_last_good_version_and_says_what_is_wrong(tmp_path: Path) -> None:
    good = ASSUMPTIONS_FILE.read_text(encoding="utf-8")
    file = tmp_path / "assumptions.yaml"
    file.write_text(good, encoding="utf-8")
    first, problems = session.base_assumptions(file)
    assert problems == ()
    file.write_text(good.replace("value:    1400", "value:    19000", 1), encoding="utf-8")
    kept, problems = session.base_assumptions(file)
    assert kept is first
    assert [each.key for each in problems] == ["omkrets.market_rent.value"]
    file.write_text(good, encoding="utf-8")
    mended, problems = session.base_assumptions(file)
    assert problems == ()
    assert mended is not None
    file.rename(tmp_path / "away.yaml")
    kept, problems = session.base_assumptions(file)
    assert kept is mended
    assert "assumptions.yaml" in str(problems[0])
    (tmp_path / "away.yaml").rename(file)
    assert session.base_assumptions(file)[1] == ()


def test_a_file_that_was_never_good_gives_a_page_with_all_that_is_wrong(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "assumptions.yaml"
    file.write_text("common: 1\nomkrets: 2\n", encoding="utf-8")
    result = session.base_assumptions(file)
    monkeypatch.setattr(session, "base_assumptions", lambda: result)
    app = sound(AppTest.from_file(DASHBOARD, default_timeout=30).run())
    assert headline(app) == "Filen med forutsetninger må rettes før noe kan vises"
    assert "assumptions.yaml, linje 1, common: fant 1" in text(app)
    assert "linje 2, omkrets: fant 2" in text(app)


def test_problems_in_the_file_are_shown_above_the_last_good_version(
    monkeypatch: pytest.MonkeyPatch, base: Assumptions
) -> None:
    with pytest.raises(InputError, match="two") as caught:
        raise InputError([*_problems("two")])
    monkeypatch.setattr(session, "base_assumptions", lambda: (base, caught.value.problems))
    app = sound(AppTest.from_file(DASHBOARD, default_timeout=30).run())
    assert "En av filene bak verktøyet har feil; den siste gyldige utgaven brukes" in text(app)
    assert headline(app).startswith("Omkrets koster kommunen 5,6")


def _problems(found: str) -> list:  # type: ignore[type-arg]
    from models.problems import Message, Problem

    return [Problem("omkrets.market_rent.value", found, Message("a known key"), file="assumptions.yaml", line=7)]

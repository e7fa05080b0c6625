"""Flip points on Usikkerhet: what is said of targets and reversals is what the model finds, in both languages."""

from __future__ import annotations

import re

import pytest

from concepts import ASSUMPTIONS_FILE, CONCEPTS, NEEDS
from models import seek, sweep
from models.assumptions import load
from models.measures import READS
from models.outcomes import OUTCOMES
from models.scenarios import written
from tests.screen import open_page, text
from texts import Texts

BASE = load(ASSUMPTIONS_FILE, NEEDS, READS)
ANNUAL = OUTCOMES["annual_cost"].of
NB = Texts("nb")


def flip(**address: str) -> str:
    return text(open_page("uncertainty", doubt="flip", **address))


def plain(amount: str) -> str:
    return amount.replace("\u00a0", " ")


def test_a_value_that_meets_the_target_gives_it_when_it_is_put_back() -> None:
    target = 5_000_000.0
    found = seek.crossings(BASE, CONCEPTS["omkrets"], ANNUAL, "omkrets.building_cost", target)
    assert len(found.hits) == 1
    value = float(f"{found.hits[0].value:.3g}")  # three digits, as it is shown
    said = flip(flip="omkrets.building_cost", target="5")
    shown = plain(NB.quantity(value, "NOK/m²"))
    assert f"er 5,0 mill. kr når kostnad til bygg og innredning er {shown}. Nå er det 5,6 mill. kr." in said
    back = text(open_page("comparison", **{"omkrets.building_cost": written(value)}))
    assert "Omkrets koster kommunen 5,0 mill. kr" in back


def test_a_target_no_value_reaches_is_told_with_what_can_be_reached() -> None:
    low, high = sweep.sweep(BASE, CONCEPTS["omkrets"], ANNUAL, "omkrets.building_cost", [6000, 18300])
    said = flip(flip="omkrets.building_cost", target="50")
    least, most = plain(NB.amount(low)), plain(NB.amount(high))
    assert "Ingen verdi i spennet for kostnad til bygg og innredning gir 50,0 mill. kr" in said
    assert f"minst {least} (ved 6 000 kr/m²) og høyst {most} (ved 18 300 kr/m²)" in said


def test_choices_are_told_one_by_one() -> None:
    costs = sweep.sweep(
        BASE, CONCEPTS["omkrets"], ANNUAL, "omkrets.property_owner", ["municipality", "bir", "operator"]
    )
    said = flip(flip="omkrets.property_owner")
    for each in costs:
        assert f"gir {plain(NB.amount(each))}" in said


@pytest.mark.parametrize(
    ("lang", "target", "said"),
    [
        ("nb", "5,5", "er 5,5 mill. kr når"),
        ("en", "5.5", "is NOK 5.5 million when"),
        ("nb", "5.5", "kan leses på to måter"),
        ("nb", "mye", "er ikke et vanlig tall"),
        ("en", "a lot", "is no plain number"),
        ("nb", "<b>9</b>", "er ikke et vanlig tall"),
    ],
)
def test_a_target_is_read_the_way_the_reader_writes_numbers(lang: str, target: str, said: str) -> None:
    assert said in flip(lang=lang, target=target, flip="omkrets.building_cost")


def test_what_only_moves_the_bill_is_told_when_the_order_of_two_is_reversed() -> None:
    found = seek.reversal(BASE, (CONCEPTS["omkrets"], CONCEPTS["bruk_bergen"]), ANNUAL)
    keys = {each.key for each in found.turns}
    assert keys <= sweep.only_who_pays(BASE, CONCEPTS["omkrets"], keys)  # none of them saves anybody anything
    said = flip(pair="omkrets-bruk_bergen")
    assert f"Omkrets ligger nå {plain(NB.amount(found.gap))} over Bruk Bergen." in said
    assert "endrer bare hvem som betaler: regningen går til andre, eller til ingen" in said
    nearest = min((each for each in found.turns if each.distance is not None), key=lambda each: each.distance)
    assert BASE[nearest.key].label.nb.lower()[1:] in said.lower()


def test_a_building_cost_saves_something_and_is_not_told_to_move_the_bill() -> None:
    concept = CONCEPTS["omkrets"]
    assert sweep.only_who_pays(
        BASE, concept, ["omkrets.building_cost", "omkrets.municipal_deficit_share", "omkrets.bir_capital_share"]
    ) == {"omkrets.municipal_deficit_share", "omkrets.bir_capital_share"}


def test_an_order_nothing_reverses_is_told() -> None:
    found = seek.reversal(BASE, (CONCEPTS["omkrets"], CONCEPTS["bergen_reparerer"]), ANNUAL)
    assert found.turns == ()
    assert "Ingen endring innenfor det sannsynlige spennet snur det alene" in flip(pair="omkrets-bergen_reparerer")


def test_a_key_of_another_concept_in_the_address_is_no_choice_here() -> None:
    said = flip(concept="bergen_reparerer", flip="omkrets.building_cost", target="2")
    assert "kostnad til bygg" not in said.lower()


@pytest.mark.parametrize("level", ["1", "2", "3"])
def test_what_would_be_enough_beyond_the_ranges_is_told_where_nothing_within_is(level: str) -> None:
    said = text(open_page("uncertainty", doubt="feet", level=level))
    assert "Det mangler" in said
    assert "Ingen endring er nok alene innenfor det sannsynlige spennet" in said
    assert re.search("Utenfor det sannsynlige spennet|Heller ikke utenfor det sannsynlige spennet", said)


def test_what_already_covers_its_costs_needs_nothing() -> None:
    said = text(
        open_page("uncertainty", doubt="feet", concept="bruk_bergen", **{"bruk_bergen.owner_contribution": "9000000"})
    )
    assert "til overs det siste året" in said
    assert "Av 100 trekninger dekker Bruk Bergen, varig innen 2047: driften i" in said


def test_widened_ranges_hold_the_old_ones_and_stay_within_what_the_units_allow() -> None:
    keys = [key for key in BASE if BASE[key].low is not None]
    wide = seek.widened(BASE, keys)
    for key in keys:
        low, high = BASE[key].low, BASE[key].high
        assert wide[key].low <= low, key
        assert wide[key].high >= high, key
        assert wide.fit(key, BASE[key].value) == BASE[key].value, key
    assert (wide["omkrets.market_rent"].low, wide["omkrets.market_rent"].high) == (0, 4200)  # 1800 + 3 · 800
    assert wide["omkrets.take_up"].high == 1
    assert wide["common.horizon_years"].high == BASE["common.horizon_years"].high  # whole years stay

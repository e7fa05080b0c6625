"""The answers in words follow the figures."""

from collections.abc import Callable

import pytest

from concepts import CONCEPTS
from models.result import Result
from texts import Texts
from views import sentences

NB = Texts("nb")


@pytest.fixture
def results(evaluate: Callable[..., Result]) -> Callable[..., dict[str, Result]]:
    def run(**omkrets: object) -> dict[str, Result]:
        return {id: evaluate(id, **(omkrets if id == "omkrets" else {})) for id in CONCEPTS}

    return run


def test_nothing_is_said_to_be_uncovered_when_all_is_covered(results: Callable[..., dict[str, Result]]) -> None:
    assert sentences.uncovered(NB, results()) == []


def test_what_is_uncovered_is_said_for_the_concept_it_concerns(results: Callable[..., dict[str, Result]]) -> None:
    said = sentences.uncovered(NB, results(municipal_deficit_share=0.5))
    assert len(said) == 1
    assert "Omkrets" in said[0]


def test_running_costs_alone_are_not_called_standing_on_its_own_feet(
    results: Callable[..., dict[str, Result]],
) -> None:
    # At 10 000 kr/m² the rent alone (some 1 300 m² let: 13 million) is above running costs of about 5 million, but the
    # interest on a building at ten times the cost (420 million × 4.5 % = 19 million) is not carried.
    found = results(market_rent=10000, building_cost=120000, municipal_capital_share=0)
    assert "dekker egne driftskostnader fra" in sentences.headline(NB, found)
    answer, why = sentences.own_feet(NB, found["omkrets"])
    assert answer == "Nei"
    assert why.startswith("driften fra 20")


def test_a_concept_without_income_is_said_to_have_none(results: Callable[..., dict[str, Result]]) -> None:
    assert sentences.own_feet(NB, results()["bergen_reparerer"]) == ("Nei", "ingen egne inntekter")
    assert sentences.income_title(NB, results()["bergen_reparerer"]) == "Bergen Reparerer har ingen egne inntekter"

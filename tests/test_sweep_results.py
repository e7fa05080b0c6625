"""One assumption at many values: each is what a run of its own gives, and weights do not need a new standing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from concepts import CONCEPTS, SCORING_FILE
from models import measures, scoring_file
from models.acceptability import reweighed, standing
from models.assumptions import Assumptions
from models.judgement import Judgement
from models.result import Result
from models.sweep import reads, results

Evaluate = Callable[..., Result]
SWEPT = [
    ("omkrets", "omkrets.market_rent", [1000, 1400, 1900]),
    ("omkrets", "omkrets.building_cost", [6000.0, 18300.0]),
    ("omkrets", "omkrets.municipal_deficit_share", [0, 0.5, 1]),
    ("omkrets", "common.discount_rate", [0.02, 0.06]),
    ("bruk_bergen", "bruk_bergen.staff_fte", [1, 1.25, 2]),
    ("bergen_reparerer", "common.fte_cost", [900_000, 1_020_000]),
    ("omkrets", "omkrets.support_years", [0, 3, (1, 3), "all"]),
    ("omkrets", "omkrets.property_owner", ["municipality", "bir", "operator"]),
    ("omkrets", "common.horizon_years", [10, 30]),
    ("omkrets", "omkrets.rent_steps", [(0.5, 1.0), (1.0,)]),
]


@pytest.mark.parametrize(("concept", "key", "values"), SWEPT, ids=[each[1] for each in SWEPT])
def test_each_position_is_what_a_run_of_its_own_gives(
    base: Assumptions, evaluate: Evaluate, concept: str, key: str, values: list[Any]
) -> None:
    found = results(base, CONCEPTS[concept], key, values)
    assert len(found) == len(values)
    for value, swept in zip(values, found, strict=True):
        alone = evaluate(concept, **{key.split(".")[1]: value})
        assert swept.years.tolist() == alone.years.tolist()
        for name in alone.lines:
            np.testing.assert_allclose(swept[name], alone[name], rtol=1e-12, atol=1e-6)
        assert list(swept.flows) == list(alone.flows)
        told, expected = measures.measures(swept), measures.measures(alone)
        assert told["unfunded"]["first_year"] == expected["unfunded"]["first_year"]
        assert told["self_sufficient_year"] == expected["self_sufficient_year"]
        np.testing.assert_allclose(told["annual_cost"], expected["annual_cost"], rtol=1e-12)
        np.testing.assert_allclose(list(told["mean_effects"].values()), list(expected["mean_effects"].values()))


def test_a_batch_of_one_is_a_case_too(base: Assumptions, evaluate: Evaluate) -> None:
    only = results(base, CONCEPTS["omkrets"], "omkrets.market_rent", [1300])[0]
    assert only.assumptions["market_rent"] == 1300
    assert measures.annual_cost(only) == pytest.approx(measures.annual_cost(evaluate("omkrets", market_rent=1300)))


def test_who_reads_an_assumption(base: Assumptions) -> None:
    def readers(key: str) -> list[str]:
        return [id for id, each in CONCEPTS.items() if reads(base, each, key)]

    assert readers("bruk_bergen.staff_fte") == ["bruk_bergen"]  # bergen_reparerer has a number of the same name
    assert readers("common.price_per_kg") == ["omkrets", "bruk_bergen"]
    assert readers("common.fte_cost") == ["omkrets", "bruk_bergen", "bergen_reparerer"]


def test_other_weights_give_the_standing_that_is_worked_out_from_the_beginning(base: Assumptions) -> None:
    scoring = scoring_file.load(SCORING_FILE, tuple(CONCEPTS))
    results = {id: each.evaluate(base.values(id)) for id, each in CONCEPTS.items()}
    judgement = Judgement.of(scoring)
    others = judgement.with_weights(dict(zip(judgement.weights, (5, 5, 85, 5), strict=True)))
    swift, whole = reweighed(standing(scoring, judgement, results), others), standing(scoring, others, results)
    assert swift.order == whole.order != standing(scoring, judgement, results).order
    assert swift.totals.tolist() == whole.totals.tolist()
    assert (swift.ranges, swift.lead, swift.judgement) == (whole.ranges, whole.lead, others)
    assert swift.acceptability.shares.tolist() == whole.acceptability.shares.tolist()

"""What an assumption moves: 1 per cent more of it, and its whole range, each against two runs made one at a time."""

import numpy as np
import pytest

from concepts import CONCEPTS
from models import measures
from models.sensitivity import STEP, answers
from models.units import UNITS

# Parameters are the ids of the concepts; the answers of each are worked out once.
ALL = list(CONCEPTS)


@pytest.fixture(scope="module")
def found(base):
    return {id: answers(base, concept) for id, concept in CONCEPTS.items()}


def cost(base, concept, **changes):
    """The yearly cost, run alone, with values as the lines take them."""
    given = {**base.values(concept), **changes}
    return float(measures.annual_cost(CONCEPTS[concept].evaluate(given)))


def is_counted(entry):
    """Words and whole years, of which there is no per cent."""
    return isinstance(entry.value, str) or UNITS[entry.unit].whole or entry.unit == "support years"


@pytest.mark.parametrize("concept", ALL)
def test_every_assumption_of_the_concept_has_an_answer_and_no_other(base, found, concept):
    assert set(found[concept]) == {base.find(concept, name) for name in CONCEPTS[concept].assumptions}


@pytest.mark.parametrize("concept", ALL)
def test_the_change_is_that_of_a_run_with_one_per_cent_more(base, found, concept):
    assert STEP == 0.01
    before = cost(base, concept)
    for name in CONCEPTS[concept].assumptions:
        key = base.find(concept, name)
        if is_counted(base[key]):
            assert found[concept][key].change == 0, key
            continue
        more = base.values(concept)[name] * 1.01
        expected = cost(base, concept, **{name: more}) - before
        # The difference of two costs of millions has about 1e-9 NOK of rounding in it.
        assert found[concept][key].change == pytest.approx(expected, rel=1e-9, abs=1e-8), key


@pytest.mark.parametrize("concept", ALL)
def test_the_swing_is_that_of_two_runs_at_the_ends_of_the_range(base, found, concept):
    for name in CONCEPTS[concept].assumptions:
        key = base.find(concept, name)
        entry, swing = base[key], found[concept][key].swing
        if entry.low is None:
            assert swing is None, key
            continue
        kind = int if UNITS[entry.unit].whole else float
        low, high = (cost(base, concept, **{name: kind(end)}) for end in (entry.low, entry.high))
        assert swing == pytest.approx(high - low, rel=1e-9, abs=1e-8), key


def test_words_lists_and_whole_years_are_treated_as_what_they_are(base, found):
    answer = found["omkrets"]
    for key in ("omkrets.property_owner", "omkrets.loan_type", "omkrets.support_years"):
        assert answer[key] == (0.0, None)
    for key in ("common.horizon_years", "omkrets.loan_years"):
        assert answer[key].change == 0.0
        assert answer[key].swing is not None
    assert answer["omkrets.rent_steps"].change < 0  # more rent, all steps 1 % higher, costs the municipality less
    assert answer["omkrets.rent_steps"].swing is None


@pytest.mark.parametrize("concept", ALL)
def test_one_per_cent_of_a_cost_before_the_opening_is_one_per_cent_of_its_present_value_per_year(base, found, concept):
    """The municipality pays all of the pre-project and it drives nothing else: NPV · 0.01 / Σ discount."""
    result = CONCEPTS[concept].evaluate(base.values(concept))
    key = base.find(concept, "pre_project_cost")
    spent = np.sum(result["discount"] * result["pre_project"])
    assert spent > 0
    assert found[concept][key].change == pytest.approx(0.01 * spent / np.sum(result["discount"]))


def test_the_pre_project_by_hand(base):
    """1 000 000 in the first half year, undiscounted, over 3 + 1 years at 0 %: 1 % is 10 000 / 4 = 2 500 a year.

    Prices grow by nothing, so real NOK are those of the price year.
    """
    plain = {"common.discount_rate": 0.0, "common.horizon_years": 3, "omkrets.pre_project_cost": 1_000_000.0}
    growth = [key for key in base if key.endswith("_growth") and key.startswith("common.")]
    changed = base.with_values({**plain, **dict.fromkeys(growth, 0.0)})
    assert answers(changed, CONCEPTS["omkrets"])["omkrets.pre_project_cost"].change == pytest.approx(2_500)


def test_a_change_of_nothing_changes_nothing(base):
    answer = answers(base.with_values({"omkrets.other_income": 0.0}), CONCEPTS["omkrets"])
    assert answer["omkrets.other_income"].change == 0.0
    assert answer["omkrets.other_income"].swing is not None


def test_answers_follow_the_scenario(base, found):
    """Nobody covers deficits: what staff cost no longer is the municipality's."""
    alone = answers(base.with_values({"bruk_bergen.municipal_deficit_share": 0.0}), CONCEPTS["bruk_bergen"])
    assert found["bruk_bergen"]["bruk_bergen.staff_fte"].change > 1000
    assert alone["bruk_bergen.staff_fte"].change == pytest.approx(0, abs=1e-6)

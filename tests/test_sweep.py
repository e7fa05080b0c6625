"""A measure with one assumption moved at a time: every row is that of a run made alone, with the value put in."""

import numpy as np
import pytest

from concepts import CONCEPTS
from models import measures
from models.result import Concept
from models.sweep import BLOCK, Ends, ends, moved, sweep, together
from models.units import UNITS

ALL = list(CONCEPTS)
LOAN = "omkrets.loan_years"
RENT = "omkrets.market_rent"
STEPS = "omkrets.rent_steps"
RAMP = "omkrets.sales_ramp"
SUPPORT = "omkrets.support_years"


def alone(assumptions, concept, key, value, measure=measures.annual_cost):
    """The measure of one run with a value put in; another concept's value changes nothing."""
    return float(measure(CONCEPTS[concept].evaluate(assumptions.with_values({key: value}).values(concept))))


def cost_of(base, key, values, concept="omkrets"):
    return sweep(base, CONCEPTS[concept], measures.annual_cost, key, values)


def keys_of(base, concept):
    return [base.find(concept, name) for name in sorted(CONCEPTS[concept].assumptions)]


@pytest.mark.parametrize("concept", ALL)
def test_a_sweep_of_each_number_is_what_single_runs_give(base, concept):
    for key in keys_of(base, concept):
        entry = base[key]
        if entry.low is None or UNITS[entry.unit].whole:
            continue
        values = np.linspace(entry.low, entry.high, 3)
        expected = [alone(base, concept, key, float(value)) for value in values]
        assert cost_of(base, key, values, concept) == pytest.approx(expected, rel=1e-12), key


@pytest.mark.parametrize(
    ("key", "values"),
    [
        (LOAN, [15, 20, 30]),
        ("common.horizon_years", [10, 11, 40]),
        ("common.start_year", [2027, 2030]),
        ("omkrets.property_owner", ["municipality", "bir", "operator"]),
        ("omkrets.loan_type", ["serial", "annuity"]),
        (SUPPORT, [0, 5, "all", (1, 2, 4)]),
        (STEPS, [(1.0,), (0.5, 0.5, 0.7, 1.0), (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)]),
    ],
)
def test_whole_years_words_and_lists_are_what_single_runs_give(base, key, values):
    found = cost_of(base, key, values)
    assert found == pytest.approx([alone(base, "omkrets", key, value) for value in values], rel=1e-12)
    assert len(set(found)) > 1 or key == "common.start_year"  # real prices do not care when the project starts


def test_whole_years_may_come_as_any_kind_of_number(base):
    assert cost_of(base, LOAN, np.array([15.0, 30.0])).tolist() == cost_of(base, LOAN, [15, 30]).tolist()


def test_a_number_goes_as_one_batch(base):
    rows = []
    sweep(base, CONCEPTS["omkrets"], lambda result: rows.append(1) or result["rent"][..., -1], RENT, [1000, 1500])
    assert len(rows) == 1


def test_more_rows_than_a_block_give_the_same(base):
    values = np.linspace(1000, 1800, 2 * BLOCK + 3)
    found = cost_of(base, RENT, values)
    assert found.shape == (2 * BLOCK + 3,)
    for row in (0, BLOCK - 1, BLOCK, 2 * BLOCK + 2):
        assert found[row] == pytest.approx(alone(base, "omkrets", RENT, float(values[row])), rel=1e-12)


@pytest.mark.parametrize(("key", "values"), [(RENT, [1000.0, 1800.0]), (LOAN, [15, 30]), (SUPPORT, [0, "all"])])
def test_another_concepts_assumption_leaves_the_result_as_it_is(base, key, values):
    now = float(measures.annual_cost(CONCEPTS["bruk_bergen"].evaluate(base.values("bruk_bergen"))))
    assert cost_of(base, key, values, "bruk_bergen").tolist() == [now, now]


def test_what_only_a_measure_reads_is_moved_too(base):
    key = "common.tax_cost_factor"  # 0.2 in the file; no line of any concept has it
    found = sweep(base, CONCEPTS["omkrets"], measures.tax_cost, key, [0.0, 0.2, 0.4])
    assert found[0] == 0
    assert found[2] == pytest.approx(2 * found[1])


def test_an_unknown_key_is_refused(base):
    with pytest.raises(KeyError, match="no_such"):
        cost_of(base, "omkrets.no_such", [1.0])


def test_where_there_is_no_measure_it_is_not_a_number(base):
    def rent_if_high(result):
        return np.where(result["rent"][..., -1] > 2e6, result["rent"][..., -1], np.nan)

    assert np.isnan(sweep(base, CONCEPTS["omkrets"], rent_if_high, RENT, [1000.0, 1800.0])).tolist() == [True, False]


def test_everything_else_stays_as_the_scenario_has_it(base):
    scenario = base.with_values({"omkrets.gross_area": 3100, STEPS: (0.9,), LOAN: 17})
    for key, values in ((RENT, [1000.0, 1800.0]), ("omkrets.grace_years", [0, 3])):
        expected = [alone(scenario, "omkrets", key, value) for value in values]
        assert cost_of(scenario, key, values) == pytest.approx(expected, rel=1e-12)
    assert scenario["omkrets.gross_area"].value == 3100
    assert scenario[RENT].value == base[RENT].value


def test_moves_of_all_kinds_are_each_made_alone(base):
    moves = [(RENT, 1500.0), (LOAN, 20), (STEPS, (1.0,)), (STEPS, (0.5, 0.6, 0.8, 1.0)), (SUPPORT, 5), (RENT, 1000.0)]
    found = moved(base, CONCEPTS["omkrets"], measures.annual_cost, moves)
    assert found == pytest.approx([alone(base, "omkrets", *move) for move in moves], rel=1e-12)
    assert moved(base, CONCEPTS["omkrets"], measures.annual_cost, []).shape == (0,)


def test_numbers_moved_together_are_what_a_run_of_all_of_them_gives(base):
    columns = {RENT: np.array([1000.0, 1800.0]), "omkrets.gross_area": np.array([3000.0, 4000.0])}
    columns["bruk_bergen.members"] = np.array([15.0, 60.0])  # another concept's
    found = together(base, CONCEPTS["omkrets"], measures.annual_cost, columns)
    for row in (0, 1):
        changed = base.with_values({key: float(each[row]) for key, each in columns.items()})
        run = CONCEPTS["omkrets"].evaluate(changed.values("omkrets"))
        assert found[row] == pytest.approx(float(measures.annual_cost(run)), rel=1e-12)


# --- Ends -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def found(base) -> dict[str, dict[str, Ends]]:
    return {id: ends(base, each, measures.annual_cost, keys_of(base, id)) for id, each in CONCEPTS.items()}


@pytest.mark.parametrize("concept", ALL)
def test_the_ends_are_what_single_runs_give(base, found, concept):
    for key, each in found[concept].items():
        expected = [alone(base, concept, key, value) for value in each.values]
        assert each.measures == pytest.approx(expected, rel=1e-12), key


def test_what_is_tried_is_range_words_lists_and_supported_years(found):
    tried = {key: each.values for key, each in found["omkrets"].items()}
    assert tried[RENT] == (1000.0, 1800.0)
    assert tried[LOAN] == (15, 30)
    assert tried["omkrets.property_owner"] == ("municipality", "bir", "operator")
    assert tried["omkrets.loan_type"] == ("serial", "annuity")
    assert tried[SUPPORT] == (0, 5, 10, "all")
    assert tried[STEPS] == ((0.5, 0.5, 0.7, 1.0), (0.5, 0.6, 0.7, 0.8, 0.9, 1.0), (1.0,))
    assert all(type(value) is int for value in tried[LOAN])


def test_rules_and_what_has_neither_range_nor_choices_are_left_out(base, found):
    for concept, each in found.items():
        assert not [key for key in each if base[key].kind == "rule"]
        without = {key for key in keys_of(base, concept) if base[key].kind != "rule"} - set(each)
        assert all(isinstance(base[key].value, tuple) or key == "common.start_year" for key in without)
    assert "common.discount_rate" not in found["omkrets"]  # a rule with a range
    assert RAMP not in found["omkrets"]  # an uncertain list, of which nobody has told the ends


def test_the_ends_of_an_uncertain_list_are_handed_in(base):
    slow, fast = (0.4, 0.5, 1.0), (0.8, 1.0)
    each = ends(base, CONCEPTS["omkrets"], measures.annual_cost, [RAMP, RENT], {RAMP: (slow, fast)})
    assert each[RAMP].values == (slow, fast)
    assert each[RAMP].measures == pytest.approx([alone(base, "omkrets", RAMP, ramp) for ramp in (slow, fast)])
    as_arrays = (np.array(slow), np.array(fast))
    again = ends(base, CONCEPTS["omkrets"], measures.annual_cost, [RAMP], {RAMP: as_arrays})
    assert again[RAMP].measures == each[RAMP].measures


@pytest.mark.parametrize(
    ("key", "value", "tried"),
    [
        (RENT, 2000, (1000.0, 2000.0)),
        (RENT, 500, (500.0, 1800.0)),
        (LOAN, 40, (15, 40)),
        (SUPPORT, 3, (0, 5, 10, "all", 3)),
        (SUPPORT, (1, 3), (0, 5, 10, "all", (1, 3))),
        (STEPS, (0.8,), ((0.5, 0.5, 0.7, 1.0), (0.5, 0.6, 0.7, 0.8, 0.9, 1.0), (1.0,), (0.8,))),
    ],
)
def test_a_value_of_the_scenario_beyond_the_range_is_in_the_picture(base, key, value, tried):
    scenario = base.with_values({key: value})
    each = ends(scenario, CONCEPTS["omkrets"], measures.annual_cost, [key])[key]
    assert each.values == tried
    now = float(measures.annual_cost(CONCEPTS["omkrets"].evaluate(scenario.values("omkrets"))))
    assert any(measure == pytest.approx(now, rel=1e-12) for measure in each.measures)


def test_a_range_of_one_number_is_a_bar_of_no_length(base, found):
    assert (base["omkrets.pre_project_months"].low, base["omkrets.pre_project_months"].high) == (3, 3)
    low, high = found["omkrets"]["omkrets.pre_project_months"].measures
    assert low == high


def test_all_ranges_go_as_one_batch(base):
    runs = []

    def counted(result):
        runs.append(1)
        return measures.annual_cost(result)

    ranged = [key for key in keys_of(base, "omkrets") if base[key].low is not None and base[key].kind != "rule"]
    numbers = [key for key in ranged if not UNITS[base[key].unit].whole]
    assert len(numbers) > 40
    assert len(ends(base, CONCEPTS["omkrets"], counted, numbers)) == len(numbers)
    assert len(runs) == 1


def test_another_concepts_assumption_is_a_bar_of_no_length(base):
    each = ends(base, CONCEPTS["bruk_bergen"], measures.annual_cost, [RENT, LOAN])
    assert all(low == high for low, high in (bar.measures for bar in each.values()))


def test_a_concepts_assumptions_are_never_changed(base):
    concept: Concept = CONCEPTS["omkrets"]
    before = {key: base[key].value for key in base}
    ends(base, concept, measures.annual_cost, keys_of(base, "omkrets"))
    assert {key: base[key].value for key in base} == before

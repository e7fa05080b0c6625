"""The formula of a line in a year: what is shown gives the number, step by step, for every line of every concept."""

import math
import re
from time import perf_counter

import numpy as np
import pytest

from concepts import CONCEPTS
from models import operators, timeline
from models.formula import ELEMENTARY, Amount, Call, Constant, Name, Negation, Operation, explained, text
from models.ledger import Balance
from models.lines import Graph, LineError, line, parameters
from models.result import Concept
from tests.simple import SIMPLE

LINES = [(id, each) for id, concept in CONCEPTS.items() for each in concept.graph.by_name]
WRITTEN = [(id, name) for id, name in LINES if not isinstance(CONCEPTS[id].graph.by_name[name].about, Balance)]
SCALARS = {name: getattr(operators, name) for name in ELEMENTARY} | {"inf": math.inf}
# Concept and what is changed in it: owners, loans, support, openings in and at the turn of a year, odd lists.
VARIANTS = {
    "bir owns": ("omkrets", {"property_owner": "bir", "head_rent": 700, "bir_capital_share": 0.2}),
    "operator leases": ("omkrets", {"property_owner": "operator", "head_rent": 700, "real_rent_growth": 0.01}),
    "annuity": ("omkrets", {"loan_type": "annuity", "grace_years": 0}),
    "three years of support": ("omkrets", {"support_years": 3, "municipal_deficit_share": 0.5}),
    "support in years 1 and 4": ("bruk_bergen", {"support_years": [1, 4], "bir_deficit_share": 0.3}),
    "planning of 7 months": ("omkrets", {"planning_months": 7}),
    "planning of 7 months in the street": ("bruk_bergen", {"planning_months": 7}),
    "no mobilisation": ("omkrets", {"mobilisation_months": 0}),
    "no mobilisation of the hub": ("bergen_reparerer", {"mobilisation_months": 0}),
    "opening at once": (
        "bergen_reparerer",
        {"pre_project_months": 0, "planning_months": 0, "mobilisation_months": 0},
    ),
    "opening at a turn of the year": ("omkrets", {"planning_months": 12, "mobilisation_months": 9}),
    "opening too late": ("omkrets", {"planning_months": 1200}),
    "one step of rent": ("omkrets", {"rent_steps": [0.9]}),
    "a step of rent for each year": ("omkrets", {"rent_steps": [0.5 + 0.02 * k for k in range(21)]}),
    "no goods wanted": ("omkrets", {"take_up": 0}),
}


def with_names(node, **words):
    return text(node, name=str, number="{:g}".format, values=False, **words)


def with_values(node, number="{:g}".format):
    return text(node, name=str, number=number, values=True)


def as_python(formula):
    signs = {" · ": " * ", "−": "-", " ^ ": " ** ", " = ": " == ", "≠": "!=", "≤": "<=", "≥": ">="}
    for shown, written in signs.items():
        formula = formula.replace(shown, written)
    return formula


def worked_out(formula, names=SCALARS):
    return eval(as_python(formula), {"__builtins__": {}}, names)


def same(one, other):
    """Return whether two numbers are the same within a billionth of themselves."""
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=0)


def assert_shown_is_so(found, result):
    """Assert that each step's text gives its value, and that the steps lead from one to the next and to the line."""
    here = f"{result.concept}.{found.line.name} in {found.year}"
    assert same(found.value, result[found.line.name][found.year - result.years[0]]), here
    assert same(found.steps[-1].value, found.value), here
    for step in found.steps:
        assert same(worked_out(with_values(step.node, repr)), step.value), f"{here}: {with_values(step.node, repr)}"
    assert_steps_connect(found)


def assert_steps_connect(found):
    kinds = [step.kind for step in found.steps]
    assert re.fullmatch(r"(balance|expression|(expression ){0,2}calendar)( growth)?", " ".join(kinds)), kinds
    given = {step.year: step.value for step in found.steps if step.kind == "expression"}
    for step in found.steps:
        for amount in amounts_of(step.node):
            assert amount.name == found.line.name
            assert amount.value == given[amount.year]
        if step.kind == "calendar":
            given[None] = step.value


def parts(node):
    """Return a node and all its parts."""
    match node:
        case Operation():
            return [node, *parts(node.left), *parts(node.right)]
        case Negation():
            return [node, *parts(node.of)]
        case Call():
            return [node, *(part for each in node.arguments for part in parts(each))]
    return [node]


def amounts_of(node):
    return [each for each in parts(node) if isinstance(each, Amount)]


# --- Every line -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def results(base):
    return {id: concept.evaluate(base.values(id)) for id, concept in CONCEPTS.items()}


@pytest.fixture
def explain(results):
    """`explain("omkrets", "rent", 2031)` in the base case."""
    return lambda id, name, year: explained(CONCEPTS[id], results[id], name, year)


@pytest.mark.parametrize(("id", "name"), LINES)
def test_what_is_shown_gives_the_line_in_every_year(results, explain, id, name):
    for year in results[id].years:
        assert_shown_is_so(explain(id, name, int(year)), results[id])


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_is_shown_gives_the_line_in_other_cases(evaluate, variant):
    id, changes = VARIANTS[variant]
    result = evaluate(id, **changes)
    for name in CONCEPTS[id].graph.by_name:
        for year in result.years:
            assert_shown_is_so(explained(CONCEPTS[id], result, name, int(year)), result)


@pytest.mark.parametrize(("id", "name"), [each for each in WRITTEN if each != ("omkrets", "instalment")])
def test_the_formula_with_names_gives_the_expression_over_all_years(results, explain, id, name):
    """All but the instalment, whose `and` Python does not know over years; its text is compared below."""
    function = CONCEPTS[id].graph.by_name[name].function
    inputs = {own: CONCEPTS[id].input_of(results[id], own, name) for own in parameters(function)}
    names = vars(operators) | {"inf": math.inf, "int": int, "arange": np.arange} | inputs
    formula = with_names(explain(id, name, 2031).steps[0].node)
    np.testing.assert_allclose(worked_out(formula, names), function(*inputs.values()), rtol=1e-9)


@pytest.mark.parametrize(("id", "name"), WRITTEN)
def test_the_inputs_are_the_names_in_the_source_and_what_the_ledger_adds(explain, id, name):
    each, found = CONCEPTS[id].graph.by_name[name], explain(id, name, 2031)
    own = parameters(each.function)
    expected = {*own, *(added for added in each.inputs[len(own) :] if added != "year")}
    assert sorted(read.name for read in found.inputs) == sorted(expected)


@pytest.mark.parametrize(("id", "name"), LINES)
def test_inputs_come_in_the_order_they_are_first_mentioned(explain, id, name):
    found = explain(id, name, 2031)
    mentioned = [part.name for step in found.steps for part in parts(step.node) if isinstance(part, Name)]
    decides = "property_owner" if found.steps[0].kind == "balance" else "opening"
    assert [each.name for each in found.inputs if each.name in mentioned] == list(dict.fromkeys(mentioned))
    assert {each.name for each in found.inputs} - set(mentioned) <= {decides}


def test_inputs_have_their_values_in_the_year_they_are_read(results, explain):
    result = results["omkrets"]
    opening = float(result["opening"][0])
    assert 1 < opening < 2  # so that calendar year 2031, the fifth, begins in the third operating year after the first
    assert {each.name: each.value for each in explain("omkrets", "rent", 2031).inputs} == {
        "let_area": result["let_area"][3],
        "market_rent": result.assumptions["market_rent"],
        "rent_share": result["rent_share"][3],
        "unpaid": result["unpaid"][3],
        "opening": opening,
        "rent_index": result["rent_index"][4],
    }


def test_what_is_read_is_a_line_or_an_assumption_even_under_the_lines_own_name(explain):
    found = {each.name: each.is_line for each in explain("omkrets", "marketing", 2031).inputs}
    assert found == {"marketing": False, "operating_share": True, "launch_campaign": False, "mobilisation_phase": True}


def test_an_assumption_under_the_lines_own_name_is_the_input(explain, base):
    found = explain("omkrets", "administration", 2031)
    assert found.inputs[0] == ("administration", False, base["omkrets.administration"].value)


@pytest.mark.parametrize("steps", [[0.9], [0.5 + 0.02 * k for k in range(21)]], ids=["one", "as many as years"])
def test_a_list_is_shown_whole(evaluate, steps):
    found = explained(CONCEPTS["omkrets"], evaluate("omkrets", rent_steps=steps), "rent_share", 2031)
    assert found.inputs == (("rent_steps", False, tuple(steps)), ("year", True, 4.0))
    assert found.value == steps[min(4, len(steps) - 1)]


def test_words_are_words(evaluate):
    found = explained(CONCEPTS["omkrets"], evaluate("omkrets", support_years="all"), "supported_share", 2031)
    assert ("support_years", False, "all") in found.inputs


def test_calls_that_can_be_shown_are_a_closed_list(explain):
    """Whoever translates formulas has to know these."""
    found = [
        (part.function, part.whole)
        for id, name in LINES
        for step in explain(id, name, 2031).steps
        for part in parts(step.node)
        if isinstance(part, Call)
    ]
    assert {name for name, whole in found if not whole} == ELEMENTARY - {"clip"}  # which no line uses yet
    assert {name for name, whole in found if whole} == {
        *("held", "to_calendar", "cumulative", "total", "phase", "renewals", "life_left", "in_support"),
        *("arange", "int", "fraction"),
    }


def test_explaining_is_fast_enough_for_a_click(explain):
    explain("omkrets", "residual_value", 2031)
    begun = perf_counter()
    for year in range(2027, 2047):
        explain("omkrets", "residual_value", year)
    assert (perf_counter() - begun) / 20 < 0.005


# --- Worked by hand -------------------------------------------------------------------------------------------------


@pytest.fixture
def simple(evaluate):
    """`simple("rent", 2028)`: a line of the simple centre, steps as texts with names and with values."""

    def run(name, year, **changes):
        found = explained(CONCEPTS["omkrets"], evaluate("omkrets", **(SIMPLE | changes)), name, year)
        return [(step.kind, step.year, with_names(step.node), with_values(step.node)) for step in found.steps]

    return run


def test_rent_is_shown_in_steps(simple):
    # Open after 1.5 years; 1000 m² · 0.5 · 0.8 = 400 m² at 1000 NOK, half of it asked in the first operating year.
    # 2029 is half operating year 1 and half year 2; rents have then grown four years since 2025: 1.1^4 = 1.4641.
    formula = "let_area · market_rent · rent_share · (1 − unpaid)"
    changes = {"mobilisation_months": 18, "rent_steps": [0.5, 1], "real_rent_growth": 0.1}
    assert simple("rent", 2029, **changes) == [
        ("expression", 2, formula, "400 · 1000 · 1 · (1 − 0)"),
        ("expression", 1, formula, "400 · 1000 · 0.5 · (1 − 0)"),
        (
            "calendar",
            None,
            "(1 − fraction(opening)) · rent[2] + fraction(opening) · rent[1]",
            "(1 − 0.5) · 400000 + 0.5 · 200000",
        ),
        ("growth", None, "rent · rent_index", "300000 · 1.4641"),
    ]


def test_the_year_of_the_opening_has_one_operating_year(simple):
    assert simple("property_operation", 2028, mobilisation_months=18) == [
        ("expression", 1, "gross_area · property_operation_cost", "1000 · 100"),
        ("calendar", None, "(1 − fraction(opening)) · property_operation[1]", "(1 − 0.5) · 100000"),
    ]


def test_an_opening_at_the_turn_of_the_year_moves_nothing(simple):
    assert simple("property_operation", 2029) == [
        ("expression", 2, "gross_area · property_operation_cost", "1000 · 100"),
        ("calendar", None, "property_operation[2]", "100000"),
    ]


def test_before_the_opening_the_expression_is_not_read(evaluate, simple):
    assert simple("rent", 2027) == [("calendar", None, "0", "0"), ("growth", None, "rent · rent_index", "0 · 1")]
    found = explained(CONCEPTS["omkrets"], evaluate("omkrets", **SIMPLE), "rent", 2027)
    assert [each.name for each in found.inputs] == ["opening", "rent_index"]


def test_a_flow_by_calendar_year_is_not_moved(simple):
    assert simple("centre_staff", 2028, real_wage_growth=0.1) == [
        (
            "expression",
            None,
            "centre_fte · fte_cost · "
            "(operating_share + mobilisation_staffing · mobilisation_years · mobilisation_phase)",
            "1 · 300000 · (1 + 0.5 · 1 · 0)",
        ),
        ("growth", None, "centre_staff · wage_index", "300000 · 1.331"),  # 1.1³
    ]


def test_constants_are_shown_as_numbers_and_words_stay_words(simple):
    ((_, _, names, values),) = simple("building", 2028)
    assert names == "where(property_owner = 'operator', 0, gross_area · building_cost · building_share)"
    assert values == "where('municipality' = 'operator', 0, 1000 · 10000 · 0.65)"
    assert simple("opening", 2028)[0][2:] == (
        "(pre_project_months + planning_months + mobilisation_months) / 12",
        "(0 + 0 + 12) / 12",
    )


def test_local_names_are_put_in(simple):
    ((_, _, names, values),) = simple("instalment", 2029, loan_years=20, grace_years=0, municipal_capital_share=0)
    assert names == (
        "where(years_of_instalments ≥ 0 and years_of_instalments < instalment_years, first_instalment · "
        "where(loan_type = 'annuity', compound(loan_interest_rate, maximum(0, years_of_instalments)), 1), 0)"
    )
    # 1000 m² at 10 000 NOK and 500 000 NOK of equipment, in 20 instalments from 2028
    assert (
        values == "where(1 ≥ 0 and 1 < 20, 525000 · where('serial' = 'annuity', compound(0.045, maximum(0, 1)), 1), 0)"
    )


def test_a_call_that_reads_whole_rows_is_written_as_its_value(simple):
    # Equipment is renewed when its life is over: open from 2028, 10 years, so in 2038.
    ((_, _, names, values),) = simple("reinvestment", 2038, equipment_life=10, fit_out_life=20, building_life=40)
    assert names.endswith("+ equipment_cost · renewals(equipment_life, opening, year)")
    assert values == "6.5e+06 · 0 + 3.5e+06 · 0 + 500000 · 1"


def test_what_stands_in_a_call_by_name_keeps_its_name(simple):
    assert simple("sales_per_area_supplied", 2028)[0][2].endswith(", otherwise=inf)")


@pytest.mark.parametrize(("owner", "counts"), [("municipality", False), ("bir", False), ("operator", True)])
def test_the_operators_result_counts_the_flows_that_concern_it(evaluate, owner, counts):
    found = explained(CONCEPTS["omkrets"], evaluate("omkrets", property_owner=owner), "operator_result", 2031)
    names = with_names(found.steps[0].node)
    running = (
        "rent + service_charges + handling_fees + other_income − centre_staff − reception_operator "
        "− property_operation − energy − cleaning − marketing − administration − delivery − operating_vat − head_rent"
    )
    assert names.startswith(running)
    assert (names == running) is not counts  # the owner invests and borrows: then the operator does, if it leases
    assert ("− investment" in names, "+ loan" in names) == (counts, counts)
    shown = re.split(r" [+−] ", names)
    assert [each.name for each in found.inputs] == [*shown, "property_owner"]
    assert found.inputs[-1] == ("property_owner", False, owner)


def test_a_line_that_is_not_there_is_refused(explain):
    with pytest.raises(KeyError, match="market_rent"):
        explain("omkrets", "market_rent", 2031)


@pytest.mark.parametrize("year", [2026, 2048])
def test_a_year_outside_the_analysis_is_refused(explain, year):
    with pytest.raises(ValueError, match=rf"omkrets\.rent: the year {year} is outside 2027 … 2047; choose one"):
        explain("omkrets", "rent", year)


# --- Lines the model does not have ----------------------------------------------------------------------------------


def explain_alone(function):
    """Explain a line made from a = 3, b = 2 and the years, in its second year."""
    concept = Concept("alone", "Alone", Graph("alone", (timeline.year.line, function.line)), {})
    values = {"horizon_years": 2, "start_year": 2027, "a": 3.0, "b": 2.0}
    return explained(concept, concept.evaluate(values), function.__name__, 2028)


def test_powers_and_locals_made_from_locals_are_shown():
    @line(unit="none")
    def odd(a, b, year):
        """A line with all that lines seldom have."""
        half = a / 2
        sum_of_halves = half + half * year
        return -(sum_of_halves**b) / (a - (b - year))

    found = explain_alone(odd)
    (step,) = found.steps
    assert with_names(step.node) == "−(a / 2 + a / 2 · year) ^ b / (a − (b − year))"
    assert with_values(step.node) == "−(3 / 2 + 3 / 2 · 1) ^ 2 / (3 − (2 − 1))"
    assert found.value == step.value == worked_out(with_values(step.node)) == -4.5  # −(1.5 + 1.5)² / 2


def test_what_is_no_formula_is_refused():
    @line(unit="none")
    def looping(a):
        """A line that should have been written in another way."""
        for _ in range(2):
            a = a + 1
        return a

    @line(unit="none")
    def choosing(a):
        """A line that should have used where."""
        return 1 if a else 2

    with pytest.raises(LineError, match=r"`for _ in range\(2\):\s+a = a \+ 1` cannot be shown as a formula; a line is"):
        explain_alone(looping)
    with pytest.raises(LineError, match=r"`1 if a else 2` cannot be shown as a formula; a line is"):
        explain_alone(choosing)


# --- Parentheses ----------------------------------------------------------------------------------------------------

A, B, C = (Name(name, value, True) for name, value in (("a", 2.0), ("b", 3.0), ("c", 5.0)))
MINUS = Name("m", -4.0, True)


def formula_as_id(value):
    return value if isinstance(value, str) else ""


def join(left, symbol, right):
    return Operation(symbol, left, right, 0.0)


def minus(node):
    return Negation(node, 0.0)


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (join(join(A, "−", B), "−", C), "a − b − c"),
        (join(A, "−", join(B, "−", C)), "a − (b − c)"),
        (join(A, "−", join(B, "·", C)), "a − b · c"),
        (join(join(A, "−", B), "·", C), "(a − b) · c"),
        (join(A, "+", join(B, "+", C)), "a + (b + c)"),  # grouped as the line groups it
        (join(join(A, "/", B), "/", C), "a / b / c"),
        (join(A, "/", join(B, "/", C)), "a / (b / c)"),
        (join(A, "/", join(B, "·", C)), "a / (b · c)"),
        (join(join(A, "·", B), "^", C), "(a · b) ^ c"),
        (join(A, "·", join(B, "^", C)), "a · b ^ c"),
        (join(join(A, "^", B), "^", C), "(a ^ b) ^ c"),
        (join(A, "^", join(B, "^", C)), "a ^ b ^ c"),
        (minus(A), "−a"),
        (minus(minus(A)), "−(−a)"),
        (minus(join(A, "+", B)), "−(a + b)"),
        (minus(join(A, "·", B)), "−a · b"),
        (minus(join(A, "^", B)), "−a ^ b"),
        (join(minus(A), "^", B), "(−a) ^ b"),
        (join(minus(A), "+", B), "−a + b"),
        (join(A, "+", minus(B)), "a + (−b)"),
        (join(A, "−", join(minus(B), "·", C)), "a − (−b · c)"),
        (join(A, "^", minus(B)), "a ^ (−b)"),
        (join(join(A, "+", B), "<", minus(C)), "a + b < −c"),
        (join(join(A, "<", B), "=", C), "(a < b) = c"),
        (join(A, "=", join(B, "≥", C)), "a = (b ≥ c)"),
        (join(join(A, "<", B), "·", C), "(a < b) · c"),
        (join(join(A, "<", B), "and", join(B, "≠", C)), "a < b and b ≠ c"),
        (Call("maximum", (Constant(0.0), minus(A)), ("", ""), 0.0, False), "maximum(0, −a)"),
        (join(A, "·", Call("total", (join(A, "−", B),), ("",), 7.0, True)), "a · total(a − b)"),
        (Amount("a", 2.0, 3), "a[3]"),
        (Amount("a", 2.0, None), "a"),
    ],
    ids=formula_as_id,
)
def test_parentheses_stand_where_they_are_needed(node, expected):
    assert with_names(node) == expected


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (join(A, "−", MINUS), "2 − (-4)"),
        (join(MINUS, "−", A), "-4 − 2"),
        (join(MINUS, "^", A), "(-4) ^ 2"),
        (join(A, "/", Call("total", (A,), ("",), -7.0, True)), "2 / (-7)"),
        (join(Call("total", (A,), ("",), -7.0, True), "^", A), "(-7) ^ 2"),
        (minus(MINUS), "−(-4)"),
        (Call("maximum", (Constant(0.0), MINUS), ("", ""), 0.0, False), "maximum(0, -4)"),
        (join(Constant(-1.0), "^", A), "(-1) ^ 2"),
        (Amount("a", -2.0, 3), "-2"),
        (Name("steps", (0.5, 1.0), False), "[0.5, 1]"),
    ],
    ids=formula_as_id,
)
def test_a_negative_value_stands_in_parentheses_after_a_sign(node, expected):
    assert with_values(node) == expected


def test_names_numbers_calls_and_words_are_written_as_asked():
    node = join(join(A, "=", Constant("bir")), "and", Call("total", (B,), ("",), 7.0, True))
    upper = {"name": str.upper, "function": {"and": "og", "total": "sum"}.get, "word": str.title}
    assert text(node, number="{:.1f}".format, values=False, **upper) == "A = Bir og sum(B)"
    assert text(node, number="{:.1f}".format, values=True, **upper) == "2.0 = Bir og 7.0"

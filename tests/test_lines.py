"""The resolver: it orders lines by the names they ask for, and says in words what does not fit."""

import sys
from itertools import permutations
from types import ModuleType

import pytest

from models.ledger import flow
from models.lines import Graph, LineError, line, lines_of


@line(unit="NOK/year")
def rent(area, market_rent):
    """Rent for the area."""
    return area * market_rent


@line(unit="NOK/year")
def costs(rent, cleaning):
    """Rent and cleaning."""
    return rent + cleaning


@line(unit="NOK/year")
def cleaning(area, cleaning):
    """Cleaning, named as the assumption it is made from."""
    return area * cleaning


@line(unit="fraction")
def chicken(egg):
    """Half of a circle."""
    return egg


@line(unit="fraction")
def egg(chicken):
    """The other half."""
    return chicken


def graph(*functions):
    return Graph("shop", tuple(each.line for each in functions))


VALUES = {"area": 100.0, "market_rent": 12.0, "cleaning": 3.0}


def test_lines_are_computed_from_the_names_they_ask_for():
    # rent 100 · 12 = 1200; cleaning 100 · 3 = 300; costs 1200 + 300 = 1500
    assert graph(rent, cleaning, costs).evaluate(VALUES) == {"rent": 1200, "cleaning": 300, "costs": 1500}


@pytest.mark.parametrize("order", list(permutations([rent, cleaning, costs])))
def test_the_order_in_which_lines_are_written_does_not_matter(order):
    values = graph(*order).evaluate(VALUES)
    assert (values["rent"], values["cleaning"], values["costs"]) == (1200, 300, 1500)


def test_a_line_stands_after_the_lines_it_reads():
    names = [each.name for each in graph(costs, cleaning, rent).lines]
    assert names.index("costs") == 2


def test_a_line_named_as_an_assumption_takes_it_and_stands_in_for_it():
    # cleaning reads the assumption 3 (per m²); costs reads the line 300 (per year)
    assert graph(rent, cleaning, costs).evaluate(VALUES)["costs"] == 1500


def test_without_that_line_the_assumption_itself_is_read():
    assert graph(rent, costs).evaluate(VALUES)["costs"] == 1203  # 1200 + 3


def test_assumptions_are_the_names_no_line_computes_and_a_line_s_own_name():
    assert graph(rent, cleaning, costs).assumptions == {"area", "market_rent", "cleaning"}


def test_evaluating_leaves_the_values_alone():
    values = dict(VALUES)
    graph(rent, cleaning, costs).evaluate(values)
    assert values == VALUES


def test_an_unknown_name_is_refused_with_the_nearest_known():
    with pytest.raises(
        LineError,
        match=r"^shop\.rent asks for `market_rent`, which is neither a line nor an assumption; "
        r"did you mean `market_rents`\?$",
    ):
        graph(rent).evaluate({"area": 1, "market_rents": 2})


def test_a_line_is_suggested_too():
    @line(unit="NOK/year")
    def sums(rents):
        """A slip of the keyboard."""
        return rents

    with pytest.raises(LineError, match=r"shop\.sums asks for `rents`.*did you mean `rent`\?"):
        graph(rent, sums).check(["area", "market_rent"])


def test_an_unknown_name_with_nothing_near_gets_no_suggestion():
    with pytest.raises(LineError, match=r"^shop\.rent asks for `area`, which is neither a line nor an assumption$"):
        graph(rent).check(["market_rent"])


def test_check_accepts_names_that_are_all_known():
    graph(rent, cleaning, costs).check(VALUES)


def test_a_circle_is_refused_and_shown():
    with pytest.raises(
        LineError,
        match=r"^shop: these lines go in a circle: (chicken → egg → chicken|egg → chicken → egg)$",
    ):
        graph(chicken, egg, rent)


def test_a_longer_circle_is_shown_in_the_order_in_which_lines_feed_each_other():
    @line(unit="fraction")
    def a(c):
        """Made from c."""

    @line(unit="fraction")
    def b(a):
        """Made from a."""

    @line(unit="fraction")
    def c(b):
        """Made from b."""

    # an arrow reads "is made from": a from c, c from b, b from a
    with pytest.raises(LineError, match=r"circle: (a → c → b → a|c → b → a → c|b → a → c → b)$"):
        graph(a, b, c)


def test_two_lines_of_one_name_are_refused():
    def again():
        @line(unit="NOK")
        def rent():
            """Another rent."""
            return 0.0

        return rent

    with pytest.raises(LineError, match=r"^shop: two lines are called `rent`; rename one of them$"):
        graph(rent, again())


def test_readers_of_an_assumption_are_the_lines_that_take_it():
    assert set(graph(rent, cleaning, costs).readers("area")) == {"rent", "cleaning"}


def test_the_reader_of_an_assumption_with_a_line_of_its_name_is_that_line():
    assert graph(rent, cleaning, costs).readers("cleaning") == ("cleaning",)


def test_readers_of_a_line_are_the_lines_that_take_it():
    assert graph(rent, cleaning, costs).readers("rent") == ("costs",)


def test_sources_are_the_assumptions_a_line_rests_on():
    assert graph(rent, cleaning, costs).sources("costs") == {"area", "market_rent", "cleaning"}


def test_sources_of_a_line_named_as_an_assumption_hold_that_assumption():
    assert graph(rent, cleaning, costs).sources("cleaning") == {"area", "cleaning"}


def test_sources_stop_where_the_line_does():
    assert graph(rent, cleaning, costs).sources("rent") == {"area", "market_rent"}


def test_lines_of_a_module_are_collected_as_written_and_borrowed_ones_are_left_out():
    module = ModuleType("shop_lines")
    sys.modules["shop_lines"] = module
    exec("from models.lines import line\n@line(unit='NOK')\ndef second(first): return first\n", module.__dict__)
    exec("@line(unit='NOK')\ndef first(): return 1.0\ndef helper(): return 2\n", module.__dict__)
    module.rent = rent  # imported from elsewhere
    try:
        assert [each.name for each in lines_of(module)] == ["second", "first"]
    finally:
        del sys.modules["shop_lines"]


def test_the_sentence_of_a_line_is_its_docstring_on_one_row():
    @line(unit="NOK")
    def long():
        """What it is,
        on two rows.
        """

    assert long.line.sentence == "What it is, on two rows."


@pytest.mark.parametrize(
    ("slip", "says"),
    [
        ({"payer": "tenant"}, r"'tenant' is no party; choose among municipality, operator, tenants, bir, state"),
        ({"payee": "owner"}, r"'owner' is no party; choose among .*property_owner, landlord, operator_owner"),
        ({"activity": "running"}, r"'running' is no activity; choose among preparation, operation, investment"),
    ],
)
def test_a_flow_between_unknown_parties_is_refused(slip, says):
    with pytest.raises(ValueError, match=says):
        flow(**({"payer": "tenants", "payee": "operator"} | slip))

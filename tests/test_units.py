"""The unit of every line, proved: each is run on quantities with units and has to come out in the unit it declares.

A line's function is run as it stands; only the closed list of operators is exchanged for one that knows units. What a
line reads is given in the unit declared for it, so that all lines together are proved step by step from the file.

Conventions, which no library can know: a plain 0 counts in every unit; rates of growth are per year and their
exponents in years; steps of a list have no unit; the sum over the years of something per year is that something; a
phase's share of a year is per year, like the renewals in it; a shop is a firm.
"""

import types
from functools import cache

import numpy as np
import pint
import pytest

from concepts import ASSUMPTIONS_FILE, CONCEPTS, NEEDS
from models import operators
from models.assumptions import load
from models.ledger import Effect, Flow
from models.lines import line, parameters
from models.measures import READS
from models.operators import KG_PER_TONNE
from models.units import UNITS

DEFINITIONS = [
    *("year = [time]", "month = year / 12", "m = [length]", "kg = [mass]", "t = 1000 * kg", "kWh = [energy]"),
    *("NOK = [krone]", "EUR = [euro]", "FTE = [work]", "shop = [shop]", "firm = shop", "place = [place]"),
    *("visit = [visit]", "user = [user]", "repair = [repair]", "kg_CO2e = [climate]", "t_CO2e = 1000 * kg_CO2e"),
]
REGISTRY = pint.UnitRegistry(None, cache_folder=None)
for definition in DEFINITIONS:
    REGISTRY.define(definition)
Quantity = REGISTRY.Quantity

BASE = load(ASSUMPTIONS_FILE, NEEDS, READS)
# Nothing that matters is 0 here, so that a factor of 12 or 1000 cannot hide.
CHANGES = {
    "omkrets.head_rent": 700.0,
    "omkrets.bir_capital_share": 0.1,
    "omkrets.loan_type": "annuity",
    "omkrets.municipal_deficit_share": 0.4,
    "omkrets.bir_deficit_share": 0.3,
    "omkrets.support_years": 3,
    "bergen_reparerer.vat_cost_share": 0.5,
    "common.real_rent_growth": 0.005,
}
ASSUMPTIONS = BASE.with_values(CHANGES)
LINES = {f"{id}.{each.name}": (id, each) for id, concept in CONCEPTS.items() for each in concept.graph.lines}


# --- Operators that know units --------------------------------------------------------------------------------------


def number(value, unit=""):
    """Return the bare number of a quantity in a unit; a plain number counts only without unit, 0 in any."""
    if isinstance(value, Quantity):
        return value.m_as(unit)
    if np.any(np.asarray(value) != 0) and not REGISTRY.Unit(unit).dimensionless:
        raise pint.DimensionalityError("dimensionless", unit)
    return value


def alike(function):
    """Let a function take values of one unit and give that unit back."""

    def aware(*values):
        unit = next((value.units for value in values if isinstance(value, Quantity)), "")
        return Quantity(function(*(number(value, unit) for value in values)), unit)

    return aware


def in_years(function, unit):
    """Let a function of years, all of them, give a unit back."""
    return lambda *values: Quantity(function(*(number(value, "year") for value in values)), unit)


def over_years(function):
    """Let a sum over years turn what is per year into what it is."""
    return lambda amounts: Quantity(function(amounts.m), amounts.units * REGISTRY.year)


def ratio(numerator, denominator, otherwise=0.0):
    return Quantity(operators.ratio(numerator.m, denominator.m, otherwise), numerator.units / denominator.units)


def compound(rate, years):
    return Quantity(operators.compound(number(rate, "1/year"), number(years, "year")), "")


def held(steps, year):
    return Quantity(operators.held(number(steps), number(year, "year")), "")


def to_calendar(amounts, opening, year):
    amounts = amounts if isinstance(amounts, Quantity) else Quantity(amounts, "")
    return Quantity(operators.to_calendar(amounts.m, number(opening, "year"), number(year, "year")), amounts.units)


def level_payment(principal, rate, years):
    payment = operators.level_payment(principal.m, number(rate, "1/year"), number(years, "year"))
    return Quantity(payment, principal.units / REGISTRY.year)


AWARE = {
    "KG_PER_TONNE": Quantity(1000.0, "kg/t"),
    "MONTHS_PER_YEAR": Quantity(12.0, "month/year"),
    "ONE_YEAR": Quantity(1.0, "year"),
    "HALF_YEAR": Quantity(0.5, "year"),
    "minimum": alike(np.minimum),
    "maximum": alike(np.maximum),
    "clip": alike(np.clip),
    "ceil": alike(np.ceil),
    "where": lambda condition, yes, no: alike(lambda *both: np.where(condition, *both))(yes, no),
    "exp": lambda exponent: Quantity(operators.exp(number(exponent)), ""),
    "ratio": ratio,
    "compound": compound,
    "held": held,
    "total": over_years(operators.total),
    "cumulative": over_years(operators.cumulative),
    "to_calendar": to_calendar,
    "phase": in_years(operators.phase, "1/year"),
    "renewals": in_years(operators.renewals, "1/year"),
    "life_left": in_years(operators.life_left, ""),
    "level_payment": level_payment,
    "in_support": lambda support, year: Quantity(operators.in_support(support, number(year, "year")), ""),
}
# The line `year` counts: `int(horizon_years) + 1.0` is a count of years, and `np.arange` gives them.
COUNTING = {
    "int": lambda years: int(number(years, "year")),
    "np": types.SimpleNamespace(arange=lambda count: Quantity(np.arange(count), "year")),
}


def test_every_operator_has_a_counterpart_that_knows_units():
    given = {name for name, value in vars(operators).items() if not name.startswith("_")}
    assert given - {"annotations", "Any", "Numbers", "np", "npf"} == set(AWARE)


# --- Lines on quantities --------------------------------------------------------------------------------------------


@cache
def plain(id):
    """Return every line's and assumption's value as the model has it."""
    result = CONCEPTS[id].evaluate(ASSUMPTIONS.values(id))
    return result.assumptions, result.lines


def unit_of(id, name):
    return UNITS[ASSUMPTIONS[ASSUMPTIONS.find(id, name)].unit].pint


def quantity(id, name, reader):
    """Return what a line reads, in the unit of the line or assumption that gives it; words as they are."""
    assumptions, lines = plain(id)
    if name in lines and name != reader:
        return Quantity(lines[name], UNITS[CONCEPTS[id].graph.by_name[name].unit].pint)
    value = assumptions[name]
    return value if isinstance(value, str) or name == "support_years" else Quantity(value, unit_of(id, name))


def in_units(each, quantities):
    """Run a line on quantities, by its name, with operators that know units, to the end: calendar years and growth."""
    function = each.function
    names = {**function.__globals__, **AWARE, **(COUNTING if each.name == "year" else {})}
    aware = types.FunctionType(function.__code__, names, function.__name__, None, function.__closure__)
    own = each.inputs if function is each.compute else parameters(function)
    amount = aware(*(quantities[name] for name in own))
    if isinstance(each.about, Effect) or (isinstance(each.about, Flow) and each.about.by == "operating year"):
        amount = to_calendar(amount, quantities["opening"], quantities["year"])
    if isinstance(each.about, Flow) and each.about.growth:
        amount = amount * quantities[f"{each.about.growth}_index"]
    return amount


def bare(each, amount):
    """Return a line's numbers in the unit it declares; raises pint.DimensionalityError if it has another."""
    if isinstance(amount, Quantity) and amount.unitless and not np.any(amount.m):
        return amount.m  # "there is none": a plain 0, moved to calendar years
    return number(amount, UNITS[each.unit].pint)


@pytest.mark.parametrize("key", LINES)
def test_a_line_comes_out_in_the_unit_it_declares(key):
    id, each = LINES[key]
    amount = in_units(each, {name: quantity(id, name, each.name) for name in each.inputs})
    expected = plain(id)[1][each.name]
    np.testing.assert_allclose(np.broadcast_to(bare(each, amount), np.shape(expected)), expected, rtol=1e-12)


def test_the_case_leaves_no_flow_of_the_centre_at_zero_but_the_surplus():
    flows = [name for name, each in CONCEPTS["omkrets"].graph.by_name.items() if isinstance(each.about, Flow)]
    assert [name for name in flows if not np.any(plain("omkrets")[1][name])] == ["surplus"]


@pytest.mark.parametrize("unit", [each for each in UNITS.values() if not each.options], ids=lambda unit: unit.name)
def test_every_unit_of_the_closed_list_is_known_to_the_library(unit):
    assert REGISTRY.Unit(unit.pint)


# --- The proof can fail ---------------------------------------------------------------------------------------------


def test_a_line_that_adds_rent_and_area_is_found():
    @line(unit="NOK/year")
    def rent(area, market_rent):
        """Wrong: a sum where a product is meant."""
        return area + market_rent

    with pytest.raises(pint.DimensionalityError, match=r"Cannot convert"):
        in_units(rent.line, {"area": Quantity(5.0, "m**2"), "market_rent": Quantity(7.0, "NOK/m**2/year")})


def test_a_line_with_the_wrong_unit_is_found():
    @line(unit="NOK/year")
    def rent(area, market_rent):
        """Wrong: rent per year is said, rent in all is computed."""
        return area * market_rent

    amount = in_units(rent.line, {"area": Quantity(5.0, "m**2"), "market_rent": Quantity(7.0, "NOK/m**2")})
    with pytest.raises(pint.DimensionalityError, match=r"Cannot convert"):
        bare(rent.line, amount)


def test_a_forgotten_thousand_is_found():
    @line(unit="t/year")
    def tonnes(sales, price_per_kg):
        """Wrong: kilos are said to be tonnes."""
        return sales / price_per_kg

    amount = in_units(tonnes.line, {"sales": Quantity(86.0, "NOK/year"), "price_per_kg": Quantity(43.0, "NOK/kg")})
    assert bare(tonnes.line, amount) == pytest.approx(0.002)  # 86 / 43 = 2 kg, where the bare numbers say 2 t


def test_a_minimum_of_unlike_things_is_found():
    with pytest.raises(pint.DimensionalityError, match=r"Cannot convert"):
        AWARE["minimum"](Quantity(1.0, "NOK"), Quantity(1.0, "NOK/year"))


def test_a_plain_number_other_than_0_has_no_unit():
    with pytest.raises(pint.DimensionalityError, match=r"Cannot convert"):
        AWARE["maximum"](1.0, Quantity(1.0, "NOK"))
    assert AWARE["maximum"](0, Quantity(-1.0, "NOK")) == Quantity(0.0, "NOK")


def test_the_constants_are_what_the_units_say():
    assert Quantity(1.0, "t").m_as("kg") == KG_PER_TONNE
    assert Quantity(1.0, "year").m_as("month") == operators.MONTHS_PER_YEAR
    assert (operators.ONE_YEAR, operators.HALF_YEAR) == (1.0, 0.5)

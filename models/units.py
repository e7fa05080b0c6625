"""The closed list of units: what each allows in any scenario, and how it reads to a unit library (`pint`).

The plausible range of an assumption (`low`, `high`) is narrower and stands in the file. Upper limits here only keep
slips of the keyboard and hostile input out of the arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.problems import Message

LARGEST_AMOUNT = 1_000_000_000_000
LONGEST_LIST = 100


@dataclass(frozen=True)
class Unit:
    """A unit. `low` and `high` are inclusive unless `above`; `options` are the words allowed instead of a number.

    `step` is the smallest difference worth deciding on; a slider has no finer steps.
    """

    name: str
    pint: str = ""
    low: float = 0
    high: float = LARGEST_AMOUNT
    above: bool = False
    whole: bool = False
    step: float = 0
    steps: bool = False
    options: tuple[str, ...] = ()

    def refuses(self, value: Any) -> Message | None:
        """Return what is allowed if the value is not, else None."""
        if self.name == "support years":
            return None if _is_support(value) else SUPPORT_ALLOWED
        if self.options:
            return None if value in self.options else Message("one of {names}", {"names": ", ".join(self.options)})
        if self.steps:
            fits = isinstance(value, (list, tuple)) and 1 <= len(value) <= LONGEST_LIST
            if fits and all(self._fits(each) for each in value):
                return None
            limits = {"count": LONGEST_LIST, "low": self.low, "high": self.high}
            return Message("a list of 1 to {count} plain numbers, each from {low} to {high}", limits)
        return None if self._fits(value) else self.allowed

    def _fits(self, value: Any) -> bool:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        if self.whole and value != int(value):
            return False
        return (self.low < value if self.above else self.low <= value) and value <= self.high

    def advice(self, value: Any) -> Message | None:
        """Return what to do about a value that is text where a number belongs, None where there is nothing to add."""
        return WRITE_PLAIN if isinstance(value, str) and not self.options else None

    @property
    def allowed(self) -> Message:
        """What a number in this unit may be, in words."""
        limits = {"low": self.low, "high": self.high}
        if self.whole:
            return Message("a whole number from {low} to {high}", limits)
        if self.above:
            return Message("a plain number above {low}, at most {high}", limits)
        return Message("a plain number from {low} to {high}", limits)


WRITE_PLAIN = Message("write a plain number, with a point and no quotation marks: 1400, 0.045")
SUPPORT_ALLOWED = Message('"all", a number of operating years, or a list of operating years counted from 1')


def _is_support(value: Any) -> bool:
    def whole(each: Any, low: int) -> bool:
        return isinstance(each, int) and not isinstance(each, bool) and low <= each <= LONGEST_LIST

    if isinstance(value, (list, tuple)):
        return 1 <= len(value) <= LONGEST_LIST and all(whole(each, 1) for each in value)
    return value == "all" or whole(value, 0)


def _money(*per: str) -> list[Unit]:
    """Return the units of money: NOK once, or per something. A trailing `=pint` gives the library's name of it."""
    units = []
    for each in per:
        name, _, pint = each.partition("=")
        units.append(Unit(name, pint or name.replace("m²", "m**2")))
    return units


UNITS: dict[str, Unit] = {
    unit.name: unit
    for unit in [
        Unit("year", "year", 1900, 2200, whole=True, step=1),
        Unit("years", "year", 0, 100, whole=True, step=1),
        Unit("months", "month", 0, 1200),
        Unit("1/year", "1/year", -1, 1, above=True),
        Unit("1/year, nominal", "1/year", 0, 1, step=0.0025),
        Unit("share/year", "1/year", 0, 1),
        Unit("fraction", "dimensionless", 0, 1, step=0.01),
        Unit("fraction of sales", "dimensionless", 0, 1),
        Unit("fraction of investment", "dimensionless", 0, 1),
        Unit("fraction of weight", "dimensionless", 0, 1),
        Unit("fraction per operating year", "dimensionless", 0, 1.5, steps=True),
        Unit("none", "dimensionless", 0, 1000),
        *_money("NOK", "NOK/year", "NOK/m²", "NOK/m²/year", "NOK/FTE/year", "NOK/kg", "NOK/t", "NOK/kWh", "NOK/visit"),
        *_money("NOK/firm/year", "NOK/shop/year", "NOK/repair", "NOK/EUR", "NOK/t CO2e=NOK/t_CO2e", "EUR"),
        Unit("m²", "m**2"),
        Unit("m²/shop", "m**2/shop"),
        Unit("FTE", "FTE", step=0.25),
        Unit("FTE/shop", "FTE/shop"),
        Unit("places", "place", step=1),
        Unit("firms", "firm", step=1),
        Unit("shops", "shop", step=1),
        Unit("shops/year", "shop/year"),
        Unit("t/year", "t/year"),
        Unit("t CO2e/year", "t_CO2e/year"),
        Unit("visits/year", "visit/year"),
        Unit("users/year", "user/year"),
        Unit("repairs/year", "repair/year"),
        Unit("repairs/user", "repair/user"),
        Unit("kWh/m²/year", "kWh/m**2/year"),
        Unit("kg CO2e/kg", "kg_CO2e/kg"),
        Unit("kg CO2e/repair", "kg_CO2e/repair"),
        Unit("kg/repair", "kg/repair"),
        Unit("property owner", options=("municipality", "bir", "operator")),
        Unit("loan type", options=("serial", "annuity")),
        Unit("support years", options=("all",)),
    ]
}

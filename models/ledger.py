"""The ledger: every money flow has one payer and one payee, so all parties' nets sum to zero each year.

A flow's function gives positive NOK. Unless it says `by="calendar year"`, it is per operating year: the ledger moves it
to calendar years and then multiplies by its growth index. Other lines see the finished amount: one name, one number.

A payer or payee is a party, or a role that the scenario fills: `property_owner` (municipality, bir or operator),
`landlord` (who gets the head rent: the property owner, or the market if the operator leases) and `operator_owner` (who
gets a surplus: bir when the property is bir's, else the municipality).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from models.lines import Line, attach, parameters
from models.operators import to_calendar

PARTIES = ("municipality", "operator", "tenants", "bir", "state", "bank", "market", "unfunded")
PUBLIC = ("municipality", "bir", "state")
ROLES = ("property_owner", "landlord", "operator_owner")
ACTIVITIES = ("preparation", "operation", "investment", "financing")

Growth = Literal["wage", "rent"]
By = Literal["operating year", "calendar year"]


@dataclass(frozen=True)
class Flow:
    """Who pays whom, for what, and how it is brought to calendar years. Payer and payee are parties or roles."""

    payer: str
    payee: str
    activity: str
    growth: Growth | None
    by: By


@dataclass(frozen=True)
class Effect:
    """What a concept gives, per operating year, moved to calendar years like a flow."""


def flow(
    *,
    payer: str,
    payee: str,
    activity: str = "operation",
    growth: Growth | None = None,
    by: By = "operating year",
    unit: str = "NOK/year",
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a function as a money flow. Raises ValueError for a payer, payee or activity that does not exist."""
    for party in (payer, payee):
        if party not in PARTIES + ROLES:
            raise ValueError(f"{party!r} is no party; choose among {', '.join(PARTIES + ROLES)}")
    if activity not in ACTIVITIES:
        raise ValueError(f"{activity!r} is no activity; choose among {', '.join(ACTIVITIES)}")
    about = Flow(payer, payee, activity, growth, by)
    return lambda function: attach(function, _calendar_line(function, unit, about, growth, by))


def effect(*, unit: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a function as an effect per operating year."""
    return lambda function: attach(function, _calendar_line(function, unit, Effect(), None, "operating year"))


def _calendar_line(function: Callable[..., Any], unit: str, about: Any, growth: Growth | None, by: By) -> Line:
    own = parameters(function)
    placed = ("opening", "year") if by == "operating year" else ()
    index = (f"{growth}_index",) if growth else ()

    def compute(*values: Any) -> Any:
        amounts = function(*values[: len(own)])
        if placed:
            amounts = to_calendar(amounts, *values[len(own) : len(own) + 2])
        return amounts * values[-1] if index else amounts

    return Line(function.__name__, unit, function, own + placed + index, compute, about)


def party_of(role: str, property_owner: str = "municipality") -> str:
    """Return the party that fills a role; a party fills its own."""
    match role:
        case "property_owner":
            return property_owner
        case "landlord":
            return "market" if property_owner == "operator" else property_owner
        case "operator_owner":
            return "bir" if property_owner == "bir" else "municipality"
    return role


def sign_for(party: str, of: Flow, property_owner: str) -> int:
    """Return +1 if the party receives the flow, −1 if it pays it, 0 if neither or both."""
    received = party_of(of.payee, property_owner) == party
    paid = party_of(of.payer, property_owner) == party
    return int(received) - int(paid)


@dataclass(frozen=True)
class Balance:
    """What a party receives less what it pays over some flows, per calendar year."""

    party: str
    flows: tuple[Line, ...]

    def signs(self, property_owner: str) -> list[int]:
        """Return +1 for each flow the party receives, −1 for each it pays, 0 for the others."""
        return [sign_for(self.party, each.about, property_owner) for each in self.flows]


def balance(name: str, party: str, flows: tuple[Line, ...], sentence: str) -> Line:
    """Return the line that sums what a party receives less what it pays over those of the flows that may concern it."""
    about = Balance(party, tuple(each for each in flows if {each.about.payer, each.about.payee} & {party, *ROLES}))

    def compute(*values: Any) -> Any:
        signs = about.signs(values[-1])
        return sum(sign * amounts for sign, amounts in zip(signs, values, strict=False) if sign)

    compute.__doc__ = sentence
    return Line(name, "NOK/year", compute, (*(each.name for each in about.flows), "property_owner"), compute, about)

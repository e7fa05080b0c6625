"""Who pays: the same ledger read from the side of those who pay, and the first investment with its funding.

The project is the municipality, BIR and the operator together; everyone else is outside. Real NOK per calendar year
unless said. The operator's net is nothing after the settlement, so what goes out is what comes in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from models import measures
from models.ledger import PARTIES
from models.operators import ratio
from models.result import Array, Movement, Result

ROUNDING = measures.NO_GAP  # NOK: less is no payment
PROJECT = ("municipality", "bir", "operator")
OUTSIDE = tuple(party for party in PARTIES if party not in PROJECT)
PAYERS = ("municipality", "bir", "state", "bank", "tenants", "market", "unfunded")
USES = {"investment": "investment", "investment_vat": "initial_vat"}
SOURCES = ("grant", "municipal_capital", "bir_capital", "loan")


def paid_by(result: Result) -> dict[str, Array]:
    """Return what each party pays towards the project each year; negative if it gets more than it pays.

    Municipality and BIR: what they pay, less what they receive. The others: what they pay into the project (state: the
    grant; bank: the loan; tenants: rent, charges and fees; market: other income). Together they pay `costs`.
    """
    paid = {party: -result.net(party) for party in ("municipality", "bir")}
    for party in OUTSIDE:
        paid[party] = result.per_year(0.0) + sum(
            each.amounts for each in result.flows.values() if each.payer == party and each.payee in PROJECT
        )
    return {party: paid[party] for party in PAYERS}


def cost_flows(result: Result) -> dict[str, Movement]:
    """Return the flows out of the project: to market, state and bank."""
    return {name: each for name, each in result.flows.items() if each.payer in PROJECT and each.payee in OUTSIDE}


def costs(result: Result) -> Array:
    """Return all that goes out of the project each year: preparation, investment, running costs, tax, loan payments."""
    return result.per_year(0.0) + sum(each.amounts for each in cost_flows(result).values())


def sources_and_uses(result: Result) -> tuple[dict[str, float], dict[str, float]]:
    """Return who funds the first investment and what it goes to, each year's NOK; the two sums are equal."""
    sources = {name: _nominal_sum(result, result.get(name)) for name in SOURCES}
    uses = {name: _nominal_sum(result, result[line]) for name, line in USES.items()}
    return sources, uses


def _nominal_sum(result: Result, amounts: Array) -> float:
    return float(np.sum(measures.nominal(result, amounts)))


def promised_capital_share(result: Result) -> float:
    """Return how much of the promised capital there is room for after the grant, 1 where all of it is used."""
    return float(np.squeeze(result.lines.get("capital_scale", 1.0)))


def loan_repaid_year(result: Result) -> int | None:
    """Return the year in which the last of the loan is repaid, None if there is none or some is left at the end."""
    debt = result.get("debt")
    owing = np.flatnonzero(debt > ROUNDING)
    return int(result.years[owing[-1] + 1]) if len(owing) and owing[-1] + 1 < len(debt) else None


class Ends(NamedTuple):
    """What a party pays in all, net, through the last year it pays anything, where years without follow."""

    year: int
    paid: float


def stops_paying(result: Result, party: str) -> Ends | None:
    """Return what a party pays until it stops, real NOK, not discounted; None if it never pays or never stops."""
    last = last_paid_year(result, party)
    if last is None or last == int(result.years[-1]):
        return None
    return Ends(last, -float(np.sum(result.net(party))))


def net_present_costs(result: Result, parties: Iterable[str]) -> dict[str, float]:
    """Return what the project costs each party, real NOK."""
    return {party: float(measures.net_present_cost(result, party)) for party in parties}


def yearly_cost(result: Result, party: str) -> float:
    """Return what the project costs a party as one equal sum per year, real NOK."""
    return float(measures.per_year(result, measures.net_present_cost(result, party)))


def yearly_unfunded(result: Result) -> float:
    """Return what nobody has agreed to cover as one equal sum per year, real NOK."""
    return float(measures.per_year(result, measures.unfunded(result)["present_value"]))


def to_cover(result: Result) -> float:
    """Return what public parties pay and what nobody has agreed to pay, present value, real NOK.

    Moving the bill from one to another does not make this smaller.
    """
    return float(measures.public_net_present_cost(result)) + measures.unfunded(result)["present_value"]


def renewal(result: Result) -> Array:
    """Return what renewal of what was built costs each year, with its value added tax, real NOK."""
    return result["reinvestment"] + result["investment_vat"] - result["initial_vat"]


def renewal_gap(result: Result) -> Array:
    """Return the part of the yearly gap that is renewal for the operator's account, real NOK.

    The gap's share of the deficit, of the renewal; nothing where the owner is a public party that pays for it itself.
    """
    if result.property_owner != "operator":
        return result.per_year(0.0)
    gap = result["unfunded_deficit"]
    return np.minimum(gap, renewal(result) * ratio(gap, result["deficit"]))


def yearly_gap(result: Result) -> float:
    """Return the mean deficit nobody covers in the years with one, without renewal, real NOK; 0 if none."""
    gap = result["unfunded_deficit"]
    years = gap > ROUNDING
    return float(np.mean((gap - renewal_gap(result))[years])) if years.any() else 0.0


def gap_lasts(result: Result) -> bool:
    """Return whether the gap, once there, is there in every year to the end."""
    years = result["unfunded_deficit"] > ROUNDING
    return bool(years.any() and years[int(np.argmax(years)) :].all())


def last_paid_year(result: Result, party: str) -> int | None:
    """Return the last year in which a party pays or receives anything, None if it never does."""
    moved = np.flatnonzero(np.abs(result.net(party)) > ROUNDING)
    return int(result.years[moved[-1]]) if len(moved) else None


def plan_net(effect: dict[str, Any]) -> tuple[list[float], list[float]]:
    """Return the plan's net operations and the municipality's own money in investments, NOK per year.

    Positive: it pays. effect: what `measures.plan_effect` returned.
    """
    operations, investments = effect["operations"], effect["investments"]
    paid = ("preparation", "operating_grants", "interest", "instalments")
    funded = ("grant", "capital_from_bir", "loan")
    years = range(len(effect["years"]))
    return (
        [sum(operations[row][year] for row in paid) - operations["received"][year] for year in years],
        [
            investments["gross"][year]
            + investments["capital_to_others"][year]
            - sum(investments[row][year] for row in funded)
            for year in years
        ],
    )


def by_kind(result: Result, party: str, kinds: Mapping[str, tuple[str, ...]]) -> dict[str, Array]:
    """Return a party's flows summed by kind (name → flows), received positive, paid negative; empty kinds left out."""
    sums = {}
    for kind, flows in kinds.items():
        amounts = result.per_year(0.0)
        for name in flows:
            flow = result.flows.get(name)
            if flow is not None:
                amounts = amounts + (int(flow.payee == party) - int(flow.payer == party)) * flow.amounts
        if np.any(np.abs(amounts) > ROUNDING):
            sums[kind] = amounts
    return sums

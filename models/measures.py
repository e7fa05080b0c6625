"""Measures: what a reader asks of a Result. Definitions: the model description, section 9.

Present values are real, at `discount_rate`, year 0 undiscounted. Those named …cost and …value work on batches too:
(…, year) in, (…) out. What is not defined is None; the screen has a sentence for it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy_financial as npf

from models.ledger import PARTIES, PUBLIC
from models.operators import KG_PER_TONNE, ratio
from models.result import Array, Result

READS = frozenset(
    {"tax_cost_factor", "euro_rate", "de_minimis_limit", "carbon_price", "reference_given_out", "reference_sold"}
)
LEVELS = (1, 2, 3)
PLAN_YEARS = 4
AID_YEARS = 3
SALES_TO_CUSTOMERS = ("tenant_sales", "added_sales", "repair_sales")
PROJECT_ACTIVITIES = ("preparation", "operation", "investment")
RESIDUAL = "residual"
NO_GAP = 1.0  # NOK: less is not worth a sentence
_ROUNDING = 0.01  # amounts smaller than this are rounding


def present_value(result: Result, amounts: Array) -> Array:
    """Return Σ discount · amounts: [NOK/year] (…, year) → [NOK] (…)."""
    return np.sum(result["discount"] * amounts, axis=-1)


def end_discount(result: Result) -> Array:
    """Return what a krone at the end of the last year is worth in the first."""
    return result["discount"][..., -1] / (1 + np.squeeze(result.assumptions["discount_rate"]))


def nominal(result: Result, amounts: Array) -> Array:
    """Return real amounts in each year's kroner."""
    return amounts * result["price_index"]


def debt_left(result: Result) -> Array:
    """Return the loan that is left at the end of the last year, real NOK."""
    return result.get("debt")[..., -1] / result["price_index"][..., -1]


def net_present_cost(result: Result, party: str) -> Array:
    """Return what the project costs a party, real NOK; the property owner is credited with what is left, less debt."""
    cost = -present_value(result, result.net(party))
    if party == result.property_owner:
        cost = cost - end_discount(result) * (result["residual_value"][..., -1] - debt_left(result))
    return cost + 0.0  # a party that pays nothing costs 0, not −0


def cost_parts(result: Result, parties: tuple[str, ...]) -> dict[str, float]:
    """Return what the net present cost of some parties together is made of, real NOK: flow → present value.

    What they receive from others is negative, what they pay each other is left out. `RESIDUAL` is what is left at the
    end, less debt, if one of them owns the property. The parts add to the cost.
    """
    parts = {}
    for name, each in result.flows.items():
        sign = int(each.payer in parties) - int(each.payee in parties)
        amount = sign * float(present_value(result, each.amounts))
        if amount:
            parts[name] = amount
    if result.property_owner in parties:
        left = float(result["residual_value"][..., -1] - debt_left(result))
        parts[RESIDUAL] = -float(end_discount(result)) * left
    return parts


def public_net_present_cost(result: Result) -> Array:
    """Return what the project costs municipality, BIR and state together, real NOK."""
    return np.sum([net_present_cost(result, party) for party in PUBLIC], axis=0)


def annual_cost(result: Result) -> Array:
    """Return the municipality's net present cost as one equal sum per year, real NOK/year."""
    return per_year(result, net_present_cost(result, "municipality"))


def project_flow(result: Result) -> Array:
    """Return the project's yearly result before funding, real NOK/year; who pays does not matter.

    It is what the operator, the property owner, the municipality and BIR together receive from others less what they
    pay to others, in preparation, operation and investment.
    """
    group = ("municipality", "bir", "operator", result.property_owner)
    return result.net_of(group, PROJECT_ACTIVITIES)


def net_present_value(result: Result) -> Array:
    """Return the present value of the project flow and of what is left at the end, real NOK."""
    return present_value(result, project_flow(result)) + end_discount(result) * result["residual_value"][..., -1]


def investment_need(result: Result) -> Array:
    """Return the first investment with its value added tax, real NOK."""
    return np.sum(result["investment"] + result["initial_vat"], axis=-1)


def cumulative_cost(result: Result, *, in_nominal: bool = False) -> Array:
    """Return what the municipality has paid in all by the end of each year, net, real or nominal NOK."""
    net = result.net("municipality")
    return -np.cumsum(nominal(result, net) if in_nominal else net, axis=-1)


def peak_need(result: Result) -> dict[str, Any]:
    """Return the municipality's largest cumulative outlay, nominal NOK, and whether it still grows in the last year."""
    paid = cumulative_cost(result, in_nominal=True)
    amount = max(0.0, float(np.max(paid)))
    return {"amount": amount, "still_growing": bool(amount > 0 and np.argmax(paid) == len(paid) - 1)}


def worst_year(result: Result) -> dict[str, Any]:
    """Return the year in which the municipality's nominal net is lowest, and that net (negative: it pays)."""
    net = nominal(result, result.net("municipality"))
    amount = float(np.min(net))
    return {"year": int(result.years[np.argmin(net)]) if amount < 0 else None, "amount": min(0.0, amount)}


def coverage_costs(result: Result, level: int) -> Array:
    """Return the yearly costs of a level: 1 running costs, 2 with interest and instalments, 3 with the reception."""
    costs = result["running_costs"]
    if level >= 2:
        costs = costs + result.get("building_costs")
    if level >= 3:
        costs = costs + result.get("reception_net")
    return costs


def coverage(result: Result, level: int) -> Array:
    """Return income / cost per calendar year; NaN in years without operation or without costs."""
    costs = coverage_costs(result, level)
    defined = (result["operating_share"] > 0) & (costs > 0)
    return np.where(defined, ratio(result["operating_income"], costs), np.nan)


def self_sufficient_year(result: Result, level: int) -> int | None:
    """Return the first full operating year from which income covers the level's costs in every year, or None."""
    income = result["operating_income"]
    covered = (income > 0) & (income >= coverage_costs(result, level))
    lasting = np.logical_and.accumulate(covered[::-1])[::-1] & (result["operating_share"] > 1 - 1e-9)
    return int(result.years[np.argmax(lasting)]) if lasting.any() else None


def best_coverage(result: Result, level: int) -> dict[str, Any]:
    """Return the highest coverage a level reaches in a full operating year, and that year."""
    reached = np.where(result["operating_share"] > 1 - 1e-9, coverage(result, level), np.nan)
    if np.isnan(reached).all():
        return {"coverage": None, "year": None}
    best = int(np.nanargmax(reached))
    return {"coverage": float(reached[best]), "year": int(result.years[best])}


def internal_rate_of_return(result: Result) -> float | str | None:
    """Return the rate at which project flow and residual are worth nothing; "several" if not unique, or None."""
    flow = np.append(project_flow(result), result["residual_value"][..., -1])
    flow = np.trim_zeros(np.where(np.abs(flow) > _ROUNDING, flow, 0.0))
    changes = np.count_nonzero(np.diff(np.sign(flow[flow != 0])))
    if not changes:
        return None
    roots = np.roots(flow)  # growth factors 1 + rate, since the first year stands first
    rates = np.unique(np.round(roots[(np.abs(roots.imag) < 1e-6) & (roots.real > 0.01)].real, 9)) - 1
    if len(rates) > 1:
        return "several"
    if not len(rates):
        return None
    return float(npf.irr(flow)) if changes == 1 else float(rates[0])


def payback_year(result: Result) -> int | None:
    """Return the first year by which the project flow, undiscounted, has paid back what went before; None if never."""
    flow = project_flow(result)
    begun = np.logical_or.accumulate(np.abs(flow) > _ROUNDING)
    paid_back = begun & (np.cumsum(flow) >= -_ROUNDING)
    return int(result.years[np.argmax(paid_back)]) if paid_back.any() else None


def plan_effect(result: Result) -> dict[str, Any]:
    """Return what the municipality pays in the first four years, fixed prices, as it stands in the municipal plan."""
    groups = {
        "operations": {
            "preparation": ("pre_project", "planning"),
            "operating_grants": ("deficit_grant_municipality",),
            "interest": ("interest",),
            "instalments": ("instalments",),
            "received": ("head_rent", "surplus"),
        },
        "investments": {
            "gross": ("investment", "investment_vat", "reinvestment"),
            "capital_to_others": ("municipal_capital",),
            "grant": ("grant",),
            "capital_from_bir": ("bir_capital",),
            "loan": ("loan",),
        },
    }
    plan: dict[str, Any] = {"years": result.years[:PLAN_YEARS].tolist()}
    for heading, rows in groups.items():
        plan[heading] = {row: _municipal(result, names)[:PLAN_YEARS].tolist() for row, names in rows.items()}
    return plan


def _municipal(result: Result, names: tuple[str, ...]) -> Array:
    """Return what the municipality pays (or, for what it only receives, gets) in the named flows, as positive sums."""
    flows = [result.flows[name] for name in names if name in result.flows]
    return result.per_year(sum(each.amounts for each in flows if "municipality" in (each.payer, each.payee)))


def support_per(result: Result) -> dict[str, float | None]:
    """Return the public net present cost per visit, tonne, job-year and kg CO2e avoided; None where there is none."""
    units = {
        "visit": result["visits"],
        "tonne": result["tonnes"],
        "job": result["jobs"],
        "kg_co2e": result["emissions"] * KG_PER_TONNE,
    }
    cost = float(public_net_present_cost(result))
    amounts = {name: float(present_value(result, units[name])) for name in units}
    return {name: cost / amount if amount > 0 else None for name, amount in amounts.items()}


def tax_cost(result: Result) -> Array:
    """Return what it costs society to raise the taxes the project takes, real NOK."""
    outlay = net_present_cost(result, "municipality") + net_present_cost(result, "state")
    return np.squeeze(result.assumptions["tax_cost_factor"]) * np.maximum(0, outlay)


def _largest_three_years(amounts: Array) -> float:
    """Return the largest sum of three successive years (fewer if there are fewer)."""
    return float(np.max(np.convolve(amounts, np.ones(AID_YEARS)))) if len(amounts) else 0.0


def operating_years(result: Result) -> int:
    """Return how many operating years begin within the horizon."""
    return max(0, len(result.years) - int(np.floor(float(np.squeeze(result.lines["opening"])))))


def state_aid_per_shop(result: Result) -> float | None:
    """Return the most a shop is spared in rent over three successive operating years, EUR; None without shops."""
    if "rent_support_per_shop" not in result.lines:
        return None
    support = result["rent_support_per_shop"][: operating_years(result)]
    return _largest_three_years(support) / float(result.assumptions["euro_rate"]) if _euro(result) else None


def state_aid_operator(result: Result) -> float | None:
    """Return the most the operator gets in operating grants and cheap premises over three successive years, EUR."""
    grants = result["deficit_grant_municipality"] + result["deficit_grant_bir"]
    aid = nominal(result, grants) + result.get("premises_advantage")
    return _largest_three_years(aid) / float(result.assumptions["euro_rate"]) if _euro(result) else None


def _euro(result: Result) -> bool:
    return float(result.assumptions["euro_rate"]) > 0


def occupancy_cost_peak(result: Result) -> dict[str, Any] | None:
    """Return the highest share of sales that premises cost the shops, and its operating year; None without shops."""
    if "occupancy_cost" not in result.lines or not operating_years(result):
        return None
    burden = result["occupancy_cost"][: operating_years(result)]
    return {"share": float(np.max(burden)), "operating_year": int(np.argmax(burden)) + 1}


def tenant_margin(result: Result) -> list[float | None] | None:
    """Return what the shops have left of their sales each year, None in years without sales; None without shops."""
    flow = next((name for name in SALES_TO_CUSTOMERS if name in result.flows), None)
    if flow is None:
        return None
    sales, net = result[flow], result.net("tenants")
    return [float(left / sold) if sold > 0 else None for left, sold in zip(net, sales, strict=True)]


def per_year(result: Result, amount: Array | float) -> Array:
    """Return a present value as one equal sum per year, as `annual_cost` is."""
    return amount / np.sum(result["discount"], axis=-1)


def unfunded(result: Result) -> dict[str, Any]:
    """Return the present value of deficits nobody has agreed to cover, real NOK, and the first year of them."""
    lacking = result["unfunded_deficit"]
    first = int(result.years[np.argmax(lacking > NO_GAP)]) if np.any(lacking > NO_GAP) else None
    return {"present_value": float(present_value(result, lacking)), "first_year": first}


def measures(result: Result) -> dict[str, Any]:
    """Return every measure of one case as plain numbers; keys are the ids of the model description."""
    costs = {party: float(net_present_cost(result, party)) for party in PUBLIC}
    peak = peak_need(result)
    return {
        "net_present_cost": {**costs, "public": float(public_net_present_cost(result))},
        "annual_cost": float(annual_cost(result)),
        "net_present_value": float(net_present_value(result)),
        "investment_need": float(investment_need(result)),
        "peak_need": peak["amount"],
        "peak_need_still_growing": peak["still_growing"],
        "worst_year": worst_year(result),
        "coverage": {str(level): _or_none(coverage(result, level)) for level in LEVELS},
        "self_sufficient_year": {str(level): self_sufficient_year(result, level) for level in LEVELS},
        "best_coverage": {str(level): best_coverage(result, level) for level in LEVELS},
        "internal_rate_of_return": internal_rate_of_return(result),
        "payback_year": payback_year(result),
        "plan_effect": plan_effect(result),
        "support_per": support_per(result),
        "tax_cost": float(tax_cost(result)),
        "state_aid_per_shop": state_aid_per_shop(result),
        "state_aid_operator": state_aid_operator(result),
        "occupancy_cost_peak": occupancy_cost_peak(result),
        "tenant_margin": tenant_margin(result),
        "unfunded": unfunded(result),
        "mean_effects": {name: mean_effect(result, name) for name in result.effects},
    }


def _or_none(values: Array) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]


def summary(result: Result) -> dict[str, Any]:
    """Return flows, nets, effects and measures of one case, ready for JSON."""
    return {
        "flows": {
            name: {
                "payer": each.payer,
                "payee": each.payee,
                "activity": each.activity,
                "amounts": each.amounts.tolist(),
            }
            for name, each in result.flows.items()
        },
        "net": {party: result.net(party).tolist() for party in PARTIES},
        "effects": {name: amounts.tolist() for name, amounts in result.effects.items()},
        "measures": measures(result),
    }


def mean_effect(result: Result, name: str) -> float | None:
    """Return an effect's mean over the full operating years; None if there is no such year."""
    mean = float(mean_effects(result, name))
    return None if np.isnan(mean) else mean


def mean_effects(result: Result, name: str) -> Array:
    """Return an effect's mean over the full operating years, (…, year) → (…); NaN where there is no such year."""
    full = result["operating_share"] > 1 - 1e-9
    return ratio(np.sum(np.where(full, result[name], 0), axis=-1), np.sum(full, axis=-1), otherwise=np.nan)

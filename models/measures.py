"""Measures: what a reader asks of a Result. Definitions: the model description, section 9.

Present values are real, at `discount_rate`, year 0 undiscounted. What returns an Array works on batches too: (…, year)
in, (…) out, NaN where it is not defined. What returns a number, None or dict is of one case, made from the Array of the
plural name; what is not defined is None, and the screen has a sentence for it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, TypeVarTuple

import numpy as np
import numpy_financial as npf
from numpy.typing import NDArray

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
SUPPORTED = {  # what support is counted per: an effect, and how many it is to one of the effect's own unit
    "visit": ("visits", 1.0),
    "tonne": ("tonnes", 1.0),
    "job": ("jobs", 1.0),
    "kg_co2e": ("emissions", KG_PER_TONNE),
}
_ROUNDING = 0.01  # amounts smaller than this are rounding
_FULL = 1 - 1e-9  # the operating share of a full year, but for rounding

Arguments = TypeVarTuple("Arguments")
Answer = TypeVar("Answer")


def once(measure: Callable[[Result, *Arguments], Answer]) -> Callable[[Result, *Arguments], Answer]:
    """Decorate what measures are made from: worked out the first time it is asked of a Result, then kept, read-only.

    It is kept with the Result, as a cached property is; a Result never changes, so nothing kept grows old.
    """

    @wraps(measure)
    def kept(result: Result, *arguments: *Arguments) -> Answer:
        answers = vars(result).setdefault("_answers", {})
        question = (measure, *arguments)
        if question not in answers:
            answer = measure(result, *arguments)
            if isinstance(answer, np.ndarray):
                answer.flags.writeable = False
            answers[question] = answer
        found: Answer = answers[question]
        return found

    return kept


def per_case(value: Any) -> Any:
    """Return what does not vary over the years as one number per case: () → (), (…, 1) → (…)."""
    return value[..., 0] if np.ndim(value) else value


@once
def net(result: Result, party: str) -> Array:
    """Return what a party receives less what it pays, real NOK per calendar year."""
    return result.net(party)


def present_value(result: Result, amounts: Array) -> Array:
    """Return Σ discount · amounts: [NOK/year] (…, year) → [NOK] (…)."""
    return np.sum(result["discount"] * amounts, axis=-1)


def end_discount(result: Result) -> Array:
    """Return what a krone at the end of the last year is worth in the first."""
    return result["discount"][..., -1] / (1 + per_case(result.assumptions["discount_rate"]))


def nominal(result: Result, amounts: Array) -> Array:
    """Return real amounts in each year's kroner."""
    return amounts * result["price_index"]


def debt_left(result: Result) -> Array:
    """Return the loan that is left at the end of the last year, real NOK."""
    return result.get("debt")[..., -1] / result["price_index"][..., -1]


@once
def net_present_cost(result: Result, party: str) -> Array:
    """Return what the project costs a party, real NOK; the property owner is credited with what is left, less debt."""
    cost = -present_value(result, net(result, party))
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


@once
def public_net_present_cost(result: Result) -> Array:
    """Return what the project costs municipality, BIR and state together, real NOK."""
    return sum((net_present_cost(result, party) for party in PUBLIC), start=np.zeros(()))


def annual_cost(result: Result) -> Array:
    """Return the municipality's net present cost as one equal sum per year, real NOK/year."""
    return per_year(result, net_present_cost(result, "municipality"))


@once
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


def cumulative_cost(result: Result, parties: tuple[str, ...] = ("municipality",), *, in_nominal: bool = False) -> Array:
    """Return what some parties together have paid in all by the end of each year, net, real or nominal NOK."""
    received = sum((net(result, party) for party in parties), start=result.per_year(0.0))
    return -np.cumsum(nominal(result, received) if in_nominal else received, axis=-1)


@once
def _laid_out(result: Result) -> Array:
    """Return what the municipality has paid in all by the end of each year, nominal NOK."""
    return cumulative_cost(result, in_nominal=True)


def peak_needs(result: Result) -> Array:
    """Return the municipality's largest cumulative outlay, nominal NOK; 0 if it never lays anything out."""
    return np.maximum(0.0, np.max(_laid_out(result), axis=-1))


def peak_need(result: Result) -> dict[str, Any]:
    """Return the municipality's largest cumulative outlay, nominal NOK, and whether it still grows in the last year."""
    amount, paid = float(peak_needs(result)), _laid_out(result)
    return {"amount": amount, "still_growing": bool(amount > 0 and np.argmax(paid) == len(paid) - 1)}


@once
def nominal_net(result: Result) -> Array:
    """Return what the municipality receives less what it pays, in each year's kroner."""
    return nominal(result, net(result, "municipality"))


def worst_nets(result: Result) -> Array:
    """Return the municipality's lowest nominal net of any year, nominal NOK (negative: it pays); 0 if it never pays."""
    return np.minimum(0.0, np.min(nominal_net(result), axis=-1))


def worst_year(result: Result) -> dict[str, Any]:
    """Return the year in which the municipality's nominal net is lowest, and that net (negative: it pays)."""
    amount = float(worst_nets(result))
    return {"year": int(result.years[np.argmin(nominal_net(result))]) if amount < 0 else None, "amount": amount}


def _first_years(result: Result, holds: NDArray[np.bool_]) -> Array:
    """Return the first calendar year in which something holds, (…, year) → (…); NaN where it never does."""
    return np.where(np.any(holds, axis=-1), result.years[np.argmax(holds, axis=-1)], np.nan)


def _year(year: Array) -> int | None:
    return None if np.isnan(year) else int(year)


def _number(value: Array) -> float | None:
    return None if np.isnan(value) else float(value)


@once
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


@once
def _open_all_year(result: Result) -> NDArray[np.bool_]:
    """Return whether each calendar year is a full operating year."""
    return result["operating_share"] > _FULL


def self_sufficient_years(result: Result, level: int) -> Array:
    """Return the first full operating year from which income covers the level's costs in every year; NaN if none."""
    income = result["operating_income"]
    covered = (income > 0) & (income >= coverage_costs(result, level))
    lasting = np.logical_and.accumulate(covered[..., ::-1], axis=-1)[..., ::-1]
    return _first_years(result, lasting & _open_all_year(result))


def self_sufficient_year(result: Result, level: int) -> int | None:
    """Return the first full operating year from which income covers the level's costs in every year, or None."""
    return _year(self_sufficient_years(result, level))


def margins(result: Result, level: int) -> Array:
    """Return income less the level's costs each calendar year, real NOK/year, (…, year)."""
    return result["operating_income"] - coverage_costs(result, level)


def margin(result: Result, level: int) -> Array:
    """Return income less the level's costs in the last year, real NOK/year; NaN if that is no full operating year.

    At least 0, with some income, exactly where there is a self-sufficient year: the last year has to be covered, and a
    covered last year is enough.
    """
    return np.where(_open_all_year(result)[..., -1], margins(result, level)[..., -1], np.nan)


@once
def _coverage_when_full(result: Result, level: int) -> Array:
    """Return coverage in the full operating years, NaN in the others."""
    return np.where(_open_all_year(result), coverage(result, level), np.nan)


def best_coverages(result: Result, level: int) -> Array:
    """Return the highest coverage a level reaches in a full operating year; NaN if none has a coverage."""
    return np.fmax.reduce(_coverage_when_full(result, level), axis=-1)


def best_coverage(result: Result, level: int) -> dict[str, Any]:
    """Return the highest coverage a level reaches in a full operating year, and that year."""
    best = best_coverages(result, level)
    year = _first_years(result, _coverage_when_full(result, level) >= best)
    return {"coverage": _number(best), "year": _year(year)}


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


def payback_years(result: Result) -> Array:
    """Return the first year by which the project flow, undiscounted, has paid back what went before; NaN if never."""
    flow = project_flow(result)
    begun = np.logical_or.accumulate(np.abs(flow) > _ROUNDING, axis=-1)
    return _first_years(result, begun & (np.cumsum(flow, axis=-1) >= -_ROUNDING))


def payback_year(result: Result) -> int | None:
    """Return the first year by which the project flow, undiscounted, has paid back what went before; None if never."""
    return _year(payback_years(result))


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


def supports_per(result: Result, unit: str) -> Array:
    """Return the public net present cost per unit of `SUPPORTED`, real NOK; NaN where there is none of it."""
    effect, to_one = SUPPORTED[unit]
    amount = present_value(result, result[effect] * to_one)
    return ratio(public_net_present_cost(result), np.maximum(0, amount), otherwise=np.nan)


def support_per(result: Result) -> dict[str, float | None]:
    """Return the public net present cost per visit, tonne, job-year and kg CO2e avoided; None where there is none."""
    return {unit: _number(supports_per(result, unit)) for unit in SUPPORTED}


def tax_cost(result: Result) -> Array:
    """Return what it costs society to raise the taxes the project takes, real NOK."""
    outlay = net_present_cost(result, "municipality") + net_present_cost(result, "state")
    return per_case(result.assumptions["tax_cost_factor"]) * np.maximum(0, outlay)


def _largest_three_years(amounts: Array) -> Array:
    """Return the largest sum of three successive years (fewer if there are fewer), (…, year) → (…); amounts ≥ 0."""
    sums = amounts.copy()
    for earlier in range(1, AID_YEARS):
        sums[..., earlier:] += amounts[..., :-earlier]
    return np.max(sums, axis=-1)


def _begins_within(result: Result) -> NDArray[np.bool_]:
    """Return whether each operating year begins within the horizon, (…, year)."""
    years = np.arange(len(result.years))
    return years + np.floor(result.lines["opening"]) < len(years)


def operating_years(result: Result) -> int:
    """Return how many operating years begin within the horizon."""
    return int(np.sum(_begins_within(result), axis=-1))


def _in_euro(result: Result, amount: Array) -> Array:
    """Return NOK in EUR; NaN without an exchange rate."""
    return ratio(amount, np.maximum(0, per_case(result.assumptions["euro_rate"])), otherwise=np.nan)


def shop_aids(result: Result) -> Array:
    """Return the most a shop is spared in rent over three successive operating years, EUR; NaN without shops."""
    if "rent_support_per_shop" not in result.lines:
        return np.array(np.nan)
    support = np.where(_begins_within(result), result["rent_support_per_shop"], 0)
    return _in_euro(result, _largest_three_years(support))


def state_aid_per_shop(result: Result) -> float | None:
    """Return the most a shop is spared in rent over three successive operating years, EUR; None without shops."""
    return _number(shop_aids(result))


def operator_aids(result: Result) -> Array:
    """Return the most the operator gets in grants and cheap premises over three successive years, EUR."""
    grants = result["deficit_grant_municipality"] + result["deficit_grant_bir"]
    return _in_euro(result, _largest_three_years(nominal(result, grants) + result.get("premises_advantage")))


def state_aid_operator(result: Result) -> float | None:
    """Return the most the operator gets in operating grants and cheap premises over three successive years, EUR."""
    return _number(operator_aids(result))


def occupancy_cost_peaks(result: Result) -> Array:
    """Return the highest share of sales that premises cost the shops in any operating year; NaN without shops."""
    if "occupancy_cost" not in result.lines:
        return np.array(np.nan)
    return np.fmax.reduce(np.where(_begins_within(result), result["occupancy_cost"], np.nan), axis=-1)


def occupancy_cost_peak(result: Result) -> dict[str, Any] | None:
    """Return the highest share of sales that premises cost the shops, and its operating year; None without shops."""
    share = _number(occupancy_cost_peaks(result))
    if share is None:
        return None
    return {"share": share, "operating_year": int(np.argmax(result["occupancy_cost"] >= share)) + 1}


def tenant_margin(result: Result) -> list[float | None] | None:
    """Return what the shops have left of their sales each year, None in years without sales; None without shops."""
    flow = next((name for name in SALES_TO_CUSTOMERS if name in result.flows), None)
    if flow is None:
        return None
    both = zip(net(result, "tenants"), result[flow], strict=True)
    return [float(left / sold) if sold > 0 else None for left, sold in both]


def per_year(result: Result, amount: Array | float) -> Array:
    """Return a present value as one equal sum per year, as `annual_cost` is."""
    return amount / np.sum(result["discount"], axis=-1)


def unfunded_values(result: Result) -> Array:
    """Return the present value of deficits nobody has agreed to cover, real NOK."""
    return present_value(result, result["unfunded_deficit"])


def unfunded(result: Result) -> dict[str, Any]:
    """Return the present value of deficits nobody has agreed to cover, real NOK, and the first year of them."""
    first = _first_years(result, result["unfunded_deficit"] > NO_GAP)
    return {"present_value": float(unfunded_values(result)), "first_year": _year(first)}


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
        "net": {party: net(result, party).tolist() for party in PARTIES},
        "effects": {name: amounts.tolist() for name, amounts in result.effects.items()},
        "measures": measures(result),
    }


def mean_effect(result: Result, name: str) -> float | None:
    """Return an effect's mean over the full operating years; None if there is no such year."""
    return _number(mean_effects(result, name))


def mean_effects(result: Result, name: str) -> Array:
    """Return an effect's mean over the full operating years, (…, year) → (…); NaN where there is no such year."""
    full = _open_all_year(result)
    return ratio(np.sum(np.where(full, result[name], 0), axis=-1), np.sum(full, axis=-1), otherwise=np.nan)

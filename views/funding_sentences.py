"""The answers about funding in words, computed from the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from concepts import CONCEPTS
from models import financing, measures
from models.funding_sources import FundingSources, beyond_the_fee
from models.result import Array, Result
from models.scenarios import Difference
from texts import Texts
from views import names, sentences
from views.levers import difference_text, inside
from views.sentences import WORTH_SAYING
from views.session import Session

SMALL_SHARE = 0.01


def headline(say: Texts, result: Result) -> str:
    """Return who pays how much, and until when the deficits are covered."""
    return f"{_payers(say, result)} {covered(say, result)}"


def _payers(say: Texts, result: Result) -> str:
    concept, bir = CONCEPTS[result.concept].name, financing.yearly_cost(result, "bir")
    text = pays_until(say, result, concept) or _a_year(say, result, concept)
    if abs(bir) < WORTH_SAYING:
        return f"{text}."
    amount = say.millions(abs(bir))
    if bir < 0:
        return say("{text}, and gives BIR {amount} a year.", text=text, amount=amount)
    if pays_until(say, result, concept):
        return say("{text}; BIR pays {amount} a year.", text=text, amount=amount)
    if float(measures.annual_cost(result)) < 0:
        return say("{text}, but costs BIR {amount} a year.", text=text, amount=amount)
    return say("{text} and BIR {amount}.", text=text, amount=amount)


def _a_year(say: Texts, result: Result, concept: str) -> str:
    cost = float(measures.annual_cost(result))
    amount = say.millions(abs(cost))
    if cost >= 0:
        return say("{concept} costs the municipality {amount} a year", concept=concept, amount=amount)
    return say("{concept} gives the municipality {amount} a year", concept=concept, amount=amount)


def pays_until(say: Texts, result: Result, concept: str) -> str:
    """Return what the municipality pays in all if it pays nothing after some year, else nothing."""
    ends = financing.stops_paying(result, "municipality")
    if ends is None or ends.paid < WORTH_SAYING:
        return ""
    return say(
        "{concept} costs the municipality {amount} through {year}, then nothing",
        concept=concept,
        amount=say.millions(ends.paid),
        year=say.year(ends.year),
    )


def covered(say: Texts, result: Result) -> str:
    """Return from when a deficit has nobody to cover it and how large it is, or that there is none."""
    first = measures.unfunded(result)["first_year"]
    if first is None:
        last = say.year(result.years[-1])
        if float(np.max(result["deficit"])) <= financing.ROUNDING:
            return say("There is no deficit to cover.")
        return say("All deficits are covered through {year}.", year=last)
    amount, year = say.amount(financing.yearly_gap(result)), say.year(first)
    renewal = float(np.sum(financing.renewal_gap(result)))
    if not financing.gap_lasts(result):
        return say(
            "In some years from {year} nobody has agreed to cover a deficit of {amount} a year on average.",
            year=year,
            amount=amount,
        )
    if renewal >= WORTH_SAYING:
        return say(
            "From {year} nobody has agreed to cover a deficit of {amount} a year on average, and {renewal} for "
            "renewal.",
            year=year,
            amount=amount,
            renewal=say.amount(renewal),
        )
    return say(
        "From {year} nobody has agreed to cover a deficit of {amount} a year on average.", year=year, amount=amount
    )


def in_short(say: Texts, result: Result) -> str:
    """Return the answer for the narrow screen's line above the levers."""
    parts = [
        say("the municipality {amount}", amount=say.millions(float(measures.annual_cost(result)))),
        say("BIR {amount}", amount=say.millions(financing.yearly_cost(result, "bir"))),
    ]
    nobody = financing.yearly_unfunded(result)
    if nobody >= 1:
        parts.append(say("not covered {amount}", amount=say.millions(nobody)))
    return say("{concept} a year: {parts}", concept=CONCEPTS[result.concept].name, parts=say.listed(parts))


def moved(say: Texts, result: Result, base: Result) -> str:
    """Return how the bill moved from the base: the municipality's part beside what is to be paid in all."""
    per_year = {
        party: financing.yearly_cost(result, party) - financing.yearly_cost(base, party)
        for party in ("municipality", "bir", "state")
    }
    nobody = financing.yearly_unfunded(result) - financing.yearly_unfunded(base)
    in_all = sum(per_year.values()) + nobody
    said = [
        say("{party} {change}", party=party, change=say.change(change))
        for party, change in (
            (say("the municipality"), per_year["municipality"]),
            (say("BIR"), per_year["bir"]),
            (say("the state"), per_year["state"]),
            (say("not covered"), nobody),
        )
        if abs(change) >= WORTH_SAYING
    ]
    if not said:
        return ""
    text = say("Against the base, a year: {changes}.", changes=say.listed(said))
    if abs(in_all) >= WORTH_SAYING:
        return f"{text} " + say("In all there is {change} to pay.", change=_more_or_less(say, in_all))
    if nobody >= WORTH_SAYING:
        lacking = say(
            "In all there is as much to pay as before, but {amount} of it nobody has taken on.",
            amount=say.amount(nobody),
        )
        return f"{text} {lacking}"
    return f"{text} " + say("In all there is as much to pay as before: the bill is only moved.")


def _more_or_less(say: Texts, amount: float) -> str:
    if amount > 0:
        return say("{amount} more", amount=say.amount(amount))
    return say("{amount} less", amount=say.amount(-amount))


def changes(session: Session, concept: str, differences: Sequence[Difference]) -> str:
    """Return changes as name, from and to, in words."""
    return "; ".join(difference_text(session, each, within=concept) for each in differences)


def who_pays_title(say: Texts, result: Result, shown: Mapping[str, Array]) -> str:
    """Return how what is paid over all the years is shared, as a chart title. shown: the chart's amounts, by party."""
    paid = {party: float(np.sum(amounts)) for party, amounts in shown.items()}
    paid = {party: amount for party, amount in paid.items() if amount > 0}
    period = f"{say.year(result.years[0])}–{say.year(result.years[-1])}"
    if not paid:
        return say("Nothing is paid {period}", period=period)
    called = names.payers(say, result.concept)
    shares = {party: amount / sum(paid.values()) for party, amount in paid.items()}
    most = sorted((party for party, share in shares.items() if share >= SMALL_SHARE), key=shares.__getitem__)[::-1]
    said = [say("{party} {share}", party=inside(called[party]), share=say.percent(shares[party])) for party in most]
    return say("Who pays {period}: {shares}", period=period, shares=say.listed(said))


def side_title(say: Texts, result: Result, side: str, *, in_nominal: bool) -> str:
    """Return what one party has to do with the money, as a chart title, in the prices of the chart."""

    def priced(amounts: Array) -> Array:
        return measures.nominal(result, amounts) if in_nominal else amounts

    year = say.year(result.years[-1])
    if side == "tenants":
        return _tenants_title(say, result, year)
    if side == "operator":
        who, short = names.operator(say, result.concept), float(priced(result["deficit"])[-1])
        if short > financing.ROUNDING:
            lacks = say.amount(short)
            return say("{who} lacks {amount} in {year}, before anyone covers it", who=who, amount=lacks, year=year)
        return say("{who} covers its own costs in {year}", who=who, year=year)
    who, last = names.sides(say, result.concept)[side], financing.last_paid_year(result, side)
    if last is not None and last < int(result.years[-1]):
        paid = -float(np.sum(priced(result.net(side))))
        if paid > financing.ROUNDING:
            return say(
                "{who} pays {amount} through {year}, then nothing",
                who=who,
                amount=say.amount(paid),
                year=say.year(last),
            )
    return _public_side(say, who, float(priced(result.net(side))[-1]), year)


def _tenants_title(say: Texts, result: Result, year: str) -> str:
    margin, who = measures.tenant_margin(result), names.tenants(say, result.concept)
    left = margin[-1] if margin else None
    if left is None:
        return say("{who} have no sales in {year}", who=who, year=year)
    if left < 0:
        return say("{who} lose {share} of their sales in {year}", who=who, share=say.percent(-left), year=year)
    return say("{who} have {share} of their sales left in {year}", who=who, share=say.percent(left), year=year)


def _public_side(say: Texts, who: str, net: float, year: str) -> str:
    if net < -1:
        return say("{who} pays {amount} net in {year}", who=who, amount=say.amount(-net), year=year)
    if net > 1:
        return say("{who} receives {amount} net in {year}", who=who, amount=say.amount(net), year=year)
    return say("{who} neither pays nor receives anything in {year}", who=who, year=year)


def funding(say: Texts, result: Result, wanted_grant: float) -> list[str]:
    """Return what is worth saying about how the investment is funded."""
    sources, uses = financing.sources_and_uses(result)
    need = sum(uses.values())
    owner = names.sides(say, result.concept)[result.property_owner]
    real = say.millions(float(measures.investment_need(result)))
    said = [say("In fixed kroner the investment is {amount}.", amount=real)] if need > 1 else []
    if sources["loan"] > 1:
        said.append(say("{owner} takes up the loan and pays it back.", owner=owner))
    scale = financing.promised_capital_share(result)
    if scale < 1 - 1e-9:
        said.append(say("After the grant there is room for {share} of the promised capital.", share=say.percent(scale)))
    if wanted_grant > need + 1:
        said.append(
            say(
                "The grant of {grant} is more than the investment; only {need} of it is used.",
                grant=say.millions(wanted_grant),
                need=say.millions(need),
            )
        )
    renewals = financing.renewal(result)
    renewed = [say.year(year) for year, cost in zip(result.years, renewals, strict=True) if cost > financing.ROUNDING]
    if renewed:
        cost = float(np.sum(renewals))
        said.append(
            say(
                "Renewal comes on top: {amount} in fixed kroner, in {years}; no loan is counted for it.",
                amount=say.millions(cost),
                years=say.listed(renewed),
            )
        )
    return said


def loan(say: Texts, result: Result) -> str:
    """Return how large the loan is and when it is repaid, as a title."""
    debt = result["debt"]
    largest, last = say.millions(float(np.max(debt))), say.year(result.years[-1])
    repaid = financing.loan_repaid_year(result)
    if repaid is not None:
        return say("The loan is {amount} at most and is repaid in {year}", amount=largest, year=say.year(repaid))
    left = say.millions(float(debt[-1]))
    return say("The loan is {amount} at most; {left} is left in {year}", amount=largest, left=left, year=last)


def loan_payments(say: Texts, result: Result) -> str:
    """Return when interest and instalments are highest, as a title."""
    payments = result["interest_payment"] + result["instalment"]
    most = int(np.argmax(payments))
    return say(
        "Interest and instalments are highest in {year}: {amount}",
        year=say.year(result.years[most]),
        amount=say.millions(float(payments[most])),
    )


def plan(say: Texts, result: Result, price_year: str) -> str:
    """Return what the concept takes in the four-year plan, as a sentence."""
    effect = measures.plan_effect(result)
    operations, investments = financing.plan_net(effect)
    period = f"{say.year(effect['years'][0])}–{say.year(effect['years'][-1])}"
    text = say(
        "{period}: {operations} in the operating budget and {investments} of own money in the investment budget, "
        "fixed {price_year} kroner.",
        period=period,
        operations=say.millions(sum(operations)),
        investments=say.millions(sum(investments)),
        price_year=price_year,
    )
    later = -float(np.sum(result.net("municipality")[measures.PLAN_YEARS :]))
    last = financing.last_paid_year(result, "municipality")
    if len(result.years) <= measures.PLAN_YEARS:
        return text
    if last is None or last <= effect["years"][-1]:
        return f"{text} " + say("After that the municipality pays nothing.")
    amount, through = say.millions(abs(later)), say.year(last)
    if later < 0:
        return f"{text} " + say("After that {amount} come back through {year}.", amount=amount, year=through)
    return f"{text} " + say("After that come {amount} through {year}.", amount=amount, year=through)


def cliff(say: Texts, result: Result) -> list[str]:
    """Return what happens when the support ends, in words; nothing if it never does."""
    lacking = measures.unfunded(result)
    first = lacking["first_year"]
    if first is None:
        return []
    gap, at = result["unfunded_deficit"], int(first - result.years[0])
    said = [
        covered(say, result),
        say(
            "That is {sum} in present value through {last}.",
            sum=say.amount(lacking["present_value"]),
            last=say.year(result.years[-1]),
        ),
    ]
    before = float((result["deficit_grant_municipality"] + result["deficit_grant_bir"])[at - 1]) if at else 0.0
    if before > financing.ROUNDING:
        said.append(
            say(
                "In {before} {paid} is paid to cover the deficit; in {after} {gap} is lacking.",
                before=say.year(first - 1),
                paid=say.amount(before),
                after=say.year(min(first + 1, result.years[-1])),
                gap=say.amount(float(gap[min(at + 1, len(gap) - 1)])),
            )
        )
    said += [
        say(
            "In {year} {renewal} of what is lacking is renewal of what was built.",
            year=say.year(year),
            renewal=say.amount(part),
        )
        for year, part in zip(result.years, financing.renewal_gap(result), strict=True)
        if part >= WORTH_SAYING
    ]
    return said


def coverage(say: Texts, result: Result) -> str:
    """Return how far income reaches, as a title: the highest level it covers for good, or how far it falls short."""
    concept = CONCEPTS[result.concept].name
    reached = sentences.highest_level(result)
    if reached is not None:
        return sentences.level_reached(say, concept, *reached)
    best = measures.best_coverage(result, sentences.OPERATION)
    if best["coverage"] is None:
        last = say.year(result.years[-1])
        return say("{concept} does not come into full operation by {year}", concept=concept, year=last)
    if best["coverage"] == 0:
        return say("{concept} has no income of its own", concept=concept)
    if best["coverage"] >= 1:
        return say("{concept} covers its running costs in some years, but not for good", concept=concept)
    return say(
        "{concept} cannot stand on its own feet: income covers at most {share} of running costs",
        concept=concept,
        share=say.percent(best["coverage"]),
    )


def lawful_warnings(say: Texts, result: Result, rules: FundingSources) -> list[str]:
    """Return what the scenario asks of a source beyond what it may lawfully carry."""
    said = []
    beyond = beyond_the_fee(result, rules)
    if beyond >= WORTH_SAYING:
        said.append(
            say(
                "Of what BIR pays in this scenario, {beyond} (present value) is more than the waste fee may carry; BIR "
                "would have to take it from other money.",
                beyond=say.millions(beyond),
            )
        )
    granted = financing.sources_and_uses(result)[0]["grant"] > financing.ROUNDING
    if granted and "debt" in result.lines and result.property_owner != "municipality":
        owner = inside(names.sides(say, result.concept)[result.property_owner])
        said.append(say("State grants go to municipalities, but here {owner} would get it.", owner=owner))
    return said

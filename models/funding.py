"""Who pays for the investment: grant first, then capital, the rest is for the concept's own solution (loan or capital).

Amounts in `_total` lines are nominal, as granted; the flows are those amounts in proportion to spending, in real NOK.
Equations: the model description, section 7.
"""

from models.ledger import flow
from models.lines import line
from models.operators import minimum, ratio, total


@line(unit="NOK/year")
def initial_vat(investment, vat_rate, vat_cost_share):
    """The value added tax on the first investment that is not given back."""
    return investment * vat_rate * vat_cost_share


@flow(payer="property_owner", payee="state", activity="investment", by="calendar year")
def investment_vat(initial_vat, reinvestment, vat_rate, vat_cost_share):
    """The value added tax on investment and renewal that is not given back."""
    return initial_vat + reinvestment * vat_rate * vat_cost_share


@line(unit="NOK/year")
def spending(investment, initial_vat, price_index):
    """What the first investment takes each year, in that year's kroner."""
    return (investment + initial_vat) * price_index


@line(unit="NOK")
def uses(spending):
    """What has to be funded in all, in each year's kroner."""
    return total(spending)


@line(unit="1/year")
def spending_share(spending, uses):
    """The share of the investment that falls in each year."""
    return ratio(spending, uses)


@line(unit="NOK")
def grant_total(state_grant, uses):
    """The grant from the state, never more than there is to fund."""
    return minimum(state_grant, uses)


@flow(payer="state", payee="property_owner", activity="financing", by="calendar year")
def grant(grant_total, spending_share, price_index):
    """The grant from the state, paid as the money is spent."""
    return grant_total * spending_share / price_index

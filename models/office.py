"""A concept run from an office: its staff, what it costs to set up and renew, and funding without a loan.

The operator invests, and the municipality pays what the grant does not cover. Equations: the model description,
sections 5 to 7.
"""

from models.ledger import flow
from models.lines import line
from models.operators import life_left, renewals, total


@flow(payer="operator", payee="market", growth="wage", by="calendar year")
def staff(staff_fte, fte_cost, operating_share, mobilisation_years, mobilisation_phase):
    """The organisation's own staff, hired from the start of mobilisation."""
    return staff_fte * fte_cost * (operating_share + mobilisation_years * mobilisation_phase)


@flow(payer="property_owner", payee="market", activity="investment", by="calendar year")
def investment(setup, mobilisation_phase):
    """What it costs to set up, before the opening."""
    return setup * mobilisation_phase


@flow(payer="property_owner", payee="market", activity="investment", by="calendar year")
def reinvestment(setup, renewal_share, renewal_life, opening, year):
    """Renewal of the part that wears out."""
    return setup * renewal_share * renewals(renewal_life, opening, year)


@line(unit="NOK")
def residual_value(setup, renewal_share, renewal_life, mobilisation_phase, opening, year):
    """What the part that wears out is worth at the end of the last year, by the years it has left."""
    return setup * renewal_share * life_left(renewal_life, opening, year) * total(mobilisation_phase)


@flow(payer="municipality", payee="property_owner", activity="financing", by="calendar year")
def municipal_capital(uses, grant_total, spending_share, price_index):
    """What the municipality pays of the investment: all that the grant does not cover."""
    return (uses - grant_total) * spending_share / price_index

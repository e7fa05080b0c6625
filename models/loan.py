"""Capital and loan for a property: what the grant does not cover. The loan is nominal and paid by the property owner.

Equations: the model description, section 7.
"""

from models.ledger import flow
from models.lines import line
from models.operators import (
    HALF_YEAR,
    ONE_YEAR,
    ceil,
    compound,
    cumulative,
    level_payment,
    maximum,
    minimum,
    ratio,
    where,
)


@line(unit="fraction")
def capital_scale(municipal_capital_share, bir_capital_share, uses, grant_total):
    """How much of the promised capital there is room for after the grant."""
    return minimum(1, ratio(uses - grant_total, (municipal_capital_share + bir_capital_share) * uses, otherwise=1))


@line(unit="NOK")
def municipal_capital_total(municipal_capital_share, uses, capital_scale):
    """What the municipality puts into the investment."""
    return municipal_capital_share * uses * capital_scale


@line(unit="NOK")
def bir_capital_total(bir_capital_share, uses, capital_scale):
    """What BIR puts into the investment."""
    return bir_capital_share * uses * capital_scale


@line(unit="NOK")
def loan_total(uses, grant_total, municipal_capital_total, bir_capital_total):
    """What is borrowed: the rest."""
    return maximum(0, uses - grant_total - municipal_capital_total - bir_capital_total)


@flow(payer="municipality", payee="property_owner", activity="financing", by="calendar year")
def municipal_capital(municipal_capital_total, spending_share, price_index):
    """The municipality's capital, paid as the money is spent; no flow when it owns the building itself."""
    return municipal_capital_total * spending_share / price_index


@flow(payer="bir", payee="property_owner", activity="financing", by="calendar year")
def bir_capital(bir_capital_total, spending_share, price_index):
    """BIR's capital, paid as the money is spent; no flow when it owns the building itself."""
    return bir_capital_total * spending_share / price_index


@line(unit="NOK/year")
def loan_draw(loan_total, spending_share):
    """What is drawn on the loan each year, in that year's kroner."""
    return loan_total * spending_share


@line(unit="years")
def instalment_years(loan_years):
    """How many instalments the loan is repaid in, at least one."""
    return maximum(ONE_YEAR, loan_years)


@line(unit="years")
def years_of_instalments(year, opening, grace_years):
    """Years since the first instalment, which falls after the opening and the grace period."""
    return year - ceil(opening) - grace_years


@line(unit="NOK/year")
def first_instalment(loan_total, instalment_years, loan_interest_rate, loan_type):
    """The first instalment: all are equal in a serial loan; in an annuity they grow as the interest falls."""
    return where(
        loan_type == "annuity",
        level_payment(loan_total, loan_interest_rate, instalment_years) - loan_total * loan_interest_rate,
        loan_total / instalment_years,
    )


@line(unit="NOK/year")
def instalment(first_instalment, years_of_instalments, instalment_years, loan_interest_rate, loan_type):
    """What is repaid each year, in that year's kroner."""
    growth = where(loan_type == "annuity", compound(loan_interest_rate, maximum(0, years_of_instalments)), 1)
    repaying = (years_of_instalments >= 0) & (years_of_instalments < instalment_years)
    return where(repaying, first_instalment * growth, 0)


@line(unit="NOK")
def debt(loan_draw, instalment):
    """The loan at the end of each year, in that year's kroner."""
    return maximum(0, cumulative(loan_draw - instalment))


@line(unit="NOK/year")
def interest_payment(debt, loan_draw, instalment, loan_interest_rate):
    """Interest on the debt at the start of the year and on half of what is drawn in it, in that year's kroner."""
    return loan_interest_rate * (debt + (instalment - loan_draw) * ONE_YEAR + loan_draw * HALF_YEAR)


@flow(payer="bank", payee="property_owner", activity="financing", by="calendar year")
def loan(loan_draw, price_index):
    """The loan, drawn as the money is spent."""
    return loan_draw / price_index


@flow(payer="property_owner", payee="bank", activity="financing", by="calendar year")
def interest(interest_payment, price_index):
    """Interest on the loan."""
    return interest_payment / price_index


@flow(payer="property_owner", payee="bank", activity="financing", by="calendar year")
def instalments(instalment, price_index):
    """Instalments on the loan."""
    return instalment / price_index

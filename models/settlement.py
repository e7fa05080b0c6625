"""The settlement, last each year: who covers the operator's deficit, and who gets a surplus.

The operator holds no cash between years, a stated simplification. What nobody has agreed to cover is paid by the party
`unfunded`, so that it is seen. Equations: the model description, section 7.
"""

from models.ledger import balance, flow
from models.lines import Line, line
from models.operators import in_support, maximum, to_calendar


def operator_result(flows: tuple[Line, ...]) -> Line:
    """Return the line that is the operator's result before settlement, over the concept's other flows."""
    return balance(
        "operator_result",
        "operator",
        flows,
        "The operator's result: what it receives less what it pays, before anyone covers a deficit.",
    )


@line(unit="NOK/year")
def deficit(operator_result):
    """What the operator lacks each year."""
    return maximum(0, -operator_result)


@line(unit="fraction")
def supported_share(support_years, operating_share, opening, year):
    """The part of each calendar year in which deficits are covered: all preparation, then the supported years."""
    return 1 - operating_share + to_calendar(in_support(support_years, year), opening, year)


@line(unit="fraction")
def cover_scale(municipal_deficit_share, bir_deficit_share):
    """Scales the agreed shares down where they come to more than the whole deficit."""
    return 1 / maximum(1, municipal_deficit_share + bir_deficit_share)


@flow(payer="municipality", payee="operator", activity="financing", by="calendar year")
def deficit_grant_municipality(deficit, municipal_deficit_share, cover_scale, supported_share):
    """The part of the deficit that the municipality covers."""
    return deficit * municipal_deficit_share * cover_scale * supported_share


@flow(payer="bir", payee="operator", activity="financing", by="calendar year")
def deficit_grant_bir(deficit, bir_deficit_share, cover_scale, supported_share):
    """The part of the deficit that BIR covers."""
    return deficit * bir_deficit_share * cover_scale * supported_share


@flow(payer="unfunded", payee="operator", activity="financing", by="calendar year")
def unfunded_deficit(deficit, deficit_grant_municipality, deficit_grant_bir):
    """The part of the deficit that nobody has agreed to cover."""
    return maximum(0, deficit - deficit_grant_municipality - deficit_grant_bir)


@flow(payer="operator", payee="operator_owner", activity="financing", by="calendar year")
def surplus(operator_result):
    """What the operator has left, paid to its owner."""
    return maximum(0, operator_result)

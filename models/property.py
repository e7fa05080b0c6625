"""The building a concept stands in: what it costs to make ready, to renew, and what is left at the end.

The property owner invests. If the operator leases the building, all of the building cost is fit-out that lasts for the
lease, and nothing is left. Equations: the model description, section 7.
"""

from models.ledger import flow
from models.lines import line
from models.operators import ONE_YEAR, life_left, maximum, minimum, renewals, total, where


@line(unit="NOK")
def building(gross_area, building_cost, building_share, property_owner):
    """The part of the building cost that is the building itself; none if the operator leases."""
    return where(property_owner == "operator", 0, gross_area * building_cost * building_share)


@line(unit="NOK")
def fit_out(gross_area, building_cost, building):
    """The part of the building cost that is fit-out and has to be renewed sooner."""
    return gross_area * building_cost - building


@line(unit="years")
def fit_out_lifetime(fit_out_life, leased_fit_out_life, years_left, property_owner):
    """How long the fit-out lasts: in a leased building no longer than the years that are left."""
    return where(property_owner == "operator", minimum(leased_fit_out_life, years_left), fit_out_life)


@line(unit="years")
def years_left(horizon_years, opening):
    """Years from the opening to the end of the analysis, at least one."""
    return maximum(ONE_YEAR, horizon_years + ONE_YEAR - opening)


@flow(payer="property_owner", payee="market", activity="investment", by="calendar year")
def investment(gross_area, building_cost, equipment_cost, mobilisation_phase):
    """What it costs to make the building ready and equip it, before the opening."""
    return (gross_area * building_cost + equipment_cost) * mobilisation_phase


@flow(payer="property_owner", payee="market", activity="investment", by="calendar year")
def reinvestment(building, building_life, fit_out, fit_out_lifetime, equipment_cost, equipment_life, opening, year):
    """What it costs to renew building, fit-out and equipment when their lives are over."""
    return (
        building * renewals(building_life, opening, year)
        + fit_out * renewals(fit_out_lifetime, opening, year)
        + equipment_cost * renewals(equipment_life, opening, year)
    )


@line(unit="NOK")
def residual_value(
    building,
    building_life,
    fit_out,
    fit_out_life,
    equipment_cost,
    equipment_life,
    mobilisation_phase,
    opening,
    year,
    property_owner,
):
    """What building, fit-out and equipment are worth at the end of the last year, by the years they have left."""
    standing = (
        building * life_left(building_life, opening, year)
        + fit_out * life_left(fit_out_life, opening, year)
        + equipment_cost * life_left(equipment_life, opening, year)
    )
    return where(property_owner == "operator", 0, standing * total(mobilisation_phase))

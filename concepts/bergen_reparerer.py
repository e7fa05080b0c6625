"""Bergen Reparerer: an information hub for repair. Equations: the model description, section 6.

Per operating year unless a flow says calendar year. The hub has no direct income; a partner's own effort lowers what it
needs, but is no income.
"""

from models.ledger import effect, flow
from models.lines import line
from models.operators import KG_PER_TONNE, held

# --- Users and repairs ----------------------------------------------------------------------------------------------


@line(unit="users/year")
def user_count(users, user_ramp, year):
    """People who use the hub in a year."""
    return users * held(user_ramp, year)


@line(unit="repairs/year")
def repairs_added(user_count, repairs_per_user, repair_additionality):
    """Repairs that would not have been made without the hub."""
    return user_count * repairs_per_user * repair_additionality


# --- Running costs --------------------------------------------------------------------------------------------------


@flow(payer="operator", payee="market")
def hosting(hosting_cost):
    """Running the web site and app."""
    return hosting_cost


@flow(payer="operator", payee="market")
def verification(repairers, verification_cost):
    """Checking and updating what is said about each repairer."""
    return repairers * verification_cost


@flow(payer="operator", payee="market")
def signs_upkeep(signs_upkeep):
    """Upkeep of signs, stickers and map."""
    return signs_upkeep


@flow(payer="operator", payee="market", by="calendar year")
def marketing(marketing, launch_campaign, operating_share, mobilisation_phase):
    """Marketing each year, and a campaign before the opening."""
    return marketing * operating_share + launch_campaign * mobilisation_phase


@flow(payer="market", payee="operator")
def partner_effort(partner_contribution):
    """A partner's own effort, in kind: it lowers what is needed, but is no income."""
    return partner_contribution


@flow(payer="operator", payee="state", by="calendar year")
def operating_vat(hosting, verification, signs_upkeep, marketing, vat_rate, vat_cost_share):
    """The value added tax on running costs that is not given back."""
    return (hosting + verification + signs_upkeep + marketing) * vat_rate * vat_cost_share


# --- Set-up ---------------------------------------------------------------------------------------------------------


@line(unit="NOK")
def setup(web_development, signs_cost):
    """What it costs to set up: web site and signs."""
    return web_development + signs_cost


# --- The repairers --------------------------------------------------------------------------------------------------


@flow(payer="market", payee="tenants")
def repair_sales(repairs_added, price_per_repair):
    """What customers pay for the added repairs."""
    return repairs_added * price_per_repair


@flow(payer="tenants", payee="market")
def repair_costs(repairs_added, price_per_repair, repairer_margin):
    """What the added repairs cost the repairers."""
    return repairs_added * price_per_repair * (1 - repairer_margin)


# --- Effects --------------------------------------------------------------------------------------------------------


@line(unit="t/year")
def tonnes_kept(repairs_added, weight_per_repair):
    """The weight of what is repaired and kept in use."""
    return repairs_added * weight_per_repair / KG_PER_TONNE


@effect(unit="t/year")
def tonnes(tonnes_kept):
    """Goods through the concept: what is repaired and kept in use."""
    return tonnes_kept


@effect(unit="t/year")
def waste_avoided(tonnes_kept):
    """Goods that would otherwise have been thrown away."""
    return tonnes_kept


@effect(unit="t CO2e/year")
def emissions(repairs_added, emission_per_repair, repair_displacement):
    """Emissions avoided because repaired goods replace new ones."""
    return repairs_added * emission_per_repair * repair_displacement / KG_PER_TONNE


@effect(unit="users/year")
def visits(user_count):
    """Visits: people who use the hub."""
    return user_count


@effect(unit="FTE")
def jobs(staff_fte):
    """Jobs in the hub."""
    return staff_fte


@effect(unit="places")
def work_training_places():
    """Places for people in work training: none in this concept."""
    return 0.0


# --- What the measures add up ---------------------------------------------------------------------------------------


@line(unit="NOK/year")
def operating_income():
    """Income that counts against running costs: the hub has none."""
    return 0.0


@line(unit="NOK/year")
def running_costs(staff, hosting, verification, signs_upkeep, marketing, operating_vat):
    """Running costs, before a partner's effort."""
    return staff + hosting + verification + signs_upkeep + marketing + operating_vat

"""What the sale of used goods gives, for the concepts that sell: goods, waste, emissions, visits.

Everything comes on top of the reference case, today. Equations: the model description, section 8.
"""

from models.ledger import effect
from models.lines import line
from models.operators import KG_PER_TONNE, ratio

EFFECTS = ("tonnes", "waste_avoided", "emissions", "visits", "jobs", "work_training_places")


@line(unit="t/year")
def tonnes_sold(sales, price_per_kg):
    """The weight of what is sold, from sales and the price per kilo."""
    return ratio(sales, price_per_kg) / KG_PER_TONNE


@effect(unit="t/year")
def tonnes(tonnes_sold):
    """Goods through the concept."""
    return tonnes_sold


@effect(unit="t/year")
def waste_avoided(tonnes_sold, additionality):
    """Goods that would otherwise not have been reused."""
    return tonnes_sold * additionality


@effect(unit="t CO2e/year")
def emissions(tonnes_sold, additionality, displacement, emission_factor):
    """Emissions avoided because used goods replace new ones."""
    return tonnes_sold * additionality * displacement * emission_factor


@effect(unit="visits/year")
def visits(sales, spend_per_visit):
    """Visits, from sales and what a visitor spends."""
    return ratio(sales, spend_per_visit)

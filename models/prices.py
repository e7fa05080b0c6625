"""Price, wage and rent indices, and the discount factor. The ledger is in real NOK of `price_year`."""

from models.lines import line
from models.operators import compound


@line(unit="years")
def years_from_price_year(start_year, price_year, year):
    """Years from the price year to each calendar year."""
    return start_year - price_year + year


@line(unit="none")
def price_index(inflation, years_from_price_year):
    """What one krone of the price year corresponds to in each year's kroner."""
    return compound(inflation, years_from_price_year)


@line(unit="none")
def wage_index(real_wage_growth, years_from_price_year):
    """How much wages have grown beyond prices since the price year."""
    return compound(real_wage_growth, years_from_price_year)


@line(unit="none")
def rent_index(real_rent_growth, years_from_price_year):
    """How much rents have grown beyond prices since the price year."""
    return compound(real_rent_growth, years_from_price_year)


@line(unit="none")
def discount(discount_rate, year):
    """What a krone in each year is worth in the first year, which is not discounted."""
    return compound(discount_rate, -year)

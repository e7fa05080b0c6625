"""Omkrets: a shopping centre where everything sold is used. Equations: the model description, section 4.

Per operating year unless a flow says calendar year. The chain from rent to exits to let area is the point of the rent
steps: full rent too early drives shops out before their sales are grown.
"""

from models.ledger import effect, flow
from models.lines import line
from models.operators import (
    KG_PER_TONNE,
    MONTHS_PER_YEAR,
    compound,
    exp,
    held,
    maximum,
    minimum,
    ratio,
    to_calendar,
    where,
)

# --- Area, rent and shops -------------------------------------------------------------------------------------------


@line(unit="m²")
def area_let_max(gross_area, lettable_share):
    """The area that can be let."""
    return gross_area * lettable_share


@line(unit="m²")
def common_area(gross_area, lettable_share):
    """The area the centre runs itself: reception, storage, workshop, passages."""
    return gross_area * (1 - lettable_share)


@line(unit="fraction")
def rent_share(rent_steps, year):
    """The share of market rent that is asked in each operating year."""
    return held(rent_steps, year)


@line(unit="fraction")
def target_occupancy(take_up, take_up_ramp, year):
    """The share of the area that finds a tenant, before exits."""
    return take_up * held(take_up_ramp, year)


@line(unit="NOK/m²/year")
def sales_per_area_wanted(sales_per_area, sales_ramp, sales_growth, year):
    """Sales per square metre if there are goods enough."""
    return sales_per_area * held(sales_ramp, year) * compound(sales_growth, year)


@line(unit="NOK/m²/year")
def sales_per_area_supplied(goods_supply, price_per_kg, area_let_max, target_occupancy):
    """Sales per square metre that the goods to be had allow."""
    return ratio(goods_supply * KG_PER_TONNE * price_per_kg, area_let_max * target_occupancy, otherwise=float("inf"))


@line(unit="NOK/m²/year")
def sales_density(sales_per_area_wanted, sales_per_area_supplied):
    """Sales per square metre let: no more sales than goods."""
    return minimum(sales_per_area_wanted, sales_per_area_supplied)


@line(unit="fraction of sales")
def occupancy_cost(market_rent, rent_share, service_charge, sales_density, handling_fee_share):
    """Rent, service charge and handling fee as a share of the shops' sales."""
    return ratio(market_rent * rent_share + service_charge, sales_density, otherwise=1) + handling_fee_share


@line(unit="share/year")
def exit(exit_rate, exit_sensitivity, occupancy_cost, affordable_rent_share, exit_cap):
    """The share of shops that leave in a year: more when premises cost more of the sales than shops can carry."""
    return minimum(exit_cap, exit_rate * exp(exit_sensitivity * maximum(0, occupancy_cost - affordable_rent_share)))


@line(unit="fraction")
def occupancy(target_occupancy, exit, void_months):
    """The share of the area that is let, after the time premises stand empty between tenants."""
    return target_occupancy * maximum(0, 1 - exit * void_months / MONTHS_PER_YEAR)


@line(unit="fraction")
def unpaid(exit, unpaid_rent_months):
    """The share of rent and charges that is lost when shops leave."""
    return minimum(1, exit * unpaid_rent_months / MONTHS_PER_YEAR)


@line(unit="m²")
def let_area(area_let_max, occupancy):
    """The area that is let."""
    return area_let_max * occupancy


@line(unit="shops")
def shops(let_area, shop_area):
    """The number of shops in the let area."""
    return ratio(let_area, shop_area)


@line(unit="shops/year")
def shops_leaving(shops, exit):
    """How many shops leave in a year."""
    return shops * exit


@line(unit="NOK/year")
def sales(let_area, sales_density):
    """The shops' sales."""
    return let_area * sales_density


@line(unit="t/year")
def tonnes_received(tonnes_sold, reuse_yield):
    """The weight handed in, of which a part can be sold."""
    return ratio(tonnes_sold, reuse_yield)


# --- Income ---------------------------------------------------------------------------------------------------------


@flow(payer="tenants", payee="operator", growth="rent")
def rent(let_area, market_rent, rent_share, unpaid):
    """Rent the shops pay, less what exits leave unpaid."""
    return let_area * market_rent * rent_share * (1 - unpaid)


@flow(payer="tenants", payee="operator")
def service_charges(let_area, service_charge, unpaid):
    """The shops' share of common costs, less what exits leave unpaid."""
    return let_area * service_charge * (1 - unpaid)


@flow(payer="tenants", payee="operator")
def handling_fees(sales, handling_fee_share):
    """What the shops pay for reception, sorting, washing and repair."""
    return sales * handling_fee_share


@flow(payer="market", payee="operator")
def other_income(other_income, other_income_ramp, year):
    """Rooms for hire, tours, study visits and talks."""
    return other_income * held(other_income_ramp, year)


# --- Running costs --------------------------------------------------------------------------------------------------


@flow(payer="operator", payee="market", growth="wage", by="calendar year")
def centre_staff(centre_fte, fte_cost, operating_share, mobilisation_staffing, mobilisation_years, mobilisation_phase):
    """The centre's own staff, of whom a part is hired during mobilisation."""
    return centre_fte * fte_cost * (operating_share + mobilisation_staffing * mobilisation_years * mobilisation_phase)


@line(unit="NOK/year")
def supervision(supervisor_fte, supervisor_cost, operating_share, wage_index):
    """Supervisors in the reception, who follow up those in work training."""
    return supervisor_fte * supervisor_cost * operating_share * wage_index


@line(unit="NOK/year")
def goods_handling(tonnes_received, tonnes_sold, sorting_cost, residual_waste_cost):
    """Sorting and repair of what comes in, and disposal of what cannot be sold."""
    return tonnes_received * sorting_cost + (tonnes_received - tonnes_sold) * residual_waste_cost


@line(unit="NOK/year")
def sorting_and_disposal(goods_handling, opening, year):
    """Sorting, repair and disposal in each calendar year."""
    return to_calendar(goods_handling, opening, year)


@line(unit="NOK/year")
def reception(supervision, sorting_and_disposal):
    """The reception in all: supervisors, sorting, repair and disposal."""
    return supervision + sorting_and_disposal


@flow(payer="operator", payee="market", by="calendar year")
def reception_operator(reception, reception_share_bir):
    """The part of the reception that the centre carries."""
    return reception * (1 - reception_share_bir)


@flow(payer="bir", payee="market", by="calendar year")
def reception_bir(reception, reception_share_bir):
    """The part of the reception that BIR carries, within what the waste fee may pay for."""
    return reception * reception_share_bir


@flow(payer="operator", payee="market")
def property_operation(gross_area, property_operation_cost):
    """Operation and maintenance of the building."""
    return gross_area * property_operation_cost


@flow(payer="operator", payee="market")
def energy(common_area, energy_use, energy_price):
    """Energy in the common area; the shops pay for their own."""
    return common_area * energy_use * energy_price


@flow(payer="operator", payee="market")
def cleaning(common_area, cleaning_cost):
    """Cleaning of the common area."""
    return common_area * cleaning_cost


@flow(payer="operator", payee="market", by="calendar year")
def marketing(marketing, launch_campaign, operating_share, mobilisation_phase):
    """Marketing each year, and a campaign before the opening."""
    return marketing * operating_share + launch_campaign * mobilisation_phase


@flow(payer="operator", payee="market")
def administration(administration):
    """Accounts, IT, insurance and audit."""
    return administration


@flow(payer="operator", payee="market")
def delivery(delivery_net_cost):
    """Home delivery and trailers for hire, less what customers pay."""
    return delivery_net_cost


@flow(payer="operator", payee="state", by="calendar year")
def operating_vat(property_operation, energy, cleaning, marketing, administration, delivery, vat_rate, vat_cost_share):
    """The value added tax on running costs that is not given back."""
    return (property_operation + energy + cleaning + marketing + administration + delivery) * vat_rate * vat_cost_share


@flow(payer="operator", payee="landlord", growth="rent")
def head_rent(gross_area, head_rent):
    """The rent the centre pays for the building."""
    return gross_area * head_rent


# --- The shops ------------------------------------------------------------------------------------------------------


@flow(payer="market", payee="tenants")
def tenant_sales(sales):
    """What customers spend in the shops."""
    return sales


@line(unit="FTE")
def tenant_fte(tenant_min_fte, shops, sales, tenant_sales_per_fte):
    """The shops' staff: enough to keep the doors open and to serve the sales."""
    return maximum(tenant_min_fte * shops, ratio(sales, tenant_sales_per_fte))


@flow(payer="tenants", payee="market", growth="wage")
def tenant_staff(tenant_fte, tenant_fte_cost):
    """Pay to the shops' staff."""
    return tenant_fte * tenant_fte_cost


@flow(payer="tenants", payee="market")
def tenant_other_costs(sales, tenant_other_cost_share, let_area, tenant_power_cost):
    """The shops' other costs: goods, repairs, electricity."""
    return sales * tenant_other_cost_share + let_area * tenant_power_cost


# --- Effects --------------------------------------------------------------------------------------------------------


@effect(unit="FTE")
def shop_jobs(tenant_fte):
    """Jobs in the shops alone."""
    return tenant_fte


@effect(unit="FTE")
def jobs(tenant_fte, centre_fte, supervisor_fte):
    """Jobs in the shops, the centre and the reception; work-training places are counted apart."""
    return tenant_fte + centre_fte + supervisor_fte


@effect(unit="places")
def work_training_places(work_training_places):
    """Places for people in work training."""
    return work_training_places


# --- What the measures add up ---------------------------------------------------------------------------------------


@line(unit="NOK/year")
def operating_income(rent, service_charges, other_income):
    """Income that counts against running costs."""
    return rent + service_charges + other_income


@line(unit="NOK/year")
def running_costs(
    centre_staff,
    property_operation,
    energy,
    cleaning,
    marketing,
    administration,
    delivery,
    operating_vat,
    head_rent,
):
    """Running costs incl. head rent, without the reception."""
    return (
        centre_staff
        + property_operation
        + energy
        + cleaning
        + marketing
        + administration
        + delivery
        + operating_vat
        + head_rent
    )


@line(unit="NOK/year")
def building_costs(interest, instalments):
    """Interest and instalments on the building."""
    return interest + instalments


@line(unit="NOK/year")
def reception_net(reception, handling_fees):
    """The reception, whoever pays it, less the shops' handling fees."""
    return reception - handling_fees


@line(unit="NOK/shop/year")
def rent_support_per_shop(shop_area, market_rent, rent_share, real_rent_growth, inflation, years_to_operating_year):
    """What one shop is spared in rent each operating year, in that year's kroner."""
    return (
        shop_area
        * market_rent
        * maximum(0, 1 - rent_share)
        * compound(real_rent_growth, years_to_operating_year)
        * compound(inflation, years_to_operating_year)
    )


@line(unit="years")
def years_to_operating_year(years_from_price_year, opening):
    """Years from the price year to the start of each operating year."""
    return years_from_price_year + opening


@line(unit="NOK/year")
def premises_advantage(
    gross_area, alternative_rent, operating_share, rent_index, head_rent, price_index, property_owner
):
    """What the operator is spared in head rent each year, in that year's kroner; nothing if it leases in the market."""
    spared = maximum(0, gross_area * alternative_rent * operating_share * rent_index - head_rent) * price_index
    return where(property_owner == "operator", 0, spared)

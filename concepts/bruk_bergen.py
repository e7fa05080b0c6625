"""Bruk Bergen: a circular shopping street with an umbrella organisation. Equations: the model description, section 5.

Per operating year unless a flow says calendar year. The members' own premises, and sales that would have been there
anyway, are outside the project.
"""

from models.ledger import effect, flow
from models.lines import line
from models.operators import HALF_YEAR, held, maximum, ratio

# --- Members and sales ----------------------------------------------------------------------------------------------


@line(unit="firms")
def member_count(members, member_ramp, year):
    """Member firms."""
    return members * held(member_ramp, year)


@line(unit="firms")
def paying_members(member_count, member_churn):
    """Member firms that pay a full year's fee; those who leave pay half of it on average."""
    return member_count * (1 - member_churn * HALF_YEAR)


@line(unit="shops")
def new_shop_count(new_shops, new_shop_ramp, year):
    """Shops that exist because of the scheme."""
    return new_shops * held(new_shop_ramp, year)


@line(unit="fraction")
def sales_uplift_share(sales_uplift, uplift_ramp, year):
    """How much more the other members sell because of shared marketing."""
    return sales_uplift * held(uplift_ramp, year)


@line(unit="NOK/year")
def sales(new_shop_count, shop_sales, member_count, member_sales, sales_uplift_share):
    """Sales that would not have been there without the scheme: in new shops, and the members' uplift."""
    return new_shop_count * shop_sales + maximum(0, member_count - new_shop_count) * member_sales * sales_uplift_share


@line(unit="fraction of sales")
def fee_burden(membership_fee, fee_step, member_sales):
    """The membership fee as a share of a member's sales."""
    return ratio(membership_fee * fee_step, member_sales)


@line(unit="fraction")
def fee_step(fee_steps, year):
    """The share of the full membership fee that is asked in each operating year."""
    return held(fee_steps, year)


# --- Income ---------------------------------------------------------------------------------------------------------


@flow(payer="tenants", payee="operator")
def membership_fees(paying_members, membership_fee, fee_step):
    """Fees from member firms."""
    return paying_members * membership_fee * fee_step


@flow(payer="market", payee="operator")
def owner_contributions(owner_contribution, income_ramp, year):
    """Contributions from the landlords in the street."""
    return owner_contribution * held(income_ramp, year)


@flow(payer="market", payee="operator")
def market_stalls(market_stall_income, income_ramp, year):
    """Hire of stalls at flea markets."""
    return market_stall_income * held(income_ramp, year)


@flow(payer="market", payee="operator")
def courses(course_income, income_ramp, year):
    """Courses and talks for others than members."""
    return course_income * held(income_ramp, year)


# --- Running costs --------------------------------------------------------------------------------------------------


@flow(payer="operator", payee="market", growth="rent")
def premises(office_area, office_rent, host_cost_share):
    """Office and meeting room, less what a host organisation carries."""
    return office_area * office_rent * (1 - host_cost_share)


@flow(payer="operator", payee="market")
def energy(office_area, energy_use, energy_price):
    """Energy in the office."""
    return office_area * energy_use * energy_price


@flow(payer="operator", payee="market")
def marketing(marketing):
    """Shared marketing."""
    return marketing


@flow(payer="operator", payee="market")
def web_and_it(web_and_it):
    """Web site and IT."""
    return web_and_it


@flow(payer="operator", payee="market")
def events(events_cost):
    """Events in the street."""
    return events_cost


@flow(payer="operator", payee="market")
def mentoring(external_mentoring):
    """Bought-in help to the mentor scheme."""
    return external_mentoring


@flow(payer="operator", payee="market")
def administration(administration):
    """Accounts, insurance and audit."""
    return administration


@flow(payer="operator", payee="market")
def shared_disposal(member_count, waste_cost_per_member):
    """Shared disposal of what members cannot sell."""
    return member_count * waste_cost_per_member


@flow(payer="operator", payee="state", by="calendar year")
def operating_vat(
    premises,
    energy,
    marketing,
    web_and_it,
    events,
    mentoring,
    administration,
    shared_disposal,
    vat_rate,
    vat_cost_share,
):
    """The value added tax on running costs that is not given back."""
    bought = premises + energy + marketing + web_and_it + events + mentoring + administration + shared_disposal
    return bought * vat_rate * vat_cost_share


# --- Set-up ---------------------------------------------------------------------------------------------------------


@line(unit="NOK")
def setup(setup_cost):
    """What it costs to set up: premises, signs, web site."""
    return setup_cost


# --- The members ----------------------------------------------------------------------------------------------------


@flow(payer="market", payee="tenants")
def added_sales(sales):
    """Sales the scheme adds."""
    return sales


@flow(payer="tenants", payee="market")
def added_costs(sales, member_margin):
    """What the added sales cost the shops."""
    return sales * (1 - member_margin)


# --- Effects --------------------------------------------------------------------------------------------------------


@effect(unit="FTE")
def jobs(staff_fte, new_shop_count, fte_per_shop):
    """Jobs in the umbrella organisation and in new shops."""
    return staff_fte + new_shop_count * fte_per_shop


@effect(unit="places")
def work_training_places():
    """Places for people in work training: none in this concept."""
    return 0.0


# --- What the measures add up ---------------------------------------------------------------------------------------


@line(unit="NOK/year")
def operating_income(membership_fees, owner_contributions, market_stalls, courses):
    """Income that counts against running costs."""
    return membership_fees + owner_contributions + market_stalls + courses


@line(unit="NOK/year")
def running_costs(
    staff,
    premises,
    energy,
    marketing,
    web_and_it,
    events,
    mentoring,
    administration,
    shared_disposal,
    operating_vat,
):
    """Running costs."""
    return (
        staff
        + premises
        + energy
        + marketing
        + web_and_it
        + events
        + mentoring
        + administration
        + shared_disposal
        + operating_vat
    )

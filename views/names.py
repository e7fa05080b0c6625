"""What flows, kinds of flows and parties are called on the screen."""

from __future__ import annotations

from texts import Texts

# Every flow is of one kind; a chart of one party's money has a colour per kind.
KINDS: dict[str, tuple[str, ...]] = {
    "sales": ("tenant_sales", "added_sales", "repair_sales"),
    "rent_and_fees": ("rent", "service_charges", "handling_fees", "membership_fees"),
    "other_income": ("other_income", "owner_contributions", "market_stalls", "courses", "partner_effort"),
    "staff": ("centre_staff", "staff", "tenant_staff"),
    "premises": ("property_operation", "energy", "cleaning", "premises", "head_rent"),
    "reception": ("reception_operator", "reception_bir"),
    "other_costs": (
        "marketing",
        "administration",
        "delivery",
        "operating_vat",
        "web_and_it",
        "events",
        "mentoring",
        "shared_disposal",
        "hosting",
        "verification",
        "signs_upkeep",
        "tenant_other_costs",
        "added_costs",
        "repair_costs",
    ),
    "preparation": ("pre_project", "planning"),
    "investment": ("investment", "reinvestment", "investment_vat"),
    "grant_and_capital": ("grant", "municipal_capital", "bir_capital"),
    "loan": ("loan",),
    "loan_payments": ("interest", "instalments"),
    "deficit_cover": ("deficit_grant_municipality", "deficit_grant_bir"),
    "surplus": ("surplus",),
    "unfunded": ("unfunded_deficit",),
}


def kinds(say: Texts) -> dict[str, str]:
    """Return what each kind of flow is called."""
    return {
        "sales": say("Sales to customers"),
        "rent_and_fees": say("Rent, charges and fees"),
        "other_income": say("Other income"),
        "staff": say("Staff"),
        "premises": say("Building and premises"),
        "reception": say("Reception"),
        "other_costs": say("Other running costs"),
        "preparation": say("Preparation"),
        "investment": say("Investment and renewal"),
        "grant_and_capital": say("Grant and capital"),
        "loan": say("Loan"),
        "loan_payments": say("Interest and instalments"),
        "deficit_cover": say("Cover of deficit"),
        "surplus": say("Surplus to the owner"),
        "unfunded": say("Not covered"),
    }


def lines(say: Texts) -> dict[str, str]:
    """Return what each flow, and each other line of costs, is called."""
    return {
        "tenant_sales": say("Sales in the shops"),
        "added_sales": say("Added sales"),
        "repair_sales": say("Repairs paid by customers"),
        "rent": say("Rent"),
        "service_charges": say("Service charges"),
        "handling_fees": say("Handling fees"),
        "membership_fees": say("Membership fees"),
        "other_income": say("Rooms, tours and talks"),
        "owner_contributions": say("Contributions from landlords"),
        "market_stalls": say("Hire of market stalls"),
        "courses": say("Courses and talks"),
        "partner_effort": say("The partner's own effort"),
        "centre_staff": say("The centre's staff"),
        "staff": say("Staff"),
        "tenant_staff": say("The shops' staff"),
        "property_operation": say("Operation of the building"),
        "energy": say("Energy"),
        "cleaning": say("Cleaning"),
        "premises": say("Office and meeting room"),
        "head_rent": say("Rent for the building"),
        "reception_operator": say("Reception, the centre's part"),
        "reception_bir": say("Reception, BIR's part"),
        "supervision": say("Reception: supervisors"),
        "sorting_and_disposal": say("Reception: sorting, repair and disposal"),
        "marketing": say("Marketing"),
        "administration": say("Administration"),
        "delivery": say("Home delivery and trailers"),
        "operating_vat": say("Value added tax on running costs"),
        "web_and_it": say("Web site and IT"),
        "events": say("Events"),
        "mentoring": say("Mentor scheme"),
        "shared_disposal": say("Shared disposal"),
        "hosting": say("Running the web site"),
        "verification": say("Checking the overview"),
        "signs_upkeep": say("Upkeep of signs"),
        "tenant_other_costs": say("The shops' other costs"),
        "added_costs": say("What the added sales cost"),
        "repair_costs": say("What the repairs cost"),
        "pre_project": say("Pre-project"),
        "planning": say("Planning"),
        "investment": say("Investment"),
        "reinvestment": say("Renewal"),
        "investment_vat": say("Value added tax on investment and renewal"),
        "grant": say("State grant"),
        "municipal_capital": say("Capital from the municipality"),
        "bir_capital": say("Capital from BIR"),
        "loan": say("Loan"),
        "interest": say("Interest"),
        "instalments": say("Instalments"),
        "deficit_grant_municipality": say("Deficit covered by the municipality"),
        "deficit_grant_bir": say("Deficit covered by BIR"),
        "surplus": say("Surplus to the owner"),
        "unfunded_deficit": say("Deficit nobody has agreed to cover"),
    }


def payers(say: Texts, concept: str) -> dict[str, str]:
    """Return what those who pay are called, in the order of their colours."""
    return {
        "municipality": say("The municipality"),
        "bir": say("BIR"),
        "state": say("State grant"),
        "tenants": tenants(say, concept),
        "market": say("Other income"),
        "unfunded": say("Not covered"),
    }


def sides(say: Texts, concept: str) -> dict[str, str]:
    """Return whose side the ledger can be read from."""
    return {
        "all": say("All who pay"),
        "municipality": say("The municipality"),
        "bir": say("BIR"),
        "operator": operator(say, concept),
        "tenants": tenants(say, concept),
    }


def operator(say: Texts, concept: str) -> str:
    """Return what runs a concept."""
    return {
        "omkrets": say("The centre"),
        "bruk_bergen": say("The umbrella organisation"),
        "bergen_reparerer": say("The hub"),
    }[concept]


def tenants(say: Texts, concept: str) -> str:
    """Return who has shops or workshops in a concept."""
    return {
        "omkrets": say("The shops"),
        "bruk_bergen": say("The members"),
        "bergen_reparerer": say("The repairers"),
    }[concept]

"""Funding and loan worked by hand: an investment of 12 million, in most cases spent in the year before the opening."""

import numpy as np
import numpy_financial as npf
import pytest

from models.measures import debt_left

# Opens after one year; 1000 m² · 12 000 NOK, no equipment, no VAT: 12 000 000, all of it borrowed.
EASY = {
    **{"start_year": 2025, "price_year": 2025, "inflation": 0.0, "horizon_years": 15, "vat_cost_share": 0.0},
    **{"pre_project_months": 3, "planning_months": 3, "mobilisation_months": 6},
    **{"gross_area": 1000, "building_cost": 12_000, "equipment_cost": 0, "state_grant": 0},
    **{"municipal_capital_share": 0.0, "bir_capital_share": 0.0},
    **{"loan_type": "serial", "loan_years": 10, "grace_years": 0, "loan_interest_rate": 0.05},
}
# Opens after 1.5 years: 4 000 000 is spent in year 0 (0.25 of 0.75 years) and 8 000 000 in year 1.
TWO_YEARS = EASY | {"planning_months": 6, "mobilisation_months": 9}


def exact(expected):
    return pytest.approx(expected, rel=1e-9, abs=1e-6)


@pytest.fixture
def omkrets(evaluate):
    """`omkrets(grace_years=2)`: the easy case with some keys changed."""
    return lambda case=EASY, **changes: evaluate("omkrets", **case | changes)


def test_serial_loan_is_repaid_in_equal_instalments(omkrets):
    result = omkrets()
    assert result["loan"] == exact([12_000_000] + [0] * 15)
    assert result["instalments"] == exact([0] + [1_200_000] * 10 + [0] * 5)
    assert result["debt"][[0, 1, 2, 9, 10, 15]] == exact([12_000_000, 10_800_000, 9_600_000, 1_200_000, 0, 0])


def test_interest_is_paid_on_the_debt_of_the_year_before(omkrets):
    # Year 0: half a year on what is drawn, 0.05 · 12 000 000 / 2; then 0.05 of 12.0, 10.8, … 1.2 million; then nothing
    assert omkrets()["interest"][[0, 1, 2, 10, 11]] == exact([300_000, 600_000, 540_000, 60_000, 0])


def test_interest_is_half_on_what_is_drawn_during_the_year(omkrets):
    result = omkrets(TWO_YEARS)
    assert result["loan"][:3] == exact([4_000_000, 8_000_000, 0])
    # 0.05 · 4/2; 0.05 · (4 + 8/2); 0.05 · 12; opening 1.5, so the first instalment falls in year 2
    assert result["interest"][:4] == exact([100_000, 400_000, 600_000, 540_000])
    assert result["instalments"][:4] == exact([0, 0, 1_200_000, 1_200_000])


def test_annuity_is_what_a_spreadsheet_gives(omkrets):
    result = omkrets(loan_type="annuity")
    number = np.arange(1, 11)
    assert result["instalments"][1:11] == exact(npf.ppmt(0.05, number, 10, -12_000_000))
    assert result["interest"][1:11] == exact(npf.ipmt(0.05, number, 10, -12_000_000))
    assert result["debt"][10] == exact(0)


def test_annuity_payments_are_equal(omkrets):
    result = omkrets(loan_type="annuity")
    # 12 000 000 · 0.05 / (1 − 1.05⁻¹⁰) = 600 000 / 0.386086746 = 1 554 054.90
    assert (result["interest"] + result["instalments"])[1:11] == pytest.approx(np.full(10, 1_554_054.90), rel=1e-8)


@pytest.mark.parametrize("loan_type", ["serial", "annuity"])
def test_without_interest_only_instalments_are_paid(omkrets, loan_type):
    result = omkrets(loan_type=loan_type, loan_interest_rate=0.0)
    assert result["interest"] == exact([0] * 16)
    assert result["instalments"] == exact([0] + [1_200_000] * 10 + [0] * 5)


@pytest.mark.parametrize("loan_type", ["serial", "annuity"])
def test_grace_puts_off_instalments_but_not_interest(omkrets, loan_type):
    result = omkrets(loan_type=loan_type, grace_years=2)
    assert result["instalments"][:3] == exact([0, 0, 0])
    assert result["interest"][:4] == exact([300_000, 600_000, 600_000, 600_000])
    assert result["instalments"].sum() == exact(12_000_000)
    assert np.flatnonzero(result["instalments"]).tolist() == list(range(3, 13))


def test_loan_of_no_years_is_repaid_at_once(omkrets):
    assert omkrets(loan_years=0)["instalments"][:3] == exact([0, 12_000_000, 0])


def test_debt_is_left_when_the_analysis_ends_first(omkrets):
    result = omkrets(horizon_years=5)
    assert result["debt"][5] == exact(7_200_000 - 1_200_000)  # five of ten instalments paid, in years 1 to 5
    assert debt_left(result) == exact(6_000_000)


def test_loan_is_nominal_and_its_payments_lose_value(omkrets):
    result = omkrets(TWO_YEARS, inflation=0.1, state_grant=2_800_000, horizon_years=5)
    # Uses 4 + 8 · 1.1 = 12.8 million in each year's kroner; loan 10.0; drawn 4/12.8 and 8.8/12.8 of it
    assert result["uses"][0] == exact(12_800_000)
    assert result["loan"][:2] == exact([3_125_000, 6_250_000])  # 6 875 000 / 1.1 in the second year
    assert result["grant"][:2] == exact([875_000, 1_750_000])  # 2 800 000 · 4/12.8; 1 925 000 / 1.1
    assert result["instalments"][2:4] == exact([1_000_000 / 1.21, 1_000_000 / 1.331])
    assert result["interest"][2] == exact(500_000 / 1.21)
    assert debt_left(result) == exact(6_000_000 / 1.61051)  # instalments in years 2 to 5; 1.1⁵


def test_sources_are_what_is_spent(omkrets):
    result = omkrets(property_owner="operator", municipal_capital_share=0.2, bir_capital_share=0.3, state_grant=1e6)
    assert result["grant"][0] == exact(1_000_000)
    assert result["municipal_capital"][0] == exact(2_400_000)  # 0.2 · 12 000 000
    assert result["bir_capital"][0] == exact(3_600_000)
    assert result["loan"][0] == exact(5_000_000)  # 12 000 000 − 1 000 000 − 2 400 000 − 3 600 000


def test_vat_is_funded_too(omkrets):
    assert omkrets(vat_rate=0.25, vat_cost_share=0.4)["loan"][0] == exact(13_200_000)  # + 0.25 · 0.4 · 12 000 000


def test_capital_is_scaled_down_to_what_the_grant_leaves(omkrets):
    result = omkrets(property_owner="operator", municipal_capital_share=0.9, bir_capital_share=0.6, state_grant=2e6)
    # 10 000 000 is left of the 0.9 · 12 + 0.6 · 12 = 18 million that was promised
    assert result["municipal_capital"][0] == exact(6_000_000)  # 10.8 · 10/18
    assert result["bir_capital"][0] == exact(4_000_000)  # 7.2 · 10/18
    assert result["loan"] == exact([0] * 16)


def test_grant_larger_than_the_investment_is_cut(omkrets):
    result = omkrets(state_grant=50_000_000, municipal_capital_share=0.5, property_owner="bir")
    assert result["grant"][0] == exact(12_000_000)
    assert result["municipal_capital"][0] == exact(0)
    assert result["loan"][0] == exact(0)
    assert result["instalments"].sum() == exact(0)


def test_what_the_owner_puts_in_itself_is_no_flow(omkrets):
    result = omkrets(municipal_capital_share=0.25, bir_capital_share=0.25)
    assert "municipal_capital" not in result.flows
    assert result.flows["bir_capital"].payee == "municipality"
    assert result["loan"][0] == exact(6_000_000)
    # Pays 12 million and VAT 0; gets 6 from the bank and 3 from BIR; half a year's interest on 6: 150 000
    assert result.net("municipality", ("investment",))[0] == exact(-12_000_000)
    assert result.net("bank")[0] == exact(-5_850_000)
    assert result.net("bir")[0] == exact(-3_000_000)


@pytest.mark.parametrize("owner", ["municipality", "bir", "operator"])
def test_owner_borrows_and_repays(omkrets, owner):
    result = omkrets(property_owner=owner)
    assert result.flows["loan"].payee == owner
    assert result.flows["interest"].payer == owner
    assert result.flows["instalments"].payer == owner

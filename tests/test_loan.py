"""The loan, worked by hand on 10 million, and against numpy-financial."""

import numpy as np
import numpy_financial as npf
import pytest

# 1000 m² at 10 000 NOK, mobilisation in all of the first year and nothing before, no growth, grant, capital or VAT:
# a loan of 10 million, drawn in year 0, opening 1.0, first instalment in year 1.
PLAIN = {
    "horizon_years": 10,
    "inflation": 0,
    "pre_project_months": 0,
    "planning_months": 0,
    "mobilisation_months": 12,
    "gross_area": 1000,
    "building_cost": 10_000,
    "equipment_cost": 0,
    "vat_cost_share": 0,
    "state_grant": 0,
    "municipal_capital_share": 0,
    "loan_interest_rate": 0.1,
    "loan_years": 4,
    "grace_years": 0,
}
MILLION = 1_000_000


@pytest.fixture
def borrowed(evaluate):
    """`borrowed(loan_years=5)`: the centre with a plain loan of 10 million, some terms changed."""
    return lambda **changes: evaluate("omkrets", **(PLAIN | changes))


def test_a_serial_loan_is_repaid_in_equal_instalments(borrowed):
    centre = borrowed()
    assert list(centre["loan"] / MILLION) == pytest.approx([10] + [0] * 10)
    assert list(centre["instalments"] / MILLION) == pytest.approx([0, 2.5, 2.5, 2.5, 2.5] + [0] * 6)
    assert list(centre["debt"] / MILLION) == pytest.approx([10, 7.5, 5, 2.5] + [0] * 7)


def test_interest_is_paid_on_the_debt_at_the_start_of_the_year_and_half_of_what_is_drawn(borrowed):
    # 10 % of half of 10 million; of 10; of 7.5; of 5; of 2.5
    assert list(borrowed()["interest"] / MILLION) == pytest.approx([0.5, 1, 0.75, 0.5, 0.25] + [0] * 6)


def test_an_annuity_is_paid_in_equal_sums(borrowed):
    # 10 million · 0.1 / (1 − 1.1^−4) = 10 · 0.1 / 0.316986545 = 3.154708037 million
    centre = borrowed(loan_type="annuity")
    paid = (centre["interest"] + centre["instalments"]) / MILLION
    assert list(paid) == pytest.approx([0.5] + [3.154708037] * 4 + [0] * 6)


@pytest.mark.parametrize(("rate", "years"), [(0.1, 4), (0.045, 7), (0.003, 9), (0.06, 1)])
def test_an_annuity_is_that_of_numpy_financial(borrowed, rate, years):
    centre = borrowed(loan_type="annuity", loan_interest_rate=rate, loan_years=years)
    periods = np.arange(1, years + 1)
    instalments, interest = (f(rate, periods, years, -10 * MILLION) for f in (npf.ppmt, npf.ipmt))
    assert list(centre["instalments"][1 : years + 1]) == pytest.approx(list(np.broadcast_to(instalments, years)))
    assert list(centre["interest"][1 : years + 1]) == pytest.approx(list(np.broadcast_to(interest, years)))
    assert centre["debt"][years] == pytest.approx(0, abs=1e-3)


def test_grace_years_put_off_the_first_instalment_but_not_the_interest(borrowed):
    centre = borrowed(grace_years=2)
    assert list(centre["instalments"] / MILLION) == pytest.approx([0, 0, 0] + [2.5] * 4 + [0] * 4)
    assert list(centre["interest"][:5] / MILLION) == pytest.approx([0.5, 1, 1, 1, 0.75])


def test_the_first_instalment_waits_for_the_year_after_the_opening(borrowed):
    # opening 1.5: the first whole year after it begins at 2
    centre = borrowed(pre_project_months=6)
    assert list(np.flatnonzero(centre["instalments"])) == [2, 3, 4, 5]


def test_a_loan_drawn_over_two_years_bears_interest_from_the_middle_of_each(borrowed):
    # mobilisation from 0.5 to 1.5: 5 million in each year; 10 % of 2.5, then of 5 + 2.5
    centre = borrowed(pre_project_months=6)
    assert list(centre["loan"][:3] / MILLION) == pytest.approx([5, 5, 0])
    assert list(centre["interest"][:3] / MILLION) == pytest.approx([0.25, 0.75, 1])


def test_without_interest_only_the_loan_is_repaid(borrowed):
    centre = borrowed(loan_interest_rate=0)
    assert not centre["interest"].any()
    assert centre["instalments"].sum() == pytest.approx(10 * MILLION)


def test_what_is_not_repaid_at_the_horizon_is_debt(borrowed):
    # two of four instalments within 2 years
    assert borrowed(horizon_years=2)["debt"][-1] == pytest.approx(5 * MILLION)


def test_a_loan_of_no_years_is_repaid_at_once(borrowed):
    assert list(borrowed(loan_years=0)["instalments"] / MILLION) == pytest.approx([0, 10] + [0] * 9)


def test_payments_are_nominal_and_the_ledger_is_real(borrowed):
    # prices 10 % a year from the first year: uses 10 million in year 0, 2.5 million repaid in each of years 1 to 4
    centre = borrowed(inflation=0.1, price_year=2027)
    nominal = [2.5 / 1.1, 2.5 / 1.21, 2.5 / 1.331, 2.5 / 1.4641]
    assert list(centre["instalments"][1:5] / MILLION) == pytest.approx(nominal)
    assert list(centre["debt"][:3] / MILLION) == pytest.approx([10, 7.5, 5])


def test_grant_and_loan_are_nominal_in_two_years(borrowed):
    # 5 million in each of two years, 10 % dearer in the second: uses 5 + 5.5 = 10.5, less a grant of 2.1 leaves 8.4
    centre = borrowed(pre_project_months=6, inflation=0.1, price_year=2027, state_grant=2_100_000)
    assert centre.lines["uses"][0] == pytest.approx(10.5 * MILLION)
    assert list(centre["loan"][:2] / MILLION) == pytest.approx([4, 4])  # 4 and 4.4 / 1.1
    assert list(centre["grant"][:2] / MILLION) == pytest.approx([1, 1])
    assert centre["instalments"][2] / MILLION == pytest.approx(2.1 / 1.21)


def test_the_parties_to_a_loan_without_growth(borrowed):
    # of 10 million BIR puts in 2.5 and the owner, the municipality, 2.5; 5 are borrowed, 0.25 is half a year's interest
    centre = borrowed(municipal_capital_share=0.25, bir_capital_share=0.25)
    assert centre.net("municipality", ("investment",))[0] == -10 * MILLION
    assert centre.net("bank")[0] == pytest.approx(-4.75 * MILLION)
    assert centre.net("bir")[0] == pytest.approx(-2.5 * MILLION)


def test_an_annuity_runs_from_the_first_whole_year_after_the_opening(borrowed):
    # mobilisation from 0.5 to 1.5: all is drawn by year 1, and the first of four payments falls in year 2
    centre = borrowed(pre_project_months=6, loan_type="annuity")
    assert list(centre["instalments"][2:6]) == pytest.approx(list(npf.ppmt(0.1, np.arange(1, 5), 4, -10 * MILLION)))
    assert centre["debt"][5] == pytest.approx(0, abs=1e-3)


def test_capital_is_nominal_and_paid_as_the_money_is_spent(borrowed):
    # uses 5 and 5.5 million, 10.5 in all: 0.2 and 0.4 of each year's; the second year's / 1.1 is the first year's
    terms = {"municipal_capital_share": 0.2, "bir_capital_share": 0.4, "property_owner": "operator"}
    centre = borrowed(pre_project_months=6, inflation=0.1, price_year=2027, **terms)
    assert list(centre["municipal_capital"][:3] / MILLION) == pytest.approx([1, 1, 0])
    assert list(centre["bir_capital"][:3] / MILLION) == pytest.approx([2, 2, 0])


# --- Who pays for the investment ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "grant", "municipal", "bir", "loan"),
    [
        ({}, 0, 0, 0, 10),
        ({"state_grant": 3 * MILLION}, 3, 0, 0, 7),
        ({"state_grant": 30 * MILLION}, 10, 0, 0, 0),  # never more than there is to fund
        ({"municipal_capital_share": 0.2, "bir_capital_share": 0.5}, 0, 2, 5, 3),
        ({"state_grant": 3 * MILLION, "municipal_capital_share": 0.2}, 3, 2, 0, 5),  # shares of all uses
        # 2 + 8 promised, room for 7 after the grant: both scaled by 0.7
        ({"state_grant": 3 * MILLION, "municipal_capital_share": 0.2, "bir_capital_share": 0.8}, 3, 1.4, 5.6, 0),
        ({"municipal_capital_share": 1, "bir_capital_share": 1}, 0, 5, 5, 0),
        ({"building_cost": 0, "state_grant": MILLION, "municipal_capital_share": 0.5}, 0, 0, 0, 0),
    ],
)
def test_grant_and_capital_come_first_and_the_loan_is_the_rest(borrowed, given, grant, municipal, bir, loan):
    lines = borrowed(**given).lines
    names = ("grant_total", "municipal_capital_total", "bir_capital_total", "loan_total")
    assert [float(lines[name][0]) / MILLION for name in names] == pytest.approx([grant, municipal, bir, loan])


def test_vat_that_is_not_given_back_has_to_be_funded_too(borrowed):
    # half of 25 % of 10 million
    assert borrowed(vat_cost_share=0.5).lines["uses"][0] == pytest.approx(11.25 * MILLION)


@pytest.mark.parametrize(
    ("owner", "flows"),
    [
        ("municipality", {"bir_capital"}),
        ("bir", {"municipal_capital"}),
        ("operator", {"municipal_capital", "bir_capital"}),
    ],
)
def test_capital_is_a_flow_to_the_owner_from_the_others(borrowed, owner, flows):
    centre = borrowed(property_owner=owner, municipal_capital_share=0.2, bir_capital_share=0.3)
    assert {name for name in centre.flows if name.endswith("_capital")} == flows
    assert {centre.flows[name].payee for name in flows} == {owner}

"""The settlement, worked by hand: who covers the operator's deficit, and who gets a surplus."""

import numpy as np
import pytest

# Bergen Reparerer with running costs of 1 million a year and nothing else, open from half a year after the start.
PLAIN = {
    "inflation": 0,
    "horizon_years": 5,
    "pre_project_months": 6,
    "planning_months": 0,
    "mobilisation_months": 0,
    "hosting_cost": 1_000_000,
    "staff_fte": 0,
    "repairers": 0,
    "signs_upkeep": 0,
    "marketing": 0,
    "launch_campaign": 0,
    "partner_contribution": 0,
    "web_development": 0,
    "signs_cost": 0,
}
MILLION = 1_000_000


@pytest.fixture
def hub(evaluate):
    """`hub(support_years=2)`: a hub that lacks a million a year, some terms changed."""
    return lambda **changes: evaluate("bergen_reparerer", **(PLAIN | changes))


def covered(result, by):
    flow = {"municipality": "deficit_grant_municipality", "bir": "deficit_grant_bir", "nobody": "unfunded_deficit"}[by]
    return [round(float(amount), 9) for amount in result[flow] / MILLION]


def test_the_deficit_is_what_the_operator_lacks(hub):
    assert list(hub()["deficit"] / MILLION) == [0.5, 1, 1, 1, 1, 1]
    assert not hub()["surplus"].any()


@pytest.mark.parametrize(
    ("municipal", "bir", "by_municipality", "by_bir", "by_nobody"),
    [
        (1, 0, 1, 0, 0),
        (0, 1, 0, 1, 0),
        (0.5, 0.5, 0.5, 0.5, 0),
        (0.5, 0.2, 0.5, 0.2, 0.3),
        (0, 0, 0, 0, 1),
        (0.6, 0.6, 0.5, 0.5, 0),  # scaled down to the whole
        (1, 0.25, 0.8, 0.2, 0),
    ],
)
def test_the_deficit_is_shared_as_agreed(hub, municipal, bir, by_municipality, by_bir, by_nobody):
    result = hub(municipal_deficit_share=municipal, bir_deficit_share=bir)
    shares = [covered(result, by)[3] for by in ("municipality", "bir", "nobody")]
    assert shares == pytest.approx([by_municipality, by_bir, by_nobody])


def test_bir_covers_its_part_of_each_calendar_year(hub):
    result = hub(municipal_deficit_share=0.5, bir_deficit_share=0.2, support_years=1)
    flow = result.flows["deficit_grant_bir"]
    assert (flow.payer, flow.payee, flow.activity) == ("bir", "operator", "financing")
    # 0.2 of what is lacking in 2027, 0.5, and in the half of 2028 that is supported
    assert covered(result, "bir") == pytest.approx([0.1, 0.1, 0, 0, 0, 0])


@pytest.mark.parametrize(
    ("support", "by_municipality"),
    [
        ("all", [0.5, 1, 1, 1, 1, 1]),
        # Operating year k runs from the middle of year k to the middle of the next. What is lacking in a calendar year
        # is covered for the part of it that is supported or lies before the opening.
        (0, [0.25, 0, 0, 0, 0, 0]),  # 0.5 lacking in 2027, half of which year is preparation
        (1, [0.5, 0.5, 0, 0, 0, 0]),
        (2, [0.5, 1, 0.5, 0, 0, 0]),
        ((1, 4), [0.5, 0.5, 0, 0.5, 0.5, 0]),
    ],
)
def test_deficits_are_covered_in_the_years_of_support(hub, support, by_municipality):
    result = hub(support_years=support)
    assert covered(result, "municipality") == pytest.approx(by_municipality)
    rest = np.array([0.5, 1, 1, 1, 1, 1]) - by_municipality
    assert covered(result, "nobody") == pytest.approx(list(rest))


def test_preparation_is_covered_whatever_the_years_of_support(hub):
    # a campaign of 600 000 in the year before the opening
    result = hub(pre_project_months=12, mobilisation_months=12, launch_campaign=600_000, support_years=0)
    assert covered(result, "municipality")[:3] == [0, 0.6, 0]
    assert covered(result, "nobody")[:3] == [0, 0, 1]


def test_what_nobody_covers_comes_from_the_party_unfunded(hub):
    flow = hub(support_years=0).flows["unfunded_deficit"]
    assert (flow.payer, flow.payee, flow.activity) == ("unfunded", "operator", "financing")


def test_a_surplus_goes_to_the_owner_and_nothing_is_kept(hub):
    # a partner's 1.2 million against costs of 1 million, half a year in 2027
    result = hub(partner_contribution=1_200_000)
    assert list(result["surplus"] / MILLION) == pytest.approx([0.1, 0.2, 0.2, 0.2, 0.2, 0.2])
    assert (result.flows["surplus"].payer, result.flows["surplus"].payee) == ("operator", "municipality")
    assert not result["deficit"].any()
    assert list(result.net("operator")) == pytest.approx([0] * 6, abs=1e-9)


def test_deficits_and_surpluses_are_settled_year_by_year(evaluate):
    # a rent that grows in: a deficit first, a surplus later; neither pays for the other
    centre = evaluate("omkrets", other_income=12_000_000, other_income_ramp=[0.1, 0.1, 1.0])
    assert centre["deficit"][2] > 0
    assert centre["surplus"][2] == 0
    assert centre["deficit"][6] == 0
    assert centre["surplus"][6] > 0


def test_the_operator_of_a_leased_building_has_its_loan_in_the_settlement(evaluate):
    centre = evaluate("omkrets", property_owner="operator")
    assert {"interest", "instalments", "investment", "loan", "grant"} <= {
        name for name, flow in centre.flows.items() if "operator" in (flow.payer, flow.payee)
    }
    assert np.abs(centre.net("operator")).max() < 1e-6

"""The building: what is renewed and when, what is left at the end, and what is different when it is leased."""

import pytest

# 1000 m² at 10 000 NOK: building 6.5 million for 40 years, fit-out 3.5 for 20; equipment 1 million for 10.
PLAIN = {
    "inflation": 0,
    "pre_project_months": 0,
    "planning_months": 0,
    "mobilisation_months": 12,
    "gross_area": 1000,
    "building_cost": 10_000,
    "equipment_cost": 1_000_000,
    "vat_cost_share": 0,
}
MILLION = 1_000_000


@pytest.fixture
def built(evaluate):
    """`built(horizon_years=30)`: the centre in a plain building that opens one year after the start."""
    return lambda **changes: evaluate("omkrets", **(PLAIN | changes))


def renewed(centre):
    """Return year → millions of reinvestment."""
    return {t: round(amount / MILLION, 9) for t, amount in enumerate(centre["reinvestment"]) if amount}


def test_the_investment_is_building_and_equipment_over_mobilisation(built):
    assert list(built()["investment"][:3]) == [11 * MILLION, 0, 0]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"horizon_years": 10}, {}),
        ({"horizon_years": 11}, {11: 1}),  # the equipment, ten years after opening 1.0
        ({"horizon_years": 40}, {11: 1, 21: 4.5, 31: 1}),  # with it the fit-out after 20
        ({"horizon_years": 41}, {11: 1, 21: 4.5, 31: 1, 41: 11}),  # and the building after 40
        ({"horizon_years": 25, "pre_project_months": 9}, {11: 1, 21: 4.5}),  # opening 1.75: 11.75 and 21.75
        ({"horizon_years": 20, "equipment_life": 6}, {7: 1, 13: 1, 19: 1}),
        ({"horizon_years": 20, "equipment_life": 20, "fit_out_life": 6}, {7: 3.5, 13: 3.5, 19: 3.5}),
    ],
)
def test_each_part_is_renewed_when_its_life_is_over(built, changes, expected):
    assert renewed(built(**changes)) == expected


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        # end of year 10: 10 years after the opening
        ({"horizon_years": 10}, 6.5 * 30 / 40 + 3.5 * 10 / 20 + 0),
        # equipment renewed at 11, in the last year: 9 of 10 years left
        ({"horizon_years": 11}, 6.5 * 29 / 40 + 3.5 * 9 / 20 + 9 / 10),
        # fit-out renewed at 21, equipment at 21: 15 of 20, 5 of 10 left
        ({"horizon_years": 25}, 6.5 * 15 / 40 + 3.5 * 15 / 20 + 5 / 10),
        # everything is new at 41
        ({"horizon_years": 41}, 6.5 * 39 / 40 + 3.5 * 19 / 20 + 9 / 10),
        # only a third is spent within the horizon: mobilisation 0 to 36 months, opening 3.0; nothing is worn
        ({"horizon_years": 0, "mobilisation_months": 36}, 11 / 3),
    ],
)
def test_what_stands_at_the_end_is_worth_its_remaining_life(built, changes, left):
    assert built(**changes).lines["residual_value"][..., 0] / MILLION == pytest.approx(left)


def test_there_is_no_gain_on_land(built):
    assert built(building_cost=0, equipment_cost=0).lines["residual_value"][0] == 0


@pytest.mark.parametrize(
    ("horizon", "life", "years"),
    [
        (20, 15, {11: 1, 16: 10}),  # lease of 20 years: fit-out for 15, renewed at 16
        (15, 15, {11: 1}),  # 15 years left: lasts as long as the lease
        (10, 10, {}),  # 10 years left
        (40, 15, {11: 1, 16: 10, 21: 1, 31: 11}),
        (0, 1, {}),  # opens at the end of the only year: at least one year
    ],
)
def test_in_a_leased_building_all_is_fit_out_that_lasts_no_longer_than_the_lease(built, horizon, life, years):
    centre = built(property_owner="operator", horizon_years=horizon)
    assert centre.lines["building"] == 0
    assert centre.lines["fit_out"] == 10 * MILLION
    assert centre.lines["fit_out_lifetime"] == life
    assert renewed(centre) == years


def test_a_leased_building_leaves_nothing(built):
    assert built(property_owner="operator")["residual_value"][0] == 0


def test_vat_on_building_and_renewal_goes_from_the_owner_to_the_state(built):
    centre = built(vat_cost_share=0.4, property_owner="bir")
    vat = centre.flows["investment_vat"]
    assert (vat.payer, vat.payee, vat.activity) == ("bir", "state", "investment")
    # a tenth of 11 million, and of the equipment's 1 million
    assert [vat.amounts[t] / MILLION for t in (0, 1, 11)] == pytest.approx([1.1, 0, 0.1])


def test_renewal_is_not_part_of_what_is_funded_at_first(built):
    assert built(horizon_years=40).lines["uses"][0] == pytest.approx(11 * MILLION)

"""Scenarios: what a patch may hold, what it is warned about, and that it is told apart from base."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concepts import ASSUMPTIONS_FILE, NEEDS
from models.assumptions import load
from models.measures import READS
from models.problems import InputError
from models.scenarios import Difference, Scenario, read_patch, read_value, written

BASE = load(ASSUMPTIONS_FILE, NEEDS, READS)  # its keys name the tests; they are run on the fixture
SUPPORT = '"all", a number of operating years, or a list of operating years counted from 1'
BOUNDED = [key for key in BASE if BASE[key].low is not None]
CHOICES = [(key, choice.value) for key in BASE for choice in BASE[key].choices]


@pytest.fixture
def scenario(base):
    """`scenario("omkrets.market_rent=1300", …)`: a scenario of texts, as after --set; fails if one is refused."""

    def read(*texts):
        found, problems = read_patch(base, [tuple(each.split("=")) for each in texts])
        assert problems == ()
        return found

    return read


# --- Differences ----------------------------------------------------------------------------------------------------


def test_a_scenario_without_patch_differs_in_nothing(base):
    assert Scenario(base, {}).differences == ()
    assert Scenario(base, {}).warnings() == ()


def test_a_changed_value_is_a_difference(scenario):
    assert scenario("omkrets.market_rent=1300").differences == (Difference("omkrets.market_rent", 1400, 1300),)


@pytest.mark.parametrize(
    "text",
    [
        "omkrets.market_rent=1400",
        "omkrets.market_rent=1400.0",
        "omkrets.take_up=0.90",
        "omkrets.rent_steps=[0.5, 0.5, 0.7, 1]",
        "omkrets.support_years=all",
        "omkrets.property_owner=municipality",
    ],
)
def test_a_value_equal_to_base_is_no_difference(scenario, text):
    assert scenario(text).patch == {}


def test_going_back_to_base_takes_the_difference_away(scenario):
    changed = scenario("omkrets.market_rent=1300", "omkrets.take_up=0.8")
    assert [each.key for each in changed.with_value("omkrets.market_rent", 1400).differences] == ["omkrets.take_up"]


def test_differences_come_in_the_order_of_the_file(scenario):
    changed = scenario("bergen_reparerer.users=30000", "omkrets.take_up=0.8", "common.inflation=0.025")
    assert [each.key for each in changed.differences] == [
        "common.inflation",
        "omkrets.take_up",
        "bergen_reparerer.users",
    ]


def test_the_last_of_two_values_for_a_key_counts(scenario):
    assert scenario("omkrets.market_rent=1300", "omkrets.market_rent=1200").value("omkrets.market_rent") == 1200


def test_a_value_that_is_not_changed_is_the_base_s(scenario):
    assert scenario("omkrets.take_up=0.8").value("omkrets.market_rent") == 1400


def test_the_assumptions_hold_the_patch_and_all_the_rest(scenario, base):
    changed = scenario("omkrets.market_rent=1300").assumptions
    assert changed["omkrets.market_rent"].value == 1300
    assert changed.keys == base.keys
    assert {key for key in base if changed[key] != base[key]} == {"omkrets.market_rent"}


def test_base_is_never_changed(base):
    before = copy.deepcopy({key: base[key].model_dump() for key in base})
    scenario = Scenario(base, {}).with_value("omkrets.market_rent", 1).with_value("omkrets.rent_steps", (0.1,))
    assert scenario.assumptions["omkrets.rent_steps"].value == (0.1,)
    assert {key: base[key].model_dump() for key in base} == before


def test_a_scenario_is_not_changed_by_the_one_made_from_it(scenario):
    first = scenario("omkrets.market_rent=1300")
    first.with_value("omkrets.market_rent", 1200)
    assert first.value("omkrets.market_rent") == 1300


# --- What a patch may hold ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "text", "allowed"),
    [
        ("omkrets.market_rent", "1e6", "a plain number from 0 to 1000000000000"),
        ("omkrets.market_rent", "", "a plain number from 0 to 1000000000000"),
        ("omkrets.market_rent", "-1", "a plain number from 0 to 1000000000000"),
        ("omkrets.take_up", "1.1", "a plain number from 0 to 1"),
        ("omkrets.take_up", "[0.5]", "a plain number from 0 to 1"),
        ("omkrets.loan_years", "20.5", "a whole number from 0 to 100"),
        ("common.inflation", "-1", "a plain number above -1, at most 1"),
        ("omkrets.rent_steps", "[0.5, 2]", "a list of 1 to 100 plain numbers, each from 0 to 1.5"),
        ("omkrets.rent_steps", "[]", "a list of 1 to 100 plain numbers, each from 0 to 1.5"),
        ("omkrets.loan_type", "balloon", "one of serial, annuity"),
        ("omkrets.support_years", "some", SUPPORT),
        ("omkrets.support_years", "[0]", SUPPORT),
        ("omkrets.market_rent", "&a 1300", "every value written out where it stands"),
        ("omkrets.market_rent", "!!int 1300", "values without tags"),
        ("omkrets.market_rent", "1300\n---\n1200", "one document"),
    ],
)
def test_a_value_the_unit_does_not_allow_is_refused(base, key, text, allowed):
    with pytest.raises(InputError, match=r".") as caught:
        read_value(base, key, text)
    shown = text.replace("\n", "\ufffd")
    (said,) = (str(each) for each in caught.value.problems)
    assert said.removesuffix("; write a plain number, with a point and no quotation marks: 1400, 0.045") == (
        f'{key}: found "{shown}"; allowed: {allowed}'
    )


@pytest.mark.parametrize(
    ("key", "says"),
    [
        (
            "omkrets.market_rents",
            "omkrets.market_rents: found an unknown key; allowed: section.key; did you mean omkrets.market_rent?",
        ),
        ("xyz", "xyz: found an unknown key; allowed: section.key"),
        ("omkrets", "omkrets: found an unknown key; allowed: section.key"),
        ("", "found an unknown key; allowed: section.key"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest(base, key, says):
    with pytest.raises(InputError, match=r".") as caught:
        read_value(base, key, "1")
    assert str(caught.value).startswith(says)


@pytest.mark.parametrize("key", ["\udcff", "omkrets.\x1b[31m", "\u202eomkrets"])
def test_a_key_that_could_disturb_a_terminal_is_told_without_it(base, key):
    with pytest.raises(InputError, match=r"found an unknown key") as caught:
        read_value(base, key, "1")
    assert str(caught.value).isprintable()


def test_half_a_pair_of_characters_as_a_value_is_refused(base):
    # what Python makes of an argument on the command line that is no UTF-8
    with pytest.raises(InputError, match=r"omkrets\.market_rent"):
        read_value(base, "omkrets.market_rent", "\udcff")


def test_what_cannot_be_used_is_left_out_and_told(base):
    pairs = [("omkrets.take_up", "0.8"), ("omkrets.nothing", "1"), ("omkrets.market_rent", "dear")]
    scenario, problems = read_patch(base, pairs)
    assert scenario.patch == {"omkrets.take_up": 0.8}
    assert [each.key for each in problems] == ["omkrets.nothing", "omkrets.market_rent"]


def test_a_whole_number_for_a_number_with_decimals_becomes_one(base):
    value = read_value(base, "omkrets.take_up", "1")
    assert (value, type(value)) == (1.0, float)


def test_a_list_becomes_a_tuple_so_that_it_cannot_be_changed(base):
    assert read_value(base, "omkrets.rent_steps", "[1, 0.5]") == (1, 0.5)


# --- Warnings -------------------------------------------------------------------------------------------------------


def warnings(scenario):
    return [str(each) for each in scenario.warnings()]


@pytest.mark.parametrize("key", BOUNDED)
def test_low_and_high_themselves_are_not_outside(base, key):
    edges = [Scenario(base, {}).with_value(key, edge) for edge in (base[key].low, base[key].high)]
    assert [each for edge in edges for each in warnings(edge) if "plausible" in each] == []


@pytest.mark.parametrize(
    ("key", "value", "span"),
    [
        ("omkrets.market_rent", "1900", "1000 … 1800 NOK/m²/year"),
        ("omkrets.market_rent", "999.5", "1000 … 1800 NOK/m²/year"),
        ("omkrets.take_up", "1", "0.7 … 0.97 fraction"),
    ],
)
def test_a_value_outside_its_range_is_allowed_with_a_warning(scenario, key, value, span):
    assert warnings(scenario(f"{key}={value}")) == [f"{key}: {value} is outside the plausible range {span}"]


def test_shares_that_come_to_more_than_one_are_warned_about(scenario):
    # the municipality covers 1 in base; 1 + 0.25 = 1.25
    assert warnings(scenario("omkrets.bir_deficit_share=0.25")) == [
        "omkrets.bir_deficit_share: municipal_deficit_share and bir_deficit_share come to 1.25, "
        "so both are scaled down to 1 together"
    ]


def test_shares_of_exactly_one_are_not_warned_about(scenario):
    assert warnings(scenario("omkrets.municipal_deficit_share=0.7", "omkrets.bir_deficit_share=0.3")) == []


def test_shares_of_capital_are_added_too(scenario):
    # 0.5 + 0.6 = 1.1
    texts = ("omkrets.municipal_capital_share=0.5", "omkrets.bir_capital_share=0.6")
    assert warnings(scenario(*texts)) == [
        "omkrets.bir_capital_share: municipal_capital_share and bir_capital_share come to 1.1, "
        "so both are scaled down to 1 together"
    ]


@pytest.mark.parametrize(
    ("texts", "years", "horizon"),
    [
        (["omkrets.loan_years=30"], 30, 20),
        (["omkrets.loan_years=20", "common.horizon_years=15"], 20, 15),
    ],
)
def test_a_loan_longer_than_the_horizon_is_warned_about(scenario, texts, years, horizon):
    assert warnings(scenario(*texts)) == [
        f"omkrets.loan_years: {years} years is longer than the {horizon} analysed; what is left counts as debt"
    ]


@pytest.mark.parametrize("texts", [["omkrets.loan_years=20"], ["common.horizon_years=25"], ["common.horizon_years=15"]])
def test_a_loan_nobody_has_made_longer_than_the_horizon_is_not_warned_about(scenario, texts):
    assert warnings(scenario(*texts)) == []


# --- Text and back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", BASE.keys)
def test_a_value_written_and_read_is_the_same(base, key):
    assert read_value(base, key, written(base[key].value)) == base[key].value


@pytest.mark.parametrize("key", BOUNDED)
def test_low_and_high_written_and_read_are_the_same(base, key):
    edges = (base[key].low, base[key].high)
    assert tuple(read_value(base, key, written(edge)) for edge in edges) == edges


@pytest.mark.parametrize(("key", "value"), CHOICES)
def test_a_choice_written_and_read_is_the_same(base, key, value):
    assert read_value(base, key, written(value)) == value


@given(st.decimals(0, 1, places=15))
def test_a_share_read_from_any_text_survives_being_written(share):
    value = read_value(BASE, "omkrets.exit_rate", format(share, "f"))
    assert read_value(BASE, "omkrets.exit_rate", written(value)) == value


@given(st.lists(st.decimals(0, "1.5", places=3), min_size=1, max_size=60))
def test_a_list_read_from_any_text_survives_being_written(steps):
    value = read_value(BASE, "omkrets.rent_steps", str([float(each) for each in steps]))
    assert read_value(BASE, "omkrets.rent_steps", written(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1400, "1400"),
        (0.045, "0.045"),
        (1.0, "1"),
        (12_000_000.0, "12000000"),
        (0.00001, "0.00001"),
        ((0.5, 1.0), "[0.5,1]"),
        ("all", "all"),
    ],
)
def test_a_value_is_written_plainly(value, text):
    assert written(value) == text

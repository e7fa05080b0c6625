"""Steps of rent or fee: what the editor takes and refuses, and what a step gives in each operating year."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concepts import CONCEPTS
from models.problems import Message
from texts import LANGUAGES, Texts
from views.rent_steps import read_steps, written

PLAIN = "is no plain number; put a space between the steps."


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("50-50-70-100", (0.5, 0.5, 0.7, 1)),
        ("50 50 70 100", (0.5, 0.5, 0.7, 1)),
        ("50; 62,5; 100 %", (0.5, 0.625, 1)),
        ("50–60–70", (0.5, 0.6, 0.7)),
        ("50—60 — 70", (0.5, 0.6, 0.7)),
        ("50 %, 60 %", (0.5, 0.6)),
        ("50 - 60", (0.5, 0.6)),
        ("62.5", (0.625,)),
        ("  100  ", (1,)),
        ("0 150", (0, 1.5)),
        ("50\u00a060", (0.5, 0.6)),
        (" ".join(["50"] * 100), (0.5,) * 100),
    ],
)
def test_steps_are_read_however_they_are_separated(text, steps):
    assert read_steps(text) == steps


@pytest.mark.parametrize(
    ("text", "says"),
    [
        *((text, "Write at least one step, such as 50 50 70 100.") for text in ("", "  ", "%", ";;")),
        *(
            (text, f"Step 1, “{text}”, {PLAIN}")
            for text in ("abc", "50/60", "1e5", "nan", "inf", "50,75", "50.5.5", "12345")
        ),
        ("50 half", f"Step 2, “half”, {PLAIN}"),
        ("x" * 500, f"Step 1, “{'x' * 20}”, {PLAIN}"),
        *((text, "Write per cent: 50 for half, not 0.5.") for text in ("0,5 0,7 1", "1", "0 1")),
        ("1 000", f"Step 2, “000”, {PLAIN}"),
        ("300", "Step 1 is 300%; at most 150% is allowed."),
        ("50 150,1", "Step 2 is 150.1%; at most 150% is allowed."),
        *((text, "A step cannot be below 0%.") for text in ("-50", "50 -60", "−50", "–50", "50;-70", "50--70", "-")),
        (" ".join(["50"] * 101), "That is 101 steps; at most 100 are allowed."),
    ],
)
def test_what_are_no_steps_is_refused_with_a_sentence(text, says):
    assert str(read_steps(text)) == says


@given(st.text(max_size=60) | st.text("0123456789-–—−;/,.% ", max_size=60))
def test_any_text_gives_steps_or_a_sentence(text):
    steps = read_steps(text)
    assert str(steps) if isinstance(steps, Message) else all(0 <= each <= 1.5 for each in steps)


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.lists(st.integers(0, 1500).map(lambda tenths: tenths / 1000), min_size=1, max_size=100).map(tuple))
def test_steps_written_in_tenths_of_a_per_cent_and_read_are_the_same(language, steps):
    assert read_steps(written(Texts(language), steps)) == steps


@pytest.mark.parametrize(("language", "text"), [("nb", "50 62,5 100"), ("en", "50 62.5 100")])
def test_steps_are_written_the_reader_s_way(language, text):
    assert written(Texts(language), (0.5, 0.625, 1.0)) == text


# --- What the steps give in each operating year ---------------------------------------------------------------------


def yearly(result, name, years):
    return list(CONCEPTS[result.concept].per_operating_year(result, name)[:years])


@pytest.mark.parametrize("month", [0, 7.5, 36])
def test_rent_per_operating_year_is_that_of_the_steps_whenever_the_doors_open(evaluate, month):
    # 1000 m² · 0.5 · 1000 kr = 500 000 at full rent; nobody leaves, and growth comes later
    result = evaluate(
        "omkrets",
        planning_months=month,
        real_rent_growth=0.05,
        gross_area=1000,
        lettable_share=0.5,
        take_up=1,
        take_up_ramp=[1],
        exit_rate=0,
        market_rent=1000,
        rent_steps=[0.5, 0.5, 0.7, 1],
    )
    assert yearly(result, "rent", 5) == pytest.approx([250_000, 250_000, 350_000, 500_000, 500_000])


def test_fees_per_operating_year_are_those_of_the_steps(evaluate):
    # 20 members · 0.5 · (1 − 0.1 / 2) = 9.5 pay 6000 · 0.25; then 19 pay 6000 · 0.5; then all of it
    result = evaluate(
        "bruk_bergen",
        members=20,
        member_ramp=[0.5, 1],
        member_churn=0.1,
        membership_fee=6000,
        fee_steps=[0.25, 0.5, 1],
    )
    assert yearly(result, "membership_fees", 3) == pytest.approx([14_250, 57_000, 114_000])


def test_a_flow_s_own_name_among_its_inputs_means_the_assumption(evaluate):
    result = evaluate("omkrets", other_income=100_000, other_income_ramp=[0.5, 1])
    assert yearly(result, "other_income", 3) == pytest.approx([50_000, 100_000, 100_000])

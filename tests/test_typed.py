"""Numbers as people type them, in Norwegian and in English: what is read, what is refused and how, and back."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concepts import ASSUMPTIONS_FILE, NEEDS
from models.assumptions import load
from models.measures import READS
from models.problems import Message
from models.units import UNITS
from texts import LANGUAGES, Texts
from views.typed import in_percent, is_typed, read, written

BASE = load(ASSUMPTIONS_FILE, NEEDS, READS)
SAY = {language: Texts(language) for language in LANGUAGES}
MONEY, SHARE, RATE = BASE["omkrets.market_rent"], BASE["omkrets.take_up"], BASE["common.discount_rate"]
YEARS, STEPS = BASE["common.horizon_years"], BASE["omkrets.rent_steps"]
TYPED = [key for key in BASE if is_typed(BASE[key])]
NARROW, THIN, HARD = "\u202f", "\u2009", "\u00a0"


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("nb", "1 234,5", 1234.5),
        ("nb", f"1{HARD}234,5", 1234.5),
        ("nb", f"1{NARROW}234{THIN}567", 1234567),
        ("nb", "1234,5", 1234.5),
        ("nb", "0,5", 0.5),
        ("nb", "−5", -5),
        ("nb", "-5,25", -5.25),
        ("nb", "  1400  ", 1400),
        ("nb", "0", 0),
        ("nb", "007", 7),
        ("nb", "999999999999", 999_999_999_999),
        ("en", "1 234.5", 1234.5),
        ("en", "1234.5", 1234.5),
        ("en", "1.234", 1.234),
        ("en", "0.5", 0.5),
        ("en", "−5.25", -5.25),
        ("en", "1 400", 1400),
        ("en", "1,400", 1400),  # as English writes thousands, and as the field itself shows them
        ("en", "1,234,567.5", 1234567.5),
    ],
)
def test_a_number_is_read_the_reader_s_way(language, text, value):
    assert read(SAY[language], MONEY, text) == value


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nb", "1.234"),
        ("nb", "0.5"),
        ("nb", "1 234.5"),
        ("nb", "1400.0"),
        ("en", "1,23"),
        ("en", "0,5"),
        ("en", "12,50"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(language, text):
    said = read(SAY[language], MONEY, text)
    assert isinstance(said, Message)
    assert said.template == "“{found}” can be read in two ways; write it as {example}."
    assert said.values["found"] == text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text",
    [
        *(
            "abc",
            "1e6",
            "1E6",
            "1 23",
            "1 2345",
            "12 34 567",
            "1,5,5",
            "1.5.5",
            "1.234,5",
            "0x10",
            "1_000",
            "+5",
            "- 5",
        ),
        *("5,", ".5", ",5", "½", "5 kr", "1400 NOK", "nan", "inf", "∞", "--5", "1/2", "=1+1", "5\u200b", "\u202e51"),
        *("1" * 16, "0.1" + "1" * 20, "0,1" + "1" * 20, "9" * 400, "1'000", "1\n\n23", "<b>5</b>", "%5"),
    ],
)
def test_what_is_no_plain_number_is_refused(language, text):
    said = read(SAY[language], MONEY, text)
    assert isinstance(said, Message)
    assert said.template == "“{found}” is no plain number; write it as {example}."
    assert text.strip().startswith(said.values["found"])
    assert len(said.values["found"]) <= 20


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["", " ", "\t", HARD])
def test_nothing_is_asked_for_again(language, text):
    assert read(SAY[language], MONEY, text) == Message("Write a number.")


@pytest.mark.parametrize("text", ["٣", "５", "१२"])
def test_digits_of_another_script_are_no_plain_number(text):
    assert isinstance(read(SAY["nb"], MONEY, text), Message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_huge_number_in_groups_of_three_is_too_large_for_the_unit_or_refused(language):
    for text in ("9" + " 999" * 200, "9 999 999 999 999"):
        said = read(SAY[language], MONEY, text)
        assert isinstance(said, Message) or UNITS[MONEY.unit].refuses(said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["omkrets.market_rent", "omkrets.take_up", "omkrets.rent_steps"])
@given(text=st.text(max_size=30) | st.text("0123456789 .,%−-\u00a0;", max_size=30))
def test_any_text_gives_a_number_or_a_sentence(language, key, text):
    found = read(SAY[language], BASE[key], text)
    if isinstance(found, Message):
        assert str(found).endswith(".")
    else:
        assert all(math.isfinite(each) for each in (found if isinstance(found, tuple) else (found,)))


# --- the example a sentence gives -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_in_a_refusal_is_one_that_can_be_read(language):
    said = read(SAY[language], MONEY, "abc")
    assert read(SAY[language], MONEY, said.values["example"]) == 1234.5


# --- per cent, whole numbers, lists ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,3 %", 0.123),
        ("12,3%", 0.123),
        (f"12,3{HARD}%", 0.123),
        ("12,3", 0.123),
        ("7", 0.07),
        ("100", 1),
        ("0,07", 0.0007),
        ("−1,1", -0.011),
        ("29", 0.29),  # 29 / 100 is 0.29, where 0.01 · 29 is 0.29 and 0.01 · 57 is 0.5700000000000001
        ("57", 0.57),
        ("0,1", 0.001),
        ("33,333333333", 0.33333333333),
    ],
)
@pytest.mark.parametrize("entry", [SHARE, RATE], ids=["fraction", "1/year"])
def test_per_cent_is_divided_by_a_hundred_exactly(entry, text, value):
    assert in_percent(entry)
    assert read(SAY["nb"], entry, text) == value


@given(st.integers(-1_000_000, 1_000_000))
def test_any_per_cent_with_four_decimals_is_the_nearest_fraction(number):
    text = f"{number / 10_000:.4f}".replace(".", ",")
    assert read(SAY["nb"], SHARE, text) == number / 1_000_000


def test_a_whole_unit_gives_a_whole_number_and_a_broken_one_stays_broken():
    found = read(SAY["nb"], YEARS, "25,0")
    assert (found, type(found)) == (25, int)
    assert read(SAY["nb"], YEARS, "25,5") == 25.5  # the unit refuses it, with its own sentence
    assert UNITS[YEARS.unit].refuses(25.5)


def test_a_list_is_read_with_spaces_or_semicolons():
    for text in ("50 50 70 100", "50; 50;70 100", " 50  50 70 100 %"):
        assert read(SAY["nb"], STEPS, text) == (0.5, 0.5, 0.7, 1.0)
    assert read(SAY["nb"], STEPS, "62,5") == (0.625,)
    assert read(SAY["en"], STEPS, "62.5 100") == (0.625, 1.0)
    assert all(type(each) is float for each in read(SAY["nb"], STEPS, "0 100"))


@pytest.mark.parametrize(
    ("text", "found"), [("50 half 70", "half"), ("50,5,5 1", "50,5,5"), ("50 1e3", "1e3"), ("50 [70]", "[70]")]
)
def test_the_first_of_a_list_that_cannot_be_read_is_named(text, found):
    assert read(SAY["nb"], STEPS, text).values["found"] == found


@pytest.mark.parametrize("text", ["", "  ", "%"])
def test_a_list_of_nothing_is_asked_for_again(text):
    assert read(SAY["nb"], STEPS, text) == Message("Write a number.")


# --- and back -------------------------------------------------------------------------------------------------------


def numbers(key):
    """Value and range, those there are."""
    return [each for each in (BASE[key].value, BASE[key].low, BASE[key].high) if each is not None]


@pytest.mark.parametrize("key", TYPED)
def test_every_number_is_read_back_as_it_is_written_in_norwegian(key):
    for value in numbers(key):
        assert read(SAY["nb"], BASE[key], written(SAY["nb"], BASE[key], value)) == value


@pytest.mark.parametrize("key", TYPED)
def test_every_number_is_read_back_as_it_is_written_in_english(key):
    for value in numbers(key):
        assert read(SAY["en"], BASE[key], written(SAY["en"], BASE[key], value)) == value


@pytest.mark.parametrize("language", LANGUAGES)
def test_none_is_written_as_nothing_and_a_year_without_spaces(language):
    assert written(SAY[language], MONEY, None) == ""
    assert written(SAY[language], BASE["common.start_year"], 2027) == "2027"


def test_numbers_are_written_the_reader_s_way():
    assert written(SAY["nb"], SHARE, 0.123) == "12,3"
    assert written(SAY["en"], SHARE, 0.123) == "12.3"
    assert written(SAY["nb"], RATE, -0.011) == "−1,1"
    assert written(SAY["nb"], STEPS, (0.5, 0.625, 1.0)) == "50 62,5 100"


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        (SHARE, 0.123456789),
        (MONEY, 1400.12345678),
        (RATE, 0.0000000001),
        (SHARE, 1 / 3),
        (MONEY, 0.1 + 0.2),
    ],
)
def test_a_number_with_many_decimals_is_read_back_too(entry, value):
    assert read(SAY["nb"], entry, written(SAY["nb"], entry, value)) == value


def test_words_are_not_typed():
    assert [key for key in BASE if not is_typed(BASE[key])] == [
        key for key in BASE if isinstance(BASE[key].value, str) or BASE[key].unit == "support years"
    ]

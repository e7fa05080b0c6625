"""Norwegian numbers and texts: what Babel gets wrong is put right, and no sentence lacks its Norwegian."""

import string
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po

from concepts import CONCEPTS
from models.units import UNITS
from texts import LANGUAGES, Texts

ROOT = Path(__file__).parents[1]
NB, EN = Texts("nb"), Texts("en")
SPACE = "\u00a0"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (NB.kroner(1234567), "1 234 567 kr"),
        (NB.kroner(-1234567), "−1 234 567 kr"),
        (NB.millions(3_350_000), "3,4 mill. kr"),  # half up: Babel alone gives 3,4 for 3,35 and 3,2 for 3,25
        (NB.millions(3_250_000), "3,3 mill. kr"),
        (NB.millions(-40_000), "0,0 mill. kr"),  # no minus before nothing
        (NB.percent(0.125, 1), "12,5 %"),
        (NB.percent(0.125), "13 %"),
        (NB.number(0.5), "1"),
        (NB.number(1.5), "2"),
        (NB.number(2.5), "3"),
        (NB.rough(286_479), "290 000"),
        (NB.rough(39.2), "39"),
        (NB.rough(7.06), "7,1"),
        (NB.rough(0.75), "0,75"),
        (NB.rough(0), "0"),
        (NB.change(1_234_000), "+1,2 mill. kr"),
        (NB.change(-62_345), "−62 000 kr"),
        (NB.quantity(1400, "NOK/m²/year"), "1 400 kr/m²/år"),
        (NB.quantity(0.045, "1/year, nominal"), "4,5 % per år"),
        (NB.quantity(0.0625, "fraction"), "6,25 %"),
        (NB.quantity([0.5, 0.55, 1.0], "fraction per operating year"), "50–55–100 %"),
        (NB.quantity(2027, "year"), "2027"),
        (NB.quantity(20, "years"), "20 år"),
        (NB.quantity(0.75, "FTE"), "0,75 årsverk"),
        (EN.kroner(-1234567), "−NOK 1,234,567"),
        (EN.millions(3_350_000), "NOK 3.4 million"),
        (EN.percent(0.125, 1), "12.5%"),
        (EN.quantity(1400, "NOK/m²/year"), "1,400 NOK/m²/year"),
    ],
)
def test_numbers_are_written_the_readers_way(written: str, expected: str) -> None:
    assert written.replace(SPACE, " ") == expected


@pytest.mark.parametrize("written", [NB.kroner(1234567), NB.millions(1.5e9), NB.percent(0.5), NB.quantity(1400, "m²")])
def test_a_number_never_breaks_across_lines(written: str) -> None:
    assert " " not in written


def test_a_list_in_a_sentence_has_its_and() -> None:
    assert NB.listed(["a", "b", "c"]) == "a, b og c"
    assert EN.listed(["a", "b"]) == "a and b"
    assert NB.listed(["a"]) == "a"


def test_values_put_into_a_sentence_are_never_taken_for_a_template() -> None:
    assert NB("{name}: {base} → {value}", name="{base}", base="{0}", value=1234.5) == f"{{base}}: {{0}} → 1{SPACE}234,5"


def test_the_languages_are_norwegian_first() -> None:
    assert list(LANGUAGES) == ["nb", "en"]


def source_texts() -> set[str]:
    """Every English source string in the code, and the names of units."""
    keywords = {"say": None, "Message": None}
    found = set()
    for folder in ("views", "models"):
        found |= {each[2] for each in extract_from_dir(ROOT / folder, [("**.py", "python")], keywords=keywords)}
    for file in ("dashboard.py", "commands.py"):
        found |= {each[1] for each in extract_from_file("python", ROOT / file, keywords=keywords)}
    found |= {each[1] for each in extract_from_file("python", ROOT / "texts.py", keywords={"self": None})} - {""}
    found |= {name for name in UNITS if EN.unit(name)}
    found |= {line.sentence for concept in CONCEPTS.values() for line in concept.graph.lines}
    return {each if isinstance(each, str) else each[0] for each in found}


def catalogue() -> dict[str, str]:
    with (ROOT / "locale" / "nb" / "messages.po").open("rb") as stream:
        return {str(each.id): str(each.string) for each in read_po(stream) if each.id}


def test_every_text_has_its_norwegian() -> None:
    translated = {english for english, norwegian in catalogue().items() if norwegian}
    assert sorted(source_texts() - translated) == []


def test_no_norwegian_text_is_left_over() -> None:
    assert sorted(set(catalogue()) - source_texts()) == []


@pytest.mark.parametrize(("english", "norwegian"), catalogue().items())
def test_a_translation_has_the_same_places_for_numbers(english: str, norwegian: str) -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert places(norwegian) == places(english)

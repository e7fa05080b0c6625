"""Reading assumptions: every rule broken once, each with its message; and input meant to do harm.

`broken/valid.yaml` is a small file with nothing wrong; most rules are broken by changing one line of it.
"""

from datetime import date
from pathlib import Path
from random import Random
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import concepts
from models.assumptions import check, load
from models.problems import InputError
from models.strict_yaml import parse, parse_value
from models.units import UNITS

BROKEN = Path(__file__).parent / "broken"
VALID = (BROKEN / "valid.yaml").read_text(encoding="utf-8")
NEEDS = {
    "centre": [
        *("market_rent", "rent_steps", "loan_type"),
        *("municipal_deficit_share", "bir_deficit_share", "support_years"),
    ]
}
READS = ["inflation"]

AMOUNT = "allowed: a plain number from 0 to 1000000000000"
WRITE = "write a plain number, with a point and no quotation marks: 1400, 0.045"
STEPS = "allowed: a list of 1 to 100 plain numbers, each from 0 to 1.5"
SUPPORT = 'allowed: "all", a number of operating years, or a list of operating years counted from 1'
TEXT = "allowed: text of 1 to 400 visible characters"
FIELDS = "allowed: one of value, low, high, unit, label, kind, grade, source, reviewed, note, choices"
UNIT_NAMES = f"allowed: one of {', '.join(UNITS)}"
KEYS = "allowed: one of bir_deficit_share, loan_type, market_rent, municipal_deficit_share, rent_steps, support_years"
NOT_HERE = "mapping values are not allowed in this context"  # libyaml's words
UTF_8 = "allowed: text in UTF-8; save the file as UTF-8"
YAML_ADVICE = "allowed: YAML; check indentation, colons and quotation marks on this line and the one above"
CHOICES = "    choices:\n      - {value: [1.0], label: {nb: Full leie, en: Full rent}}"


def checked(content, file="valid.yaml"):
    return check(parse(content, file), NEEDS, READS)


def problems(content, file="valid.yaml"):
    """Return the messages a file gets; fails if it gets none."""
    with pytest.raises(InputError, match=r".") as caught:
        checked(content, file)
    return [str(each) for each in caught.value.problems]


def changed(old, new):
    """Return the valid file with its first `old` replaced."""
    assert old in VALID
    return VALID.replace(old, new, 1)


# --- A file with nothing wrong --------------------------------------------------------------------------------------


def test_a_file_with_nothing_wrong_is_read():
    assert checked(VALID).keys == (
        "common.inflation",
        *(f"centre.{name}" for name in ("market_rent", "rent_steps", "loan_type", "municipal_deficit_share")),
        "centre.bir_deficit_share",
        "centre.support_years",
    )


def test_every_field_comes_through_as_it_stands_in_the_file():
    rent = checked(VALID)["centre.market_rent"]
    assert (rent.value, rent.low, rent.high, rent.unit) == (1400, 1000, 1800, "NOK/m²/year")
    assert (rent.kind, rent.grade, rent.reviewed) == ("uncertain", "C", date(2026, 11, 23))
    assert (rent.label.nb, rent.label.in_language("en"), rent.source.en) == ("Markedsleie", "Market rent", "Estimate")


def test_lists_choices_and_words_come_through():
    steps = checked(VALID)["centre.rent_steps"]
    assert steps.value == (0.5, 0.7, 1.0)
    assert [(each.value, each.label.en) for each in steps.choices] == [((1.0,), "Full rent")]
    assert checked(VALID)["centre.loan_type"].value == "serial"
    assert checked(VALID)["centre.support_years"].value == "all"


@pytest.mark.parametrize("value", ["all", "0", "7", "[1, 4]"])
def test_support_years_may_be_all_a_number_or_a_list(value):
    assert checked(changed("value: all", f"value: {value}"))


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("-3", -3), ("1400", 1400), ("0.045", 0.045), ("-0.5", -0.5), ("1400 # about", 1400), ("1.0", 1.0)],
)
def test_plain_numbers_are_numbers(text, value):
    assert (parse_value(text), type(parse_value(text))) == (value, type(value))


@pytest.mark.parametrize(
    "text",
    ["1e6", "010", "1_000", "12,5", "1 400", ".nan", ".inf", "no", "yes", "true", "0x1F", "+5", "1:30", ".5", "5."],
)
def test_what_only_looks_like_a_number_or_a_word_of_yaml_is_text(text):
    assert parse_value(text) == text


def test_an_assumption_is_found_in_the_concept_or_under_common():
    assumptions = checked(VALID)
    assert assumptions.find("centre", "market_rent") == "centre.market_rent"
    assert assumptions.find("centre", "inflation") == "common.inflation"
    with pytest.raises(KeyError, match=r"centre\.rent"):
        assumptions.find("centre", "rent")


def test_assumptions_are_frozen():
    with pytest.raises(ValueError, match="frozen"):
        checked(VALID)["centre.market_rent"].value = 1
    with pytest.raises(TypeError, match="does not support item assignment"):
        checked(VALID).sections["centre"]["market_rent"] = 1


def test_a_byte_order_mark_is_no_problem():
    assert checked(VALID.encode("utf-8-sig")).keys


def test_the_project_s_own_file_has_nothing_wrong(base):
    assert "omkrets.market_rent" in base


# --- One rule broken at a time --------------------------------------------------------------------------------------

# One file per rule in broken/rules: the small valid file with one thing wrong. Its last line is what the check says.
RULES = sorted((BROKEN / "rules").glob("*.yaml"))
SAYS = "# says: "


def said_to_be(file):
    """Return the message a file's last line gives."""
    return file.read_text(encoding="utf-8").splitlines()[-1].removeprefix(SAYS)


@pytest.mark.parametrize("file", RULES, ids=lambda file: file.stem)
def test_a_broken_rule_is_told_with_line_key_what_was_found_and_what_is_allowed(file):
    assert said_to_be(file) in problems(file.read_bytes(), file.name)


@pytest.mark.parametrize(
    "file", [each for each in RULES if not each.name.startswith("structure")], ids=lambda f: f.stem
)
def test_one_mistake_gets_one_message(file):
    assert problems(file.read_bytes(), file.name) == [said_to_be(file)]


def test_every_rule_has_its_file():
    assert len(RULES) >= 60


def test_a_misspelt_key_is_told_as_unknown_and_as_missing():
    assert problems(changed("  market_rent:", "  market_rents:")) == [
        "valid.yaml:14: centre.market_rent: found nothing; allowed: an assumption: the concept's lines need it",
        f"valid.yaml:15: centre.market_rents: found an unknown key; {KEYS}; did you mean market_rent?",
    ]


def test_a_key_that_measures_read_must_be_there():
    assert problems(changed("  inflation:", "  inflasjon:")) == [
        "valid.yaml:2: common.inflation: found nothing; allowed: an assumption: measures need it",
        f"valid.yaml:3: common.inflasjon: found an unknown key; {KEYS.replace(' bir', ' bir', 1)}".replace(
            "bir_deficit_share, loan_type", "bir_deficit_share, inflation, loan_type"
        )
        + "; did you mean inflation?",
    ]


def test_a_misspelt_section_is_told_as_unknown_and_as_missing():
    assert problems(changed("centre:", "center:")) == [
        "valid.yaml:2: centre: found nothing; allowed: a section of assumptions",
        "valid.yaml:14: center: found an unknown key; allowed: one of common, centre; did you mean centre?",
    ]


def test_a_key_may_not_stand_under_common_and_in_a_concept():
    copy = VALID.partition("  market_rent:")[2].partition("  rent_steps:")[0]
    assert problems(changed("\ncentre:", f"  market_rent:{copy}\ncentre:")) == [
        "valid.yaml:25: centre.market_rent: found the key under common too; allowed: a key in one of the two"
    ]


@pytest.mark.parametrize(
    ("new", "key"), [("value: *a", "value"), ("value: 1400\n    <<: *a", "<<"), ("value: [*a]", "value.0")]
)
def test_an_alias_is_refused(new, key):
    says = f"centre.market_rent.{key}: found an anchor or alias; allowed: every value written out where it stands"
    assert any(each.endswith(says) for each in problems(changed("value: 1400", new)))


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!python/name:os.system", "!!int", "!own"])
def test_a_tag_is_refused_and_nothing_is_made_of_it(tag):
    shown = tag.replace("!!", "tag:yaml.org,2002:")
    says = f'valid.yaml:16: centre.market_rent.value: found "{shown}"; allowed: values without tags'
    assert says in problems(changed("value: 1400", f"value: {tag} 1400"))


@pytest.mark.parametrize(
    ("content", "found"),
    [("", "nothing"), ("# only a comment\n", "nothing"), ("5", "5"), ("[common]", "[common]"), ("text", '"text"')],
)
def test_a_file_without_sections_is_refused(content, found):
    assert problems(content)[0].endswith(f"found {found}; allowed: the sections common, centre")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("    value: 1400\n", "    value:\n", "centre.market_rent.value"),
        ("value: serial", "value: serial\n    low: serial\n    high: serial", "centre.loan_type.low"),
        ("[0.5, 0.7, 1.0]", "[0.5, 0.7, 1.0]\n    low: [0.1]\n    high: [0.2]", "centre.rent_steps.low"),
        ("value: all", "value: all\n    low: all\n    high: 3", "centre.support_years.low"),
        ("value: all", "value: 3\n    low: 0\n    high: [1]", "centre.support_years.high"),
        (CHOICES, "    choices: 5", "centre.rent_steps.choices"),
        (CHOICES, "    choices: word", "centre.rent_steps.choices"),
        ("reviewed: 2026-11-23", "reviewed: 0", "common.inflation.reviewed"),
        ("reviewed: 2026-11-23", "reviewed: 86400.0", "common.inflation.reviewed"),
    ],
)
def test_a_field_of_the_wrong_kind_is_told(old, new, key):
    assert any(f": {key}: found " in says for says in problems(changed(old, new)))


def test_html_in_a_label_is_text_like_any_other():
    # it is the screen that has to escape it; "NOK < 5 & falling" is a label too
    label = checked(changed("en: Market rent", 'en: "<script>alert(1)</script>"'))["centre.market_rent"].label
    assert label.en == "<script>alert(1)</script>"


# --- Files broken as a whole ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (
            "latin_1.yaml",
            "latin_1.yaml:5: found bytes that are no UTF-8; allowed: text in UTF-8; save the file as UTF-8",
        ),
        ("tab.yaml", f"tab.yaml:5: found a tab character that violates indentation; {YAML_ADVICE}"),
        (
            "indentation.yaml",
            f"indentation.yaml:5: found {NOT_HERE}; {YAML_ADVICE}",
        ),
        ("two_documents.yaml", "two_documents.yaml:5: found a second document; allowed: one document"),
        ("quotation_mark.yaml", f"quotation_mark.yaml:6: found unexpected end of stream; {YAML_ADVICE}"),
    ],
)
def test_a_file_that_is_no_yaml_of_ours_is_refused_with_its_line(file, says):
    with pytest.raises(InputError, match=r".") as caught:
        load(BROKEN / file, NEEDS, READS)
    assert [str(each) for each in caught.value.problems] == [says]


def test_all_that_is_wrong_in_a_file_is_told_at_once_in_the_order_of_its_lines():
    with pytest.raises(InputError, match=r".") as caught:
        load(BROKEN / "several.yaml", NEEDS, READS)
    places = [(each.line, each.key) for each in caught.value.problems]
    assert places == [
        (4, "common.inflation.value"),
        (14, "centre.support_years"),
        (19, "centre.market_rent.unit"),
        (26, "centre.rent_steps.value"),
        (29, "centre.rent_steps.kind"),
        (36, "centre.loan_type.value"),
        (54, "centre.bir_deficit_share.value"),
        (63, "centre.years_of_support"),
    ]


def test_no_more_is_told_than_anyone_would_read():
    said = problems("".join(f"key{n}: 1\n" for n in range(500)), "keys.yaml")
    assert len(said) == 101
    assert said[-1] == "keys.yaml: found more problems; allowed: at most 100; the rest is not listed"


def test_a_control_character_is_refused():
    assert problems(changed("en: Market rent", "en: Market\x07rent")) == [
        f"valid.yaml: found characters that YAML does not allow; {YAML_ADVICE}"
    ]


def test_a_missing_file_is_no_input_error(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.yaml"):
        load(tmp_path / "none.yaml", NEEDS)


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(InputError, match="found no file; allowed: a YAML file"):
        load(tmp_path, NEEDS)


# --- Input meant to do harm -----------------------------------------------------------------------------------------

MANY = 100_000
BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 100))
HARMFUL = {
    "alias bomb": BOMB,
    "nested brackets": "[" * MANY,
    "nested braces": "{a: " * MANY,
    "nested dashes": "- " * MANY,
    "nested questions": "? " * MANY,
    "nested blocks": "".join(" " * n + "a:\n" for n in range(1000)),
    "many keys": "".join(f"k{n}: 1\n" for n in range(60_000)),
    "200 000 keys": "".join(f"k{n}: 1\n" for n in range(200_000)),
    "many values": "a: [" + "1," * 400_000 + "]",
    "many documents": "---\n" * MANY,
    "many anchors": "&a " * 300_000,
    "one long line": "a: " + "x" * 999_000,
    "one long text": 'a: "' + "x" * 999_000 + '"',
    "one long key": "x" * 999_000 + ": 1",
    "one open quotation mark": "'" + "x" * 999_000,
    "a comment": "#" + "x" * 999_000,
    "empty lines": "\n" * 999_000,
    "zero bytes": "\0" * 999_000,
    "random bytes": Random(7).randbytes(900_000),
    "unknown units": "".join(f"centre:\n  market_rent: {{unit: NOK/m2/yea{n}}}\n" for n in range(10_000)),
    "the same key": "a: 1\n" * 40_000,
}


@pytest.mark.parametrize("name", HARMFUL)
def test_harmful_input_ends_within_a_second_and_with_a_message(name):
    begun = process_time()
    said = problems(HARMFUL[name])
    assert process_time() - begun < 1
    assert all(len(each) < 2000 for each in said)


def test_a_file_full_of_unknown_keys_ends_within_a_second_and_with_a_message():
    content = "omkrets:\n" + "".join(f"  market_rent_{n}: 1\n" for n in range(9_000))
    begun = process_time()
    with pytest.raises(InputError, match=r"omkrets\.market_rent_0: found an unknown key"):
        check(parse(content, "large.yaml"), concepts.NEEDS, READS)
    assert process_time() - begun < 1


def test_a_file_of_50_megabytes_ends_within_a_second_and_with_a_message(tmp_path):
    file = tmp_path / "large.yaml"
    file.write_bytes(b"a: 1\n" * 10_000_000)
    begun = process_time()
    with pytest.raises(InputError, match=r"large\.yaml: found a larger file; allowed: at most 1000000 bytes"):
        load(file, NEEDS)
    assert process_time() - begun < 1


def test_a_character_that_is_half_a_pair_is_refused():
    # what Python makes of an argument on the command line that is no UTF-8
    with pytest.raises(InputError, match=r"."):
        parse_value("\udcff")


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_random_bytes_raise_nothing_but_input_errors(content):
    refused_or_read(content)


@settings(max_examples=300)
@given(st.text(max_size=200))
@example("\ufeff")
@example("%YAML 1.1\n---\na: 1")
def test_random_text_raises_nothing_but_input_errors(content):
    refused_or_read(content)


@settings(max_examples=300)
@given(st.text(alphabet="ab:-[]{},&*!|>'\"%@`#?<=~ \n\t0.1", max_size=60))
def test_random_yaml_raises_nothing_but_input_errors(content):
    refused_or_read(content)


@settings(max_examples=400)
@given(
    st.sampled_from(range(1, VALID.count("\n"))),
    st.sampled_from(["", "5", "-1.5", "word", "[]", "[1]", "[[1]]", "{}", "{a: 1}", "2026-01-01", "~", '""', "[a, 1]"]),
)
def test_any_field_with_any_kind_of_value_raises_nothing_but_input_errors(line, value):
    lines = VALID.splitlines()
    lines[line] = f"{lines[line].partition(':')[0]}: {value}"
    refused_or_read("\n".join(lines))


@settings(max_examples=200)
@given(st.integers(0, len(VALID)), st.integers(0, 40), st.text(alphabet=":-[]{},&*'\" \n\t0a", max_size=5))
def test_a_file_with_a_piece_replaced_raises_nothing_but_input_errors(start, length, piece):
    refused_or_read(VALID[:start] + piece + VALID[start + length :])


@settings(max_examples=300)
@given(st.text(max_size=50))
def test_any_text_as_one_value_raises_nothing_but_input_errors(text):
    try:
        parse_value(text)
    except InputError as error:
        assert error.problems


def refused_or_read(content):
    """Check a file; an accepted one has every key, a refused one says why and where."""
    try:
        assumptions = checked(content)
    except InputError as error:
        assert error.problems
        assert all(str(each) for each in error.problems)
    else:
        assert {key.split(".")[1] for key in assumptions} == {*NEEDS["centre"], *READS}


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("unit: NOK/m²/year", "unit: fraction per operating year", "centre.market_rent.unit"),
        ("unit: NOK/m²/year", "unit: years", "centre.market_rent.unit"),
        ("unit: fraction per operating year", "unit: fraction", "centre.rent_steps.unit"),
        ("unit: loan type", "unit: property owner", "centre.loan_type.unit"),
        ("unit: support years", "unit: none", "centre.support_years.unit"),
    ],
)
def test_a_unit_of_another_kind_than_the_key_is_refused(old, new, key):
    unit = new.removeprefix("unit: ")
    (said,) = problems(changed(old, new))
    assert said.endswith(f'{key}: found "{unit}"; allowed: a unit of the kind this key is counted in')


def test_words_and_lists_have_no_range():
    (said,) = problems(changed("value: all", "value: all\n    low: 1\n    high: 3"))
    assert said.endswith("centre.support_years: found low and high; allowed: no range: lists and words have none")


def test_a_key_meant_to_harm_a_terminal_is_shown_without_its_effect():
    assert "\x1b" not in problems(b'"\\e]0;evil\\a\\e[31mRED": 1\n')[0]

"""Edits of a file of assumptions: only the field itself changes, what is written is read back, the log says what."""

from __future__ import annotations

import difflib
from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from concepts import ASSUMPTIONS_FILE, NEEDS
from models import strict_yaml
from models.assumptions import SHARES_OF_ONE, Assumption, Assumptions, check
from models.edits import FIELDS, Change, changes, edited, with_log
from models.measures import READS
from models.problems import InputError

FILE = ASSUMPTIONS_FILE.read_text(encoding="utf-8")
PLAIN = yaml.safe_load(FILE)  # the same file, read by another reader
KEYS = [f"{section}.{name}" for section, entries in PLAIN.items() for name in entries]
RANGED = [key for key in KEYS if "low" in PLAIN[key.split(".")[0]][key.split(".")[1]]]
RENT = "omkrets.market_rent"
DAY = date(2027, 2, 3)

# Everything a person may have written by hand: comments at the side, odd indentation, both kinds of quotation marks.
BY_HAND = """\
# a comment above
common:
    years:   # a comment beside
        value:   20     # twenty
        unit: 'years'
        label: {nb: "År", en: 'Years'}  # flow
        reviewed: 2026-11-23

    flow: {value: 0.045, unit: "1/year", source: {nb: Ingen, en: "It's # none"}}
    steps:
        value:    [0.5,   0.5, 1.0]   # one a year
        note:     'It''s "quoted"'
"""


def entry(key: str):
    section, _, name = key.partition(".")
    return PLAIN[section][name]


def read(text: str) -> Assumptions:
    return check(strict_yaml.parse(text), NEEDS, READS)


def data(text: str):
    return strict_yaml.parse(text).data


def differing(before: str, after: str) -> list[str]:
    """The lines taken out (-) and put in (+)."""
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), n=0)
    return [f"{each[0]} {each[1:]}" for each in lines if each[0] in "+-" and each[:3] not in ("---", "+++")]


# --- only the field itself ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [FILE, BY_HAND, FILE.replace("\n", "\r\n"), "", "a: 1"])
def test_a_text_without_edits_comes_back_to_the_letter(text):
    assert edited(text, {}) == text


@pytest.mark.parametrize(
    ("place", "value", "lines"),
    [
        (("common.years", "value"), 25, ["-         value:   20     # twenty", "+         value:   25     # twenty"]),
        (
            ("common.years", "reviewed"),
            DAY,
            ["-         reviewed: 2026-11-23", "+         reviewed: 2027-02-03"],
        ),
        (
            ("common.flow", "value"),
            0.05,
            [
                '-     flow: {value: 0.045, unit: "1/year", source: {nb: Ingen, en: "It\'s # none"}}',
                '+     flow: {value: 0.05, unit: "1/year", source: {nb: Ingen, en: "It\'s # none"}}',
            ],
        ),
        (
            ("common.flow", "source.en"),
            "Some",
            [
                '-     flow: {value: 0.045, unit: "1/year", source: {nb: Ingen, en: "It\'s # none"}}',
                '+     flow: {value: 0.045, unit: "1/year", source: {nb: Ingen, en: "Some"}}',
            ],
        ),
        (
            ("common.steps", "value"),
            (0.4, 1.0),
            [
                "-         value:    [0.5,   0.5, 1.0]   # one a year",
                "+         value:    [0.4,1]   # one a year",
            ],
        ),
        (("common.steps", "note"), "Short", ["-         note:     'It''s \"quoted\"'", '+         note:     "Short"']),
        # What is not there yet comes after the value, in the entry's own style.
        (("common.years", "note"), "New", ['+         note:     "New"']),
        (
            ("common.flow", "note"),
            "New",
            [
                '-     flow: {value: 0.045, unit: "1/year", source: {nb: Ingen, en: "It\'s # none"}}',
                '+     flow: {value: 0.045, note: "New", unit: "1/year", source: {nb: Ingen, en: "It\'s # none"}}',
            ],
        ),
    ],
)
def test_a_field_changes_only_its_own_characters(place, value, lines):
    assert differing(BY_HAND, edited(BY_HAND, {place: value})) == lines


@pytest.mark.parametrize(
    ("field", "value", "line"),
    [
        ("value", 1500, "    value:    1500"),
        ("low", 900.5, "    low:      900.5"),
        ("high", 2000, "    high:     2000"),
        ("grade", "B", '    grade:    "B"'),
        ("source.nb", "Ny kilde", '      nb: "Ny kilde"'),
        ("source.en", "New source", '      en: "New source"'),
        ("reviewed", DAY, "    reviewed: 2027-02-03"),
        ("note", "Ny merknad", '    note:     "Ny merknad"'),
    ],
)
def test_each_field_of_the_project_s_own_file_is_one_line(field, value, line):
    new = edited(FILE, {(RENT, field): value})
    lines = [each for each in differing(FILE, new) if each[0] == "+"]
    assert lines == [f"+ {line}"]
    after = data(new)["omkrets"]["market_rent"]
    first, _, language = field.partition(".")
    assert (after[first][language] if language else after[first]) == value


def test_all_fields_there_are_can_be_changed():
    of_assumption = {name for name in Assumption.model_fields if name not in ("label", "source")}
    assert set(FIELDS) == of_assumption | {f"{name}.{lang}" for name in ("label", "source") for lang in ("nb", "en")}


def test_the_order_of_edits_does_not_matter():
    wanted = {
        (RENT, "value"): 1500,
        ("common.discount_rate", "value"): 0.03,
        (RENT, "note"): "Ny",
        (RENT, "reviewed"): DAY,
        ("bergen_reparerer.users", "source.en"): "X",
    }
    items = list(wanted.items())
    orders = (items, items[::-1], items[2:] + items[:2])
    texts = {edited(FILE, dict(each)) for each in orders}
    assert len(texts) == 1
    one_by_one = FILE
    for place, value in wanted.items():
        one_by_one = edited(one_by_one, {place: value})
    assert texts == {one_by_one}


def test_two_fields_that_are_not_there_yet_are_both_added():
    new = data(edited(BY_HAND, {("common.flow", "note"): "New", ("common.flow", "grade"): "B"}))["common"]["flow"]
    assert (new["note"], new["grade"], new["value"]) == ("New", "B", 0.045)


@pytest.mark.parametrize(
    ("key", "missing"),
    [
        ("omkrets.no_such_key", "no_such_key"),
        ("nowhere.market_rent", "nowhere"),
        ("market_rent", "market_rent"),
        ("omkrets", "''"),
        ("", "''"),
        (".", "''"),
    ],
)
def test_a_key_that_is_not_there_is_an_error(key, missing):
    with pytest.raises(KeyError, match=missing):
        edited(FILE, {(key, "value"): 1})


# --- line ends, marks, styles ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [(RENT, "value"), (RENT, "source.nb"), ("bergen_reparerer.users", "reviewed")])
def test_windows_line_ends_stay(place):
    value = {"value": 1500, "source.nb": "Ny æøå", "reviewed": DAY}[place[1]]
    assert edited(FILE.replace("\n", "\r\n"), {place: value}) == edited(FILE, {place: value}).replace("\n", "\r\n")


def test_a_field_is_added_to_a_file_with_windows_line_ends():
    new = edited(BY_HAND.replace("\n", "\r\n"), {("common.years", "note"): "New"})
    assert data(new) == data(edited(BY_HAND, {("common.years", "note"): "New"}))


def test_a_file_whose_byte_order_mark_is_stripped_is_edited_in_place():
    text = ("\ufeff" + BY_HAND).encode().decode("utf-8-sig")
    assert edited(text, {("common.years", "value"): 21}) == BY_HAND.replace("20     # twenty", "21     # twenty")


def test_an_emoji_before_a_field_on_its_line_does_not_move_it():
    text = 'a: {b: {note: "🛠️ é 🇳🇴", value: 1, unit: m}}\n'
    assert edited(text, {("a.b", "value"): 2}) == text.replace("value: 1", "value: 2")


def test_a_file_without_a_line_end_at_the_end_can_be_edited():
    assert edited("a:\n  b:\n    value: 1", {("a.b", "value"): 2}) == "a:\n  b:\n    value: 2"
    assert data(edited("a:\n  b:\n    value: 1", {("a.b", "note"): "x"})) == {"a": {"b": {"value": 1, "note": "x"}}}


STYLES = {
    "a list over several lines in brackets": ("value: [\n        0.5,\n        1.0,\n      ]", "value", (0.25, 1.0)),
    "text over several lines in quotation marks": ('note: "some\n        words"', "note", "new"),
    "plain text over several lines": ("note: some\n        words", "note", "new"),
    "a list with a line each": ("value:\n      - 0.5\n      - 1.0", "value", (0.25, 1.0)),
    "folded text": ("note: >-\n      some\n      words", "note", "new"),
    "literal text": ("note: |-\n      some words", "note", "new"),
    "an empty field": ("note:", "note", "new"),
}
# The parser's mark for the end of these is where the next field begins, so an edit swallows the line break.


@pytest.mark.parametrize(
    "style",
    list(STYLES),
)
def test_a_field_in_any_style_yaml_has_can_be_changed(style):
    field, name, value = STYLES[style]
    text = f"a:\n  b:\n    {field}\n    unit: m  # kept\n  c: {{value: 1}}\n"
    new = edited(text, {("a.b", name): value})
    wanted = list(value) if isinstance(value, tuple) else value
    assert data(new) == {"a": {"b": {name: wanted, "unit": "m"}, "c": {"value": 1}}}
    assert "# kept" in new


# --- what is written is read back -----------------------------------------------------------------------------------

PRINTABLE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co", "Cf", "Zl", "Zp"]), max_size=60)


@pytest.mark.parametrize(
    "value",
    [
        'It\'s "quoted" # no comment: really',
        "C:\\new\\table",
        "æøå ÆØÅ – «sitat» 12 500 kr",
        "🛠️ 🇳🇴",
        "two\nlines\tand a tab",
        "- not a list",
        "{not: a mapping}",
        "&anchor *alias !tag",
        "null",
        "2026-11-23",
        "0.5",
        "",
        "  spaces around  ",
        "trailing \\",
        "]\n}",
    ],
)
@pytest.mark.parametrize("key", ["common.years", "common.flow", "common.steps"])
def test_text_is_read_back_as_it_was_given(key, value):
    assert data(edited(BY_HAND, {(key, "note"): value}))["common"][key.split(".")[1]]["note"] == value


@given(PRINTABLE, st.sampled_from(["years", "flow", "steps"]))
def test_any_printable_text_is_read_back_and_nothing_else_moves(value, name):
    after = data(edited(BY_HAND, {(f"common.{name}", "note"): value}))
    wanted = data(BY_HAND)
    wanted["common"][name]["note"] = value
    assert after == wanted


@pytest.mark.parametrize("value", [0.1 + 0.2, 1e-7, 1e12, 0.0, -0.5, 1 / 3, 2.5e-10, 0, 7, -3, 10**12])
def test_a_number_is_read_back_as_it_was_given(value):
    new = data(edited(BY_HAND, {("common.years", "value"): value}))["common"]["years"]["value"]
    assert new == value
    assert isinstance(new, int) or type(new) is type(value)


@given(st.floats(-1e12, 1e12).filter(lambda each: each == 0 or abs(each) > 1e-3).map(lambda each: round(each, 4)))
def test_any_number_a_person_types_is_read_back(value):
    assert data(edited(BY_HAND, {("common.years", "value"): value}))["common"]["years"]["value"] == value


@pytest.mark.parametrize("value", [(1.0,), (0.1 + 0.2, 1e-7, 1.5), (0.5,) * 100])
def test_a_list_is_read_back_as_it_was_given(value):
    assert tuple(data(edited(BY_HAND, {("common.steps", "value"): value}))["common"]["steps"]["value"]) == value


def test_a_date_is_read_back_as_a_date():
    assert data(edited(BY_HAND, {("common.years", "reviewed"): DAY}))["common"]["years"]["reviewed"] == DAY


# --- every assumption -----------------------------------------------------------------------------------------------


def another(key: str) -> dict[tuple[str, str], object]:
    """Its low or high, the range widened if it is a point; a list's last value, or another choice; shares add to 1."""
    old, fields = entry(key)["value"], entry(key)
    section, _, name = key.partition(".")
    for first, second in SHARES_OF_ONE:
        if name == second:
            low = PLAIN[section][first]["low"]
            return {(key, "value"): min(fields["high"], 1 - low), (f"{section}.{first}", "value"): low}
    if key in RANGED:
        end = next((fields[each] for each in ("low", "high") if fields[each] != old), None)
        return {(key, "value"): old + 1, (key, "high"): old + 1} if end is None else {(key, "value"): end}
    if isinstance(old, list):
        return {(key, "value"): (*old[:-1], round(old[-1] - 0.01, 4))}
    if "choices" in fields:
        return {(key, "value"): next(each["value"] for each in fields["choices"] if each["value"] != old)}
    return {(key, "value"): old + 1 if isinstance(old, int) else round(old * 0.9, 6)}


@pytest.mark.parametrize("key", KEYS)
def test_every_assumption_can_be_given_another_value_and_nothing_else_moves(key, base):
    wanted = another(key)
    text = edited(FILE, wanted)
    after = read(text)
    assert {(each, field): getattr(after[each], field) for each, field in wanted} == wanted
    differ = {place: value for place, value in wanted.items() if value != getattr(base[place[0]], place[1])}
    assert (key, "value") in differ
    assert {(each.key, each.field): each.after for each in changes(base, after)} == differ
    assert sum(each[0] == "+" for each in differing(FILE, text)) == len(differ)


def test_an_edit_outside_the_range_is_refused_with_its_line():
    line = next(n for n, each in enumerate(FILE.split("\n"), 1) if each == "  market_rent:") + 1
    with pytest.raises(InputError, match=f"^{line}: omkrets.market_rent.value: found 5000; allowed: 1000 … 1800"):
        read(edited(FILE, {(RENT, "value"): 5000}))


# --- what differs ---------------------------------------------------------------------------------------------------


def test_a_file_does_not_differ_from_itself(base):
    assert changes(base, base) == ()
    assert changes(base, read(FILE)) == ()


def test_what_differs_is_listed_in_the_order_of_the_file(base):
    wanted = {
        ("bergen_reparerer.users", "note"): "Ny",
        (RENT, "reviewed"): DAY,
        (RENT, "value"): 1500,
        (RENT, "source.en"): "Other",
        ("common.discount_rate", "grade"): "D",
    }
    found = changes(base, read(edited(FILE, wanted)))
    assert [(each.key, each.field, each.after) for each in found] == [
        ("common.discount_rate", "grade", "D"),
        (RENT, "value", 1500),
        (RENT, "source.en", "Other"),
        (RENT, "reviewed", DAY),
        ("bergen_reparerer.users", "note", "Ny"),
    ]
    assert [each.before for each in found][1:4:2] == [1400, date.fromisoformat(str(entry(RENT)["reviewed"]))]


def test_a_note_taken_away_is_none_after(base):
    noted = read(edited(FILE, {(RENT, "note"): "Only here"}))
    assert changes(base, noted) == (Change(RENT, "note", None, "Only here"),)
    assert changes(noted, base) == (Change(RENT, "note", "Only here", None),)


# --- the log --------------------------------------------------------------------------------------------------------


def added(text: str, logged: str) -> list[str]:
    assert logged.startswith(text.rstrip("\n"))
    return [each for each in logged[len(text.rstrip("\n")) :].split("\n") if each]


def test_without_changes_there_is_no_log():
    assert with_log(FILE, (), "Changed") == FILE


def test_the_log_is_comments_at_the_end_and_reads_back_as_the_same():
    made = (
        Change(RENT, "value", 1400, 1500),
        Change(RENT, "note", None, "New"),
        Change(RENT, "reviewed", DAY, date(2027, 2, 4)),
        Change("omkrets.rent_steps", "value", (0.5, 1.0), (0.4, 1.0)),
    )
    logged = with_log(FILE, made, "Changed in the dashboard 2027-02-04")
    assert added(FILE, logged) == [
        "# Changed in the dashboard 2027-02-04",
        "#   omkrets.market_rent value: 1400 → 1500",
        '#   omkrets.market_rent note: – → "New"',
        "#   omkrets.market_rent reviewed: 2027-02-03 → 2027-02-04",
        "#   omkrets.rent_steps value: [0.5,1] → [0.4,1]",
    ]
    assert data(logged) == data(FILE)


HOSTILE = [
    "a\nb: 1",
    "a\r\nb: 1",
    "a\rb: 1",
    "→ – #",
    '"\n]: evil',
    "a\u2028b: 1",
    "a\u2029b: 1",
    "a\x85b: 1",
    "a\x0bb",
    "",
]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("text", [BY_HAND, BY_HAND.rstrip("\n"), BY_HAND.replace("\n", "\r\n")])
def test_nothing_can_leave_the_comment(text, value):
    logged = with_log(text, [Change("common.years", "note", value, value[::-1])], "Changed")
    assert all(each.startswith("#") for each in added(text, logged))
    assert data(logged) == data(text)


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_log_is_comments_whatever_the_values_are(before, after):
    logged = with_log(BY_HAND, [Change("common.years", "note", before, after)], "Changed")
    lines = logged[len(BY_HAND.rstrip("\n")) :].splitlines()  # splits at every line break there is
    assert all(each.startswith("#") for each in lines if each)


def test_an_edited_file_with_its_log_can_be_edited_again():
    once = with_log(edited(FILE, {(RENT, "value"): 1500}), [Change(RENT, "value", 1400, 1500)], "Changed")
    twice = edited(once, {(RENT, "value"): 1600})
    assert read(twice)[RENT].value == 1600
    assert "1400 → 1500" in twice


@pytest.mark.parametrize("entry", ["{value: 1, unit: m², note: x}", "\n    value: 1\n    note: x  # why\n    unit: m²"])
def test_a_note_can_be_taken_away_and_all_else_stays(entry: str) -> None:
    text = f"common:\n  area: {entry}\n  other: {{value: 2}}\n"
    without = edited(text, {("common.area", "note"): None})
    assert yaml.safe_load(without) == {"common": {"area": {"value": 1, "unit": "m²"}, "other": {"value": 2}}}


def test_the_same_log_is_not_written_twice() -> None:
    made = [Change("common.area", "value", 1, 2)]
    once = with_log("common: {}\n", made, "Changed 2026-11-24")
    assert with_log(once, made, "Changed 2026-11-25") == once

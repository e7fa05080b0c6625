"""Named scenarios: into an address or a file and back, and what is told of one that cannot all be used."""

from datetime import date
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from concepts import ASSUMPTIONS_FILE, CONCEPTS, NEEDS, SCENARIOS_FILE
from models import presets
from models.assumptions import load
from models.measures import READS
from models.problems import InputError
from models.scenarios import Scenario
from models.units import UNITS
from models.variants import (
    LONGEST_NAME,
    Variant,
    chosen_presets,
    from_address,
    from_file,
    named,
    pairs_of,
    preset_pairs,
    scenario_of,
    to_address,
    to_file,
)
from views.levers import COMPARISON, FUNDING, positions

BASE = load(ASSUMPTIONS_FILE, NEEDS, READS)
PRESETS = presets.load(SCENARIOS_FILE, BASE, tuple(CONCEPTS))
START = Scenario.of(BASE, {concept: next(iter(entries.values())) for concept, entries in PRESETS.items()})
LEVERS = sorted({f"{section}.{name}" for page in (COMPARISON, FUNDING) for section in page for name in page[section]})
SAVED = date(2026, 11, 23)
NO_CONCEPT = "found an unknown key; allowed: one of omkrets, bruk_bergen, bergen_reparerer"

names = st.text(max_size=80) | st.text(";=%&#: 🙂æ'\"{}[]-\n\u00a0", max_size=80)


def one(key):
    """Return how one assumption is drawn: over all that its unit allows."""
    unit = UNITS[BASE[key].unit]
    number = st.decimals(str(unit.low), "1.5" if unit.steps else str(unit.high), places=8).map(float)
    if unit.name == "support years":
        years = st.integers(1, 100)
        return st.just("all") | st.integers(0, 100) | st.lists(years, min_size=1, max_size=20).map(tuple)
    if unit.options:
        return st.sampled_from(unit.options)
    if unit.steps:
        return st.lists(number, min_size=1, max_size=60).map(tuple)
    if unit.whole:
        return st.integers(unit.low, unit.high)
    return number.filter(lambda value: not unit.refuses(value))


@st.composite
def scenarios(draw):
    """Draw a scenario: a preset of each concept, and some keys changed beside it."""
    scenario = Scenario.of(
        BASE, {concept: draw(st.sampled_from(list(PRESETS[concept].values()))) for concept in PRESETS}
    )
    keys = draw(st.lists(st.sampled_from(BASE.keys), max_size=8, unique=True))
    return scenario.with_values({key: BASE.fit(key, draw(one(key))) for key in keys})


@pytest.fixture
def changed():
    """BIR leads, and three keys beside it: a number, a list and a word."""
    return START.with_preset("omkrets", PRESETS["omkrets"]["bir_led"]).with_values(
        {"omkrets.take_up": 0.8, "omkrets.rent_steps": (0.5, 1.0), "omkrets.loan_type": "annuity"}
    )


def told(problems):
    return [str(each) for each in problems]


# --- In an address --------------------------------------------------------------------------------------------------


@given(names, scenarios())
@example(" ;=%&#🙂", START)
@example("100%25 %3B %", START)
@example("x" * 59 + " y", START)
def test_a_variant_survives_an_address(name, scenario):
    variant = Variant(named(name, ()), scenario)
    assert from_address(to_address(variant, PRESETS), BASE, PRESETS) == (variant, ())


def test_only_what_ends_a_name_is_escaped_in_an_address():
    assert to_address(Variant("Å=1 & 🙂 #/?+%3B;", START), PRESETS) == "Å=1 & 🙂 #/?+%253B%3B"


def test_an_address_names_presets_and_then_what_is_changed_beside_them(changed):
    address = to_address(Variant("Åpen; 50 % #1", changed), PRESETS)
    assert address == (
        "Åpen%3B 50 %25 #1;omkrets=bir_led;omkrets.rent_steps=[0.5,1];omkrets.take_up=0.8;omkrets.loan_type=annuity"
    )


def test_the_base_needs_no_words(changed):
    assert to_address(Variant("Base", START), PRESETS) == "Base"
    assert preset_pairs(changed, PRESETS) == {"omkrets": "bir_led"}


@pytest.mark.parametrize("key", LEVERS)
def test_every_position_of_a_lever_survives_a_link(key):
    for value in positions(BASE[key]):
        scenario = START.with_value(key, value)
        assert scenario_of(pairs_of(scenario, PRESETS), BASE, PRESETS) == (scenario, ())


@pytest.mark.parametrize("key", [key for key in LEVERS if key.startswith("omkrets.")])
def test_every_position_of_a_lever_survives_a_link_where_a_preset_has_moved_it(key):
    led = START.with_preset("omkrets", PRESETS["omkrets"]["bir_led_guarantee"])
    for value in positions(BASE[key]):
        scenario = led.with_value(key, value)
        assert scenario_of(pairs_of(scenario, PRESETS), BASE, PRESETS) == (scenario, ())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "A;omkrets=bir_ledd;omkrets.take_up=0.8",
            'A: omkrets: found "bir_ledd"; allowed: one of municipal, existing_building, strategic, bir_led, '
            "bir_led_guarantee, grant_heavy, private_market, retuna_scale; did you mean bir_led?",
        ),
        (
            "A;omkrets.market_rents=1300;omkrets.take_up=0.8",
            "A: omkrets.market_rents: found an unknown key; allowed: section.key; did you mean omkrets.market_rent?",
        ),
        (
            "A;omkrets.take_up=0.8;omkrets.loan_years=20.5",
            'A: omkrets.loan_years: found "20.5"; allowed: a whole number from 0 to 100',
        ),
        ("A;omkret=bir_led;omkrets.take_up=0.8", "A: omkret: found an unknown key; allowed: section.key"),
        ("A;omkrets.take_up=0.8;", "A: found an unknown key; allowed: section.key"),
    ],
)
def test_what_an_address_cannot_say_is_told_and_the_rest_stays(text, says):
    variant, problems = from_address(text, BASE, PRESETS)
    assert variant == Variant("A", START.with_value("omkrets.take_up", 0.8))
    assert told(problems) == [says]


@given(st.text(max_size=200) | st.text("omkrets.take_up=;%[]0.8", max_size=200))
def test_any_text_in_an_address_gives_a_scenario(text):
    variant, problems = from_address(text, BASE, PRESETS)
    assert 1 <= len(variant.name) <= LONGEST_NAME
    assert all(told(problems))


def test_a_concept_there_is_not_is_told_with_those_there_are():
    chosen, problems = chosen_presets({"omkret": "bir_led", "bruk_bergen": "host"}, PRESETS)
    assert {concept: each.id for concept, each in chosen.items()} == {
        "omkrets": "municipal",
        "bruk_bergen": "host",
        "bergen_reparerer": "municipal",
    }
    assert told(problems) == [f"omkret: {NO_CONCEPT}"]


def test_presets_of_several_concepts_are_read_and_a_concept_without_any_is_passed_over():
    pairs = {"omkrets": "strategic", "bergen_reparerer": "partner"}
    chosen, problems = chosen_presets(pairs, {**PRESETS, "bruk_bergen": {}})
    assert ({concept: each.id for concept, each in chosen.items()}, problems) == (pairs, ())


# --- In a file ------------------------------------------------------------------------------------------------------


@given(names, scenarios())
@example(" ;=%&#🙂", START)
@example("x" * 59 + " y", START)
def test_a_variant_survives_a_file(name, scenario):
    variant = Variant(named(name, ()), scenario)
    text = to_file(variant, PRESETS, SAVED, "Saved from the dashboard")
    for content in (text, text.encode(), text.encode("utf-8-sig")):
        assert from_file(content, "saved.yaml", BASE, PRESETS) == (variant, (), ())


@pytest.mark.parametrize("value", [0.00005, 0.00001, 0.00000123])
def test_a_small_number_survives_a_file(value):
    variant = Variant("A", START.with_value("omkrets.exit_rate", value))
    assert from_file(to_file(variant, PRESETS, SAVED, "about"), "saved.yaml", BASE, PRESETS) == (variant, (), ())


def test_a_file_says_what_was_changed_from_what_to_what(changed):
    assert to_file(Variant("Åpen: 1", changed), PRESETS, SAVED, "About it").splitlines()[:10] == [
        "# About it",
        "name: 'Åpen: 1'",
        "saved: 2026-11-23",
        "presets:",
        "  omkrets: bir_led",
        "changes:",
        "- key: omkrets.rent_steps",
        "  from:",
        "  - 0.5",
        "  - 0.5",
    ]


HEAD = "name: A\nsaved: 2026-11-23\n"


def saved(*changes, presets=""):
    """Return a file of changes, each in braces on a line of its own."""
    return "\n".join([f"{HEAD}presets: {{{presets}}}", "changes:", *(f"- {{{each}}}" for each in changes)])


def loaded(content):
    return from_file(content, "saved.yaml", BASE, PRESETS)


TAKE_UP = "key: omkrets.take_up, from: 0.9, to: 0.8"
OMKRETS = f"one of {', '.join(PRESETS['omkrets'])}"
STAYS = Variant("A", START.with_value("omkrets.take_up", 0.8))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            "key: omkrets.market_rents, from: 1400, to: 1300",
            "omkrets.market_rents: found an unknown key; allowed: section.key; did you mean omkrets.market_rent?",
        ),
        (
            "key: omkrets.market_rent, from: 1400, to: -5",
            "omkrets.market_rent: found -5; allowed: a plain number from 0 to 1000000000000",
        ),
        (
            "key: omkrets.rent_steps, from: [0.5, 0.5, 0.7, 1], to: [0.5, 3]",
            "omkrets.rent_steps: found [0.5, 3]; allowed: a list of 1 to 100 plain numbers, each from 0 to 1.5",
        ),
        (
            "key: omkrets.support_years, from: all, to: some",
            'omkrets.support_years: found "some"; '
            'allowed: "all", a number of operating years, or a list of operating years counted from 1',
        ),
        (
            "key: omkrets.property_owner, from: municipality, to: BIR",
            'omkrets.property_owner: found "BIR"; allowed: one of municipality, bir, operator',
        ),
        ("key: omkrets.market_rent", "changes.0.to: found nothing; allowed: every entry has this field"),
        ("key: 5, to: 1", "changes.0.key: found 5; allowed: text of 1 to 400 visible characters"),
    ],
)
def test_a_change_that_cannot_be_used_is_told_and_the_rest_is_loaded(change, says):
    variant, problems, notices = loaded(saved(change, TAKE_UP))
    assert variant == STAYS
    assert told(problems) == [f"saved.yaml:5: {says}"]
    assert notices == ()


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("to", "2026-01-01", "2026-01-01"),
        ("to", "{a: 1}", "{'a': 1}"),
        ("to", "[a]", '"a"'),
        ("to", "", "nothing"),
        ("to: 1300, from", "{a: 1}", "{'a': 1}"),
        ("to: 1300, from", "[a]", '"a"'),
    ],
)
def test_a_value_of_no_kind_there_is_gets_one_sentence(field, value, found):
    variant, problems, _ = loaded(saved(f"key: omkrets.market_rent, {field}: {value}", TAKE_UP))
    assert variant == STAYS
    assert told(problems) == [
        f"saved.yaml:5: changes.0.{field.split()[-1]}: found {found}; "
        "allowed: a plain number, a list of plain numbers, or a word"
    ]


def test_an_unknown_field_of_a_change_is_told_with_those_there_are():
    _, problems, _ = loaded(saved("key: omkrets.market_rent, was: 1400, to: 1300", TAKE_UP))
    assert told(problems) == ["saved.yaml:5: changes.0.was: found an unknown key; allowed: one of key, from, to"]


@pytest.mark.parametrize(
    ("pair", "says"),
    [
        ("omkrets: bir_ledd", f'omkrets: found "bir_ledd"; allowed: {OMKRETS}; did you mean bir_led?'),
        ("omkrets: 5", f"omkrets: found 5; allowed: {OMKRETS}"),
        ("omkret: bir_led", f"omkret: {NO_CONCEPT}"),
        ("omkrets.take_up: 0.7", f"omkrets.take_up: {NO_CONCEPT}"),
    ],
)
def test_a_preset_there_is_not_is_told_and_the_rest_is_loaded(pair, says):
    variant, problems, notices = loaded(saved(TAKE_UP, presets=f"{pair}, bruk_bergen: host"))
    assert variant.name == "A"
    assert variant.scenario.patch == STAYS.scenario.patch | PRESETS["bruk_bergen"]["host"].change
    assert preset_pairs(variant.scenario, PRESETS) == {"bruk_bergen": "host"}
    assert (told(problems), notices) == ([f"saved.yaml: {says}"], ())


@pytest.mark.parametrize("id", ["[bir_led]", "{bir_led: 1}", "2026-11-23", "1.5", ""])
def test_what_is_no_name_of_a_preset_is_told_and_the_rest_is_loaded(id):
    variant, problems, _ = loaded(saved(TAKE_UP, presets=f"omkrets: {id}"))
    assert variant == STAYS
    (said,) = told(problems)
    assert said.startswith("saved.yaml: omkrets: found ")
    assert f"; allowed: {OMKRETS}" in said


def test_a_file_s_preset_is_taken_and_its_changes_go_before_it():
    back = "key: omkrets.bir_deficit_share, from: 0, to: 0"
    variant, problems, _ = loaded(saved(TAKE_UP, back, presets="omkrets: bir_led"))
    assert problems == ()
    assert variant.scenario.value("omkrets.property_owner") == "bir"
    assert {each.key for each in variant.scenario.own} == {"omkrets.take_up", "omkrets.bir_deficit_share"}
    again = from_file(to_file(variant, PRESETS, date(2026, 11, 23), "A"), "saved.yaml", BASE, PRESETS)
    assert again.variant == variant


def test_a_key_given_twice_is_told_and_the_last_one_counts():
    variant, problems, _ = loaded(saved("key: omkrets.take_up, to: 0.7", TAKE_UP))
    assert variant == STAYS
    assert told(problems) == ["saved.yaml: omkrets.take_up: found the key twice; allowed: each key once"]
    _, problems = from_address("A;omkrets.take_up=0.7;omkrets.take_up=0.8", BASE, PRESETS)
    assert told(problems) == ["A: omkrets.take_up: found the key twice; allowed: each key once"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            "key: omkrets.take_up, from: 0.85, to: 0.8",
            "omkrets.take_up: the base was 0.85 when the file was saved and is 0.9 now",
        ),
        (
            "key: omkrets.rent_steps, from: [1], to: [0.6, 1]",
            "omkrets.rent_steps: the base was [1] when the file was saved and is [0.5, 0.5, 0.7, 1] now",
        ),
    ],
)
def test_a_base_that_has_moved_since_is_told(change, says):
    _, problems, notices = loaded(saved(change))
    assert (told(problems), told(notices)) == ([], [says])


def test_a_change_without_its_base_is_taken_as_it_is():
    assert loaded(saved("key: omkrets.take_up, to: 0.8")) == (STAYS, (), ())


@pytest.mark.parametrize(
    "rest", ["", "presets:\nchanges:\n", "presets: null\nchanges: ~\n", "presets: {}\nchanges: []\n"]
)
def test_a_file_without_presets_and_changes_is_the_base(rest):
    assert loaded(HEAD + rest) == (Variant("A", START), (), ())


def test_an_empty_block_leaves_the_rest():
    assert loaded(f"{HEAD}presets:\nchanges:\n- {{{TAKE_UP}}}") == (STAYS, (), ())
    variant, problems, _ = loaded(f"{HEAD}presets: {{omkrets: bir_led}}\nchanges:\n")
    assert (preset_pairs(variant.scenario, PRESETS), problems) == ({"omkrets": "bir_led"}, ())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "saved.yaml: found nothing; allowed: an indented block of fields"),
        ("[1]", "saved.yaml:1: found [1]; allowed: an indented block of fields"),
        ("name: A", "saved.yaml:1: changes: found nothing; allowed: every entry has this field"),
        (f"{HEAD}presets: 5", "saved.yaml:3: presets: found 5; allowed: an indented block of fields"),
        ("name: A\nsaved: today", 'saved.yaml:2: saved: found "today"; allowed: a date such as 2026-11-23'),
        (f"{HEAD}changes: none", 'saved.yaml:3: changes: found "none"; allowed: a list'),
        (
            f"{HEAD}extra: 1",
            "saved.yaml:3: extra: found an unknown key; allowed: one of name, saved, presets, changes",
        ),
        (
            "name: å\n".encode("latin-1"),
            "saved.yaml:1: found bytes that are no UTF-8; allowed: text in UTF-8; save the file as UTF-8",
        ),
        ("a" * 1_000_001, "saved.yaml: found a larger file; allowed: at most 1000000 bytes"),
        ("[" * 1000, "saved.yaml:1: found deeper nesting; allowed: at most 8 levels"),
        (f"{HEAD}---\n{HEAD}", "saved.yaml:3: found a second document; allowed: one document"),
    ],
)
def test_what_is_no_saved_scenario_is_refused_with_a_sentence(content, says):
    with pytest.raises(InputError, match=r".") as caught:
        loaded(content)
    assert told(caught.value.problems) == [says]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("&a 0.8", "an anchor or alias; allowed: every value written out where it stands"),
        ("!own 0.8", '"!own"; allowed: values without tags'),
    ],
)
def test_anchors_and_tags_are_told(value, found):
    _, problems, _ = loaded(saved(f"key: omkrets.take_up, to: {value}"))
    assert f"saved.yaml:5: changes.0.to: found {found}" in told(problems)


def test_nothing_is_made_of_a_tag():
    _, problems, _ = loaded(f"{HEAD}changes: [!!python/object/apply:os.system {{}}]")
    assert 'found "tag:yaml.org,2002:python/object/apply:os.system"; allowed: values without tags' in told(problems)[0]


@pytest.mark.parametrize(
    "content",
    [
        Random(7).randbytes(100_000),
        "\0" * 1000,
        f"{HEAD}changes: [{'5,' * 15_000}]",
        f"{HEAD}changes: [{'{},' * 5000}]",
        "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 99)),
        "\udcff",
    ],
    ids=["bytes", "zeros", "numbers", "blocks", "aliases", "half a pair"],
)
def test_hostile_files_are_refused(content):
    with pytest.raises(InputError, match=r"found"):
        loaded(content)


@given(
    st.binary(max_size=200)
    | st.text(max_size=200)
    | st.text("ab:-[]{},&*!|>'\"%@`#?~ \n\t01.", max_size=60).map(HEAD.__add__)
    | st.text("ab:-[]{},&*!|>'\"%~ 01.", max_size=30).map(lambda value: saved(f"key: omkrets.take_up, to: {value}"))
    | st.text("ab:-[]{},&*!|>'\"%~ 01.", max_size=30).map(lambda pairs: saved(TAKE_UP, presets=pairs))
)
def test_any_file_is_loaded_or_refused(content):
    try:
        found = loaded(content)
    except InputError as error:
        assert error.problems
        assert all(told(error.problems))
    else:
        assert all(told((*found.problems, *found.notices)))


# --- Names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "others", "kept"),
    [
        ("BIR leads", (), "BIR leads"),
        ("  BIR \n leads\x00 ", (), "BIR leads"),
        ("", (), "–"),
        ("\u200b", ("–",), "– (2)"),
        ("A", ("A",), "A (2)"),
        ("A", ("A", "A (2)", "A (3)"), "A (4)"),
        ("A", ("B",), "A"),
        ("🙂" * 80, (), "🙂" * 60),
        ("x" * 80, ("x" * 60,), "x" * 55 + " (2)"),
    ],
)
def test_a_name_is_visible_short_and_its_own(name, others, kept):
    assert named(name, others) == kept


@given(names, st.lists(names, max_size=4))
def test_a_kept_name_is_none_of_the_others_and_fits(name, others):
    kept = [named(each, ()) for each in others]
    unique = named(name, kept)
    assert unique not in kept
    assert 1 <= len(unique) <= LONGEST_NAME
    assert named(unique, ()) == unique


@pytest.mark.parametrize(("name", "others"), [("x" * 59 + " y", ()), ("a" * 54 + " bbbbb", ("a" * 54 + " bbbbb",))])
def test_a_kept_name_stays_as_it_is(name, others):
    kept = named(name, others)
    assert named(kept, ()) == kept

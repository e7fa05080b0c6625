"""Our `uncertainty.yaml` says how draws are made; one with a mistake in it gets a sentence with its line."""

from pathlib import Path

import pytest

from concepts import ASSUMPTIONS_FILE, NEEDS, UNCERTAINTY_FILE
from models.assumptions import load as load_assumptions
from models.draws import is_drawn
from models.measures import READS
from models.problems import InputError
from models.strict_yaml import parse
from models.uncertainty_file import INDEPENDENT, Uncertainty, check, load

BASE = load_assumptions(ASSUMPTIONS_FILE, NEEDS, READS)
OURS = load(UNCERTAINTY_FILE, BASE)


# --- Our own file ---


def test_our_file_is_valid() -> None:
    assert OURS.draws == 10_000
    assert OURS.seed == 475
    assert OURS.ramps is not None
    assert (OURS.ramps.low, OURS.ramps.high) == (0.5, 1.6)


@pytest.mark.parametrize(
    ("id", "correlation", "together", "against"),
    [("demand", 0.5, 17, 3), ("rents", 0.7, 4, 0), ("building_costs", 0.6, 4, 0), ("economy", 0.4, 8, 0)],
)
def test_our_themes_are_as_they_are_written(id: str, correlation: float, together: int, against: int) -> None:
    theme = OURS.themes[id]
    assert theme.correlation == correlation
    assert (len(theme.together), len(theme.against)) == (together, against)


def test_we_have_four_themes() -> None:
    assert list(OURS.themes) == ["demand", "rents", "building_costs", "economy"]


@pytest.mark.parametrize(
    ("key", "theme", "sign"),
    [
        ("omkrets.take_up", "demand", 1),
        ("omkrets.take_up_ramp", "demand", 1),  # a list
        ("omkrets.void_months", "demand", -1),
        ("common.real_rent_growth", "rents", 1),
        ("bruk_bergen.setup_cost", "building_costs", 1),
        ("common.inflation", "economy", 1),
    ],
)
def test_a_key_knows_its_theme_and_which_way_it_goes(key: str, theme: str, sign: int) -> None:
    assert OURS.theme_of(key) == theme
    assert {id: each.sign(key) for id, each in OURS.themes.items() if each.sign(key)} == {theme: sign}


@pytest.mark.parametrize("key", ["omkrets.sorting_cost", "omkrets.centre_fte", "none.such"])
def test_a_key_without_a_theme_has_none(key: str) -> None:
    assert OURS.theme_of(key) is None


def test_all_keys_of_our_themes_are_drawn() -> None:
    keys = [key for theme in OURS.themes.values() for key in (*theme.together, *theme.against)]
    assert len(keys) == len(set(keys)) == 36
    assert all(is_drawn(BASE[key]) for key in keys)


@pytest.mark.parametrize("language", ["nb", "en"])
def test_what_is_a_guess_says_so(language: str) -> None:
    assert OURS.ramps is not None
    word = {"nb": "Anslag: ", "en": "Estimate: "}[language]
    for each in (OURS.ramps, *OURS.themes.values()):
        assert each.source.in_language(language).startswith(word)


# --- Equal and hashed alike ---


def test_two_readings_of_a_file_are_equal_and_hash_alike() -> None:
    again = load(UNCERTAINTY_FILE, BASE)
    assert again is not OURS
    assert again == OURS
    assert hash(again) == hash(OURS)


def test_the_order_of_the_themes_does_not_matter() -> None:
    turned = OURS.model_copy(update={"themes": dict(reversed(OURS.themes.items()))})
    assert turned == OURS
    assert hash(turned) == hash(OURS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("draws: 500", "draws: 501"),
        ("seed: 7", "seed: 8"),
        ("low: 0.5", "low: 0.4"),
        ("high: 1.6", "high: 1.7"),
        ("correlation: 0.5", "correlation: 0.6"),
        ("  demand:", "  wants:"),
        ("      - bruk_bergen.members\n", ""),
        ("    against:\n      - omkrets.exit_rate\n", "      - omkrets.exit_rate\n"),
    ],
)
def test_what_is_changed_is_neither_equal_nor_hashes_alike(old: str, new: str) -> None:
    before, after = checked(VALID), checked(changed(old, new))
    assert before != after
    assert hash(before) != hash(after)


def test_with_another_seed_all_else_is_the_same() -> None:
    other = OURS.with_seed(9)
    assert other.seed == 9
    assert other != OURS
    assert hash(other) != hash(OURS)
    assert other.with_seed(475) == OURS
    assert hash(other.with_seed(475)) == hash(OURS)


def test_two_readings_of_assumptions_are_equal_and_hash_alike() -> None:
    again = load_assumptions(ASSUMPTIONS_FILE, NEEDS, READS)
    assert again is not BASE
    assert again == BASE
    assert hash(again) == hash(BASE)


def test_assumptions_changed_and_changed_back_are_the_same() -> None:
    there = BASE.with_values({"omkrets.market_rent": 1300.0})
    assert there.with_values({"omkrets.market_rent": BASE["omkrets.market_rent"].value}) == BASE
    assert hash(there.with_values({"omkrets.market_rent": BASE["omkrets.market_rent"].value})) == hash(BASE)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("omkrets.market_rent", 1300.0),
        ("omkrets.sales_ramp", (0.5, 1.0)),
        ("omkrets.property_owner", "bir"),
        ("omkrets.support_years", 3),
        ("common.horizon_years", 21),
    ],
)
def test_assumptions_with_another_value_are_neither_equal_nor_hash_alike(key: str, value: object) -> None:
    other = BASE.with_values({key: value})
    assert other != BASE
    assert hash(other) != hash(BASE)


@pytest.mark.parametrize("ends", [(900.0, 1800.0), (1000.0, 1900.0)])  # market_rent has 1000 … 1800
def test_assumptions_with_another_range_are_neither_equal_nor_hash_alike(ends: tuple[float, float]) -> None:
    other = BASE.with_ranges({"omkrets.market_rent": ends})
    assert (other["omkrets.market_rent"].low, other["omkrets.market_rent"].high) == ends
    assert other["omkrets.market_rent"].value == BASE["omkrets.market_rent"].value
    assert [key for key in BASE if other[key] != BASE[key]] == ["omkrets.market_rent"]
    assert other != BASE
    assert hash(other) != hash(BASE)


def test_a_plan_without_anything_together_and_lists_as_they_are() -> None:
    assert INDEPENDENT.ramps is None
    assert not INDEPENDENT.themes
    assert hash(INDEPENDENT) == hash(INDEPENDENT.model_copy())


# --- A file with a mistake ---

VALID = """\
draws: 500
seed: 7
ramps:
  low: 0.5
  high: 1.6
  source: {nb: Anslag, en: Estimate}
themes:
  demand:
    title: {nb: Etterspørsel, en: Demand}
    correlation: 0.5
    source: {nb: Anslag, en: Estimate}
    together:
      - omkrets.take_up
      - omkrets.sales_ramp
      - bruk_bergen.members
    against:
      - omkrets.exit_rate
  rents:
    title: {nb: Leie, en: Rents}
    correlation: 0.7
    source: {nb: Anslag, en: Estimate}
    together: [omkrets.market_rent, bruk_bergen.office_rent]
"""
NO_THEMES = VALID[: VALID.index("themes:")]


def checked(content: str | bytes) -> Uncertainty:
    return check(parse(content, "file.yaml"), BASE)


def problems(content: str | bytes) -> list[str]:
    """Return the messages a file gets; fails if it gets none."""
    with pytest.raises(InputError, match=r".") as caught:
        checked(content)
    return [str(each) for each in caught.value.problems]


def places(content: str | bytes) -> list[str]:
    """Return where the problems of a file are."""
    return [each.partition(": found ")[0] for each in problems(content)]


def changed(old: str, new: str) -> str:
    """Return the valid file with its first `old` replaced."""
    assert old in VALID
    return VALID.replace(old, new, 1)


def test_the_file_that_is_broken_below_is_whole() -> None:
    found = checked(VALID)
    assert (found.draws, found.seed) == (500, 7)
    assert found.themes["demand"].against == ("omkrets.exit_rate",)
    assert found.themes["rents"].against == ()


def test_a_file_may_do_without_themes() -> None:
    assert checked(NO_THEMES).themes == {}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("draws: 500", "draws: 1"),
        ("draws: 500", "draws: 100000"),
        ("seed: 7", "seed: 0"),
        ("seed: 7", "seed: 4294967295"),
        ("low: 0.5", "low: 0"),
        ("low: 0.5", "low: 1"),
        ("high: 1.6", "high: 1"),
        ("high: 1.6", "high: 10"),
        ("correlation: 0.5", "correlation: 0"),
        ("correlation: 0.5", "correlation: 1"),
    ],
)
def test_what_is_just_within_bounds_is_taken(old: str, new: str) -> None:
    checked(changed(old, new))


DRAWS = "allowed: a whole number from 1 to 100000"
SEED = "allowed: a whole number from 0 to 4294967295"
NUMBER = "allowed: a plain number from"
TOGETHER = "13: themes.demand.together.0"
UNCERTAIN = "allowed: an assumption of kind uncertain: nothing else is drawn"
ONCE = "allowed: a key that stands in no other theme, and once"
FIELD = "found nothing; allowed: every entry has this field"
TEXT = "allowed: text of 1 to 400 visible characters"


@pytest.mark.parametrize(
    ("old", "new", "where", "says"),
    [
        ("draws: 500", "draws: 0", "1: draws", f"found 0; {DRAWS}"),
        ("draws: 500", "draws: -5", "1: draws", f"found -5; {DRAWS}"),
        ("draws: 500", "draws: 100001", "1: draws", f"found 100001; {DRAWS}"),
        ("draws: 500", "draws: 1.5", "1: draws", f"found 1.5; {DRAWS}"),
        ("draws: 500", "draws: true", "1: draws", f'found "true"; {DRAWS}'),
        ("draws: 500", "draws: x", "1: draws", f'found "x"; {DRAWS}'),
        ("draws: 500", "draws: 10 000", "1: draws", f'found "10 000"; {DRAWS}'),
        ("draws: 500", 'draws: "500"', "1: draws", f'found "500"; {DRAWS}'),
        ("draws: 500", "draws: [500]", "1: draws", f"found [500]; {DRAWS}"),
        ("draws: 500", "draws:", "1: draws", f"found nothing; {DRAWS}"),
        ("seed: 7", "seed: -1", "2: seed", f"found -1; {SEED}"),
        ("seed: 7", "seed: 4294967296", "2: seed", f"found 4294967296; {SEED}"),
        ("seed: 7", "seed: 7.5", "2: seed", f"found 7.5; {SEED}"),
        ("seed: 7", "seed: seven", "2: seed", f'found "seven"; {SEED}'),
        ("seed: 7", "seed:", "2: seed", f"found nothing; {SEED}"),
        ("low: 0.5", "low: 1.1", "4: ramps.low", f"found 1.1; {NUMBER} 0 to 1"),
        ("low: 0.5", "low: -0.1", "4: ramps.low", f"found -0.1; {NUMBER} 0 to 1"),
        ("high: 1.6", "high: 0.9", "5: ramps.high", f"found 0.9; {NUMBER} 1 to 10"),
        ("high: 1.6", "high: 10.1", "5: ramps.high", f"found 10.1; {NUMBER} 1 to 10"),
        ("  low: 0.5\n", "", "3: ramps.low", FIELD),
        ("  high: 1.6\n", "", "3: ramps.high", FIELD),
        ("  source: {nb: Anslag, en: Estimate}\n", "", "3: ramps.source", FIELD),
        ("source: {nb: Anslag, en: Estimate}", "source: {nb: Anslag}", "6: ramps.source.en", FIELD),
        ("correlation: 0.5", "correlation: -0.1", "10: themes.demand.correlation", f"found -0.1; {NUMBER} 0 to 1"),
        ("correlation: 0.7", "correlation: 1.1", "20: themes.rents.correlation", f"found 1.1; {NUMBER} 0 to 1"),
        ("    correlation: 0.5\n", "", "8: themes.demand.correlation", FIELD),
        (
            "- omkrets.take_up",
            "- omkrets.take_pu",
            TOGETHER,
            'found "omkrets.take_pu"; allowed: a known key; did you mean omkrets.take_up?',
        ),
        ("- omkrets.take_up", "- take_up", TOGETHER, 'found "take_up"; allowed: a known key'),
        ("- omkrets.take_up", "- bruk_bergen", TOGETHER, None),
        ("- omkrets.take_up", "- omkrets.centre_fte", TOGETHER, f'found "omkrets.centre_fte"; {UNCERTAIN}'),  # lever
        ("- omkrets.take_up", "- omkrets.rent_steps", TOGETHER, f'found "omkrets.rent_steps"; {UNCERTAIN}'),
        ("- omkrets.take_up", "- omkrets.gross_area", TOGETHER, f'found "omkrets.gross_area"; {UNCERTAIN}'),  # design
        ("- omkrets.take_up", "- common.discount_rate", TOGETHER, f'found "common.discount_rate"; {UNCERTAIN}'),  # rule
        (
            "- omkrets.sales_ramp",
            "- omkrets.take_up",
            "14: themes.demand.together.1",
            f'found "omkrets.take_up"; {ONCE}',
        ),
        ("- omkrets.exit_rate", "- omkrets.take_up", "17: themes.demand.against.0", f'found "omkrets.take_up"; {ONCE}'),
        (
            "[omkrets.market_rent,",
            "[omkrets.take_up,",
            "22: themes.rents.together.0",
            f'found "omkrets.take_up"; {ONCE}',
        ),
        (
            "bruk_bergen.office_rent]",
            "bruk_bergen.office_rent]\n    against: [omkrets.exit_rate]",
            "23: themes.rents.against.0",
            f'found "omkrets.exit_rate"; {ONCE}',
        ),
        ("- omkrets.take_up", "- 5", TOGETHER, f"found 5; {TEXT}"),
        ("- omkrets.take_up", "-", TOGETHER, f"found nothing; {TEXT}"),
        (
            "{nb: Etterspørsel, en: Demand}",
            "{nb: Etterspørsel}",
            "9: themes.demand.title.en",
            FIELD,
        ),
        ("{nb: Etterspørsel, en: Demand}", "{en: Demand}", "9: themes.demand.title.nb", FIELD),
        ("{nb: Etterspørsel, en: Demand}", '{nb: "", en: Demand}', "9: themes.demand.title.nb", f'found ""; {TEXT}'),
        (
            "{nb: Etterspørsel, en: Demand}",
            "Demand",
            "9: themes.demand.title",
            'found "Demand"; allowed: an indented block of fields',
        ),
        (
            "    together: [omkrets.market_rent, bruk_bergen.office_rent]\n",
            "",
            "18: themes.rents.together",
            FIELD,
        ),
        (
            "[omkrets.market_rent, bruk_bergen.office_rent]",
            "omkrets.market_rent",
            "22: themes.rents.together",
            'found "omkrets.market_rent"; allowed: a list',
        ),
        (
            "seed: 7\n",
            "seed: 7\nsede: 8\n",
            "3: sede",
            "found an unknown key; allowed: one of draws, seed, ramps, themes; did you mean seed?",
        ),
        (
            "  low: 0.5\n",
            "  low: 0.5\n  middle: 1\n",
            "5: ramps.middle",
            "found an unknown key; allowed: one of low, high, source",
        ),
        (
            "    correlation: 0.5\n",
            "    correlation: 0.5\n    agains: []\n",
            "11: themes.demand.agains",
            "found an unknown key; allowed: one of title, correlation, source, together, against; "
            "did you mean against?",
        ),
        (
            "seed: 7\n",
            "seed: 7\nseed: 8\n",
            "3: seed",
            "found the key twice; allowed: each key once; it stands on line 2 too",
        ),
        (
            "  rents:",
            "  demand:",
            "18: themes.demand",
            "found the key twice; allowed: each key once; it stands on line 8 too",
        ),
    ],
)
def test_one_mistake_gets_one_sentence_with_its_line(old: str, new: str, where: str, says: str | None) -> None:
    (told,) = problems(changed(old, new))
    assert told.startswith(f"file.yaml:{where}: found ")
    assert says is None or told == f"file.yaml:{where}: {says}"


# what is allowed is told in several ways; where it is wrong, in one
@pytest.mark.parametrize("value", ["half", "0,5", "1e-1", ".nan", "[0.5]", '"0.5"', "true", ""])
@pytest.mark.parametrize(
    ("old", "where"),
    [
        ("low: 0.5", "4: ramps.low"),
        ("high: 1.6", "5: ramps.high"),
        ("correlation: 0.5", "10: themes.demand.correlation"),
    ],
)
def test_what_is_no_number_is_told_where_it_stands(old: str, where: str, value: str) -> None:
    (told,) = problems(changed(old, f"{old.partition(':')[0]}: {value}"))
    assert told.startswith(f"file.yaml:{where}: found ")
    assert "allowed: a plain number" in told


@pytest.mark.parametrize("name", ["draws", "seed", "ramps"])
def test_a_missing_block_is_told(name: str) -> None:
    line = {"draws": "draws: 500\n", "seed": "seed: 7\n", "ramps": VALID[VALID.index("ramps:") : len(NO_THEMES)]}[name]
    assert problems(changed(line, "")) == [f"file.yaml:1: {name}: {FIELD}"]


@pytest.mark.parametrize("value", ["", "5", "[a]", "text"])
def test_a_block_that_is_none_is_told(value: str) -> None:
    block = VALID[VALID.index("ramps:") : len(NO_THEMES)]
    (told,) = problems(changed(block, f"ramps: {value}\n"))
    assert told.startswith("file.yaml:3: ramps: found ")
    assert told.endswith("; allowed: an indented block of fields")
    (told,) = problems(NO_THEMES + f"themes: {value}\n")
    assert told.startswith("file.yaml:7: themes: found ")
    assert told.endswith("; allowed: an indented block of fields")
    (told,) = problems(NO_THEMES + f"themes:\n  demand: {value}\n")
    assert told.startswith("file.yaml:8: themes.demand: found ")
    assert told.endswith("; allowed: an indented block of fields")


def with_themes(count: int) -> str:
    """Return a file with so many themes, all of them empty."""
    words = "{nb: Ord, en: Word}"
    entries = [f"  t{each}: {{title: {words}, correlation: 0, source: {words}, together: []}}" for each in range(count)]
    return NO_THEMES + "themes:\n" + "\n".join(entries) + "\n"


def test_20_themes_are_the_most() -> None:
    assert len(checked(with_themes(20)).themes) == 20
    assert problems(with_themes(21)) == ["file.yaml:7: themes: found 21; allowed: at most 20"]


@pytest.mark.parametrize(
    "content",
    ["", "5", "[draws]", "text", b"draws: \xff\n", VALID + "---\nmore: 1\n", "a: " + "[" * 20 + "]" * 20],
)
def test_what_is_no_file_of_ours_ends_in_one_sentence(content: str | bytes) -> None:
    assert len(problems(content)) == 1


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_its_lines() -> None:
    content = VALID
    for old, new in [
        ("draws: 500", "draws: 0"),
        ("seed: 7", "seed: -1"),
        ("low: 0.5", "low: 1.1"),
        ("high: 1.6", "high: 0.9"),
        ("correlation: 0.5", "correlation: -0.1"),
        ("- omkrets.take_up", "- omkrets.take_pu"),
        ("- omkrets.sales_ramp", "- omkrets.centre_fte"),
        ("- omkrets.exit_rate", "- bruk_bergen.members"),
        ("Leie, en: Rents", "Leie"),
    ]:
        assert old in content
        content = content.replace(old, new, 1)
    assert places(content) == [
        "file.yaml:1: draws",
        "file.yaml:2: seed",
        "file.yaml:4: ramps.low",
        "file.yaml:5: ramps.high",
        "file.yaml:10: themes.demand.correlation",
        "file.yaml:13: themes.demand.together.0",
        "file.yaml:14: themes.demand.together.1",
        "file.yaml:17: themes.demand.against.0",
        "file.yaml:19: themes.rents.title.en",
    ]


def test_a_key_of_a_hostile_file_does_not_disturb_a_terminal() -> None:
    (told,) = problems(changed("- omkrets.take_up", '- "omkrets.\\e[31m"'))
    assert told.isprintable()


def test_a_missing_file_is_no_input_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.yaml"):
        load(tmp_path / "none.yaml", BASE)

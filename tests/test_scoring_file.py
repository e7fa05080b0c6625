"""Our `scoring.yaml` says what its sources say; one with a mistake in it gets a sentence with its line."""

from pathlib import Path

import pytest

from concepts import CONCEPTS, SCORING_FILE
from models.benchmarks import Benchmarks
from models.criteria import Scoring
from models.problems import InputError
from models.scoring_file import check, load
from models.strict_yaml import parse

OURS = load(SCORING_FILE, tuple(CONCEPTS))


# --- Our own file ---


def test_our_file_is_valid() -> None:
    assert OURS.concepts == ("omkrets", "bruk_bergen", "bergen_reparerer")
    assert list(OURS.criteria) == ["social", "reuse", "waste", "relevance"]
    assert len(OURS.places) == 12


@pytest.mark.parametrize(
    ("criterion", "arrows"),  # Omkrets, Bruk Bergen, Bergen Reparerer
    [("social", [5, 3, 2]), ("reuse", [5, 4, 3]), ("waste", [3, 3, 5]), ("relevance", [5, 4, 4])],
)
def test_arrows_are_as_read_from_the_report(criterion: str, arrows: list[int]) -> None:
    assert [OURS.readings[concept][criterion].arrow for concept in CONCEPTS] == arrows


def test_the_report_says_two_of_them_in_words() -> None:
    assert [place for place in OURS.places if OURS.readings[place[0]][place[1]].whose == "report"] == [
        ("bergen_reparerer", "reuse"),
        ("bergen_reparerer", "waste"),
    ]


def test_every_reading_has_its_page_in_the_report() -> None:
    pages = {concept: {each.page for each in OURS.readings[concept].values()} for concept in CONCEPTS}
    assert pages == {"omkrets": {41}, "bruk_bergen": {46}, "bergen_reparerer": {51}}


def test_what_is_counted_weighs_least_for_relevance() -> None:
    assert [each.blend for each in OURS.criteria.values()] == [0.4, 0.5, 0.5, 0.25]


@pytest.mark.parametrize(
    ("answer", "share"),
    [
        ("reuse_centre", 0.70),
        ("more_if_easier", 0.57),
        ("website", 0.33),
        ("repair_gift_card", 0.31),
        ("knows_shops", 0.70),
        ("knows_repair", 0.27),
        ("knows_rental", 0.24),
        ("meeting_place", 0.43),
        ("hand_in", 0.66),
        ("in_shops", 0.54),
        ("online", 0.32),
        ("rent_rather", 0.13),
        ("repair_first", 0.76),
        ("repair_clothes", 0.60),
        ("repair_sports", 0.58),
        ("repair_electronics", 0.53),
    ],
)
def test_answers_are_those_of_the_survey(answer: str, share: float) -> None:
    assert OURS.survey.answers[answer].share == share


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_survey_says_how_many_and_who_answered(language: str) -> None:
    who = OURS.survey.who.in_language(language).replace("\u00a0", "").replace(" %", "%")
    assert "475" in who
    assert "73%" in who


def test_the_discount_is_what_asker_has_of_what_the_survey_has() -> None:
    assert OURS.survey.discount == round(64 / 85, 2)  # wish to consume less: 64 % in Asker, 85 % of those who answered


@pytest.mark.parametrize(
    ("criterion", "number", "place", "figure", "published_value"),
    [
        ("social", 0, "resirkula", "work_training", 28),
        ("reuse", 0, "alelyckan", "kept", 360),
        ("waste", 0, "alelyckan", "kept", 360),
    ],
)
def test_ends_that_others_have_reached_are_their_published_figures(
    published: Benchmarks, criterion: str, number: int, place: str, figure: str, published_value: float
) -> None:
    quantity = OURS.criteria[criterion].quantities[number]
    assert quantity.highest == published.places[place].figures[figure].value == published_value
    assert quantity.unit == published.places[place].figures[figure].unit
    assert quantity.lowest == 0


def test_equal_weights_come_first() -> None:
    assert next(iter(OURS.weights)) == "equal"
    assert set(OURS.weights["equal"].weights.values()) == {25}


@pytest.mark.parametrize(
    ("preset", "criterion"),
    [("people_first", "social"), ("reuse_first", "reuse"), ("waste_first", "waste"), ("bergen_first", "relevance")],
)
def test_what_a_preset_puts_first_weighs_55_and_the_others_15(preset: str, criterion: str) -> None:
    assert OURS.weights[preset].weights == dict.fromkeys(OURS.criteria, 15) | {criterion: 55}


# --- A file with a mistake ---

VALID = """\
criteria:
  social:
    label: {nb: Folk, en: People}
    lift:  {nb: Fra null, en: From nothing}
    blend: 0.4
    quantities:
      - measure: jobs
        unit: FTE
        lowest: 0
        highest: 25
        grade: C
        source: {nb: Kilde, en: Source}
  relevance:
    label: {nb: Relevans, en: Relevance}
    lift:  {nb: Fra null, en: From nothing}
    blend: 0.25
    quantities:
      - measure: citizens
        unit: fraction
        lowest: 0
        highest: 1
        grade: C
        source: {nb: Kilde, en: Source}
        answers: {centre: visits_it, street: buys_more}
readings:
  centre:
    social:    {arrow: 5, whose: ours, page: 41, fact: {nb: Fakta, en: Fact}}
    relevance: {arrow: 4, whose: report, page: 41, fact: {nb: Fakta, en: Fact}}
  street:
    social:    {arrow: 3, whose: ours, fact: {nb: Fakta, en: Fact}}
    relevance: {arrow: 1.5, whose: ours, fact: {nb: Fakta, en: Fact}}
vagueness: {report: 0.5, ours: 1, source: {nb: Anslag, en: Estimate}}
disagreement: 1.5
weights:
  equal:
    title:   {nb: Like, en: Equal}
    weights: {social: 50, relevance: 50}
  people:
    title:   {nb: Folk, en: People}
    weights: {social: 80, relevance: 20}
survey:
  who:             {nb: Noen, en: Some}
  source:          {nb: Kilde, en: Source}
  discount:        0.75
  discount_source: {nb: Anslag, en: Estimate}
  not_concluded:   [{nb: Mye, en: Much}]
  answers:
    visits_it: {share: 0.7, page: 32, bears_on: [relevance], text: {nb: ja, en: yes}}
    buys_more: {share: 0.5, bears_on: [relevance, social], text: {nb: ja, en: yes}}
"""
BLOCKS = ("criteria", "readings", "vagueness", "disagreement", "weights", "survey")


def checked(content: str | bytes) -> Scoring:
    return check(parse(content, "file.yaml"), ["centre", "street"])


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
    scoring = checked(VALID)
    assert scoring.places == [
        ("centre", "social"),
        ("centre", "relevance"),
        ("street", "social"),
        ("street", "relevance"),
    ]
    assert scoring.readings["street"]["relevance"].arrow == 1.5
    assert scoring.readings["street"]["social"].page is None


JOBS = "criteria.social.quantities.0"
ASKED = "criteria.relevance.quantities.0"
KNOWN = "allowed: a known key"
NUMBER = "allowed: a plain number from"
LIST = 'found "relevance"; allowed: a list'


@pytest.mark.parametrize(
    ("old", "new", "where", "says"),
    [
        ("measure: jobs", "measure: job", f"7: {JOBS}.measure", f'found "job"; {KNOWN}; did you mean jobs?'),
        ("measure: jobs", "measure: sales", f"7: {JOBS}.measure", f'found "sales"; {KNOWN}'),
        ("unit: FTE", "unit: FTEs", f"8: {JOBS}.unit", f'found "FTEs"; {KNOWN}; did you mean FTE?'),
        ("highest: 25", "highest: 0", f"9: {JOBS}.lowest", "found 0; allowed: below highest, 0"),
        ("lowest: 0", "lowest: 30", f"9: {JOBS}.lowest", "found 30; allowed: below highest, 25"),
        (
            "centre: visits_it",
            "centre: visit_it",
            f"24: {ASKED}.answers.centre",
            f'found "visit_it"; {KNOWN}; did you mean visits_it?',
        ),
        (
            "bears_on: [relevance, social]",
            "bears_on: [relevance, sosial]",
            "49: survey.answers.buys_more.bears_on.1",
            f'found "sosial"; {KNOWN}; did you mean social?',
        ),
        (
            ", street: buys_more",
            "",
            f"24: {ASKED}.answers.street",
            "found nothing; allowed: every entry has this field",
        ),
        ("arrow: 5", "arrow: 6", "27: readings.centre.social.arrow", f"found 6; {NUMBER} 1 to 5"),
        ("arrow: 3", "arrow: 0", "30: readings.street.social.arrow", f"found 0; {NUMBER} 1 to 5"),
        ("blend: 0.4", "blend: 2", "5: criteria.social.blend", f"found 2; {NUMBER} 0 to 1"),
        ("blend: 0.25", "blend: -0.25", "16: criteria.relevance.blend", f"found -0.25; {NUMBER} 0 to 1"),
        ("share: 0.7", "share: 70", "48: survey.answers.visits_it.share", f"found 70; {NUMBER} 0 to 1"),
        ("discount:        0.75", "discount: 75", "44: survey.discount", f"found 75; {NUMBER} 0 to 1"),
        ("report: 0.5", "report: 5", "32: vagueness.report", f"found 5; {NUMBER} 0 to 4"),
        ("ours: 1,", "ours: -1,", "32: vagueness.ours", f"found -1; {NUMBER} 0 to 4"),
        ("disagreement: 1.5", "disagreement: -1", "33: disagreement", f"found -1; {NUMBER} 0 to 4"),
        ("disagreement: 1.5", "disagreement: true", "33: disagreement", f'found "true"; {NUMBER} 0 to 4'),
        ("disagreement: 1.5", "disagreement:", "33: disagreement", f"found nothing; {NUMBER} 0 to 4"),
        (
            "{social: 50, relevance: 50}",
            "{social: 50, relevance: 49}",
            "37: weights.equal.weights",
            "found weights that add to 99; allowed: whole numbers from 0 to 100 that add to 100",
        ),
        (
            "{social: 80, relevance: 20}",
            "{social: 120, relevance: -20}",
            "40: weights.people.weights",
            "found [120, -20]; allowed: whole numbers from 0 to 100 that add to 100",
        ),
        (
            "whose: report",
            "whose: true",
            "28: readings.centre.relevance.whose",
            'found "true"; allowed: one of report, ours',
        ),
        (
            "whose: ours",
            "whose: false",
            "27: readings.centre.social.whose",
            'found "false"; allowed: one of report, ours',
        ),
        ("page: 32", "page: p. 32", "48: survey.answers.visits_it.page", 'found "p. 32"; allowed: a whole number'),
        ("{social: 50,", "{social: 50.5,", "37: weights.equal.weights.social", "found 50.5; allowed: a whole number"),
        ("bears_on: [relevance],", "bears_on: relevance,", "48: survey.answers.visits_it.bears_on", LIST),
        (
            "{social: 50, relevance: 50}",
            "{social: 50, relevance: 50, sosial: 0}",
            "37: weights.equal.weights.sosial",
            "found an unknown key; allowed: one of social, relevance; did you mean social?",
        ),
        (
            "readings:\n",
            "readings:\n  centres: {}\n",
            "26: readings.centres",
            "found an unknown key; allowed: one of centre, street; did you mean centre?",
        ),
        (
            "  street:\n",
            "  street:\n    sosial: {arrow: 3, whose: ours, fact: {nb: Fakta, en: Fact}}\n",
            "30: readings.street.sosial",
            "found an unknown key; allowed: one of social, relevance; did you mean social?",
        ),
        (" page: 41,", " pag: 41,", "27: readings.centre.social.pag", None),
        ("grade: C", "grade: E", f"11: {JOBS}.grade", 'found "E"; allowed: one of A, B, C, D'),
        ("arrow: 5, ", "", "27: readings.centre.social.arrow", "found nothing; allowed: every entry has this field"),
        (
            "disagreement: 1.5",
            "disagreement: 1.5\ndisagreements: 1",
            "34: disagreements",
            "found an unknown key; allowed: one of criteria, readings, vagueness, disagreement, weights, survey; "
            "did you mean disagreement?",
        ),
    ],
)
def test_one_mistake_gets_one_sentence_with_its_line(old: str, new: str, where: str, says: str | None) -> None:
    (told,) = problems(changed(old, new))
    assert told.startswith(f"file.yaml:{where}: found ")
    assert says is None or told == f"file.yaml:{where}: {says}"


# what is allowed is told in several ways; where it is wrong, in one
@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("arrow: 5", "arrow: up", "27: readings.centre.social.arrow"),
        ("arrow: 5", "arrow: .nan", "27: readings.centre.social.arrow"),
        ("arrow: 5", 'arrow: "5"', "27: readings.centre.social.arrow"),
        ("arrow: 5", "arrow: [5]", "27: readings.centre.social.arrow"),
        ("blend: 0.4", "blend: 0,4", "5: criteria.social.blend"),
        ("blend: 0.4", "blend: true", "5: criteria.social.blend"),
        ("highest: 25", "highest: 1e3", "10: criteria.social.quantities.0.highest"),
        ("{social: 50, relevance: 50}", "{social: 50.5, relevance: 49.5}", "37: weights.equal.weights.social"),
        ("{nb: Folk, en: People}", "{nb: Folk}", "3: criteria.social.label.en"),
        ("[{nb: Mye, en: Much}]", "{nb: Mye, en: Much}", "46: survey.not_concluded"),
        ("bears_on: [relevance],", "bears_on: relevance,", "48: survey.answers.visits_it.bears_on"),
        ("page: 32", "page: p. 32", "48: survey.answers.visits_it.page"),
        ("share: 0.7", "share: null", "48: survey.answers.visits_it.share"),
        ("[relevance], text: {nb: ja, en: yes}", "[relevance]", "48: survey.answers.visits_it.text"),
    ],
)
def test_what_is_of_the_wrong_kind_is_told_where_it_stands(old: str, new: str, where: str) -> None:
    assert f"file.yaml:{where}" in places(changed(old, new))


def test_a_missing_concept_is_told() -> None:
    start, end = VALID.index("  street:\n"), VALID.index("vagueness:")
    assert problems(VALID[:start] + VALID[end:]) == [
        "file.yaml:25: readings.street: found nothing; allowed: every entry has this field"
    ]


def test_an_unknown_concept_is_told_with_the_nearest_and_the_one_that_is_missing() -> None:
    told = problems(changed("  street:", "  streets:"))
    assert told == [
        "file.yaml:25: readings.street: found nothing; allowed: every entry has this field",
        "file.yaml:29: readings.streets: found an unknown key; allowed: one of centre, street; did you mean street?",
    ]


def test_an_unknown_criterion_is_told_with_the_nearest_and_the_one_that_is_missing() -> None:
    assert problems(changed("    social:    {arrow: 5", "    sosial:    {arrow: 5")) == [
        "file.yaml:26: readings.centre.social: found nothing; allowed: every entry has this field",
        "file.yaml:27: readings.centre.sosial: found an unknown key; allowed: one of social, relevance; "
        "did you mean social?",
    ]


def test_weights_have_every_criterion_and_no_other() -> None:
    assert problems(changed("{social: 80, relevance: 20}", "{sosial: 80, relevance: 20}")) == [
        "file.yaml:40: weights.people.weights.sosial: found an unknown key; allowed: one of social, relevance; "
        "did you mean social?",
        "file.yaml:40: weights.people.weights.social: found nothing; allowed: every entry has this field",
    ]


def test_empty_weights_are_told() -> None:
    told = problems(changed("{social: 50, relevance: 50}", "{}"))
    assert (
        "file.yaml:37: weights.equal.weights: found weights that add to 0; "
        "allowed: whole numbers from 0 to 100 that add to 100" in told
    )


def test_a_file_without_presets_is_refused() -> None:
    start, end = VALID.index("weights:\n"), VALID.index("survey:")
    assert problems(VALID[:start] + "weights: {}\n" + VALID[end:]) == [
        "file.yaml:34: weights: found nothing; allowed: presets by name"
    ]


def only_relevance() -> str:
    start, end = VALID.index("  social:\n"), VALID.index("  relevance:\n")
    rest = [line for line in VALID[end:].splitlines() if not line.startswith("    social:")]
    text = "\n".join([*VALID[:start].splitlines(), *rest, ""]).replace("[relevance, social]", "[relevance]")
    return text.replace("{social: 50, relevance: 50}", "{relevance: 100}").replace(
        "{social: 80, relevance: 20}", "{relevance: 100}"
    )


def test_one_criterion_alone_is_too_few() -> None:
    assert problems(only_relevance()) == ["file.yaml:1: criteria: found 1; allowed: 2 to 6 criteria"]


def test_a_criterion_without_quantities_is_told() -> None:
    start, end = VALID.index("    quantities:\n"), VALID.index("  relevance:\n")
    assert problems(VALID[:start] + "    quantities: []\n" + VALID[end:]) == [
        "file.yaml:6: criteria.social.quantities: found nothing; allowed: a list"
    ]


@pytest.mark.parametrize("value", ["jobs", "5", "{measure: jobs}"])
def test_quantities_are_a_list(value: str) -> None:
    start, end = VALID.index("    quantities:\n"), VALID.index("  relevance:\n")
    (told,) = problems(VALID[:start] + f"    quantities: {value}\n" + VALID[end:])
    assert told.startswith("file.yaml:6: criteria.social.quantities: found ")
    assert told.endswith("; allowed: a list")


@pytest.mark.parametrize("text", ["Fo\u200blk", "Folk\u202e", "Fo\u00adlk", '""', "x" * 401])
def test_text_is_1_to_400_visible_characters(text: str) -> None:
    (told,) = problems(changed("nb: Folk", f"nb: {text}"))
    assert told.startswith("file.yaml:3: criteria.social.label.nb: found ")
    assert told.endswith("; allowed: text of 1 to 400 visible characters")
    assert told.isprintable()


def test_markup_is_text_like_any_other() -> None:
    # what is drawn escapes it
    assert checked(changed("nb: Folk", "nb: <b>Folk</b>")).criteria["social"].label.nb == "<b>Folk</b>"


def with_criteria(count: int) -> str:
    """Return the valid file with so many criteria, those added like `social` and without weight."""
    start, end = VALID.index("  social:\n"), VALID.index("  relevance:\n")
    added = [f"c{number}" for number in range(2, count)]
    text = VALID[:end] + "".join(VALID[start:end].replace("social", id) for id in added) + VALID[end:]
    for reading in ("    social:    {arrow: 5", "    social:    {arrow: 3"):
        line = next(each for each in VALID.splitlines(keepends=True) if each.startswith(reading))
        text = text.replace(line, line + "".join(line.replace("social", id) for id in added))
    return text.replace("{social: ", "{" + "".join(f"{id}: 0, " for id in added) + "social: ")


def test_six_criteria_are_the_most() -> None:
    assert list(checked(with_criteria(6)).criteria) == ["social", "c2", "c3", "c4", "c5", "relevance"]
    assert problems(with_criteria(7)) == ["file.yaml:1: criteria: found 7; allowed: 2 to 6 criteria"]


def test_answers_belong_to_what_is_asked_of_citizens() -> None:
    content = changed("        highest: 25\n", "        highest: 25\n        answers: {centre: visits_it}\n")
    assert places(content) == ["file.yaml:11: criteria.social.quantities.0.answers.centre"]


@pytest.mark.parametrize("name", ["Social", "so.cial", "so-cial", "1social"])
def test_a_criterions_name_is_one_that_an_address_can_carry(name: str) -> None:
    assert f"file.yaml:2: criteria.{name}" in places(
        VALID.replace("social:", f"{name}:").replace("social]", f"{name}]")
    )


@pytest.mark.parametrize("name", BLOCKS)
def test_a_missing_block_is_told(name: str) -> None:
    start = VALID.index(f"{name}:")
    ends = [VALID.find(f"\n{each}:") + 1 for each in BLOCKS]
    end = min((each for each in ends if each > start), default=len(VALID))
    assert problems(VALID[:start] + VALID[end:]) == [
        f"file.yaml:1: {name}: found nothing; allowed: every entry has this field"
    ]


@pytest.mark.parametrize("name", ["criteria", "readings", "weights", "vagueness", "survey"])
@pytest.mark.parametrize("value", ["5", "[a]", "", "text"])
def test_a_block_that_is_none_is_told(name: str, value: str) -> None:
    start = VALID.index(f"{name}:")
    ends = [VALID.find(f"\n{each}:") + 1 for each in BLOCKS]
    end = min((each for each in ends if each > start), default=len(VALID))
    line = VALID[:start].count("\n") + 1
    told = problems(VALID[:start] + f"{name}: {value}\n" + VALID[end:])
    assert told[0].startswith(f"file.yaml:{line}: {name}: found ")
    assert told[0].endswith("allowed: an indented block of fields")


@pytest.mark.parametrize(
    "content",
    ["", "5", "[criteria]", "text", b"criteria: \xff\n", VALID + "---\nmore: 1\n", "a: " + "[" * 20 + "]" * 20],
)
def test_what_is_no_file_of_ours_ends_in_one_sentence(content: str | bytes) -> None:
    assert len(problems(content)) == 1


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_its_lines() -> None:
    content = changed("share: 0.7", "share: 7").replace("blend: 0.4", "blend: 4").replace("arrow: 5", "arrow: 50")
    assert places(content) == [
        "file.yaml:5: criteria.social.blend",
        "file.yaml:27: readings.centre.social.arrow",
        "file.yaml:48: survey.answers.visits_it.share",
    ]


def test_a_missing_file_is_no_input_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.yaml"):
        load(tmp_path / "none.yaml", tuple(CONCEPTS))

"""What a reader may set when scoring: weights that always add to 100, and an address that carries them there and back.

What an address has that cannot be used is told and left out; it is never another exception.
"""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from concepts import CONCEPTS, SCORING_FILE
from models import scoring_file
from models.criteria import Scoring
from models.judgement import (
    Judgement,
    from_points,
    is_judgement,
    judgement_of,
    pairs_of,
    preset_of,
    refused_weights,
    rescaled,
)

SCORING = scoring_file.load(SCORING_FILE, tuple(CONCEPTS))
OURS = Judgement.of(SCORING)
IDS = list(SCORING.criteria)  # social, reuse, waste, relevance

points = st.lists(st.integers(0, 1000), min_size=4, max_size=4)


def weights_of(*weights: int) -> dict[str, int]:
    return dict(zip(IDS, weights, strict=True))


# --- The file's own ---


def test_the_judgement_begins_as_the_file_has_it() -> None:
    assert OURS.weights == weights_of(25, 25, 25, 25)
    assert OURS.arrows["bergen_reparerer", "waste"] == 5
    assert len(OURS.arrows) == 12
    assert OURS.blends == {"social": 0.4, "reuse": 0.5, "waste": 0.5, "relevance": 0.25}
    assert OURS.shares.tolist() == [0.25, 0.25, 0.25, 0.25]


def reordered() -> Scoring:
    """Return our file with waste at 40 and social at 10, its weights written in the opposite order of the criteria."""
    first = SCORING.weights["equal"]
    backwards = {"relevance": 20, "waste": 40, "reuse": 30, "social": 10}
    return SCORING.model_copy(update={"weights": {"equal": first.model_copy(update={"weights": backwards})}})


def test_weights_stand_in_the_order_of_the_criteria_however_the_file_writes_them() -> None:
    judgement = Judgement.of(reordered())
    assert list(judgement.weights.items()) == [("social", 10), ("reuse", 30), ("waste", 40), ("relevance", 20)]
    assert judgement.shares.tolist() == [0.1, 0.3, 0.4, 0.2]
    assert preset_of(reordered(), judgement) == "equal"


def test_new_weights_stand_in_the_order_of_the_criteria() -> None:
    judgement = OURS.with_weights({"relevance": 4, "waste": 3, "reuse": 2, "social": 91})
    assert list(judgement.weights.values()) == [91, 2, 3, 4]


def test_one_change_leaves_all_else_and_the_old_judgement_as_they_were() -> None:
    changed = OURS.with_arrow("omkrets", "waste", 4).with_blend("waste", 0.1)
    assert {place for place in OURS.arrows if OURS.arrows[place] != changed.arrows[place]} == {("omkrets", "waste")}
    assert {id for id in IDS if OURS.blends[id] != changed.blends[id]} == {"waste"}
    assert changed.weights == OURS.weights
    assert Judgement.of(SCORING) == OURS


# --- Weights ---


@given(points, st.sampled_from(IDS), st.integers(0, 100))
@example([100, 0, 0, 0], "social", 100)
@example([0, 0, 0, 0], "social", 0)
@example([1, 1, 1, 0], "relevance", 100)
def test_rescaled_weights_are_whole_add_to_100_and_have_the_one_as_set(given: list[int], id: str, weight: int) -> None:
    new = rescaled(from_points(weights_of(*given)), id, weight)
    assert list(new) == IDS
    assert all(isinstance(each, int) and 0 <= each <= 100 for each in new.values())
    assert sum(new.values()) == 100
    assert new[id] == weight


@given(points, st.sampled_from(IDS), st.integers(0, 100))
def test_the_others_keep_their_proportions_within_rounding(given: list[int], id: str, weight: int) -> None:
    before = from_points(weights_of(*given))
    new = rescaled(before, id, weight)
    others = sum(each for name, each in before.items() if name != id)
    for name in IDS:
        if name != id and others:
            assert abs(new[name] - before[name] * (100 - weight) / others) < 1


@pytest.mark.parametrize(
    ("before", "id", "weight", "after"),
    [
        ((25, 25, 25, 25), "social", 40, (40, 20, 20, 20)),
        ((25, 25, 25, 25), "social", 0, (0, 34, 33, 33)),  # 33⅓ each: one remainder up, the first
        ((40, 30, 20, 10), "social", 10, (10, 45, 30, 15)),  # 90 in 3 : 2 : 1
        ((55, 15, 15, 15), "reuse", 16, (54, 16, 15, 15)),  # 84 of 85: 54.35, 14.82, 14.82; two remainders up
        ((25, 25, 25, 25), "waste", 100, (0, 0, 100, 0)),
        ((0, 0, 100, 0), "waste", 40, (20, 20, 40, 20)),  # back from 100: the others share alike
        ((0, 0, 100, 0), "waste", 0, (34, 33, 0, 33)),
        ((0, 0, 100, 0), "social", 30, (30, 0, 70, 0)),
        ((0, 0, 100, 0), "social", 0, (0, 0, 100, 0)),
        ((25, 25, 25, 25), "relevance", 25, (25, 25, 25, 25)),
    ],
)
def test_rescaled_weights_are_as_worked_by_hand(
    before: tuple[int, ...], id: str, weight: int, after: tuple[int, ...]
) -> None:
    assert rescaled(weights_of(*before), id, weight) == weights_of(*after)


def test_a_weight_set_to_what_it_is_changes_nothing() -> None:
    for preset in SCORING.weights.values():
        for id in IDS:
            assert rescaled(preset.weights, id, preset.weights[id]) == preset.weights


@given(st.lists(st.floats(0, 1000), min_size=4, max_size=4) | points)
@example([0, 0, 0, 0])
@example([0.1, 0.2, 0.3, 0.4])
def test_points_become_whole_weights_in_proportion_that_add_to_100(given: list[float]) -> None:
    weights = from_points(dict(zip(IDS, given, strict=True)))
    assert not refused_weights(list(weights.values()))
    if sum(given) > 1e-300:
        for id, each in zip(IDS, given, strict=True):
            assert abs(weights[id] - 100 * each / sum(given)) < 1 + 1e-9


@pytest.mark.parametrize(
    ("given", "weights"),
    [
        ((0, 0, 0, 0), (25, 25, 25, 25)),
        ((7, 7, 7, 7), (25, 25, 25, 25)),
        ((100, 50, 30, 20), (50, 25, 15, 10)),
        ((100, 0, 0, 0), (100, 0, 0, 0)),
        ((1, 1, 1, 0), (34, 33, 33, 0)),
        ((100, 80, 60, 40), (36, 29, 21, 14)),  # 35.71, 28.57, 21.43, 14.29: the two largest remainders up
    ],
)
def test_points_are_as_worked_by_hand(given: tuple[int, ...], weights: tuple[int, ...]) -> None:
    assert from_points(weights_of(*given)) == weights_of(*weights)


@pytest.mark.parametrize(
    ("weights", "refused"),
    [
        ([25, 25, 25, 25], False),
        ([100, 0, 0, 0], False),
        ([25, 25, 25, 24], True),
        ([0, 0, 0, 0], True),
        ([101, -1, 0, 0], True),
        ([60, -10, 50, 0], True),
        ([], True),
    ],
)
def test_weights_are_whole_per_cents_that_add_to_100(weights: list[int], refused: bool) -> None:
    assert refused_weights(weights) is refused


@pytest.mark.parametrize("preset", SCORING.weights)
def test_a_preset_is_known_by_its_weights(preset: str) -> None:
    assert preset_of(SCORING, OURS.with_weights(SCORING.weights[preset].weights)) == preset


def test_the_readers_own_weights_are_no_preset() -> None:
    assert preset_of(SCORING, OURS.with_weights(weights_of(26, 24, 25, 25))) is None


def test_a_preset_is_its_weights_alone_whatever_arrows_and_blends_are() -> None:
    assert preset_of(SCORING, OURS.with_arrow("omkrets", "waste", 1).with_blend("social", 1)) == "equal"


# --- An address ---


def test_the_default_needs_no_pairs() -> None:
    assert pairs_of(OURS, SCORING) == {}
    assert judgement_of({}, SCORING) == (OURS, ())


def test_an_address_has_only_what_differs() -> None:
    judgement = OURS.with_weights(weights_of(55, 15, 15, 15)).with_arrow("omkrets", "waste", 3.5)
    assert pairs_of(judgement.with_blend("social", 0.0), SCORING) == {
        "weights": "55-15-15-15",
        "arrow.omkrets.waste": "3.5",
        "blend.social": "0",
    }


def test_an_address_has_weights_in_the_order_of_the_criteria() -> None:
    assert pairs_of(OURS.with_weights({"waste": 40, "social": 10, "relevance": 20, "reuse": 30}), SCORING) == {
        "weights": "10-30-40-20"
    }


@st.composite
def judgements(draw: st.DrawFn) -> Judgement:
    """Draw what can be set on the screen and finer: arrows to a hundredth, blends to a thousandth."""
    return Judgement(
        from_points(weights_of(*draw(points))),
        {place: draw(st.integers(100, 500)) / 100 for place in SCORING.places},
        {id: draw(st.integers(0, 1000)) / 1000 for id in IDS},
    )


@given(judgements())
def test_an_address_carries_a_judgement_there_and_back(judgement: Judgement) -> None:
    pairs = pairs_of(judgement, SCORING)
    assert all(is_judgement(key) for key in pairs)
    assert judgement_of(pairs, SCORING) == (judgement, ())


@pytest.mark.parametrize("text", ["0.00000000001", "1e-11", "0.123456789", " 0.3 ", "-0", ".5"])
def test_what_an_address_was_read_from_can_be_written_into_the_next(text: str) -> None:
    judgement, problems = judgement_of({"blend.social": text}, SCORING)
    assert problems == ()
    assert judgement_of(pairs_of(judgement, SCORING), SCORING) == (judgement, ())


@pytest.mark.parametrize(
    ("key", "ours"),
    [("weights", True), ("arrow.omkrets.waste", True), ("blend.waste", True), ("arrow", True)]
    + [(key, False) for key in ("weight", "weights.social", "omkrets.take_up", "arrows.omkrets.waste", "")],
)
def test_keys_about_judgement_are_told_from_others(key: str, ours: bool) -> None:
    assert is_judgement(key) is ours


WHOLE = "allowed: whole numbers from 0 to 100 that add to 100; write them as 40-20-20-20"


@pytest.mark.parametrize(
    "text",
    [
        "0-0-0-0",
        "25-25-25-24",
        "25-25-25-26",
        "a-b-c-d",
        "25-25-25-25-0",
        "25-25-50",
        "100",
        "-5-55-25-25",
        "25--25-50-50",
        "25-25-25-",
        "12.5-37.5-25-25",
        "25,25,25,25",
        "１００-0-0-0",
        "²5-25-25-25",
        "1e2-0-0-0",
        "+25-25-25-25",
        " 25-25-25-25",
        "101-0-0-0",
        "",
        "-",
    ],
)
def test_weights_that_cannot_be_read_are_told_and_left_out(text: str) -> None:
    judgement, problems = judgement_of({"weights": text}, SCORING)
    assert judgement == OURS
    assert [str(each) for each in problems] == [f'weights: found "{text}"; {WHOLE}']


@pytest.mark.parametrize("text", ["9" * 5000 + "-0-0-0", "-".join(["1"] * 100), "0" * 4400 + "100-0-0-0"])
def test_long_weights_are_told_in_short(text: str) -> None:
    judgement, (problem,) = judgement_of({"weights": text}, SCORING)
    assert judgement == OURS
    assert len(str(problem)) < 200


BAD_NUMBERS = ["NaN", "nan", "inf", "-inf", "Infinity", "five", "", "0_1", "3,5", "٣", "1" * 400, "1e400", "0x3"]


@pytest.mark.parametrize("text", ["0.99", "5.01", "0", "6", "-3", *BAD_NUMBERS])
def test_an_arrow_is_a_plain_number_from_1_to_5(text: str) -> None:
    judgement, (problem,) = judgement_of({"arrow.omkrets.waste": text}, SCORING)
    assert judgement == OURS
    assert problem.key == "arrow.omkrets.waste"
    assert str(problem).endswith("allowed: a plain number from 1 to 5")


@pytest.mark.parametrize("text", ["-0.1", "1.01", "2", "40%", *BAD_NUMBERS])
def test_a_blend_is_a_plain_number_from_0_to_1(text: str) -> None:
    judgement, (problem,) = judgement_of({"blend.social": text}, SCORING)
    assert judgement == OURS
    assert problem.key == "blend.social"
    assert str(problem).endswith("allowed: a plain number from 0 to 1")


@pytest.mark.parametrize(("text", "arrow"), [("1", 1), ("5", 5), ("3.5", 3.5), ("4.0", 4)])
def test_an_arrow_may_stand_at_either_end(text: str, arrow: float) -> None:
    judgement, problems = judgement_of({"arrow.omkrets.waste": text}, SCORING)
    assert judgement.arrows["omkrets", "waste"] == arrow
    assert problems == ()


@pytest.mark.parametrize(
    ("key", "advice"),
    [
        ("arrow.omkrets.wast", "did you mean arrow.omkrets.waste?"),
        ("arrow.omkret.waste", "did you mean arrow.omkrets.waste?"),
        ("blend.sosial", "did you mean blend.social?"),
        ("arrow", None),
        ("arrow..", None),
        ("blend", None),
        ("blend.nothing_like_it", None),
    ],
)
def test_an_unknown_key_is_told_with_the_nearest(key: str, advice: str | None) -> None:
    judgement, (problem,) = judgement_of({key: "3"}, SCORING)
    assert judgement == OURS
    parts = [f"{key}: found an unknown key; allowed: a known key", advice]
    assert str(problem) == "; ".join(part for part in parts if part)


def test_what_can_be_read_is_kept_beside_what_cannot() -> None:
    pairs = {"weights": "1-2-3", "arrow.omkrets.waste": "4", "blend.waste": "-0.1", "blend.reuse": "1", "blend.x": "1"}
    judgement, problems = judgement_of(pairs, SCORING)
    assert judgement == OURS.with_arrow("omkrets", "waste", 4).with_blend("reuse", 1)
    assert [each.key for each in problems] == ["weights", "blend.waste", "blend.x"]


@given(st.dictionaries(st.sampled_from(["weights", "arrow.omkrets.waste", "blend.social"]) | st.text(), st.text()))
def test_no_address_ends_in_another_exception(pairs: dict[str, str]) -> None:
    judgement, problems = judgement_of(pairs, SCORING)
    assert not refused_weights(list(judgement.weights.values()))
    assert all(1 <= each <= 5 for each in judgement.arrows.values())
    assert all(0 <= each <= 1 for each in judgement.blends.values())
    assert all(str(each).isprintable() for each in problems)

"""Scores, worked by hand from the file's numbers and from quantities as literals; the weighted sum against pymcdm."""

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymcdm.methods import SPOTIS

from concepts import CONCEPTS, SCORING_FILE
from models import draws, measures, scoring_file, strict_yaml
from models.assumptions import Assumptions
from models.criteria import Quantity, Scoring
from models.judgement import Judgement, from_points
from models.result import Result
from models.scoring import (
    Scores,
    arrows,
    at_odds,
    blend,
    citizens,
    counted_scores,
    counted_values,
    quantity_score,
    scores,
    vague_arrows,
    weighed,
)

SCORING = scoring_file.load(SCORING_FILE, tuple(CONCEPTS))
OURS = Judgement.of(SCORING)
OMKRETS, BRUK_BERGEN, BERGEN_REPARERER = range(3)
SOCIAL, REUSE, WASTE, RELEVANCE = range(4)

# The base case: places for work training, jobs, tonnes, waste avoided; and citizens, share × discount
EFFECTS = {
    "omkrets": (12, 13.58, 279.56, 167.73, 0.70 * 0.75),
    "bruk_bergen": (0, 4.82, 107.36, 64.41, 0.57 * 0.75),
    "bergen_reparerer": (0, 0.75, 6.786, 6.786, 0.33 * 0.75),
}


def values_of(effects: Mapping[str, tuple[float, ...]]) -> dict[str, dict[str, list[np.ndarray]]]:
    """Return the five quantities of each concept the way `counted_values` has them."""
    return {
        concept: {
            "social": [np.asarray(places), np.asarray(jobs)],
            "reuse": [np.asarray(tonnes)],
            "waste": [np.asarray(waste)],
            "relevance": [np.asarray(share)],
        }
        for concept, (places, jobs, tonnes, waste, share) in effects.items()
    }


@pytest.fixture(scope="module")
def results(evaluate: Callable[..., Result]) -> dict[str, Result]:
    return {concept: evaluate(concept) for concept in CONCEPTS}


@pytest.fixture(scope="module")
def found(results: dict[str, Result]) -> Scores:
    return scores(SCORING, OURS, results)


def quantity(lowest: float, highest: float) -> Quantity:
    words = {"nb": "Kilde", "en": "Source"}
    return Quantity(measure="jobs", unit="FTE", lowest=lowest, highest=highest, grade="C", source=words)


# --- The quantities that the arithmetic below begins with ---


def test_the_base_case_gives_the_quantities_that_are_worked_with(results: dict[str, Result]) -> None:
    names = ("work_training_places", "jobs", "tonnes", "waste_avoided")
    for concept, (*amounts, _) in EFFECTS.items():
        assert [measures.mean_effect(results[concept], name) for name in names] == pytest.approx(amounts, rel=1e-3)


def test_two_of_them_can_be_worked_by_hand_from_the_file(results: dict[str, Result]) -> None:
    # Bergen Reparerer opens after (4.5 + 6 + 3)/12 = 1.125 years, so 2029 has ⅛ of the first operating year and ⅞ of
    # the second; 35 000 users · 0.08 · 0.5 · 5 kg = 7 t in full, users on 0.35, 0.65, 0.85, 1 of that. 19 full years:
    #   7 · (0.6125 + 0.825 + 0.98125 + 16 · 1) / 19 = 7 · 18.41875 / 19 = 6.78586 t
    assert measures.mean_effect(results["bergen_reparerer"], "tonnes") == pytest.approx(6.78586, abs=1e-5)
    # Bruk Bergen opens after (7.5 + 7.5 + 3)/12 = 1.5 years: halves of two operating years in each. 2 FTE, and 2 shops
    # of 1.5 FTE on 0.25, 0.5, 0.75, 1 of that: 2 + 3 · (0.375 + 0.625 + 0.875 + 16 · 1) / 19 = 4.82237 FTE
    assert measures.mean_effect(results["bruk_bergen"], "jobs") == pytest.approx(4.82237, abs=1e-5)


# --- One quantity ---


@pytest.mark.parametrize(
    ("value", "score"),
    [
        (10, 1),  # the lowest end
        (50, 5),  # the highest
        (30, 3),  # half-way
        (20, 2),  # 1 + 4 · (20 − 10) / 40
        (43, 4.3),  # 1 + 4 · (43 − 10) / 40
        (9.99, 1),  # cut
        (-1e9, 1),
        (50.01, 5),
        (1e9, 5),
        (np.nan, 1),  # a concept that is never in full operation gives nothing
    ],
)
def test_a_quantity_scores_on_the_line_between_its_ends_and_is_cut_there(value: float, score: float) -> None:
    assert quantity_score(quantity(10, 50), np.asarray(value)) == pytest.approx(score, abs=1e-12)


def test_ends_below_zero_are_ends_like_others() -> None:
    # −20 … 60: 0 lies a quarter of the way, 1 + 4 · 20/80 = 2
    assert quantity_score(quantity(-20, 60), np.array([-20.0, 0.0, 60.0])) == pytest.approx([1, 2, 5])


def test_what_is_not_defined_scores_1_even_where_the_lowest_end_is_not_0() -> None:
    assert quantity_score(quantity(-20, 60), np.array([np.nan, 0.0])).tolist() == [1, 2]
    assert quantity_score(quantity(7, 9), np.array([np.nan, 8.0])).tolist() == [1, 3]


def test_a_batch_of_values_gets_a_batch_of_scores() -> None:
    assert quantity_score(quantity(0, 4), np.array([[0.0, 1.0], [2.0, 9.0]])).tolist() == [[1, 2], [3, 5]]


def test_a_criterion_counts_the_mean_of_its_quantities() -> None:
    # Omkrets, social: 12 of 28 places is 1 + 4 · 12/28 = 2.714286, 13.58 of 25 FTE is 1 + 4 · 13.58/25 = 3.1728
    # their mean is (2.714286 + 3.1728) / 2 = 2.943543
    counted = counted_scores(SCORING, values_of(EFFECTS))
    assert counted.shape == (3, 4)
    assert counted[OMKRETS, SOCIAL] == pytest.approx(2.943543, abs=1e-6)


def test_draws_stand_in_front_of_concepts_and_criteria() -> None:
    values = values_of(EFFECTS)
    values["omkrets"]["reuse"] = [np.array([0.0, 180.0, 360.0])]  # of 360 tonnes: 1, 3 and 5
    counted = counted_scores(SCORING, values)
    assert counted.shape == (3, 3, 4)
    assert counted[:, OMKRETS, REUSE].tolist() == [1, 3, 5]
    assert np.ptp(counted[:, BRUK_BERGEN], axis=0).tolist() == [0, 0, 0, 0]


def test_citizens_may_be_counted_beside_what_is_drawn(base: Assumptions) -> None:
    # an answer is one number, tonnes are one for each draw
    document = strict_yaml.read(SCORING_FILE)
    quantities = document.data["criteria"]["relevance"]["quantities"]
    quantities.append(document.data["criteria"]["reuse"]["quantities"][0])
    both = scoring_file.check(document, tuple(CONCEPTS))
    drawn = {id: CONCEPTS[id].evaluate(draws.values(base, id, 4, 1)) for id in CONCEPTS}
    found = scores(both, Judgement.of(both), drawn).counted
    assert found.shape == (4, 3, 4)
    assert found[:, OMKRETS, RELEVANCE] == pytest.approx((3.1 + found[:, OMKRETS, REUSE]) / 2)  # 1 + 4 · 0.525 = 3.1


# --- Citizens ---


@pytest.mark.parametrize(
    ("answer", "share"),
    [
        ("reuse_centre", 0.525),  # 0.70 × 0.75
        ("more_if_easier", 0.4275),  # 0.57 × 0.75
        ("website", 0.2475),  # 0.33 × 0.75
    ],
)
def test_citizens_are_the_share_of_the_survey_times_its_discount(answer: str, share: float) -> None:
    assert citizens(SCORING, answer) == share


def test_relevance_counts_the_answer_of_each_concept(results: dict[str, Result]) -> None:
    values = counted_values(SCORING, results)
    assert [float(values[concept]["relevance"][0]) for concept in CONCEPTS] == [0.525, 0.4275, 0.2475]


# --- Blend ---


def test_a_blend_takes_its_share_from_what_is_counted() -> None:
    # social 0.4: 0.6 · 5 + 0.4 · 2 = 3.8; reuse and waste 0.5: 3.5; relevance 0.25: 0.75 · 5 + 0.25 · 2 = 4.25
    assert blend(OURS, np.full((3, 4), 5.0), np.full((3, 4), 2.0))[0] == pytest.approx([3.8, 3.5, 3.5, 4.25])


@pytest.mark.parametrize(("share", "score"), [(0.0, 5.0), (1.0, 2.0)])
def test_without_blend_the_expert_stands_alone_and_in_full_the_count(share: float, score: float) -> None:
    judgement = OURS
    for id in SCORING.criteria:
        judgement = judgement.with_blend(id, share)
    assert (blend(judgement, np.full((3, 4), 5.0), np.full((3, 4), 2.0)) == score).all()


def test_a_moved_arrow_is_what_the_expert_says() -> None:
    moved = arrows(SCORING, OURS.with_arrow("bruk_bergen", "waste", 4.5))
    assert moved[BRUK_BERGEN, WASTE] == 4.5
    assert (moved != arrows(SCORING, OURS)).sum() == 1


def test_vague_arrows_reach_half_a_point_for_the_report_and_one_for_us() -> None:
    down, middle, up = (vague_arrows(SCORING, OURS, np.full((3, 4), u)) for u in (0.0, 0.5, 1.0))
    assert (middle == arrows(SCORING, OURS)).all()
    # Bergen Reparerer: social 2 and relevance 4 are ours, reuse 3 and waste 5 the report's; cut at 5
    assert down[BERGEN_REPARERER].tolist() == [1, 2.5, 4.5, 3]
    assert up[BERGEN_REPARERER].tolist() == [3, 3.5, 5, 5]


# --- Totals ---

# Blended scores of the base case, (1 − blend) · arrow + blend · counted:
#
#   Omkrets           social     0.6 · 5 + 0.4 · (1 + 4 · 12/28 + 1 + 4 · 13.58/25)/2 = 3 + 0.4 · 2.94354 = 4.17742
#                     reuse      0.5 · 5 + 0.5 · (1 + 4 · 279.56/360)                = 2.5 + 0.5 · 4.10622 = 4.55311
#                     waste      0.5 · 3 + 0.5 · (1 + 4 · 167.73/360)                = 1.5 + 0.5 · 2.86367 = 2.93183
#                     relevance  0.75 · 5 + 0.25 · (1 + 4 · 0.525)                   = 3.75 + 0.25 · 3.1   = 4.525
#   Bruk Bergen       social     0.6 · 3 + 0.4 · (1 + 1 + 4 · 4.82/25)/2             = 1.8 + 0.4 · 1.3856  = 2.35424
#                     reuse      0.5 · 4 + 0.5 · (1 + 4 · 107.36/360)                = 2 + 0.5 · 2.19289   = 3.09644
#                     waste      0.5 · 3 + 0.5 · (1 + 4 · 64.41/360)                 = 1.5 + 0.5 · 1.71567 = 2.35783
#                     relevance  0.75 · 4 + 0.25 · (1 + 4 · 0.4275)                  = 3 + 0.25 · 2.71     = 3.6775
#   Bergen Reparerer  social     0.6 · 2 + 0.4 · (1 + 1 + 4 · 0.75/25)/2             = 1.2 + 0.4 · 1.06    = 1.624
#                     reuse      0.5 · 3 + 0.5 · (1 + 4 · 6.786/360)                 = 1.5 + 0.5 · 1.0754  = 2.0377
#                     waste      0.5 · 5 + 0.5 · (1 + 4 · 6.786/360)                 = 2.5 + 0.5 · 1.0754  = 3.0377
#                     relevance  0.75 · 4 + 0.25 · (1 + 4 · 0.2475)                  = 3 + 0.25 · 1.99     = 3.4975
BLENDED = [
    [4.17742, 4.55311, 2.93183, 4.525],
    [2.35424, 3.09644, 2.35783, 3.6775],
    [1.624, 2.0377, 3.0377, 3.4975],
]

# equal:        (4.17742 + 4.55311 + 2.93183 + 4.525) / 4  = 16.18736 / 4 = 4.04684
#               (2.35424 + 3.09644 + 2.35783 + 3.6775) / 4 = 11.48601 / 4 = 2.87150
#               (1.624 + 2.0377 + 3.0377 + 3.4975) / 4     = 10.1969 / 4  = 2.54923
# waste_first:  0.15 · (4.17742 + 4.55311 + 4.525) + 0.55 · 2.93183  = 1.98833 + 1.61251 = 3.60084
#               0.15 · (2.35424 + 3.09644 + 3.6775) + 0.55 · 2.35783 = 1.36923 + 1.29681 = 2.66604
#               0.15 · (1.624 + 2.0377 + 3.4975) + 0.55 · 3.0377     = 1.07388 + 1.67074 = 2.74462
TOTALS = {"equal": [4.04684, 2.87150, 2.54923], "waste_first": [3.60084, 2.66604, 2.74462]}


def test_blended_scores_are_as_worked_by_hand(found: Scores) -> None:
    by_literals = blend(OURS, arrows(SCORING, OURS), counted_scores(SCORING, values_of(EFFECTS)))
    assert by_literals == pytest.approx(np.array(BLENDED), abs=2e-5)
    assert found.blended == pytest.approx(np.array(BLENDED), abs=0.01)


@pytest.mark.parametrize("preset", TOTALS)
def test_a_total_is_as_worked_by_hand(found: Scores, preset: str) -> None:
    judgement = OURS.with_weights(SCORING.weights[preset].weights)
    by_literals = blend(judgement, arrows(SCORING, judgement), counted_scores(SCORING, values_of(EFFECTS)))
    assert weighed(by_literals, judgement.shares) == pytest.approx(TOTALS[preset], abs=2e-5)
    assert weighed(found.blended, judgement.shares) == pytest.approx(TOTALS[preset], abs=0.01)


def test_with_all_weight_on_one_criterion_the_total_is_its_score(found: Scores) -> None:
    for column, id in enumerate(SCORING.criteria):
        judgement = OURS.with_weights(dict.fromkeys(SCORING.criteria, 0) | {id: 100})
        assert weighed(found.blended, judgement.shares).tolist() == found.blended[:, column].tolist()


def test_the_weighted_sum_is_that_of_pymcdm() -> None:
    # SPOTIS between the bounds 1 and 5, all the more the better: Σ w · (5 − s) / 4, so Σ w · s = 5 − 4 · SPOTIS
    generator = np.random.default_rng(2024)
    for _ in range(50):
        concepts, criteria = generator.integers(2, 7, 2)
        matrix, shares = generator.uniform(1, 5, (concepts, criteria)), generator.dirichlet(np.ones(criteria))
        spotis = SPOTIS(np.tile([1.0, 5.0], (criteria, 1)))(matrix, shares, np.ones(criteria), validation=False)
        np.testing.assert_allclose(weighed(matrix, shares), 5 - 4 * spotis, rtol=1e-12)


# --- What must hold whatever is set ---

points = st.lists(st.integers(0, 100), min_size=4, max_size=4)
anything = st.floats(-1e12, 1e12) | st.just(float("nan"))


@st.composite
def judgements(draw: st.DrawFn) -> Judgement:
    return Judgement(
        from_points(dict(zip(SCORING.criteria, draw(points), strict=True))),
        {place: draw(st.floats(1, 5)) for place in SCORING.places},
        {id: draw(st.floats(0, 1)) for id in SCORING.criteria},
    )


effects = st.fixed_dictionaries({concept: st.tuples(*[anything] * 5) for concept in CONCEPTS})


def in_bounds(numbers: np.ndarray) -> bool:
    return bool((numbers >= 1 - 1e-9).all() and (numbers <= 5 + 1e-9).all())


@given(judgements(), effects)
def test_scores_stay_between_1_and_5(judgement: Judgement, effects: dict[str, tuple[float, ...]]) -> None:
    counted = counted_scores(SCORING, values_of(effects))
    blended = blend(judgement, arrows(SCORING, judgement), counted)
    assert in_bounds(counted)
    assert in_bounds(blended)
    assert in_bounds(weighed(blended, judgement.shares))


@given(judgements(), st.floats(0, 1))
def test_vague_arrows_stay_between_1_and_5(judgement: Judgement, uniform: float) -> None:
    assert in_bounds(vague_arrows(SCORING, judgement, np.full((3, 4), uniform)))


@pytest.mark.parametrize(
    ("moved", "name", "value"),
    [
        ("omkrets", "price_per_kg", 21.0),
        ("bruk_bergen", "price_per_kg", 21.0),
        ("bergen_reparerer", "weight_per_repair", 10.0),
    ],
)
def test_no_concept_scores_otherwise_because_another_gives_more(
    results: dict[str, Result], found: Scores, evaluate: Callable[..., Result], moved: str, name: str, value: float
) -> None:
    changed = scores(SCORING, OURS, {**results, moved: evaluate(moved, **{name: value})})
    row = list(CONCEPTS).index(moved)
    assert (changed.blended[row] != found.blended[row]).any()
    assert np.delete(changed.blended, row, axis=0).tobytes() == np.delete(found.blended, row, axis=0).tobytes()


def test_no_concept_scores_otherwise_because_anothers_arrow_moves(results: dict[str, Result], found: Scores) -> None:
    changed = scores(SCORING, OURS.with_arrow("omkrets", "social", 1), results)
    assert (changed.blended != found.blended).sum() == 1


def test_a_concept_scores_the_same_alone_as_among_the_others(results: dict[str, Result], found: Scores) -> None:
    alone = SCORING.model_copy(update={"concepts": ("bruk_bergen",)})
    judgement = Judgement.of(alone)
    assert scores(alone, judgement, results).blended[0].tolist() == found.blended[BRUK_BERGEN].tolist()


def test_drawn_results_score_as_each_of_them_does(base: Assumptions) -> None:
    drawn = {concept: draws.values(base, concept, 3, 1) for concept in CONCEPTS}
    batch = scores(SCORING, OURS, {concept: CONCEPTS[concept].evaluate(drawn[concept]) for concept in CONCEPTS})
    assert batch.blended.shape == (3, 3, 4)
    for number in range(3):
        single = {
            concept: CONCEPTS[concept].evaluate(
                {name: float(each[number, 0]) if np.ndim(each) == 2 else each for name, each in values.items()}
            )
            for concept, values in drawn.items()
        }
        np.testing.assert_allclose(batch.blended[number], scores(SCORING, OURS, single).blended, rtol=1e-9)


# --- Where expert and count are at odds ---


def test_places_at_odds_are_those_more_than_one_and_a_half_points_apart(found: Scores) -> None:
    # arrow − counted, both as above; the farthest first. Nearer than 1.5: Omkrets reuse 0.89 and waste 0.14,
    # Bruk Bergen waste 1.28 and relevance 1.29, Bergen Reparerer social 0.94
    told = at_odds(SCORING, found)
    assert [place[:2] for place in told] == [
        ("bergen_reparerer", "waste"),  # 5 − 1.075 = 3.92
        ("omkrets", "social"),  # 5 − 2.944 = 2.06
        ("bergen_reparerer", "relevance"),  # 4 − 1.99 = 2.01
        ("bergen_reparerer", "reuse"),  # 3 − 1.075 = 1.92
        ("omkrets", "relevance"),  # 5 − 3.1 = 1.9
        ("bruk_bergen", "reuse"),  # 4 − 2.193 = 1.81
        ("bruk_bergen", "social"),  # 3 − 1.386 = 1.61
    ]
    assert told[0][2:] == pytest.approx((5, 1.0754), abs=0.01)


@pytest.mark.parametrize(("counted", "told"), [(2.5, 0), (2.49, 1), (5.5, 0), (5.51, 1)])
def test_just_as_far_apart_as_the_limit_is_not_at_odds(counted: float, told: int) -> None:
    expert = np.full((3, 4), 4.0)
    numbers = expert.copy()
    numbers[BRUK_BERGEN, WASTE] = counted
    places = at_odds(SCORING, Scores(expert, numbers, expert))
    assert places == [("bruk_bergen", "waste", 4.0, counted)] * told


def test_nothing_is_at_odds_where_the_limit_is_the_whole_scale(found: Scores) -> None:
    wide: Scoring = SCORING.model_copy(update={"disagreement": 4})
    assert at_odds(wide, found) == []

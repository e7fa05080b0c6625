"""The three concepts, in the order they are shown. A new one: its lines in a module here, its numbers in the YAML."""

from pathlib import Path

from concepts import bergen_reparerer, bruk_bergen, omkrets
from models import effects, funding, loan, office, property
from models.result import Concept, concept

CONCEPTS: dict[str, Concept] = {
    each.id: each
    for each in (
        concept("omkrets", "Omkrets", omkrets, effects, property, funding, loan),
        concept(
            "bruk_bergen", "Bruk Bergen", bruk_bergen, effects, office, funding, fixed={"property_owner": "operator"}
        ),
        concept(
            "bergen_reparerer",
            "Bergen Reparerer",
            bergen_reparerer,
            office,
            funding,
            fixed={"property_owner": "operator"},
        ),
    )
}

_ROOT = Path(__file__).parents[1]
ASSUMPTIONS_FILE = _ROOT / "assumptions.yaml"
SCENARIOS_FILE = _ROOT / "scenarios.yaml"
BENCHMARKS_FILE = _ROOT / "benchmarks.yaml"
FUNDING_SOURCES_FILE = _ROOT / "funding_sources.yaml"
SCORING_FILE = _ROOT / "scoring.yaml"
UNCERTAINTY_FILE = _ROOT / "uncertainty.yaml"
ACCESSIBILITY_FILE = _ROOT / "accessibility.yaml"
NEEDS = {id: each.assumptions for id, each in CONCEPTS.items()}

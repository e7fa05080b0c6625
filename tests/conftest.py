"""What the tests of the model share: the project's own numbers, and a concept run on them with some keys changed."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings
from streamlit.testing.v1 import AppTest

from concepts import ASSUMPTIONS_FILE, BENCHMARKS_FILE, CONCEPTS, NEEDS
from models import benchmarks_file
from models.assumptions import Assumptions, load
from models.benchmarks import Benchmarks
from models.measures import READS
from models.result import Result
from tests.screen import open_page
from tests.visiting import browser, server, visit  # noqa: F401  # fixtures of the browser tests

# Drawn cases are the same in every run, and no run is blamed for a slow machine.
settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")


@pytest.fixture
def opened() -> Callable[..., AppTest]:
    """A page of the dashboard at an address; see `tests.screen.open_page`."""
    return open_page


@pytest.fixture(scope="session")
def base() -> Assumptions:
    """The project's own assumptions."""
    return load(ASSUMPTIONS_FILE, NEEDS, READS)


@pytest.fixture(scope="session")
def published(base: Assumptions) -> Benchmarks:
    """The project's own benchmarks."""
    return benchmarks_file.load(BENCHMARKS_FILE, base, CONCEPTS["omkrets"].graph.by_name)


@pytest.fixture(scope="session")
def evaluate(base: Assumptions) -> Callable[..., Result]:
    """`evaluate("omkrets", market_rent=1300)`: a concept's result, keys changed in its section or under common."""

    def run(concept: str, **changes: Any) -> Result:
        patch = {base.find(concept, name): tuple(x) if isinstance(x, list) else x for name, x in changes.items()}
        return CONCEPTS[concept].evaluate(base.with_values(patch).values(concept))

    return run

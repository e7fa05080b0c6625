"""The measurements of speed run and give figures; how fast anything is, is not tested."""

import importlib
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import ModuleType

import pytest

PERF = Path(__file__).parents[1] / "perf"
pytestmark = pytest.mark.browser


@pytest.fixture
def perf(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ModuleType]]:
    """A program of perf/, imported as it is when run from there."""
    monkeypatch.syspath_prepend(str(PERF))
    yield importlib.import_module
    for name in ("pages", "cold", "crowd", "serve"):  # names too plain to stay
        sys.modules.pop(name, None)


def figures(text: str) -> list[float]:
    return [float(each) for each in re.findall(r"\d+(?:\.\d+)?", text)]


def run(program: ModuleType, *arguments: str) -> None:
    """Run a program in a thread of its own, where no other test's browser has an event loop."""
    with ThreadPoolExecutor(1) as alone:
        alone.submit(program.main, list(arguments)).result()


def test_a_page_is_measured_and_one_that_does_not_change_is_told_of(perf, capsys, monkeypatch):
    pages = perf("pages")
    for name, value in {"QUIET": 500, "REST": 50, "WARM_UP": 0, "LIMIT": 5000}.items():
        monkeypatch.setattr(pages, name, value)
    monkeypatch.setitem(pages.PAGES, "still", ("/metode", pages.RENT, "h1"))
    with pytest.raises(SystemExit, match="1"):
        run(pages, "1", "method", "still")
    measured, still = capsys.readouterr().out.splitlines()[2:]
    assert measured.startswith("method") and len(figures(measured)) == 12, measured
    assert min(figures(measured)) > 0, measured
    assert still.endswith("could not be measured: Page.evaluate: Error: nothing new in h1")


def test_a_cold_start_is_measured_beside_the_floor(perf, capsys):
    run(perf("cold"), "1")
    rows = capsys.readouterr().out.splitlines()[1:]
    assert len(rows) == 4
    assert all(figures(row) and min(figures(row)) > 0 for row in rows), rows


def test_a_crowd_is_measured(perf, capsys, monkeypatch):
    crowd = perf("crowd")
    monkeypatch.setattr(crowd, "PACE", 0.1)
    with suppress(SystemExit):  # a move that is lost is for the one who measures
        run(crowd, "2", "2")
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == 6 and rows[-1].endswith(" 0 met an error"), rows
    assert all(figures(row) and min(figures(row.split("×")[0])) > 0 for row in rows[:-1]), rows

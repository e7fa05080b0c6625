"""The house: imports point one way, and every line and every number is there for a reader."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from concepts import CONCEPTS, NEEDS
from models.assumptions import COMMON
from models.measures import READS
from models.units import UNITS

ROOT = Path(__file__).parents[1]
LINES = {f"{id}.{line.name}": line for id, concept in CONCEPTS.items() for line in concept.graph.lines}
# What each part of the house may not import; import-linter sees packages only, this sees the single files too.
ABOVE = {
    "models": {"concepts", "charts", "texts", "views", "dashboard", "commands", "streamlit", "plotly", "babel"},
    "concepts": {"charts", "texts", "views", "dashboard", "commands", "streamlit", "plotly", "babel"},
    "charts.py": {"views", "dashboard", "commands", "streamlit"},
    "texts.py": {"models", "concepts", "charts", "views", "dashboard", "commands", "streamlit"},
    "commands.py": {"texts", "charts", "views", "dashboard", "streamlit"},
    "views": {"dashboard", "commands"},
}
FILES = {
    str(path.relative_to(ROOT)): refused
    for part, refused in ABOVE.items()
    for path in ([ROOT / part] if part.endswith(".py") else sorted((ROOT / part).glob("*.py")))
}


def imported(file):
    """Return the top names of all that a file imports, at its head or within a function."""
    names = set()
    for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {each.name.split(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("file", FILES)
def test_a_file_imports_nothing_from_above_it(file):
    assert imported(file) & FILES[file] == set()


def test_import_contracts_hold():
    lint = Path(sys.executable).parent / "lint-imports"
    checked = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "0 broken" in checked.stdout


@pytest.mark.parametrize("module", ["commands", "concepts", "models.measures", "charts", "texts"])
def test_nothing_below_the_views_loads_streamlit(module):
    question = f"import sys, {module}; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", question], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("key", LINES)
def test_a_line_says_in_one_sentence_what_it_is(key):
    sentence = LINES[key].sentence
    assert re.fullmatch(r"[A-Z].{8,150}\.", sentence)
    assert not re.search(r"[.!?] [A-Z]", sentence)  # one sentence, not two


@pytest.mark.parametrize("key", LINES)
def test_a_line_is_measured_in_one_of_the_known_units(key):
    assert LINES[key].unit in UNITS


@pytest.mark.parametrize("section", [COMMON, *CONCEPTS])
def test_every_assumption_is_read_by_a_line_or_a_measure(base, section):
    readers = {COMMON: READS.union(*NEEDS.values())} | NEEDS
    assert set(base.sections[section]) - readers[section] == set()


def test_concepts_come_in_the_order_they_are_shown():
    assert list(CONCEPTS) == ["omkrets", "bruk_bergen", "bergen_reparerer"]

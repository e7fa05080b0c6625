"""The command line for consultants: check a file, run the model, explain a line. Called as `python -m models`."""

from __future__ import annotations

import argparse
import inspect
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from concepts import (
    ACCESSIBILITY_FILE,
    ASSUMPTIONS_FILE,
    BENCHMARKS_FILE,
    CONCEPTS,
    FUNDING_SOURCES_FILE,
    NEEDS,
    SCENARIOS_FILE,
    SCORING_FILE,
    UNCERTAINTY_FILE,
)
from models import (
    accessibility_file,
    benchmarks_file,
    funding_sources,
    measures,
    presets,
    scoring_file,
    uncertainty_file,
    variants,
)
from models import assumptions as assumption_files
from models.assumptions import Assumptions
from models.explain import explain
from models.ledger import Flow
from models.measures import LEVELS, READS, summary
from models.problems import InputError, nearest, plain
from models.result import Result
from models.scenarios import Scenario, read_patch

OK, PROBLEMS, WRONG_USE = 0, 1, 2
MILLION = 1_000_000


class WrongUse(Exception):
    """The command cannot be carried out as it was given; the message says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0, 1 if the file has problems, 2 for wrong use."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a Windows pipe is not UTF-8 by itself
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    given = _parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except InputError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        files = sorted({problem.file for problem in error.problems if problem.file}) or [given.file]
        print(f"{len(error.problems)} to put right in {', '.join(files)}", file=sys.stderr)
        return PROBLEMS
    except (WrongUse, OSError) as error:
        text = f"{error.filename}: no such file" if isinstance(error, FileNotFoundError) else str(error)
        print(text, file=sys.stderr)
        return WRONG_USE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m models", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="check | run | explain")
    for name, action, text in (
        ("check", _check, "check a file of assumptions and list everything that is wrong with it"),
        ("run", _run, "run the three concepts and show what they cost and give"),
        ("explain", _explain, "explain a line or an assumption, such as omkrets.rent"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=action)
        if name == "explain":
            command.add_argument("key", help="concept.line or section.assumption")
        command.add_argument("file", nargs="?", default=str(ASSUMPTIONS_FILE), help="default: %(default)s")
        if name != "check":
            command.add_argument(
                "--set", action="append", default=[], metavar="KEY=VALUE", help="change a value; the value is YAML"
            )
            command.add_argument(
                "--preset",
                action="append",
                default=[],
                metavar="CONCEPT=NAME",
                help=f"organise and fund a concept as {SCENARIOS_FILE.name} says, such as omkrets=bir_led",
            )
            command.add_argument("--scenario", metavar="FILE", help="begin with a scenario saved on the screen")
        if name == "run":
            command.add_argument("--json", action="store_true", help="everything, as JSON")
    return parser


def _load(file: str) -> Assumptions:
    path = Path(file)
    if not path.exists():
        raise FileNotFoundError(2, "no such file", file)
    return assumption_files.load(path, NEEDS, READS)


def _scenario(given: argparse.Namespace) -> Scenario:
    base = _load(given.file)
    asked = given.preset or given.scenario
    known = presets.load(SCENARIOS_FILE, base, tuple(CONCEPTS)) if asked else {}
    scenario = _saved(given.scenario, base, known) if given.scenario else Scenario(base, {})
    for each in given.preset:
        concept, _, name = each.partition("=")
        if name not in known.get(concept, {}):
            names = [f"{concept}={id}" for concept, entries in known.items() for id in entries]
            raise WrongUse(f"--preset {each}: choose among {', '.join(names)}")
        scenario = scenario.with_preset(concept, known[concept][name])
    pairs = []
    for each in given.set:
        key, equals, value = each.partition("=")
        if not equals:
            raise WrongUse(f"--set {each}: write KEY=VALUE, such as omkrets.market_rent=1300")
        pairs.append((key.strip(), value))
    changed, problems = read_patch(base, pairs)
    if problems:
        raise WrongUse("\n".join(f"--set {problem}" for problem in problems))
    scenario = scenario.with_values({key: changed.value(key) for key, _ in pairs})
    for warning in scenario.warnings():
        print(f"warning: {warning}", file=sys.stderr)
    return scenario


def _saved(file: str, base: Assumptions, known: presets.Presets) -> Scenario:
    """Return a saved scenario; what of it cannot be used is wrong use here, where nobody looks at the rest."""
    path = Path(file)
    if not path.is_file():
        raise FileNotFoundError(2, "no such file", file)
    loaded = variants.from_file(path.read_bytes(), path.name, base, known)
    if loaded.problems:
        raise WrongUse("\n".join(str(problem) for problem in loaded.problems))
    for notice in loaded.notices:
        print(f"warning: {notice}", file=sys.stderr)
    return loaded.variant.scenario


def _check(given: argparse.Namespace) -> int:
    """Check the assumptions, and against them the other files."""
    assumptions = _load(given.file)
    print(f"{given.file}: {len(assumptions.keys)} assumptions, nothing to put right")
    known = presets.load(SCENARIOS_FILE, assumptions, tuple(CONCEPTS))
    print(f"{SCENARIOS_FILE}: {sum(len(each) for each in known.values())} presets, nothing to put right")
    rules = funding_sources.load(FUNDING_SOURCES_FILE, {id: each.graph.by_name for id, each in CONCEPTS.items()})
    print(f"{FUNDING_SOURCES_FILE}: {len(rules.sources)} sources, nothing to put right")
    published = benchmarks_file.load(BENCHMARKS_FILE, assumptions, CONCEPTS["omkrets"].graph.by_name)
    figures = sum(len(each.figures) for each in published.places.values())
    print(f"{BENCHMARKS_FILE}: {figures} published figures, nothing to put right")
    scoring = scoring_file.load(SCORING_FILE, tuple(CONCEPTS))
    print(f"{SCORING_FILE}: {len(scoring.places)} readings, nothing to put right")
    uncertainty = uncertainty_file.load(UNCERTAINTY_FILE, assumptions)
    print(f"{UNCERTAINTY_FILE}: {len(uncertainty.themes)} themes, nothing to put right")
    accessibility = accessibility_file.load(ACCESSIBILITY_FILE)
    print(f"{ACCESSIBILITY_FILE}: {len(accessibility.shortcomings)} known shortcomings, nothing to put right")
    return OK


def _run(given: argparse.Namespace) -> int:
    scenario = _scenario(given)
    for each in scenario.differences:
        print(f"changed: {each.key} {plain(each.base)} → {plain(each.value)}", file=sys.stderr)
    results = {id: each.evaluate(scenario.assumptions.values(id)) for id, each in CONCEPTS.items()}
    if given.json:
        print(json.dumps(_as_json(scenario, results), ensure_ascii=False, allow_nan=False))
    else:
        print(_table(results))
    return OK


def _as_json(scenario: Scenario, results: dict[str, Result]) -> dict[str, object]:
    return {
        "years": next(iter(results.values())).years.tolist(),
        "price_year": scenario.value("common.price_year"),
        "concepts": {id: summary(result) for id, result in results.items()},
    }


def _table(results: dict[str, Result]) -> str:
    """Return the headline figures as a text table, NOK million of the price year unless said."""
    columns = {}
    for id, result in results.items():
        facts = summary(result)["measures"]
        columns[id] = {
            "annual cost, municipality": _millions(facts["annual_cost"]),
            **{f"net present cost, {party}": _millions(x) for party, x in facts["net_present_cost"].items()},
            "net present value before funding": _millions(facts["net_present_value"]),
            "investment need": _millions(facts["investment_need"]),
            "peak need (nominal)": _millions(facts["peak_need"]),
            "worst year (nominal)": f"{facts['worst_year']['year']}: {_millions(-facts['worst_year']['amount'])}",
            **{f"coverage, level {level}, best year": _coverage(facts, level) for level in LEVELS},
            **{f"self-sufficient from, level {n}": facts["self_sufficient_year"][str(n)] or "never" for n in LEVELS},
            "deficit nobody covers (present value)": _millions(facts["unfunded"]["present_value"]),
            **{f"{name}, mean in full operation": _plain(mean) for name, mean in facts["mean_effects"].items()},
        }
    years = next(iter(results.values())).years
    heading = f"NOK million, real, unless said; {years[0]}-{years[-1]}"
    return f"{heading}\n{pd.DataFrame(columns).to_string()}"


def _millions(amount: float) -> str:
    return f"{amount / MILLION + 0.0:.2f}"


def _plain(value: float | None) -> str:
    if value is None:
        return "never open"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


def _coverage(facts: dict[str, dict[str, dict[str, float | None]]], level: int) -> str:
    best = facts["best_coverage"][str(level)]
    return "none" if best["coverage"] is None else f"{best['coverage']:.0%} ({best['year']})"


def _explain(given: argparse.Namespace) -> int:
    scenario = _scenario(given)
    concept, _, name = given.key.partition(".")
    if concept in CONCEPTS and name in CONCEPTS[concept].graph.by_name:
        print(_explain_line(scenario, concept, name))
    elif given.key in scenario.base:
        print(_explain_assumption(scenario, given.key))
    elif concept in CONCEPTS and name in summary(_result(scenario, concept))["measures"]:
        print(_explain_measure(scenario, concept, name))
    else:
        raise WrongUse(f"{given.key}: no such line, assumption or measure{_near(scenario, concept, name)}")
    return OK


def _near(scenario: Scenario, section: str, name: str) -> str:
    """Return names that hold the one that was not found, or the one most like it, as the end of a message."""
    known = [
        *scenario.base.sections.get(section, {}),
        *(CONCEPTS[section].graph.by_name if section in CONCEPTS else ()),
    ]
    holding = [f"{section}.{each}" for each in known if name and name in each][:3]
    if holding:
        return f"; near it: {', '.join(holding)}"
    return f"; {near}" if (near := nearest(name, known)) else ""


def _result(scenario: Scenario, concept: str) -> Result:
    return CONCEPTS[concept].evaluate(scenario.assumptions.values(concept))


def _explain_measure(scenario: Scenario, concept: str, name: str) -> str:
    value = summary(_result(scenario, concept))["measures"][name]
    about = inspect.getdoc(getattr(measures, name, None)) or "Part of the measures; see models/measures.py."
    return f"{concept}.{name}, a measure\n{about}\n\nvalue\n{json.dumps(value, indent=2, ensure_ascii=False)}"


def _explain_line(scenario: Scenario, concept: str, name: str) -> str:
    result = _result(scenario, concept)
    line = CONCEPTS[concept].graph.by_name[name]
    about = explain(line, result.property_owner)
    parts = [f"{concept}.{name} [{about.unit}]", about.sentence]
    if isinstance(line.about, Flow):
        flow = result.flows.get(name)
        parts.append(
            f"{flow.payer} → {flow.payee}, {flow.activity}" if flow else "payer and payee are the same: no flow"
        )
    parts.append(f"\n{name} = {about.formula}")
    parts += [f"  {step}" for step in about.finish]
    parts.append("\nmade from")
    for each in about.inputs:
        is_line = each in CONCEPTS[concept].graph.by_name and each != name
        parts.append(_input_line(result, each) if is_line else _input_assumption(scenario, concept, each))
    values = zip(result.years, result[name], strict=True)
    parts.append("\nvalue per calendar year\n" + "\n".join(f"  {year} {_number(value):>16}" for year, value in values))
    return "\n".join(parts)


def _input_line(result: Result, name: str) -> str:
    values = result[name]
    low, high = _number(np.min(values)), _number(np.max(values))
    line = CONCEPTS[result.concept].graph.by_name[name]
    return f"  {name} = {low if low == high else f'{low} … {high}'} [{line.unit}] — {line.sentence}"


def _input_assumption(scenario: Scenario, concept: str, name: str) -> str:
    if name in CONCEPTS[concept].fixed:
        return f"  {name} = {CONCEPTS[concept].fixed[name]} — always so in this concept"
    return "  " + _explain_assumption(scenario, scenario.base.find(concept, name)).replace("\n", "\n    ")


def _explain_assumption(scenario: Scenario, key: str) -> str:
    entry = scenario.base[key]
    span = f", plausible {plain(entry.low)} … {plain(entry.high)}" if entry.low is not None else ""
    readers = {
        id: each.graph.readers(key.split(".")[1]) for id, each in CONCEPTS.items() if key.startswith(("common", id))
    }
    used = ", ".join(f"{id}.{line}" for id, lines in readers.items() for line in lines)
    return (
        f"{key} = {plain(scenario.value(key))} [{entry.unit}]{span} — {entry.label.en}\n"
        f"{entry.kind}, grade {entry.grade}, reviewed {entry.reviewed}: {entry.source.en}\n"
        f"used in {used or 'measures or on the screen only'}"
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


if __name__ == "__main__":
    sys.exit(main())

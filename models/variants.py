"""Named scenarios: kept beside each other, written into an address, saved in a file and read back.

In an address a variant is `name;concept=preset;section.key=value;…`. In a file it is YAML with what differs from the
base, from and to, so that a file made for other assumptions can say so. What cannot be read is told and left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, NamedTuple
from urllib.parse import unquote

import yaml
from pydantic import Field, Strict

from models import strict_yaml
from models.assumptions import Assumptions
from models.presets import Preset, Presets
from models.problems import InputError, Message, Problem, nearest, plain, shown
from models.scenarios import Notice, Scenario, read_patch, written
from models.schema import Frozen, Line, Value, is_printable, validated

MOST = 5
LONGEST_NAME = 60
BETWEEN = ";"


class Variant(NamedTuple):
    """A scenario with a name."""

    name: str
    scenario: Scenario


def named(name: str, others: Iterable[str]) -> str:
    """Return a name that can be kept: visible characters, not too long, and none of the others'."""
    bare = (
        " ".join("".join(each if is_printable(each) else " " for each in name).split())[:LONGEST_NAME].rstrip() or "–"
    )
    taken, number, unique = set(others), 2, bare
    while unique in taken:
        unique, number = f"{bare[: LONGEST_NAME - 5].rstrip()} ({number})", number + 1
    return unique


def chosen_presets(pairs: Mapping[str, Any], presets: Presets) -> tuple[dict[str, Preset], tuple[Problem, ...]]:
    """Return the presets that concept → id pairs name, each concept's first where none is named, and the problems."""
    chosen = {concept: next(iter(entries.values())) for concept, entries in presets.items() if entries}
    problems = []
    for concept, id in pairs.items():
        known = presets.get(concept, {})
        if isinstance(id, str) and id in known:
            chosen[concept] = known[id]
        elif known:
            found, allowed = (
                Message("nothing") if id is None else shown(id),
                Message("one of {names}", {"names": ", ".join(known)}),
            )
            problems.append(Problem(concept, found, allowed, nearest(str(id), known)))
        else:
            allowed = Message("one of {names}", {"names": ", ".join(presets)})
            problems.append(Problem(shown(concept).strip('"'), Message("an unknown key"), allowed))
    return chosen, tuple(problems)


def preset_pairs(scenario: Scenario, presets: Presets) -> dict[str, str]:
    """Return concept → id of the presets that are not the base, as an address has them."""
    return {
        concept: each.id
        for concept, each in scenario.presets.items()
        if each.id != next(iter(presets.get(concept, ())), each.id)
    }


def pairs_of(scenario: Scenario, presets: Presets) -> dict[str, str]:
    """Return a scenario as an address has it: presets, then what is changed beside them."""
    return preset_pairs(scenario, presets) | {each.key: written(each.value) for each in scenario.own}


def scenario_of(pairs: Mapping[str, str], base: Assumptions, presets: Presets) -> tuple[Scenario, tuple[Problem, ...]]:
    """Read what `pairs_of` wrote; what cannot be used is left out and told."""
    named_presets = {key: value for key, value in pairs.items() if key in presets}
    chosen, problems = chosen_presets(named_presets, presets)
    scenario, more = read_patch(base, ((k, v) for k, v in pairs.items() if k not in presets), chosen)
    return scenario, (*problems, *more)


def to_address(variant: Variant, presets: Presets) -> str:
    """Return a variant as one text for an address."""
    pairs = pairs_of(variant.scenario, presets)
    return BETWEEN.join([_quoted(variant.name), *(f"{key}={value}" for key, value in pairs.items())])


def _quoted(name: str) -> str:
    """Return a name that `unquote` gives back, with nothing in it that ends a name; the rest stays readable."""
    return name.replace("%", "%25").replace(BETWEEN, "%3B")


def from_address(text: str, base: Assumptions, presets: Presets) -> tuple[Variant, tuple[Problem, ...]]:
    """Read what `to_address` wrote; what cannot be used is left out and told, with the variant's name."""
    name, *parts = text.split(BETWEEN)
    name = named(unquote(name), ())
    split = [(key.strip(), value) for key, _, value in (each.partition("=") for each in parts)]
    scenario, problems = scenario_of(dict(split), base, presets)
    twice = _twice([key for key, _ in split])
    return Variant(name, scenario), tuple(_in(name, each) for each in (*problems, *twice))


def _twice(keys: list[str]) -> list[Problem]:
    """Return a problem for each key that is there more than once; the last one counts."""
    several = dict.fromkeys(key for key in keys if keys.count(key) > 1)
    return [Problem(shown(key).strip('"'), Message("the key twice"), Message("each key once")) for key in several]


def _in(name: str, problem: Problem) -> Problem:
    return Problem(problem.key, problem.found, problem.allowed, problem.advice, name)


class _Change(Frozen):
    key: Line
    was: Value | None = Field(default=None, alias="from")
    to: Value


class _Saved(Frozen):
    name: Line = ""
    saved: Annotated[date, Strict()] | None = None
    presets: dict[Line, Any] = Field(default_factory=dict)
    changes: tuple[Any, ...] = ()


class Loaded(NamedTuple):
    """What a file gave: a scenario, what could not be used, and what deserves a second look."""

    variant: Variant
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]


def to_file(variant: Variant, presets: Presets, today: date, about: str) -> str:
    """Return a variant as the text of a YAML file; `about` is a comment for whoever opens it."""
    scenario = variant.scenario
    keys = {each.key: None for each in (*scenario.differences, *scenario.own)}
    changes = [{"key": key, "from": _yaml(scenario.base[key].value), "to": _yaml(scenario.value(key))} for key in keys]
    data = {
        "name": variant.name,
        "saved": today,
        "presets": preset_pairs(scenario, presets),
        "changes": changes,
    }
    return f"# {about}\n" + yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


class _Dumper(yaml.SafeDumper):
    """Writes numbers as our strict reader takes them: without an exponent."""


_Dumper.add_representer(float, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", written(value)))


def _yaml(value: Any) -> Any:
    """Return a value as plain YAML: lists instead of tuples, whole numbers without a point."""
    return strict_yaml.parse_value(written(value))


def from_file(content: bytes | str, file: str, base: Assumptions, presets: Presets) -> Loaded:
    """Read a saved scenario: its presets, then its changes.

    Raises InputError if it is none at all; else tells what could not be used.
    """
    document = strict_yaml.parse(content, file)
    data = document.data
    empty = [key for key in ("presets", "changes") if isinstance(data, dict) and data.get(key, ()) is None]
    given = {key: value for key, value in data.items() if key not in empty} if isinstance(data, dict) else data
    nothing_in_it = isinstance(data, dict) and bool(data) and not {"saved", "presets", "changes"} & set(data)
    if nothing_in_it:
        document.add(("changes",), Message("nothing"), Message("every entry has this field"))
    saved = None if nothing_in_it else validated(document, (), _Saved, given)
    if saved is None:
        raise InputError(document.problems)
    chosen, unknown = chosen_presets(saved.presets, presets)
    problems = [_in(file, each) for each in unknown]
    scenario, notices = Scenario.of(base, chosen), []
    keys = [str(each.get("key")) for each in saved.changes if isinstance(each, dict)]
    problems += [_in(file, each) for each in _twice(keys)]
    for number, entry in enumerate(saved.changes):
        if len(problems) >= strict_yaml.MOST_PROBLEMS:
            allowed = Message("at most {count}; the rest is not listed", {"count": strict_yaml.MOST_PROBLEMS})
            problems.append(Problem("", Message("more problems"), allowed, None, file))
            break
        change = validated(document, ("changes", number), _Change, entry)
        if change is None:
            continue
        line = document.line(("changes", number))
        try:
            scenario = scenario.with_value(change.key, base.fit(change.key, change.to))
        except InputError as error:
            problems += [Problem(e.key, e.found, e.allowed, e.advice, file, line) for e in error.problems]
            continue
        notices += _moved_base(base, change)
    return Loaded(Variant(named(saved.name or file, ()), scenario), (*problems, *document.problems), tuple(notices))


def _moved_base(base: Assumptions, change: _Change) -> list[Notice]:
    """Return a notice if the base was another when the file was saved."""
    now = base[change.key].value
    was = tuple(change.was) if isinstance(change.was, list) else change.was
    if was is None or was == now:
        return []
    values = {"was": shown(was), "now": plain(now)}
    return [Notice(change.key, Message("the base was {was} when the file was saved and is {now} now", values))]

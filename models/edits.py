"""Edits of a file of assumptions: its text with some fields changed, and everything else as it was, to the letter.

A field is replaced where it stands, by the marks of the YAML parser, so that comments, order, spacing and quotation
marks of all the rest stay. What comes out is checked like any file before it is used.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

import yaml

from models.assumptions import Assumption, Assumptions
from models.scenarios import written

FIELDS = (
    *("value", "low", "high", "unit", "kind", "grade"),
    *("label.nb", "label.en", "source.nb", "source.en", "reviewed", "note", "choices"),
)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Place = tuple[str, str]  # "section.key" and one of FIELDS


class Change(NamedTuple):
    """A field that differs between two files that both are complete; None where a file leaves it out."""

    key: str
    field: str
    before: Any
    after: Any


def changes(before: Assumptions, after: Assumptions) -> tuple[Change, ...]:
    """Return every field that differs, in the order of the file."""
    pairs = ((key, field, _field(before[key], field), _field(after[key], field)) for key in before for field in FIELDS)
    return tuple(Change(*each) for each in pairs if each[2] != each[3])


def _field(entry: Assumption, field: str) -> Any:
    name, _, language = field.partition(".")
    value = getattr(entry, name)
    return getattr(value, language) if language else value


def edited(text: str, edits: Mapping[Place, Any]) -> str:
    """Return the file's text with the fields changed. edits: (key, field) → value; the keys must stand in the text.

    A field that is not there yet is added after the entry's value; None takes a field away. Raises KeyError for a key
    that is not there.
    """
    starts = _line_starts(text)
    root = _children(yaml.compose(text, Loader=_LOADER))
    splices = []
    for (key, field), value in edits.items():
        section, _, name = key.partition(".")
        entry = _children(root[section])[name]
        splices.append(_splice(text, starts, entry, field, value))
    for start, end, new in sorted(splices, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _splice(text: str, starts: list[int], entry: yaml.MappingNode, field: str, value: Any) -> tuple[int, int, str]:
    """Return from where to where the text is replaced, and by what."""
    node: Any = entry
    for part in field.split("."):
        node = _children(node).get(part)
        if node is None:
            return (0, 0, "") if value is None else _addition(text, starts, entry, field, value)
    start, end = (starts[mark.line] + mark.column for mark in (node.start_mark, node.end_mark))
    if value is None:
        return _removal(text, starts, entry, field)
    end = start + len(text[start:end].rstrip())  # a block ends where the next field begins
    after_colon = " " if text[start - 1 : start] == ":" else ""
    return start, end, after_colon + _as_yaml(value)


def _removal(text: str, starts: list[int], entry: yaml.MappingNode, field: str) -> tuple[int, int, str]:
    """Return the field's own lines, or its place in a flow entry, replaced by nothing."""
    keys = [each for each, _ in entry.value]
    number = next(place for place, each in enumerate(keys) if each.value == field)
    start = starts[keys[number].start_mark.line] + keys[number].start_mark.column
    end_mark = entry.value[number][1].end_mark
    end = starts[end_mark.line] + end_mark.column
    if entry.flow_style:
        return text.rindex(",", 0, start), end, ""
    end = start + len(text[start:end].rstrip())
    line_end = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, len(text) if line_end < 0 else line_end + 1, ""


def _addition(text: str, starts: list[int], entry: yaml.MappingNode, field: str, value: Any) -> tuple[int, int, str]:
    """Return a new field after the entry's value, in the entry's own style."""
    key, node = next((each for each in entry.value if each[0].value == "value"), entry.value[0])
    end = starts[node.end_mark.line] + node.end_mark.column
    if entry.flow_style:
        return end, end, f", {field}: {_as_yaml(value)}"
    line_end = text.find("\n", end)
    at = len(text) if line_end < 0 else line_end
    return at, at, f"\n{' ' * key.start_mark.column}{f'{field}:':<9} {_as_yaml(value)}"


def _children(node: Any) -> dict[str, Any]:
    """Return a mapping's values by key."""
    return {key.value: value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _line_starts(text: str) -> list[int]:
    """Return where each line starts."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _as_yaml(value: Any) -> str:
    """Return a value as YAML reads it back: text in quotation marks, a date and a number plain."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)  # double-quoted YAML is a superset of it
    return written(value)


def with_log(text: str, made: Iterable[Change], title: str) -> str:
    """Return the file's text with a change log of comments at its end."""
    lines = [f"#   {each.key} {each.field}: {_told(each.before)} → {_told(each.after)}" for each in made]
    log = "\n".join(lines)
    return text if not lines or log in text else "\n".join([text.rstrip("\n"), "", f"# {title}", log, ""])


def _told(value: Any) -> str:
    """Return a value on one line of a comment."""
    return "–" if value is None else " ".join(_as_yaml(value).split())

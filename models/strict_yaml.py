"""YAML that means what it looks like: mappings, lists, plain numbers, dates and text, and nothing else.

Refused, each with its line: anchors and aliases, tags, duplicate keys, more than one document, deep nesting, large
files, text that is not UTF-8. `1e6`, `010`, `1_000`, `no`, `.nan` and `12,5` are text here, never a number, so a number
field that holds one gets a message. Events are read one by one without recursion, so a hostile file ends early.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from models.problems import InputError, Message, Problem, nearest, shown

LARGEST_FILE = 1_000_000  # bytes; the project's own file is a tenth of this
DEEPEST = 8
MOST_NODES = 20_000
MOST_PROBLEMS = 100

_NUMBER = re.compile(r"-?(0|[1-9]\d{0,17})(\.\d{1,17})?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Path_ = tuple[str | int, ...]

# What libyaml stops at, in its own words, as messages that can be said in the reader's language too.
_STOPS = {
    str(each): each
    for each in (
        Message("mapping values are not allowed in this context"),
        Message("mapping keys are not allowed in this context"),
        Message("block sequence entries are not allowed in this context"),
        Message("could not find expected ':'"),
        Message("did not find expected key"),
        Message("did not find expected '-' indicator"),
        Message("did not find expected ',' or ']'"),
        Message("did not find expected <document start>"),
        Message("did not find expected node content"),
        Message("character that cannot start any token"),
        Message("unexpected end of stream"),
        Message("unexpected document indicator"),
        Message("unknown escape character"),
        Message("a tab character that violates indentation"),
        Message("characters that YAML does not allow"),
    )
}
_OTHER_STOP = Message("what cannot be read as YAML")


@dataclass
class Document:
    """The data of a file and the line each key stands on: path → line, counted from 1."""

    file: str
    data: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path_) -> int | None:
        """Return the line of the key, or of the nearest key that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def add(self, path: Path_, found: Message | str, allowed: Message, advice: Message | None = None) -> None:
        """Note a problem at a key. Raises InputError when there are more than anyone would read."""
        if len(self.problems) >= MOST_PROBLEMS:
            allowed = Message("at most {count}; the rest is not listed", {"count": MOST_PROBLEMS})
            raise InputError([*self.problems, Problem("", Message("more problems"), allowed, None, self.file)])
        key = ".".join(shown(str(part)).strip('"') for part in path)
        self.problems.append(Problem(key, found, allowed, advice, self.file, self.line(path)))


def read(path: Path | str) -> Document:
    """Read a file. Raises FileNotFoundError, and InputError for what is no YAML of ours."""
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(path)
    if not path.is_file():
        raise InputError([Problem("", Message("no file"), Message("a YAML file"), file=path.name)])
    with path.open("rb") as stream:
        return parse(stream.read(LARGEST_FILE + 1), path.name)


def parse(content: bytes | str, file: str = "") -> Document:
    """Parse YAML. Problems that leave the rest readable are kept in the document; others raise InputError."""
    return _Reader(Document(file)).read(_text(content, file))


def parse_value(text: str) -> Any:
    """Parse one value, such as `1400`, `[0.3, 0.6, 1]` or `all`. Raises InputError."""
    document = parse(text)
    if document.problems:
        raise InputError(document.problems)
    return document.data


def _text(content: bytes | str, file: str) -> str:
    if len(content) > LARGEST_FILE:
        allowed = Message("at most {size} bytes", {"size": LARGEST_FILE})
        raise InputError([Problem("", Message("a larger file"), allowed, file=file)])
    try:
        if isinstance(content, str):
            return content.encode("utf-8").decode("utf-8")  # half a pair of surrogates is no text
        return content.decode("utf-8-sig")
    except UnicodeEncodeError:
        raise InputError(
            [Problem("", Message("bytes that are no UTF-8"), Message("text in UTF-8"), file=file)]
        ) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        advice = Message("save the file as UTF-8")
        raise InputError(
            [Problem("", Message("bytes that are no UTF-8"), Message("text in UTF-8"), advice, file, line)]
        ) from None


class _Reader:
    """Builds data from YAML events with a stack of its own."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.stack: list[tuple[Any, Path_, list[str]]] = []  # container, its path, the key that waits for a value
        self.nodes = 0
        self.documents = 0

    def read(self, text: str) -> Document:
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                self._take(event)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            line = mark.line + 1 if mark else None
            words = str(getattr(error, "problem", None) or "characters that YAML does not allow").removeprefix("found ")
            advice = Message("check indentation, colons and quotation marks on this line and the one above")
            found = _STOPS.get(words, _OTHER_STOP)
            problem = Problem("", found, Message("YAML"), advice, self.document.file, line)
            raise InputError([*self.document.problems, problem]) from None
        return self.document

    def _take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._refuse(Message("a second document"), Message("one document"), line)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.stack.pop()
        elif isinstance(event, (yaml.NodeEvent)):
            self._node(event, line)

    def _node(self, event: yaml.NodeEvent, line: int | None) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self._refuse(Message("more"), Message("at most {count} values", {"count": MOST_NODES}), line)
        if isinstance(event, yaml.ScalarEvent) and self._waits_for_key():
            self._key(event, line)
            return
        if self._waits_for_key():
            self._refuse(Message("a list or mapping as a key"), Message("a word as a key"), line)
        path = self._path()
        self.document.lines.setdefault(path, line or 0)
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            self.document.add(path, Message("an anchor or alias"), Message("every value written out where it stands"))
        if tag := getattr(event, "tag", None):
            self.document.add(path, shown(tag), Message("values without tags"))
        if isinstance(event, yaml.ScalarEvent):
            self._place(_resolve(event))
        elif isinstance(event, yaml.AliasEvent):
            self._place(None)
        else:
            self._open([] if isinstance(event, yaml.SequenceStartEvent) else {}, path, line)

    def _open(self, container: Any, path: Path_, line: int | None) -> None:
        if len(self.stack) >= DEEPEST:
            self._refuse(Message("deeper nesting"), Message("at most {count} levels", {"count": DEEPEST}), line)
        self._place(container)
        self.stack.append((container, path, []))

    def _waits_for_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1][0], dict) and not self.stack[-1][2]

    def _key(self, event: yaml.ScalarEvent, line: int | None) -> None:
        container, path, waiting = self.stack[-1]
        key = event.value
        waiting.append(key)
        if event.tag or event.anchor:
            self.document.add((*path, key), Message("an anchor or tag"), Message("a plain key"))
        if key in container:
            first = self.document.lines[(*path, key)]
            self.document.lines[(*path, key)] = line or first
            self.document.add(
                (*path, key),
                Message("the key twice"),
                Message("each key once; it stands on line {first} too", {"first": first}),
            )
        self.document.lines[(*path, key)] = line or 0

    def _path(self) -> Path_:
        if not self.stack:
            return ()
        container, path, waiting = self.stack[-1]
        return (*path, waiting[0]) if isinstance(container, dict) else (*path, len(container))

    def _place(self, value: Any) -> None:
        if not self.stack:
            self.document.data = value
            return
        container, _, waiting = self.stack[-1]
        if isinstance(container, dict):
            container[waiting.pop()] = value
        else:
            container.append(value)

    def _refuse(self, found: Message | str, allowed: Message, line: int | None) -> None:
        problem = Problem("", found, allowed, None, self.document.file, line)
        raise InputError([*self.document.problems, problem])


def _resolve(event: yaml.ScalarEvent) -> Any:
    text = event.value
    if not event.implicit[0]:  # quoted
        return text
    if text in ("", "~", "null"):
        return None
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def unknown(document: Document, path: Path_, known: list[str]) -> None:
    """Note a key that is not known, with the nearest that is."""
    name = str(path[-1])
    allowed = Message("a known key") if len(known) > 12 else Message("one of {names}", {"names": ", ".join(known)})
    document.add(path, Message("an unknown key"), allowed, nearest(name, known))


def unknown_value(document: Document, path: Path_, value: Any, known: list[str]) -> None:
    """Note a word that is not in a closed list, with the nearest that is."""
    found = Message("nothing") if value is None else shown(value)
    document.add(path, found, Message("one of {names}", {"names": ", ".join(known)}), nearest(str(value), known))

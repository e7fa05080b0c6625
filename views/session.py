"""One reader's session: language, assumptions and scenario. The address bar carries the scenario.

Data goes one way: a lever or the address gives a patch, the patch gives a scenario, the pages show it.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import streamlit as st

from concepts import ASSUMPTIONS_FILE, CONCEPTS, NEEDS
from models.assumptions import Assumptions, load
from models.measures import READS
from models.problems import InputError, Message, Problem, shown
from models.result import Result
from models.scenarios import Scenario, read_patch, written
from texts import LANGUAGES, Texts

LANGUAGE = "lang"
# What the address carries besides the scenario, and what each may be; the first is the default.
VIEW = {LANGUAGE: tuple(LANGUAGES), "prices": ("real", "nominal"), "concept": tuple(CONCEPTS)}


@dataclass(frozen=True)
class Session:
    """What a page needs to know. `problems` concern the file or the address; what they are about is not used."""

    say: Texts
    scenario: Scenario
    problems: tuple[Problem, ...]
    file_problems: tuple[Problem, ...]

    @property
    def dark(self) -> bool:
        """Whether the reader has a dark theme."""
        return st.context.theme.type == "dark"

    def label(self, key: str) -> str:
        """Return an assumption's name in the reader's language."""
        return self.scenario.base[key].label.in_language(self.say.language)

    @cached_property
    def results(self) -> dict[str, Result]:
        """Every concept, run in the scenario."""
        return _run(self.scenario.assumptions)

    @cached_property
    def base_results(self) -> dict[str, Result]:
        """Every concept, run as the file has it."""
        return _run(self.scenario.base)


def _run(assumptions: Assumptions) -> dict[str, Result]:
    return {id: each.evaluate(assumptions.values(id)) for id, each in CONCEPTS.items()}


@dataclass
class _LastGood:
    """The last file that could be used, kept for the whole process so that a broken save takes nothing away."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    stamp: tuple[int, int] | None = None
    assumptions: Assumptions | None = None
    problems: tuple[Problem, ...] = ()

    def refresh(self, path: Path) -> None:
        """Read the file if it has changed since the last time."""
        try:
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            if stamp != self.stamp:
                self.assumptions = load(path, NEEDS, READS)
                self.stamp, self.problems = stamp, ()
        except InputError as error:
            self.stamp, self.problems = stamp, error.problems
        except OSError:
            self.stamp = None
            self.problems = (Problem("", Message("nothing"), Message("a YAML file"), file=path.name),)


@st.cache_resource(show_spinner=False)
def _last_good(path: Path) -> _LastGood:
    return _LastGood()


def base_assumptions(path: Path = ASSUMPTIONS_FILE) -> tuple[Assumptions | None, tuple[Problem, ...]]:
    """Return the file's assumptions and, if it has problems now, the last good ones (or None) with the problems."""
    last = _last_good(path)
    with last.lock:
        last.refresh(path)
        return last.assumptions, last.problems


def language() -> str:
    """Return the language the address asks for, Norwegian if it asks for none we have."""
    return view_choice(LANGUAGE)


def open_session(base: Assumptions, file_problems: tuple[Problem, ...]) -> Session:
    """Bring address, file and what the reader did before together, and keep it for the page."""
    state = st.session_state
    pairs = _pairs_in_address()
    if "scenario" not in state or state.pairs != pairs:
        state.scenario, state.problems = read_patch(base, pairs.items())
        state.problems += _address_problems()
        state.pairs = pairs
    elif state.scenario.base is not base:
        state.scenario, state.problems = read_patch(base, _written(state.scenario).items())
    session = Session(Texts(language()), state.scenario, state.problems, file_problems)
    state.session = session
    return session


def current_session() -> Session:
    """Return the session `open_session` made for this run."""
    session: Session = st.session_state.session
    return session


def change(key: str, value: Any) -> None:
    """Change one value of the scenario, and the address with it."""
    _use(st.session_state.scenario.with_value(key, value))


def back_to_base() -> None:
    """Drop everything that differs from the base."""
    _use(Scenario(st.session_state.scenario.base, {}))


def change_language(to: str) -> None:
    """Show everything in another language."""
    _write_address(to, st.session_state.pairs)


def view_choice(key: str) -> str:
    """Return which of a page's own choices the address asks for, the default if it asks for none there is."""
    asked = st.query_params.get(key, "")
    return asked if asked in VIEW[key] else VIEW[key][0]


def keep_view_choice(key: str, value: str) -> None:
    """Let the address carry a page's own choice; the default needs no mention."""
    if value == VIEW[key][0]:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = value


def _use(scenario: Scenario) -> None:
    state = st.session_state
    state.scenario, state.pairs, state.problems = scenario, _written(scenario), ()
    _write_address(language(), state.pairs)


def _written(scenario: Scenario) -> dict[str, str]:
    return {each.key: written(each.value) for each in scenario.differences}


def _pairs_in_address() -> dict[str, str]:
    return {key: value for key, value in st.query_params.items() if key not in VIEW}


def _write_address(to: str, pairs: Mapping[str, str]) -> None:
    chosen = {key: view_choice(key) for key in VIEW} | {LANGUAGE: to}
    view = {key: choice for key, choice in chosen.items() if choice != VIEW[key][0]}
    st.query_params.from_dict({**view, **pairs})


def _address_problems() -> tuple[Problem, ...]:
    """Return what is wrong with the address besides its scenario: choices there are not, and keys given twice."""
    problems = [
        Problem(key, shown(st.query_params[key]), Message("one of {names}", {"names": ", ".join(names)}))
        for key, names in VIEW.items()
        if st.query_params.get(key, names[0]) not in names
    ]
    twice = [key for key in st.query_params if len(st.query_params.get_all(key)) > 1]
    problems += [Problem(key, Message("the key twice"), Message("each key once")) for key in twice]
    return tuple(problems)

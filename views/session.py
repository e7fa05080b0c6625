"""One reader's session: language, assumptions, scenario and kept variants. The address bar carries all of it.

Data goes one way: a lever, a preset or the address gives a patch, the patch gives a scenario, the pages show it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import streamlit as st

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
    benchmarks,
    benchmarks_file,
    funding_sources,
    judgement,
    presets,
    scoring_file,
    uncertainty_file,
    variants,
)
from models.acceptability import Standing, standing
from models.accessibility_file import Accessibility
from models.assumptions import COMMON, GRADES, KINDS, Assumptions, load
from models.benchmarks import ORDERS, Benchmarks
from models.criteria import Scoring
from models.funding_sources import FundingSources
from models.judgement import Judgement
from models.measures import LEVELS, READS
from models.outcomes import OUTCOMES
from models.presets import Preset, Presets
from models.problems import InputError, Message, Problem, shown
from models.result import Result
from models.scenarios import Difference, Notice, Scenario
from models.uncertainty_file import LARGEST_SEED, Uncertainty
from models.variants import Loaded, Variant
from texts import LANGUAGES, Texts

_NO_PRESETS: Presets = {concept: {} for concept in CONCEPTS}
LANGUAGE, VARIANT, EVERY = "lang", "variant", "every"
FILES = (
    ASSUMPTIONS_FILE,
    SCENARIOS_FILE,
    FUNDING_SOURCES_FILE,
    BENCHMARKS_FILE,
    SCORING_FILE,
    UNCERTAINTY_FILE,
    ACCESSIBILITY_FILE,
)
WATCH_SECONDS = 1.0
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
PARTS = ("payers", "investment", "plan", "cliff", "steps", "lawful", "variants")
REFERENCES = ("beside", "back_test", "why", "others", "sources")
CRITERIA = ("1", "2", "3", "4", "5", "6")  # by number: their names are the scoring file's own
SCORES = ("profile", "sure", "cost", "grounds", "citizens", "swing")
DOUBTS = ("spread", "moves", "first", "flip", "feet")
PAIRS = tuple("-".join(each) for each in combinations(CONCEPTS, 2))
SLIDES = ("cost", "gain", "feet", "end", "weigh")
SIDES = ("all", "municipality", "bir", "operator", "tenants")
# What the address carries besides the scenario, and what each may be; the first is the default.
VIEW = {
    LANGUAGE: tuple(LANGUAGES),
    "prices": ("real", "nominal"),
    "concept": tuple(CONCEPTS),
    "side": SIDES,
    "part": PARTS,
    "reference": REFERENCES,
    "order": ORDERS,
    "score": SCORES,
    "criterion": CRITERIA,
    "doubt": DOUBTS,
    "measure": tuple(OUTCOMES),
    "pair": PAIRS,
    "level": tuple(str(each) for each in LEVELS),
    "sheet": ("all", "edit", "files"),
    "slide": SLIDES,
    "section": (EVERY, COMMON, *CONCEPTS),
    "kind": (EVERY, *KINDS),
    "grade": (EVERY, *GRADES),
}
SEED = "seed"
FREE = ("find", "key", "why", "year", "flip", "target", SEED)  # and what a page's own choices may be in free text
LONGEST_FREE = 100


@dataclass(frozen=True)
class OwnFile:
    """A reader's own version of the assumptions: the file's text, what is in it, and what it was made from."""

    text: str
    assumptions: Assumptions
    made_from: Assumptions


@dataclass(frozen=True)
class Session:
    """What a page needs to know. `problems` concern the address or a saved file; what they are about is not used.

    file: the assumptions as the dashboard's file has them, or had when the reader made an own version of them.
    judgement: what the reader has set for scoring; None as long as the scoring file cannot be used.
    """

    say: Texts
    scenario: Scenario
    file: Assumptions
    presets: Presets
    variants: tuple[Variant, ...]
    benchmarks: Benchmarks | None
    scoring: Scoring | None
    judgement: Judgement | None
    uncertainty: Uncertainty | None
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]
    refused: tuple[Problem, ...]
    file_problems: tuple[Problem, ...]

    @property
    def dark(self) -> bool:
        """Whether the reader has a dark theme."""
        return st.context.theme.type == "dark"

    def label(self, key: str) -> str:
        """Return an assumption's name in the reader's language."""
        return self.scenario.base[key].label.in_language(self.say.language)

    def changed_beside(self, concept: str) -> tuple[Difference, ...]:
        """What the reader changed in a concept beside its preset."""
        return tuple(each for each in self.scenario.own if each.key.startswith(f"{concept}."))

    @cached_property
    def far_off(self) -> dict[str, tuple[str, float, float]]:
        """The inputs that are far off what others have: key → intensity, lowest, highest of theirs."""
        if self.benchmarks is None:
            return {}
        price_year = self.scenario.value(f"{COMMON}.price_year")
        own = benchmarks.own_intensities(self.results["omkrets"])
        return benchmarks.far_off_inputs(self.benchmarks, self.scenario.value, own, price_year)

    @cached_property
    def standing(self) -> Standing | None:
        """Where the concepts stand in the scenario and with the reader's judgement; None without a scoring file."""
        if self.scoring is None or self.judgement is None:
            return None
        return standing(self.scoring, self.judgement, self.results)

    @cached_property
    def results(self) -> dict[str, Result]:
        """Every concept, run in the scenario."""
        return {id: run(self.scenario, id) for id in CONCEPTS}

    @cached_property
    def base_results(self) -> dict[str, Result]:
        """Every concept, run as the file has it."""
        return {id: run(Scenario(self.scenario.base, {}), id) for id in CONCEPTS}


def run(scenario: Scenario, concept: str) -> Result:
    """Return a concept's result in a scenario."""
    return CONCEPTS[concept].evaluate(scenario.assumptions.values(concept))


@dataclass
class _LastGood:
    """The last version of a file that could be used, kept for the whole process: a broken save takes nothing away."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    stamp: tuple[Any, ...] | None = None
    made_for: object = None
    content: Any = None
    problems: tuple[Problem, ...] = ()
    text: str = ""  # of the version in use

    def read(self, path: Path, load: Callable[[], Any], made_for: object = None) -> tuple[Any, tuple[Problem, ...]]:
        """Return content and problems, read anew if the file or what it is checked against has changed."""
        with self.lock:
            if made_for is not self.made_for:
                self.stamp, self.made_for = None, made_for
            try:
                stamp = _stamp(path)
                if stamp != self.stamp:
                    text = path.read_bytes().decode("utf-8-sig", errors="replace")
                    self.content = load()
                    self.stamp, self.problems, self.text = stamp, (), text
            except InputError as error:
                self.stamp, self.problems = stamp, error.problems
            except OSError:
                self.stamp = None
                self.problems = (Problem("", Message("nothing"), Message("a YAML file"), file=path.name),)
            return self.content, self.problems


def _stamp(path: Path) -> tuple[int, int]:
    """Return what changes when a file is saved. Raises OSError if there is none."""
    status = path.stat()
    return status.st_mtime_ns, status.st_size


@st.cache_resource(show_spinner=False)
def _last_good(path: Path) -> _LastGood:
    return _LastGood()


def _checked_against(base: Assumptions, path: Path) -> _LastGood:
    """Return a file's last good version: the process's, or the session's if it has assumptions of its own."""
    own: OwnFile | None = st.session_state.get("own")
    if own is None or own.assumptions is not base:
        return _last_good(path)
    kept: dict[Path, _LastGood] = st.session_state.setdefault("own_checked", {})
    return kept.setdefault(path, _LastGood())


def _stamps() -> tuple[Any, ...]:
    return tuple(_stamp(path) if path.exists() else None for path in FILES)


def watch() -> None:
    """Look at the files once a second, for a reader on the machine they are on; others see them with the next move.

    On a loaded server a look that meets the end of a run can make Streamlit drop what was drawn.
    """
    if urlsplit(st.context.url or "").hostname in THIS_MACHINE:
        _watch()


@st.fragment(run_every=WATCH_SECONDS)
def _watch() -> None:
    """Draw the dashboard anew when one of its files has been saved."""
    if _stamps() != st.session_state.stamps:
        st.rerun()


def look_at_files() -> None:
    """Note how the files stand before they are read, so that a save in between is seen."""
    st.session_state.stamps = _stamps()


def has_own() -> bool:
    """Return whether the reader has a version of the assumptions of their own."""
    return st.session_state.get("own") is not None


def file_text(path: Path = ASSUMPTIONS_FILE) -> str:
    """Return the text of the session's own file, or of the last good version of the dashboard's."""
    own: OwnFile | None = st.session_state.get("own")
    return own.text if own else _last_good(path).text


def base_assumptions(path: Path = ASSUMPTIONS_FILE) -> tuple[Assumptions | None, tuple[Problem, ...]]:
    """Return the file's assumptions and, if it has problems now, the last good ones (or None) with the problems."""
    return _last_good(path).read(path, lambda: load(path, NEEDS, READS))


def read_presets(base: Assumptions, path: Path = SCENARIOS_FILE) -> tuple[Presets, tuple[Problem, ...]]:
    """Return the presets for these assumptions; with problems, the last good ones, or none."""
    content, problems = _checked_against(base, path).read(path, lambda: presets.load(path, base, tuple(CONCEPTS)), base)
    return content or _NO_PRESETS, problems


def read_funding_sources(path: Path = FUNDING_SOURCES_FILE) -> tuple[FundingSources | None, tuple[Problem, ...]]:
    """Return who may pay for what; with problems, the last good version, or None."""
    lines = {id: each.graph.by_name for id, each in CONCEPTS.items()}
    return _last_good(path).read(path, lambda: funding_sources.load(path, lines))


def read_benchmarks(base: Assumptions, path: Path = BENCHMARKS_FILE) -> tuple[Benchmarks | None, tuple[Problem, ...]]:
    """Return what others have published; with problems, the last good version, or None."""
    lines = CONCEPTS["omkrets"].graph.by_name
    return _checked_against(base, path).read(path, lambda: benchmarks_file.load(path, base, lines), base)


def read_scoring(path: Path = SCORING_FILE) -> tuple[Scoring | None, tuple[Problem, ...]]:
    """Return what is scored and on what evidence; with problems, the last good version, or None."""
    return _last_good(path).read(path, lambda: scoring_file.load(path, tuple(CONCEPTS)))


def read_uncertainty(
    base: Assumptions, path: Path = UNCERTAINTY_FILE
) -> tuple[Uncertainty | None, tuple[Problem, ...]]:
    """Return how the uncertain is drawn; with problems, the last good version, or None."""
    return _checked_against(base, path).read(path, lambda: uncertainty_file.load(path, base), base)


def read_accessibility(path: Path = ACCESSIBILITY_FILE) -> tuple[Accessibility | None, tuple[Problem, ...]]:
    """Return what is known of who is left out; with problems, the last good version, or None."""
    return _last_good(path).read(path, lambda: accessibility_file.load(path))


def seed_of(text: str) -> int | None:
    """Return the seed a text is, None if it is none."""
    plain = text.strip().replace("\u00a0", "").replace(" ", "")
    known = plain.isascii() and plain.isdigit() and len(plain) <= len(str(LARGEST_SEED))
    return int(plain) if known and int(plain) <= LARGEST_SEED else None


def _seed(otherwise: int) -> int:
    """Return the seed the address asks for."""
    asked = seed_of(free_choice(SEED))
    return otherwise if asked is None else asked


def language() -> str:
    """Return the language the address asks for, Norwegian if it asks for none we have."""
    return view_choice(LANGUAGE)


def open_session(base: Assumptions, file_problems: tuple[Problem, ...]) -> Session:
    """Bring address, files and what the reader did before together, and keep it for the page."""
    state = st.session_state
    own: OwnFile | None = state.get("own")
    file = own.made_from if own else base
    base = own.assumptions if own else base
    known, preset_problems = read_presets(base)
    published, benchmark_problems = read_benchmarks(base)
    scoring, scoring_problems = read_scoring()
    drawn, draw_problems = read_uncertainty(base)
    address = (_pairs_in_address(), st.query_params.get_all(VARIANT))
    if "scenario" not in state or state.address != address:
        _read(base, known, scoring, *address)
        state.problems += _address_problems()
        state.address, state.presets, state.scoring = address, known, scoring
    elif state.scenario.base is not base or state.presets is not known or state.scoring is not scoring:
        _read(base, known, scoring, *state.address)
        state.presets, state.scoring = known, scoring
    session = Session(
        Texts(language()),
        state.scenario,
        file,
        known,
        state.variants,
        published,
        scoring,
        state.judgement,
        drawn.with_seed(_seed(drawn.seed)) if drawn else None,
        state.problems,
        state.notices,
        state.refused,
        (*file_problems, *preset_problems, *benchmark_problems, *scoring_problems, *draw_problems),
    )
    state.session = session
    return session


def _read(
    base: Assumptions, known: Presets, scoring: Scoring | None, pairs: Mapping[str, str], kept: list[str]
) -> None:
    """Put scenario, judgement and variants as an address has them into the session."""
    state = st.session_state
    judged = {key: value for key, value in pairs.items() if judgement.is_judgement(key)}
    state.scenario, state.problems = variants.scenario_of(_without(pairs, judged), base, known)
    state.judged, state.judgement = judged, None
    if scoring is not None:
        state.judgement, problems = judgement.judgement_of(judged, scoring)
        state.judged = judgement.pairs_of(state.judgement, scoring)
        state.problems += problems
    state.variants, state.notices, state.refused = (), (), ()
    say = Texts(language())
    for text in kept[: variants.MOST]:
        variant, problems = variants.from_address(text, base, known)
        whole = say("{name} (read in part)", name=variant.name) if problems else variant.name
        name = variants.named(whole, [each.name for each in state.variants])
        state.variants += (Variant(name, variant.scenario),)
        state.problems += problems
    if len(kept) > variants.MOST:
        allowed = Message("at most {count}; the rest is not listed", {"count": variants.MOST})
        state.problems += (Problem(VARIANT, str(len(kept)), allowed),)


def _without(pairs: Mapping[str, str], others: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in pairs.items() if key not in others}


def current_session() -> Session:
    """Return the session `open_session` made for this run."""
    session: Session = st.session_state.session
    return session


def change(key: str, value: Any) -> None:
    """Change one value of the scenario, and the address with it."""
    _use(st.session_state.scenario.with_value(key, value))


def choose_preset(concept: str, preset: Preset) -> None:
    """Take another preset for a concept; what the reader changed beside it stays."""
    _use(st.session_state.scenario.with_preset(concept, preset))


def judge(to: Judgement) -> None:
    """Take another judgement for scoring, and the address with it."""
    state = st.session_state
    state.judgement, state.judged = to, judgement.pairs_of(to, state.scoring)
    _use(state.scenario)


def back_to_base() -> None:
    """Drop everything that differs from the base; kept variants stay."""
    state = st.session_state
    _use(variants.scenario_of({}, state.scenario.base, state.presets)[0])


def keep_variant(name: str) -> None:
    """Keep the scenario as a variant of this name, if there is room."""
    state = st.session_state
    if len(state.variants) < variants.MOST:
        unique = variants.named(name, [each.name for each in state.variants])
        _use(state.scenario, (*state.variants, Variant(unique, state.scenario)))


def use_variant(number: int) -> None:
    """Make a kept variant the scenario."""
    _use(st.session_state.variants[number].scenario)


def drop_variant(number: int) -> None:
    """Forget a kept variant."""
    kept = st.session_state.variants
    _use(st.session_state.scenario, kept[:number] + kept[number + 1 :])


def use_own(own: OwnFile | None) -> None:
    """Take a version of the assumptions of the reader's own as the base, or the dashboard's file again."""
    st.session_state.own = own
    st.session_state.pop("own_checked", None)


def use_file(loaded: Loaded) -> None:
    """Make a saved scenario the scenario, and tell what of it could not be used."""
    _use(loaded.variant.scenario)
    st.session_state.problems, st.session_state.notices = loaded.problems, loaded.notices


def refuse_file(problems: tuple[Problem, ...]) -> None:
    """Tell what is wrong with a file that is no saved scenario; everything stays as it was."""
    st.session_state.refused = problems


def change_language(to: str) -> None:
    """Show everything in another language."""
    _write_address(to)


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


def free_choice(key: str) -> str:
    """Return what the address says of a choice in free text, nothing if it says nothing."""
    return str(st.query_params.get(key, ""))[:LONGEST_FREE]


def keep_free_choice(key: str, value: str) -> None:
    """Let the address carry a choice in free text."""
    if value.strip():
        st.query_params[key] = value.strip()[:LONGEST_FREE]
    else:
        st.query_params.pop(key, None)


def address() -> dict[str, list[str]]:
    """Return all that the address carries, for links to other pages and for sharing."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def link(key: str, year: int | None = None) -> str:
    """Return the way to the explanation of "concept.line", an assumption or a measure, in a year."""
    return page_link("hvorfor", {"why": key} | ({"year": str(year)} if year else {}))


def page_link(page: str, asked: Mapping[str, str] | None = None) -> str:
    """Return the way to another page of the scenario, with what is asked of that page."""
    return f"{page}?{urlencode({**address(), **(asked or {})}, doseq=True)}"


def _use(scenario: Scenario, kept: tuple[Variant, ...] | None = None) -> None:
    state = st.session_state
    state.scenario, state.problems, state.notices, state.refused = scenario, (), (), ()
    state.variants = state.variants if kept is None else kept
    pairs = {**variants.pairs_of(scenario, state.presets), **state.judged}
    state.address = (pairs, [variants.to_address(each, state.presets) for each in state.variants])
    _write_address(language())


def _pairs_in_address() -> dict[str, str]:
    return {key: value for key, value in st.query_params.items() if key not in (*VIEW, *FREE, VARIANT)}


def _write_address(to: str) -> None:
    pairs, kept = st.session_state.address
    chosen = {key: view_choice(key) for key in VIEW} | {LANGUAGE: to}
    view = {key: choice for key, choice in chosen.items() if choice != VIEW[key][0]}
    view |= {key: free_choice(key) for key in FREE if free_choice(key)}
    st.query_params.from_dict({**view, **pairs, **({VARIANT: kept} if kept else {})})


def _address_problems() -> tuple[Problem, ...]:
    """Return what is wrong with the address besides its scenario: choices there are not, and keys given twice."""
    problems = [
        Problem(key, shown(st.query_params[key]), Message("one of {names}", {"names": ", ".join(names)}))
        for key, names in VIEW.items()
        if st.query_params.get(key, names[0]) not in names
    ]
    if free_choice(SEED) and seed_of(free_choice(SEED)) is None:
        allowed = Message("a whole number from {low} to {high}", {"low": 0, "high": LARGEST_SEED})
        problems.append(Problem(SEED, shown(free_choice(SEED)), allowed))
    twice = [key for key in st.query_params if key != VARIANT and len(st.query_params.get_all(key)) > 1]
    problems += [Problem(key, Message("the key twice"), Message("each key once")) for key in twice]
    return tuple(problems)

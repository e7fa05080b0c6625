"""Forutsetninger: which numbers is this built on, and whose? All of them, to search, change, upload and hand on."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

import streamlit as st

from concepts import ASSUMPTIONS_FILE, CONCEPTS, NEEDS
from models import assumptions as assumption_files
from models import edits, strict_yaml
from models.assumptions import COMMON, GRADES, KINDS, Assumption
from models.edits import Change
from models.measures import READS
from models.problems import InputError, Message, Problem
from views import assumption_tables as tables
from views import drawing, markup, notices, typed
from views.assumption_tables import Moved
from views.levers import plain_markdown, shown_value
from views.session import (
    EVERY,
    OwnFile,
    Session,
    address,
    current_session,
    file_text,
    free_choice,
    has_own,
    keep_free_choice,
    link,
    use_own,
)

FIRST = 25  # rows shown before one asks for all
LARGEST_MEGABYTES, LONGEST_TEXT = 1, 400
UPLOAD, REFUSED = "assumptions:upload", "assumptions:refused"
MOST_LINES = 20  # offending lines shown
EDITED = ("value", "low", "high", "grade", "source.nb", "source.en", "reviewed", "note")


def draw(session: Session) -> None:
    """Draw the page: whose numbers, and one part at a time."""
    say, base = session.say, session.scenario.base
    found = tables.moved(session.scenario.assumptions)
    answer = tables.headline(say, base)
    resting = markup.paragraph(tables.estimated(say, base, found))
    st.html(markup.heading(answer, 1) + markup.announcement(answer) + resting)
    with st.container(key="notices"):
        notices.show(session)
    made = edits.changes(session.file, base)
    titles = {
        "all": say("All numbers"),
        "edit": say("Change a number"),
        "files": say("Files and differences"),
    }
    part, tab = drawing.open_tab(titles, "sheet")
    with tab:
        match part:
            case "all":
                _all(session, found)
            case "edit":
                _edit(session, made)
            case "files":
                _files(session, made)


def _all(session: Session, found: dict[str, Moved]) -> None:
    """Draw the search, the choices, and the assumptions that fit them."""
    say = session.say
    search, first, second, third = st.columns([2, 1, 1, 1])
    with search:
        st.session_state["find"] = free_choice("find")
        label = say("Search in names, keys, sources and notes")
        st.text_input(label, key="find", on_change=lambda: keep_free_choice("find", st.session_state["find"]))
    with first:
        concepts = {COMMON: say("common"), **{id: each.name for id, each in CONCEPTS.items()}}
        section = drawing.choose(say("Concept"), {EVERY: say("all"), **concepts}, "section")
    with second:
        kinds = {each: tables.kind(say, each) for each in KINDS}
        kind = drawing.choose(say("Kind"), {EVERY: say("all"), **kinds}, "kind")
    with third:
        grades = {each: _whose(session, each) for each in GRADES}
        grade = drawing.choose(say("Whose"), {EVERY: say("all"), **grades}, "grade")
    keys = [key for key in found if _fits(session, key, section=section, kind=kind, grade=grade)]
    whole = len(keys) <= FIRST or st.checkbox(say("Show all {count}", count=len(keys)), key="show-all")
    shown = keys if whole else keys[:FIRST]
    st.html(
        markup.paragraph(say("{shown} of {count} numbers shown.", shown=len(shown), count=len(found)), "quiet")
        + (
            tables.every(session, shown, found, _link)
            if shown
            else markup.paragraph(say("Nothing fits. Search for less."))
        )
        + tables.grades(say, session.scenario.base, found)
    )


def _whose(session: Session, grade: str) -> str:
    say = session.say
    return {"A": say("report"), "B": say("published"), "C": say("estimate"), "D": say("unknown")}[grade]


def _link(key: str) -> str:
    """Return the way to change an assumption."""
    return f"?{urlencode({**address(), 'sheet': 'edit', 'key': key}, doseq=True)}"


def _fits(session: Session, key: str, *, section: str, kind: str, grade: str) -> bool:
    entry = session.scenario.base[key]
    wanted = ((section, key.partition(".")[0]), (kind, entry.kind), (grade, entry.grade))
    if any(asked not in (EVERY, has) for asked, has in wanted):
        return False
    texts = (key, entry.label.nb, entry.label.en, entry.source.nb, entry.source.en, entry.note or "")
    return all(word in " ".join(texts).casefold() for word in free_choice("find").casefold().split())


def _name(session: Session, key: str) -> str:
    section = key.partition(".")[0]
    whom = CONCEPTS[section].name if section in CONCEPTS else session.say("common")
    return f"{session.label(key)} ({whom})"


def _edit(session: Session, made: tuple[Change, ...]) -> None:
    """Draw the fields of one assumption, and what the changes come to."""
    say, base = session.say, session.scenario.base
    asked = free_choice("key")
    st.session_state["key"] = asked if asked in base else base.keys[0]
    names = {key: _name(session, key) for key in base}
    st.selectbox(
        say("Which number"),
        list(names),
        format_func=names.__getitem__,
        key="key",
        on_change=lambda: keep_free_choice("key", st.session_state["key"]) if st.session_state["key"] in base else None,
    )
    key = st.session_state["key"]
    left, right = st.columns(2)
    with left:
        _form(session, key)
    with right:
        st.html(tables.key_measures(session))
        if made:
            st.html(markup.paragraph(_count(session, made)))
        else:
            st.html(markup.paragraph(say("Nothing is changed from the dashboard's file."), "quiet"))


def _count(session: Session, made: tuple[Change, ...]) -> str:
    return session.say(
        "{count} fields differ from the dashboard's file. It is not written to: take yours with you under Files.",
        count=len(made),
    )


def _form(session: Session, key: str) -> None:
    say, entry = session.say, session.scenario.base[key]
    with st.form(f"edit:{key}", border=True):
        fields = _value_fields(session, key, entry)
        fields["grade"] = st.radio(
            say("Whose"),
            GRADES,
            GRADES.index(entry.grade),
            horizontal=True,
            format_func=lambda each: _whose(session, each),
            key=_field_key(session, key, "grade"),
        )
        for name, text in (("source.nb", entry.source.nb), ("source.en", entry.source.en), ("note", entry.note or "")):
            fields[name] = st.text_input(
                tables.field(say, name), text, key=_field_key(session, key, name), max_chars=LONGEST_TEXT
            )
        asked = st.form_submit_button(say("Use this"))
    if asked:
        _take(session, key, fields)
    refused = st.session_state.get(REFUSED)
    if refused and refused[0] == key:
        st.html(markup.notice(say("This could not be used, so nothing is changed"), refused[1]))
    if session.scenario.value(key) != entry.value:
        now = shown_value(session, entry, session.scenario.value(key))
        st.html(
            markup.paragraph(say("A lever is set to {value} and counts before this number.", value=now), "quiet alarm")
        )
    same = all(_was(entry, name) == _was(session.file[key], name) for name in edits.FIELDS)
    text = say("This number as in the file again")
    st.button(text, key="edit:back", disabled=same, on_click=_put_back, args=(session, key))
    st.html(markup.link(link(why_key(session, key)), say("What it is used for")))


def why_key(session: Session, key: str) -> str:
    """Return how an assumption is asked about: by a concept that has it."""
    section, _, name = key.partition(".")
    reader = next((id for id, each in CONCEPTS.items() if name in each.assumptions), next(iter(CONCEPTS)))
    return f"{section if section in CONCEPTS else reader}.{name}"


def _put_back(session: Session, key: str) -> None:
    """Give one number of the reader's version back what the file has."""
    entry, file = session.scenario.base[key], session.file[key]
    back = {(key, name): _was(file, name) for name in EDITED if _was(entry, name) != _was(file, name)}
    use_own(_checked(session, edits.edited(file_text(), back)))
    st.session_state[REFUSED] = None


def _field_key(session: Session, key: str, name: str) -> str:
    """Return a field's key: a new one where the number is written otherwise, or has been saved otherwise meanwhile."""
    was = str(_was(session.scenario.base[key], name)).encode()
    return f"edit:{key}:{name}:{session.say.language}:{crc32(was):x}"


def _value_fields(session: Session, key: str, entry: Assumption) -> dict[str, Any]:
    """Draw the fields for value and range, and return what stands in them."""
    say, fields = session.say, dict[str, Any]()
    if typed.is_typed(entry):
        unit = "%" if typed.in_percent(entry) else say.unit(entry.unit)
        for name in ("value", "low", "high") if entry.low is not None else ("value",):
            label = f"{tables.field(say, name)} ({unit})" if unit else tables.field(say, name)
            text = typed.written(say, entry, getattr(entry, name))
            fields[name] = st.text_input(plain_markdown(label), text, key=_field_key(session, key, name))
    elif entry.choices:
        labels = {each.value: each.label.in_language(say.language) for each in entry.choices}
        options = list(labels) if entry.value in labels else [*labels, entry.value]
        fields["value"] = st.radio(
            tables.field(say, "value"),
            options,
            options.index(entry.value),
            format_func=lambda each: plain_markdown(labels.get(each, str(each))),
            key=_field_key(session, key, "value"),
        )
    return fields


def _take(session: Session, key: str, fields: dict[str, Any]) -> None:
    """Make the fields that were changed the reader's own version, or say what is wrong with them."""
    entry = session.scenario.base[key]
    new, wrong = _read(session, entry, fields)
    changed = {(key, name): value for name, value in new.items() if value != _was(entry, name)}
    if not wrong and changed:
        changed[key, "reviewed"] = date.today()
        try:
            use_own(_checked(session, edits.edited(file_text(), changed)))
        except InputError as error:
            wrong = [notices.problem_text(session, each) for each in error.problems]
    st.session_state[REFUSED] = (key, wrong) if wrong else None
    if not wrong and changed:
        st.rerun()


def _read(session: Session, entry: Assumption, fields: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the fields as values, and a sentence for each that cannot be read."""
    say, new, wrong = session.say, dict[str, Any](), list[str]()
    for name, given in fields.items():
        value = typed.read(say, entry, given) if name in ("value", "low", "high") and typed.is_typed(entry) else given
        if isinstance(value, Message):
            wrong.append(f"{tables.field(say, name)}: {say(value.template, **value.values)}")
        elif name == "note" and not given.strip():
            new[name] = None  # an empty note is none
        else:
            new[name] = value
    return new, wrong


def _was(entry: Assumption, name: str) -> Any:
    first, _, language = name.partition(".")
    return getattr(getattr(entry, first), language) if language else getattr(entry, first)


def _checked(session: Session, text: str, file: str = ASSUMPTIONS_FILE.name) -> OwnFile:
    """Return a version of the file, checked like the file itself. Raises InputError."""
    return OwnFile(text, assumption_files.check(strict_yaml.parse(text, file), NEEDS, READS), session.file)


def _files(session: Session, made: tuple[Change, ...]) -> None:
    """Draw what differs, and offer the file to take away, to bring, and to give up."""
    say = session.say
    if made:
        st.html(markup.paragraph(_count(session, made)) + tables.changed(session, made) + tables.key_measures(session))
    else:
        st.html(markup.paragraph(say("Nothing is changed from the dashboard's file.")))
    st.button(say("Back to the dashboard's file"), key="own-back", on_click=_give_up, disabled=not has_own())
    text, title = file_text(), say("Changed in the dashboard {date}", date=date.today().isoformat())
    st.download_button(
        say("Take the file of assumptions with you"),
        lambda: edits.with_log(text, made, title),  # made when asked for, outside of the session
        file_name="assumptions.yaml",
        mime="application/yaml",
        key="assumptions:download",
        on_click="ignore",
    )
    st.file_uploader(
        say("Bring a file of assumptions"),
        max_upload_size=LARGEST_MEGABYTES,
        key=UPLOAD,
        on_change=lambda: _bring(session),
        help=say("It takes the place of the dashboard's file for you alone, until you give it up or leave."),
    )
    refused = st.session_state.get(REFUSED)
    if refused and refused[0] == UPLOAD:
        st.html(markup.notice(say("The file could not be used, so nothing is changed"), refused[1]))


def _give_up() -> None:
    use_own(None)
    st.session_state[REFUSED] = None


def _bring(session: Session) -> None:
    """Take an uploaded file as the reader's own version, or list what is wrong with it, with the lines it is about."""
    uploaded = st.session_state[UPLOAD]
    st.session_state[REFUSED] = None
    if uploaded is None:
        return
    content = uploaded.getvalue()
    try:
        strict_yaml.parse(content, uploaded.name)  # is it text at all?
        use_own(_checked(session, content.decode("utf-8-sig"), uploaded.name))
    except InputError as error:
        st.session_state[REFUSED] = (UPLOAD, _told(session, error.problems, content))


def _told(session: Session, problems: tuple[Problem, ...], content: bytes) -> list[str]:
    """Return each problem with the line it is about, as text."""
    lines = content.decode("utf-8", errors="replace").splitlines()
    said = []
    for number, each in enumerate(problems):
        text = notices.problem_text(session, each)
        if each.line and each.line <= len(lines) and number < MOST_LINES:
            line = "".join(mark if mark.isprintable() else "�" for mark in lines[each.line - 1].strip()[:120])
            text += f"  →  {line}"
        said.append(text)
    return said


if __name__ == "__main__":
    draw(current_session())

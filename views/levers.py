"""The sidebar: the levers that matter most, what differs from the base, and the way back. Names only, no numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import streamlit as st

from concepts import CONCEPTS
from models.assumptions import COMMON, Assumption
from models.presets import Preset
from models.scenarios import Difference
from models.units import UNITS
from texts import LANGUAGES, Texts
from views import markup
from views.session import Session, back_to_base, change, change_language, choose_preset

Levers = Mapping[str, tuple[str, ...]]  # section → names of its assumptions

_COMMON = ("horizon_years", "loan_interest_rate")
# What matters on each page, first things first. A page about one concept shows that concept's alone.
COMPARISON: Levers = {
    "omkrets": (
        "market_rent",
        "rent_steps",
        "gross_area",
        "take_up",
        "centre_fte",
        "property_owner",
        "municipal_deficit_share",
        "bir_deficit_share",
        "support_years",
        "reception_share_bir",
    ),
    "bruk_bergen": ("staff_fte", "membership_fee", "municipal_deficit_share", "support_years"),
    "bergen_reparerer": ("staff_fte", "users", "municipal_deficit_share", "support_years"),
    COMMON: _COMMON,
}
FUNDING: Levers = {
    "omkrets": (
        "support_years",
        "municipal_deficit_share",
        "bir_deficit_share",
        "property_owner",
        "municipal_capital_share",
        "bir_capital_share",
        "state_grant",
        "reception_share_bir",
        "head_rent",
        "loan_years",
        "grace_years",
        "loan_type",
        "market_rent",
    ),
    "bruk_bergen": (
        "support_years",
        "municipal_deficit_share",
        "bir_deficit_share",
        "state_grant",
        "membership_fee",
        "host_cost_share",
        "staff_fte",
    ),
    "bergen_reparerer": (
        "support_years",
        "municipal_deficit_share",
        "bir_deficit_share",
        "state_grant",
        "partner_contribution",
        "staff_fte",
    ),
    COMMON: _COMMON,
}
REFERENCE: Levers = {
    "omkrets": (
        "sales_per_area",
        "market_rent",
        "building_cost",
        "gross_area",
        "lettable_share",
        "shop_area",
        "centre_fte",
        "reception_share_bir",
        "municipal_capital_share",
    ),
    "bruk_bergen": ("membership_fee", "members", "staff_fte", "shop_sales"),
    "bergen_reparerer": ("users", "repairs_per_user", "emission_per_repair", "weight_per_repair"),
    COMMON: _COMMON,
}
SCORING: Levers = {
    "omkrets": ("gross_area", "sales_per_area", "take_up", "work_training_places", "property_owner"),
    "bruk_bergen": ("members", "new_shops", "sales_uplift"),
    "bergen_reparerer": ("users", "repairs_per_user", "weight_per_repair"),
    COMMON: ("additionality", "price_per_kg"),
}
UNCERTAINTY: Levers = {
    "omkrets": (
        "building_cost",
        "gross_area",
        "property_operation_cost",
        "market_rent",
        "take_up",
        "sales_per_area",
        "reception_share_bir",
        "municipal_deficit_share",
        "property_owner",
    ),
    "bruk_bergen": ("staff_fte", "membership_fee", "members", "owner_contribution", "municipal_deficit_share"),
    "bergen_reparerer": ("staff_fte", "hosting_cost", "users", "municipal_deficit_share"),
    COMMON: ("horizon_years", "loan_interest_rate", "fte_cost"),
}
MOST_STEPS = 40
SUPPORT_YEARS = (*range(11), 12, 15)
_NICE = (1, 2, 2.5, 5, 10)


def sidebar(
    session: Session, levers: Levers, *, opened: str, answer: str, first: Callable[[], None] = lambda: None
) -> None:
    """Draw the sidebar. Nothing above a lever comes or goes: it keeps its place and the keyboard's focus.

    opened: the section that stands open; answer: what is shown where the page itself is out of sight; first: draws
    what matters more on this page than any lever.
    """
    say, changed = session.say, len(session.scenario.differences)
    with st.sidebar:
        _language(say)
        with st.container(key="answer"):
            st.html(markup.paragraph(answer, "quiet"))
        first()
        st.html(markup.heading(say("What if …")))
        back = say("All back to base ({count} changed)", count=changed)
        st.button(back, key="reset", on_click=back_to_base, disabled=not changed, width="stretch")
        for section, names in levers.items():
            title = CONCEPTS[section].name if section in CONCEPTS else say("Common to all three")
            heading = st.expander(title, expanded=section == opened, key=f"levers:{section}", on_change="rerun")
            if heading.open:  # a lever behind a closed heading would cost as much as one in sight
                with heading:
                    _preset(session, section)
                    for name in names:
                        _lever(session, f"{section}.{name}")
        _differences(session)


def _preset(session: Session, concept: str) -> None:
    """Ask how the concept is organised and funded."""
    chosen = session.scenario.presets.get(concept)
    if chosen is None:
        return
    widget, known = f"preset:{concept}", session.presets[concept]
    st.session_state[widget] = chosen.id
    st.selectbox(
        session.say("Set-up"),
        list(known),
        format_func=lambda id: known[id].title.in_language(session.say.language),
        key=widget,
        help=plain_markdown(session.say("Who owns, who pays, until when. Each sets several levers at once.")),
        on_change=lambda: _take_preset(concept, known, st.session_state[widget]),
    )


def _take_preset(concept: str, known: Mapping[str, Preset], id: str) -> None:
    """Choose a preset; a browser may still send a title in the language before, which is no choice of anyone's."""
    if id in known:
        choose_preset(concept, known[id])


def _language(say: Texts) -> None:
    st.session_state.language = say.language  # the address decides, also after going back
    st.segmented_control(
        "Språk / Language",
        LANGUAGES,
        required=True,
        format_func=LANGUAGES.__getitem__,
        key="language",
        on_change=lambda: change_language(st.session_state.language),
        label_visibility="collapsed",
    )


def _differences(session: Session) -> None:
    """List what differs from the base, with a way back for each."""
    say = session.say
    st.html(markup.heading(say("Changed from the base")))
    if not session.scenario.differences:
        st.html(markup.paragraph(say("Nothing. Move a lever and see what happens."), "quiet"))
    for each in session.scenario.differences:
        text = plain_markdown(f"↩ {difference_text(session, each)}")
        st.button(text, key=f"reset:{each.key}", on_click=change, args=(each.key, each.base), width="stretch")


def difference_text(session: Session, difference: Difference, *, within: str = "") -> str:
    """Return a difference in words: name, from, to; within a concept its name needs no mention."""
    entry, key = session.scenario.base[difference.key], difference.key
    return session.say(
        "{name}: {base} → {value}",
        name=inside(session.label(key)) if key.startswith(f"{within}.") else full_name(session, key),
        base=shown_value(session, entry, difference.base, with_unit=False),
        value=shown_value(session, entry, difference.value),
    )


def full_name(session: Session, key: str) -> str:
    """Return an assumption's name with its concept's before it."""
    concept = CONCEPTS.get(key.split(".", maxsplit=1)[0])
    label = session.label(key)
    return f"{concept.name}, {inside(label)}" if concept else label


def inside(name: str) -> str:
    """Return a name as it stands inside a sentence: BIR stays BIR."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _lever(session: Session, key: str) -> None:
    """Draw one lever: a list to choose from, or a slider over the plausible range."""
    entry, value = session.scenario.base[key], session.scenario.value(key)
    widget = f"lever:{key}"
    st.session_state[widget] = value
    listed = isinstance(value, tuple) and entry.unit == "support years"  # a slider would take it for a range
    draw = _slide if slides(entry) and not listed else _choose
    draw(
        lever_label(session, key),
        among(positions(entry), value),
        key=widget,
        help=lever_help(session, key),
        format_func=_writer(session, entry),
        on_change=lambda: change(key, st.session_state[widget]),
    )
    if key in session.far_off:
        st.html(markup.paragraph(far_off(session, key), "quiet alarm"))


def far_off(session: Session, key: str) -> str:
    """Return that an input is far off what others have, with their range."""
    return session.say("Far off what others have: {range}.", range=others_range(session, key))


def others_range(session: Session, key: str) -> str:
    """Return what others have of an input that is far off theirs."""
    id, low, high = session.far_off[key]
    say, published = session.say, session.benchmarks
    each = published.intensities[id] if published else None
    unit = each.unit if each and each.lever == key else session.scenario.base[key].unit
    lowest, highest = say.value(float(f"{low:.2g}"), unit), say.quantity(float(f"{high:.2g}"), unit)
    theirs = highest if low == high else say("{low} to {high}", low=lowest, high=highest)
    return f"{inside(each.label.in_language(say.language))} {theirs}" if each and each.lever == key else theirs


def slides(entry: Assumption) -> bool:
    """Return whether an assumption is moved with a slider; the others are chosen from a list."""
    return entry.low is not None or entry.unit == "support years"


def positions(entry: Assumption) -> list[Any]:
    """Return what a lever can be set to: years of support, the named choices, or round steps over the range."""
    if entry.unit == "support years":
        return [*SUPPORT_YEARS, "all"]
    return slider_options(entry) if entry.low is not None else [each.value for each in entry.choices]


def _choose(*arguments: Any, **options: Any) -> None:
    st.radio(*arguments, **options)


def _slide(*arguments: Any, **options: Any) -> None:
    st.select_slider(*arguments, **options)


def _writer(session: Session, entry: Assumption) -> Callable[[Any], str]:
    """Return how a position is written: a name if it has one, else the number; its unit stands in the label."""
    if entry.unit == "support years":  # the label says what is counted
        return lambda value: session.say("all") if value == "all" else session.say.listed(_years(value))
    plain = str if slides(entry) else plain_markdown  # a slider shows its positions as they are
    return lambda value: plain(shown_value(session, entry, value, with_unit=False))


def _years(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, tuple) else [str(value)]


def among(options: list[Any], value: Any) -> list[Any]:
    """Return the options with the value among them, in order of size where they are all numbers."""
    if value in options:
        return options
    numbers = all(isinstance(each, (int, float)) for each in (*options, value))
    return sorted([*options, value]) if numbers else [*options, value]


def lever_label(session: Session, key: str) -> str:
    """Return a lever's name with its unit and whose number it is."""
    entry = session.scenario.base[key]
    unit = session.say.unit(entry.unit)
    name = f"{session.label(key)} ({unit})" if unit else session.label(key)
    return plain_markdown(f"{name} ·\u00a0{evidence(session.say, entry.grade)}")


def lever_help(session: Session, key: str) -> str:
    """Return base, range and source, as Markdown with nothing left that could be taken for markup."""
    say, entry = session.say, session.scenario.base[key]
    parts = [say("Base: {value}.", value=shown_value(session, entry, entry.value))]
    if entry.low is not None and entry.high is not None:
        low, high = say.value(entry.low, entry.unit), say.quantity(entry.high, entry.unit)
        parts.append(say("Plausible range: {low} to {high}.", low=low, high=high))
    parts.append(
        say("Source ({evidence}): {source}.", evidence=evidence(say, entry.grade), source=_source(session, entry))
    )
    return plain_markdown(" ".join(parts))


def _source(session: Session, entry: Assumption) -> str:
    return entry.source.in_language(session.say.language).rstrip(".")


def plain_markdown(text: str) -> str:
    """Return a text that Markdown shows as it is: no emphasis, links, pictures, colours, icons or formulas."""
    text = text.replace("&", "&amp;").replace("www.", "www\u2060.")
    escaped = "".join(f"\\{character}" if character in "\\`*_{}[]<>#+!|~$:" else character for character in text)
    return escaped.replace("\\:", "\\:\u2060")  # a word joiner keeps addresses and icon names from being recognised


def evidence(say: Texts, grade: str) -> str:
    """Return whose number it is, in a word: the report's, others', a guess, or nobody's yet."""
    return {
        "A": say("● report"),
        "B": say("◐ published"),
        "C": say("○ estimate"),
        "D": say("? unknown"),
    }[grade].replace(" ", "\u00a0")


def shown_value(session: Session, entry: Assumption, value: Any, *, with_unit: bool = True) -> str:
    """Return a value in words where it has a name, else as a number the reader's way."""
    for choice in entry.choices:
        if choice.value == value and type(choice.value) is type(value):
            return choice.label.in_language(session.say.language)
    if entry.unit == "support years":
        several = isinstance(value, (list, tuple))
        say = session.say
        if several:
            return say("Operating years {years}", years=say.listed(_years(value)))
        return say("The first operating year") if value == 1 else say("The first {years} operating years", years=value)
    return session.say.quantity(value, entry.unit) if with_unit else session.say.value(value, entry.unit)


def slider_options(entry: Assumption) -> list[Any]:
    """Return the positions of a slider: round steps over the plausible range, with low, value and high among them."""
    return list(_positions(entry.low, entry.value, entry.high, UNITS[entry.unit].step))


@cache
def _positions(low: Any, value: Any, high: Any, smallest: float) -> tuple[Any, ...]:
    first, last = Decimal(str(low)), Decimal(str(high))
    step = max(_nice_step((last - first) / MOST_STEPS), Decimal(str(smallest)))
    steps = range(int(first / step), int(last / step) + 1)
    inside = {each * step for each in steps if first <= each * step <= last}
    numbers = sorted({*inside, first, last, Decimal(str(value))})
    integers = isinstance(low, int) and isinstance(value, int) and isinstance(high, int)
    return tuple(int(each) if integers and each == int(each) else float(each) for each in numbers)


def _nice_step(least: Decimal) -> Decimal:
    if least <= 0:  # low and high are the same
        return Decimal(1)
    magnitude = Decimal(1).scaleb(least.adjusted())
    return next(magnitude * Decimal(str(nice)) for nice in _NICE if magnitude * Decimal(str(nice)) >= least)

"""Our `accessibility.yaml` is whole and honest; one with a mistake in it gets a sentence with its line."""

from __future__ import annotations

import pytest

from concepts import ACCESSIBILITY_FILE
from models.accessibility_file import check, load
from models.problems import InputError
from models.strict_yaml import parse

OURS = load(ACCESSIBILITY_FILE)
VALID = """\
holds:
  - {nb: Alt, en: Everything}
shortcomings:
  keys_lost:
    criterion: {number: "2.1.1", name: {nb: Tastatur, en: Keyboard}}
    whose: streamlit
    what: {nb: Trykk faller bort, en: Presses get lost}
    instead: {nb: Vent, en: Wait}
  overlays:
    whose: streamlit
    what: {nb: Menyer utenfor, en: Menus outside}
    instead: {nb: Ingenting, en: Nothing}
    axe: {rule: region, where: "#portal"}
tested:
  - {date: 2026-11-24, what: {nb: Hver side, en: Every page}, tool: {nb: axe-core, en: axe-core}}
not_tested:
  - {nb: Skjermlesere, en: Screen readers}
contact: {nb: Kommunen, en: The municipality}
"""


def problems(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        check(parse(text, "mine.yaml"))
    return [str(each) for each in caught.value.problems]


def test_the_file_that_is_broken_below_is_whole() -> None:
    known = check(parse(VALID, "mine.yaml"))
    assert list(known.shortcomings) == ["keys_lost", "overlays"]
    assert [each.criterion is None for each in known.shortcomings.values()] == [False, True]
    assert list(known.deviations) == ["keys_lost"]
    assert known.rules == {"region": "#portal"}
    assert known.last_tested.isoformat() == "2026-11-24"


@pytest.mark.parametrize(
    ("old", "new", "where", "says"),
    [
        ('number: "2.1.1"', "number: 2.1", "5: shortcomings.keys_lost.criterion.number", "found 2.1; allowed: text of"),
        (
            'number: "2.1.1"',
            'number: "5.1.1"',
            "5: shortcomings.keys_lost.criterion.number",
            'found "5.1.1"; allowed: the number of a criterion, such as 2.1.1',
        ),
        (
            "whose: streamlit",
            "whose: theirs",
            "6: shortcomings.keys_lost.whose",
            'found "theirs"; allowed: one of ours, streamlit, plotly',
        ),
        ("instead: {nb: Vent, en: Wait}", "insted: {nb: Vent}", "8: shortcomings.keys_lost.insted", "found an unknown"),
        ("en: Wait", "nn: Vent", "8: shortcomings.keys_lost.instead.nn", "found an unknown key"),
        (
            "rule: region",
            'rule: "Region!"',
            "13: shortcomings.overlays.axe.rule",
            'found "Region!"; allowed: the name of a rule of axe-core',
        ),
        ("date: 2026-11-24", "date: yesterday", "15: tested.0.date", "allowed: a date such as 2026-11-23"),
        ("date: 2026-11-24, ", "", "15: tested.0.date", "found nothing; allowed: every entry has this field"),
        ("  - {nb: Skjermlesere, en: Screen readers}\n", "", "16: not_tested", "found nothing; allowed: a list"),
        (
            "not_tested:\n  - {nb: Skjermlesere, en: Screen readers}",
            "not_tested: []",
            "16: not_tested",
            "allowed: a list",
        ),
        ("- {nb: Alt, en: Everything}", "- Alt", "2: holds.0", 'found "Alt"; allowed: an indented block of fields'),
        ("contact: {nb: Kommunen, en: The municipality}\n", "", ": contact", "found nothing; allowed: every entry has"),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, where: str, says: str) -> None:
    assert old in VALID
    found = problems(VALID.replace(old, new, 1))
    assert any(where in each and says in each for each in found), found


def test_all_mistakes_are_told_at_once() -> None:
    broken = VALID.replace('"2.1.1"', '"9.1.1"').replace("rule: region", "rule: R")
    assert len(problems(broken)) == 2


def test_ours_says_whom_to_tell_and_that_nobody_who_depends_on_it_has_tried_it() -> None:
    assert "skjermleser" in OURS.not_tested[0].nb
    assert "screen reader" in OURS.not_tested[0].en
    assert OURS.contact.nb


def test_what_is_ours_is_nothing_that_stops_anyone() -> None:
    """A shortcoming of our own is to be mended, or said here why not."""
    assert [id for id, each in OURS.shortcomings.items() if each.whose == "ours"] == []

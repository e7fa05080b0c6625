"""The page Tilgjengelighet and the foot that leads to it: all of the file stands there, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from concepts import ACCESSIBILITY_FILE
from models.accessibility_file import Accessibility, Criterion, load
from tests.screen import Opened, headline, open_page, text
from texts import LANGUAGES, Texts
from views import accessibility, session
from views.session import _LastGood

OURS = load(ACCESSIBILITY_FILE)
FOOT = re.compile(r'<div class="foot"[^>]*><a class="inside" href="tilgjengelighet\?([^"]*)"')
PAGES = ["comparison", "funding", "reference", "scoring", "uncertainty", "assumptions", "why", "method"]


def known(**changes: object) -> Accessibility:
    return OURS.model_copy(update=changes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_the_file_stands_on_the_page(opened: Opened, language: str) -> None:
    said = text(opened("accessibility", lang=language))
    for each in OURS.shortcomings.values():
        assert each.what.in_language(language) in said
        assert each.instead.in_language(language) in said
    for each in (*OURS.holds, *OURS.not_tested, OURS.contact, *(each.what for each in OURS.tested)):
        assert each.in_language(language) in said


def test_the_headline_counts_what_is_known_and_calls_nothing_good_that_is_not(opened: Opened) -> None:
    assert headline(opened("accessibility")) == (
        f"Verktøyet er delvis i samsvar med WCAG 2.1 på nivå AA: {len(OURS.deviations)} kjente avvik, ingen i det "
        "vi selv har laget."
    )
    one = next(iter(OURS.deviations.values()))
    say = Texts("nb")
    assert accessibility.headline(say, known(shortcomings={"one": one})).endswith("ett avvik er kjent.")
    assert accessibility.headline(say, known(shortcomings={})) == (
        "Verktøyet har ingen kjente avvik fra WCAG 2.1 på nivå AA."
    )
    ours = one.model_copy(update={"whose": "ours"})
    assert "2 kjente avvik, 1 i det vi selv" in accessibility.headline(say, known(shortcomings={"a": one, "b": ours}))


def test_deviations_come_in_the_order_of_wcag_and_good_practice_last() -> None:
    numbers = ["2.1.1", "1.4.13", "1.4.3"]
    one = next(iter(OURS.deviations.values()))
    words = one.what
    given = {each: one.model_copy(update={"criterion": Criterion(number=each, name=words)}) for each in numbers} | {
        "practice": one.model_copy(update={"criterion": None})
    }
    html = accessibility.shortcomings(Texts("en"), known(shortcomings=given))
    heads = re.findall(r'role="rowheader"><span>([^<]*)</span>', html)
    assert heads == ["1.4.3", "1.4.13", "2.1.1", "–"]


def test_the_formal_statement_is_said_to_be_elsewhere(opened: Opened) -> None:
    said = text(opened("accessibility"))
    assert "§ 18" in said
    assert "ikke den formelle tilgjengelighetserklæringen" in said


@pytest.mark.parametrize("page", [*PAGES, "accessibility"])
def test_every_page_has_a_foot_that_leads_there_with_the_scenario(opened: Opened, page: str) -> None:
    app = opened(page, lang="en", **{"omkrets.market_rent": "1300"})
    html = " ".join(each.proto.body for each in app.get("html"))
    assert FOOT.findall(html) == ["lang=en&amp;omkrets.market_rent=1300"]
    assert ('target="_self" aria-current="page"' in html) == (page == "accessibility")


def test_a_broken_file_is_told_and_the_page_still_stands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "accessibility.yaml"
    broken.write_text("holds: 5\n", encoding="utf-8")
    whole = session.read_accessibility
    monkeypatch.setattr(session, "_last_good", lambda path: _LastGood())
    monkeypatch.setattr(session, "read_accessibility", lambda: whole(broken))
    app = open_page("accessibility")
    assert headline(app) == "Erklæringen kan ikke vises før filen er rettet"
    assert "accessibility.yaml, linje 1, holds" in text(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lever_has_its_unit_in_its_name_or_in_what_is_read_out(opened: Opened, language: str) -> None:
    app, say = opened(lang=language), Texts(language)
    base = session.base_assumptions()[0]
    assert base is not None
    sliders = [each for each in app.select_slider if str(each.key).startswith("lever:")]
    assert len(sliders) > 10
    for each in sliders:
        unit = base[str(each.key).removeprefix("lever:")].unit
        named = say.unit(unit) and f"({say.unit(unit)})" in each.label.replace("\\", "")
        assert named or "%" in each.options[0] or unit == "support years", each.label

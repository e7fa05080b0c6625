"""Nobody is left out: axe-core on every part of every page, headings, landmarks, charts, zoom, spacing, keyboard.

Each part is opened once and looked at in both languages and both sizes; light and dark take turns, so that every page
is seen in every pair of language, size and theme. What axe finds is held against `accessibility.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from concepts import ACCESSIBILITY_FILE, CONCEPTS
from models.accessibility_file import load
from tests.visiting import NARROW, WIDE, Visit, settle, visiting
from views.session import DOUBTS, PARTS, REFERENCES, SCORES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("reach")]

KNOWN = load(ACCESSIBILITY_FILE).rules
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "elementRef": False}
AUDIT = (Path(__file__).parent / "audit.js").read_text(encoding="utf-8")
AUDITS = ["headings", "landmarks", "sliders", "charts", "drawn"]
TALL = 4500  # px: axe measures contrast only in what is in view
ZOOMED = {"width": 320, "height": 256}  # 1280 × 1024 at 400 %
# A box to choose from has other titles in another language, and then lets the page be drawn once more by itself.
CALM = """() => new Promise((calm) => {
    let since = performance.now();
    const look = () => {
        const app = document.querySelector('[data-testid="stApp"]');
        const busy = app.dataset.testScriptState !== "notRunning" || document.querySelector('[data-stale="true"]');
        if (busy) since = performance.now();
        if (performance.now() - since > 250) calm(); else requestAnimationFrame(look);
    };
    look();
})"""
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }"""  # WCAG 1.4.12
ENGLISH = re.compile(
    r"\b(the|sidebar|skip to|help for|fullscreen|running|stop|open|close|choose|menu|expand|collapse|content|press|"
    r"upload|copy|clipboard|per file|remove|add)\b",
    re.I,
)
WORDS = """() => [...document.querySelectorAll('*')].flatMap((e) => [
    ...['aria-label', 'title', 'placeholder', 'alt'].map((a) => e.getAttribute(a)),
    ...[...e.childNodes].filter((n) => n.nodeType === 3)
        .filter(() => !e.closest('script, style, noscript, [translate="no"]')).map((n) => n.nodeValue)
]).filter(Boolean).map((s) => s.trim()).filter(Boolean)"""


class Part(NamedTuple):
    """A part of a page: its address, and how many charts it has."""

    page: str
    path: str
    charts: int = 0


FUNDING = "/finansiering?omkrets=bir_led_guarantee&variant=En;omkrets=bir_led&part="
JUDGED = "/vurdering?weights=10-20-60-10&arrow.omkrets.social=2&score="
FUNDING_CHARTS = {"payers": 1, "investment": 1, "cliff": 1}
REFERENCE_CHARTS = {"back_test": 2, "why": 1}
DOUBT_CHARTS = {"spread": 1, "flip": 1}
OPENED = {
    "comparison": Part("comparison", "/?omkrets.market_rent=1300", 2),
    "comparison, far off": Part("comparison", "/?omkrets.support_years=3&omkrets.market_rent=2500", 2),
    **{each: Part("funding", FUNDING + each, FUNDING_CHARTS.get(each, 0)) for each in PARTS},
    **{
        each: Part("reference", f"/referanser?omkrets.market_rent=800&reference={each}", REFERENCE_CHARTS.get(each, 0))
        for each in REFERENCES
    },
    **{each: Part("scoring", JUDGED + each, int(each == "cost")) for each in SCORES},
    **{f"doubt {each}": Part("uncertainty", f"/usikkerhet?doubt={each}", DOUBT_CHARTS.get(each, 0)) for each in DOUBTS},
    "all numbers": Part("assumptions", "/forutsetninger"),
    "one number": Part("assumptions", "/forutsetninger?sheet=edit&key=omkrets.market_rent"),
    "files": Part("assumptions", "/forutsetninger?sheet=files"),
    "why a line": Part("why", "/hvorfor?why=omkrets.rent"),
    "why a figure": Part("why", "/hvorfor"),
    "method": Part("method", "/metode"),
    "method again": Part("method", "/metode"),
    "statement": Part("accessibility", "/tilgjengelighet"),
    "statement again": Part("accessibility", "/tilgjengelighet"),
}
# Light and dark take turns within a page. In light Norwegian is wide and English narrow, in dark the other way.
NUMBER = {id: [each for each in OPENED if OPENED[each].page == part.page].index(id) for id, part in OPENED.items()}
PLANS = {
    "light": (("nb", WIDE), ("en", NARROW)),
    "dark": (("nb", NARROW), ("en", WIDE)),
}


def scheme(id: str) -> str:
    return list(PLANS)[NUMBER[id] % 2]


class Seen(NamedTuple):
    """What was found in a part: audits by (language, width), words that stand there in Norwegian."""

    axe: list[str]
    audits: dict[tuple[str, int], dict[str, Any]]
    english: list[str]
    sideways: list[str]
    clipped: dict[int, list[str]]
    slowest: float


def violations(page: Page, *parts: str) -> list[tuple[str, str, bool]]:
    """What axe finds in parts of the page or all of it: rule, the element's beginning, and whether it is known."""
    found = page.evaluate(
        """async ([parts, options, known]) => {
            const where = parts.length ? { include: parts.map((each) => [each]) } : document;
            const { violations } = await axe.run(where, options);
            return violations.flatMap((each) => each.nodes.map((node) => {
                const element = document.querySelector(node.target.at(-1));
                const expected = Boolean(known[each.id] && element?.closest(known[each.id]));
                return [each.id, node.html.slice(0, 200), expected];
            }));
        }""",
        [parts, OPTIONS, KNOWN],
    )
    return [tuple(each) for each in found]


def calm(page: Page) -> None:
    """Wait until nothing has moved for a moment: a page may be drawn once more after its first settling."""
    settle(page)
    page.evaluate(CALM)


def in_english(page: Page) -> None:
    """Take the other language; a press while the page calculates may get lost (`keys_lost` in accessibility.yaml)."""
    for _ in range(3):
        page.locator("[data-testid=stButtonGroup] [role=radio]", has_text="English").evaluate("(e) => e.click()")
        try:
            page.wait_for_function("document.documentElement.lang === 'en'", timeout=6000, polling=100)
            return
        except PlaywrightTimeout:
            continue
    expect(page.locator("html")).to_have_attribute("lang", "en")


def nothing_left(page: Page, audit: str) -> list[str]:
    """What an audit finds that does not go away by itself, as a chart does that is drawn anew for another width."""
    try:
        page.wait_for_function(f"audit.{audit}().length === 0", timeout=2000, polling=200)
    except PlaywrightTimeout:
        return list(page.evaluate(f"audit.{audit}()"))
    return []


def divided() -> list[Any]:
    """The parts in two groups, so that two workers share them."""
    half = {"funding", "reference", "assumptions", "method"}
    marks = {
        page: [pytest.mark.xdist_group("half")] if page in half else [] for page in {p.page for p in OPENED.values()}
    }
    return [pytest.param(id, marks=marks[part.page]) for id, part in OPENED.items()]


@pytest.fixture(scope="module", params=divided())
def seen(request: pytest.FixtureRequest, server: str, browser: Browser) -> Iterator[Seen]:
    """A part, opened once and looked at from all sides."""
    id = request.param
    part, plan = OPENED[id], PLANS[scheme(id)]
    with visiting(server, browser) as opened:
        options = {"color_scheme": scheme(id), "reduced_motion": "reduce"}
        page = opened(part.path, part.charts, viewport={**plan[0][1], "height": TALL}, **options)
        if not id.endswith("again"):  # closed tables are looked at too
            page.evaluate("document.querySelectorAll('main details > summary').forEach((each) => each.click())")
        calm(page)
        yield look(page, part, plan, whole=NUMBER[id] < 2)


def look(page: Page, part: Part, plan: tuple[tuple[str, dict[str, int]], ...], *, whole: bool) -> Seen:
    page.evaluate(AXE_SCRIPT)
    page.evaluate(AUDIT)
    axe, audits, english = [], {}, []
    for language, size in plan:
        page.set_viewport_size({**size, "height": TALL})
        if language == "en":
            in_english(page)
            calm(page)
        else:
            english = [each for each in page.evaluate(WORDS) if ENGLISH.search(each) and "/ Language" not in each]
        expect(page.locator(".js-plotly-plot .main-svg:first-child")).to_have_count(part.charts)
        nothing_left(page, "unnamed")  # a drawing has its name a moment after it is there
        found = violations(page) if whole or language == "nb" else violations(page, "main", "#foot")
        axe += [f"{language} {size['width']} {rule}: {html}" for rule, html, known in found if not known]
        audits[language, size["width"]] = page.evaluate(
            f"() => Object.fromEntries({AUDITS}.map((each) => [each, audit[each]()]))"
        )
    page.set_viewport_size(ZOOMED)
    sideways = nothing_left(page, "sideways")
    page.add_style_tag(content=SPACED)
    clipped = {}
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        clipped[size["width"]] = nothing_left(page, "clipped")
    slowest = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll("*")].flatMap((e) => {
            const style = getComputedStyle(e);
            return `${style.transitionDuration},${style.animationDuration}`.split(",").map(parseFloat);
        }))"""
    )
    return Seen(axe, audits, english, sideways, clipped, slowest)


def test_every_page_is_seen_in_every_pair_of_language_size_and_theme() -> None:
    runs = {
        (part.page, language, size["width"], scheme(id))
        for id, part in OPENED.items()
        for language, size in PLANS[scheme(id)]
    }
    for page in {part.page for part in OPENED.values()}:
        mine = [run[1:] for run in runs if run[0] == page]
        for one, other in ((0, 1), (0, 2), (1, 2)):
            assert len({(run[one], run[other]) for run in mine}) == 4, page


def test_axe_finds_nothing_that_is_not_known(seen: Seen) -> None:
    assert seen.axe == []


def test_there_is_one_main_heading_and_none_is_skipped(seen: Seen) -> None:
    for place, audit in seen.audits.items():
        levels = audit["headings"]
        assert levels.count(1) == 1, place
        assert all(after <= before + 1 for before, after in pairwise(sorted(levels[:1]) + levels)), (place, levels)


def test_the_parts_of_the_page_are_named_landmarks(seen: Seen) -> None:
    names = {"nb": ("Sider", "Om verktøyet"), "en": ("Pages", "About the dashboard")}
    for (language, _), audit in seen.audits.items():
        found = [tuple(each) for each in audit["landmarks"]]
        assert [each[0] for each in found].count("main") == 1
        assert ("navigation", names[language][0]) in found
        assert ("contentinfo", names[language][1]) in found
        assert all(name for role, name in found if role != "main")
        assert len({each for each in found if each[0] == "region"}) == len(
            [each for each in found if each[0] == "region"]
        )


def test_every_chart_has_a_name_and_its_numbers_in_a_table(seen: Seen) -> None:
    for audit in seen.audits.values():
        assert [each for each in audit["charts"] if not (each["name"] and each["numbers"])] == []


def test_text_in_charts_stands_out(seen: Seen) -> None:
    for audit in seen.audits.values():
        assert [each for each in audit["drawn"] if each[1] < 4.5] == []  # WCAG 1.4.3


def test_every_slider_says_its_name_and_value(seen: Seen) -> None:
    for audit in seen.audits.values():
        assert [each for each in audit["sliders"] if not (each["label"].strip() and each["said"].strip())] == []


def test_at_400_per_cent_nothing_is_beside_the_window(seen: Seen) -> None:
    assert seen.sideways == []


def test_more_space_between_letters_words_and_lines_hides_no_text(seen: Seen) -> None:
    assert seen.clipped == {NARROW["width"]: [], WIDE["width"]: []}


def test_who_asks_for_less_motion_gets_none(seen: Seen) -> None:
    assert seen.slowest <= 0.001


def test_nothing_on_the_norwegian_screen_is_english(seen: Seen) -> None:
    assert seen.english == []


# --- what opens over the page -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "size", "theme"), [("/", WIDE, "light"), ("/?lang=en", NARROW, "dark")])
def test_with_levers_menus_and_help_open_axe_finds_what_is_known_and_all_of_it(
    visit: Visit, path: str, size: dict[str, int], theme: str
) -> None:
    page = visit(path, viewport={**size, "height": TALL}, color_scheme=theme, reduced_motion="reduce")
    for section in list(CONCEPTS)[1:]:
        page.locator(f".st-key-levers-{section} summary").click()
    settle(page)
    page.evaluate(AXE_SCRIPT)
    page.locator(".st-key-preset-omkrets input").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()
    found = violations(page)
    page.keyboard.press("Escape")
    page.locator(".st-key-lever-omkrets-market_rent [data-testid=stTooltipIcon] button").focus()
    expect(page.get_by_role("tooltip")).to_be_visible()
    found += violations(page)
    page.keyboard.press("Escape")  # WCAG 1.4.13
    expect(page.get_by_role("tooltip")).to_have_count(0)
    assert [each for each in found if not each[2]] == []
    assert {rule for rule, _, _ in found} == set(KNOWN)


def test_a_refused_file_is_explained_in_sight_and_in_norwegian(visit: Visit, tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_text("#" * 1_500_000, encoding="utf-8")
    page = visit("/forutsetninger?sheet=files", 0, viewport={**NARROW, "height": TALL})
    page.set_input_files('input[type="file"]', large)
    told = page.get_by_role("alert")
    expect(told).to_have_text("Feil: Filen er større enn 1 MB; ingenting ble lest.")
    box = told.bounding_box()
    assert box is not None
    assert box["height"] > 15
    assert box["width"] > 100
    page.evaluate(AXE_SCRIPT)
    assert [each for each in violations(page, "main") if not each[2]] == []
    page.evaluate(AUDIT)
    assert nothing_left(page, "sideways") == []


# --- keyboard ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "charts", "options"),
    [
        ("/", 2, {}),
        ("/vurdering?score=grounds", 0, {"viewport": NARROW, "color_scheme": "dark"}),
        ("/forutsetninger?sheet=edit&key=omkrets.market_rent", 0, {"forced_colors": "active"}),
    ],
)
def test_the_whole_page_is_walked_by_keyboard_and_one_always_sees_where_one_is(
    visit: Visit, path: str, charts: int, options: dict[str, Any]
) -> None:
    page = visit(path, charts, reduced_motion="reduce", **options)
    calm(page)
    page.evaluate(AUDIT)
    stops = []
    for _ in range(150):
        page.keyboard.press("Tab")
        stop = page.evaluate("audit.focus()")
        if stop is None:
            continue  # out of the page, or what had the focus has just been drawn anew
        if stops and stop["id"] == stops[0]["id"]:
            break
        stops.append(stop)
    assert 20 < len(stops) < 140  # round to where it began: no trap
    assert len({each["id"] for each in stops}) == len(stops)
    assert [each["what"] for each in stops if not each["ring"]] == []
    assert [each["what"] for each in stops if not each["inside"]] == []
    assert [each["what"] for each in stops if each["covered"]] == []  # WCAG 2.4.11
    assert "Tilgjengelighet" in [each["what"].split()[-1] for each in stops]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_foot_leads_to_the_statement_of_the_scenario_read_from_its_top(visit: Visit, size: dict[str, int]) -> None:
    page = visit("/metode?omkrets.market_rent=1300", 0, viewport=size)
    page.get_by_role("contentinfo").get_by_role("link", name="Tilgjengelighet").click()
    expect(page).to_have_url(re.compile(r"/tilgjengelighet\?omkrets\.market_rent=1300"))
    expect(page.locator("h1")).to_contain_text("WCAG")
    settle(page)
    expect(page.locator("h1")).to_be_in_viewport()
    expect(page.get_by_role("contentinfo").get_by_role("link")).to_have_attribute("aria-current", "page")
    assert page.errors == []


def test_what_is_chosen_is_seen_in_the_colours_a_reader_has_chosen(visit: Visit) -> None:
    page = visit("/vurdering?score=sure", 0, forced_colors="active")
    tab = page.locator("[role=tab][aria-selected=true]")
    assert tab.evaluate("(e) => getComputedStyle(e).borderBottomWidth") == "4px"
    chosen = visit("/", forced_colors="active").locator("[data-testid=stRadio] label:has(input:checked)").first
    assert chosen.evaluate("(e) => getComputedStyle(e).outlineStyle") == "solid"


def test_bars_are_seen_in_the_colours_a_reader_has_chosen(visit: Visit) -> None:
    page = visit("/vurdering?score=profile", 0, forced_colors="active")
    bars = page.evaluate(
        """() => [...document.querySelectorAll(".track > i")].filter((e) => e.offsetWidth > 2).map((e) => {
            const style = getComputedStyle(e), track = getComputedStyle(e.parentElement);
            return style.backgroundImage !== "none" || style.backgroundColor !== track.backgroundColor;
        })"""
    )
    assert bars
    assert all(bars)

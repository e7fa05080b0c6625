"""The meeting view in a real browser: keys, live levers, undo, no server, no outside request, accessibility, fit."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, WebSocketRoute, expect

from tests.test_reach import ENGLISH, TAGS
from tests.visiting import NARROW, PATIENCE, WIDE, Visit, local

SCROLLER = "document.querySelector('[data-testid=stMain]').parentElement"

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("meeting")]

QUESTIONS = {
    "cost": "Hva koster det kommunen?",
    "gain": "Hva får vi for pengene?",
    "feet": "Står det på egne ben?",
    "end": "Hva skjer når støtten slutter?",
    "weigh": "Hva veier mest?",
}
STEP = 20  # kr/m²: between two positions of the rent


def rent(page: Page) -> Locator:
    return page.get_by_role("slider", name="Omkrets, markedsleie")


def answer(page: Page) -> Locator:
    return page.locator(".meeting .answer")


def take_hold(page: Page, slider: Locator) -> dict[str, float]:
    """Press the mouse button on a slider's thumb; return where the slider is."""
    box = slider.bounding_box()
    assert box is not None
    share = float(slider.evaluate("e => e.value / e.max"))
    page.mouse.move(box["x"] + 17 + share * (box["width"] - 34), box["y"] + box["height"] / 2)
    page.mouse.down()
    return box  # type: ignore[return-value]


def drag_to(page: Page, box: dict[str, float], share: float) -> None:
    page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2, steps=4)


def test_a_meeting_is_led_through_all_questions_by_keyboard(visit: Visit) -> None:
    page = visit("/mote", 0)
    place, ids = page.locator(".meeting .place"), list(QUESTIONS)
    expect(page).to_have_title("Møte – ombruk i Bergen")
    expect(page.locator('[data-testid="stSidebar"]')).to_have_count(0)
    for number, (id, key) in enumerate(zip(ids, ("", "ArrowRight", "PageDown", "ArrowRight", "PageDown"), strict=True)):
        if key:
            page.keyboard.press(key)
            expect(page).to_have_url(re.compile(f"slide={id}"))
        expect(page.locator("h1")).to_contain_text(QUESTIONS[id])
        expect(place).to_have_text(f"{number + 1} av 5")
    expect(page.get_by_role("button", name="Neste")).to_have_attribute("aria-disabled", "true")
    for _ in range(3):  # faster than the pages come
        page.keyboard.press("ArrowLeft")
    expect(place).to_have_text("2 av 5")
    page.get_by_role("button", name="Forrige").press("Enter")
    expect(place).to_have_text("1 av 5")
    expect(page.get_by_role("button", name="Forrige")).to_be_focused()
    rent(page).focus()
    page.keyboard.press("ArrowRight")  # moves the slider, not the page
    expect(page).to_have_url(re.compile(r"omkrets\.market_rent=1420"))
    expect(place).to_have_text("1 av 5")
    page.keyboard.press("PageDown")  # as a clicker sends it
    expect(place).to_have_text("2 av 5")
    expect(page).to_have_url(re.compile(r"omkrets\.market_rent=1420"))
    expect(page.locator(".meeting .said p")).to_contain_text("Endret fra utgangspunktet: Omkrets, markedsleie")
    page.get_by_role("link", name="Til hele verktøyet").press("Enter")
    expect(page.locator("h1")).to_contain_text("Omkrets koster kommunen")
    expect(page).to_have_url(re.compile(r"/\?.*omkrets\.market_rent=1420"))
    assert (page.outside, page.errors) == ([], [])


def test_figures_and_chart_follow_the_thumb_and_the_rest_follows_when_it_is_let_go(visit: Visit) -> None:
    page = visit("/mote", 0)
    before, line = answer(page).inner_text(), page.locator(".meeting svg .line").first
    drawn, address = line.get_attribute("d"), page.url
    box = take_hold(page, rent(page))
    drag_to(page, box, 0.1)
    expect(answer(page)).not_to_have_text(before)
    assert line.get_attribute("d") != drawn
    lowest = answer(page).inner_text()
    drag_to(page, box, 0.9)
    expect(answer(page)).not_to_have_text(lowest)
    assert page.url == address  # nothing is told before it is let go
    assert page.locator("#live").inner_text() == "" or "Markedsleie" not in page.locator("#live").inner_text()
    drag_to(page, box, 0.0)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"omkrets\.market_rent=1000"))
    said = page.locator(".meeting .said p")
    expect(said).to_contain_text("mer i året, mest fordi leie gir")
    expect(page.locator("#live")).to_contain_text("mest fordi leie gir")
    assert rent(page).bounding_box() == pytest.approx(box, abs=1)  # the levers keep their place
    undo = page.get_by_role("button", name="Angre")
    undo.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/mote$"))
    expect(said).to_contain_text("Angret: Omkrets, markedsleie")
    expect(rent(page)).to_have_attribute("aria-valuetext", "1\u00a0400\u00a0kr/m²/år")
    expect(answer(page)).to_have_text(before)
    expect(undo).to_be_focused()
    expect(undo).to_have_attribute("aria-disabled", "true")


def test_no_press_of_a_key_is_lost(visit: Visit) -> None:
    page = visit("/mote", 0)
    rent(page).focus()
    at = int(rent(page).input_value())
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    expect(rent(page)).to_have_value(str(at + 8))
    expect(page).to_have_url(re.compile(f"market_rent={1400 + 8 * STEP}"))
    expect(rent(page)).to_have_value(str(at + 8))
    expect(rent(page)).to_be_focused()


def test_what_comes_late_from_the_server_does_not_move_the_thumb_back(browser: Browser, server: str) -> None:
    page = browser.new_page(viewport=WIDE, locale="nb-NO")
    held: list[bytes | str] = []
    holding: list[WebSocketRoute] = []

    def pass_on(route: WebSocketRoute) -> None:
        upstream = route.connect_to_server()
        upstream.on_message(lambda each: held.append(each) if holding else route.send(each))
        routes.append(route)

    routes: list[WebSocketRoute] = []
    page.route_web_socket(re.compile("_stcore/stream"), pass_on)
    page.goto(f"{server}/mote")
    rent(page).focus()
    at = int(rent(page).input_value())
    holding.append(routes[-1])
    page.keyboard.press("ArrowRight")
    for _ in range(200):  # the answer to the first press is under way
        if held:
            break
        page.evaluate("() => new Promise(requestAnimationFrame)")
    assert held
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    holding.clear()
    for each in held:
        routes[-1].send(each)
    expect(page).to_have_url(re.compile(f"market_rent={1400 + 3 * STEP}"))
    expect(rent(page)).to_have_value(str(at + 3))
    page.close()


def test_the_levers_work_while_the_server_is_gone_and_what_is_chosen_is_kept(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport=WIDE, locale="nb-NO")
    page, gone, sockets = context.new_page(), list[bool](), list[WebSocketRoute]()

    def through(route: Route) -> None:  # nothing but the server is ever there
        route.abort() if gone or not local(route.request.url, server) else route.continue_()

    def socket(route: WebSocketRoute) -> None:
        if gone:
            route.close()
        else:
            route.connect_to_server()
            sockets.append(route)

    context.route("**/*", through)
    page.route_web_socket(re.compile("_stcore/stream"), socket)
    page.goto(f"{server}/mote?slide=end")
    years = page.get_by_role("slider", name="Omkrets, driftsår med dekning av underskudd")
    before = answer(page).inner_text()
    gone.append(True)
    sockets[-1].close()
    expect(page.locator(".meeting .said p")).to_contain_text("Ingen kontakt med serveren")
    box = take_hold(page, years)
    drag_to(page, box, 0.2)
    expect(answer(page)).to_contain_text("har ingen sagt ja til å dekke")
    page.mouse.up()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert answer(page).inner_text() != before
    chosen = years.input_value()
    gone.clear()
    expect(page).to_have_url(re.compile(rf"omkrets\.support_years={chosen}"))
    expect(page.locator(".meeting .said p")).to_contain_text("Regningen er bare flyttet")
    context.close()


def test_a_weight_takes_the_others_with_it_and_gives_them_back(visit: Visit) -> None:
    page = visit("/mote?slide=weigh&weights=40-30-20-10", 0)
    sliders = page.get_by_role("slider")
    first = sliders.first
    before = [each.get_attribute("aria-valuetext") for each in sliders.all()]
    first.focus()
    page.keyboard.press("End")
    expect(sliders.nth(1)).to_have_attribute("aria-valuetext", "0\u00a0%")
    expect(page).to_have_url(re.compile("weights=(100-0|0-100|0-0-100|0-0-0-100)"))
    page.get_by_role("button", name="Angre").click()
    for each, was in zip(sliders.all(), before, strict=True):
        expect(each).to_have_attribute("aria-valuetext", str(was))


def test_another_concept_is_one_press_away(visit: Visit) -> None:
    page = visit("/mote?slide=feet", 0)
    page.get_by_role("button", name="Bruk Bergen").click()
    expect(page).to_have_url(re.compile("concept=bruk_bergen"))
    expect(answer(page)).to_contain_text("Bruk Bergen kan ikke stå på egne ben")
    expect(page.get_by_role("slider", name="Bruk Bergen, full medlemsavgift")).to_be_visible()
    expect(page.get_by_role("button", name="Bruk Bergen")).to_be_focused()


def test_the_numbers_behind_the_chart_are_a_table_and_nothing_is_english(visit: Visit) -> None:
    page = visit("/mote", 0)
    page.get_by_text("Tallene bak diagrammet").click()
    table = page.get_by_role("region", name=re.compile(r"mill\.\skr, faste")).get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(22)  # 2027 to 2047 and a head
    expect(page.get_by_role("img", name=re.compile("Diagram: Kommunens samlede betaling"))).to_be_visible()
    texts = page.locator(".meeting").evaluate(
        """root => [...root.querySelectorAll('*')].flatMap((e) => [
            ...['aria-label', 'title'].map((name) => e.getAttribute(name)),
            ...[...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.nodeValue)]).filter(Boolean)"""
    )
    assert [each for each in texts if ENGLISH.search(each)] == []


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_slide_fits_the_projector_and_no_screen_scrolls_sideways(visit: Visit, language: str) -> None:
    page = visit(f"/mote?lang={language}", 0)
    main = page.locator('[data-testid="stMain"]')
    for number in range(5):
        expect(page.locator(".meeting .place")).to_have_text(re.compile(f"^{number + 1} "))
        page.set_viewport_size(WIDE)
        page.wait_for_function(f"{SCROLLER}.scrollHeight === {WIDE['height']}", timeout=PATIENCE)
        smallest = page.locator(".meeting").evaluate(
            """root => Math.min(...[...root.querySelectorAll('*')]
                .filter((e) => e.textContent.trim() && e.checkVisibility())
                .map((e) => parseFloat(getComputedStyle(e).fontSize)))"""
        )
        assert smallest >= 18
        page.set_viewport_size({"width": 320, "height": 640})  # as at 400 % zoom
        expect(main).to_have_js_property("clientWidth", 320)
        assert main.evaluate("e => e.scrollWidth") <= 320
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.keyboard.press("ArrowRight")


@pytest.mark.parametrize(
    ("path", "size", "scheme", "background"),
    [
        ("/mote", WIDE, "light", "rgb(255, 255, 255)"),
        ("/mote?lang=en&omkrets.support_years=3&omkrets.market_rent=2500", NARROW, "dark", "rgb(22, 24, 26)"),
    ],
    ids=["wide, light", "narrow, dark"],
)
def test_axe_finds_no_violation_on_any_slide(
    visit: Visit, path: str, size: dict[str, int], scheme: str, background: str
) -> None:
    height = size["height"] if size == WIDE else 2400  # axe sees contrast only in what is in view
    page = visit(path, 0, viewport={**size, "height": height}, color_scheme=scheme, reduced_motion="reduce")
    expect(page.locator('[data-testid="stApp"]')).to_have_css("background-color", background)
    for number in range(5):
        expect(page.locator(".meeting .place")).to_have_text(re.compile(f"^{number + 1} "))
        if size == WIDE or number in (0, 1, 3):  # lines, bars, stacks
            page.locator(".meeting summary").click()
            found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
            assert [(number, each["id"], node["html"][:200]) for each in found for node in each["nodes"]] == []
            page.locator(".meeting summary").click()
        page.keyboard.press("ArrowRight")

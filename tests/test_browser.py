"""The dashboard in a real browser: keyboard, address, language, narrow screens, nothing from outside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.visiting import NARROW, SCROLLED, WIDE, Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ANSWER = "table.comparison td"
SLIDER = '.st-key-lever-omkrets-market_rent input[type="range"]'


def annual_cost(page: Page) -> float:
    """What Omkrets costs a year: the figure on the screen and, where it is told, the change from the base."""
    text = page.locator(ANSWER).first.inner_text().replace("−", "-").replace("\u00a0", " ")
    change = re.search(r"endret ([+-][\d ]+) kr", text)
    return float(change[1].replace(" ", "")) if change else 0.0


def test_a_slider_moved_with_the_keyboard_moves_the_figures_the_right_way(visit: Visit) -> None:
    page = visit()
    slider = page.locator(SLIDER)
    slider.focus()
    expect(slider).to_have_attribute("aria-valuetext", "1\u00a0400")
    page.keyboard.press("ArrowRight")
    expect(page.locator(ANSWER).first).to_contain_text("endret")
    once = annual_cost(page)
    assert once < 0  # 20 kr/m² more in rent, well below what drives shops out: the municipality pays less
    expect(slider).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("omkrets.market_rent=1440"))
    expect(page.locator(ANSWER).first).not_to_contain_text(f"{abs(once):.0f}"[:2])
    assert annual_cost(page) < once
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("omkrets.market_rent=1380"))
    expect(page.locator(ANSWER).first).to_contain_text("+")
    assert annual_cost(page) > 0


def test_the_answer_is_on_the_first_screen_without_scrolling(visit: Visit) -> None:
    page = visit()
    last = page.locator("table.comparison tr").last.bounding_box()
    assert last is not None
    assert last["y"] + last["height"] <= WIDE["height"]
    assert page.evaluate(SCROLLED) == 0


def test_the_new_answer_is_announced_to_screen_readers(visit: Visit) -> None:
    page = visit()
    page.locator(SLIDER).focus()
    page.keyboard.press("End")
    expect(page.locator("#live")).to_contain_text("Omkrets koster kommunen")


def test_a_reloaded_address_shows_the_same_scenario(visit: Visit) -> None:
    page = visit()
    page.locator(SLIDER).focus()
    page.keyboard.press("Home")
    expect(page).to_have_url(re.compile("omkrets.market_rent=1000"))
    expect(page.locator(ANSWER).first).to_contain_text("endret")
    answer = page.locator(ANSWER).first.inner_text()
    page.reload()
    for line in answer.splitlines():
        expect(page.locator(ANSWER).first).to_contain_text(line)
    page.go_back()
    expect(page.locator(ANSWER).first).not_to_contain_text("endret")


@pytest.mark.parametrize(("path", "language"), [("/", "nb"), ("/?lang=en", "en")])
def test_the_page_says_which_language_it_is_in(visit: Visit, path: str, language: str) -> None:
    page = visit(path)
    expect(page.locator("html")).to_have_attribute("lang", language)
    title = {"nb": "Sammenligning – ombruk i Bergen", "en": "Comparison – reuse in Bergen"}[language]
    expect(page).to_have_title(title)
    expect(page.locator("h1")).to_have_count(1)


ASKED = "/finansiering?omkrets=bir_led_guarantee&variant=En;omkrets=bir_led&part="


def test_an_official_learns_what_it_costs_if_bir_leads_and_we_guarantee_three_years(visit: Visit) -> None:
    page = visit()
    page.get_by_role("navigation").get_by_role("link", name="Finansiering").click()
    expect(page).to_have_url(re.compile("/finansiering"))
    expect(page).to_have_title("Finansiering – ombruk i Bergen")
    page.locator(".st-key-preset-omkrets input").click()
    page.get_by_role("option", name="BIR leder, 3 års garanti").click()
    expect(page.locator("h1")).to_contain_text("Fra 2031 har ingen sagt ja til å dekke et underskudd på")
    rows = page.locator("table.figures").first
    expect(rows.get_by_role("row").filter(has_text="Ingen har sagt ja")).to_contain_text("fra 2031 i snitt")
    left = page.locator("td.alarm span").first
    assert left.evaluate("e => getComputedStyle(e).color") == "rgb(163, 21, 21)"  # the alarm colour
    expect(page.locator("#live")).to_contain_text("Fra 2031 har ingen sagt ja")
    page.get_by_role("tab", name="Når støtten slutter").click()
    expect(page.locator(".notice")).to_contain_text("i nåverdi til og med 2047")
    page.get_by_role("tab", name="Sammenlign og lagre").click()
    page.locator(".st-key-variant-keep button").click()
    expect(page.locator("table.variants")).to_contain_text("BIR leder, 3 års garanti")
    link = page.locator('[data-testid="stCode"]').inner_text()
    colleague = visit(link.replace(page.url.split("/finansiering")[0], ""), 0)
    expect(colleague.locator("h1")).to_have_text(page.locator("h1").inner_text())
    expect(colleague.locator("table.variants")).to_contain_text("BIR leder, 3 års garanti")


def test_a_scenario_saved_as_a_file_comes_back(visit: Visit, tmp_path: Path) -> None:
    page = visit(f"{ASKED}variants", 0)
    with page.expect_download() as download:
        page.locator(".st-key-variant-save button").click()
    file = tmp_path / "scenario.yaml"
    download.value.save_as(file)
    other = visit("/finansiering?part=variants", 0)
    other.set_input_files('input[type="file"]', file)
    expect(other).to_have_url(re.compile("omkrets=bir_led_guarantee"))
    expect(other.locator("h1")).to_have_text(page.locator("h1").inner_text())
    other.go_back()
    expect(other.locator("h1")).to_contain_text("Alle underskudd er dekket")


def test_the_pages_are_a_navigation_that_says_where_one_is(visit: Visit) -> None:
    page = visit("/finansiering?omkrets=bir_led", 1)
    expect(page.get_by_role("navigation").locator('[aria-current="page"]')).to_have_text("Finansiering")
    page.get_by_role("navigation").get_by_role("link", name="Sammenligning").click()
    expect(page).to_have_url(re.compile(r"/\?omkrets=bir_led$"))
    expect(page.locator(ANSWER).first).to_contain_text("BIR 6,2 mill. kr i tillegg")
    page.go_back()
    expect(page.locator("h1")).to_contain_text("BIR betaler 6,2 mill. kr i året")


def test_levers_moved_fast_and_another_language_leave_no_error(visit: Visit) -> None:
    page = visit("/finansiering?part=steps", 0)
    page.locator(SLIDER).focus()
    expect(page.locator(SLIDER)).to_be_focused()
    for number in range(20):
        page.keyboard.press("ArrowRight" if number < 12 else "ArrowLeft")
    expect(page).to_have_url(re.compile(r"omkrets\.market_rent=1\d+"))  # a busy machine may swallow a press
    page.get_by_text("English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("tab", name="Rent steps")).to_have_attribute("aria-selected", "true")
    page.get_by_text("Bruk Bergen", exact=True).first.click()
    expect(page.get_by_role("tab", name="Fee steps")).to_have_attribute("aria-selected", "true")
    page.get_by_text("Norsk").click()
    expect(page.get_by_role("tab", name="Avgiftstrapp")).to_have_attribute("aria-selected", "true")
    expect(page.locator('[data-testid="stAlert"]')).to_have_count(0)


def test_a_politician_weighs_by_keyboard_and_reads_whether_it_matters(visit: Visit) -> None:
    page = visit("/vurdering", 0)
    expect(page.locator("h1")).to_contain_text("Omkrets får høyest score med disse vektene, 4,0")
    scores = page.locator("table.bars").first.bounding_box()
    assert scores is not None
    assert scores["y"] + scores["height"] <= WIDE["height"]  # the answer and the totals on the first screen
    waste = page.locator('.st-key-weight-waste input[type="range"]')
    waste.focus()
    page.keyboard.press("End")
    expect(page).to_have_url(re.compile("weights=0-0-100-0"))
    expect(page.locator("h1")).to_contain_text("Bergen Reparerer får høyest score")
    expect(page.locator("#live")).to_contain_text("Bergen Reparerer får høyest score")
    expect(waste).to_be_focused()
    expect(page.locator("#live")).to_contain_text("Vektene deres endrer førsteplassen")
    page.go_back()
    expect(page.locator("h1")).to_contain_text("Omkrets får høyest score")


def test_swing_weighting_by_mouse_ends_at_the_scores(visit: Visit) -> None:
    page = visit("/vurdering?score=swing", 0)
    page.get_by_text("som ellers ville blitt avfall").click()
    page.get_by_role("button", name="Bruk disse vektene").click()
    expect(page).to_have_url(re.compile("weights=20-20-40-20"))
    expect(page.get_by_role("tab", name="Score")).to_have_attribute("aria-selected", "true")


def test_a_lever_keeps_the_focus_on_the_page_funding(visit: Visit) -> None:
    page = visit("/finansiering", 1)
    slider = page.locator('.st-key-lever-omkrets-support_years input[type="range"]')
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator("h1")).to_contain_text("Fra 2028 har ingen sagt ja")
    expect(slider).to_be_focused()


@pytest.mark.parametrize("path", ["/", "/?lang=en"])
def test_no_request_leaves_the_machine(visit: Visit, path: str) -> None:
    page = visit(path)
    page.locator(".st-key-levers-bruk_bergen summary").click()
    page.locator(".st-key-more summary").click()
    expect(page.locator(".st-key-more table")).to_be_visible()
    assert page.outside == []
    assert page.errors == []


def test_a_narrow_screen_has_the_levers_in_the_page_under_the_answer(visit: Visit) -> None:
    page = visit(viewport=NARROW)
    slider = page.locator(SLIDER)
    slider.scroll_into_view_if_needed()
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(ANSWER).first).to_contain_text("endret")
    box = page.locator('[data-testid="stSidebar"]').bounding_box()
    table = page.locator("table.comparison").bounding_box()
    assert box is not None
    assert table is not None
    assert box["y"] > table["y"] + table["height"]  # under the answer, not over it


def test_the_slider_thumb_is_large_enough_to_hit(visit: Visit) -> None:
    page = visit()
    width = page.evaluate("document.querySelector('.stSlider [role=group] > [data-rac] > [data-rac]').offsetWidth")
    assert width >= 24  # WCAG 2.5.8


def test_two_readers_do_not_see_each_others_scenario(visit: Visit) -> None:
    one, other = visit("/?omkrets.market_rent=1000"), visit()
    expect(one.locator(ANSWER).first).to_contain_text("endret")
    expect(other.locator(ANSWER).first).not_to_contain_text("endret")

"""From an arrow key on a slider to new figures painted, page by page, in a real browser; and the bytes it takes.

    python perf/pages.py [moves] [page …]

Each page is measured in turn with an empty app of as many sliders, so that a noisy machine is noisy for both.
Milliseconds are from this machine; the ratio is what is compared over time (see perf/README.md).
"""

from __future__ import annotations

import os
import sys
from base64 import b64decode
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Page, sync_playwright
from serve import DASHBOARD, FLOOR, FLOOR_FIGURES, FLOOR_SLIDER, launched, median, new_page, ratios, serving, times

RENT = '.st-key-lever-omkrets-market_rent input[type="range"]'
WEIGHT = '.st-key-weight-waste input[type="range"]'
COUNT = ".st-key-reset"  # how much is changed from the base: for a page whose own figures no lever moves
FIVE_KEPT = (
    "part=variants&variant=A&variant=B;omkrets=bir_led&variant=C;omkrets=strategic"
    "&variant=D;omkrets=grant_heavy&variant=E;omkrets=retuna_scale"
)
# A page: its address, the slider that is moved, and the figures that have to change.
PAGES = {
    "comparison": ("/", RENT, "table.comparison"),
    "funding": ("/finansiering", RENT, "table.figures"),
    "funding, steps": ("/finansiering?part=steps", RENT, "table.figures"),
    "funding, five kept": (f"/finansiering?{FIVE_KEPT}", RENT, "table.variants"),
    "benchmarks": ("/referanser", RENT, "table.figures"),
    "scoring": ("/vurdering", WEIGHT, ".columns"),
    "assumptions": ("/forutsetninger", RENT, "table.figures"),
    "why": ("/hvorfor?why=omkrets.annual_cost", RENT, "table.figures"),
    "method": ("/metode", RENT, COUNT),
    "uncertainty": ("/usikkerhet", RENT, "h1"),
    "accessibility": ("/tilgjengelighet", RENT, COUNT),
}
WARM_UP, REST, QUIET = 3, 400, 2000  # moves that do not count; ms between moves; ms after a page is drawn
LIMIT = 10_000  # ms for one move
WATCH = """([slider, figures, limit]) => {
  const app = document.querySelector('[data-testid="stApp"]');
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))));
  window.moved = () => new Promise((done, fail) => {
    const before = document.querySelector(figures).textContent;
    let pressed = null, changed = null, gone = null;
    const late = setTimeout(() => { gone = true; seen.disconnect(); fail(new Error(
      changed ? "the run did not end" : `nothing new in ${figures}`)); }, limit);
    addEventListener("keydown", () => { pressed = performance.now(); }, { capture: true, once: true });
    const seen = new MutationObserver(() => {
      const now = document.querySelector(figures);
      if (!changed && now && now.textContent !== before) changed = painted();
      if (!changed || app.dataset.testScriptState !== "notRunning") return;
      seen.disconnect();
      clearTimeout(late);
      Promise.all([changed, painted()]).then((times) => done(times.map((each) => each - pressed)));
    });
    seen.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true,
                                  attributeFilter: ["data-test-script-state"] });
  });
  document.querySelector(slider).focus();
}"""


class Wire:
    """Counts what a page loads, and what its websocket sends and receives [bytes]."""

    def __init__(self, page: Page) -> None:
        self.loaded = self.sent = self.received = 0
        network = page.context.new_cdp_session(page)
        network.on("Network.loadingFinished", self._load)
        network.on("Network.webSocketFrameSent", self._send)
        network.on("Network.webSocketFrameReceived", self._receive)
        network.send("Network.enable")

    def _load(self, event: dict[str, Any]) -> None:
        self.loaded += int(event["encodedDataLength"])

    def _send(self, event: dict[str, Any]) -> None:
        self.sent += len(b64decode(event["response"]["payloadData"]))

    def _receive(self, event: dict[str, Any]) -> None:
        self.received += len(b64decode(event["response"]["payloadData"]))


class Move(NamedTuple):
    """Times from a key press until figures are painted and until the run has ended [ms]; bytes sent and received."""

    figures: float
    ended: float
    sent: float = 0
    received: float = 0


class Missing(Exception):
    """The dashboard has no such page."""


def opened(browser: Browser, url: str, slider: str, figures: str) -> tuple[Page, Wire]:
    """Open an address, wait until all is quiet, and get ready to move a slider."""
    page = new_page(browser)
    wire = Wire(page)
    page.goto(url)
    page.wait_for_selector("h1, #answer")
    page.wait_for_timeout(QUIET)
    if urlsplit(page.url).path != urlsplit(url).path:
        raise Missing
    page.wait_for_selector(slider, state="attached", timeout=LIMIT)
    page.wait_for_selector(figures, timeout=LIMIT)
    page.evaluate(WATCH, [slider, figures, LIMIT])
    return page, wire


def move(page: Page, wire: Wire, key: str) -> Move:
    """Press a key and wait until what it leads to is painted. Raises Error after the time limit."""
    sent, received = wire.sent, wire.received
    page.bring_to_front()
    page.evaluate("() => { window.waiting = window.moved(); }")
    page.keyboard.press(key)
    figures, ended = page.evaluate("() => window.waiting")
    moved = Move(figures, ended, wire.sent - sent, wire.received - received)
    page.wait_for_timeout(REST)
    return moved


def measure(browser: Browser, floor: str, dashboard: str, name: str, moves: int) -> str:
    """Move a page's slider and the floor's in turn, and return what it took as a row. Raises Missing, Error."""
    path, slider, figures = PAGES[name]
    page, wire = opened(browser, dashboard + path, slider, figures)
    loaded, sliders = wire.loaded + wire.received, page.locator('input[type="range"]').count()
    empty, its_wire = opened(browser, f"{floor}/?sliders={sliders}", FLOOR_SLIDER, FLOOR_FIGURES)
    lowest, taken = [], []
    for number in range(WARM_UP + moves):
        key = "ArrowRight" if number % 2 == 0 else "ArrowLeft"
        lowest.append(move(empty, its_wire, key))
        taken.append(move(page, wire, key))
    page.context.close()
    empty.context.close()
    return _row(name, sliders, lowest[WARM_UP:], taken[WARM_UP:], loaded)


def _row(name: str, sliders: int, lowest: Sequence[Move], taken: Sequence[Move], loaded: int) -> str:
    floor, figures, ended = (
        [each.figures for each in lowest],
        [each.figures for each in taken],
        [each.ended for each in taken],
    )
    sent, received = (median([each[kind] for each in taken]) / 1000 for kind in (2, 3))
    return (
        f"{name:20} {sliders:7}   {times(floor)}   {times(figures)}   × {ratios(figures, floor)}   {times(ended)}"
        f"   {sent:4.1f} + {received:5.1f} kB   {loaded / 1e6:5.1f} MB"
    )


HEAD = (
    f"{'median / p95 in ms':20} {'sliders':>7}   {'floor':>11}   {'figures':>11}   × {'floor':>9}   {'run ended':>11}"
    f"   {'a move':>15}   {'first load':>8}"
)


def main(arguments: Sequence[str]) -> None:
    """Print a row per page; leave with 1 if a page could not be measured."""
    moves, names = int(arguments[0]) if arguments else 20, arguments[1:] or list(PAGES)
    if unknown := set(names) - set(PAGES):
        raise SystemExit(f"{', '.join(sorted(unknown))}: no such page; there are {'; '.join(PAGES)}")
    failed = False
    print(f"{os.cpu_count()} cores, {moves} moves\n{HEAD}")
    with serving(FLOOR) as floor, serving(DASHBOARD) as dashboard, sync_playwright() as playwright:
        browser = launched(playwright)
        for name in names:
            try:
                print(measure(browser, floor.address, dashboard.address, name, moves), flush=True)
            except Missing:
                print(f"{name:20} is not there yet", flush=True)
            except Error as error:
                failed = True
                print(f"{name:20} could not be measured: {error.message.splitlines()[0]}", flush=True)
        browser.close()
    if failed:
        raise SystemExit(1)


if __name__ == "__main__":
    main(sys.argv[1:])

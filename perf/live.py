"""The meeting view: from a slider's input event to the figures and chart painted, while dragging, beside the floor.

    python perf/live.py [moves]

The floor is an empty app's round trip, measured as in `slider.py`, in turn with the rest. Also what it costs
to let go (new sentences, address and sweeps, to painted) and what Python takes to work out a slide.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

import streamlit as st
from playwright.sync_api import Page, sync_playwright
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "perf")]
from slider import PAGES, WATCH, move, serve  # noqa: E402

from tests.browser import ARGUMENTS, executable  # noqa: E402
from views import live, session, slides  # noqa: E402

SLIDES = ("cost", "gain", "feet", "end", "weigh")
DRAG = """() => new Promise((done) => {
  const lever = document.querySelector('.meeting input'), before = lever.getAttribute('aria-valuetext');
  lever.addEventListener('input', () => {
    const started = performance.now();
    requestAnimationFrame(() => setTimeout(() => done(
      lever.getAttribute('aria-valuetext') === before ? null : performance.now() - started)));
  }, { once: true, capture: true });
  lever.value === lever.max ? lever.stepDown() : lever.stepUp();
  lever.dispatchEvent(new Event('input', { bubbles: true }));
})"""
SAID = """() => { window.told = new Promise((done) => {
  const said = document.querySelector('.meeting .said p'), before = said.textContent, started = performance.now();
  const seen = new MutationObserver(() => {
    if (said.textContent === before) return;
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
  });
  seen.observe(said, { subtree: true, childList: true, characterData: true });
  document.querySelector('.meeting input').dispatchEvent(new Event('change', { bubbles: true }));
}); }"""


def drag(page: Page) -> float:
    """Move the lever one step without letting go; return the milliseconds until it is painted."""
    elapsed = page.evaluate(DRAG)
    assert elapsed is not None, "nothing was drawn"
    return float(elapsed)


def release(page: Page) -> float:
    """Let go; return the milliseconds until it says what moved and why."""
    page.evaluate(SAID)
    return float(page.evaluate("() => window.told"))


def measure(moves: int) -> dict[str, list[float]]:
    servers = {script: serve(script) for script in ("perf/floor.py", "dashboard.py")}
    times: dict[str, list[float]] = {}
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
            pages = {}
            for name, path in {"floor": "/", **{slide: f"/mote?slide={slide}" for slide in SLIDES}}.items():
                pages[name] = browser.new_page(viewport={"width": 1280, "height": 720})
                script = "perf/floor.py" if name == "floor" else "dashboard.py"
                pages[name].goto(servers[script][1] + path)
                pages[name].wait_for_selector("#answer" if name == "floor" else ".meeting .answer")
                pages[name].wait_for_timeout(1500)
            pages["floor"].evaluate(WATCH, list(PAGES["floor"][2:]))
            for number in range(moves + 3):
                for name, page in pages.items():
                    page.bring_to_front()
                    if name == "floor":
                        taken = {name: move(page, "ArrowRight" if number % 2 == 0 else "ArrowLeft")}
                    else:
                        taken = {f"{name}, dragging": drag(page), f"{name}, let go": release(page)}
                    page.wait_for_timeout(150)
                    for what, elapsed in taken.items() if number >= 3 else ():
                        times.setdefault(what, []).append(elapsed)
            browser.close()
    finally:
        for process, _ in servers.values():
            process.terminate()
    return times


def prepare() -> dict[str, tuple[float, float]]:
    """Return the milliseconds of a core Python takes for each slide where nothing of it is kept: median and slowest."""

    def script(st, time, statistics, session, slides, live):  # run from its text, so nothing else is known
        found = {}
        for id in session.SLIDES:
            runs = []
            for rent in range(1200, 1300, 10):
                st.query_params["omkrets.market_rent"] = str(rent)
                now = session.open_session(session.base_assumptions()[0], ())
                now.results, now.standing  # noqa: B018  # the page has them anyway
                started = time.thread_time()
                live.data(now, slides.slide(now, id, "omkrets"))
                runs.append(1000 * (time.thread_time() - started))
            found[id] = statistics.median(runs), max(runs)
        st.session_state.found = found

    app = AppTest.from_function(script, default_timeout=60, args=(st, time, statistics, session, slides, live))
    app.run()
    assert not app.exception, app.exception
    return app.session_state.found


def main() -> None:
    started = time.perf_counter()
    times = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
    floor = statistics.median(times["floor"])
    print("median / p95 in ms, and the median as a ratio to the floor")
    for name, each in times.items():
        p95 = sorted(each)[int(0.95 * (len(each) - 1))]
        print(f"{name:20} {statistics.median(each):6.0f} / {p95:4.0f}   × {statistics.median(each) / floor:.1f}")
    for slide, (median, worst) in prepare().items():
        print(f"{slide:20} prepared in {median:.0f} ms, the slowest of six {worst:.0f} ms")
    print(f"{time.perf_counter() - started:.0f} s in all")


if __name__ == "__main__":
    main()

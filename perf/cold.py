"""From nothing to first figures: a server started anew, and a browser that has never been there.

    python perf/cold.py [starts]

An empty app is started in turn with the dashboard. What the dashboard may take is reckoned from the empty app's time
and that of importing the libraries the dashboard uses beyond what Streamlit itself has loaded.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import NamedTuple

from playwright.sync_api import Playwright, sync_playwright
from serve import DASHBOARD, FLOOR, FLOOR_FIGURES, PATIENCE, launched, median, new_page, serving, times

LIBRARIES = "babel.numbers, numpy, numpy_financial, plotly.graph_objects, pydantic, yaml"
IMPORT = f"""
import time
import streamlit, streamlit.web.bootstrap
started = time.perf_counter()
import {LIBRARIES}
print(time.perf_counter() - started)
"""
# What is waited for: the first figures, and the last that is drawn.
DRAWN = {FLOOR: (FLOOR_FIGURES, FLOOR_FIGURES), DASHBOARD: ("table.comparison", ".js-plotly-plot .main-svg")}
WATCH = """
window.drawn = Promise.all(SELECTORS.map((selector) => new Promise((done, fail) => {
  const late = setTimeout(() => fail(new Error(`no ${selector}`)), LIMIT);
  const seen = new MutationObserver(() => {
    if (!document.querySelector(selector)) return;
    seen.disconnect();
    clearTimeout(late);
    requestAnimationFrame(() => setTimeout(() => done(performance.now())));
  });
  seen.observe(document, { subtree: true, childList: true });
})));
"""


class Start(NamedTuple):
    """Times from the start of the process to figures, and from the start of the visit to figures and to charts [ms]."""

    process: float
    visit: float
    charts: float


def start(playwright: Playwright, script: str) -> Start:
    """Start a server and a browser anew and return how long the first figures took. Raises Error if there are none."""
    with serving(script) as server:
        browser = launched(playwright)
        page = new_page(browser)
        limit = str(PATIENCE * 1000)
        page.add_init_script(WATCH.replace("SELECTORS", json.dumps(DRAWN[script])).replace("LIMIT", limit))
        page.goto(server.address, wait_until="commit")
        figures, charts = page.evaluate("() => window.drawn")
        origin = page.evaluate("() => performance.timeOrigin")
        browser.close()
    return Start(origin + figures - server.started * 1000, figures, charts)


def importing() -> float:
    """Return how long a new process takes to import the libraries the dashboard uses [ms]."""
    done = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True)
    return float(done.stdout) * 1000


def main(arguments: Sequence[str]) -> None:
    """Print how long both take, and the dashboard's ratio to the empty app with the imports."""
    starts = int(arguments[0]) if arguments else 7
    empty, ours, imports = [], [], []
    with sync_playwright() as playwright:
        for _ in range(starts):
            empty.append(start(playwright, FLOOR))
            ours.append(start(playwright, DASHBOARD))
            imports.append(importing())
    print(f"{os.cpu_count()} cores, {starts} starts; median / p95 in ms")
    print(f"importing the libraries                {times(imports)}")
    for number, name in enumerate(("from the start of the process", "from the start of the visit", "… with charts")):
        floor, taken = ([each[number] for each in of] for of in (empty, ours))
        ratio = median(taken) / (median(floor) + median(imports))
        print(f"{name:32} empty {times(floor)}   dashboard {times(taken)}   × {ratio:.2f} of empty and imports")


if __name__ == "__main__":
    main(sys.argv[1:])

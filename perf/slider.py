"""From an arrow key on a slider to new figures painted, in a real browser, as a ratio to an empty app.

    python perf/slider.py [moves]

Both apps run side by side and are measured in turn, so that a noisy machine is noisy for both. Milliseconds are from
this machine; the ratio is what is compared over time (see perf/README.md).
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from tests.browser import ARGUMENTS, executable  # noqa: E402

WATCH = """([slider, answer]) => {
  window.moved = () => new Promise((done) => {
    const before = document.querySelector(answer).textContent;
    const started = performance.now();
    const seen = new MutationObserver(() => {
      const now = document.querySelector(answer);
      if (!now || now.textContent === before) return;
      seen.disconnect();
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
    });
    seen.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  document.querySelector(slider).focus();
}"""
RENT = '.st-key-lever-omkrets-market_rent input[type="range"]'
WEIGHT = '.st-key-weight-waste input[type="range"]'
# What is measured: script, address, the slider that is moved, and what has to change.
PAGES = {
    "floor": ("perf/floor.py", "/", '.st-key-s0 input[type="range"]', "#answer"),
    "comparison": ("dashboard.py", "/", RENT, "table.comparison td"),
    "funding": ("dashboard.py", "/finansiering", RENT, "table.figures"),
    "funding, steps": ("dashboard.py", "/finansiering?part=steps", RENT, "table.figures"),
    "benchmarks": ("dashboard.py", "/referanser", RENT, "table.figures"),
    "scoring": ("dashboard.py", "/vurdering", WEIGHT, ".columns"),
    "funding, five kept": (
        "dashboard.py",
        "/finansiering?part=variants&variant=A&variant=B;omkrets=bir_led&variant=C;omkrets=strategic"
        "&variant=D;omkrets=grant_heavy&variant=E;omkrets=retuna_scale",
        RENT,
        "table.variants",
    ),
}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def serve(script: str) -> tuple[subprocess.Popen[bytes], str]:
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health").read()
            return process, f"http://127.0.0.1:{port}"
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{script} did not start")


def move(page: Page, key: str) -> float:
    """Press a key and return the milliseconds until the answer has changed and been painted."""
    page.evaluate("() => { window.waiting = window.moved(); }")
    page.keyboard.press(key)
    return float(page.evaluate("() => window.waiting"))


def measure(moves: int) -> dict[str, list[float]]:
    servers = {script: serve(script) for script in {script for script, *_ in PAGES.values()}}
    times: dict[str, list[float]] = {name: [] for name in PAGES}
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
            pages = {}
            for name, (script, path, slider, answer) in PAGES.items():
                page = browser.new_page(viewport={"width": 1280, "height": 720})
                page.goto(servers[script][1] + path)
                page.wait_for_selector(slider, state="attached")
                page.wait_for_selector(answer)
                page.wait_for_timeout(2000)
                page.evaluate(WATCH, [slider, answer])
                pages[name] = page
            for number in range(moves + 3):
                for name, page in pages.items():
                    page.bring_to_front()
                    elapsed = move(page, "ArrowRight" if number % 2 == 0 else "ArrowLeft")
                    page.wait_for_timeout(400)
                    if number >= 3:
                        times[name].append(elapsed)
            browser.close()
    finally:
        for process, _ in servers.values():
            process.terminate()
    return times


def main() -> None:
    times = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
    floor = statistics.median(times["floor"])
    print(f"{os.cpu_count()} cores; median / p95 in ms, and the median as a ratio to the floor")
    for name, each in times.items():
        p95 = sorted(each)[int(0.95 * (len(each) - 1))]
        print(f"{name:20} {statistics.median(each):6.0f} / {p95:4.0f}   × {statistics.median(each) / floor:.1f}")


if __name__ == "__main__":
    main()

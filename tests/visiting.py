"""What the browser tests share: the dashboard served, one browser a process, and a page of it opened."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import ARGUMENTS, executable

ROOT = Path(__file__).parents[1]
HERE, ELSEWHERE = "127.0.0.1", "ombruk.localhost"  # the same machine: a browser takes every .localhost to be this one
PATIENCE = 20_000  # ms: a loaded machine is slow, and what does come is found at once
expect.set_options(timeout=PATIENCE)
SCROLLED = "document.querySelector('[data-testid=stMain]').parentElement.scrollTop"  # how far down a wide page is
WIDE, NARROW = {"width": 1280, "height": 720}, {"width": 390, "height": 844}


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The dashboard of a folder, started as the README says, on a free port."""
    with socket.socket() as listener:
        listener.bind((HERE, 0))
        port = listener.getsockname()[1]
    known_as = ["--server.port", str(port), "--browser.serverAddress", ELSEWHERE]
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", *known_as]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://{HERE}:{port}"
    try:
        wait_for(f"{address}/_stcore/health", process)
        yield address
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The dashboard's own server, visited as by a reader elsewhere: no files are looked at beside what is tested."""
    with serving(ROOT) as address:
        yield address.replace(HERE, ELSEWHERE)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Return when the server answers; fail if it ends, or does not answer in a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "the dashboard did not start"
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            continue
    raise AssertionError("the dashboard did not answer")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        yield chromium
        chromium.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(server: str, browser: Browser) -> Iterator[Visit]:
    """`visit("/?lang=en", viewport=NARROW)`: a page with its charts drawn, in a browser of its own."""
    with visiting(server, browser) as opened:
        yield opened


@contextmanager
def visiting(server: str, browser: Browser) -> Iterator[Visit]:
    """What `visit` is, for fixtures that keep a page for many tests."""
    contexts = []

    def open_page(path: str = "/", charts: int = 2, **options: object) -> Page:
        context = browser.new_context(**{"viewport": WIDE, "locale": "nb-NO", **options})
        contexts.append(context)
        page = context.new_page()
        page.outside = []
        page.errors = []
        page.on("request", lambda each: None if local(each.url, server) else page.outside.append(each.url))
        page.on("pageerror", lambda each: page.errors.append(str(each)))
        page.goto(server + path)
        expect(page.locator("h1")).to_have_count(1, timeout=30_000)
        expect(page.locator(".js-plotly-plot")).to_have_count(charts)
        settle(page)
        if charts:
            expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
        return page

    yield open_page
    for context in contexts:
        context.close()


def settle(page: Page) -> None:
    """Wait until the script behind the page has run, and nothing of an earlier run is left."""
    expect(page.locator('[data-testid="stApp"]')).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.locator('[data-stale="true"]')).to_have_count(0)


def local(url: str, server: str) -> bool:
    return url.startswith((server, server.replace("http", "ws"), "data:", "blob:"))

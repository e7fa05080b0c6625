"""What the measurements share: a server and a browser of their own, and how a row of times is written."""

from __future__ import annotations

import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import IO

from playwright.sync_api import Browser, Page, Playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from tests.browser import ARGUMENTS, executable  # noqa: E402

DASHBOARD, FLOOR = "dashboard.py", "perf/floor.py"
FLOOR_SLIDER, FLOOR_FIGURES = '.st-key-s0 input[type="range"]', "#answer"
PATIENCE = 60  # seconds
VIEW = {"width": 1280, "height": 720}


@dataclass(frozen=True)
class Server:
    """A Streamlit server. started: the clock when its process was; log: what it has written."""

    address: str
    process: subprocess.Popen[bytes]
    started: float
    log: IO[bytes]

    def memory(self) -> float:
        """Return what the process holds in memory [MB]."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024

    def said(self) -> str:
        """Return what the server has written."""
        self.log.seek(0)
        return self.log.read().decode(errors="replace")


@contextmanager
def serving(script: str) -> Iterator[Server]:
    """Start a server of a script as the README says, on a free port, and end it. Raises SystemExit if it won't."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    with tempfile.TemporaryFile() as log:
        started = time.time()
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        server = Server(f"http://127.0.0.1:{port}", process, started, log)
        try:
            _wait_for(server)
            yield server
        finally:
            process.kill()
            process.wait()


def _wait_for(server: Server) -> None:
    while time.time() < server.started + PATIENCE and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.address}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.01)
    raise SystemExit(f"the server did not start:\n{server.said()}")


def launched(playwright: Playwright) -> Browser:
    """Return a headless browser that keeps nothing from before."""
    return playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)


def new_page(browser: Browser) -> Page:
    """Return a page with an empty cache."""
    page = browser.new_context(viewport=VIEW, locale="nb-NO").new_page()
    page.set_default_timeout(PATIENCE * 1000)
    return page


def median(each: Sequence[float]) -> float:
    """Return the middle time."""
    return statistics.median(each)


def p95(each: Sequence[float]) -> float:
    """Return the time that 95 % stay within: the nearest rank."""
    return sorted(each)[ceil(0.95 * len(each)) - 1]


def times(each: Sequence[float]) -> str:
    """Return median and p95 [ms]."""
    return f"{median(each):5.0f} /{p95(each):5.0f}"


def ratios(each: Sequence[float], floor: Sequence[float]) -> str:
    """Return median and p95 as ratios to the floor's."""
    return f"{median(each) / median(floor):4.1f} /{p95(each) / p95(floor):4.1f}"

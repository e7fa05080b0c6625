"""Finds a Chromium for the tests, and installs one if there is none. `python tests/browser.py` does only that."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Nothing the tests need is on the net, so the browser is not to look there either.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable() -> str | None:
    """Return a Chromium on the PATH, or None for Playwright's own."""
    return next((found for name in NAMES if (found := shutil.which(name)) and _runs(found)), None)


def _runs(program: str) -> bool:
    """Return whether a program starts; Ubuntu's chromium-browser may be a stub that asks for a snap."""
    try:
        return subprocess.run([program, "--version"], capture_output=True, timeout=30, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def playwrights_own() -> bool:
    """Return whether Playwright has a browser of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def install() -> None:
    """Install Chromium: Debian's package when root on Debian, else Playwright's own."""
    if Path("/etc/debian_version").exists() and hasattr(os, "geteuid") and os.geteuid() == 0 and not _ubuntu():
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=True, env=environment)
    else:
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        libraries = ["--with-deps"] if root and sys.platform == "linux" else []
        subprocess.run([sys.executable, "-m", "playwright", "install", *libraries, "chromium"], check=True)


def _ubuntu() -> bool:
    """Return whether this is Ubuntu, whose chromium package is a snap that cannot be driven."""
    release = Path("/etc/os-release")
    return release.exists() and "ubuntu" in release.read_text().lower()


if __name__ == "__main__":
    if executable() is None and not playwrights_own():
        install()

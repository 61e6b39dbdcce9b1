"""Find a Chromium for the browser tests, or get one: ``python -m tests.browser.chromium``.

In this order: one on the PATH, one that Playwright has downloaded, Playwright's download, the
system's package.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_DOWNLOAD_SECONDS = 300


def executable() -> str | None:
    """Path of a Chromium that is on this machine."""
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _download() -> None:
    subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"],
        check=False,
        timeout=_DOWNLOAD_SECONDS,
    )


def _system_package() -> None:
    if not shutil.which("apt-get"):
        return
    prefix = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if prefix and not shutil.which("sudo"):
        return
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
        subprocess.run(
            [*prefix, *command],
            check=False,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )


def main() -> int:
    """Make sure that there is one; the exit status tells."""
    for attempt in (_download, _system_package):
        if executable():
            return 0
        attempt()
    if executable():
        return 0
    sys.stderr.write(
        "No Chromium was found and none could be installed. Install one (Debian: "
        "apt-get install chromium) and try again.\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())

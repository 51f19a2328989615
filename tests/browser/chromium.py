"""Chromium without a screen: opens a page, and gives what became of it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--v=0",
    "--virtual-time-budget=30000",
)
PATIENCE_S = 240


@dataclass(frozen=True, slots=True)
class Opened:
    """The document after its scripts have run, and what they said on the console."""

    document: str
    console: tuple[str, ...]


def chromium() -> str:
    """The browser on the path."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise FileNotFoundError(
            f"No browser on the path ({', '.join(NAMES)}). On Debian: apt-get install chromium. "
            "Without one, leave these tests out: pytest -m 'not browser'."
        )
    return found


def open_page(page: Path, width: int = 1280, query: str = "") -> Opened:
    """Open a file, with what is asked of it, and wait until its scripts are done."""
    with tempfile.TemporaryDirectory(prefix="chromium-") as profile:
        where = (f"--user-data-dir={profile}", f"--window-size={width},2000", "--dump-dom", f"{page.as_uri()}?{query}")
        done = subprocess.run(
            [chromium(), *FLAGS, *where], capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    if done.returncode or "</html>" not in done.stdout:
        raise RuntimeError(f"Chromium ended with {done.returncode} and no page: {done.stderr[-2000:]}")
    return Opened(done.stdout, tuple(line for line in done.stderr.splitlines() if "CONSOLE" in line))

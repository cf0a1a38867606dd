"""A Chromium of its own, with everything it keeps, that can be killed as a battery that runs out kills it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserType

#: As the driver starts it: nothing of the browser's own may ask the network or the person.
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
)
PATIENCE = 60


class Chromium:
    """Started with `profile`; `browser` speaks to it. `kill()` is SIGKILL for every process of it at once."""

    def __init__(self, driver: BrowserType, profile: Path, *options: str) -> None:
        program = shutil.which("chromium")
        assert program, "the tests need Chromium: apt-get install chromium"
        profile.mkdir(exist_ok=True)
        told = profile / "DevToolsActivePort"
        told.unlink(missing_ok=True)
        (profile / "SingletonLock").unlink(missing_ok=True)  # what a killed browser leaves behind
        command = [program, *OPTIONS, *options, f"--user-data-dir={profile}", "about:blank"]
        with (profile.parent / "chromium.log").open("a") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        self.browser = driver.connect_over_cdp(f"http://127.0.0.1:{self._port(told)}")
        self.context = self.browser.contexts[0]

    def _port(self, told: Path) -> str:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            if told.exists() and "\n" in (text := told.read_text()):
                return text.splitlines()[0]
            time.sleep(0.02)
        raise AssertionError("Chromium did not start")

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        _forget(self.browser)

    def __enter__(self) -> Chromium:
        return self

    def __exit__(self, *_: Any) -> None:
        self.kill()


def _forget(browser: Browser) -> None:
    """The driver's end of a browser that is no more."""
    if browser.is_connected():
        browser.close()

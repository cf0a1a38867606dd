"""Take the pictures of README.md from the real pages of a demo country made for the occasion.

.venv/bin/python tools/pictures.py [FOLDER]      FOLDER defaults to docs/pictures
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from assess.demo.people import PASSWORD

ROOT = Path(__file__).parent.parent
#: name, who looks, width, height, address (or what to click)
PICTURES = (
    ("scoring", "evaluadora@example.org", 390, 1040),
    ("facility", "direccion@example.org", 1280, 1180),
    ("comparison", "nacional@example.org", 1280, 1180),
)


@contextmanager
def served() -> Iterator[str]:
    """The address of a demo that runs until the pictures are taken."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = os.environ | {"ASSESS_INSTANCE": folder, "LANG": "es_MX.UTF-8"}
        assess = str(Path(sys.executable).with_name("assess"))
        subprocess.run([assess, "demo"], check=True, env=environment)
        server = subprocess.Popen([assess, "run", "--demo", "--port", str(port)], env=environment)
        try:
            yield _answering(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait(10)


def _answering(address: str) -> str:
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"{address}/health"):
                return address
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise SystemExit("The demo did not start.")


def sign_in(browser: Browser, address: str, email: str, width: int, height: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": height}, locale="es-MX", device_scale_factor=1)
    page.goto(f"{address}/sign-in")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state("networkidle")
    return page


def show(name: str, page: Page) -> None:
    """Go to what the picture is of."""
    if name == "scoring":
        page.locator("a.visit:has(svg.meter)").first.click()
        page.wait_for_load_state("networkidle")
        page.goto(page.locator("a[href*='/criteria/']").first.evaluate("link => link.href"))
        page.wait_for_load_state("networkidle")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-background-networking"]
        )
        for name, email, width, height in PICTURES:
            page = sign_in(browser, address, email, width, height)
            show(name, page)
            page.screenshot(path=folder / f"{name}.png")
            print(folder / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()

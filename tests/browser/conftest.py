"""A real Chromium against a real server on a free port of this machine."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from assess.models import User, db
from assess.models.database import writing

PHONE = {"width": 360, "height": 740}


def until(page: Page, expression: str, seconds: int = 20, every: int = 20) -> None:
    """Wait until a JavaScript expression, or the promise that it gives, is true; looked at every so many ms.

    Playwright's own way looks again by `eval`, which the policy of our pages forbids: it works at the first look only.
    """
    page.evaluate(f"""async () => {{
        const end = Date.now() + {1000 * seconds}
        while (!(await ({expression}))) {{
            if (Date.now() > end) throw new Error({json.dumps(expression)} + " did not come true")
            await new Promise((done) => setTimeout(done, {every}))
        }}
    }}""")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """The system's Chromium; root, as in a container, has to start it without its sandbox."""
    arguments = ["--disable-background-networking", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return browser_type_launch_args | {"args": arguments} | ({"executable_path": found} if found else {})


class Counted:
    """An application that knows how many of its requests are under way: nobody may take its database away from one."""

    def __init__(self, app: Flask) -> None:
        self.app, self.running, self.changed = app, 0, threading.Condition()

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterator[bytes]:
        with self.changed:
            self.running += 1
        answer = None
        try:
            answer = self.app(environ, start)
            yield from answer
        finally:
            if answer is not None:
                answer.close()  # type: ignore[attr-defined]
            with self.changed:
                self.running -= 1
                self.changed.notify_all()

    def wait(self) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: not self.running, timeout=20), "a request does not end"


@pytest.fixture
def live_server(app: Flask) -> Iterator[SimpleNamespace]:
    """live_server.url: the application of the test, served by threads.

    What a test has made must be committed before a page asks for it; reads of the test see the present after
    `db.session.rollback()`.
    """
    db.session.commit()
    writing.set(False)  # the test only reads from here on and must not keep the server from writing
    counted = Counted(app)
    server = make_server("127.0.0.1", 0, counted, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()
    counted.wait()


@pytest.fixture
def open_as(
    app: Flask, live_server: SimpleNamespace, browser: Browser, as_: Callable[[User], FlaskClient]
) -> Iterator[Callable[..., Page]]:
    """open_as(user, "/visits", viewport=PHONE): a page of a browser of its own in which that person is signed in.

    The session is made without the page of signing in, which has tests of its own and would be drawn in each of these.
    """
    session = app.config["SESSION_COOKIE_NAME"]
    contexts: list[BrowserContext] = []

    def sign_in(user: User, path: str = "/", **options: object) -> Page:
        db.session.commit()
        context = browser.new_context(base_url=live_server.url, **{"locale": "es-MX"} | options)
        contexts.append(context)
        cookie = as_(user).get_cookie(session)
        assert cookie
        context.add_cookies([{"name": session, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.goto(path)
        return page

    yield sign_in
    for context in contexts:
        context.close()

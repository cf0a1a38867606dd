"""A server that fails where it is told to: `python -m tests.uploads.mortal`, its port on standard output.

It forks a child that serves; each line on standard input starts the next one, once the last has died. A request to
an address of evidence may carry the header `X-Fault: 7 kill`: at the seventh step of it and of those that follow with
the same header, the child kills itself, or the step fails with that error number. A step is what matters to P15: a
call to the disk or to the store, a file being made, a commit; each counts before and, for "kill", once more after it.
"""

from __future__ import annotations

import functools
import os
import signal
import socket
import sys
import tempfile
import threading
from typing import Any

import obstore
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from assess import create_app, imaging

HEADER = "HTTP_X_FAULT"


class Faults:
    """Counts the steps of requests that ask for a fault."""

    def __init__(self) -> None:
        self._mine = threading.local()
        self._told, self._steps = "", 0

    def begin(self, told: str) -> None:
        self._mine.told = told
        if told != self._told:
            self._told, self._steps = told, 0

    def step(self, *, after: bool = False) -> None:
        told = getattr(self._mine, "told", "")
        if not told:
            return
        at, how = told.split()
        if after and how != "kill":
            return
        self._steps += 1
        if self._steps != int(at):
            return
        if how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        raise OSError(int(how), os.strerror(int(how)))


faults = Faults()


def stepping(place: Any, name: str) -> None:
    """Let the function of that name be a step."""
    plain = getattr(place, name)

    @functools.wraps(plain)
    def call(*args: Any, **more: Any) -> Any:
        faults.step()
        answer = plain(*args, **more)
        faults.step(after=True)
        return answer

    setattr(place, name, call)


def mortal(app: Any) -> Any:
    """The application with its steps counted."""
    for place, names in {
        os: ("open", "fsync", "replace", "mkdir"),
        tempfile: ("TemporaryFile",),
        obstore: ("put", "get", "head", "delete", "list"),
        imaging: ("remake",),
    }.items():
        for name in names:
            stepping(place, name)
    event.listen(Session, "before_commit", lambda _session: faults.step())
    event.listen(Session, "after_commit", lambda _session: faults.step(after=True))
    plain = app.wsgi_app

    def serve(environ: dict[str, Any], start: Any) -> Any:
        faults.begin(environ.get(HEADER, "") if "/evidence" in environ["PATH_INFO"] else "")
        return plain(environ, start)

    app.wsgi_app = serve
    return app


def main() -> None:
    app = mortal(create_app())  # made once: a child begins with it, as yet without a connection to anything
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    while sys.stdin.readline():
        child = os.fork()
        if child == 0:
            os.dup2(2, 1)  # what the application logs is not for who asks
            make_server("127.0.0.1", port, app, threaded=True, fd=listener.fileno()).serve_forever()
        _pid, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.WTERMSIG(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

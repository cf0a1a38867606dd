"""The product side of the form yardstick: Assess as `assess run` serves it, with one visit of 200 criteria.

    .venv/bin/python bench/form/product.py FOLDER PORT

Makes an instance in FOLDER, prints one line of JSON that says where the visit is and how to sign in, and serves until
it is stopped. Answers are gzipped on the way out, as the proxy in front of a real installation does it; what went over
the wire is written to FOLDER/wire.jsonl as one `[path, content type, bytes]` a line.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from assess import create_app, schema  # noqa: E402
from assess.cli.run import serve  # noqa: E402
from assess.models import db  # noqa: E402
from assess.models.database import writing  # noqa: E402
from assess.services import accounts, facilities, reference, standards, visits  # noqa: E402
from assess.settings import Settings  # noqa: E402
from assess.standards.check import read  # noqa: E402
from bench.form.checklist import FACILITY_TYPE, document  # noqa: E402

EMAIL, PASSWORD = "lead@example.org", "un faro entre la niebla"
COMPRESSED = ("text/", "application/json", "application/javascript", "application/manifest+json", "image/svg+xml")


class Floor:
    """Beside the product, from the same server: the plain page of build/site/floor, which asks for the same pack."""

    FILES = ROOT / "bench" / "form" / "build" / "site"
    TYPES: ClassVar = {".html": "text/html; charset=utf-8", ".js": "text/javascript"}

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        self.inner = inner

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith("/floor/"):
            return self.inner(environ, start_response)
        file = self.FILES / (path.strip("/") + ("/index.html" if path.endswith("/") else ""))
        headers = [
            ("Content-Type", self.TYPES[file.suffix]),
            ("Content-Encoding", "gzip"),
            ("Cache-Control", "max-age=3600"),
            ("Cross-Origin-Opener-Policy", "same-origin"),  # P30; the browser starts a process of its own for it
        ]
        start_response("200 OK", headers)
        return [file.with_name(f"{file.name}.gz").read_bytes()]


class Compressing:
    """Gzips what is text and counts what is sent. A file that repeats is compressed once, at the best level."""

    def __init__(self, inner: Callable[..., Iterable[bytes]], wire: Path) -> None:
        self.inner, self.wire, self.lock = inner, wire, threading.Lock()
        self.kept: dict[bytes, bytes] = {}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        started: list[Any] = []
        answer = self.inner(environ, lambda status, headers, exc_info=None: started.extend((status, headers)))
        try:
            body = b"".join(answer)
        finally:
            if close := getattr(answer, "close", None):
                close()
        status, headers = started[0], dict(started[1])
        kind = headers.get("Content-Type", "")
        plain = "Content-Encoding" not in headers and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
        pairs = [(name, value) for name, value in started[1] if name != "Content-Length"]
        if body and plain and kind.startswith(COMPRESSED):
            body = self._compress(body, keep=environ["PATH_INFO"].startswith("/static/"))
            pairs += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
        self._count(environ["PATH_INFO"], kind, len(body))
        start_response(status, [*pairs, ("Content-Length", str(len(body)))])
        return [body]

    def _compress(self, body: bytes, *, keep: bool) -> bytes:
        if not keep:
            return gzip.compress(body, 6)
        if body not in self.kept:
            self.kept[body] = gzip.compress(body, 9)
        return self.kept[body]

    def _count(self, path: str, kind: str, size: int) -> None:
        with self.lock, self.wire.open("a") as file:
            file.write(json.dumps([path, kind, size]) + "\n")


def make_visit(folder: Path) -> str:
    """The id of a visit in fieldwork with the checklist as its instrument."""
    schema.upgrade()
    now, today = datetime.now(UTC), date.today()
    file = folder / "checklist.yaml"
    file.write_text(json.dumps(document()))
    lock = writing.set(True)
    try:
        reference.load()
        version = standards.load_version(read(file), by=None, at=now)
        lead = accounts.add_user(EMAIL, "Persona", PASSWORD, by=None, at=now, temporary=False)
        accounts.grant(lead, "lead_assessor", state_code="05", by=None, at=now)
        values = {"state_code": "05", "name": "Casa Ejemplo", "type_code": FACILITY_TYPE, "sector": "private"}
        place = facilities.add_facility(values, by=None, at=now)
        visit = visits.plan_visit(
            place, version, kind="full", planned_on=today, announced=True, lead=lead, by=lead, at=now, today=today
        )
        visits.start(visit, visited_on=today, by=lead, at=now, today=today)
        db.session.commit()
        return str(visit.id)
    finally:
        writing.reset(lock)
        db.session.remove()
        db.engine.dispose()  # no connection crosses the fork of the server


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("port", type=int)
    options = parser.parse_args()
    app = create_app(Settings(instance=options.folder / "instance", secret_key="k" * 40))
    with app.app_context():
        visit = make_visit(options.folder)
    app.wsgi_app = Compressing(Floor(app.wsgi_app), options.folder / "wire.jsonl")  # type: ignore[method-assign]
    print(json.dumps({"visit": f"/onsite/visits/{visit}", "email": EMAIL, "password": PASSWORD}), flush=True)
    serve(app, "127.0.0.1", options.port, threads=8)


if __name__ == "__main__":
    main()

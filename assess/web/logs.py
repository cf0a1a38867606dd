"""One JSON line per request, with an id that the audit chain and the error page carry too."""

from __future__ import annotations

import logging
import time
import uuid
from contextlib import suppress

import structlog
from flask import Flask, g, request
from flask.wrappers import Response

from assess.services import audit

log = structlog.get_logger("assess")


class Lines:
    """Prints lines for as long as they can be written: a full disk must not turn an answer into a failure (P20)."""

    def __init__(self, *_names: object) -> None:
        self._printer = structlog.PrintLogger()

    def msg(self, line: str) -> None:
        with suppress(OSError):
            self._printer.msg(line)

    debug = info = warning = error = critical = msg


def init_app(app: Flask) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if app.testing else logging.INFO),
        logger_factory=Lines,
        cache_logger_on_first_use=False,
    )
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.request_id, g.started = uuid.uuid4().hex, time.perf_counter()
    audit.request_id.set(g.request_id)


def _end(response: Response) -> Response:
    """Path without its query: what people search for stays out of the log."""
    if "request_id" not in g:
        return response
    response.headers["X-Request-Id"] = g.request_id
    if request.endpoint not in ("static", "health.show"):
        took = round((time.perf_counter() - g.started) * 1000, 1)
        log.info(
            "request", id=g.request_id, method=request.method, path=request.path, status=response.status_code, ms=took
        )
    return response

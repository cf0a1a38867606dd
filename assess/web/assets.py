"""Addresses of the built front end: the content hash in the address lets browsers keep a file for good."""

from __future__ import annotations

import json
from functools import cache

from flask import Flask, request, url_for
from flask.wrappers import Response

from assess import paths


@cache
def _manifest() -> dict[str, str]:
    """name -> content hash, as the front-end build wrote it."""
    content: dict[str, dict[str, dict[str, str]]] = json.loads((paths.STATIC / "dist" / "manifest.json").read_text())
    return {name: entry["hash"] for name, entry in content["files"].items()}


def asset(name: str) -> str:
    """The address of a built file; KeyError for one that the build does not know."""
    return url_for("static", filename=f"dist/{name}", v=_manifest()[name])


def init_app(app: Flask) -> None:
    app.jinja_env.globals["asset"] = asset
    app.after_request(_keep_for_good)


def _keep_for_good(response: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response

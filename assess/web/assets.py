"""Addresses of the built front end: the content hash in the address lets browsers keep a file for good."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from flask import Flask, request, url_for
from flask.wrappers import Response

from assess import paths

#: Files whose name changes with their content.
HASHED = "dist/onsite-"


@cache
def _manifest() -> dict[str, Any]:
    """What the front-end build wrote: see frontend/build.mjs."""
    content: dict[str, Any] = json.loads((paths.STATIC / "dist" / "manifest.json").read_text())
    return content


def asset(name: str) -> str:
    """The address of a built file; KeyError for one that the build does not know."""
    return url_for("static", filename=f"dist/{name}", v=_manifest()["files"][name]["hash"])


def onsite() -> dict[str, Any]:
    """The addresses of the on-site page's files: style, early (the first script), script, scripts (the others that
    it needs at once), words by language."""
    made = _manifest()["onsite"]
    return {
        "style": _hashed(made["style"]),
        "early": _hashed(made["early"]),
        "script": _hashed(made["script"]),
        "scripts": [_hashed(name) for name in made["scripts"]],
        "words": {language: _hashed(name) for language, name in made["words"].items()},
    }


def _hashed(name: str) -> str:
    return url_for("static", filename=f"dist/{name}")


def init_app(app: Flask) -> None:
    app.jinja_env.globals["asset"] = asset
    app.after_request(_keep_for_good)


def _keep_for_good(response: Response) -> Response:
    if request.endpoint == "static" and ("v" in request.args or _is_hashed()):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _is_hashed() -> bool:
    name: str = (request.view_args or {}).get("filename", "")
    return name.startswith(HASHED)

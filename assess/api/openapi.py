"""The OpenAPI document: every address of the API with what goes in and what comes out, made by spectree.

The addresses check what they receive themselves, with sentences of their own; here they are only described, in a
table. A test holds their answers against the same models, and no address of the API may be missing from the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, current_app, jsonify
from flask.typing import ResponseReturnValue
from pydantic import BaseModel

from assess.api import comparison, evidence, schemas, scorecard_schema
from assess.api.onsite import schemas as onsite
from assess.http.permissions import permission

if TYPE_CHECKING:
    from spectree import SpecTree

bp = Blueprint("api", __name__, url_prefix="/api/v1")


@dataclass(frozen=True, slots=True)
class Address:
    """What one address takes as JSON and in its query, and what it answers with 200."""

    tag: str
    answer: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None


ADDRESSES = {
    "api.openapi": Address("description"),
    "api_comparison.show": Address("comparison", comparison.ComparisonOfStates, query=comparison.ComparisonQuery),
    "api_instruments.index": Address("instruments", schemas.Instruments),
    "api_instruments.show": Address("instruments", schemas.InstrumentWhole, query=schemas.VersionQuery),
    "api_results.show": Address("visits", scorecard_schema.ScorecardOut, query=scorecard_schema.RevisionQuery),
    "sync.receive": Address("on site", schemas.Receipts, schemas.Operations, schemas.CriterionQuery),
    "onsite.register": Address("on site", onsite.DeviceOut, onsite.DeviceIn),
    "onsite.status": Address("on site", onsite.Status),
    "onsite.own_visits": Address("on site", onsite.OwnVisits),
    "onsite.pack": Address("on site", onsite.Pack),
    "onsite.changes": Address("on site", onsite.Changes, query=onsite.SinceQuery),
    "onsite.declare": Address("on site", onsite.ManifestOut, onsite.ManifestIn),
    "onsite.handover": Address("on site", onsite.HandoverReceipts, onsite.Handover),
    "onsite.carried": Address("on site", schemas.Receipts, schemas.Operations),
    "api_evidence.announce": Address("on site", evidence.EvidenceStatus, evidence.EvidenceIn),
    "api_evidence.receive": Address("on site", evidence.EvidenceStatus, query=evidence.OffsetQuery),
    "api_evidence.status": Address("on site", evidence.EvidenceStatus),
}
#: What may be answered besides: to everybody, to those who send a body, and under /sync.
FAILURES, OF_BODIES, OF_SYNC = (401, 403, 404), (400, 413, 415, 503), (400, 409, 413, 415, 422, 426, 429, 503)


@bp.get("/openapi.json")
@permission("self.manage")
def openapi() -> ResponseReturnValue:
    """This description."""
    return jsonify(document(current_app))


def document(app: Flask) -> dict[str, Any]:
    """The OpenAPI 3.1 document of `app`; made when it is first asked for, so that nobody else waits for it."""
    if "openapi" not in app.extensions:
        app.extensions["openapi"] = _spec(app).spec
    made: dict[str, Any] = app.extensions["openapi"]
    return made


@dataclass(frozen=True, slots=True)
class _Described:
    """What spectree asks of an application: its addresses, and the views that carry a description."""

    url_map: Any
    view_functions: dict[str, Any]


def _spec(app: Flask) -> SpecTree:
    from spectree import SecurityScheme, SpecTree
    from spectree.models import InType, SecureType, SecuritySchemeData
    from spectree.plugins.flask_plugin import FlaskPlugin

    class Plugin(FlaskPlugin):
        def get_current_app(self) -> Any:
            return self.spectree.app

    cookie = SecuritySchemeData(type=SecureType.API_KEY, field_in=InType.COOKIE, name=app.config["SESSION_COOKIE_NAME"])
    spec = SpecTree(
        backend=Plugin,
        mode="strict",
        title="Assess",
        version="v1",
        description="Quality assessment of residential care for children. Every address needs a signed-in session; what"
        " changes something also needs the session's CSRF token in the header X-CSRFToken. Under /sync the header"
        " X-Assess-Client takes its place; docs/sync.md describes how a device works with these addresses.",
        security_schemes=[SecurityScheme(name="session", data=cookie)],
        security={"session": []},
        validation_error_model=schemas.Refusal,
        naming_strategy=lambda model: model.__name__,
        nested_naming_strategy=lambda _parent, child: child,
    )
    views = {name: _described(spec, name)(app.view_functions[name]) for name in ADDRESSES}
    spec.app = _Described(app.url_map, {**app.view_functions, **views})
    return spec


def _described(spec: SpecTree, endpoint: str) -> Any:
    """A decorator that hangs its description on a view."""
    from spectree import Response

    address = ADDRESSES[endpoint]
    more = OF_SYNC if address.tag == "on site" else OF_BODIES if address.body else ()
    answers: dict[str, Any] = {f"HTTP_{code}": schemas.Refusal for code in (*FAILURES, *more)}
    return spec.validate(
        json=address.body,
        query=address.query,
        resp=Response(**{"HTTP_200": address.answer}, **answers),
        tags=[address.tag],
        operation_id=endpoint.replace(".", "_"),
        skip_validation=True,
    )

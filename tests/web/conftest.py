"""One of everything in state A, everybody signed in, and the address of every page."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from assess.importers import kept
from assess.models import Action, Amendment, Checkout, Conflict, Device, Evidence, db
from assess.services import evidence, standards
from tests.conftest import NOON
from tests.evidence import jpeg
from tests.instruments import BASE
from tests.services import journey
from tests.web.access_matrix import ROLES

#: The devices of the cast follow from whose they are.
DEVICES = uuid.UUID("0193a000-0000-7000-8000-00000000d0d0")
#: What the address means besides the things: a criterion, a file, a state.
OTHERS = {
    "code": "P1.1", "domain_id": "P", "axis": "authorisation", "instrument_id": "prueba", "kind": "json",
}  # fmt: skip


@pytest.fixture
def things(cast, make_visit, storage):
    """One of everything in state A."""
    lead, boss = cast.lead_assessor, cast.state_authority
    planned = make_visit(lead=lead, assessors=(cast.assessor,), started=False)
    draft = make_visit({"P1.1": 0}, lead=lead, assessors=(cast.assessor,))
    final = journey.final(cast.facility, BASE | {"P1.1": 0}, date(2026, 10, 1), lead=lead, by=boss)
    conflict = Conflict(visit_id=draft.id, criterion="P1.1", field="level", heads=[], raised_at=NOON)
    amendment = Amendment(
        visit_id=final.id, reason="Se copió mal.", changes=[], proposed_by_id=lead.id, created_at=NOON
    )
    devices = [held_by(person, draft) for person in (cast.assessor, lead)]
    piece = kept_piece(storage, draft, cast.assessor)
    db.session.add_all([conflict, amendment, piece])
    action = db.session.scalars(select(Action).where(Action.facility_id == cast.facility.id)).first()
    db.session.commit()
    account = cast.observer
    return {
        "facility_id": {"": cast.facility.id},
        "visit_id": {"planned": planned.id, "draft": draft.id, "final": final.id},
        "conflict_id": {"": conflict.id},
        "amendment_id": {"": amendment.id},
        "action_id": {"": action.id},
        "user_id": {"": account.id},
        "grant_id": {"": account.grants[0].id},
        "version_id": {"": standards.newest("prueba").id},
        "device_id": {"": devices[0].id},
        "evidence_id": {"": piece.id},
    }


def kept_piece(storage, visit, author):
    """A photo of that visit, with its bytes."""
    content = jpeg(32, 24)
    sha256 = hashlib.sha256(content).hexdigest()
    storage.put(evidence.blob_key(sha256), content)
    return Evidence(
        id=uuid.uuid4(),
        visit_id=visit.id,
        criterion="P1.1",
        kind="photo",
        sha256=sha256,
        size=len(content),
        stored_sha256=sha256,
        stored_size=len(content),
        media_type="image/jpeg",
        thumbnail_sha256=sha256,
        no_person=True,
        author_id=author.id,
        device="tablet",
        claimed_at=NOON,
        received_at=NOON,
    )


def held_by(person, visit):
    """The device of that person, with a fresh pack of the visit."""
    device = Device(
        id=uuid.uuid5(DEVICES, str(person.id)),
        user_id=person.id,
        label="Tableta",
        salt="s",
        created_at=NOON,
        seen_at=NOON,
    )
    until = datetime.now(UTC) + timedelta(days=1)
    pack = Checkout(
        visit_id=visit.id,
        device=device,
        user_id=person.id,
        issued_at=NOON,
        expires_at=until,
        made=3,
        settled=1,
        seen_at=NOON,
    )
    db.session.add_all([device, pack])
    return device


@pytest.fixture
def crowd(cast, as_):
    """letter -> (cookie, token) at home, and the same from elsewhere; nothing they do is kept after this."""

    def held(user):
        browser = as_(user)
        return SimpleNamespace(cookie=browser.get_cookie("assess").value, token=browser.csrf, user=user)

    home = {letter: held(getattr(cast, role)) for letter, role in ROLES.items()}
    away = {letter: held(getattr(cast.other, role)) for letter, role in ROLES.items() if hasattr(cast.other, role)}
    return SimpleNamespace(home=home, away=away)


def keep_upload(app, owner):
    """The token of a file that somebody is about to import."""
    content = b"nombre,tipo,estado,capacidad\nCasa Ejemplo,cas_privado,Coahuila,20\n"
    folder = Path(app.instance_path) / "imports"
    return kept.keep(folder, BytesIO(content), "centros.csv", owner=owner, at=datetime.now(UTC)).token


@pytest.fixture
def address(app, things, crowd):
    """address("visits.show", row): the path of that page for the thing that the row of the table names."""

    def path(endpoint, row):
        rule = next(r for r in app.url_map.iter_rules() if r.endpoint == endpoint)
        values = {name: things[name].get(row.thing, things[name].get("")) for name in rule.arguments if name in things}
        values |= {name: OTHERS[name] for name in rule.arguments if name in OTHERS}
        if "token" in rule.arguments:
            values["token"] = keep_upload(app, crowd.home["S"].user.id)
        if endpoint.startswith("comparison.state"):
            values["code"] = "05"
        with app.test_request_context():
            return app.url_for(endpoint, **{k: v for k, v in values.items() if k in rule.arguments})

    return path


@pytest.fixture
def world(app, address, crowd):
    """Addresses, people and a database that takes back whatever a request commits."""
    dialect = db.engine.dialect
    commit = dialect.do_commit
    db.session.commit()
    dialect.do_commit = dialect.do_rollback
    yield SimpleNamespace(app=app, address=address, crowd=crowd)
    dialect.do_commit = commit

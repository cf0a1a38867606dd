"""A visit in fieldwork, and forms filled in as a browser would: with every hidden field of the page."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from assess.models import db
from assess.services import standards, sync, visits
from assess.standards.check import check_bytes, loaded
from tests.conftest import NOON, TODAY
from tests.services import journey


@pytest.fixture
def visit(make_visit, cast):
    return make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,))


@pytest.fixture
def record(visit, cast):
    """record("P1.2", level=1): operations of a device of the team."""

    def take(code, by=None, **fields):
        author = by or cast.assessor
        state = sync.state_of(visit)
        for name, value in fields.items():
            now = state.get((code, name))
            base = now.op_id if now and by is None else None
            one = visits.change(visit, code, name, value, by=author, at=NOON, base=base, device="tablet-0a1b2c")
            assert sync.receive(visit, [one], by=author, at=NOON)[0].broken is None
        db.session.commit()

    return take


def _criterion(code, **facts):
    both = {"es": code, "en": code}
    return {
        "id": code, "title": both, "text": both, "verify": ["observation", "measurement"], "critical": False,
        "weight": 1, "applies_to": ["cas_privado"], "age_groups": ["6-11"], "source": "Prueba", "confidence": "derived",
    } | facts  # fmt: skip


def _measure(formula, *inputs, **facts):
    named = [{"id": one, "label": {"es": one, "en": one}, "unit": {"es": "n", "en": "n"}} for one in inputs]
    return {"inputs": named, "formula": formula, "unit": {"es": "n", "en": "n"}, "zero": "no_resource"} | facts


@pytest.fixture
def shifts(facility, cast):
    """A visit with criteria that have words of their own (T.1) or are measured by shift (T.2), room (T.3, T.4)."""
    words = [{"es": text, "en": text} for text in ("Nadie despierto", "Una persona", "Dos personas", "Tres personas")]
    ratio = {"direction": "lower_is_better", "thresholds": [12, 10, 8]}
    area = {"direction": "higher_is_better", "thresholds": [2.5, 3.5, 4.5], "per": "room"}
    criteria = [
        _criterion("T.1", levels=dict(enumerate(words))),
        _criterion("T.2", measure=_measure("children / carers", "children", "carers", per="shift", **ratio)),
        _criterion("T.3", measure=_measure("area / beds", "area", "beds", **area)),
        _criterion("T.4", measure=_measure("beds / windows", "beds", "windows", per="room", **ratio)),
    ]
    standard = {"id": "T0", "title": {"es": "T", "en": "T"}, "weight": 1, "criteria": criteria}
    domain = {"id": "T", "title": {"es": "T", "en": "T"}, "weight": 1, "limiting": False, "standards": [standard]}
    document = {
        "schema": 1, "id": "turnos", "version": "1", "status": "operationalisation", "citation": "Prueba",
        "title": {"es": "Turnos", "en": "Shifts"}, "domains": [domain],
    }  # fmt: skip
    version = standards.load_version(loaded("t", check_bytes(json.dumps(document).encode())), by=None, at=NOON)
    return journey.start(facility, version, TODAY, lead=cast.lead_assessor)


@pytest.fixture
def desk(as_):
    """desk(user): a browser without script. `.read(path)` is the page, `.fill(page, form, **values)` sends it."""

    def sit(user):
        browser = as_(user)

        def read(path, code=200):
            answer = browser.get(path)
            assert answer.status_code == code, answer.get_data(as_text=True)
            return BeautifulSoup(answer.get_data(as_text=True), "html.parser")

        def fill(page, form="form#answer", path=None, **values):
            found = page.select_one(form)
            data = shown(found) | {name.replace("__", "-"): value for name, value in values.items()}
            data = {name: value for name, value in data.items() if value is not None}
            return browser.post(path or found["action"], data=data)

        return SimpleNamespace(read=read, fill=fill, browser=browser, csrf=browser.csrf)

    return sit


def shown(form):
    """What a form holds as the page shows it."""
    data = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.find_parent("fieldset", disabled=True) or field.has_attr("disabled"):
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]")
            data[field["name"]] = chosen["value"] if chosen else field.select_one("option")["value"]
        elif field.get("type") in ("radio", "checkbox"):
            if field.has_attr("checked"):
                data.setdefault(field["name"], []).append(field["value"])
        else:
            value = field.get_text() if field.name == "textarea" else field.get("value", "")
            data.setdefault(field["name"], []).append(value.removeprefix("\n"))
    return data


def text_of(answer):
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser").get_text(" ", strip=True)

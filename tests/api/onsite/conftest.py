"""A tablet in a person's hands: requests as the on-site page makes them."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest

from assess.models import User, db, new_id
from tests.conftest import PASSWORD, Browser
from tests.instruments import token_of

AT = "2026-11-20T18:05:10.250Z"


@dataclass
class Tablet:
    """One person's store in one browser. `made` and `settled` are what it announces."""

    browser: Browser
    user_id: str
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    made: int | None = None
    settled: int | None = None
    clock: int | None = None

    def headers(self) -> dict[str, str]:
        counts = {"X-Assess-Made": self.made, "X-Assess-Settled": self.settled, "X-Assess-Clock": self.clock}
        told = {name: str(count) for name, count in counts.items() if count is not None}
        return {"X-Assess-Client": "onsite/1", "X-Assess-Device": self.id, **told}

    def get(self, path: str, **more: Any) -> Any:
        return self.browser.get(path, headers={**self.headers(), **more})

    def post(self, path: str, body: Any, **more: Any) -> Any:
        given = {**self.headers(), **more}
        return self.browser.post(path, data=json.dumps(body), content_type="application/json", headers=given)

    def register(self) -> Any:
        return self.post("/sync/devices", {"id": self.id, "label": "Chromium, Android", "client": "onsite/1"})

    def pack(self, visit: Any) -> Any:
        return self.get(f"/sync/visits/{visit.id}/pack")

    def changes(self, visit: Any, since: int = 0) -> Any:
        return self.get(f"/sync/visits/{visit.id}/changes?since={since}")

    def send(self, visit: Any, *operations: dict[str, Any], **more: Any) -> Any:
        return self.post(f"/sync/visits/{visit.id}/operations", {"operations": list(operations)}, **more)

    def op(self, criterion: str = "P1.1", name: str = "level", value: Any = 2, **facts: Any) -> dict[str, Any]:
        made = {"id": str(new_id()), "criterion": criterion, "field": name, "value": value, "base": None}
        return made | {"device": self.id, "author": self.user_id, "at": AT, "resolves": []} | facts

    def sign_in_again(self, user: User) -> None:
        """The same browser, whoever signs in."""
        self.browser.delete_cookie("assess")
        token = token_of(self.browser.get("/sign-in").get_data(as_text=True))
        data = {"email": user.email, "password": PASSWORD, "csrf_token": token}
        assert self.browser.post("/sign-in", data=data).status_code == 302


@pytest.fixture
def tablet(as_):
    """tablet(user): that person signed in on a device of their own."""

    def make(user: User) -> Tablet:
        db.session.commit()
        return Tablet(as_(user), str(user.id))

    return make


@pytest.fixture
def visit(make_visit, cast):
    """In fieldwork, with a lead and an assessor of state A."""
    return make_visit(lead=cast.lead_assessor, assessors=(cast.assessor,))

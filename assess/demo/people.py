"""The demo's accounts: one per role, all with the same printed password."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from argon2 import PasswordHasher

from assess.core.rules import N_
from assess.demo.world import make_id

PASSWORD = "nubes sobre el faro"
HOME = "05"


@dataclass(frozen=True)
class Person:
    """`role` in `state` (None: everywhere); `task` is what to try first, a catalogue id."""

    email: str
    name: str
    role: str
    state: str | None
    task: str


PEOPLE = (
    Person("evaluadora@example.org", "Evaluadora Ejemplo", "assessor", HOME, N_("Score today's visit")),
    Person("lider@example.org", "Líder Ejemplo", "lead_assessor", HOME, N_("Close fieldwork and send it to review")),
    Person("direccion@example.org", "Dirección Ejemplo", "director", None, N_("Read the result and report an action")),
    Person("estatal@example.org", "Autoridad Estatal Ejemplo", "state_authority", HOME, N_("Make a visit final")),
    Person("nacional@example.org", "Autoridad Nacional Ejemplo", "national_authority", None, N_("Compare the states")),
    Person("proteccion@example.org", "Protección Ejemplo", "protection_officer", HOME, N_("See critical failures")),
    Person("admin@example.org", "Administración Ejemplo", "admin", None, N_("Open an account")),
    Person("observadora@example.org", "Observadora Ejemplo", "observer", None, N_("Read the comparison")),
)
#: Does the visits of the whole country; not printed.
CREW = Person("equipo@example.org", "Equipo Ejemplo", "lead_assessor", None, "")


def rows(
    random: Random, at: datetime, directed: uuid.UUID
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, uuid.UUID]]:
    """Accounts, their rights, and the ids by address; the director directs the facility `directed`."""
    password_hash = PasswordHasher().hash(PASSWORD)
    users, grants, ids = [], [], {}
    for person in (*PEOPLE, CREW):
        id = ids[person.email] = make_id(random, at)
        users.append(
            {
                "id": id,
                "email": person.email,
                "name": person.name,
                "password_hash": password_hash,
                "language": None,
                "active": True,
                "must_change_password": False,
                "created_at": at,
                "password_changed_at": at,
            }  # fmt: skip
        )
        facility = directed if person.role == "director" else None
        grants.append(
            {
                "id": make_id(random, at),
                "user_id": id,
                "role": person.role,
                "state_code": person.state,
                "facility_id": facility,
            }  # fmt: skip
        )
    return users, grants, ids

"""A backup of the database of a test, as `assess backup` writes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assess import schema
from assess.models import db
from assess.services import audit, backups
from assess.storage import Storage
from tests.conftest import NOON

SECRET = "cuatro palabras muy largas"


def saved(target: Path, store: Storage | None = None, **more: Any) -> backups.Manifest:
    facts = {"lock": backups.PASSPHRASE, "revision": schema.head(), "key": audit.key_name(), "at": NOON}
    db.session.rollback()  # nothing of ours keeps others from writing meanwhile
    return backups.write(db.engine, target, SECRET, store=store, make_tables=schema.make, **(facts | more))

"""The least that a receiver of finished visits could be: one upsert for each answer, one commit for each visit.

No sign-in, no rights, no history, no check of what it is given: a floor that Assess is measured against.

    BENCH_DATABASE   sqlite:///FILE or postgresql+psycopg://…
    BENCH_PHOTOS     a folder for photos, each written and synced to the disk
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

from flask import Flask, request
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, Text, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite

PER_DOMAIN = 20
tables = MetaData()
VISIT = Table(
    "visit",
    tables,
    Column("id", String(36), primary_key=True),
    Column("facility", Integer, index=True),
    Column("day", String(10)),
)
ANSWER = Table(
    "answer",
    tables,
    Column("visit", String(36), primary_key=True),
    Column("item", Integer, primary_key=True),
    Column("score", Integer),
    Column("note", Text),
    Column("at", String(24)),
)
DOMAIN = Table(
    "domain",
    tables,
    Column("visit", String(36), primary_key=True),
    Column("domain", Integer, primary_key=True),
    Column("n", Integer),
    Column("total", Integer),
)


def engine_of(url: str) -> Engine:
    """As the product treats its database: WAL, synchronous=FULL, the write lock at BEGIN."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=8, max_overflow=8)
    engine = create_engine(url, connect_args={"timeout": 60})

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=60000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def create_app() -> Flask:
    engine = engine_of(os.environ["BENCH_DATABASE"])
    tables.create_all(engine, checkfirst=True)
    photos = Path(os.environ["BENCH_PHOTOS"])
    dialect: Any = sqlite if engine.dialect.name == "sqlite" else postgresql
    upsert = {table: upserting(dialect, table) for table in (VISIT, ANSWER, DOMAIN)}
    app = Flask(__name__)

    @app.post("/visit")
    def receive() -> dict[str, bool]:
        visit = json.loads(request.get_data())
        id, sums = visit["id"], dict[int, list[int]]()
        for answer in visit["answers"]:
            if answer["score"] is not None:
                domain = sums.setdefault((answer["item"] - 1) // PER_DOMAIN, [0, 0])
                domain[0] += 1
                domain[1] += answer["score"]
        with engine.begin() as connection:
            row = {"id": id, "facility": visit["facility"], "day": visit["day"]}
            connection.execute(upsert[VISIT], [row])
            connection.execute(upsert[ANSWER], [{"visit": id, **answer} for answer in visit["answers"]])
            rows = [{"visit": id, "domain": d, "n": n, "total": total} for d, (n, total) in sums.items()]
            connection.execute(upsert[DOMAIN], rows)
        return {"ok": True}

    @app.put("/photo")
    def keep() -> dict[str, str]:
        body = request.get_data()
        sha256 = hashlib.sha256(body).hexdigest()
        with tempfile.NamedTemporaryFile(dir=photos, delete=False) as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        os.replace(file.name, photos / sha256)
        return {"sha256": sha256}

    return app


def upserting(dialect: Any, table: Table) -> Any:
    """The statement that writes a row whether or not there is one."""
    statement = dialect.insert(table)
    keys = [column.name for column in table.primary_key]
    changed = {column.name: statement.excluded[column.name] for column in table.columns if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)

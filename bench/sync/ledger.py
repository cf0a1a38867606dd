"""The least that a receiver could be that keeps P10 and P12: what part of the price of Assess is the promise itself.

It takes the batches of docs/sync.md, stores every operation under its id with its sha256, writes down what the
criteria now add up to, and gives a receipt for each, all in one commit. It knows no sign-in, no rights, no quarantine
and no instrument; it merges nothing, since in a visit of one device nothing stands against anything.

    BENCH_DATABASE   sqlite:///FILE or postgresql+psycopg://…
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

from flask import Flask, request
from sqlalchemy import Column, Integer, MetaData, String, Table, Text, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from bench.sync.receiver import engine_of, upserting

tables = MetaData()
OPERATION = Table(
    "operation",
    tables,
    Column("seq", Integer, primary_key=True),
    Column("id", String(36), unique=True),
    Column("sha256", String(64)),
    *(Column(name, String(36)) for name in ("visit", "base", "device", "author")),
    *(Column(name, String(40)) for name in ("criterion", "field", "claimed_at")),
    *(Column(name, Text) for name in ("value", "resolves")),
)
ANSWER = Table(
    "answer",
    tables,
    Column("visit", String(36), primary_key=True),
    Column("criterion", String(40), primary_key=True),
    Column("fields", Text),
)


def canonical(operation: dict[str, Any]) -> bytes:
    return json.dumps(operation, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def create_app() -> Flask:
    engine = engine_of(os.environ["BENCH_DATABASE"])
    tables.create_all(engine, checkfirst=True)
    put = upserting(sqlite if engine.dialect.name == "sqlite" else postgresql, ANSWER)
    add, known = insert(OPERATION), select(OPERATION.c.id, OPERATION.c.sha256)
    app = Flask(__name__)

    @app.post("/sync/visits/<visit>/operations")
    def receive(visit: str) -> dict[str, Any]:
        operations = [{**one, "visit": visit} for one in json.loads(request.get_data())["operations"]]
        for one in operations:
            one["claimed_at"] = one.pop("at")
            one["sha256"] = hashlib.sha256(canonical(one)).hexdigest()
        answers: dict[str, dict[str, Any]] = {}
        for one in operations:
            answers.setdefault(one["criterion"], {})[one["field"]] = [{"id": one["id"], "value": one["value"]}]
        with engine.begin() as connection:
            ids = [one["id"] for one in operations]
            stored = dict(connection.execute(known.where(OPERATION.c.id.in_(ids))).tuples().all())
            new = [one for one in operations if stored.get(one["id"]) != one["sha256"]]
            if new:
                rows = [{**one, **{name: json.dumps(one[name]) for name in ("value", "resolves")}} for one in new]
                connection.execute(add, rows)
            told = [{"visit": visit, "criterion": c, "fields": json.dumps(f)} for c, f in answers.items()]
            connection.execute(put, told)
        said = {True: "duplicate", False: "applied"}
        receipts = [{"id": o["id"], "status": said[o["id"] in stored], "sha256": o["sha256"]} for o in operations]
        return {"receipts": receipts}

    return app

"""A PostgreSQL 15 of our own: made in a temporary folder, on a free port of 127.0.0.1, gone when the tests end.

python -m tests.postgres      starts one, prints its address and keeps it until interrupted
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

VERSION = 15
#: PostgreSQL refuses to run as root, so root lends it to the user that the Debian package made.
SYSTEM_USER = "postgres"
#: Losing the data of a test in a power cut is no loss; waiting for the disk at each commit is.
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "shared_buffers=64MB")


class NoPostgres(RuntimeError):
    """PostgreSQL is not installed; the message says what to install."""


def programs() -> Path:
    """The folder that holds initdb and pg_ctl of the version that the product is tested with."""
    found = shutil.which("initdb")
    for folder in (Path(f"/usr/lib/postgresql/{VERSION}/bin"), *([Path(found).parent] if found else [])):
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise NoPostgres(f"The tests need PostgreSQL {VERSION}: apt-get install postgresql-{VERSION}")


def _run(command: list[str | Path], folder: Path) -> None:
    user = SYSTEM_USER if os.geteuid() == 0 else None
    # A file, not a pipe: the server keeps what pg_ctl was given open for as long as it runs.
    with (folder / "output").open("w+") as output:
        done = subprocess.run(command, cwd=folder, user=user, group=user, stdout=output, stderr=output, check=False)
        if done.returncode:
            output.seek(0)
            raise RuntimeError(f"{Path(command[0]).name} failed: {output.read()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_postgres(settings: Sequence[str] = SETTINGS) -> Iterator[str]:
    """Start a cluster and give the `postgresql+psycopg://…` address of its first database; stop and delete it after.

    Each process of a parallel run may call it: clusters share nothing. Raises NoPostgres when it is not installed.
    """
    bin_folder = programs()
    folder = Path(tempfile.mkdtemp(prefix="assess-postgres-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam(SYSTEM_USER)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data, port = folder / "data", _free_port()
    options = " ".join(f"-c {setting}" for setting in settings)
    initdb = [bin_folder / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    start = ["start", "-w", "-l", folder / "log", "-o", f"-h 127.0.0.1 -p {port} -k '' {options}"]
    try:
        _run([*initdb, "--no-sync"], folder)
        _run([bin_folder / "pg_ctl", "-D", data, *start], folder)
        try:
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
        finally:
            _run([bin_folder / "pg_ctl", "-D", data, "stop", "-w", "-m", "immediate"], folder)
    finally:
        shutil.rmtree(folder)


@contextmanager
def fresh_database(server_url: str, template: str = "template1") -> Iterator[str]:
    """A copy of a template database, under a name of its own; dropped after, whoever is still connected.

    Gives its address. Nobody may be connected to the template at that moment: PostgreSQL then refuses to copy it.
    """
    name = f"assess_{uuid.uuid4().hex}"
    with psycopg.connect(server_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(_naming("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template))
        try:
            yield f"{server_url.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(_naming("DROP DATABASE {} WITH (FORCE)", name))


def _naming(statement: LiteralString, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with running_postgres() as url:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        signal.pause()


if __name__ == "__main__":
    main()

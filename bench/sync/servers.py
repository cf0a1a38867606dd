"""Both servers as they are measured: gunicorn, two processes of eight threads, on one address of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROCESSES, THREADS = 2, 8
#: PostgreSQL as it would be run: nothing of what makes a commit durable is switched off.
POSTGRES = ("shared_buffers=512MB", "max_wal_size=4GB", "max_connections=120")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(application: str, environment: Mapping[str, str], log: Path) -> Iterator[int]:
    """The port of a server that is up; it is stopped after. RuntimeError with its last words when it does not start."""
    port = free_port()
    command = [
        str(Path(sys.executable).parent / "gunicorn"), f"--workers={PROCESSES}", "--worker-class=gthread",
        f"--threads={THREADS}", f"--bind=127.0.0.1:{port}", "--log-level=error", "--no-control-socket", application,
    ]  # fmt: skip
    with log.open("a") as output:
        server = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait(server, port, log)
            yield port
        finally:
            server.terminate()
            server.wait(30)


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.1)
            continue
        time.sleep(1)  # the second process
        return
    raise RuntimeError(f"the server did not start: {log.read_text()[-1000:]}")

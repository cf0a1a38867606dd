"""A real server of several processes on an instance of its own, which may be killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.cli.serving import free_port

PATIENCE = 60


class Server:
    """gunicorn with `workers` processes; `kill()` is SIGKILL for all of them, as a power cut would be."""

    def __init__(self, instance: Path, *, database: str | None = None, workers: int = 2, threads: int = 4) -> None:
        self.instance, self.database, self.workers, self.threads = instance, database, workers, threads
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("ASSESS_")}
        environment |= {"ASSESS_INSTANCE": str(self.instance), "ASSESS_SECRET_KEY": "k" * 40}
        if self.database:
            environment["ASSESS_DATABASE_URL"] = self.database
        command = [sys.executable, "-m", "gunicorn", "--workers", str(self.workers), "--worker-class", "gthread",
                   "--threads", str(self.threads), "--preload", "--bind", f"127.0.0.1:{self.port}",
                   "--no-control-socket", "--log-level", "warning", "assess:create_app()"]  # fmt: skip
        with (self.instance / "server.log").open("a") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        self.starts += 1
        self._wait()

    def kill(self) -> None:
        """Every process of the server at once; a server that is down already stays down."""
        if self.process is None:
            return
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}/health", timeout=5) as answer:
                    assert answer.status == 200
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        raise AssertionError(f"no answer: {(self.instance / 'server.log').read_text()[-2000:]}")

"""`assess run` as a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(instance: Path, *options: str, **more: str) -> Iterator[tuple[str, str]]:
    """The address of a running server and what it said so far; it is told to stop at the end."""
    port = free_port()
    words = [str(Path(sys.executable).with_name("assess")), "--lang", "en", "run", "--port", str(port), *options]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ASSESS_")}
    environment |= {"ASSESS_INSTANCE": str(instance), **more}
    said = instance.parent / f"said-{port}.txt"
    with said.open("w") as out:
        server = subprocess.Popen(words, stdout=out, stderr=subprocess.STDOUT, env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(server, address, said)
        yield address, said.read_text()
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(server: subprocess.Popen[bytes], address: str, said: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5) as answer:
                assert answer.status == 200
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"no answer: {said.read_text()}")

"""The side that asks: a warm process that has read its libraries and forks one child with limits for every file.

The bytes travel in files without a name, so that nothing is left behind however anybody ends. The child knows neither
configuration nor secrets, and what it says is one number.
"""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from typing import IO

from assess.imaging.faults import MADE, REFUSALS

#: Longer than a child may take (`work.WALL_SECONDS`): then something else is wrong.
ANSWER_SECONDS = 20
#: How long a file waits while others are being made.
TURN_SECONDS = 20
KINDS = {"photo": b"p", "signature": b"s", "file": b"f"}


class Refused(Exception):
    """The file cannot be taken; `code` is one of `faults.REFUSALS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Busy(Exception):
    """Nothing was found out about the file: no turn, no disk or no process. Trying again may help."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file of our own making. `thumbnail` is empty where there is none."""

    content: bytes
    media_type: str
    thumbnail: bytes = b""


MEDIA_TYPES = {"photo": "image/jpeg", "signature": "image/png", "file": "application/pdf"}
THUMBNAIL_TYPE = "image/jpeg"


class _Warm:
    """The warm process and the socket to it."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            self.owner, self.socket = os.getpid(), ours
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-m", "assess.imaging", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            )
        ours.settimeout(ANSWER_SECONDS)

    def ask(self, kind: str, files: list[int]) -> int:
        """The number that the child ended with. Raises OSError when the process is gone."""
        socket.send_fds(self.socket, [KINDS[kind]], files)
        answer = self.socket.recv(4, socket.MSG_WAITALL)
        if len(answer) != 4:
            raise ConnectionResetError
        return int(answer)

    def end(self) -> None:
        self.socket.close()
        if self.owner == os.getpid():
            self.process.kill()
            self.process.wait()


_turn = threading.Lock()
_warm: _Warm | None = None


def remake(kind: str, source: IO[bytes]) -> Made:
    """Our own file of the one that `source` holds, without any metadata. Raises Refused and Busy.

    "photo" gives a JPEG of at most 2048 pixels, "signature" a PNG, "file" a PDF.
    """
    try:
        with tempfile.TemporaryFile() as content, tempfile.TemporaryFile() as thumbnail:
            source.flush()
            ended = _ask(kind, [source.fileno(), content.fileno(), thumbnail.fileno()])
            if ended in REFUSALS:
                raise Refused(REFUSALS[ended])
            if ended != MADE:
                raise Busy(f"the process ended with {ended}")
            content.seek(0)
            thumbnail.seek(0)
            return Made(content.read(), MEDIA_TYPES[kind], thumbnail.read())
    except OSError as error:
        raise Busy(str(error)) from error


def _ask(kind: str, files: list[int]) -> int:
    """In its turn; a warm process that has gone is started again once."""
    global _warm
    if not _turn.acquire(timeout=TURN_SECONDS):
        raise Busy("others are being made")
    try:
        if _warm is not None:
            try:
                return _warm_of_ours().ask(kind, files)
            except OSError:
                close()
        _warm = _Warm()
        return _warm.ask(kind, files)
    except OSError:
        close()
        raise
    finally:
        _turn.release()


def _warm_of_ours() -> _Warm:
    """The warm process, unless it is that of a process that ours was forked from."""
    if _warm is None or _warm.owner != os.getpid():
        raise ConnectionResetError
    return _warm


def close() -> None:
    """End the warm process; the next file starts another."""
    global _warm
    if _warm is not None:
        _warm.end()
        _warm = None


atexit.register(close)

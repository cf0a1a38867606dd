"""The device's side: one Node process that answers every case while the next one is drawn."""

from __future__ import annotations

import json
import os
import random
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

SCRIPT = Path(__file__).with_name("answer.mjs")


class Device:
    """The process, and all that it was asked. Its answers go to a file, so that neither side waits for the other."""

    def __init__(self, seed: int, process: subprocess.Popen[bytes], answered: IO[bytes], complaints: IO[bytes]) -> None:
        self.seed, self.draw = seed, random.Random(seed)
        self.process, self.answered, self.complaints = process, answered, complaints
        self.asked: list[str] = []

    def ask(self, case: object) -> None:
        self.asked.append(json.dumps(case))
        assert self.process.stdin
        try:
            self.process.stdin.write(f"{self.asked[-1]}\n".encode())
        except BrokenPipeError:
            raise AssertionError(self._complaint()) from None

    def answers(self) -> list[bytes]:
        """The canonical JSON with which it answered each case, in their order."""
        assert self.process.stdin
        self.process.stdin.close()
        assert self.process.wait() == 0, self._complaint()
        self.answered.seek(0)
        return self.answered.read().splitlines()

    def must_have_said(self, expected: Sequence[bytes]) -> None:
        """Every answer has the bytes of ours; the first that has not is shown with its case."""
        answers = self.answers()
        assert len(answers) == len(expected) == len(self.asked), f"{len(answers)} answers to {len(expected)} cases"
        for number, (ours, theirs) in enumerate(zip(expected, answers, strict=True)):
            if ours != theirs:
                case, at = self.asked[number][:6000], _first_difference(ours, theirs)
                sides = "".join(f"\n{side}: {_near(said, at)}" for side, said in (("server", ours), ("device", theirs)))
                raise AssertionError(f"seed {self.seed}, case {number}: {case}{sides}")

    def _complaint(self) -> str:
        self.process.wait(60)
        self.complaints.seek(0)
        return f"seed {self.seed}, after {len(self.asked)} cases: {self.complaints.read()[-4000:].decode()}"


@contextmanager
def device() -> Iterator[Device]:
    """A device with a seed of its own; ASSESS_TWIN_SEED draws the cases of an earlier run again."""
    node = shutil.which("node")
    assert node, "Install Node 18 or newer: without it nothing shows that device and server score alike."
    seed = int(os.environ.get("ASSESS_TWIN_SEED") or secrets.randbelow(10**9))
    sys.stdout.write(f"ASSESS_TWIN_SEED={seed}\n")
    with (
        tempfile.TemporaryFile() as answered,
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen([node, str(SCRIPT)], stdin=subprocess.PIPE, stdout=answered, stderr=complaints) as process,
    ):
        try:
            yield Device(seed, process, answered, complaints)
        finally:
            process.kill()
            with suppress(BrokenPipeError):  # what an ended process has not read
                process.stdin.close()


def _first_difference(one: bytes, other: bytes) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _near(said: bytes, at: int) -> str:
    return said[max(0, at - 200) : at + 200].decode(errors="replace")

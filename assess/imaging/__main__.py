"""The warm process: waits for files, forks a child with limits for each, and says how the child ended.

Started by `limited` with the number of its socket. Ends when the asking process does, or after a while without work.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import sys

from assess.imaging import work
from assess.imaging.faults import EFFORT, TROUBLE, UNREADABLE

MEMORY = 512 * 1024 * 1024
#: The processor's time is told to the file, the wall's to the machine: an honest photo on a busy machine waits.
CPU_SECONDS, WALL_SECONDS = 8, 10
MOST_WRITTEN = 64 * 1024 * 1024
IDLE_SECONDS = 600
#: How a child ends that a limit has ended.
ENDED_BY = {signal.SIGXCPU: EFFORT, signal.SIGALRM: TROUBLE, signal.SIGKILL: TROUBLE}


def serve(ours: socket.socket) -> None:
    ours.settimeout(IDLE_SECONDS)
    while True:
        try:
            job, files, _flags, _address = socket.recv_fds(ours, 1, 3)
        except TimeoutError:
            return
        if not job:
            return
        ended = _in_child(job, files, ours)
        for file in files:
            os.close(file)
        ours.sendall(b"%03d\n" % ended)


def _in_child(job: bytes, files: list[int], ours: socket.socket) -> int:
    work.prepare(job)
    child = os.fork()
    if child == 0:
        ended = TROUBLE
        try:
            ours.close()
            _limit()
            ended = UNREADABLE  # whatever a decoder fails with
            ended = work.do(job, *files)
        finally:
            os._exit(ended)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return ENDED_BY.get(signal.Signals(os.WTERMSIG(status)), UNREADABLE)
    return os.WEXITSTATUS(status)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(WALL_SECONDS)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as channel:
        serve(channel)

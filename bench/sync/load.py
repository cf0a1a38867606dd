"""Clients that send visits one after another, each over a connection of its own, all in one event loop.

They share the machine with the server, so the rates are a floor of what it can do; both servers are asked alike.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Protocol

#: How long the visits that are under way at the end may take.
PATIENCE = 600.0


@dataclass(frozen=True, slots=True)
class Request:
    """One request and the proof that it was taken in: `count` times `proof` in an answer of status 200."""

    head: bytes
    body: bytes
    proof: bytes
    count: int


class Work(Protocol):
    """A visit to bring in: its requests, made as they are sent."""

    def requests(self) -> Iterator[Request]: ...


@dataclass
class Told:
    """What the clients saw. `brought` holds the visits whose every request was acknowledged."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    brought: list[Work] = field(default_factory=list)
    busy: int = 0
    faults: list[str] = field(default_factory=list)
    #: Whether a client ran out of visits before the time was over.
    dry: bool = False

    @property
    def rate(self) -> float:
        return len(self.brought) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """In milliseconds; NaN when no visit came in."""
        times = sorted(self.latencies)
        return times[min(len(times) - 1, int(len(times) * share))] * 1000 if times else math.nan


def head(method: str, path: str, headers: Iterable[tuple[str, str]], length: int) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {length}"]
    return "\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers), "", ""]).encode()


class _Connection:
    def __init__(self, port: int) -> None:
        self.port = port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        writer.write(request.head + request.body)
        await writer.drain()
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            self.close()
        return int(lines[0].split()[1]), headers, body

    def close(self) -> None:
        if self.streams is not None:
            self.streams[1].close()
        self.streams = None


async def _bring(connection: _Connection, work: Work, told: Told) -> bool:
    """Every request of a visit, until it is acknowledged. False when one was refused."""
    for request in work.requests():
        while True:
            try:
                status, headers, body = await connection.ask(request)
            except (OSError, asyncio.IncompleteReadError) as error:
                connection.close()  # nothing is known of it: the same again
                told.faults.append(f"cut: {type(error).__name__}")
                if len(told.faults) > 100:
                    return False
                continue
            if status in (429, 503):
                told.busy += 1
                await asyncio.sleep(float(headers.get("retry-after", "1")))
                continue
            if status == 200 and body.count(request.proof) == request.count:
                break
            told.faults.append(f"{status}: {body[:200].decode(errors='replace')}")
            return False
    return True


async def _client(port: int, queue: Sequence[Work], stop: float, told: Told) -> None:
    connection = _Connection(port)
    try:
        for work in queue:
            began = perf_counter()
            if began >= stop:
                return
            if await _bring(connection, work, told):
                told.latencies.append(perf_counter() - began)
                told.brought.append(work)
        told.dry = True
    finally:
        connection.close()


async def _all(port: int, queues: Sequence[Sequence[Work]], seconds: float) -> Told:
    told, began = Told(), perf_counter()
    clients = (_client(port, queue, began + seconds, told) for queue in queues)
    await asyncio.wait_for(asyncio.gather(*clients), seconds + PATIENCE)
    told.seconds = perf_counter() - began
    return told


def send(port: int, queues: Sequence[Sequence[Work]], seconds: float) -> Told:
    """Let one client for each queue send for that long; a visit that was begun is brought to its end."""
    return asyncio.run(_all(port, queues, seconds))

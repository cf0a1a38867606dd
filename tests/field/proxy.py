"""A bad network: passes bytes between a device and the server, and cuts, stalls or repeats where it is told to."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

#: Bytes that are passed on at once.
MOST = 65536


@dataclass
class Cut:
    """After how many bytes of the request, and of the answer, the connection is torn; None lets everything pass."""

    request: int | None = None
    answer: int | None = None


class Proxy:
    """Listens on a port of its own and forwards to `target`; `choose` says for each connection where it is cut.

    `passed` counts the bytes of the last connection in both directions; `rate` is how many pass in a second each way.
    """

    def __init__(self, target: int, rate: float | None = None) -> None:
        self.target, self.rate = target, rate
        self.choose: Callable[[], Cut] = Cut
        self.passed = [0, 0]
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._relays: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def __enter__(self) -> Proxy:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for relay in self._relays:
            relay.join()

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self._listener.accept()
            except OSError:
                return
            self._relays = [one for one in self._relays if one.is_alive()]
            self._relays.append(threading.Thread(target=self._relay, args=(near,)))
            self._relays[-1].start()

    def _relay(self, near: socket.socket) -> None:
        """Both directions of one connection, until both have ended."""
        self.passed, cut = [0, 0], self.choose()
        with near:
            try:
                far = socket.create_connection(("127.0.0.1", self.target))
            except ConnectionRefusedError:
                _tear(near)
                return
            with far:
                back = threading.Thread(target=self._pump, args=(far, near, 1, cut.answer))
                back.start()
                self._pump(near, far, 0, cut.request)
                back.join()

    def _pump(self, source: socket.socket, sink: socket.socket, way: int, limit: int | None) -> None:
        """Forward until the end or the limit; at the limit both ends see a reset."""
        left = limit
        try:
            while left is None or left > 0:
                data = source.recv(MOST if left is None else min(MOST, left))
                if not data:
                    sink.shutdown(socket.SHUT_WR)
                    return
                if self.rate:
                    time.sleep(len(data) / self.rate)
                self.passed[way] += len(data)
                sink.sendall(data)
                left = None if left is None else left - len(data)
        except OSError:
            pass  # the other direction has torn the connection
        _tear(source)
        _tear(sink)


def _tear(end: socket.socket) -> None:
    """Reset, as a lost network or a killed process does, once the socket is closed; until then it carries nothing."""
    try:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it was gone already

"""Named parts one after the other in one stream, none of whose lengths is known when it begins."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import Protocol

NAME, BLOCK = struct.Struct(">H"), struct.Struct(">I")
#: What stands in the place of a name after the last part.
END = 0
LONGEST = 16 << 20


class Cut(ValueError):
    """The stream is not made of parts, or ends before they do."""


class Writing(Protocol):
    def write(self, content: bytes, /) -> object: ...


class Reading(Protocol):
    def read(self, size: int, /) -> bytes: ...


def write(target: Writing, name: str, blocks: Iterable[bytes]) -> None:
    """Add one part."""
    target.write(NAME.pack(len(name)) + name.encode("ascii"))
    for block in blocks:
        for start in range(0, len(block), LONGEST):
            piece = block[start : start + LONGEST]
            target.write(BLOCK.pack(len(piece)) + piece)
    target.write(BLOCK.pack(0))


def finish(target: Writing) -> None:
    target.write(NAME.pack(END))


def read(source: Reading) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each part's name and its blocks, in order; what is left of a part is passed over. Raises Cut."""
    while (length := NAME.unpack(_exactly(source, NAME.size))[0]) != END:
        name = _exactly(source, length).decode("ascii")
        blocks = _blocks(source)
        yield name, blocks
        for _rest in blocks:
            continue
    if source.read(1):
        raise Cut("more follows the end")


def _blocks(source: Reading) -> Iterator[bytes]:
    while length := BLOCK.unpack(_exactly(source, BLOCK.size))[0]:
        if length > LONGEST:
            raise Cut("a block is too long")
        yield _exactly(source, length)


def _exactly(source: Reading, size: int) -> bytes:
    found = source.read(size)
    if len(found) != size:
        raise Cut("the stream ends too early")
    return found


def packed(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The same, compressed."""
    packer = zlib.compressobj(level=3)
    for block in blocks:
        if piece := packer.compress(block):
            yield piece
    yield packer.flush()


def unpacked(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """What `packed` was given, in other pieces. Raises zlib.error."""
    unpacker = zlib.decompressobj()
    for block in blocks:
        while block:
            if piece := unpacker.decompress(block, LONGEST):
                yield piece
            block = unpacker.unconsumed_tail
    if not unpacker.eof:
        raise Cut("a packed part is not whole")

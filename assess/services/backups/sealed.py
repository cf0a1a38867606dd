"""An encrypted file, written and read in pieces: AES-256-GCM under a key made of a passphrase by scrypt (RFC 7914).

Header: the mark, how the passphrase is found (`lock`), the cost of scrypt as a power of two, 16 bytes of salt. Then
pieces of at most 1 MiB, each sealed with its number, the header, and whether it is the last: a byte flipped anywhere,
a piece left out, moved or added, and an end cut off are all noticed (P22).
"""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from assess.core.rules import N_, RuleBroken

MARK = b"ASSESS-BACKUP-2\n"
HEADER = struct.Struct(f">{len(MARK)}sBB16s")
PIECE, TAG = 1 << 20, 16
#: What opens a file: a passphrase that a person keeps, or the secret key of the server that wrote it.
PASSPHRASE, SERVER_KEY = 0, 1
#: 2**17 blocks of 8 take 128 MiB and a third of a second for each guess; a file that asks for more is not ours.
COST, HIGHEST_COST = 17, 20


class Damaged(RuleBroken):
    """The file is no backup, not whole, or sealed with another passphrase: nothing in it may be used."""

    def __init__(self, name: object) -> None:
        super().__init__(
            N_(
                "{file} cannot be opened: it is no whole backup of Assess, or the passphrase is another one. Nothing"
                " was changed. Check the passphrase, or use another copy."
            ),
            file=name,
        )


def lock_of(file: BinaryIO) -> int | None:
    """What opens the file that begins here; None when it is no backup. The file is then at its beginning again."""
    start = file.read(HEADER.size)
    file.seek(0)
    return start[len(MARK)] if len(start) == HEADER.size and start.startswith(MARK) else None


def _cipher(secret: str, cost: int, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=1 << cost, r=8, p=1).derive(secret.encode()))


def _nonce(number: int, last: bool) -> bytes:
    """Never twice under one key, since every file has a salt of its own."""
    return struct.pack(">xxxQ?", number, last)


class Sealer:
    """What is written here goes sealed into `file`; `finish` seals the end and leaves `file` open."""

    def __init__(self, file: BinaryIO, secret: str, lock: int) -> None:
        salt = os.urandom(16)
        self._file, self._header = file, HEADER.pack(MARK, lock, COST, salt)
        self._cipher, self._waiting, self._number = _cipher(secret, COST, salt), bytearray(), 0
        file.write(self._header)

    def write(self, content: bytes) -> None:
        self._waiting += content
        while len(self._waiting) > PIECE:
            self._seal(PIECE, last=False)

    def finish(self) -> None:
        """Seal what is left: without this the file is not whole, and nobody will open it."""
        self._seal(len(self._waiting), last=True)

    def _seal(self, size: int, *, last: bool) -> None:
        piece, self._waiting = bytes(self._waiting[:size]), self._waiting[size:]
        self._file.write(self._cipher.encrypt(_nonce(self._number, last), piece, self._header))
        self._number += 1


class Opener:
    """The content of a sealed file, piece by piece; Damaged as soon as something does not fit."""

    def __init__(self, file: BinaryIO, secret: str, name: object) -> None:
        self._file, self._name = file, name
        self._header = file.read(HEADER.size)
        if len(self._header) != HEADER.size or not self._header.startswith(MARK):
            raise Damaged(name)
        _mark, _lock, cost, salt = HEADER.unpack(self._header)
        if cost > HIGHEST_COST or not cost:
            raise Damaged(name)
        self._cipher, self._number = _cipher(secret, cost, salt), 0
        self._next = file.read(PIECE + TAG)
        self._open = memoryview(b"")

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes, or fewer at the end."""
        found = bytearray()
        while len(found) < size and (self._open or self._unseal()):
            part = self._open[: size - len(found)]
            self._open = self._open[len(part) :]
            found += part
        return bytes(found)

    def _unseal(self) -> bool:
        """Open the next piece; False after the last one."""
        if not self._next:
            return False
        piece, self._next = self._next, self._file.read(PIECE + TAG)
        try:
            content = self._cipher.decrypt(_nonce(self._number, not self._next), piece, self._header)
        except InvalidTag:
            raise Damaged(self._name) from None
        self._open, self._number = memoryview(content), self._number + 1
        return True

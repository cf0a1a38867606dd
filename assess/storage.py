"""Evidence bytes in a folder or in S3, behind one class: put, get, find, list, delete (P15)."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

#: Where a folder keeps what is not whole yet; nothing else reads it.
UNFINISHED = "tmp/"
#: A store that does not answer by then is told of as not available; the device tries again.
PATIENCE = timedelta(seconds=20)
#: No part begins with a point, so ".." is none.
_KEY = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")


class Unavailable(Exception):
    """The store is full, down or cannot be read or written now. Nothing was half done; trying again may help."""


class Missing(LookupError):
    """There are no bytes under this key."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One object; `at` is when it was last written, by the clock of the store."""

    key: str
    size: int
    at: datetime


class Storage:
    """The objects under `url`: `file:///path/of/a/folder` or `s3://bucket/prefix` (credentials and endpoint from the
    environment, as AWS_… names them).

    Keys are parts with "/" between them, each of letters, digits and ".", "_", "-"; ValueError for any other, so that
    none leads outside. Every method raises Unavailable when the store fails it.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        place = urlsplit(url)
        self.folder = Path(unquote(place.path)) if place.scheme == "file" else None

    @cached_property
    def _store(self) -> Any:
        """Opened when first asked for: in the process that uses it, never before a fork."""
        from obstore.store import LocalStore, from_url

        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return LocalStore(self.folder, automatic_cleanup=True)
        return from_url(
            self.url,
            client_options={
                "timeout": PATIENCE,
                "connect_timeout": timedelta(seconds=5),
                # with options of ours it no longer looks for this by itself
                "allow_http": os.environ.get("AWS_ALLOW_HTTP", "").lower() == "true",
            },
            retry_config={"max_retries": 2, "retry_timeout": PATIENCE},
        )

    def put(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`, in the place of what was there. When this returns it survives a power cut."""
        _check(key)
        with _told():
            if self.folder is not None:
                _write(self.folder, key, content)
            else:
                self._put_and_compare(key, content)

    def _put_and_compare(self, key: str, content: bytes) -> None:
        import obstore

        put = obstore.put(self._store, key, content, use_multipart=False)
        found = obstore.head(self._store, key)
        if found["size"] != len(content) or found["e_tag"] != put["e_tag"]:
            raise Unavailable(f"{key}: what is stored is not what was sent")

    def get(self, key: str) -> bytes:
        """The bytes under `key`. Raises Missing."""
        import obstore

        _check(key)
        with _told():
            try:
                return bytes(obstore.get(self._store, key).bytes())
            except FileNotFoundError:
                raise Missing(key) from None

    def find(self, key: str) -> Stored | None:
        """What lies under `key`, without its bytes; None when there is nothing."""
        import obstore

        _check(key)
        with _told():
            try:
                found = obstore.head(self._store, key)
            except FileNotFoundError:
                return None
            return Stored(key, found["size"], found["last_modified"])

    def list(self, prefix: str) -> Iterator[Stored]:
        """Everything under `prefix`, which ends in "/", in no order that is promised."""
        import obstore

        _check(prefix.rstrip("/"))
        with _told():
            for page in obstore.list(self._store, prefix=prefix.rstrip("/")):
                yield from (Stored(one["path"], one["size"], one["last_modified"]) for one in page)

    def delete(self, key: str) -> None:
        """Remove what lies under `key`; nothing happens when there is nothing."""
        import obstore

        _check(key)
        with _told(), suppress(FileNotFoundError):
            obstore.delete(self._store, key)


def _check(key: str) -> None:
    if not _KEY.fullmatch(key):
        raise ValueError(f"{key!r} is no key")


@contextmanager
def _told() -> Iterator[None]:
    """Whatever a disk or a service fails with, as the one failure that callers know."""
    from obstore.exceptions import BaseError

    try:
        yield
    except (OSError, BaseError) as error:
        raise Unavailable(str(error).split("\n", 1)[0]) from error


def _write(folder: Path, key: str, content: bytes) -> None:
    """Temporary file, fsync, rename, fsync of the folder: a crash leaves the old state or the new one (P15)."""
    path, temporary = folder / key, folder / UNFINISHED / uuid.uuid4().hex
    _make(temporary.parent)
    _make(path.parent)
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync(path.parent)


def _make(folder: Path) -> None:
    """The folder and those above it, each durable in its parent."""
    if folder.is_dir():
        return
    _make(folder.parent)
    folder.mkdir(exist_ok=True, mode=0o700)
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Backups: the database of one moment and its evidence in one encrypted file, proved each time it is written (P22).

The same file restores into SQLite and PostgreSQL, whichever it came from.
"""

from assess.services.backups.archive import Manifest
from assess.services.backups.noting import last_at, made, restored, upgraded
from assess.services.backups.restoring import restore
from assess.services.backups.sealed import PASSPHRASE, SERVER_KEY, Damaged, lock_of
from assess.services.backups.writing import write

__all__ = [
    "PASSPHRASE",
    "SERVER_KEY",
    "Damaged",
    "Manifest",
    "last_at",
    "lock_of",
    "made",
    "restore",
    "restored",
    "upgraded",
    "write",
]

"""Where files lie: on a disk of this machine or across a network, and how much room there is (P19, P20)."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from assess.core.rules import N_, RuleBroken

MOUNTS = Path("/proc/self/mountinfo")
#: Kinds whose locks and flushes are kept by another machine, if by anybody: SQLite loses there what it acknowledged.
NETWORK = frozenset(
    (
        *("9p", "acfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "dlm", "gfs", "gfs2", "glusterfs", "gpfs"),
        *("lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "pvfs2", "smb", "smb2", "smb3", "smbfs", "vboxsf"),
        "vmhgfs",
    )
)
#: The same mounted by a program, as in "fuse.sshfs"; what else FUSE mounts may be a local disk.
NETWORK_BY_FUSE = re.compile(
    r"fuse\..*(blobfuse|ceph|curlftp|dav|drive|dropbox|gcs|gluster|juicefs|moose|nfs|rclone|s3|seaweed|smb|sshfs|vmhgfs).*"
)
_ESCAPED = re.compile(r"\\([0-7]{3})")


def kind(path: Path, mounts: Path = MOUNTS) -> str:
    """The kind of file system that `path`, or what there is of it, lies on; "" where the system does not tell."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    here, best, found = path.resolve(), -1, ""
    for line in lines:
        place, _dash, device = line.partition(" - ")
        mounted = Path(_ESCAPED.sub(lambda code: chr(int(code[1], 8)), place.split()[4]))
        depth = len(mounted.parts)
        if depth >= best and (here == mounted or mounted in here.parents):
            best, found = depth, device.split()[0]
    return found


def is_network(kind: str) -> bool:
    return kind in NETWORK or NETWORK_BY_FUSE.fullmatch(kind) is not None


def refuse_network(database: Path, mounts: Path = MOUNTS) -> None:
    """RuleBroken when an SQLite database would lie on a network file system."""
    if is_network(found := kind(database, mounts)):
        raise RuleBroken(
            N_(
                "The database {file} lies on a network file system ({kind}), where what was acknowledged can be lost."
                " Set ASSESS_INSTANCE to a folder on a local disk, or ASSESS_DATABASE_URL to a PostgreSQL server."
            ),
            file=database,
            kind=found,
        )


def free(folder: Path) -> int:
    """Bytes that are free for us on the disk of a folder, or of the nearest one above it that exists."""
    there = next(place for place in (folder.resolve(), *folder.resolve().parents) if place.exists())
    return shutil.disk_usage(there).free

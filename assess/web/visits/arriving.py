"""What has not arrived from the devices of a visit, and what waits for a coordinator: told, never silent (P4, P16)."""

from __future__ import annotations

from dataclasses import dataclass

from assess import naming
from assess.access import can
from assess.http.clock import now
from assess.http.language import wording
from assess.models import Device, Manifest, User, Visit
from assess.services.onsite import checkouts, manifests, quarantine


@dataclass(frozen=True, slots=True)
class Coming:
    """A visit that a device has called complete and that is not here whole."""

    manifest: Manifest
    device: str
    operations: int
    evidence: int
    differs: bool
    #: Whether it has been on its way for more than a day.
    late: bool


@dataclass(frozen=True, slots=True)
class Arriving:
    """For the team and for coordinators; nothing of it for anybody else."""

    gaps: tuple[tuple[str, checkouts.Gap], ...] = ()
    coming: tuple[Coming, ...] = ()
    waiting: int = 0

    @property
    def is_nothing(self) -> bool:
        return not (self.gaps or self.coming or self.waiting)


def arriving(visit: Visit, user: User) -> Arriving:
    """What the page of the visit says about its devices to this person."""
    decides = can(user, "visit.quarantine", visit)
    if not decides and visit.member(user.id) is None:
        return Arriving()
    return Arriving(
        gaps=tuple((device_name(gap.device), gap) for gap in checkouts.gaps_of_visit(visit)),
        coming=tuple(_coming(row, visit) for row in manifests.waiting(visit)),
        waiting=quarantine.counts([visit.id]).get(visit.id, 0) if decides else 0,
    )


def _coming(row: Manifest, visit: Visit) -> Coming:
    missing = manifests.missing(row, visit, row.device.user)
    return Coming(
        manifest=row,
        device=device_name(row.device),
        operations=len(missing.operations),
        evidence=len(missing.evidence),
        differs=missing.digest,
        late=now() - row.received_at > manifests.NOTICE_AFTER,
    )


def device_name(device: Device) -> str:
    """What it calls itself and the end of its id, after whose it is."""
    id = str(device.id)
    return f"{device.user.name}: {naming.device(wording(), id, {id: device.label} if device.label else None)}"

"""What goes in and out under /sync, for the OpenAPI document and for reading bodies."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from assess.api.schemas import Body, Receipt, Texts


def _canonical(text: str) -> str:
    """An id in its one spelling, so that the same id is always the same text."""
    if str(UUID(text)) != text:
        raise ValueError("not in lower case with hyphens")
    return text


Id = Annotated[str, AfterValidator(_canonical)]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class DeviceIn(Body):
    """A device that is to be known; `id` is a UUID that it made for itself."""

    id: Id
    label: str = Field(default="", max_length=400)
    client: str = Field(default="", max_length=40)


class Person(Body):
    id: str
    name: str


class GapOut(Body):
    """Changes that a device announced and that have not arrived."""

    device: str
    label: str
    visit: str
    facility: str
    missing: int
    seen_at: AwareDatetime


class DeviceOut(Body):
    """`key` opens the local store after a sign-in, `token` hands work over without one."""

    device: str
    key: str
    token: str
    user: Person
    epoch: str
    server_time: AwareDatetime
    gaps: list[GapOut]


class Status(Body):
    user: Person | None
    epoch: str
    server_time: AwareDatetime
    protocol: int


class Done(Body):
    done: int
    total: int


class OwnVisit(Body):
    id: str
    facility: str
    place: str
    instrument: Texts
    planned_on: str
    visited_on: str
    status: str
    part: Literal["lead", "assessor", "reviewer"]
    progress: Done


class OwnVisits(Body):
    visits: list[OwnVisit]


class OperationOut(Body):
    """A stored operation; `claimed_at` is the canonical form of `at`."""

    id: str
    criterion: str
    field: str
    value: Any
    base: str | None
    resolves: list[str]
    device: str
    author: str
    at: str
    claimed_at: str
    seq: int


class Member(Body):
    id: str
    name: str
    part: Literal["lead", "assessor", "reviewer"]
    domains: list[str]


class Me(Member):
    may: list[str]


class EvidenceOut(Body):
    """A piece that is kept; the picture is at `href`."""

    id: str
    criterion: str
    kind: Literal["photo", "file", "signature"]
    sha256: str
    caption: str
    author: str
    received_at: AwareDatetime
    href: str
    thumbnail: str | None


class VisitOut(Body):
    id: str
    status: str
    kind: str
    announced: bool
    planned_on: str
    visited_on: str
    facility_type: str
    note: str


class StateOut(Texts):
    code: str


class FacilityOut(Body):
    """Neither address nor telephone nor position."""

    id: str
    name: str
    type: Texts
    state: StateOut
    municipality: str | None
    capacity: int | None


class Earlier(Body):
    value: int | Literal["NA", "NE"]
    visited_on: str
    note: str


class OpenAction(Body):
    number: int
    state: str
    due_on: str
    what: str


class Pack(Body):
    """All that a device needs for one visit."""

    protocol: int
    issued_at: AwareDatetime
    expires_at: AwareDatetime
    server_time: AwareDatetime
    epoch: str
    seq: int
    digest: Digest
    visit: VisitOut
    facility: FacilityOut
    instrument: dict[str, Any]
    me: Me
    team: list[Member]
    operations: list[OperationOut]
    evidence: list[EvidenceOut]
    earlier: dict[str, Earlier]
    actions: dict[str, OpenAction]
    limits: dict[str, int]


class MissingOut(Body):
    operations: list[str]
    evidence: list[str]
    digest: bool


class ManifestState(Body):
    state: Literal["receiving", "complete"]
    missing: MissingOut


class Changes(Body):
    operations: list[OperationOut]
    seq: int
    more: bool
    epoch: str
    digest: Digest
    status: str
    team: list[Member]
    evidence: list[EvidenceOut]
    manifest: ManifestState | None
    expires_at: AwareDatetime


class SinceQuery(Body):
    since: int = Field(default=0, description="The last `seq` that the device knows")


class ManifestIn(Body):
    """What the visit consists of, as the device has it."""

    digest: Digest
    operations: list[Id] = Field(max_length=20_000)
    evidence: list[Id] = Field(max_length=2_000)
    instrument_sha256: Digest
    close: bool = False


class ManifestOut(ManifestState):
    """`refusal`: what the method still asks for before fieldwork is closed."""

    status: str
    refusal: str | None = None


class Handover(Body):
    """Work of somebody who can no longer sign in, by visit."""

    device: Id
    token: str = Field(max_length=200)
    visits: dict[Id, list[Any]] = Field(description="Operations as in a batch")


class HandoverReceipts(Body):
    receipts: dict[str, list[Receipt]]

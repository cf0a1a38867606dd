"""What goes in and out of the API, as pydantic models: the source of the OpenAPI document, and of its tests."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from assess.standards.schema import Document


class Body(BaseModel):
    """No key beyond those named."""

    model_config = ConfigDict(extra="forbid")


class Texts(Body):
    es: str
    en: str


class InstrumentSummary(Body):
    """One version of an instrument; `sha256` is that of its canonical content."""

    id: str
    version: str
    title: Texts
    status: Literal["operationalisation", "official"]
    specification: str
    criteria: int
    facility_types: list[str]
    sha256: str
    loaded_at: AwareDatetime


class Instruments(Body):
    instruments: list[InstrumentSummary]


class InstrumentWhole(InstrumentSummary):
    """A version with its content, as its file has it."""

    document: Document


class OperationIn(Body):
    """One recorded change; `base` is the operation that the device saw in its place, `resolves` those it settles."""

    id: str = Field(description="UUID in lower case, made by the device")
    criterion: str = Field(min_length=1, max_length=40)
    field: str = Field(min_length=1, max_length=40)
    value: Any
    base: str | None = None
    device: str = Field(min_length=1, max_length=60)
    author: str | None = Field(default=None, description="The person who made it; devices always say so")
    at: AwareDatetime
    resolves: list[str] = Field(default=[], max_length=20)


class Operations(Body):
    operations: list[OperationIn] = Field(max_length=200)


class Receipt(Body):
    """What became of an operation; `reason` is a sentence for the person when it was rejected or waits."""

    id: str | None
    status: Literal["applied", "duplicate", "conflict", "quarantined", "rejected"]
    reason: str
    sha256: str | None
    seq: int | None


class Receipts(Body):
    """One receipt for each operation, in their order; `seq` is the last number of the visit.

    `answer` tells the page at the desk how what it shows stands now.
    """

    receipts: list[Receipt]
    seq: int
    epoch: str
    status: str
    answer: dict[str, Any] | None = None


class Refusal(BaseModel):
    """Why nothing was done: a code, a sentence, and whether trying again can help."""

    error: int
    code: str
    title: str = ""
    message: str
    retryable: bool = False


class VersionQuery(Body):
    version: str | None = Field(default=None, description="Without it the newest")


class CriterionQuery(Body):
    criterion: str | None = Field(default=None, description="Code of the criterion that the answer shall tell of")

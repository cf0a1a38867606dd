"""Checking an instrument file as a whole, and reading one that has no faults."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assess.core.instrument import Instrument
from assess.reference import facility_types
from assess.standards import meaning, shape
from assess.standards.build import build, content_of, fingerprint
from assess.standards.fault import ERROR, Fault, Faulty
from assess.standards.schema import Document
from assess.standards.source import Unreadable, parse, read_bytes


@dataclass(frozen=True, slots=True)
class Checked:
    """A file after the check: `faults` in the order of the file, `document` when none of them is an error."""

    faults: tuple[Fault, ...]
    document: Document | None = None

    @property
    def errors(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.severity == ERROR)

    @property
    def criteria(self) -> int:
        """How many criteria the document holds; 0 without one."""
        domains = self.document.domains if self.document else []
        return sum(len(standard.criteria) for domain in domains for standard in domain.standards)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file without errors: the document, the core instrument, the canonical JSON and its SHA-256."""

    document: Document
    instrument: Instrument
    content: str
    sha256: str


def check(path: Path) -> Checked:
    """Every fault of a file in one run; never raises for what the file holds."""
    try:
        return check_bytes(read_bytes(path))
    except Unreadable as unreadable:
        return Checked((unreadable.fault,))


def check_bytes(raw: bytes) -> Checked:
    """As `check`, for a file that arrived some other way."""
    try:
        tree = parse(raw)
    except Unreadable as unreadable:
        return Checked((unreadable.fault,))
    document, found = shape.validate(tree)
    found += tree.faults + meaning.faults(tree, tuple(kind.code for kind in facility_types()))
    faults = tuple(sorted(found, key=lambda fault: (fault.place, fault.message)))
    sound = not any(fault.severity == ERROR for fault in faults)
    return Checked(faults, document if sound else None)


def read(path: Path) -> Loaded:
    """The instrument of a file. Raises Faulty with every fault when it has errors; warnings are let through."""
    return loaded(path, check(path))


def loaded(path: Path | str, checked: Checked) -> Loaded:
    """What a checked file holds. Raises Faulty when it has errors."""
    if checked.document is None:
        raise Faulty(path, checked.errors)
    content = content_of(checked.document)
    sha256 = fingerprint(content)
    return Loaded(checked.document, build(checked.document, sha256), content, sha256)

"""The part of an instrument that a visit looks at: all of it, some domains, or some criteria (R9)."""

from __future__ import annotations

import uuid
from dataclasses import replace
from functools import lru_cache

from assess.core.instrument import Instrument
from assess.models import Visit
from assess.services import standards


def instrument_of(visit: Visit) -> Instrument:
    """The version that the visit is scored with, narrowed to its focus."""
    if not visit.focus:
        return standards.get_version(visit.instrument_version_id)
    return _narrowed(visit.instrument_version_id, frozenset(visit.focus))


@lru_cache(maxsize=256)
def _narrowed(version_id: uuid.UUID, focus: frozenset[str]) -> Instrument:
    return narrowed(standards.get_version(version_id), focus)


def domain_of(visit: Visit, domain_id: str) -> Instrument:
    """One domain of what the visit looks at."""
    return _one_domain(visit.instrument_version_id, frozenset(visit.focus), domain_id)


@lru_cache(maxsize=1024)
def _one_domain(version_id: uuid.UUID, focus: frozenset[str], domain_id: str) -> Instrument:
    whole = standards.get_version(version_id)
    return narrowed(narrowed(whole, focus) if focus else whole, frozenset({domain_id}))


def narrowed(instrument: Instrument, focus: frozenset[str]) -> Instrument:
    """Only the domains (by id) or criteria (by code) named; standards and domains left empty are dropped."""
    domains = []
    for domain in instrument.domains:
        whole = domain.id in focus
        standards_ = [
            replace(s, criteria=tuple(c for c in s.criteria if whole or c.code in focus)) for s in domain.standards
        ]
        if kept := tuple(s for s in standards_ if s.criteria):
            domains.append(replace(domain, standards=kept))
    return replace(instrument, domains=tuple(domains))

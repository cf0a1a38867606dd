"""Where the answers of a visit stand: what they earn so far, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from assess.core.entry import Entry, Inputs
from assess.core.evidence import BLOCKING, UNANSWERED
from assess.core.instrument import Domain, Instrument
from assess.core.measure import Measured, level_of
from assess.core.merge import EVIDENCE, EXIT, INPUTS, PROFILE, PSEUDO, Current, Key, entries, inputs_of, profile_of
from assess.core.profile import Profile
from assess.core.result import CriterionResult, Result
from assess.core.rules import N_, RuleBroken
from assess.core.scoring import result
from assess.core.text import Text
from assess.models import Conflict, User, Visit, db
from assess.services import sync
from assess.services.evidence.reading import counts
from assess.services.focus import domain_of, instrument_of
from assess.services.sync.alone import is_alone


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a domain is: criteria in scope, those answered, and those that still lack something."""

    id: str
    title: Text
    done: int
    total: int
    missing: int


@dataclass(frozen=True)
class Standing:
    """A visit's answers read once, and what the method says of them."""

    visit: Visit
    instrument: Instrument
    state: dict[Key, Current]
    #: Who looks at it: in a calibration visit everybody sees another state.
    for_: User | None = None

    @cached_property
    def profile(self) -> Profile:
        return profile_of(self.state, self.visit.facility_type)

    @cached_property
    def inputs(self) -> Inputs:
        return inputs_of(self.state)

    @cached_property
    def files(self) -> dict[str, int]:
        """Criterion -> how many pieces of evidence it has; those without any are left out."""
        return counts(self.visit, state=self.state, for_=self.for_)

    @cached_property
    def entries(self) -> dict[str, Entry]:
        found = entries(self.state, self.files)
        return {code: one for code, one in found.items() if code in self.instrument.criteria}

    @cached_property
    def result(self) -> Result:
        """What the answers earn as they stand. Never a rating until the visit is final."""
        return result(self.instrument, self.entries, self.profile, self.inputs)

    @cached_property
    def found(self) -> dict[str, CriterionResult]:
        """Every criterion in scope by code, in the order of the instrument."""
        return {one.code: one for one in self.result.criteria}

    @cached_property
    def missing(self) -> dict[str, tuple[str, ...]]:
        """What each criterion in scope still needs before fieldwork can close: code -> what (R1, R2).

        "@profile" and the like stand among the codes while they hold two values for one field.
        """
        conflicts = {criterion for (criterion, _field), now in self.state.items() if now.conflict}
        needs: dict[str, tuple[str, ...]] = {one: ("conflict",) for one in PSEUDO if one in conflicts}
        for code, one in self.found.items():
            gaps: tuple[str, ...] = ("conflict",) if code in conflicts else (UNANSWERED,) if one.value is None else ()
            gaps += tuple(mark for mark in one.marks if mark in BLOCKING)
            if gaps:
                needs[code] = gaps
        return needs

    def measured(self, code: str) -> Measured | None:
        """What the numbers give for a criterion with a measure, None for any other."""
        measure = self.instrument.criteria[code].measure
        return level_of(measure, self.inputs) if measure else None

    def progress(self) -> list[Progress]:
        """Every domain that has something in scope."""
        return [one for domain in self.instrument.domains if (one := self.progress_in(domain)).total]

    def progress_in(self, domain: Domain) -> Progress:
        return self._of(domain.id, domain.title, [c.code for c in domain.criteria])

    def overall(self) -> Progress:
        return self._of("", self.instrument.title, self.found)

    def _of(self, id: str, title: Text, codes: Iterable[str]) -> Progress:
        here = [self.found[code] for code in codes if code in self.found]
        done = sum(one.value is not None for one in here)
        return Progress(id, title, done, len(here), sum(one.code in self.missing for one in here))


def standing_of(visit: Visit, state: dict[Key, Current] | None = None, *, for_: User | None = None) -> Standing:
    """Where a visit stands, as `for_` sees it; `state` when the answers have been read already."""
    return Standing(visit, instrument_of(visit), sync.state_of(visit, for_) if state is None else state, for_)


def standing_near(visit: Visit, code: str, *, for_: User | None = None) -> Standing:
    """The same for the domain of one criterion alone, which is all that saving an answer has to tell."""
    domain = instrument_of(visit).domain_of[code]
    if any(one.relevant for one in domain.criteria):
        return standing_of(visit, for_=for_)  # a condition may ask for the answers of another domain
    state = sync.fields_of(visit, PROFILE, INPUTS, EVIDENCE, *(one.code for one in domain.criteria), for_=for_)
    return Standing(visit, domain_of(visit, domain.id), state, for_)


def provisional(visit: Visit, state: dict[Key, Current] | None = None) -> Result:
    """What the answers earn as they stand. Never a rating until the visit is final."""
    return standing_of(visit, state).result


def missing(visit: Visit, state: dict[Key, Current] | None = None) -> dict[str, tuple[str, ...]]:
    """What each criterion in scope still needs before fieldwork can close (`Standing.missing`)."""
    return standing_of(visit, state).missing


def require_complete(visit: Visit) -> None:
    """RuleBroken naming the gaps while anything in scope is missing or in conflict: no visit goes on without it.

    A calibration visit is complete once each assessor is.
    """
    if not is_alone(visit):
        _refuse(missing(visit))
        return
    for person in assessors(visit):
        if gaps := gaps_alone(visit, person):
            raise RuleBroken(
                N_("{name} has {n} criteria to finish. A calibration visit closes when everybody has answered alone."),
                name=person.name,
                n=len(gaps),
            )


def _refuse(gaps: Mapping[str, tuple[str, ...]]) -> None:
    if not gaps:
        return
    if PROFILE in gaps:
        raise RuleBroken(N_("The profile of the visit holds two values for one number. Choose one of them first."))
    if EXIT in gaps:
        raise RuleBroken(N_("The exit meeting holds two values for one field. Choose one of them first."))
    codes = [code for code in gaps if code not in PSEUDO] or list(gaps)
    raise RuleBroken(
        N_("{n} criteria are not complete yet: {codes}. Open the list of what is missing and finish them."),
        n=len(codes),
        codes=", ".join(codes[:8]) + (" …" if len(codes) > 8 else ""),
    )


def assessors(visit: Visit) -> list[User]:
    """Who answers in this visit: the lead first, then by name."""
    members = sorted(visit.members, key=lambda m: (m.part != "lead", m.user.name))
    return [member.user for member in members if member.part != "reviewer"]


def gaps_alone(visit: Visit, person: User) -> dict[str, tuple[str, ...]]:
    """What this person still lacks in a calibration visit. Nobody approves another's “not applicable” there."""
    found = standing_of(visit, for_=person).missing
    return {code: gaps for code, gaps in found.items() if set(gaps) != {"na_not_approved"}}


def open_conflicts(visit: Visit) -> list[Conflict]:
    """Fields with two values that nobody has chosen between yet."""
    query = select(Conflict).where(Conflict.visit_id == visit.id, Conflict.settled_at.is_(None))
    return list(db.session.scalars(query.order_by(Conflict.criterion, Conflict.field)))

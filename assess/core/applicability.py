"""Which criteria a visit has to answer: type of facility, ages present and conditions (method R2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

from assess.core.condition import parse
from assess.core.entry import Entry
from assess.core.instrument import AGE_GROUPS, Criterion, Instrument
from assess.core.profile import Profile

#: Why a criterion is out of scope.
OTHER_TYPE, NO_CHILDREN_OF_AGE, NOT_RELEVANT = "other_type", "no_children_of_age", "not_relevant"
#: R2: above this share of NA in a domain its scope is called limited and a quality review is compulsory.
MOST_NOT_APPLICABLE = Fraction(1, 5)


def in_scope(
    instrument: Instrument, profile: Profile | None, entries: Mapping[str, Entry] | None = None
) -> tuple[str, ...]:
    """The codes to answer, in the order of the instrument; all of them when there is no profile."""
    outside = out_of_scope(instrument, profile, entries)
    return tuple(code for code in instrument.criteria if code not in outside)


def out_of_scope(
    instrument: Instrument, profile: Profile | None, entries: Mapping[str, Entry] | None = None
) -> dict[str, str]:
    """Code to reason ("other_type", "no_children_of_age", "not_relevant") of each criterion that is filtered out.

    A condition on another answer reads the level recorded in `entries`.
    """
    levels = {code: entry.level for code, entry in (entries or {}).items()}
    return filtered(instrument.criteria.values(), profile, levels)


def filtered(
    criteria: Collection[Criterion], profile: Profile | None, levels: Mapping[str, int | None]
) -> dict[str, str]:
    """As `out_of_scope`, from levels by code. A fact that is not known never takes a criterion away."""
    if profile is None:
        return {}
    absent = frozenset(group for group in AGE_GROUPS if profile.has_nobody_aged(group))
    reasons = ((criterion.code, _reason(criterion, profile, absent, levels)) for criterion in criteria)
    return {code: reason for code, reason in reasons if reason}


def _reason(
    criterion: Criterion, profile: Profile, absent: frozenset[str], levels: Mapping[str, int | None]
) -> str | None:
    if criterion.applies_to and profile.facility_type not in criterion.applies_to:
        return OTHER_TYPE
    if criterion.age_groups and absent.issuperset(criterion.age_groups):
        return NO_CHILDREN_OF_AGE
    if criterion.relevant and parse(criterion.relevant).holds(profile, levels) is False:
        return NOT_RELEVANT
    return None


def is_limited(not_applicable: int, criteria: int) -> bool:
    """Whether the assessor's NA exceed a fifth of the in-scope criteria of a domain, NA included (R2)."""
    return not_applicable > 0 and Fraction(not_applicable, criteria) > MOST_NOT_APPLICABLE

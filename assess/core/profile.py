"""The facts about a facility that decide which criteria apply (method R2) and that a visit keeps its own copy of."""

from __future__ import annotations

from dataclasses import dataclass, fields

#: Residents at or under each size band, as in R11: up to 15, 16-30, more than 30.
SIZE_BANDS = ("small", "medium", "large")


@dataclass(frozen=True, slots=True)
class Profile:
    """Counts of children by sex and age band, and of staff by shift; None means not recorded."""

    facility_type: str
    capacity: int | None = None
    girls_0: int | None = None
    girls_1_5: int | None = None
    girls_6_11: int | None = None
    girls_12_17: int | None = None
    boys_0: int | None = None
    boys_1_5: int | None = None
    boys_6_11: int | None = None
    boys_12_17: int | None = None
    unaccompanied: int | None = None
    disability: int | None = None
    staff_morning: int | None = None
    staff_afternoon: int | None = None
    staff_night: int | None = None

    def in_age_group(self, group: str) -> int | None:
        """Children of an age group of `AGE_GROUPS`; None when neither sex was recorded."""
        known = [n for n in self._counts(group) if n is not None]
        return sum(known) if known else None

    def has_nobody_aged(self, group: str) -> bool:
        """Whether girls and boys of an age group are both recorded, as none."""
        return all(n == 0 for n in self._counts(group))

    def _counts(self, group: str) -> tuple[int | None, int | None]:
        suffix = {"0-1": "0", "1-5": "1_5", "6-11": "6_11", "12-17": "12_17"}[group]
        return getattr(self, f"girls_{suffix}"), getattr(self, f"boys_{suffix}")

    @property
    def children(self) -> int | None:
        """All children present; None when no age band was recorded."""
        groups = [self.in_age_group(g) for g in ("0-1", "1-5", "6-11", "12-17")]
        known = [n for n in groups if n is not None]
        return sum(known) if known else None


#: The counts, in the order in which forms and prints show them.
COUNTS = tuple(f.name for f in fields(Profile) if f.name not in ("facility_type", "capacity"))


def size_band(residents: int | None) -> str | None:
    """The size stratum of R11: "small" up to 15, "medium" 16-30, "large" above; None when unknown."""
    if residents is None:
        return None
    return SIZE_BANDS[0] if residents <= 15 else SIZE_BANDS[1] if residents <= 30 else SIZE_BANDS[2]

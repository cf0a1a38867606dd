"""Versions of an instrument, and what may be compared between visits made with different ones (method R8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction

from assess.core.instrument import Criterion, Instrument
from assess.core.result import Result
from assess.core.rules import N_, RuleBroken
from assess.core.shown import change

SAME, EQUIVALENT, CHANGED, NEW, RETIRED = RELATIONS = ("same", "equivalent", "changed", "new", "retired")
#: R8: the least share of the levelled criteria of either visit that the common core must be.
LEAST_CORE = Fraction(3, 5)

_FACTS = tuple(f.name for f in fields(Criterion) if f.name != "code")
#: The facts that decide what a level means: when they are equal, a criterion is the same.
_MEANING = ("text", "levels", "measure")


@dataclass(frozen=True, slots=True)
class LikeForLike:
    """Two visits over the criteria that both levelled and that mean the same.

    `core` are those codes and `shares` what part they are of the levelled criteria of the first and second visit.
    Scores (0-100, exact) and `change` (signed, as shown) are None when the visits are not comparable.
    """

    comparable: bool
    first: Fraction | None
    second: Fraction | None
    change: str | None
    core: tuple[str, ...]
    shares: tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs between versions. `kind` is "domain", "standard" or "criterion"; `id` its id or code;
    `facts` names what changed, none for what is new or retired."""

    kind: str
    id: str
    relation: str
    facts: tuple[str, ...] = ()


def mapping(old: Instrument, new: Instrument, crosswalk: Mapping[str, str] | None = None) -> dict[str, str]:
    """Code to relation, the old codes first and then the new ones.

    Equal text, levels and measure are "same", anything else under one code "changed"; `crosswalk` overrides this with
    what the authors of the new version state. Raises RuleBroken when it states what cannot be.
    """
    relations = {code: _relation(old.criteria.get(code), new.criteria.get(code)) for code in old.criteria}
    relations |= {code: NEW for code in new.criteria if code not in old.criteria}
    for code, stated in (crosswalk or {}).items():
        _check_stated(code, stated, relations.get(code))
        relations[code] = stated
    return relations


def _relation(before: Criterion | None, after: Criterion | None) -> str:
    if before is None or after is None:
        return NEW if before is None else RETIRED
    return SAME if all(getattr(before, fact) == getattr(after, fact) for fact in _MEANING) else CHANGED


def _check_stated(code: str, stated: str, found: str | None) -> None:
    if found is None:
        raise RuleBroken(N_("{code} is in neither version. Remove it from the crosswalk."), field=code, code=code)
    if stated not in RELATIONS:
        message = N_("{code}: {relation} is not a relation. Use one of: {choices}.")
        raise RuleBroken(message, field=code, code=code, relation=stated, choices=", ".join(RELATIONS))
    if stated != found and (stated in (NEW, RETIRED) or found in (NEW, RETIRED)):
        message = N_("{code} is {found} between these versions, so the crosswalk cannot call it {relation}.")
        raise RuleBroken(message, field=code, code=code, found=found, relation=stated)


def levels(result: Result) -> dict[str, int]:
    """The levels that counted in a visit, by code, as `like_for_like` takes them."""
    return {one.code: one.level for one in result.criteria if one.level is not None}


def like_for_like(
    first: Mapping[str, int | str | None],
    second: Mapping[str, int | str | None],
    relations: Mapping[str, str],
    weights: Mapping[str, Fraction] | None = None,
) -> LikeForLike:
    """Compare two visits, the earlier first, over their common core (R8).

    `first` and `second` map codes to the level that counted; NA, NE and None are no level. `relations` comes from
    `mapping`. Unweighted unless `weights` by code are given.
    """
    before, after = _levelled(first), _levelled(second)
    core = tuple(c for c in before if c in after and relations.get(c) in (SAME, EQUIVALENT))
    shares = _share(core, before), _share(core, after)
    if not core or min(shares) < LEAST_CORE:
        return LikeForLike(False, None, None, None, core, shares)
    weight: Mapping[str, Fraction | int] = weights or dict.fromkeys(core, 1)
    possible = 3 * sum(weight[code] for code in core)
    was, now = (Fraction(100 * sum(weight[c] * visit[c] for c in core)) / possible for visit in (before, after))
    return LikeForLike(True, was, now, change(was, now), core, shares)


def _levelled(answers: Mapping[str, int | str | None]) -> dict[str, int]:
    return {code: level for code, level in answers.items() if isinstance(level, int)}


def _share(core: tuple[str, ...], levelled: Mapping[str, int]) -> Fraction:
    return Fraction(len(core), len(levelled)) if levelled else Fraction(0)


def diff(old: Instrument, new: Instrument, crosswalk: Mapping[str, str] | None = None) -> tuple[Difference, ...]:
    """Everything that differs, domains first, then standards and criteria; empty for equal versions.

    A criterion that is "same" or "equivalent" is listed when other facts of it changed, its weight for example.
    """
    before, after = _facts(old), _facts(new)
    relations = {("criterion", code): relation for code, relation in mapping(old, new, crosswalk).items()}
    found = []
    for key in before | after:
        was, now = before.get(key), after.get(key)
        facts = tuple(name for name in was if was[name] != now[name]) if was and now else ()
        relation = relations.get(key) or (NEW if not was else RETIRED if not now else CHANGED if facts else SAME)
        if relation != SAME or facts:
            found.append(Difference(*key, relation, facts))
    order = ("domain", "standard", "criterion")
    return tuple(sorted(found, key=lambda one: order.index(one.kind)))


def _facts(instrument: Instrument) -> dict[tuple[str, str], dict[str, object]]:
    """What can differ, by (kind, id): the place of each part among it, but not its order."""
    found: dict[tuple[str, str], dict[str, object]] = {}
    for domain, standard, criterion in instrument.walk():
        found["domain", domain.id] = {name: getattr(domain, name) for name in ("title", "weight", "limiting")}
        inner = {name: getattr(standard, name) for name in ("title", "intent", "weight")}
        found["standard", standard.id] = inner | {"domain": domain.id}
        facts = {name: getattr(criterion, name) for name in _FACTS}
        found["criterion", criterion.code] = facts | {"standard": standard.id}
    return found

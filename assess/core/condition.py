"""When a criterion is relevant: a condition on the facility's profile or on another answer (method R2).

    disability > 0 and level("GM-1.1.01") >= 1
    facility_type == 'cas_publico' or unaccompanied > 0
    girls_12_17 + boys_12_17 > 0

Names are the counts of the profile, `capacity`, `children` and `facility_type`; `level("CODE")` or `level["CODE"]` is
the level that counts for another criterion. The grammar is that of `assess.core.expression`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from assess.core.expression import TEXT, TRUTH, DivisionByZero, Node, Value, nodes, read, value_of
from assess.core.profile import COUNTS, Profile
from assess.core.rules import N_, RuleBroken

NAMES = (*COUNTS, "capacity", "children", "facility_type")


@dataclass(frozen=True, slots=True)
class Condition:
    """`names` are the facts of the profile it asks for, `codes` the criteria whose level it asks for."""

    text: str
    names: tuple[str, ...]
    codes: tuple[str, ...]
    root: Node

    def holds(self, profile: Profile | None, levels: Mapping[str, int | None]) -> bool | None:
        """True, False, or None while the facts it depends on are not known (not recorded, not answered)."""

        def lookup(node: Node) -> Value:
            if node.sign == "level":
                level = levels.get(str(node.value))
                return None if level is None else Fraction(level)
            found = None if profile is None else getattr(profile, str(node.value))
            return Fraction(found) if isinstance(found, int) else found

        try:
            found = value_of(self.root, lookup)
        except DivisionByZero:
            return None
        return None if found is None else bool(found)


@lru_cache(maxsize=1024)
def parse(text: str) -> Condition:
    """Read a condition. Raises RuleBroken, whose params hold `position`, when it is not one."""
    root = read(text)
    if root.kind != TRUTH:
        raise RuleBroken(N_("Character {position}: a comparison is needed here, for example children > 0."), position=1)
    for node in nodes(root):
        _check_names(node)
    names = dict.fromkeys(str(node.value) for node in nodes(root) if node.sign == "name")
    codes = dict.fromkeys(str(node.value) for node in nodes(root) if node.sign == "level")
    return Condition(text, tuple(names), tuple(codes), root)


def _check_names(node: Node) -> None:
    """Every name is a fact of the profile, and the one that is a text is only compared with a text."""
    if node.sign == "name" and node.value not in NAMES:
        message = N_("Character {position}: {name} is not a fact of the profile. Use one of: {known}.")
        raise RuleBroken(message, position=node.at, name=node.value, known=", ".join(NAMES))
    textual = [part.kind == TEXT or part.value == "facility_type" and part.sign == "name" for part in node.parts]
    if any(textual) and not (node.sign in ("==", "!=") and all(textual)):
        message = N_("Character {position}: compare facility_type with a type in quotes, using == or !=.")
        raise RuleBroken(message, position=node.at)

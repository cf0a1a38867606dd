"""Formulas of measured criteria (method R7): numbers, names, + - * / and parentheses over exact fractions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from assess.core.expression import NUMBER, DivisionByZero, Node, Value, nodes, read, value_of
from assess.core.rules import N_, RuleBroken

__all__ = ["DivisionByZero", "Formula", "parse"]

_SIGNS = ("number", "name", "negative", "+", "-", "*", "/")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that has been read. `names` are the inputs it needs, in the order in which it names them."""

    text: str
    names: tuple[str, ...]
    root: Node

    def evaluate(self, values: Mapping[str, Fraction]) -> Fraction:
        """The exact value. Raises DivisionByZero, and RuleBroken when a name has no value."""
        return _evaluate(self.root, values)

    def denominator(self, values: Mapping[str, Fraction]) -> Fraction | None:
        """What the outermost division divides by, which for a share is the size of the sample; None without one."""
        return _evaluate(self.root.parts[1], values) if self.root.sign == "/" else None


def _evaluate(node: Node, values: Mapping[str, Fraction]) -> Fraction:
    def lookup(name: Node) -> Value:
        given = values.get(str(name.value))
        if given is None:
            raise RuleBroken(N_("Enter a value for {name}."), name=name.value, field=str(name.value))
        return given if type(given) is Fraction else Fraction(given)

    found = value_of(node, lookup)
    assert isinstance(found, Fraction)  # `parse` let nothing but numbers through
    return found


@lru_cache(maxsize=1024)
def parse(text: str) -> Formula:
    """Read a formula. Raises RuleBroken, whose params hold `position`, when it is not one."""
    root = read(text)
    for node in nodes(root):
        if node.sign not in _SIGNS or node.kind != NUMBER:
            message = N_("Character {position}: a formula holds only numbers, names, + - * / and parentheses.")
            raise RuleBroken(message, position=node.at)
    names = dict.fromkeys(str(node.value) for node in nodes(root) if node.sign == "name")
    return Formula(text, tuple(names), root)

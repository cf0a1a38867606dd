"""Formulas of measured criteria (method R7): numbers, names, + - * / and parentheses over exact fractions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from assess.core.expression import NUMBER, DivisionByZero, Node, nodes, read
from assess.core.rules import N_, RuleBroken

__all__ = ["DivisionByZero", "Formula", "parse"]

#: A number as numerator and denominator, the latter never 0, nothing reduced: exact like a Fraction, and several times
#: quicker to work with.
Ratio = tuple[int, int]
Run = Callable[[Mapping[str, Fraction]], Ratio]

_SIGNS = ("number", "name", "negative", "+", "-", "*", "/")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that has been read. `names` are the inputs it needs, in the order in which it names them.

    `ratio` gives the exact value as a Ratio. It raises DivisionByZero, and RuleBroken when a name has no value.
    `divisor`, the same of what the outermost division divides by, is None without one; in a share that is the size of
    the sample.
    """

    text: str
    names: tuple[str, ...]
    root: Node
    ratio: Run = field(compare=False, repr=False)
    divisor: Run | None = field(compare=False, repr=False)

    def evaluate(self, values: Mapping[str, Fraction]) -> Fraction:
        """The exact value. Raises DivisionByZero, and RuleBroken when a name has no value."""
        return Fraction(*self.ratio(values))

    def denominator(self, values: Mapping[str, Fraction]) -> Fraction | None:
        """What the outermost division divides by; None without one."""
        return Fraction(*self.divisor(values)) if self.divisor else None


def _compiled(node: Node) -> Run:
    """One function for each part, made once: evaluating asks no questions about signs and kinds any more."""
    if node.sign == "number":
        fixed = Fraction(node.value).as_integer_ratio()
        return lambda values: fixed
    if node.sign == "name":
        return _named(str(node.value))
    if node.sign == "negative":
        return _negated(_compiled(node.parts[0]))
    left, right = map(_compiled, node.parts)
    return _JOINED[node.sign](left, right)


def _named(name: str) -> Run:
    def run(values: Mapping[str, Fraction]) -> Ratio:
        given = values.get(name)
        if given is None:
            raise RuleBroken(N_("Enter a value for {name}."), name=name, field=name)
        return given.as_integer_ratio() if type(given) is Fraction else Fraction(given).as_integer_ratio()

    return run


def _negated(part: Run) -> Run:
    def run(values: Mapping[str, Fraction]) -> Ratio:
        top, bottom = part(values)
        return -top, bottom

    return run


def _sum(left: Run, right: Run) -> Run:
    def run(values: Mapping[str, Fraction]) -> Ratio:
        (a, b), (c, d) = left(values), right(values)
        return a * d + c * b, b * d

    return run


def _difference(left: Run, right: Run) -> Run:
    return _sum(left, _negated(right))


def _product(left: Run, right: Run) -> Run:
    def run(values: Mapping[str, Fraction]) -> Ratio:
        (a, b), (c, d) = left(values), right(values)
        return a * c, b * d

    return run


def _quotient(left: Run, right: Run) -> Run:
    def run(values: Mapping[str, Fraction]) -> Ratio:
        (a, b), (c, d) = left(values), right(values)
        if not c:
            raise DivisionByZero(numerator_is_zero=not a)
        return a * d, b * c

    return run


_JOINED: Mapping[str, Callable[[Run, Run], Run]] = {"+": _sum, "-": _difference, "*": _product, "/": _quotient}


@lru_cache(maxsize=1024)
def parse(text: str) -> Formula:
    """Read a formula. Raises RuleBroken, whose params hold `position`, when it is not one."""
    root = read(text)
    for node in nodes(root):
        if node.sign not in _SIGNS or node.kind != NUMBER:
            message = N_("Character {position}: a formula holds only numbers, names, + - * / and parentheses.")
            raise RuleBroken(message, position=node.at)
    names = dict.fromkeys(str(node.value) for node in nodes(root) if node.sign == "name")
    divisor = _compiled(root.parts[1]) if root.sign == "/" else None
    return Formula(text, tuple(names), root, _compiled(root), divisor)

"""The small language of formulas and conditions: a tokenizer, a parser and an evaluator of our own, never `eval`.

    expression := conjunction ("or" conjunction)*
    conjunction := negation ("and" negation)*
    negation := "not" negation | comparison
    comparison := sum [("==" | "!=" | "<" | "<=" | ">" | ">=") sum]
    sum := product (("+" | "-") product)*
    product := signed (("*" | "/") signed)*
    signed := "-" signed | atom
    atom := number | name | text in quotes | "level" ("(" text ")" | "[" text "]") | "(" expression ")"

Every part has a kind (number, text or truth) and mixing kinds is refused when the text is read, not in the field.
Numbers are exact fractions. A value that is not known is None, and what depends on it is None too, except where the
answer is already certain (`false and unknown` is false).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from assess.core.rules import N_, RuleBroken

#: Generous for any real formula, and small enough that reading one can never be slow or run out of stack.
LONGEST, DEEPEST = 400, 40
NUMBER, TEXT, TRUTH = "number", "text", "truth"

Value = Fraction | str | bool | None

_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?(?![0-9A-Za-z_.]))|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<text>\"[^\"]*\"|'[^']*')|(?P<sign><=|>=|==|!=|[-+*/()\[\]<>]))"
)
_WORDS = ("and", "or", "not", "level")


class Token(NamedTuple):
    kind: str
    text: str
    at: int


class DivisionByZero(ArithmeticError):
    """A denominator was 0; `numerator_is_zero` tells 0 / 0, which the method reads differently (R7)."""

    def __init__(self, numerator_is_zero: bool) -> None:
        self.numerator_is_zero = numerator_is_zero
        super().__init__("division by zero")


@dataclass(frozen=True, slots=True)
class Node:
    """One part of an expression: `sign` says what to do with `parts`; `value` holds a constant, a name or a code."""

    sign: str
    kind: str
    at: int
    parts: tuple[Node, ...] = ()
    value: Fraction | str = ""


def _wrong(message: str, at: int, **params: object) -> RuleBroken:
    return RuleBroken(message, field=None, position=at, **params)


def _tokens(text: str) -> list[Token]:
    found, at = [], 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            here = at + len(text[at:]) - len(text[at:].lstrip())
            message = N_(
                "Character {position}: {found} is not allowed here. Use numbers, names, + - * / and parentheses."
            )
            raise _wrong(message, here + 1, found=text[here])
        kind = str(match.lastgroup)
        word = match.group(kind)
        found.append(Token("word" if word in _WORDS else kind, word, match.start(kind) + 1))
        at = match.end()
    found.append(Token("end", "", end + 1))
    return found


class _Reader:
    """Recursive descent over the tokens; `depth` stops nesting long before Python would."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.next = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.next]

    def take(self, *texts: str) -> Token | None:
        token = self.token
        if token.kind in ("sign", "word") and token.text in texts:
            self.next += 1
            return token
        return None

    def need(self, text: str) -> None:
        if not self.take(text):
            raise _wrong(N_("Character {position}: {wanted} is missing."), self.token.at, wanted=text)

    def whole(self) -> Node:
        node = self.either()
        if self.token.kind != "end":
            message = N_("Character {position}: {found} was not expected; check the signs and parentheses.")
            raise _wrong(message, self.token.at, found=self.token.text)
        return node

    def deeper(self, read: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            message = N_("Character {position}: more than {limit} levels of nesting. Write the formula more simply.")
            raise _wrong(message, self.token.at, limit=DEEPEST)
        node = read()
        self.depth -= 1
        return node

    def chain(self, signs: tuple[str, ...], part: Callable[[], Node], takes: str, gives: str) -> Node:
        node = part()
        while token := self.take(*signs):
            right = part()
            node = Node(token.text, gives, token.at, (_of_kind(node, takes), _of_kind(right, takes)))
        return node

    def either(self) -> Node:
        return self.chain(("or",), self.both, TRUTH, TRUTH)

    def both(self) -> Node:
        return self.chain(("and",), self.negation, TRUTH, TRUTH)

    def negation(self) -> Node:
        if token := self.take("not"):
            return Node("not", TRUTH, token.at, (_of_kind(self.deeper(self.negation), TRUTH),))
        return self.comparison()

    def comparison(self) -> Node:
        left = self.sum()
        token = self.take("==", "!=", "<", "<=", ">", ">=")
        if not token:
            return left
        right = self.sum()
        if TEXT in (left.kind, right.kind) and token.text in ("==", "!="):
            return Node(token.text, TRUTH, token.at, (_of_kind(left, TEXT), _of_kind(right, TEXT)))
        return Node(token.text, TRUTH, token.at, (_of_kind(left, NUMBER), _of_kind(right, NUMBER)))

    def sum(self) -> Node:
        return self.chain(("+", "-"), self.product, NUMBER, NUMBER)

    def product(self) -> Node:
        return self.chain(("*", "/"), self.signed, NUMBER, NUMBER)

    def signed(self) -> Node:
        if token := self.take("-"):
            return Node("negative", NUMBER, token.at, (_of_kind(self.deeper(self.signed), NUMBER),))
        return self.atom()

    def atom(self) -> Node:
        token = self.token
        self.next += 1
        if token.kind == "number":
            return Node("number", NUMBER, token.at, value=Fraction(token.text))
        if token.kind == "name":
            return Node("name", NUMBER, token.at, value=token.text)
        if token.kind == "text":
            return Node("text", TEXT, token.at, value=token.text[1:-1])
        if token.text == "level":
            return self.level(token)
        if token.text == "(":
            node = self.deeper(self.either)
            self.need(")")
            return node
        raise _wrong(N_("Character {position}: a number, a name or a parenthesis is missing."), token.at)

    def level(self, start: Token) -> Node:
        closing = "]" if self.take("[") else ")"
        if closing == ")":
            self.need("(")
        token = self.token
        if token.kind != "text":
            message = N_('Character {position}: write the code in quotes, as in level("{example}").')
            raise _wrong(message, token.at, example="A-1.01")
        self.next += 1
        self.need(closing)
        return Node("level", NUMBER, start.at, value=token.text[1:-1])


def _of_kind(node: Node, kind: str) -> Node:
    """The node itself when it is of that kind. A name may stand for a text as well: the caller knows its names."""
    if node.kind != kind and not (node.sign == "name" and kind == TEXT):
        message = {
            NUMBER: N_("Character {position}: a number is needed here."),
            TEXT: N_("Character {position}: a text in quotes is needed here."),
            TRUTH: N_("Character {position}: a comparison is needed here, for example children > 0."),
        }[kind]
        raise _wrong(message, node.at)
    return node


def read(text: str) -> Node:
    """Parse an expression. Raises RuleBroken with the `position` (from 1) of the first fault."""
    if len(text) > LONGEST:
        raise _wrong(
            N_("The formula is longer than {limit} characters. Write it more simply."), LONGEST + 1, limit=LONGEST
        )
    return _Reader(text).whole()


def nodes(node: Node) -> list[Node]:
    """The node and everything in it, from left to right."""
    return [node, *(inner for part in node.parts for inner in nodes(part))]


_ARITHMETIC: Mapping[str, Callable[[Fraction, Fraction], Value]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def value_of(node: Node, lookup: Callable[[Node], Value]) -> Value:
    """Evaluate; `lookup` gives the value of a "name" or "level" node. Raises DivisionByZero."""
    if node.sign in ("number", "text"):
        return node.value
    if node.sign in ("name", "level"):
        return lookup(node)
    if node.sign in ("and", "or"):
        return _joined(node.sign == "or", [value_of(part, lookup) for part in node.parts])
    values = [value_of(part, lookup) for part in node.parts]
    if any(value is None for value in values):
        return None
    if node.sign == "not":
        return not values[0]
    if node.sign == "negative":
        return -_number(values[0])
    if node.sign in ("==", "!="):
        return (values[0] == values[1]) is (node.sign == "==")
    left, right = _number(values[0]), _number(values[1])
    if node.sign != "/":
        return _ARITHMETIC[node.sign](left, right)
    if not right:
        raise DivisionByZero(numerator_is_zero=not left)
    return left / right


def _joined(certain: bool, values: list[Value]) -> Value:
    """`or` is certain once one part is true, `and` once one is false; otherwise one unknown part leaves it open."""
    if certain in values:
        return certain
    return None if None in values else not certain


def _number(value: Value) -> Fraction:
    if not isinstance(value, Fraction):
        raise TypeError(f"not a number: {value!r}")
    return value

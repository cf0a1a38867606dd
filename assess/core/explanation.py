"""Why this letter: every rule and criterion that decided, as codes and numbers that any language can be made of."""

from __future__ import annotations

from dataclasses import dataclass

from assess.core.text import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """One step. `rule` is the rule of the method ("R4", "R5.1", "R6"); `code` names the sentence;
    `domain`/`criterion` say where; `letter` is the letter the step gives; `level` and `number` fill the sentence."""

    rule: str
    code: str
    letter: str | None = None
    domain: str | None = None
    domain_title: Text | None = None
    criterion: str | None = None
    criterion_name: Text | None = None
    level: int | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """`reasons` in the order in which a person would tell them, cause first; `lifts` say what would raise the letter."""

    reasons: tuple[Reason, ...]
    lifts: tuple[Reason, ...] = ()

"""Why this letter: every rule and criterion that decided, as codes and numbers that any language can be made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assess.core import scoring
from assess.core.entry import NA, Entry
from assess.core.instrument import Instrument
from assess.core.result import TWO_CRITICAL_ZERO, DomainResult, Result
from assess.core.shown import percent_shown, shown
from assess.core.text import Text

#: Codes that give the cause of the reason before them.
CAUSES = ("critical_zero", "critical_one", "domain_score")


@dataclass(frozen=True, slots=True)
class Reason:
    """One step. `rule` is the rule of the method ("R4", "R5.1", "R6"); `code` names the sentence;
    `domain`/`criterion` say where; `letter` is the letter the step gives; `level` and `number` fill the sentence;
    `domain_letter` is the domain's own letter where `letter` is what that leaves possible for the whole.

    Codes, with their causes indented:

        nothing_assessed                          no criterion in scope has a level (R6)
        by_score, would_be                        letter of the score `number`, decisive or not (R4)
        limiting_domain, other_domain             a domain's letter sets the overall one (R5.2, R5.3)
            critical_zero, critical_one           ... because of this critical criterion (R5.1)
            domain_score                          ... because of its score `number` (R4)
        two_critical_zero                         two or more critical criteria at 0 (R5.4)
            critical_zero                         ... which are these (R5.1)
        coverage_short                            `number` per cent of the criteria have a level (R6)
        limiting_domain_short                     the same, of a limiting domain (R6)
        critical_missing                          a critical criterion of a limiting domain has no level (R6)
        at_most                                   the best letter still possible (R6)
            critical_zero, critical_one           ... because of this critical criterion (R5.1)
        counted_as_two                            level 3 without a second verification method (R1)
        limited_scope                             more than a fifth of a domain is NA (R2)
        lift                                      this criterion at level 2 would give `letter` and `number`
        lift_together                             all criteria with this code at level 2 would
    """

    rule: str
    code: str
    letter: str | None = None
    domain: str | None = None
    domain_title: Text | None = None
    criterion: str | None = None
    criterion_name: Text | None = None
    level: int | None = None
    number: str | None = None
    domain_letter: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """`reasons` in the order in which a person would tell them; `lifts` say what would raise the letter."""

    reasons: tuple[Reason, ...]
    lifts: tuple[Reason, ...] = ()


def explain(instrument: Instrument, result: Result) -> Explanation:
    """Explain a result of that instrument. A lift is scored anew, never guessed; a result without its `criteria`
    (read back from a summary) has none."""
    told = _Telling(instrument, result)
    if result.score is None:
        return Explanation((Reason("R6", "nothing_assessed", letter="NR"), *told.remarks()))
    if result.rating == "NR":
        return Explanation((told.by_score("would_be"), *told.not_rated(), *told.at_most(), *told.remarks()))
    if not result.capped_by:
        return Explanation((told.by_score("by_score"), *told.remarks()))
    caps = tuple(told.caps())
    reasons = (told.by_score("would_be"), *caps, *told.remarks())
    critical = dict.fromkeys(one.criterion for one in caps if one.criterion)
    return Explanation(reasons, told.lifts([code for code in critical if code]))


@dataclass(frozen=True, slots=True)
class _Telling:
    instrument: Instrument
    result: Result

    def by_score(self, code: str) -> Reason:
        score = self.result.score
        return Reason("R4", code, letter=self.result.band, number=None if score is None else shown(score))

    def caps(self) -> Iterator[Reason]:
        """The rules of `capped_by`, each followed by its causes."""
        for id in self.result.capped_by:
            domain = self.result.domain(id)
            if domain:
                yield from self._capping(domain)
            elif id == TWO_CRITICAL_ZERO:
                yield from self._two_zeros("two_critical_zero", self.result.rating)

    def _capping(self, domain: DomainResult) -> Iterator[Reason]:
        rule, code = ("R5.2", "limiting_domain") if domain.limiting else ("R5.3", "other_domain")
        yield self._of_domain(rule, code, domain, letter=self.result.rating, domain_letter=domain.rating)
        if domain.cap == domain.rating:
            yield from self._critical(domain)
        if domain.band == domain.rating and domain.score is not None:
            yield self._of_domain("R4", "domain_score", domain, letter=domain.band, number=shown(domain.score))

    def _two_zeros(self, code: str, letter: str | None) -> Iterator[Reason]:
        yield Reason("R5.4", code, letter=letter, number=str(len(self.result.critical_zero)))
        yield from (self._of_criterion("R5.1", "critical_zero", one, 0) for one in self.result.critical_zero)

    def _critical(self, domain: DomainResult) -> Iterator[Reason]:
        """The critical criteria that gave the domain its cap: those at 0 when there are any, else those at 1."""
        at_zero = domain.cap == "D"
        codes = self.result.critical_zero if at_zero else self.result.critical_one
        for code in codes:
            if self.instrument.domain_of[code].id == domain.id:
                name = "critical_zero" if at_zero else "critical_one"
                yield self._of_criterion("R5.1", name, code, 0 if at_zero else 1)

    def not_rated(self) -> Iterator[Reason]:
        coverage = self.result.coverage
        if coverage is not None and coverage < scoring.LEAST_COVERAGE:
            yield Reason("R6", "coverage_short", letter="NR", number=percent_shown(coverage))
        for domain in self.result.domains:
            if not (domain.limiting and domain.rating == "NR"):
                continue
            if domain.coverage < scoring.LEAST_COVERAGE:
                number = percent_shown(domain.coverage)
                yield self._of_domain("R6", "limiting_domain_short", domain, letter="NR", number=number)
            for code in self._critical_without_level(domain):
                yield self._of_criterion("R6", "critical_missing", code, None)

    def _critical_without_level(self, domain: DomainResult) -> Iterator[str]:
        for one in self.result.criteria:
            inside = self.instrument.domain_of[one.code].id == domain.id
            if inside and self.instrument.criteria[one.code].critical and one.level is None and not one.not_applicable:
                yield one.code

    def at_most(self) -> Iterator[Reason]:
        """What critical answers exclude although nothing is rated yet, and which ones do."""
        best = self.result.at_most
        if best is None:
            return
        if len(self.result.critical_zero) >= 2:
            yield from self._two_zeros("at_most", best)
            return
        yield Reason("R6", "at_most", letter=best)
        for domain in self.result.domains:
            if scoring.lent(domain.cap, domain.limiting) == best:
                yield from self._critical(domain)

    def remarks(self) -> Iterator[Reason]:
        for one in self.result.criteria:
            if "second_method_missing" in one.marks:
                yield self._of_criterion("R1", "counted_as_two", one.code, one.level)
        limited = {*self.result.limited_scope, *(one.id for one in self.result.domains if one.limited_scope)}
        for domain in self.instrument.domains:
            if domain.id in limited:
                yield Reason("R2", "limited_scope", domain=domain.id, domain_title=domain.title)

    def lifts(self, codes: Sequence[str]) -> tuple[Reason, ...]:
        """What the letter would be with each deciding critical criterion at 2, and with all of them."""
        if not self.result.criteria:
            return ()
        single = [lift for code in codes for lift in self._lift("lift", [code])]
        together = self._lift("lift_together", codes) if len(codes) > 1 else []
        best = min((lift.letter or "D" for lift in single), default=self.result.rating)
        if together and str(together[0].letter) < best:
            return (*single, *together)
        return tuple(single)

    def _lift(self, name: str, codes: Iterable[str]) -> list[Reason]:
        raised = self._rescored(set(codes))
        if raised.score is None or raised.rating >= self.result.rating:
            return []
        number = shown(raised.score)
        return [self._of_criterion("R5", name, code, 2, letter=raised.rating, number=number) for code in codes]

    def _rescored(self, raised: set[str]) -> Result:
        """The same visit with these criteria at 2; what was out of scope stays out."""
        entries = dict.fromkeys(self.instrument.criteria, Entry(NA, plain=True))
        for one in self.result.criteria:
            value = 2 if one.code in raised else NA if one.not_applicable else one.level
            entries[one.code] = Entry(value, plain=True)
        return scoring.result(self.instrument, entries)

    def _of_domain(
        self,
        rule: str,
        code: str,
        domain: DomainResult,
        *,
        letter: str | None = None,
        number: str | None = None,
        domain_letter: str | None = None,
    ) -> Reason:
        title = next(one.title for one in self.instrument.domains if one.id == domain.id)
        return Reason(rule, code, letter, domain.id, title, number=number, domain_letter=domain_letter)

    def _of_criterion(
        self, rule: str, name: str, code: str, level: int | None, letter: str | None = None, number: str | None = None
    ) -> Reason:
        domain, criterion = self.instrument.domain_of[code], self.instrument.criteria[code]
        return Reason(rule, name, letter, domain.id, domain.title, code, criterion.name, level, number)

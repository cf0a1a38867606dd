"""The sentences of an explanation, cause first, in the language of the wording: one source for page, PDF and API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from assess.core.explanation import CAUSES, Explanation, Reason
from assess.core.scoring import LEAST_COVERAGE
from assess.core.shown import percent_shown
from assess.wording import Wording

Group = Sequence[Reason]


def sentences(explanation: Explanation, wording: Wording) -> list[str]:
    """What a person would say about the letter: the score first, then what decided, then what would raise it."""
    groups = list(_groups(explanation.reasons))
    return [
        *(text for group in groups if (text := _score(group[0], wording))),
        *_limits(groups, wording),
        *_gaps(groups, wording),
        *(text for group in groups if (text := _remark(group, wording))),
        *_lifts(explanation.lifts, wording),
    ]


def _groups(reasons: Iterable[Reason]) -> Iterator[list[Reason]]:
    """Each reason with its causes; neighbours that say the same of one domain are told in one breath."""
    group: list[Reason] = []
    for one in reasons:
        alike = bool(group) and (one.code, one.domain) == (group[0].code, group[0].domain)
        if group and not (alike or one.code in CAUSES):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _score(one: Reason, w: Wording) -> str:
    if one.code == "nothing_assessed":
        return w("There is no letter because no criterion has a level yet.")
    if one.code == "by_score":
        return w("The letter is {letter} by score: {number} points.", letter=one.letter, number=one.number)
    if one.code == "would_be":
        return w("By score ({number} points) it would be {letter}.", letter=one.letter, number=one.number)
    return ""


def _limits(groups: Sequence[Group], w: Wording) -> Iterator[str]:
    """Why the letter is not that of the score: every rule that set it, the first one with the letter."""
    clauses = [(group[0].letter, clause) for group in groups for clause in _limit_clauses(group, w)]
    for at, (letter, cause) in enumerate(clauses):
        yield (
            w("Also because {cause}.", cause=cause)
            if at
            else w("The letter is {letter} because {cause}.", letter=letter, cause=cause)
        )


def _limit_clauses(group: Group, w: Wording) -> Iterator[str]:
    head = group[0]
    if head.code == "two_critical_zero":
        yield w(
            "{number} critical criteria are at level 0: {criteria}", number=head.number, criteria=_list(group[1:], w)
        )
    elif head.code in ("limiting_domain", "other_domain"):
        critical = [one for one in group if one.criterion]
        if critical:
            yield (_by_limiting if head.code == "limiting_domain" else _by_other)(head, critical, w)
        yield from (_by_domain_score(head, one, w) for one in group if one.code == "domain_score")


def _by_limiting(head: Reason, critical: Group, w: Wording) -> str:
    return w.plural(
        "a critical criterion of {domain} is at level {level}: {criteria}",
        "{number} critical criteria of {domain} are at level {level}: {criteria}",
        len(critical),
        domain=_title(head, w),
        level=critical[0].level,
        criteria=_list(critical, w),
    )


def _by_other(head: Reason, critical: Group, w: Wording) -> str:
    return w.plural(
        "{domain} falls to {letter} with a critical criterion at level {level}: {criteria}",
        "{domain} falls to {letter} with {number} critical criteria at level {level}: {criteria}",
        len(critical),
        domain=_title(head, w),
        letter=head.domain_letter,
        level=critical[0].level,
        criteria=_list(critical, w),
    )


def _by_domain_score(head: Reason, score: Reason, w: Wording) -> str:
    places = {"domain": _title(head, w), "letter": head.domain_letter, "number": score.number}
    if head.code == "limiting_domain":
        return w("{domain}, which limits the whole result, is at {letter} with {number} points", **places)
    return w("{domain} is at {letter} with {number} points", **places)


def _gaps(groups: Sequence[Group], w: Wording) -> Iterator[str]:
    """Why there is no letter, and the best one that is still possible."""
    clauses = [clause for group in groups if (clause := _gap_clause(group, w))]
    for at, cause in enumerate(clauses):
        yield w("Also because {cause}.", cause=cause) if at else w("There is no letter because {cause}.", cause=cause)
    for group in groups:
        if group[0].code == "at_most":
            critical = _list(group[1:], w, with_level=True)
            yield w(
                "Whatever is still missing, it can be at most {letter}, because of what is already known: {criteria}.",
                letter=group[0].letter,
                criteria=critical,
            )


def _gap_clause(group: Group, w: Wording) -> str:
    head, least = group[0], percent_shown(LEAST_COVERAGE)
    if head.code == "coverage_short":
        return w("only {number}% of the criteria have a level and {least}% are needed", number=head.number, least=least)
    if head.code == "limiting_domain_short":
        return w(
            "in {domain}, which limits the whole result, only {number}% of the criteria have a level "
            "and {least}% are needed",
            domain=_title(head, w),
            number=head.number,
            least=least,
        )
    if head.code == "critical_missing":
        return w.plural(
            "a critical criterion of {domain} has no level: {criteria}",
            "{number} critical criteria of {domain} have no level: {criteria}",
            len(group),
            domain=_title(head, w),
            criteria=_list(group, w),
        )
    return ""


def _remark(group: Group, w: Wording) -> str:
    if group[0].code == "counted_as_two":
        return w.plural(
            "One level 3 counts as 2 until a second verification method is recorded: {criteria}.",
            "{number} levels 3 count as 2 until a second verification method is recorded: {criteria}.",
            len(group),
            criteria=", ".join(str(one.criterion) for one in group),
        )
    if group[0].code == "limited_scope":
        return w("More than a fifth of {domain} was marked as not applicable.", domain=_title(group[0], w))
    return ""


def _lifts(lifts: Group, w: Wording) -> Iterator[str]:
    for code, group in groupby(lifts, key=lambda one: one.code):
        if code == "lift":
            for one in group:
                places = {"criterion": one.criterion, "letter": one.letter, "number": one.number}
                yield w("With {criterion} at level 2, the letter would be {letter} ({number} points).", **places)
        else:
            together = list(group)
            yield w(
                "With {criteria} all at level 2, the letter would be {letter} ({number} points).",
                criteria=", ".join(str(one.criterion) for one in together),
                letter=together[0].letter,
                number=together[0].number,
            )


def _list(criteria: Group, w: Wording, *, with_level: bool = False) -> str:
    """ "GM-4.4.01, Protocol; GM-4.4.02, Reports", with the level after the code where they may differ."""
    return "; ".join(_named(one, w, with_level) for one in criteria)


def _named(one: Reason, w: Wording, with_level: bool) -> str:
    name = one.criterion_name[w.language].rstrip(" .") if one.criterion_name else ""
    if with_level:
        return w("{criterion} (level {level}), {name}", criterion=one.criterion, level=one.level, name=name)
    return f"{one.criterion}, {name}"


def _title(one: Reason, w: Wording) -> str:
    return one.domain_title[w.language] if one.domain_title else str(one.domain)

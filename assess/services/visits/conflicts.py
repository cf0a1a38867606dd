"""Choosing between two values that were recorded for one field (P12)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from assess.core.rules import N_, RuleBroken
from assess.models import Conflict, User, Visit
from assess.services import sync
from assess.services.visits.changes import change


def settle(visit: Visit, conflict: Conflict, chosen: str, seen: Collection[str], *, by: User, at: datetime) -> None:
    """Keep the value of the operation `chosen`; the others stay in the history.

    `seen` are the operations that stood side by side on the page. RuleBroken when another has arrived since.
    """
    sync.lock(visit)
    now = sync.fields_of(visit, conflict.criterion).get((conflict.criterion, conflict.field))
    heads = {op.id: op for op in now.conflict} if now else {}
    if not heads:
        raise RuleBroken(N_("Somebody has already chosen between these answers."))
    if set(seen) != set(heads):
        raise RuleBroken(N_("Another answer has arrived since you opened this page. Look at all of them and choose."))
    if chosen not in heads:
        raise RuleBroken(N_("Choose one of the answers shown."), field="chosen")
    others = [id for id in heads if id != chosen]
    kept = change(
        visit, conflict.criterion, conflict.field, heads[chosen].value, by=by, at=at, base=chosen, resolves=others
    )
    receipt = sync.receive(visit, [kept], by=by, at=at)[0]
    if receipt.broken:
        raise receipt.broken

"""What a demo team finds on a visit: a level for each criterion in scope, drawn from the facility's quality."""

from __future__ import annotations

import math
from datetime import date
from random import Random

from assess.core.applicability import in_scope
from assess.core.entry import Entry
from assess.core.instrument import Criterion, Instrument
from assess.demo.names import NOTES
from assess.demo.world import Place

#: The criterion that limits the letter of the showcase at its last visit.
SHOWCASE_CAP = "GM-4.4.03"


def entries_of(
    place: Place, instrument: Instrument, quality: float, random: Random, *, hurried: bool, last: bool, on: date
) -> dict[str, Entry]:
    """One entry per criterion in scope; a `hurried` visit leaves a quarter not assessed and ends without a rating."""
    found = {}
    for code in in_scope(instrument, place.profile):
        criterion = instrument.criteria[code]
        entry = _entry(place, instrument, criterion, quality, random, hurried)
        if place.showcase and criterion.critical:
            entry = _levelled(criterion, 1 if last and code == SHOWCASE_CAP else 3, random)
        found[code] = entry
    return found


def _entry(
    place: Place, instrument: Instrument, criterion: Criterion, quality: float, random: Random, hurried: bool
) -> Entry:
    luck = random.random()
    if hurried and luck < 0.27:
        return Entry("NE", note="No alcanzó el tiempo de la visita para revisarlo.")
    if not criterion.critical and luck > 0.975:
        return Entry("NA", na_reason="no_event_in_period", na_text="No hubo casos en el periodo revisado.")
    domain = instrument.domain_of[criterion.code].id
    effect = place.effects.setdefault(domain, random.gauss(0, 0.28))
    return _levelled(criterion, _level(criterion, quality + effect, random), random)


def _level(criterion: Criterion, quality: float, random: Random) -> int:
    """Non-negotiables are met nearly everywhere; other levels scatter around the quality."""
    if criterion.critical:
        fails = random.random() < 0.022 * math.exp(1.5 * (2.0 - quality))
        return (0 if random.random() < 0.25 else 1) if fails else (3 if random.random() < 0.7 + quality / 10 else 2)
    return max(0, min(3, round(random.gauss(quality, 0.72))))


def _levelled(criterion: Criterion, level: int, random: Random) -> Entry:
    """A level with the evidence that R1 asks for."""
    methods = criterion.verify if level == 3 else criterion.verify[:1]
    return Entry(level, note=random.choice(NOTES) if level < 2 else "", methods=methods)

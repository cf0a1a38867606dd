"""The facilities of the demo country: where they are, what they are, who lives and works there, how good they are."""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from assess import geo
from assess.core.profile import COUNTS, Profile, size_band
from assess.demo.names import Names
from assess.reference.search_key import search_key

#: Demo weights: by population, doubled where more facilities are expected (an assumption of this demo, not a count).
_DOUBLED = frozenset({"02", "07", "08", "09", "14"})
_TYPES = (
    ("cas_privado", 58), ("cas_publico", 18), ("albergue_familiar", 8), ("emergencia_transito", 5),
    ("espacio_habilitado", 5), ("espacio_amigable", 2), ("programa_acogimiento_familiar", 2), ("programa_egreso", 1),
    ("procuraduria", 1),
)  # fmt: skip
_PUBLIC = frozenset({"cas_publico", "programa_acogimiento_familiar", "programa_egreso", "procuraduria"})
_EITHER = frozenset({"albergue_familiar", "espacio_habilitado", "emergencia_transito", "espacio_amigable"})


@dataclass
class Place:
    """A facility of the demo and its hidden quality (a mean level, 0-3), from which its answers are drawn."""

    id: uuid.UUID
    name: str
    type_code: str
    sector: str
    state_code: str
    municipality_code: str
    capacity: int
    quality: float
    profile: Profile
    director: str
    folio: str
    showcase: bool = False
    effects: dict[str, float] = field(default_factory=dict)


def make_id(random: Random, at: datetime) -> uuid.UUID:
    """A UUIDv7 whose random part comes from the seed."""
    value = int(at.timestamp() * 1000) << 80 | random.getrandbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    return uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


def places(number: int, random: Random, start: datetime) -> list[Place]:
    """`number` facilities; the first is the showcase, Casa Ejemplo Norte in Coahuila."""
    names = Names(random)
    states = geo.states()
    weights = [s.population * (2 if s.code in _DOUBLED else 1) for s in states]
    lean = {s.code: random.gauss(0, 0.14) for s in states}
    kinds, shares = zip(*_TYPES, strict=True)
    found = [_showcase(random, start)]
    while len(found) < number:
        state = random.choices(states, weights)[0]
        found.append(_place(random, start, names, state.code, random.choices(kinds, shares)[0], lean[state.code]))
    return found


def _place(random: Random, start: datetime, names: Names, state: str, kind: str, lean: float) -> Place:
    capacity = max(6, min(90, int(random.lognormvariate(3.2, 0.55))))
    towns = geo.municipalities(state)
    return Place(
        id=make_id(random, start),
        name=names.facility(kind),
        type_code=kind,
        sector="public" if kind in _PUBLIC or (kind in _EITHER and random.random() < 0.4) else "private",
        state_code=state,
        municipality_code=random.choice(towns).code,
        capacity=capacity,
        quality=random.gauss(1.95 + lean, 0.4),
        profile=profile(random, kind, capacity),
        director=names.director(),
        folio=f"DEMO-{state}-{random.getrandbits(28):07x}",
    )


def _showcase(random: Random, start: datetime) -> Place:
    towns = geo.municipalities("05")
    return Place(
        id=make_id(random, start), name="Casa Ejemplo Norte", type_code="cas_privado", sector="private",
        state_code="05", municipality_code=towns[0].code, capacity=48, quality=1.75,
        profile=profile(random, "cas_privado", 48), director="Dirección Ejemplo", folio="DEMO-05-0000001",
        showcase=True,
    )  # fmt: skip


def profile(random: Random, kind: str, capacity: int) -> Profile:
    """Children by age band and sex, and staff by shift, in keeping with the places."""
    residents = round(capacity * random.uniform(0.55, 1.02))
    shares = [random.random() * w for w in (0.2, 0.8, 1.4, 1.6) for _ in range(2)]
    bands = ("girls_0", "boys_0", "girls_1_5", "boys_1_5", "girls_6_11", "boys_6_11", "girls_12_17", "boys_12_17")
    counts = {band: math.floor(residents * s / sum(shares)) for band, s in zip(bands, shares, strict=True)}
    total = sum(counts.values())
    staff = max(2, round(total / 7))
    return Profile(
        kind,
        capacity,
        **counts,
        unaccompanied=round(total * random.uniform(0, 0.4)),
        disability=round(total * random.uniform(0, 0.12)),
        staff_morning=staff + 1,
        staff_afternoon=staff,
        staff_night=max(1, staff - random.randint(0, 2)),
    )


def facility_row(place: Place, at: datetime) -> dict[str, Any]:
    residents = place.profile.children
    return {
        "id": place.id, "folio": place.folio, "name": place.name, "search_name": search_key(place.name),
        "type_code": place.type_code, "sector": place.sector, "state_code": place.state_code,
        "municipality_code": place.municipality_code, "capacity": place.capacity, "director_name": place.director,
        "email": "centro@example.org", "telephone": "", "address": "", "latitude": None, "longitude": None,
        "opened_on": None, "closed_on": None, "closed_reason": "", "residents": residents,
        "size": size_band(residents), "revision": 1, "created_at": at, "updated_at": at,
    }  # fmt: skip


def profile_row(place: Place, random: Random, at: datetime) -> dict[str, Any]:
    counts = {name: getattr(place.profile, name) for name in COUNTS}
    return {
        "id": make_id(random, at), "facility_id": place.id, "valid_on": at.date(), "capacity": place.capacity,
        **counts, "note": "", "recorded_by_id": None, "recorded_at": at,
    }  # fmt: skip


def legal_rows(place: Place, random: Random, today: date, at: datetime) -> list[dict[str, Any]]:
    """Papers in order for most, expired or in process for some."""
    rows = []
    for axis, valid, pending, odds in (
        ("authorisation", "valid", "in_process", 0.7),
        ("registration", "registered", "in_process", 0.8),
        ("certification", "certified", "not_certified", 0.45),
    ):
        good = random.random() < odds
        issued = today - timedelta(days=random.randint(60, 900))
        rows.append(
            {
                "id": make_id(random, at),
                "facility_id": place.id,
                "axis": axis,
                "status": valid if good else pending,
                "number": f"DEMO-{random.getrandbits(20):05x}" if good else "",
                "authority": "",
                "issued_on": issued if good else None,
                "expires_on": issued + timedelta(days=1095) if good else None,
            }  # fmt: skip
        )
    return rows

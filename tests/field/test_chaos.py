"""P10, P13, P17, P19 together, for as long as CI can wait; `make chaos` runs it for half an hour."""

from tests.field import chaos, country
from tests.postgres import running_postgres

SECONDS, APPLIED, KILLS = 10, 100, 2


def place_on(kind, folder, database=None):
    return country.make(folder / kind, people=6, visits_=2, database=database)


def judged(place):
    outcome = chaos.run(place, seconds=SECONDS, kill_every=3, seed=2026, least=APPLIED, least_kills=KILLS)
    assert outcome.faults == []
    assert outcome.kills >= KILLS
    assert outcome.statuses["applied"] > APPLIED
    assert outcome.unknown > 0, "the network and the kills were not felt"


def test_kills_cuts_repeats_and_wrong_clocks_lose_and_double_nothing_on_sqlite(tmp_path):
    judged(place_on("sqlite", tmp_path))


def test_kills_cuts_repeats_and_wrong_clocks_lose_and_double_nothing_on_postgresql(tmp_path):
    with running_postgres() as address:
        judged(place_on("postgresql", tmp_path, address))

"""`assess compare`: a readable table, JSON or CSV of the same figures, and a sentence for what cannot be."""

from __future__ import annotations

import csv
import json
from contextlib import nullcontext
from io import StringIO

import pytest
import time_machine

from assess import create_app
from assess.cli.run import prepare
from assess.models import db
from assess.models.database import writing
from assess.services import accounts
from assess.settings import Settings
from tests.conftest import NOON
from tests.postgres import fresh_database
from tests.services.comparisons.country import Country

NUMBERS = {"05": (4, 12), "07": (3, 4)}


@pytest.fixture(scope="module")
def instance(tmp_path_factory, postgres):
    """The settings of one with two states under the checklist for residential care; the command only reads."""
    folder = tmp_path_factory.mktemp("instance")
    with fresh_database(postgres) if postgres else nullcontext() as address:
        settings = Settings(instance=folder, database_url=address)
        _fill(settings)
        yield settings


def _fill(settings):
    with create_app(settings).app_context():
        prepare()
        lock = writing.set(True)
        lead = accounts.add_user("a@example.org", "Persona", "un faro entre la niebla", by=None, at=NOON)
        Country(lead).states(NUMBERS, instrument="guia-2023")
        db.session.commit()
        writing.reset(lock)
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def compare(run, instance, monkeypatch):
    """compare("--json"): the command on that instance."""
    monkeypatch.setenv("ASSESS_INSTANCE", str(instance.instance))
    if instance.database_url:
        monkeypatch.setenv("ASSESS_DATABASE_URL", instance.database_url)
    return lambda *options, **how: run("compare", *options, **how)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=True):
        yield


def test_the_table_names_what_was_compared_and_every_state(compare):
    found = compare("--by", "state")
    assert found.exit_code == 0
    assert "guia-2023" in found.output
    assert len([line for line in found.output.splitlines() if line.startswith(" Coahuila")]) == 1
    line = next(line for line in found.output.splitlines() if "Coahuila" in line)
    assert line.split()[1:6] == ["12", "12", "100.0", "0/12/0/0/0", "33.3"]
    assert "Too few facilities to compare" in found.output
    assert "\x1b" not in found.output


def test_json_holds_the_same_figures_with_domain_means(compare):
    found = json.loads(compare("--json").output)
    coahuila = next(row for row in found["states"] if row["codes"] == ["05"])
    assert (found["view"], found["instrument"]["id"], found["on"]) == ("internal", "guia-2023", "2026-11-20")
    assert coahuila["without_critical_failure"]["facilities"] == 4
    assert coahuila["domains"] == {"P": 80.0, "Q": 60.0}
    hidden = next(row for row in found["states"] if row["codes"] == ["07"])
    assert (hidden["assessed"], hidden["mean"], hidden["ratings"], hidden["funnel"]) == (4, None, None, None)


def test_csv_is_what_the_page_gives(compare):
    found = compare("--csv")
    facts, head, country, *states = csv.reader(StringIO(found.stdout_bytes.decode("utf-8-sig")))
    assert facts[1] == "Day: 2026-11-20"
    assert dict(zip(head, country, strict=True))["Without critical failure"] == "7"
    assert len(states) == 32


def test_it_speaks_spanish(compare):
    assert "Muy pocos centros para comparar" in compare(lang="es").output


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--instrument", "nada"], "There is no instrument nada"),
        (["--type", "nada"], "There is no type of facility nada. Use one of: cas_publico"),
        (["--type", "procuraduria"], "guia-2023 is not for the type procuraduria"),
        (["--size", "huge"], "Use one of: small, medium, large"),
        (["--sector", "x"], "Use one of: public, private"),
        (["--group", "space"], "Use one of: residential"),
        (["--by", "municipality"], "Only states can: --by state"),
        (["--json", "--csv"], "either --json or --csv"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(options, words, compare):
    found = compare(*options)
    assert found.exit_code == 1
    assert words in found.stderr


def test_filters_narrow_what_is_counted(compare):
    found = json.loads(compare("--json", "--size", "small", "--sector", "private").output)
    assert (found["size"], found["sector"], found["national"]["registered"]) == ("small", "private", 0)

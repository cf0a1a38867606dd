"""The instrument of the pack says all that the core record says, in numbers that no JSON reader changes."""

import json
from dataclasses import fields, is_dataclass
from fractions import Fraction

import pytest

from assess.core.instrument import Instrument
from assess.core.text import Text
from assess.exporters.pack_instrument import instrument_json
from assess.paths import STANDARDS
from assess.standards.build import build
from assess.standards.check import read
from assess.standards.schema import Document
from tests.core.shapes import make_criterion, make_domain, make_instrument, make_measure

FILES = sorted(STANDARDS.glob("*.yaml"))


def written(value):
    """Every text and number that a record holds, however deep."""
    if is_dataclass(value):
        return [part for field in fields(value) for part in written(getattr(value, field.name))]
    if isinstance(value, tuple | list):
        return [part for one in value for part in written(one)]
    return [] if value is None or isinstance(value, bool) else [str(value)]


def told(value):
    if isinstance(value, dict):
        return [part for key, one in value.items() for part in (key, *told(one))]
    if isinstance(value, list):
        return [part for one in value for part in told(one)]
    return [str(value)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_that_the_instrument_says_is_lost_on_the_way(file):
    instrument = read(file).instrument

    carried = json.loads(json.dumps(instrument_json(instrument)))

    assert set(written(instrument)) - set(told(carried)) == set()
    assert again(carried) == instrument


def again(carried: dict) -> Instrument:
    """The core instrument read back by the schema of the files, whose keys the pack carries."""
    document = {"schema": 1, **carried}
    sha256 = document.pop("sha256")
    document["minimums"] = document["minimums"] or None
    for domain in document["domains"]:
        for standard in domain["standards"]:
            for criterion in standard["criteria"]:
                limits = criterion.get("measure", {}).get("threshold", [])
                if len(limits) == 1:
                    criterion["measure"]["threshold"] = limits[0]
    return build(Document.model_validate(document), sha256)


def test_a_number_that_is_not_whole_travels_as_its_exact_text():
    measure = make_measure("a", operator="<=", threshold=["0.125"])
    criterion = make_criterion("A.1", weight=Fraction(1, 3), measure=measure)

    domain = instrument_json(make_instrument(make_domain("A", criterion, weight=Fraction(5, 2))))["domains"][0]

    carried = domain["standards"][0]["criteria"][0]
    assert (domain["weight"], carried["weight"], carried["measure"]["threshold"]) == ("5/2", "1/3", ["1/8"])


def test_what_there_is_none_of_is_left_out_and_a_plain_no_is_said():
    criterion = make_criterion("A.1", title=None, text=Text("Hay agua", "There is water"))

    carried = instrument_json(make_instrument(make_domain("A", criterion)))["domains"][0]["standards"][0]["criteria"][0]

    assert carried == {
        "id": "A.1",
        "text": {"es": "Hay agua", "en": "There is water"},
        "critical": False,
        "weight": 1,
        "source": "own",
        "confidence": "derived",
    }

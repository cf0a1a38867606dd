"""`assess score`: the vectors of the method, and answers that are not right."""

import json
from pathlib import Path

import pytest

from assess.standards.dump import to_yaml
from assess.standards.schema import Document
from tests.core import shapes
from tests.core.test_scoring_vectors import CASES, VECTORS

BOTH = {"es": "Texto", "en": "Text"}


def criterion(code, weight, critical):
    facts = {"verify": ["document"], "applies_to": ["cas_publico"], "age_groups": ["6-11"], "source": "V"}
    return facts | {"id": code, "text": BOTH, "weight": weight, "critical": critical, "confidence": "derived"}


def instrument_file(shape, folder: Path) -> Path:
    """The shape of a vector as an instrument file."""
    built = shapes.instrument_of(shape)
    domains = [
        {
            "id": domain.id,
            "title": BOTH,
            "weight": str(domain.weight),
            "limiting": domain.limiting,
            "standards": [
                {
                    "id": standard.id,
                    "title": BOTH,
                    "weight": str(standard.weight),
                    "criteria": [criterion(c.code, str(c.weight), c.critical) for c in standard.criteria],
                }
                for standard in domain.standards
            ],
        }
        for domain in built.domains
    ]
    head = {"schema": 1, "id": "vectores", "version": "1", "status": "official", "title": BOTH, "citation": "V"}
    path = folder / "instrument.yaml"
    path.write_text(to_yaml(Document.model_validate(head | {"domains": domains})))
    return path


@pytest.fixture
def scored(run, tmp_path):
    def go(answers, *options, shape=shapes.T):
        path = tmp_path / "answers.json"
        path.write_bytes(answers if isinstance(answers, bytes) else json.dumps(answers).encode())
        return run("score", instrument_file(shape, tmp_path), path, *options)

    return go


@pytest.mark.parametrize("name", CASES)
def test_json_is_exactly_the_vector_of_the_method(scored, name):
    shape, answers = CASES[name]

    found = scored(answers, "--json", shape=shape)

    assert {"id": name} | json.loads(found.stdout) == VECTORS[name]


def test_without_json_a_table_tells_domains_score_and_cap(scored):
    found = scored(shapes.BASE | {"P1.1": 0, "P1.2": 3, "P2.1": 3, "P2.2": 3})

    assert "P       77.7   D       100.0       Text" in found.stdout
    assert (
        "Whole: 72.2 (650/9), letter by score B, rating D, coverage 100.0 %. Capped by: P. At most D." in found.stdout
    )


def test_nothing_answered_is_no_score_and_no_failure(scored):
    found = scored({})

    assert "Nothing was scored: the rating is NR." in found.stdout
    assert found.exit_code == 0


BAD = {
    "level 4": ({"P1.1": 4}, "P1.1"),
    "text": ({"P1.1": "3"}, "is not a level"),
    "half": ({"P1.1": 2.5}, "is not a level"),
    "list": ({"P1.1": [1]}, "is not a level"),
    "truth": ({"P1.1": True}, "is not a level"),
    "unknown code": ({"P1.11": 1}, "Did you mean P1.1?"),
    "no object": ([1, 2], "one object of codes"),
    "no JSON": (b'{"P1.1": 1,}', ":1:12: this is not JSON"),
    "answered twice": (b'{"P1.1": 1, "P1.1": 2}', "answered twice"),
    "no UTF-8": (b'{"P1.1": "\xff"}', "not a JSON file of answers"),
    "deep": (b"[" * 100_000, "not a JSON file of answers"),
    "endless number": (b'{"P1.1": ' + b"9" * 5000 + b"}", "not a JSON file of answers"),
    "too large": (b" " * 1_000_001, "larger than 1 MB"),
}


@pytest.mark.parametrize("name", BAD)
def test_answers_at_fault_end_with_exit_code_1_and_one_sentence(scored, name):
    answers, told = BAD[name]

    found = scored(answers)

    assert (found.exit_code, found.stdout) == (1, "")
    assert told in found.stderr


def test_files_that_are_not_there_are_named(run, tmp_path):
    found = run("score", "none.yaml", tmp_path / "none.json")

    assert (found.exit_code, found.stderr) == (
        1,
        f"There is no file or folder {tmp_path / 'none.json'}. Check the name.\n",
    )


def test_an_instrument_with_faults_points_to_the_check(run, tmp_path):
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "bad.yaml").write_text("id: x")

    assert "assess standards check" in run("score", tmp_path / "bad.yaml", tmp_path / "a.json").stderr

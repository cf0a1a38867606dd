"""The nine bundled instruments: complete, sound, and what the source checklists say."""

import json
from pathlib import Path

import pytest

from assess.core.entry import NA
from assess.core.measure import level_of
from assess.paths import STANDARDS
from assess.standards.build import build
from assess.standards.bundled import INDEX, files, index_of, known
from assess.standards.check import check
from assess.standards.published import json_schema
from tests.standards import leaves

EXPECTED = json.loads(Path(__file__).with_name("expected.json").read_text())
LIMITING = {"GM-D4", "ML-C", "RF-R2", "EQ-BIE", "CF-SEG", "CF-PRO", "TR-NIN", "FC-SAL", "LC-SEG", "CM-REC"}
PATHS = {path.stem: path for path in files()}


@pytest.fixture(scope="module")
def checked():
    return {path: check(path) for path in PATHS.values()}


@pytest.fixture(scope="module")
def loaded(checked):
    return {one.document.id: build(one.document) for one in checked.values()}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_no_field_of_the_source_checklist_is_lost_or_changed(path):
    data = leaves.read(path)

    assert leaves.fingerprint(data) == EXPECTED[data["id"]]


def test_the_bundled_files_have_neither_faults_nor_warnings(checked):
    assert {path.name: one.faults for path, one in checked.items() if one.faults} == {}


def test_the_nine_hold_484_criteria_and_are_named_by_id_and_version(loaded):
    assert sum(len(one.criteria) for one in loaded.values()) == 484
    assert {f"{one.id}-{one.version}" for one in loaded.values()} == set(PATHS)
    assert set(loaded) == set(EXPECTED)


def test_the_protection_domains_are_limiting_and_no_other(loaded):
    assert {domain.id for one in loaded.values() for domain in one.domains if domain.limiting} == LIMITING


def test_every_code_is_unique_across_all_bundled_instruments(loaded):
    codes = [code for one in loaded.values() for code in one.criteria]

    assert len(set(codes)) == len(codes)


def test_the_index_and_the_json_schema_are_current():
    assert (STANDARDS / INDEX).read_text() == index_of()
    assert (STANDARDS / "schema.json").read_text() == json_schema()


def test_a_file_that_was_edited_is_no_longer_vouched_for_by_the_index(tmp_path):
    path = PATHS["leaving-care-1.0.0"]
    (tmp_path / INDEX).write_text((STANDARDS / INDEX).read_text())
    (tmp_path / path.name).write_text(path.read_text().replace("weight: 3", "weight: 2", 1))

    assert [one.sha256 for one in known(tmp_path)] == [None]
    assert next(one for one in known() if one.path == path).sha256


@pytest.mark.parametrize(
    ("code", "numbers", "level"),
    [
        ("GM-10.1.02", [(0,), (20,)], 0),
        ("GM-10.1.02", [(0,), (0,)], NA),
        ("GM-10.1.02", [(3, 3, 1), (20, 20, 20)], 0),
        ("GM-10.1.02", [(3, 3, 3), (24, 24, 24)], 3),
        ("GM-10.1.01", [(1,), (4,)], 3),
        ("GM-10.1.01", [(2,), (0,)], NA),
        ("GM-7.1.02", [0, 0], NA),
        ("GM-7.1.02", [90, 100], 3),
        ("GM-3.2.06", [20, 0], 0),
        ("GM-11.2.02", [25, 0], 0),
        ("GM-11.2.03", [20, 2], 3),
        ("GM-11.1.01", [5, 0], 0),
        ("GM-11.1.01", [21, 20], 1),
        ("GM-11.1.04", [(31, 20), (9, 0)], 1),
        ("GM-11.2.01", [100, 0], NA),
        ("ML-B2.08", [1], 3),
        ("ML-B2.08", [0], 0),
        ("ML-B1.07", [0, 12], 0),
        ("CM-M6.2", [50, 0], 0),
        ("CM-M6.2", [0, 0], NA),
        ("FC-F9.4", [0, 0], NA),
        ("FC-F10.1", [30, 0], 0),
        ("LC-L8.1", [45, 3], 3),
    ],
)
def test_measures_give_the_level_of_rule_7_and_zeros_never_hide_children(loaded, code, numbers, level):
    measure = next(one.criteria[code].measure for one in loaded.values() if code in one.criteria)
    inputs = dict(zip((each.id for each in measure.inputs), numbers, strict=True))

    assert level_of(measure, inputs).level == level

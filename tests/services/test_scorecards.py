"""The record that page, PDF and API render."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from assess import pdf
from assess.core.report import CriterionLine
from assess.core.result import CriterionResult
from assess.core.rules import RuleBroken
from assess.core.text import Text
from assess.exporters.scorecard_json import scorecard_json
from assess.models import db
from assess.paths import STANDARDS
from assess.services import results, scorecards, standards, sync, visits
from tests.conftest import NOON, TODAY
from tests.core.shapes import BASE, T, domain_shape
from tests.pdf.reading import whole
from tests.services import journey

FIRST, SECOND, THIRD = date(2026, 3, 10), date(2026, 6, 10), date(2026, 9, 10)
GOOD = dict.fromkeys(BASE, 3)
#: What nobody may read in a scorecard.
SECRETS = {
    "address": "Calle Marcada 77",
    "telephone": "555 123 4567",
    "email": "marcada@example.org",
    "latitude": 25.438291,
    "longitude": -100.973481,
    "director_name": "Persona Marcada",
}


@pytest.fixture
def final(facility, make_user, national):
    lead = make_user("lead_assessor", facility.state_code)

    def make(levels=BASE, on=FIRST, **facts):
        return journey.final(facility, levels, on, lead=lead, by=national, **facts)

    make.lead, make.authority = lead, national
    return make


def build(visit, **facts):
    return scorecards.build(visit, on=TODAY, demo=False, **facts)


def load(shape, **facts):
    return standards.load_version(journey.shaped(shape, **facts), by=None, at=NOON)


def test_a_final_visit_shows_its_stored_result(final):
    report = build(final())

    assert (report.provisional, report.shown, report.rating, report.band) == (False, "71.2", "B", "B")
    assert [(d.id, d.shown, d.rating, d.limiting) for d in report.domains] == [
        ("P", "75.9", "B", True),
        ("Q", "66.6", "B", False),
    ]
    assert (report.facility.name, report.facility.profile.girls_6_11) == ("Casa Ejemplo Norte", 6)
    assert report.next_visit_by == date(2027, 3, 10)


def test_what_is_not_final_is_provisional_and_has_no_date_to_come(make_visit):
    report = build(make_visit({"P1.1": 3}))

    assert (report.provisional, report.final_at, report.next_visit_by) == (True, None, None)
    assert report.rating == "NR"


def test_the_stored_result_is_shown_and_not_computed_again(final):
    visit = final()
    results.of_visit(visit).shown, results.of_visit(visit).rating = "12.3", "D"

    assert build(visit).rating == "D"


def test_the_change_since_the_visit_before_is_rounded_from_exact_scores(final):
    final(BASE)
    report = build(final(BASE | {"P1.2": 3}, SECOND))

    assert (report.previous_on, report.change) == (FIRST, "+3.7")
    assert [d.change for d in report.domains] == ["+7.4", "0.0"]


def test_the_first_visit_has_nothing_to_be_compared_with(final):
    report = build(final())

    assert (report.change, report.previous_on, [d.previous for d in report.domains]) == (None, None, [None, None])
    assert [(p.shown, p.like_for_like, p.shared) for p in report.trend] == [("71.2", None, None)]


def test_a_scorecard_of_the_past_knows_nothing_of_later_visits(final):
    first = final(BASE)
    final(GOOD, SECOND)

    assert [p.visited_on for p in build(first).trend] == [FIRST]


def test_follow_ups_are_not_points_of_the_trend(final):
    final(BASE)
    report = build(final({"P1.1": 3, "P2.2": 2, "Q1.4": 2}, SECOND, kind="follow_up"))

    assert [p.visited_on for p in report.trend] == [FIRST]
    assert report.next_visit_by is None


#: V11 of the method: c7 is retired, n1 and n2 are new, c8 was NA.
V1 = [domain_shape("C", (1, [(f"c{n}", 1, False) for n in range(1, 9)]))]
V2 = [domain_shape("C", (1, [(c, 1, False) for c in ("c1", "c2", "c3", "c4", "c5", "c6", "c8", "n1", "n2")]))]
BEFORE = {"c1": 1, "c2": 2, "c3": 0, "c4": 3, "c5": 2, "c6": 1, "c7": 2, "c8": "NA"}
AFTER = {"c1": 2, "c2": 2, "c3": 2, "c4": 3, "c5": 1, "c6": 3, "c8": 2, "n1": 0, "n2": 1}


def test_like_for_like_is_that_of_the_method(final):
    final(BEFORE, version=load(V1))
    report = build(final(AFTER, SECOND, version=load(V2, version="2")))

    assert (report.change, report.trend[1].change) == ("+6.9", "+22.2")
    assert [(p.shown, p.shared and str(p.shared)) for p in report.trend] == [("52.3", "50"), ("59.2", "650/9")]
    assert str(report.trend[1].like_for_like) == "650/9"


def test_versions_with_too_little_in_common_are_not_comparable(final):
    final({f"c{n}": 2 for n in range(1, 9)}, version=load(V1))
    other = [domain_shape("C", (1, [(c, 1, False) for c in ("c1", "c2", "n1", "n2", "n3", "n4")]))]
    levels = dict.fromkeys(("c1", "c2", "n1", "n2", "n3", "n4"), 3)

    report = build(final(levels, SECOND, version=load(other, version="2")))

    assert [(p.like_for_like, p.change, p.shared) for p in report.trend] == [(None, None, None)] * 2


def test_the_shared_line_reaches_back_as_far_as_visits_are_comparable(final):
    version = load(T, id="serie")
    strange = [domain_shape("P", (1, [("a1", 1, False), ("P1.1", 1, True)]), limiting=True)]
    final({"a1": 0, "P1.1": 3}, FIRST, version=load(strange, id="serie", version="0"))
    final(BASE, SECOND, version=version)
    report = build(final(BASE | {"P1.2": 3}, THIRD, version=version))

    assert [p.shared is None for p in report.trend] == [True, False, False]
    assert [str(p.shared) for p in report.trend[1:]] == ["1900/27", "2000/27"]


def test_two_specifications_are_never_compared(final):
    first = final(BASE)
    results.of_visit(first).specification = "SS-0.9"
    report = build(final(GOOD, SECOND))

    assert (report.change, report.previous_on, report.trend[1].like_for_like) == (None, None, None)
    assert [d.previous for d in report.domains] == [None, None]


def lines(*facts):
    """CriterionResults and lines by code, from (code, critical, level)."""
    blank = Text("", "")
    found = [CriterionResult(code, level, level) for code, _critical, level in facts]
    return found, {
        code: CriterionLine(code, blank, blank, "D", "S", critical, level, level) for code, critical, level in facts
    }


def test_strengths_are_fully_met_with_critical_ones_first():
    given = lines(("a", False, 3), ("b", True, 3), ("c", False, 2), ("d", False, 3), ("e", True, 3))

    assert [line.code for line in scorecards.strengths(*given)] == ["b", "e", "a"]


def test_priorities_are_critical_failures_and_then_the_lowest_levels():
    given = lines(("a", False, 0), ("b", True, 2), ("c", True, 1), ("d", False, 1), ("e", True, 0), ("f", False, 2))

    assert [line.code for line in scorecards.priorities(*given)] == ["e", "c", "a"]


def test_a_mostly_met_critical_criterion_is_a_priority_and_another_is_not():
    given = lines(("a", False, 2), ("b", True, 2), ("c", False, None))

    assert [line.code for line in scorecards.priorities(*given)] == ["b"]


def test_legal_minimums_report_how_many_are_met(final):
    minimums = load([domain_shape("M", (1, [(f"m{n}", 1, False) for n in range(5)]), limiting=True)], minimums=True)

    report = build(final({"m0": 3, "m1": 2, "m2": 1, "m3": 0, "m4": "NE"}, version=minimums))

    assert report.counts_met == (2, 1, 1)


def test_other_instruments_count_no_minimums(final):
    assert build(final()).counts_met is None


def test_the_bundled_legal_minimums_say_that_they_are():
    from assess.standards.check import read

    marked = [path for path in STANDARDS.glob("*.yaml") if "minimums: true" in path.read_text().splitlines()]

    assert [path.name for path in marked] == ["minimos-legales-cas-2026-11.yaml"]
    assert read(marked[0]).instrument.minimums


def test_every_criterion_in_scope_comes_with_its_note_and_methods_when_asked_for(final):
    visit = final(BASE | {"Q1.3": "NA"})

    assert build(visit).criteria == ()
    shown = {line.code: line for line in build(visit, full=True).criteria}
    assert list(shown) == list(standards.get("prueba").criteria)
    assert (shown["P1.1"].note, shown["P1.1"].methods) == (
        journey.NOTE,
        ("document", "observation", "staff_interview"),
    )
    assert (shown["Q1.3"].value, shown["Q1.3"].na_reason) == ("NA", "population_absent")


def amend(visit, by, level, at):
    """A later revision, as an approved amendment leaves it."""
    visit.status = "fieldwork"
    op = visits.change(visit, "P1.1", "level", level, by=by, at=at, base=sync.state_of(visit)["P1.1", "level"].op_id)
    [receipt] = sync.receive(visit, [op], by=by, at=at)
    assert receipt.status == "applied"
    visit.status, visit.revision = "final", visit.revision + 1
    results.store(visit, at=at)


def test_an_earlier_revision_stays_readable_with_the_answers_of_its_time(final):
    visit = final(BASE | {"P1.1": 0})
    amend(visit, final.lead, 3, NOON + timedelta(days=400))

    now, then = build(visit, full=True), build(visit, full=True, revision=1)

    assert [(r.revision, r.rating, r.criteria[0].level) for r in (now, then)] == [(2, "B", 3), (1, "D", 0)]
    assert then.trend[-1].rating == "D"


def test_a_revision_that_never_was_is_refused(final):
    with pytest.raises(RuleBroken, match="no result with the number 7"):
        build(final(), revision=7)


def test_no_rendering_of_a_scorecard_tells_where_the_facility_is(final, facility):
    for name, value in SECRETS.items():
        setattr(facility, name, value)
    db.session.flush()
    report = build(final(), full=True)

    told = repr(report) + json.dumps(scorecard_json(report)) + whole(pdf.render(report, "es", "full"))
    assert facility.name in told
    assert [value for value in map(str, SECRETS.values()) if value in told] == []


def test_the_json_says_why_in_both_languages(final):
    told = scorecard_json(build(final(BASE | {"P1.1": 1, "P1.2": 3, "P2.1": 3, "P2.2": 3})))

    assert told["score"] == {"exact": "2050/27", "shown": "75.9"}
    assert told["rating"] == "C"
    assert any("P1.1" in sentence for sentence in told["explanation"]["es"])
    assert any("The letter is C because" in sentence for sentence in told["explanation"]["en"])
    assert told["domains"][0]["title"] == {"es": "Protección", "en": "Protection"}

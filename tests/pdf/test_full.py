"""The full report: every criterion with its level, what was seen and how."""

from assess.pdf import render
from tests.pdf.builders import DOMAINS, make_criterion, make_full, make_scorecard
from tests.pdf.reading import pages, reader, whole


def test_every_criterion_is_there_with_code_name_and_note():
    report = make_full(136)
    text = whole(render(report, "en", "full"))
    for criterion in report.criteria:
        assert criterion.code in text
        assert f"{criterion.name['en']} {criterion.level} {criterion.note} Document · Observation" in text


def test_criteria_stand_under_their_domains_and_standards():
    got = pages(render(make_full(24), "es", "full"))
    text = " ".join(got[2:])
    heads = [text.index(f"Estándar {id}.0") for id, *_ in DOMAINS]
    assert heads == sorted(heads)


def test_marks_of_the_rules_are_spelt_out():
    marked = make_criterion(marks=("second_method_missing", "small_sample"))
    text = whole(render(make_scorecard(criteria=(marked,)), "en", "full"))
    assert "Second verification method missing: counts as 2. Small sample." in text


def test_not_applicable_gives_its_reason():
    row = make_criterion(value="NA", level=None, na_reason="no_event_in_period")
    text = whole(render(make_scorecard(criteria=(row,)), "es", "full"))
    assert "NA No ocurrió en el periodo" in text


def test_a_long_note_of_a_criterion_is_whole_in_the_notes():
    words = [f"palabra{n}" for n in range(900)]
    text = whole(render(make_scorecard(criteria=(make_criterion(note=" ".join(words)),)), "es", "full"))
    assert "… nota 1" in text
    assert all(word in text for word in words)


def test_domains_are_in_the_outline_at_their_pages():
    pdf = reader(render(make_full(136), "en", "full"))
    titles = [entry.title for entry in pdf.outline]
    assert titles == ["Scorecard", "Improvement plan", *(en for _, _, en, _ in DOMAINS)]
    last = pdf.get_destination_page_number(pdf.outline[-1])
    assert "Departure, follow-up and management" in pdf.pages[last].extract_text()


def test_an_id_without_a_title_is_shown_as_it_is():
    row = make_criterion(domain="XX-9", standard="XX-9.9")
    assert "XX-9.9" in whole(render(make_scorecard(criteria=(row,)), "en", "full"))

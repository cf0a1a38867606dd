"""The printed scorecard: what stands on it, on every size of paper, whatever the texts and the numbers."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from assess.core.text import Text
from assess.pdf import render
from assess.pdf.words import RATINGS, STATES, Words
from tests.pdf.builders import (
    CRITERIA,
    FACILITY,
    PLAN,
    make_action,
    make_criterion,
    make_plan,
    make_scorecard,
    make_trend,
)
from tests.pdf.reading import fonts, pages, reader, whole

LANGUAGES = ("es", "en")
SIZES = {"A4": (595.28, 841.89), "Letter": (612, 792)}
HOSTILE = '<b>&amp;</b> <img src="file:///etc/passwd"/> \u202eabc\u202c \U0001f600 ש'


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_1_says_letter_word_score_and_why(language):
    front = pages(render(make_scorecard(), language))[0]
    assert Words(language)(RATINGS["C"]) in front
    assert "75.4" in front
    assert "GM-10.1.03" in front.split("75.4", 1)[1]  # the sentence of the explanation names the cause


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_domain_is_named_with_its_score(language):
    front = pages(render(make_scorecard(), language))[0]
    for domain in make_scorecard().domains:
        assert domain.title[language] in front
        assert f" {domain.shown} " in front


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_action_is_on_the_plan_with_its_state_in_words(language):
    plan = pages(render(make_scorecard(), language))[1]
    w = Words(language)
    for n, (_, state, what, *_) in enumerate(PLAN):
        assert f"{n + 1}. {CRITERIA[n][1 if language == 'es' else 2]}" in plan
        assert what in plan
        assert w(STATES[state]) in plan


@pytest.mark.parametrize(("language", "word", "count"), [("es", "vencida", 4), ("en", "overdue", 4)])
def test_overdue_actions_say_so_in_words(language, word, count):
    assert pages(render(make_scorecard(), language))[1].count(word) == count


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_is_two_pages_of_the_paper_asked_for(size, language):
    pdf = render(make_scorecard(), language, "summary", size)
    boxes = [page.mediabox for page in reader(pdf).pages]
    assert [(round(float(b.width), 2), round(float(b.height), 2)) for b in boxes] == [SIZES[size]] * 2


@pytest.mark.parametrize(("language", "foot"), [("es", "Página {} de {}"), ("en", "Page {} of {}")])
def test_every_page_is_numbered(language, foot):
    got = pages(render(make_scorecard(plan=make_plan(60)), language))
    assert len(got) > 3
    for n, text in enumerate(got, 1):
        assert foot.format(n, len(got)) in text


@pytest.mark.parametrize("kind", ["summary", "plan", "full"])
@pytest.mark.parametrize(("language", "mark"), [("es", "DEMO – sin validez"), ("en", "DEMO – not valid")])
def test_demo_marks_every_page_twice_and_nothing_else_does(language, mark, kind):
    for text in pages(render(make_scorecard(demo=True), language, kind)):
        assert text.count(mark) == 2
    assert "DEMO" not in whole(render(make_scorecard(), language, kind))


def test_a_visit_that_is_not_final_is_called_preliminary_on_every_page():
    got = pages(render(make_scorecard(provisional=True), "en"))
    assert "Preliminary, not a rating: the visit is not final" in got[0]
    assert all(text.count("Preliminary, not a rating") >= 2 for text in got)
    assert "Preliminary" not in whole(render(make_scorecard(), "en"))


def test_the_plan_alone_has_no_page_1():
    got = pages(render(make_scorecard(), "en", "plan"))
    assert len(got) == 1
    assert "Improvement plan" in got[0]
    assert "Results by domain" not in got[0]


def test_no_action_is_said_in_words():
    assert "No actions." in pages(render(make_scorecard(plan=make_plan(0)), "en"))[1]


def test_sixty_actions_are_all_there_under_repeated_heads():
    got = pages(render(make_scorecard(plan=make_plan(60)), "en"))
    text = " ".join(got)
    assert all(f" {n}. " in text for n in range(1, 61))
    assert all("Priority" in page for page in got[1:5])


def test_no_word_of_the_plan_is_broken_by_its_column():
    for language in LANGUAGES:
        plan = pages(render(make_scorecard(), language))[1]
        for word in ("Administración", "Mantenimiento", Words(language)("Immediate"), Words(language)("Reported")):
            assert word in plan


def test_recurrence_extensions_and_targets_are_shown():
    action = make_action(3, recurring=2, extensions=2, baseline=1, target=3)
    plan = pages(render(make_scorecard(plan=replace(make_plan(), actions=(action,))), "en"))[1]
    for text in ("Recurring: 2 times", "2 extensions", "Level 1, target 3"):
        assert text in plan


def test_closure_and_progress_are_cut_as_scores_are():
    assert "Of 16 due, 9 verified: closure 56.2%, progress 65.6%." in pages(render(make_scorecard(), "en"))[1]


def test_eight_critical_failures_are_all_named_somewhere():
    failures = tuple(make_criterion(n, level=n % 2) for n in range(8))
    got = pages(render(make_scorecard(critical=failures, plan=make_plan(0)), "en"))
    assert "more: note 1" in got[0]
    for failure in failures:
        assert failure.code in got[0] or failure.code in got[1]


def test_a_clean_visit_says_that_no_critical_criterion_failed():
    front = pages(render(make_scorecard(critical=()), "en"))[0]
    assert "Every critical criterion assessed is met or mostly met." in front


@pytest.mark.parametrize("visits", [0, 1, 8])
def test_any_number_of_visits_makes_a_trend(visits):
    got = pages(render(make_scorecard(trend=make_trend(visits)), "en"))
    assert len(got) == 2
    assert ("2 earlier: note 1" in got[0]) == (visits == 8)
    assert ("11 Nov 2020 · 63.9 · C" in got[1]) == (visits == 8)


def test_a_change_of_specification_is_marked_on_the_trend():
    assert "not comparable" in pages(render(make_scorecard(), "en"))[0]
    same = tuple(replace(p, specification="SS-1.0") for p in make_trend())
    assert "not comparable" not in pages(render(make_scorecard(trend=same), "en"))[0]


def test_visits_without_a_common_core_are_not_joined():
    first, *_, last = (replace(p, specification="SS-1.0") for p in make_trend())
    trend = (first, replace(last, version="2.0.0", like_for_like=None))
    assert "not comparable" in pages(render(make_scorecard(trend=trend), "en"))[0]
    joined = (first, replace(last, version="2.0.0", like_for_like=Fraction(70)))
    assert "not comparable" not in pages(render(make_scorecard(trend=joined), "en"))[0]


def test_the_change_over_the_same_criteria_is_told_where_it_differs():
    *before, last = make_trend()
    front = pages(render(make_scorecard(trend=(*before, replace(last, change="+22.2"))), "es"))[0]
    assert "con los mismos criterios: +22.2" in front
    same = make_scorecard(trend=(*before, replace(last, change="+4.9")))
    assert "con los mismos criterios" not in pages(render(same, "es"))[0]


def test_not_rated_says_the_best_letter_still_possible():
    front = pages(render(make_scorecard(rating="NR", at_most="D"), "es"))[0]
    assert "Sin calificación" in front
    assert "sin calificación (a lo más D)" in front


def test_a_visit_with_nothing_assessed_can_be_printed():
    nothing = tuple(
        replace(d, score=None, shown=None, previous=None, change=None, rating="NR") for d in make_scorecard().domains
    )
    report = make_scorecard(
        score=None, shown=None, band=None, rating="NR", at_most=None, coverage=None, coverage_shown=None, answered=0,
        low=(None, "NR"), high=(None, "NR"), domains=nothing, critical=(), strengths=(), priorities=(), trend=(),
        change=None, previous_on=None, next_visit_by=None, plan=make_plan(0), note="",
    )  # fmt: skip
    assert "Nothing was assessed." in pages(render(report, "en"))[0]


def test_a_capped_letter_tells_both_letters():
    front = pages(render(make_scorecard(), "en"))[0]
    assert "limited to C" in front
    assert "by score, B" in front


def test_legal_minimums_are_counted_beside_the_score():
    front = pages(render(make_scorecard(counts_met=(28, 5, 2)), "en"))[0]
    assert "met 28 in part 5 not met 2" in front
    assert "in part" not in pages(render(make_scorecard(), "en"))[0]


def test_the_wording_of_the_instrument_is_called_what_it_is():
    ours = "our own operationalisation, not the official text"
    assert ours in pages(render(make_scorecard(), "en"))[0]
    assert ours not in pages(render(make_scorecard(instrument_official=True), "en"))[0]


def test_bounds_are_given_when_something_was_not_assessed():
    assert "not assessed were 0: 73.0 (C)" in pages(render(make_scorecard(), "en"))[0]
    same = make_scorecard(low=("75.4", "C"), high=("75.4", "C"))
    assert "were 0:" not in pages(render(same, "en"))[0]


def test_a_note_of_3000_characters_is_whole():
    words = [f"palabra{n}" for n in range(300)]
    text = whole(render(make_scorecard(note=" ".join(words)), "es"))
    assert len(" ".join(words)) >= 3000
    assert all(word in text for word in words)


def test_a_text_cut_on_page_1_stands_whole_in_a_numbered_note():
    name = "Casa " + " ".join(f"hogar{n}" for n in range(60))
    got = pages(render(make_scorecard(facility=replace(FACILITY, name=name)), "en"))
    assert "… note 1" in got[0]
    assert "hogar59" not in got[0]
    assert name in got[1]


def test_an_action_too_long_for_its_cell_stands_whole_in_a_note():
    words = [f"paso{n}" for n in range(400)]
    plan = replace(make_plan(), actions=(make_action(0, what=" ".join(words)),))
    text = whole(render(make_scorecard(plan=plan), "en"))
    assert "… note 1" in text
    assert all(word in text for word in words)


def test_more_domains_than_page_1_holds_go_on_over_the_page():
    first = make_scorecard().domains[0]
    many = tuple(replace(first, id=f"D{n}", title=Text(f"Dom {n}", f"Dom {n}")) for n in range(40))
    got = pages(render(make_scorecard(domains=many), "en"))
    assert "more domains on the next page" in got[0]
    assert all(f"Dom {n} " in f"{got[0]} {got[1]} " for n in range(40))


@pytest.mark.parametrize("size", SIZES)
def test_hostile_text_is_printed_as_it_is_written(size):
    report = make_scorecard(
        facility=replace(FACILITY, name=HOSTILE, municipality="x" * 10_000),
        note=HOSTILE + "W" * 10_000,
        domains=tuple(replace(d, title=Text(HOSTILE, HOSTILE)) for d in make_scorecard().domains),
        plan=replace(make_plan(), actions=(make_action(what=HOSTILE, who="Q" * 300, code="C" * 80),) * 8),
    )  # fmt: skip
    got = pages(render(report, "es", "full", size))
    assert '<b>&amp;</b> <img src="file:///etc/passwd"/> abc � �' in got[0]
    assert sum(text.count("W") for text in got) >= 10_000
    assert len(got) <= 60


def test_every_font_is_embedded():
    for kind in ("summary", "full", "plan"):
        for font in fonts(render(make_scorecard(demo=True), "es", kind)):
            assert "/FontFile2" in font["/FontDescriptor"]
            assert "NotoSans" in font["/BaseFont"]


def test_the_document_names_itself_and_its_language():
    pdf = reader(render(make_scorecard(), "es"))
    assert pdf.metadata.title == "Casa Colibrí de Ejemplo – Hoja de resultados"
    assert pdf.metadata.author == "Assess"
    assert pdf.trailer["/Root"]["/Lang"] == "es-MX"


def test_equal_reports_give_equal_bytes():
    first = render(make_scorecard(), "es")
    render(make_scorecard(note="ŧĸž ΑΒΓ"), "en", "full", "Letter")
    assert render(make_scorecard(), "es") == first


def test_unknown_kind_and_paper_are_refused():
    with pytest.raises(ValueError, match="kind is one of"):
        render(make_scorecard(), "es", "poster")
    with pytest.raises(ValueError, match="page_size is one of"):
        render(make_scorecard(), "es", "summary", "A0")


def test_the_summary_counts_what_was_closed_before_this_visit_and_the_plan_lists_it():
    old = make_action(2, state="verified", verified_on=date(2025, 3, 4), what="Cerrada hace tiempo", number=41)
    report = make_scorecard(plan=replace(make_plan(3), actions=(*make_plan(3).actions, old)))

    summary, plan = whole(render(report, "es")), whole(render(report, "es", "plan"))

    assert "Cerrada hace tiempo" not in summary
    assert "1 acción cerrada antes de esta visita" in summary
    assert "Cerrada hace tiempo" in plan

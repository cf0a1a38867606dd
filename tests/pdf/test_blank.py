"""The checklist on paper."""

from dataclasses import replace

from assess.core.text import Text
from assess.pdf import render_blank
from tests.pdf.builders import FACILITY, make_instrument
from tests.pdf.reading import fonts, pages, whole


def test_every_criterion_has_its_requirement_guidance_and_boxes():
    text = whole(render_blank(make_instrument(12), "en"))
    for n in range(12):
        assert f"GM-1.1.{n:02}" in text
        assert f"Requirement number {n} is met every day." in text
        assert f"Ask for logbook {n}." in text
    assert text.count("0 1 2 3 NA NE") == 12


def test_the_verification_methods_are_offered_in_the_language():
    text = whole(render_blank(make_instrument(1), "es"))
    assert "Documento Observación Entrevista con niñas, niños o adolescentes" in text


def test_a_measured_criterion_has_room_for_its_numbers():
    assert "Working toilets (toilets)" in whole(render_blank(make_instrument(3), "en"))


def test_criteria_for_other_types_are_left_out_and_counted():
    text = whole(render_blank(make_instrument(4), "en", facility=FACILITY))
    assert "Casa Colibrí de Ejemplo" in text
    assert "GM-1.1.01" not in text
    assert "1 criterion for other types of facility is left out." in text


def test_without_a_facility_there_is_a_line_for_its_name():
    got = pages(render_blank(make_instrument(40), "en"))
    assert "GM-1.1.01" in got[0]
    assert all("Facility: ____" in page for page in got[1:])


def test_it_says_that_the_wording_is_not_official():
    ours = "not the official text"
    assert ours in whole(render_blank(make_instrument(1), "en"))
    assert ours not in whole(render_blank(replace(make_instrument(1), status="official"), "en"))


def test_demo_marks_every_page_of_the_checklist():
    got = pages(render_blank(make_instrument(30), "es", "Letter", FACILITY, demo=True))
    assert len(got) > 1
    assert all(page.count("DEMO – sin validez") == 2 for page in got)
    assert "DEMO" not in whole(render_blank(make_instrument(1), "es"))


def test_pages_are_numbered_and_fonts_embedded():
    pdf = render_blank(make_instrument(30), "en", "Letter")
    got = pages(pdf)
    assert all(f"Page {n} of {len(got)}" in text for n, text in enumerate(got, 1))
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts(pdf))


def test_a_requirement_of_absurd_length_is_still_printed_whole():
    instrument = make_instrument(1)
    domain, standard = instrument.domains[0], instrument.domains[0].standards[0]
    words = " ".join(f"palabra{n}" for n in range(3000))
    criterion = replace(standard.criteria[0], text=Text(words, words))
    domain = replace(domain, standards=(replace(standard, criteria=(criterion,)),))
    text = whole(render_blank(replace(instrument, domains=(domain,)), "es"))
    assert all(word in text for word in words.split())

"""The page of one criterion without script: everything can be recorded, and nothing that was entered is lost."""

import pytest
from sqlalchemy import func, select

from assess.core.merge import INPUTS
from assess.models import Operation, db
from assess.services import sync, visits
from tests.conftest import TODAY
from tests.instruments import BASE, NOTE
from tests.services import journey
from tests.web.visits.conftest import text_of


@pytest.fixture
def page(visit):
    return lambda code: f"/visits/{visit.id}/criteria/{code}"


def value(visit, code, field="level"):
    db.session.rollback()
    now = sync.state_of(visit).get((code, field))
    return now.value if now else None


def test_a_whole_criterion_is_saved_and_the_next_one_follows(visit, desk, cast, page):
    form = desk(cast.assessor)

    answer = form.fill(form.read(page("P1.2")), level="2", methods=["document", "staff_interview"], note="Visto hoy.")

    assert answer.location == page("P1.3")
    assert (value(visit, "P1.2"), value(visit, "P1.2", "note")) == (2, "Visto hoy.")
    assert value(visit, "P1.2", "methods") == ["document", "staff_interview"]


def test_what_was_saved_is_shown_again_and_sending_it_again_records_nothing(visit, desk, cast, page):
    form = desk(cast.assessor)
    form.fill(form.read(page("P1.2")), level="2", note="Visto hoy.", methods=["document"])
    stored = db.session.scalar(select(func.count()).select_from(Operation))

    again = form.read(page("P1.2"))
    form.fill(again)

    assert again.select_one("input[name=level][checked]")["value"] == "2"
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Operation)) == stored


def test_the_same_form_sent_twice_makes_one_operation(visit, desk, cast, page):
    form = desk(cast.assessor)
    blank = form.read(page("P1.2"))

    for _ in range(2):
        form.fill(blank, level="2")

    db.session.rollback()
    made = select(func.count()).select_from(Operation).where(Operation.criterion == "P1.2")
    assert db.session.scalar(made) == 1
    assert visits.open_conflicts(visit) == []


@pytest.mark.parametrize("level", ["0", "1"])
def test_a_low_level_without_note_is_saved_and_asked_about(visit, desk, cast, page, level):
    form = desk(cast.assessor)

    answer = form.fill(form.read(page("P1.2")), level=level)

    assert answer.location == page("P1.2") + "?check=1"
    assert value(visit, "P1.2") == int(level)
    told = form.read(answer.location)
    assert "20" in told.select_one(".msg.warn").get_text()
    assert told.select_one(f'.msg a[href="{page("P1.3")}"]')


def test_not_applicable_of_a_critical_criterion_waits_for_approval(visit, desk, cast, page):
    form = desk(cast.assessor)
    sheet = form.read(page("P1.1"))
    assert sheet.select_one("input[name=approved]") is None

    form.fill(sheet, level="NA", na_reason="other", na_text="No hay.")

    db.session.rollback()
    assert visits.missing(visit)["P1.1"] == ("na_not_approved",)
    assert form.browser.post(f"/visits/{visit.id}/close-fieldwork", data={"csrf_token": form.csrf}).status_code == 403


def test_an_assessor_cannot_slip_the_approval_in(visit, desk, cast, page):
    form = desk(cast.assessor)

    answer = form.fill(form.read(page("P1.1")), level="NA", approved="yes", base__approved="")

    assert answer.status_code == 422
    assert value(visit, "P1.1", "approved") is None
    assert value(visit, "P1.1") == "NA"


def test_the_lead_approves_on_the_same_page(visit, desk, cast, page):
    form = desk(cast.lead_assessor)

    form.fill(form.read(page("P1.1")), level="NA", na_reason="other", na_text="No hay.", approved="yes")

    db.session.rollback()
    assert "P1.1" not in visits.missing(visit)


def test_the_authority_approves_from_outside_the_team(visit, record, desk, cast, page):
    record("P1.1", level="NA", na_reason="other", na_text="No hay.")
    form = desk(cast.state_authority)

    answer = form.fill(form.read(page("P1.1")), "form[action$=approval]")

    assert answer.location == page("P1.1")
    assert value(visit, "P1.1", "approved") is True
    form.fill(form.read(page("P1.1")), "form[action$=approval]")
    assert value(visit, "P1.1", "approved") is False


def test_level_4_is_refused_and_everything_entered_stays(visit, desk, cast, page):
    form = desk(cast.assessor)

    answer = form.fill(form.read(page("P1.2")), level="4", note="Una nota larga que nadie quiere perder.")

    assert answer.status_code == 422
    assert "Una nota larga que nadie quiere perder." in answer.get_data(as_text=True)
    assert "4" in text_of(answer)
    assert value(visit, "P1.2") is None
    assert value(visit, "P1.2", "note") == "Una nota larga que nadie quiere perder."


def test_twenty_children_and_no_carer_are_level_0_and_not_NA(visit, desk, cast, page):
    form = desk(cast.assessor)

    form.fill(form.read(page("Q1.4")), input__children_present="20", input__carers_present="0", note=NOTE)

    db.session.rollback()
    found = visits.standing_of(visit).found["Q1.4"]
    assert (found.value, found.level) == (0, 0)
    sheet = form.read(page("Q1.4"))
    assert sheet.select_one("input[name=level][checked]")["value"] == "0"
    assert "Q1.4" not in visits.missing(visit)


def test_a_number_with_a_decimal_comma_is_a_number(visit, desk, cast, page):
    form = desk(cast.assessor)

    form.fill(form.read(page("Q1.4")), input__children_present="27", input__carers_present="2,5")

    assert value(visit, INPUTS, "carers_present") == "2.5"


def test_a_word_where_a_number_belongs_is_refused_in_its_place(visit, desk, cast, page):
    form = desk(cast.assessor)

    answer = form.fill(form.read(page("Q1.4")), input__children_present="muchas", input__carers_present="2")

    assert answer.status_code == 422
    assert 'value="muchas"' in answer.get_data(as_text=True)
    assert value(visit, INPUTS, "carers_present") == "2"


def test_a_measured_level_is_lowered_by_one_with_a_reason(visit, record, desk, cast, page):
    record(INPUTS, children_present="27", carers_present="3")
    form = desk(cast.assessor)
    sheet = form.read(page("Q1.4"))
    assert [radio["value"] for radio in sheet.select("input[name=level]")] == ["1", "2"]

    form.fill(sheet, level="1", lowered="Una de ellas estaba de salida.", note=NOTE)

    db.session.rollback()
    found = visits.standing_of(visit).found["Q1.4"]
    assert (found.level, "lowered" in found.marks) == (1, True)


def test_lowering_without_a_reason_does_not_count_and_is_told(visit, record, desk, cast, page):
    record(INPUTS, children_present="27", carers_present="3")
    form = desk(cast.assessor)

    answer = form.fill(form.read(page("Q1.4")), level="1", note=NOTE)

    assert answer.location.endswith("check=1")
    db.session.rollback()
    assert visits.standing_of(visit).found["Q1.4"].level == 2


def test_level_3_says_that_it_counts_as_2_until_a_second_method(visit, record, desk, cast, page):
    record("P1.2", level=3, methods=["document"])

    sheet = desk(cast.assessor).read(page("P1.2"))

    assert "2" in sheet.select_one("[data-progress=standing]").get_text()
    record("P1.2", methods=["document", "staff_interview"])
    assert desk(cast.assessor).read(page("P1.2")).select_one("[data-progress=standing]").get_text(strip=True) == ""


def test_two_tabs_are_both_kept_until_the_lead_chooses(visit, desk, cast, page):
    mine, theirs = desk(cast.assessor), desk(cast.lead_assessor)
    one, two = mine.read(page("P1.2")), theirs.read(page("P1.2"))
    mine.fill(one, level="1", note=NOTE)

    theirs.fill(two, level="3")

    db.session.rollback()
    assert visits.missing(visit)["P1.2"] == ("conflict",)
    closed = theirs.browser.post(f"/visits/{visit.id}/close-fieldwork", data={"csrf_token": theirs.csrf})
    assert closed.status_code == 422
    assert theirs.read(page("P1.2")).select_one("input[name=level]") is None


def test_what_the_last_visit_found_and_the_open_action_are_shown(facility, make_visit, desk, cast, national):
    lead = cast.lead_assessor
    last = journey.final(facility, BASE | {"P1.2": 0}, TODAY.replace(month=3), lead=lead, by=national)
    visit = make_visit(lead=lead)

    shown = desk(lead).read(f"/visits/{visit.id}/criteria/P1.2").select_one(".before").get_text(" ", strip=True)

    assert shown.startswith("0")
    assert NOTE in shown
    assert str(last.visited_on.year) in shown
    assert "1" in shown.split("·")[-1]


@pytest.mark.parametrize("reader", ["state_authority", "stranger of the state"])
def test_who_is_not_of_the_team_only_reads(visit, desk, cast, page, make_user, reader):
    person = cast.state_authority if reader == "state_authority" else make_user("assessor", "05")

    sheet = desk(person).read(page("P1.2"))

    assert sheet.select_one("form#answer fieldset[disabled]")
    assert sheet.select_one("form[data-criterion]") is None
    assert sheet.select_one("button[form=answer]") is None
    assert all(area.has_attr("disabled") for area in sheet.select("textarea"))


def test_a_closed_visit_only_reads(visit, desk, cast, page):
    visit.status = "fieldwork_closed"

    assert desk(cast.assessor).read(page("P1.2")).select_one("form[data-criterion]") is None


def test_sending_to_a_closed_visit_is_refused_with_everything_kept(visit, desk, cast, page):
    form = desk(cast.assessor)
    sheet = form.read(page("P1.2"))
    visit.status = "fieldwork_closed"
    db.session.commit()

    answer = form.fill(sheet, level="2", note="Llegué tarde.")

    assert answer.status_code == 422
    assert "Llegué tarde." in answer.get_data(as_text=True)
    assert value(visit, "P1.2") is None


@pytest.mark.parametrize("path", ["criteria/ZZ", "domains/ZZ", "criteria/ZZ/history", "criteria/ZZ/amend"])
def test_a_code_that_the_visit_does_not_look_at_is_not_there(visit, desk, cast, path):
    desk(cast.lead_assessor).read(f"/visits/{visit.id}/{path}", code=404)


@pytest.mark.parametrize("field", ["submission", "base__level"])
def test_a_form_with_broken_ids_is_no_failure(visit, desk, cast, page, field):
    form = desk(cast.assessor)

    assert form.fill(form.read(page("P1.2")), **{field: "' OR 1"}).status_code == 404


def test_own_descriptors_take_the_place_of_the_general_words(shifts, desk, cast):
    sheet = desk(cast.lead_assessor).read(f"/visits/{shifts.id}/criteria/T.1")

    assert "Nadie despierto" in sheet.select_one(".level").get_text()


def test_the_worst_of_three_shifts_counts(shifts, desk, cast):
    form = desk(cast.lead_assessor)
    sheet = form.read(f"/visits/{shifts.id}/criteria/T.2")
    assert len(sheet.select("input[name=input-carers]")) == 3

    form.fill(sheet, input__children=["24", "27", "26"], input__carers=["3", "3", "2"], note=NOTE)

    db.session.rollback()
    assert visits.standing_of(shifts).found["T.2"].level == 0
    assert value(shifts, INPUTS, "children") == ["24", "27", "26"]


def test_a_shift_without_a_number_is_still_to_enter(shifts, desk, cast):
    form = desk(cast.lead_assessor)

    form.fill(form.read(f"/visits/{shifts.id}/criteria/T.2"), input__children=["24", "", "26"], input__carers=["3"] * 3)

    assert value(shifts, INPUTS, "children") == ["24", None, "26"]
    assert visits.missing(shifts)["T.2"] == ("unanswered",)


def test_rooms_grow_by_a_button_and_keep_what_was_entered(shifts, desk, cast):
    form = desk(cast.lead_assessor)
    path = f"/visits/{shifts.id}/criteria/T.3"

    answer = form.fill(form.read(path), input__area=["31.5", "20"], input__beds=["9", "4"], more="input-area")
    grown = form.read(answer.location)
    form.fill(grown, input__area=["31.5", "20", ""], input__beds=["9", "4", ""])

    assert [field["value"] for field in grown.select("input[name=input-area]")] == ["31.5", "20", ""]
    assert value(shifts, INPUTS, "area") == ["31.5", "20"]
    assert visits.standing_of(shifts).measured("T.3").worst_index == 0


def test_a_number_of_another_criterion_is_there_already(shifts, desk, cast):
    form = desk(cast.lead_assessor)
    form.fill(form.read(f"/visits/{shifts.id}/criteria/T.3"), input__area=["10", ""], input__beds=["4", ""])

    sheet = form.read(f"/visits/{shifts.id}/criteria/T.4")

    assert sheet.select_one("input[name=input-beds]")["value"] == "4"
    assert "T.3" in sheet.get_text()

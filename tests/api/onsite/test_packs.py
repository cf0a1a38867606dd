"""A visit to take along, and what the others have recorded since."""

from assess.api.onsite.schemas import Changes, OwnVisits, Pack, Status


def test_a_pack_is_what_is_described(tablet, visit, cast):
    answer = tablet(cast.assessor).pack(visit)

    assert answer.status_code == 200, answer.get_json()
    assert Pack.model_validate(answer.get_json()).visit.id == str(visit.id)


def test_the_state_of_the_service_needs_no_session(client):
    answer = client.get("/sync/status", headers={"X-Assess-Client": "onsite/1"})

    assert Status.model_validate(answer.get_json()).user is None


def test_ones_visits_are_listed(tablet, visit, cast):
    answer = tablet(cast.assessor).get("/sync/visits")

    (only,) = OwnVisits.model_validate(answer.get_json()).visits
    assert (only.id, only.part, only.progress.total) == (str(visit.id), "assessor", 9)


def test_changes_are_what_is_described(tablet, visit, cast):
    device = tablet(cast.assessor)
    device.pack(visit)

    answer = device.changes(visit)

    assert answer.status_code == 200, answer.get_json()
    assert Changes.model_validate(answer.get_json()).more is False

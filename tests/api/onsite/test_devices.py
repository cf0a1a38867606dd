"""Devices, their secrets, and changes that were announced and have not arrived (P4, P33)."""

from __future__ import annotations

import base64
import uuid

import pytest
from sqlalchemy import select, text

from assess.api.onsite.schemas import DeviceOut, GapOut
from assess.models import AuditEntry, Checkout, Device, db
from assess.services import accounts
from assess.services.onsite import devices
from tests.conftest import NOON


def test_a_device_gets_its_secrets_and_the_same_ones_again(tablet, cast):
    device = tablet(cast.assessor)

    first, again = device.register(), device.register()

    told = DeviceOut.model_validate(first.get_json())
    assert len(base64.b64decode(told.key)) == 32
    assert (told.device, told.user.id, told.gaps) == (device.id, str(cast.assessor.id), [])
    assert (told.key, told.token) == (again.get_json()["key"], again.get_json()["token"])


def test_no_two_devices_have_the_same_secrets(tablet, cast):
    one, other = tablet(cast.assessor).register().get_json(), tablet(cast.assessor).register().get_json()

    assert len({one["key"], other["key"]}) == len({one["token"], other["token"]}) == 2


def test_nothing_that_is_stored_gives_the_secrets_away(tablet, cast):
    told = tablet(cast.assessor).register().get_json()
    key = base64.b64decode(told["key"])

    for table in db.metadata.sorted_tables:
        stored = str(db.session.execute(text(f'SELECT * FROM "{table.name}"')).all())
        assert told["key"] not in stored
        assert told["token"] not in stored
        assert key.hex() not in stored


def test_a_device_of_somebody_else_is_refused_everywhere(tablet, cast, visit):
    mine, theirs = tablet(cast.assessor), tablet(cast.lead_assessor)
    mine.register()
    theirs.id = mine.id

    for answer in (
        theirs.register(),
        theirs.pack(visit),
        theirs.changes(visit),
        theirs.send(visit, theirs.op()),
        theirs.get("/sync/visits"),
    ):
        assert (answer.status_code, answer.get_json()["code"]) == (403, "other_device")


def test_an_unknown_device_is_registered_with_its_first_request(tablet, cast, visit):
    for ask in (lambda d: d.pack(visit), lambda d: d.send(visit, d.op())):
        device = tablet(cast.assessor)
        assert ask(device).status_code == 200
        assert db.session.get(Device, uuid.UUID(device.id)).user_id == cast.assessor.id


def test_a_stranger_registers_nothing(tablet, cast, visit):
    device = tablet(cast.other.assessor)

    assert device.send(visit, device.op()).status_code == 404
    assert db.session.get(Device, uuid.UUID(device.id)) is None


def test_a_label_is_made_fit_for_a_list(tablet, cast):
    device = tablet(cast.assessor)
    device.post("/sync/devices", {"id": device.id, "label": "Tab\0let\n" + "x" * 300})

    (row,) = devices.of_person(cast.assessor)
    assert row.label.startswith("Tab let")
    assert len(row.label) == 120


@pytest.mark.parametrize(
    "body", [{}, {"id": "1"}, {"id": str(uuid.uuid4()).upper()}, {"id": 1}, [], {"id": "x", "y": 1}]
)
def test_a_body_that_is_none_is_refused(tablet, cast, body):
    answer = tablet(cast.assessor).post("/sync/devices", body)

    assert (answer.status_code, answer.get_json()["code"]) == (400, "unreadable")


def test_a_lost_device_gets_nothing_any_more(tablet, cast, visit):
    device = tablet(cast.assessor)
    device.pack(visit)
    devices.revoke(db.session.get(Device, uuid.UUID(device.id)), by=cast.lead_assessor, at=NOON)

    for answer in (device.register(), device.pack(visit), device.changes(visit), device.send(visit, device.op())):
        assert (answer.status_code, answer.get_json()["code"]) == (403, "device_revoked")


def test_registering_and_losing_a_device_are_in_the_audit(tablet, cast, visit):
    device = tablet(cast.assessor)
    device.pack(visit)
    devices.revoke(db.session.get(Device, uuid.UUID(device.id)), by=cast.lead_assessor, at=NOON)

    actions = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq.desc()).limit(3)))
    assert actions == ["device.revoke", "pack.issue", "device.register"]


# P4: loss is never silent.


def gaps(device):
    return [GapOut.model_validate(one) for one in device.register().get_json()["gaps"]]


def test_changes_that_a_wiped_device_had_announced_are_told_with_their_number(tablet, cast, visit):
    lost = tablet(cast.assessor)
    lost.pack(visit)
    lost.made, lost.settled = 40, 0
    lost.changes(visit)

    (gap,) = gaps(tablet(cast.assessor))  # the same person in a browser whose data was cleared

    assert (gap.device, gap.visit, gap.missing) == (lost.id, str(visit.id), 40)
    assert gap.facility == visit.facility.name


def test_what_arrives_is_no_gap_any_more(tablet, cast, visit):
    device = tablet(cast.assessor)
    operations = [device.op(name="note", value=str(n)) for n in range(5)]
    device.made, device.settled = 5, 0
    device.send(visit, *operations[:3])
    assert [gap.missing for gap in gaps(device)] == [2]

    device.settled = 3
    device.send(visit, *operations[3:])

    assert gaps(device) == []


def test_an_answer_that_was_lost_on_the_way_makes_no_gap(tablet, cast, visit):
    device = tablet(cast.assessor)
    operations = [device.op(name="note", value=str(n)) for n in range(3)]
    device.made, device.settled = 3, 0
    device.send(visit, *operations)  # its receipts never arrive, so the device still says 0

    device.pack(visit)

    assert gaps(device) == []


def test_what_a_device_announced_never_falls(tablet, cast, visit):
    device = tablet(cast.assessor)
    device.pack(visit)
    for device.made, device.settled in ((7, 2), (0, 0)):
        device.changes(visit)

    row = db.session.get(Checkout, (visit.id, uuid.UUID(device.id)))
    assert (row.made, row.settled) == (7, 0)
    assert [gap.missing for gap in gaps(device)] == [7]


def test_a_rejected_operation_counts_as_arrived(tablet, cast, visit):
    device = tablet(cast.assessor)
    device.made, device.settled = 2, 0

    device.send(visit, device.op(value=7), device.op("P1.2"))

    assert gaps(device) == []


def test_what_was_carried_in_by_hand_is_no_gap_any_more(tablet, cast, visit):
    device, carrier = tablet(cast.assessor), tablet(cast.lead_assessor)
    device.pack(visit)
    device.made, device.settled = 1, 0
    device.changes(visit)

    carrier.post(f"/sync/visits/{visit.id}/carried", {"operations": [device.op()]})

    assert gaps(device) == []


def test_a_gap_is_shown_to_team_and_coordinator_and_to_nobody_else(tablet, as_, cast, visit):
    device = tablet(cast.assessor)
    device.register()
    device.pack(visit)
    device.made, device.settled = 41, 1
    device.changes(visit)

    for person in (cast.lead_assessor, cast.assessor, cast.state_authority):
        page = as_(person).get(f"/visits/{visit.id}").get_data(as_text=True)
        assert "40 cambios anunciados que no han llegado" in page
        assert "Chromium, Android" in page


def test_a_closed_account_has_no_device_that_opens(tablet, cast, visit):
    device = tablet(cast.assessor)
    device.pack(visit)
    accounts.disable(cast.assessor, by=cast.admin, at=NOON)

    assert device.register().status_code == 401

"""Accounts, their rights and their sessions (P25, P33)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from assess.access import can
from assess.core.rules import RuleBroken
from assess.models import AuditEntry, Session, User, db
from assess.services import accounts
from tests.conftest import NOON, PASSWORD, STATE_A


@pytest.fixture
def ana(app):
    return accounts.add_user("Ana@Example.org", " Ana Ejemplo ", PASSWORD, by=None, at=NOON)


@pytest.fixture
def admin(make_user):
    return make_user("admin")


def actions():
    return db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)).all()


def test_an_account_begins_without_rights_and_with_a_password_to_change(ana):
    assert (ana.email, ana.name, ana.active, ana.must_change_password) == ("ana@example.org", "Ana Ejemplo", True, True)
    assert not any(can(ana, p) for p in ("self.manage", "instrument.read", "facility.read"))
    assert actions()[-1] == "account.add"


def test_the_password_is_kept_as_argon2id_alone(ana):
    assert ana.password_hash.startswith("$argon2id$")
    assert PASSWORD not in str(vars(ana))


@pytest.mark.parametrize(
    ("email", "name", "password", "field"),
    [
        ("ana@example.org", "Ana", PASSWORD, "email"),
        (" ANA@example.org", "Ana", PASSWORD, "email"),
        ("ana", "Ana", PASSWORD, "email"),
        ("ana@", "Ana", PASSWORD, "email"),
        ("", "Ana", PASSWORD, "email"),
        ("eva@example.org", "  ", PASSWORD, "name"),
        ("eva@example.org", "Eva", "corta", "password"),
    ],
)
def test_an_account_that_cannot_be_is_refused_beside_its_field(ana, email, name, password, field):
    with pytest.raises(RuleBroken) as refused:
        accounts.add_user(email, name, password, by=None, at=NOON)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("role", "state", "with_facility", "field"),
    [
        ("king", None, False, "role"),
        ("director", None, False, "facility"),
        ("director", STATE_A, False, "facility"),
        ("state_authority", None, False, "state_code"),
        ("assessor", "33", False, "state_code"),
        ("assessor", STATE_A, True, "state_code"),
        ("national_authority", STATE_A, False, "role"),
        ("admin", None, True, "role"),
    ],
)
def test_a_right_that_makes_no_sense_is_refused_beside_its_field(ana, facility, role, state, with_facility, field):
    with pytest.raises(RuleBroken) as refused:
        accounts.grant(ana, role, state_code=state, facility=facility if with_facility else None, by=None, at=NOON)
    assert refused.value.field == field
    db.session.refresh(ana)
    assert ana.grants == []


def test_the_same_right_twice_is_refused_and_another_place_is_not(ana):
    accounts.grant(ana, "assessor", state_code="05", by=None, at=NOON)
    with pytest.raises(RuleBroken, match="has this right already"):
        accounts.grant(ana, "assessor", state_code="05", by=None, at=NOON)
    accounts.grant(ana, "assessor", state_code="07", by=None, at=NOON)
    assert len(ana.grants) == 2


def test_rights_are_the_union_of_grants_each_in_its_place(ana, facility, make_facility):
    there = make_facility("07")
    accounts.grant(ana, "assessor", state_code="07", by=None, at=NOON)
    accounts.grant(ana, "director", facility=facility, by=None, at=NOON)
    assert can(ana, "facility.profile", facility)
    assert not can(ana, "facility.profile", there)
    assert can(ana, "visit.read", there)
    assert not can(ana, "visit.read", facility)


def test_nobody_takes_the_administration_from_themselves(admin):
    with pytest.raises(RuleBroken, match="Ask another administrator"):
        accounts.revoke(admin, admin.grants[0].id, by=admin, at=NOON)
    with pytest.raises(RuleBroken, match="Ask another administrator"):
        accounts.disable(admin, by=admin, at=NOON)
    with pytest.raises(RuleBroken, match="Change your own password"):
        accounts.reset_password(admin, by=admin, at=NOON)


def test_a_right_taken_away_is_gone_and_cannot_be_taken_twice(ana, admin):
    right = accounts.grant(ana, "observer", by=admin, at=NOON)
    accounts.revoke(ana, right.id, by=admin, at=NOON)
    assert not can(ana, "comparison.read")
    with pytest.raises(RuleBroken, match="already taken away"):
        accounts.revoke(ana, right.id, by=admin, at=NOON)


def test_a_closed_account_may_nothing_and_can_be_opened_again(ana, admin):
    accounts.grant(ana, "observer", by=admin, at=NOON)
    accounts.disable(ana, by=admin, at=NOON)
    assert not can(ana, "comparison.read")
    accounts.enable(ana, by=admin, at=NOON)
    assert can(ana, "comparison.read")
    assert actions()[-2:] == ["account.disable", "account.enable"]


def test_a_reset_ends_sessions_and_asks_for_a_new_password(ana, admin):
    accounts.sign_in("ana@example.org", PASSWORD, browser="x", at=NOON)
    first = accounts.reset_password(ana, by=admin, at=NOON)
    assert accounts.is_password(ana, first)
    assert not accounts.is_password(ana, PASSWORD)
    assert ana.must_change_password
    assert db.session.scalars(select(Session)).all() == []


def test_live_sessions_are_listed_and_those_that_ran_out_are_not(ana, admin):
    accounts.sign_in("ana@example.org", PASSWORD, browser="viejo", at=NOON - timedelta(hours=9))
    accounts.sign_in("ana@example.org", PASSWORD, browser="nuevo", at=NOON)
    assert [s.browser for s in accounts.sessions(ana, at=NOON)] == ["nuevo"]
    accounts.sign_out_everywhere(ana, by=admin, at=NOON)
    assert accounts.sessions(ana, at=NOON) == []
    assert actions()[-1] == "session.close_all"


def test_the_audit_chain_holds_no_name_and_no_address(ana, admin):
    accounts.grant(ana, "observer", by=admin, at=NOON)
    accounts.reset_password(ana, by=admin, at=NOON)
    told = str([(e.details, e.object_id) for e in db.session.scalars(select(AuditEntry))])
    assert "ana" not in told.lower()


def test_accounts_are_found_by_part_of_name_or_address_and_by_role(ana, admin):
    def found(*arguments, **more):
        return {u.email for u in db.session.scalars(accounts.search(*arguments, **more))}

    accounts.grant(ana, "observer", by=None, at=NOON)
    assert found("EJEMPLO") == found("ana@") == {"ana@example.org"}
    assert found("%") == set()
    assert found("", "observer") == {"ana@example.org"}
    assert found(role="admin") == {admin.email}
    accounts.disable(ana, by=admin, at=NOON)
    assert found("ana@") == set()
    assert found("ana@", closed=True) == {"ana@example.org"}


def test_a_hash_with_old_parameters_is_made_anew_at_sign_in(ana):
    ana.password_hash = PasswordHasher(time_cost=1, memory_cost=1024).hash(PASSWORD)
    accounts.sign_in("ana@example.org", PASSWORD, browser="", at=NOON)
    assert not accounts.hasher.check_needs_rehash(db.session.get(User, ana.id).password_hash)

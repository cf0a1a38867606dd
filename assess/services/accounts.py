"""People: sign-in, sessions, passwords and grants (P25, P33)."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import Select, bindparam, delete, or_, select
from sqlalchemy.orm import joinedload

from assess.core.rules import N_, RuleBroken
from assess.models import Facility, Grant, Session, State, User, db
from assess.models.accounts import ROLES
from assess.services import audit, passwords

#: argon2id with the library's parameters (RFC 9106, low-memory profile); replaced by a quick one in the tests.
hasher = PasswordHasher()

#: P33: who decides over others is signed out sooner than an assessor in the field.
DESK_ROLES = frozenset({"national_authority", "state_authority", "admin"})
IDLE = {True: timedelta(minutes=30), False: timedelta(hours=8)}
ABSOLUTE = {True: timedelta(hours=12), False: timedelta(days=7)}
SCOPED_TO_FACILITY = frozenset({"director"})
#: Roles that make no sense in one place: what they decide concerns everybody.
EVERYWHERE = frozenset({"national_authority", "admin"})
#: Who asks and what they may do, in one query that is built once: every request begins with it.
_LIVE = (
    select(Session)
    .where(Session.token_hash == bindparam("token_hash"))
    .options(joinedload(Session.user).joinedload(User.grants))
)


def clean_email(text: str) -> str:
    """The address in lower case; RuleBroken when it is not one."""
    try:
        return validate_email(text.strip(), check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise RuleBroken(
            N_("“{text}” is not an e-mail address. Write it as name@example.org."), field="email", text=text
        ) from error


def search(text: str = "", role: str = "", *, closed: bool = False) -> Select[tuple[User]]:
    """Accounts whose name or address holds `text`, by name; closed ones only when asked for."""
    query = select(User).where(User.active.is_(not closed)).order_by(User.name, User.id)
    if text := text.strip():
        query = query.where(or_(*(column.icontains(text, autoescape=True) for column in (User.name, User.email))))
    return query.where(User.grants.any(Grant.role == role)) if role else query


def sessions(user: User, *, at: datetime) -> list[Session]:
    """The live sessions of a person, the latest first."""
    found = db.session.scalars(select(Session).where(Session.user_id == user.id).order_by(Session.seen_at.desc()))
    return [session for session in found if _is_live(session, at)]


def names(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What these people are called."""
    query = select(User.id, User.name).where(User.id.in_(ids))
    return {id: name for id, name in db.session.execute(query)} if ids else {}


def by_email(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def add_user(email: str, name: str, password: str, *, by: User | None, at: datetime, temporary: bool = True) -> User:
    """A new account without any right. `temporary` makes the person choose a password of their own first."""
    address = clean_email(email)
    if not name.strip():
        raise RuleBroken(N_("Write the person's name."), field="name")
    if by_email(address):
        raise RuleBroken(N_("There is already an account for {email}."), field="email", email=address)
    passwords.check(password, address, name)
    user = User(
        email=address,
        name=name.strip(),
        password_hash=hasher.hash(password),
        active=True,
        created_at=at,
        password_changed_at=at,
        must_change_password=temporary,
    )
    db.session.add(user)
    db.session.flush()
    audit.record("account.add", by=by, at=at, thing=user)
    return user


def grant(
    user: User,
    role: str,
    *,
    state_code: str | None = None,
    facility: Facility | None = None,
    by: User | None,
    at: datetime,
) -> Grant:
    """Give `user` a role in a state, in a facility, or everywhere when neither is named; sessions end at once.

    RuleBroken for a role that does not exist, a place that does not fit the role, and a right that is there already.
    """
    _check_place(role, state_code, facility)
    held = (role, state_code, facility.id if facility else None)
    if held in {(g.role, g.state_code, g.facility_id) for g in user.grants}:
        raise RuleBroken(N_("This person has this right already. Choose another role or place."), field="role")
    new = Grant(user=user, role=role, state_code=state_code, facility_id=facility.id if facility else None)
    db.session.add(new)
    db.session.flush()
    end_sessions(user)
    audit.record(
        "account.grant",
        by=by,
        at=at,
        thing=user,
        role=role,
        state=state_code,
        facility=str(facility.id) if facility else None,
    )
    return new


def _check_place(role: str, state_code: str | None, facility: Facility | None) -> None:
    if role not in ROLES:
        raise RuleBroken(
            N_("“{role}” is not a role. Choose one of: {roles}."), field="role", role=role, roles=", ".join(ROLES)
        )
    if role in SCOPED_TO_FACILITY and facility is None:
        raise RuleBroken(N_("A director is always the director of one facility: choose it."), field="facility")
    if role == "state_authority" and state_code is None:
        raise RuleBroken(N_("A state authority needs its state: choose it."), field="state_code")
    if state_code and db.session.get(State, state_code) is None:
        raise RuleBroken(
            N_("There is no state “{code}”. Use its two-digit key, 01 to 32."), field="state_code", code=state_code
        )
    if state_code and facility:
        raise RuleBroken(N_("Choose a state or a facility, not both: a facility is in its state."), field="state_code")
    if role in EVERYWHERE and (state_code or facility):
        raise RuleBroken(N_("This role holds for the whole country: leave state and facility empty."), field="role")


def revoke(user: User, grant_id: uuid.UUID, *, by: User | None, at: datetime) -> None:
    """Take one right away; every session of the person ends at once."""
    held = next((g for g in user.grants if g.id == grant_id), None)
    if held is None:
        raise RuleBroken(N_("This right was already taken away. Reload the page."))
    if held.role == "admin" and by is not None and user.id == by.id:
        raise RuleBroken(N_("You cannot take away your own administrator right. Ask another administrator."))
    user.grants.remove(held)
    db.session.flush()
    end_sessions(user)
    audit.record("account.revoke", by=by, at=at, thing=user, role=held.role, state=held.state_code)


def disable(user: User, *, by: User | None, at: datetime) -> None:
    """Close an account; what the person did stays, sessions end at once."""
    if by is not None and user.id == by.id:
        raise RuleBroken(N_("You cannot disable your own account. Ask another administrator."))
    user.active = False
    end_sessions(user)
    audit.record("account.disable", by=by, at=at, thing=user)


def enable(user: User, *, by: User, at: datetime) -> None:
    user.active = True
    audit.record("account.enable", by=by, at=at, thing=user)


def set_password(
    user: User, password: str, *, by: User | None, at: datetime, temporary: bool = False, keep: str = ""
) -> None:
    """Change the password and end every session but the one with token `keep`."""
    passwords.check(password, user.email, user.name)
    user.password_hash, user.password_changed_at = hasher.hash(password), at
    user.must_change_password = temporary
    end_sessions(user, keep=keep)
    audit.record("account.password", by=by, at=at, thing=user)


def reset_password(user: User, *, by: User | None, at: datetime) -> str:
    """A new first password, returned once and never kept; RuleBroken for one's own account."""
    if by is not None and user.id == by.id:
        raise RuleBroken(N_("Change your own password on the page “Change password”."))
    password = passwords.first()
    set_password(user, password, by=by, at=at, temporary=True)
    return password


def is_password(user: User | None, password: str) -> bool:
    """Whether it is the person's password; takes the same time for nobody."""
    stored = user.password_hash if user else _nobody()
    try:
        return hasher.verify(stored, password) and user is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """What an unknown address is checked against, so that it takes as long as a known one."""
    return hasher.hash(secrets.token_urlsafe(16))


def sign_in(email: str, password: str, *, browser: str, at: datetime) -> str:
    """Open a session and return its token; one answer for unknown address, wrong password and closed account."""
    user = by_email(email)
    if not is_password(user, password) or user is None or not user.active:
        audit.record("session.open.refused", by=None, at=at)
        raise RuleBroken(N_("The e-mail address or the password is not right. Check both and try again."))
    if hasher.check_needs_rehash(user.password_hash):
        user.password_hash = hasher.hash(password)
    token = secrets.token_urlsafe(32)
    db.session.add(
        Session(
            token_hash=_digest(token),
            user=user,
            created_at=at,
            seen_at=at,
            expires_at=at + ABSOLUTE[_is_desk(user)],
            browser=browser[:200],
        )
    )
    db.session.flush()
    audit.record("session.open", by=user, at=at, thing=user)
    return token


def session_of(token: str, *, at: datetime) -> Session | None:
    """The live session with that token; None when it ended, ran out or its account was closed."""
    session: Session | None = db.session.scalars(_LIVE, {"token_hash": _digest(token)}).unique().one_or_none()
    return session if session is not None and _is_live(session, at) else None


def _is_live(session: Session, at: datetime) -> bool:
    """Neither ended, nor run out, nor idle for longer than the person's roles allow."""
    user = session.user
    return user.active and at < session.expires_at and at - session.seen_at < IDLE[_is_desk(user)]


def sign_out(token: str, *, at: datetime) -> None:
    session = db.session.get(Session, _digest(token))
    if session is not None:
        audit.record("session.close", by=session.user, at=at, thing=session.user)
        db.session.delete(session)
        db.session.flush()


def sign_out_everywhere(user: User, *, by: User, at: datetime) -> None:
    """End every session of a person, on whichever device."""
    end_sessions(user)
    audit.record("session.close_all", by=by, at=at, thing=user)


def end_sessions(user: User, keep: str = "") -> None:
    """End every session of a person, but for the one with token `keep`."""
    db.session.execute(delete(Session).where(Session.user_id == user.id, Session.token_hash != _digest(keep)))


def _is_desk(user: User) -> bool:
    return bool(user.roles & DESK_ROLES)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

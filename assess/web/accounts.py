"""Accounts and what they may do where; for administrators."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import BooleanField, SearchField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional

from assess import geo
from assess.access import obtain
from assess.core.rules import N_, RuleBroken
from assess.http.clock import now
from assess.http.language import language, wording
from assess.http.permissions import me, permission
from assess.models import Facility, Grant, User, db
from assess.reference.search_key import search_key
from assess.services import accounts, passwords
from assess.web.forms import BaseForm, SelectChoice
from assess.web.paging import page_number

bp = Blueprint("accounts", __name__, url_prefix="/accounts")
PER_PAGE = 50

ROLE_NAMES = {
    "assessor": _l("Assessor"),
    "lead_assessor": _l("Lead assessor"),
    "director": _l("Director of a facility"),
    "state_authority": _l("State authority"),
    "national_authority": _l("National authority"),
    "protection_officer": _l("Protection officer"),
    "admin": _l("Administrator"),
    "observer": _l("Observer"),
}


def _choices(*pairs: tuple[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


class SearchForm(BaseForm):
    class Meta(BaseForm.Meta):
        csrf = False

    q = SearchField(_l("Name or e-mail"), [Optional(), Length(max=200)])
    role = SelectField(_l("Role"), choices=_choices(("", _l("Any")), *ROLE_NAMES.items()))
    closed = BooleanField(_l("Only closed accounts"))


class GrantForm(BaseForm):
    role = SelectField(_l("Role"), [DataRequired(_l("Choose a role."))])
    state_code = SelectField(
        _l("State"), [Optional()], description=_l("Empty: the whole country, or the facility named below.")
    )
    facility = StringField(
        _l("Facility"),
        [Optional(), Length(max=200)],
        description=_l("Only for a right in one facility, above all for its director: folio or name."),
    )

    def offer(self) -> None:
        """Fill the lists in the reader's language."""
        self.role.choices = _choices(("", _("Choose a role")), *ROLE_NAMES.items())
        states = sorted(geo.states(), key=lambda s: search_key(s.name[language()]))
        self.state_code.choices = _choices(("", _("No state")), *((s.code, s.name[language()]) for s in states))

    def grant(self, user: User) -> None:
        """Give `user` the right that the form names; RuleBroken beside the field that is at fault."""
        place = facility_named(self.facility.data or "")
        accounts.grant(user, self.role.data, state_code=self.state_code.data or None, facility=place, by=me(), at=now())


class AccountForm(GrantForm):
    name = StringField(_l("Name"), [DataRequired(_l("Write the person's name.")), Length(max=120)])
    email = StringField(_l("E-mail"), [DataRequired(_l("Write the e-mail address.")), Length(max=254)])


def facility_named(text: str) -> Facility | None:
    """The facility with that folio or that very name; None for no text, RuleBroken when it is not one facility."""
    if not text:
        return None
    either = (Facility.folio == text) | (Facility.search_name == search_key(text))
    found = list(db.session.scalars(select(Facility).where(either).order_by(Facility.folio).limit(6)))
    if not found:
        raise RuleBroken(
            N_("There is no facility with the folio or name “{text}”. Copy it from the registry."),
            field="facility",
            text=text,
        )
    if len(found) > 1:
        folios = ", ".join(f.folio or "—" for f in found)
        message = N_("Several facilities are called “{text}”. Write the folio of one of them: {folios}.")
        raise RuleBroken(message, field="facility", text=text, folios=folios)
    return found[0]


@bp.get("")
@permission("account.manage")
def index() -> ResponseReturnValue:
    """Accounts, open ones first of all."""
    form = SearchForm(request.args)
    role = form.role.data if form.role.data in ROLE_NAMES else ""
    query = accounts.search(form.q.data or "", role, closed=form.closed.data)
    found = db.paginate(query, page=page_number(), per_page=PER_PAGE, error_out=False)
    return render_template("accounts/index.html", form=form, found=found, rights=rights_of(found.items))


def rights_of(users: list[User]) -> dict[uuid.UUID, list[tuple[uuid.UUID, str, str]]]:
    """user id -> (grant id, role, place) in the reader's language."""
    ids = {g.facility_id for u in users for g in u.grants if g.facility_id}
    names = {f.id: f.name for f in db.session.scalars(select(Facility).where(Facility.id.in_(ids)))}
    states = {s.code: s.name[language()] for s in geo.states()}

    def place(grant: Grant) -> str:
        if grant.facility_id:
            return str(names[grant.facility_id])
        return states[grant.state_code] if grant.state_code else _("the whole country")

    return {u.id: [(g.id, str(ROLE_NAMES[g.role]), place(g)) for g in u.grants] for u in users}


@bp.route("/new", methods=["GET", "POST"])
@permission("account.manage")
def new() -> ResponseReturnValue:
    """Open an account with its first right; the first password is shown once, on the answer itself."""
    form = AccountForm()
    form.offer()
    if form.validate_on_submit():
        password = passwords.first()
        try:
            user = accounts.add_user(form.email.data or "", form.name.data or "", password, by=me(), at=now())
            form.grant(user)
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken)
        else:
            db.session.commit()
            return render_template("accounts/password.html", account=user, password=password, is_new=True)
    return render_template("accounts/new.html", form=form), 422 if form.errors else 200


@bp.get("/<uuid:user_id>")
@permission("account.manage")
def show(user_id: uuid.UUID) -> ResponseReturnValue:
    return _page(obtain(me(), "account.manage", User, user_id))


def _page(user: User, form: GrantForm | None = None, status: int = 200) -> ResponseReturnValue:
    form = form or GrantForm(formdata=None)
    form.offer()
    page = render_template(
        "accounts/show.html",
        account=user,
        form=form,
        rights=rights_of([user])[user.id],
        sessions=accounts.sessions(user, at=now()),
    )
    return page, status


@bp.post("/<uuid:user_id>/grants")
@permission("account.manage")
def grant(user_id: uuid.UUID) -> ResponseReturnValue:
    """Give a right; every session of the person ends."""
    user, form = obtain(me(), "account.manage", User, user_id), GrantForm()
    form.offer()
    if not form.validate_on_submit():
        return _page(user, form, 422)
    try:
        form.grant(user)
    except RuleBroken as broken:
        db.session.rollback()
        form.refuse(broken)
        return _page(user, form, 422)
    return _done(user, _("The right was added. The person has to sign in again."))


@bp.post("/<uuid:user_id>/grants/<uuid:grant_id>/revoke")
@permission("account.manage")
def revoke(user_id: uuid.UUID, grant_id: uuid.UUID) -> ResponseReturnValue:
    user = obtain(me(), "account.manage", User, user_id)
    return _try(
        user,
        lambda: accounts.revoke(user, grant_id, by=me(), at=now()),
        _("The right was taken away. The person has to sign in again."),
    )


@bp.post("/<uuid:user_id>/disable")
@permission("account.manage")
def disable(user_id: uuid.UUID) -> ResponseReturnValue:
    user = obtain(me(), "account.manage", User, user_id)
    return _try(user, lambda: accounts.disable(user, by=me(), at=now()), _("The account is closed."))


@bp.post("/<uuid:user_id>/enable")
@permission("account.manage")
def enable(user_id: uuid.UUID) -> ResponseReturnValue:
    user = obtain(me(), "account.manage", User, user_id)
    return _try(user, lambda: accounts.enable(user, by=me(), at=now()), _("The account is open again."))


@bp.post("/<uuid:user_id>/end-sessions")
@permission("account.manage")
def end_sessions(user_id: uuid.UUID) -> ResponseReturnValue:
    user = obtain(me(), "account.manage", User, user_id)
    return _try(
        user, lambda: accounts.sign_out_everywhere(user, by=me(), at=now()), _("The person is signed out everywhere.")
    )


@bp.post("/<uuid:user_id>/reset-password")
@permission("account.manage")
def reset_password(user_id: uuid.UUID) -> ResponseReturnValue:
    """A new first password, shown once; sessions end."""
    user = obtain(me(), "account.manage", User, user_id)
    try:
        password = accounts.reset_password(user, by=me(), at=now())
    except RuleBroken as broken:
        return _refused(user, broken)
    db.session.commit()
    return render_template("accounts/password.html", account=user, password=password, is_new=False)


def _try(user: User, verb: Callable[[], None], sentence: str) -> ResponseReturnValue:
    try:
        verb()
    except RuleBroken as broken:
        return _refused(user, broken)
    return _done(user, sentence)


def _refused(user: User, broken: RuleBroken) -> ResponseReturnValue:
    db.session.rollback()
    flash(wording().broken(broken), "bad")
    return _page(user, status=422)


def _done(user: User, sentence: str) -> ResponseReturnValue:
    db.session.commit()
    flash(sentence, "ok")
    return redirect(url_for(".show", user_id=user.id))

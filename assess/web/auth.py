"""Signing in and out, and one's own password."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_user, logout_user
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Length

from assess.core.rules import N_, RuleBroken
from assess.http.identity import Identity
from assess.http.limits import limiter
from assess.http.permissions import me, permission, public
from assess.models import db
from assess.services import accounts
from assess.web.forms import BaseForm
from assess.web.home import inside

bp = Blueprint("auth", __name__)


class SignInForm(BaseForm):
    email = StringField(_l("E-mail"), [DataRequired(_l("Write your e-mail address.")), Length(max=254)])
    password = PasswordField(_l("Password"), [DataRequired(_l("Write your password.")), Length(max=200)])


class ChangePasswordForm(BaseForm):
    current = PasswordField(_l("Current password"), [DataRequired(_l("Write your current password."))])
    password = PasswordField(
        _l("New password"),
        [DataRequired(_l("Write a new password."))],
        description=_l("At least 12 characters. A short sentence works well."),
    )
    again = PasswordField(_l("New password again"), [DataRequired(_l("Write the new password again."))])


def _refused(response: Response) -> bool:
    """Only attempts that did not lead in count against the limit."""
    return response.status_code != 302


def _account() -> str:
    return "account:" + request.form.get("email", "").strip().lower()


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit("5 per 5 minutes", key_func=_account, methods=["POST"], deduct_when=_refused)
@limiter.limit("30 per 5 minutes", methods=["POST"], deduct_when=_refused)
def sign_in() -> ResponseReturnValue:
    """Open a session; the old cookie, its CSRF token included, ends here."""
    if current_user.is_authenticated:
        return redirect(url_for("home.index"))
    form = SignInForm()
    if form.validate_on_submit():
        now = datetime.now(UTC)
        try:
            token = accounts.sign_in(
                form.email.data or "", form.password.data or "", browser=request.user_agent.string, at=now
            )
        except RuleBroken as broken:
            db.session.commit()  # the refused attempt stays in the audit chain
            form.refuse(broken)
        else:
            db.session.commit()
            language = session.get("language")
            session.clear()
            if language:
                session["language"] = language
            live = accounts.session_of(token, at=now)
            assert live is not None
            login_user(Identity(live.user, token))
            return redirect(inside(request.args.get("next")) or url_for("home.index"))
    return render_template("auth/sign_in.html", form=form), 422 if form.errors else 200


@bp.post("/sign-out")
@permission("self.manage")
def sign_out() -> ResponseReturnValue:
    """End this session in the database: a copied cookie is dead too."""
    accounts.sign_out(current_user.token, at=datetime.now(UTC))
    db.session.commit()
    language = session.get("language")
    logout_user()
    session.clear()
    if language:
        session["language"] = language
    flash(_("You have signed out."), "ok")
    return redirect(url_for("auth.sign_in"))


@bp.route("/password", methods=["GET", "POST"])
@permission("self.manage")
def change_password() -> ResponseReturnValue:
    """Change one's own password; every other session of the person ends."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            _change(form)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            db.session.commit()
            flash(_("Your password was changed. Other devices have been signed out."), "ok")
            return redirect(url_for("home.index"))
    return render_template("auth/change_password.html", form=form), 422 if form.errors else 200


def _change(form: ChangePasswordForm) -> None:
    if not accounts.is_password(me(), form.current.data or ""):
        raise RuleBroken(N_("This is not your current password."), field="current")
    if form.password.data == form.current.data:
        raise RuleBroken(N_("This is your password already. Choose a new one."), field="password")
    if form.password.data != form.again.data:
        raise RuleBroken(N_("The two passwords differ. Write the same one twice."), field="again")
    accounts.set_password(me(), form.password.data or "", by=me(), at=datetime.now(UTC), keep=current_user.token)

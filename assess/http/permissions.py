"""Deny by default: a view without a named permission stops the start of the application (P23)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from assess.access import PERMISSIONS, READ, Forbidden, Hidden, can
from assess.models import Action, Facility, User, Visit, db

PUBLIC = "public"
#: What the arguments of addresses name.
THINGS: dict[str, type] = {"facility_id": Facility, "visit_id": Visit, "action_id": Action, "user_id": User}
View = Callable[..., ResponseReturnValue]


def me() -> User:
    """The signed-in person; only inside views that name a permission."""
    user: User = current_user.user
    return user


def public(view: View) -> View:
    """Anyone may open it, signed in or not."""
    view.permission = PUBLIC  # type: ignore[attr-defined]
    return view


def permission(name: str) -> Callable[[View], View]:
    """Only who holds `name` somewhere comes in; the view itself asks for the thing by `access.obtain`.

    Who does not is a stranger to a thing that they may not read either (404), and a reader of any other (403).
    """
    if name not in PERMISSIONS:
        raise KeyError(name)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return current_app.login_manager.unauthorized()  # type: ignore[attr-defined, no-any-return]
            if me().must_change_password and request.endpoint not in ("auth.change_password", "auth.sign_out"):
                return redirect(url_for("auth.change_password"))
            if not can(me(), name):
                raise _refusal(kwargs)
            return view(*args, **kwargs)

        guarded.permission = name  # type: ignore[attr-defined]
        return guarded

    return decorate


def _refusal(arguments: Mapping[str, Any]) -> Hidden | Forbidden:
    """What `access.obtain` would raise for the thing that the address names, although the view is not reached."""
    for argument, model in THINGS.items():
        if argument in arguments:
            thing: Any = db.session.get(model, arguments[argument])
            return Forbidden() if thing and can(me(), READ[model], thing) else Hidden()
    return Forbidden()


def named_permission(app: Flask, endpoint: str) -> str | None:
    """The permission that the view of `endpoint` names, "public", or None."""
    return getattr(app.view_functions[endpoint], "permission", None)


def refuse_unnamed(app: Flask) -> None:
    """RuntimeError naming every route that says nothing about who may open it."""
    forgotten = [e for e in app.view_functions if e != "static" and named_permission(app, e) is None]
    if forgotten:
        raise RuntimeError(f"Routes without a permission: {', '.join(sorted(forgotten))}")

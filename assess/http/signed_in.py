"""Views for whoever has a session, whatever rights they hold or have lost: the view itself asks for the thing."""

from __future__ import annotations

from functools import wraps
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from assess.http.permissions import View, me
from assess.http.refused import Refused

SIGNED_IN = "signed in"


def signed_in(view: View) -> View:
    """401 and 403 as the sync protocol has them; somebody who lost every right may still bring in what they made."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if not current_user.is_authenticated:
            raise Refused(401, "sign_in", _("Your session has ended. Sign in again as the same person to go on."))
        if me().must_change_password:
            raise Refused(403, "password_due", _("Choose a password of your own first: open any page of the service."))
        return view(*args, **kwargs)

    guarded.permission = SIGNED_IN  # type: ignore[attr-defined]
    return guarded

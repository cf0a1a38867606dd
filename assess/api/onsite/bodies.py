"""Reading what arrives as JSON."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from flask import request
from flask_babel import gettext as _
from pydantic import BaseModel, ValidationError

from assess.http.refused import Refused

#: Numbers with more digits are kept as text, which no field takes: nothing is computed with them.
DIGITS = 15
Model = TypeVar("Model", bound=BaseModel)


def read_json(limit: int, too_large: str) -> Any:
    """The JSON of the request, at most `limit` bytes of it. Refused with 415, 413 or 400."""
    if request.mimetype != "application/json":
        raise Refused(415, "unreadable", _("Send JSON with the content type application/json."))
    if request.content_length is None or request.content_length > limit:
        raise Refused(413, "too_large", too_large)
    try:
        return json.loads(request.get_data(), parse_int=lambda digits: int(digits) if len(digits) <= DIGITS else digits)
    except (ValueError, RecursionError):
        raise Refused(400, "unreadable", _("This is not readable JSON. Send it again.")) from None


def read_body(model: type[Model], limit: int) -> Model:
    """The body as `model` describes it. Refused with the place that does not fit."""
    raw = read_json(limit, _("This is too large: send at most %(size)d kB.", size=limit // 1024))
    try:
        return model.model_validate(raw)
    except ValidationError as fault:
        place = ".".join(str(part) for part in fault.errors()[0]["loc"]) or "{}"
        message = _("“%(place)s” is missing or is not as the description of the API has it.", place=place[:80])
        raise Refused(400, "unreadable", message) from None

"""What pydantic finds in the data of a file, as faults with place and way out."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from pydantic import BaseModel, ValidationError

from assess.core.rules import N_
from assess.standards import schema
from assess.standards.fault import Fault, closest
from assess.standards.source import Path_, Tree

#: The part of the schema under each key; any other key that holds keys holds the two languages.
PARTS: dict[Hashable, type[BaseModel]] = {
    "domains": schema.Domain,
    "standards": schema.Standard,
    "criteria": schema.Criterion,
    "measure": schema.Measure,
    "inputs": schema.MeasureInput,
    "scoring": schema.Scoring,
}
LANGUAGE_KEYS = ("es", "en")
#: Keys of a form of their own: what it is, with an example.
FORMS: dict[Hashable, tuple[str, str]] = {
    "id": (
        N_("{value} cannot be a code."),
        N_("Use letters and digits in groups joined by one dot or hyphen, for example GM-4.1.01."),
    ),
    "instrument id": (
        N_("{value} cannot be the id of an instrument."),
        N_("Use small letters, digits and hyphens, for example guia-2023."),
    ),
    "input id": (
        N_("{value} cannot be the name of an input."),
        N_("Use small letters, digits and _, for example children_present."),
    ),
    "version": (
        N_("{value} cannot be a version."),
        N_("Use letters, digits, dots and hyphens, for example 1.0.0 or 2026-11."),
    ),
}

Teller = Callable[[Path_, dict[str, Any]], tuple[str, str, dict[str, object]]]


def validate(tree: Tree) -> tuple[schema.Document | None, list[Fault]]:
    """The document, or None and what keeps the data from being one."""
    try:
        return schema.Document.model_validate(tree.data), []
    except ValidationError as error:
        return None, [_fault(tree, found) for found in error.errors(include_url=False)]


def _fault(tree: Tree, error: Any) -> Fault:
    path = tuple(part for part in error["loc"] if part != "[key]")
    message, fix, params = TELLERS.get(error["type"], _other)(path, error)
    on_key = "[key]" in error["loc"]
    place = tree.place(path, key=on_key or error["type"] in ("extra_forbidden", "missing"))
    name = _key(path[:-1] if on_key else path)
    return Fault(place, message, fix, {"key": name, "value": _shown(error["input"]), **params})


def _key(path: Path_) -> str:
    """The last key by name: items of a list are called by the name of their list."""
    return next((str(part) for part in reversed(path) if isinstance(part, str)), "")


def _shown(value: object) -> str:
    text = "" if isinstance(value, dict | list) or value is None else str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _part(path: Path_) -> type[BaseModel]:
    """The part of the schema that holds the last key of the path."""
    names = [part for part in path[:-1] if isinstance(part, str)]
    if not names:
        return schema.Document
    return PARTS.get(names[-1], schema.Words)


def _keys(part: type[BaseModel]) -> tuple[str, ...]:
    return tuple(info.alias or name for name, info in part.model_fields.items())


def _unknown(path: Path_, error: dict[str, Any]) -> tuple[str, str, dict[str, object]]:
    known = _keys(_part(path))
    meant = closest(path[-1], known)
    fix = N_("Did you mean {closest}?") if meant else N_("Remove it, or use one of: {known}.")
    return N_("{key} is not a key that is known here."), fix, {"closest": meant, "known": ", ".join(known)}


def _missing(path: Path_, error: dict[str, Any]) -> tuple[str, str, dict[str, object]]:
    if path[-1] in LANGUAGE_KEYS:
        message = {"es": N_("The Spanish text is missing."), "en": N_("The English text is missing.")}[str(path[-1])]
        return message, N_("Add {key}: with the text in that language."), {}
    return N_("{key} is missing."), N_("Add {key}: here."), {}


def _not_text(path: Path_, error: dict[str, Any]) -> tuple[str, str, dict[str, object]]:
    if error["input"] is None:
        return _blank(path, error)
    if isinstance(error["input"], dict | list):
        return N_("{key} has to be one text."), N_("Write the text on the same line, after the colon."), {}
    return N_("{key} has to be a text, and {value} is not one."), N_('Put it in quotes: "{value}".'), {}


def _blank(path: Path_, error: dict[str, Any]) -> tuple[str, str, dict[str, object]]:
    return N_("{key} is empty."), N_("Write its text, or remove the key where it is optional."), {}


def _not_known(path: Path_, error: dict[str, Any]) -> tuple[str, str, dict[str, object]]:
    known = tuple(error["ctx"]["expected"].replace(" or ", ", ").replace("'", "").split(", "))
    meant = closest(error["input"], known) if isinstance(error["input"], str) else None
    fix = N_("Did you mean {closest}? Known are: {known}.") if meant else N_("Use one of: {known}.")
    return N_("{value} is not known for {key}."), fix, {"closest": meant, "known": ", ".join(known)}


def _not_above_zero(path: Path_, error: dict[str, Any]) -> tuple[str, str, dict[str, object]]:
    return N_("{key} is {value}."), N_("Use a number above 0: 1 counts once, 2 counts twice."), {}


def _not_a_number(path: Path_, error: dict[str, Any]) -> tuple[str, str, dict[str, object]]:
    return N_("{key} needs a number."), N_("Write digits with a decimal point, or a fraction such as 1/3."), {}


def _bad_form(path: Path_, error: dict[str, Any]) -> tuple[str, str, dict[str, object]]:
    name = path[-1]
    if name == "id":
        name = "instrument id" if path == ("id",) else "input id" if "inputs" in path else "id"
    return *FORMS.get("input id" if name == "quantity" else name, FORMS["id"]), {}


def _too_long(path: Path_, error: dict[str, Any]) -> tuple[str, str, dict[str, object]]:
    limit = error["ctx"]["max_length"]
    return N_("{key} is longer than {limit} characters."), N_("Shorten it."), {"limit": limit}


def _list_length(path: Path_, error: dict[str, Any]) -> tuple[str, str, dict[str, object]]:
    if path[-1] == "thresholds":
        return N_("{key} needs exactly three numbers."), N_("They are the limits of the levels 1, 2 and 3."), {}
    return N_("{key} is empty."), N_("Add at least one, or remove the part that holds it."), {}


def _not_a_list(path: Path_, error: dict[str, Any]) -> tuple[str, str, dict[str, object]]:
    return N_("{key} has to be a list."), N_("Start each item with a hyphen, or use [ ]."), {}


def _not_keys(path: Path_, error: dict[str, Any]) -> tuple[str, str, dict[str, object]]:
    if not path:
        return (
            N_("This is not an instrument."),
            N_("The file has to begin with keys such as schema, id, version, title and domains."),
            {},
        )
    if _part((*path, "")) is schema.Words:
        return N_("{key} needs its text in both languages."), N_("Write es: and en: below it, each with its text."), {}
    return N_("{key} has to hold keys of its own."), N_("Follow the layout of the bundled instruments."), {}


def _not_truth(path: Path_, error: dict[str, Any]) -> tuple[str, str, dict[str, object]]:
    return N_("{key} is neither true nor false."), N_("Write true or false."), {}


def _control(path: Path_, error: dict[str, Any]) -> tuple[str, str, dict[str, object]]:
    return N_("{key} holds a control character."), N_("Type the text again without it."), {}


def _other(path: Path_, error: dict[str, Any]) -> tuple[str, str, dict[str, object]]:
    return N_("{key} does not fit the schema."), N_("Compare it with: assess standards schema"), {}


TELLERS: dict[str, Teller] = {
    "extra_forbidden": _unknown,
    "missing": _missing,
    "string_type": _not_text,
    "blank": _blank,
    "literal_error": _not_known,
    "greater_than": _not_above_zero,
    "not_a_number": _not_a_number,
    "string_pattern_mismatch": _bad_form,
    "string_too_long": _too_long,
    "too_short": _list_length,
    "too_long": _list_length,
    "list_type": _not_a_list,
    "model_type": _not_keys,
    "dict_type": _not_keys,
    "bool_type": _not_truth,
    "control_character": _control,
    "string_unicode": _control,
}

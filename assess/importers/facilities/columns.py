"""What the columns of a facility are called, in a form, a file of ours and the files of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from assess.core.rules import N_
from assess.reference.search_key import search_key
from assess.services.facilities import FIELDS
from assess.wording import LOCALES, Wording

#: The names that forms and our own files use.
LABELS = {
    "name": N_("Name"),
    "folio": N_("Folio of the national register"),
    "type_code": N_("Type of facility"),
    "sector": N_("Sector"),
    "state_code": N_("State"),
    "municipality": N_("Municipality"),
    "capacity": N_("Authorised places"),
    "opened_on": N_("Opened on"),
    "director_name": N_("Director"),
    "email": N_("E-mail"),
    "telephone": N_("Telephone"),
    "address": N_("Address"),
    "latitude": N_("Latitude"),
    "longitude": N_("Longitude"),
}
#: Without these a facility cannot be added; the sector follows from some types.
REQUIRED = {
    "name": N_("No column with the name of each facility was found. Choose it, or add it to the file."),
    "state_code": N_("No column with the state of each facility was found. Choose it, or add it to the file."),
    "type_code": N_("No column with the type of each facility was found. Choose it, or add it to the file."),
}


_ALIASES = {
    "name": "nombre del centro|centro|nombre del cas|institucion|razon social|nombre o razon social|denominacion"
    "|facility|facility name|nombre de la institucion",
    "folio": "folio|folio rncas|rncas|numero de registro|no de registro|registro|register number|registration number",
    "type_code": "tipo|tipo de cas|type|facility type|clasificacion|type code|modalidad",
    "sector": "publico o privado|public or private|regimen",
    "state_code": "estado|entidad|entidad federativa|state code|cve ent|clave de entidad|clave estado",
    "municipality": "alcaldia|municipio o alcaldia|municipality code|cvegeo|clave de municipio|clave del municipio",
    "capacity": "capacidad|capacity|plazas|lugares|places|cupo|capacidad autorizada|authorised capacity",
    "opened_on": "fecha de apertura|apertura|inicio de operaciones|opening date|opened|fecha de inicio",
    "director_name": "director|directora|nombre del director|nombre de la directora|responsable|titular"
    "|director name|persona titular|directora o director|direccion general",
    "email": "correo|e mail|email|mail|correo e",
    "telephone": "tel|phone|telefonos|telefono de contacto",
    "address": "direccion|domicilio completo|street address|ubicacion",
    "latitude": "lat|y",
    "longitude": "lon|lng|long|x",
}


def label(field: str, language: str) -> str:
    """The heading of a column of ours."""
    return Wording(language)(LABELS[field])


@cache
def _fields_by_heading() -> dict[str, str]:
    found = {search_key(alias): field for field, text in _ALIASES.items() for alias in text.split("|")}
    for field in FIELDS:
        found[search_key(field)] = field
        found |= {search_key(label(field, language)): field for language in LOCALES}
    return found


def guess(header: Sequence[str]) -> dict[str, int]:
    """field -> position of the first column whose heading means it, in either language."""
    found: dict[str, int] = {}
    for position, heading in enumerate(header):
        field = _fields_by_heading().get(search_key(heading))
        if field is not None:
            found.setdefault(field, position)
    return found


def unmapped(header: Sequence[str], mapping: Mapping[str, int]) -> list[str]:
    """Headings of columns that will not be read."""
    return [heading for position, heading in enumerate(header) if heading and position not in mapping.values()]

"""The list as a CSV file, and the empty file to fill in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from flask import Response, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assess.access import scope
from assess.exporters.cells import defused
from assess.http.clock import today
from assess.http.language import language
from assess.http.permissions import me, permission
from assess.importers.facilities.columns import label
from assess.models import Facility, User
from assess.services.facilities import FIELDS, LOCATING
from assess.services.facilities.search import each
from assess.web.facilities import bp, words
from assess.web.facilities.forms import written
from assess.web.facilities.pages import criteria_asked

#: Negative degrees are numbers, not formulas: they stay as they are.
_NUMBERS = frozenset({"capacity", "latitude", "longitude"})
_BOM = "\ufeff"


@bp.get("/export.csv")
@permission("facility.read")
def export() -> ResponseReturnValue:
    """The filtered list; what tells where a facility is only for who may know. It can be imported again."""
    lines = csv_lines(each(me(), criteria_asked()), me())
    name = f"{_('facilities')}-{today().isoformat()}.csv"
    return _file(stream_with_context(lines), name)


@bp.get("/import/template.csv")
@permission("facility.write")
def template() -> ResponseReturnValue:
    """The headings that an import understands, in the reader's language."""
    return _file(_written([[label(name, language()) for name in FIELDS]]), f"{_('facilities')}.csv")


def _file(lines: Iterable[str], name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(lines, content_type="text/csv; charset=utf-8", headers=headers)


def csv_lines(facilities: Iterable[Facility], user: User) -> Iterator[str]:
    """The file line by line, headings first."""
    yield from _written(_rows(facilities, user))


def _rows(facilities: Iterable[Facility], user: User) -> Iterator[list[str]]:
    locating = scope(user, "facility.locate")
    fields = [name for name in FIELDS if name not in LOCATING or not locating.is_empty]
    sectors = words.sectors()
    yield [label(name, language()) for name in fields]
    for facility in facilities:
        texts = written(facility) | {
            "type_code": facility.type.name[language()],
            "sector": sectors[facility.sector],
            "state_code": facility.state.name[language()],
        }
        if not locating.holds(facility.state_code, facility.id):
            texts |= dict.fromkeys(LOCATING, "")
        yield [texts[name] if name in _NUMBERS else defused(texts[name]) for name in fields]


def _written(rows: Iterable[list[str]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(_BOM)
    for row in rows:
        writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()

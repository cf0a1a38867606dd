"""The comparison of the states and the page of each, on screen and as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from assess import geo
from assess.access import Hidden, scope
from assess.core.comparison import Comparison
from assess.core.rules import RuleBroken
from assess.exporters.comparison_csv import comparison_csv, facilities_csv
from assess.http.clock import today
from assess.http.language import language, wording
from assess.http.permissions import me, permission
from assess.services import comparisons
from assess.services.comparisons import Population
from assess.web.comparison import bp
from assess.web.comparison.domains import domain_lines
from assess.web.comparison.forms import chosen, filter_form, filters_of
from assess.web.comparison.pictures import CLEAR, CUTS, funnel_of, pictures
from assess.web.comparison.table import SORTS, flags, line, lines


@bp.get("")
@permission("comparison.read")
def index() -> ResponseReturnValue:
    """The country: sentences, tiles and map, funnel, and the table of the states."""
    try:
        compared = comparisons.population(filters_of(request.args), on=today())
        found = comparisons.compare_population(compared, by=me(), language=language())
    except RuleBroken as broken:
        return _refused(broken), 422
    measure = request.args.get("measure", CLEAR)
    asked = request.args.get("sort", "name")
    sort = asked if asked.removeprefix("-") in SORTS else "name"
    return render_template(
        "comparison/index.html",
        form=filter_form(request.args, comparisons.offer(compared.version), compared),
        compared=compared,
        window=comparisons.window(compared, wording()),
        found=found,
        national=line(found.national, found.national),
        lines=lines(found, sort),
        sort=sort,
        measure=measure if measure in CUTS else CLEAR,
        pictures=pictures(found, measure) if found.rows else None,
        funnel=funnel_of(found),
        flags=flags(found),
        chosen=chosen(request.args),
        credit=geo.CREDIT,
    )


def _refused(broken: RuleBroken) -> str:
    """The page with the sentence beside the choice that cannot be, everything else as it was chosen."""
    compared = comparisons.population(comparisons.Filters(), on=today())
    form = filter_form(request.args, comparisons.offer(compared.version), compared, refused=True)
    form.refuse(broken)
    return render_template("comparison/refused.html", form=form)


@bp.get("/states.csv")
@permission("comparison.read")
def states_csv() -> ResponseReturnValue:
    """The table of the states for a spreadsheet program, hidden figures left out."""
    compared = comparisons.population(filters_of(request.args), on=today())
    found = comparisons.compare_population(compared, by=me(), language=language())
    return _download(comparison_csv(found, _facts(compared), wording()), f"comparison-{compared.on}.csv")


@bp.get("/<string(length=2):code>")
@permission("comparison.read")
def state(code: str) -> ResponseReturnValue:
    """One state beside the country; its facilities by name only for who may read their results."""
    place = _place(code)
    try:
        compared = comparisons.population(filters_of(request.args), on=today())
        found = comparisons.compare_population(compared, by=me(), language=language(), domains=True)
    except RuleBroken as broken:
        return _refused(broken), 422
    sort = request.args.get("sort", "name")
    return render_template(
        "comparison/state.html",
        place=place,
        name=place.name[language()],
        compared=compared,
        window=comparisons.window(compared, wording()),
        chosen=chosen(request.args),
        sort=sort if sort.removeprefix("-") in comparisons.SORTS else "name",
        sees_names=_sees_names(code),
        facilities=comparisons.lines(compared, code, by=me(), sort=sort, page=_page()),
        types={t.code: t.name[language()] for t in compared.types},
        **_beside_the_country(found, code, compared),
    )


def _beside_the_country(found: Comparison, code: str, compared: Population) -> Mapping[str, Any]:
    row = comparisons.state_row(found, code)
    return {
        "row": row,
        "line": None if row is None else line(row, found.national),
        "national": line(found.national, found.national),
        "domains": [] if row is None else domain_lines(row, found.national, compared.version.id),
        "public": found.public,
    }


@bp.get("/<string(length=2):code>/facilities.csv")
@permission("result.read")
def state_csv(code: str) -> ResponseReturnValue:
    """The facilities of a state by name; 404 where the reader may read none, as if there were none."""
    place = _place(code)
    compared = comparisons.population(filters_of(request.args), on=today())
    types = {t.code: t.name[language()] for t in compared.types}
    sizes = {size: wording()(word) for size, word in comparisons.SIZES.items()}
    rows = [
        (
            one.name, types[one.type_code], sizes.get(one.size or ""), one.visited_on, one.rating, one.shown,
            one.critical_failures, one.critical_missing, one.open_actions,
        )
        for one in comparisons.each(compared, code, by=me())
    ]  # fmt: skip
    content = facilities_csv(place.name[language()], rows, _facts(compared), wording())
    return _download(content, f"facilities-{code}-{compared.on}.csv")


def _place(code: str) -> geo.State:
    try:
        return geo.state(code)
    except KeyError as error:
        raise Hidden from error


def _sees_names(code: str) -> bool:
    where = scope(me(), "result.read")
    return where.holds(code, None) or bool(where.facilities)


def _page() -> int:
    text = request.args.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _facts(compared: Population) -> list[tuple[str, str]]:
    return comparisons.facts(compared, wording())


def _download(content: bytes, name: str) -> Response:
    return Response(
        content,
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )

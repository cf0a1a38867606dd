"""Scoring one criterion. With the script each change saves itself; without it the form is sent as a whole."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assess import naming
from assess.access import Hidden, obtain
from assess.core import visit as life
from assess.core.entry import NA_REASONS
from assess.core.merge import FIELDS, INPUTS
from assess.core.rules import RuleBroken
from assess.http.clock import now
from assess.http.language import language, wording
from assess.http.permissions import me, permission
from assess.models import Visit, db
from assess.services import desk, plans, sync, visits
from assess.web.visits import bp
from assess.web.visits.pieces import Panel, panel
from assess.web.visits.planning import identifier
from assess.web.visits.profile import bases_in
from assess.web.visits.sheet import ROOMS_LIMIT, Sheet, places_of, sheet_of

#: Marks that the team can clear on this very page; they keep it open once, and never keep what was entered from
#: being saved.
ASKED_AT_ONCE = frozenset(
    {"note_missing", "na_reason_missing", "na_text_missing", "ne_reason_missing", "evidence_missing", "measure_differs"}
)


@bp.get("/<uuid:visit_id>/criteria/<code>")
@permission("visit.read")
def criterion(visit_id: uuid.UUID, code: str) -> ResponseReturnValue:
    """One criterion with all that helps to judge it."""
    visit = obtain(me(), "visit.read", Visit, visit_id)
    rooms = request.args.get("rooms", "")
    sheet = sheet_of(visit, code, rooms=int(rooms) if rooms.isascii() and rooms.isdigit() and len(rooms) < 4 else 0)
    return render_criterion(sheet)


def render_criterion(sheet: Sheet, evidence: Panel | None = None) -> ResponseReturnValue:
    """The page; `evidence` when its form was refused."""
    w, visit, one = wording(), sheet.visit, sheet.criterion
    domain = sheet.standing.instrument.domain_of[sheet.code]
    progress = sheet.standing.progress_in(domain)
    found, measured = sheet.found, sheet.measured
    marks = (*sheet.standing.missing.get(sheet.code, ()), *(found.marks if found else ()))
    action = plans.open_actions(visit.facility_id, sheet.standing.instrument.id).get(sheet.code)
    page = render_template(
        "visits/criterion.html",
        sheet=sheet,
        visit=visit,
        criterion=one,
        domain=domain,
        progress=progress,
        width=round(100 * progress.done / progress.total, 1) if progress.total else 0,
        found=found,
        standing=naming.standing(w, marks) if visit.status != life.Status.PLANNED else [],
        asked=bool(request.args.get("check")) and bool(ASKED_AT_ONCE.intersection(marks)),
        measured=measured,
        measured_text=naming.measured(w, one, measured, language()),
        descriptors=naming.descriptors(one, language()),
        methods=[(m, w(naming.METHODS[m]), m in (sheet.values.get("methods") or ())) for m in _methods(sheet)],
        reasons=[(code, w(naming.NA_REASONS[code])) for code in NA_REASONS],
        places=[w(name) for name in naming.SHIFTS],
        shared=_shared(sheet),
        hints=_hints(sheet),
        earlier=visits.finding(visit, sheet.code),
        action=action,
        conflicts=_conflicts(sheet),
        evidence=evidence or panel(sheet),
    )
    refused = sheet.refusals or (evidence and evidence.form and evidence.form.errors)
    return page, 422 if refused else 200


def _methods(sheet: Sheet) -> list[str]:
    """Those that the criterion lists, and any other that was recorded, so that nothing disappears."""
    recorded = [m for m in sheet.values.get("methods") or () if m in naming.METHODS]
    return list(dict.fromkeys([*(sheet.criterion.verify or naming.METHODS), *recorded]))


def _shared(sheet: Sheet) -> dict[str, list[str]]:
    """Input -> the other criteria that use the same number."""
    uses: dict[str, list[str]] = {}
    for one in sheet.standing.instrument.criteria.values():
        for wanted in one.measure.inputs if one.measure and one.code != sheet.code else ():
            uses.setdefault(wanted.id, []).append(one.code)
    return uses


def _hints(sheet: Sheet) -> dict[str, int]:
    """What the profile says about a number that is asked for; it is shown, never taken for the answer."""
    profile = sheet.standing.profile
    known = {"children_present": profile.children, "authorised_capacity": profile.capacity}
    known["children"] = profile.children
    return {id: count for id, count in known.items() if count is not None and id in sheet.numbers}


def _conflicts(sheet: Sheet) -> list[tuple[uuid.UUID, str]]:
    """The conflicts that stand in the way here, with the name of the field."""
    w = wording()
    labels = {i.id: i.label[language()] for i in sheet.criterion.measure.inputs} if sheet.criterion.measure else {}
    here = sheet.in_conflict
    return [
        (one.id, naming.field(w, one.criterion, one.field, labels))
        for one in visits.open_conflicts(sheet.visit)
        if one.criterion in (sheet.code, INPUTS) and one.field in here
    ]


@bp.post("/<uuid:visit_id>/criteria/<code>")
@permission("visit.score")
def save_criterion(visit_id: uuid.UUID, code: str) -> ResponseReturnValue:
    """Save what the form holds and go on; what the rules still ask for keeps the page open, with everything saved."""
    visit = obtain(me(), "visit.score", Visit, visit_id)
    submission = identifier(request.form.get("submission", ""))
    sheet = sheet_of(visit, code)
    values, numbers = _entered(sheet), _numbers(sheet)
    receipts = [
        *desk.save(visit, code, values, bases_in(list(values)), submission=submission, by=me(), at=now()),
        *desk.save(visit, INPUTS, numbers, _input_bases(numbers), submission=submission, by=me(), at=now()),
    ]
    db.session.commit()
    refused = [receipt.broken for receipt in receipts if receipt.broken]
    if refused:
        return _refuse(visit, code, refused, values, numbers)
    return _go_on(visit, code, clashed=any(receipt.status == sync.CONFLICT for receipt in receipts))


def _entered(sheet: Sheet) -> dict[str, Any]:
    """The fields of the criterion that were on the page, as they are recorded."""
    form = request.form
    level = form.get("level")
    every: dict[str, Any] = {
        "level": int(level) if level in ("0", "1", "2", "3") else level,
        "methods": form.getlist("methods"),
        "approved": form.get("approved") is not None,
        **{name: _lines(form.get(name, "")) for name in ("note", "na_text", "lowered")},
        "na_reason": form.get("na_reason") or None,
    }
    return {name: every[name] for name in FIELDS if f"base-{name}" in form}


def _lines(text: str) -> str:
    """Text with the line ends that the script would send, so that both ways record the same."""
    return text.replace("\r\n", "\n").strip()


def _numbers(sheet: Sheet) -> dict[str, Any]:
    """The measured numbers that were on the page: text with a decimal point, a list for shifts and rooms."""
    measure = sheet.criterion.measure
    wanted = [i.id for i in measure.inputs if f"base-input-{i.id}" in request.form] if measure else []
    found: dict[str, Any] = {}
    for id in wanted:
        places = [text.strip().replace(",", ".") or None for text in request.form.getlist(f"input-{id}")]
        while measure and measure.per == "room" and places and places[-1] is None:
            places.pop()
        single = measure is not None and measure.per == "visit"
        found[id] = (places[0] if places else None) if single else places if any(places) else None
    return found


def _input_bases(numbers: dict[str, Any]) -> dict[str, list[str]]:
    return {name.removeprefix("input-"): ids for name, ids in bases_in([f"input-{id}" for id in numbers]).items()}


def _refuse(
    visit: Visit, code: str, refused: list[RuleBroken], values: dict[str, Any], numbers: dict[str, Any]
) -> ResponseReturnValue:
    """The page again with everything that was entered, and what was not recorded in a sentence each."""
    sheet = sheet_of(visit, code)
    sheet.values |= {name: value for name, value in values.items() if name not in sheet.in_conflict}
    if sheet.criterion.measure:
        stored = {one: [text for text in texts if text] for one, texts in sheet.numbers.items()}
        sheet.numbers, sheet.rooms = places_of(sheet.criterion.measure, stored | numbers, sheet.rooms)
    sheet.refusals = [wording().broken(broken) for broken in refused]
    return render_criterion(sheet)


def _go_on(visit: Visit, code: str, *, clashed: bool) -> ResponseReturnValue:
    """To the next criterion; back to this one while something is left to say about it."""
    here = url_for("visits.criterion", visit_id=visit.id, code=code)
    if clashed:
        flash(_("Somebody else answered this too. Both answers are kept; the lead of the visit chooses."), "warn")
        return redirect(here)
    if "more" in request.form:
        rooms = min(len(request.form.getlist(request.form["more"])) + 1, ROOMS_LIMIT)
        return redirect(url_for("visits.criterion", visit_id=visit.id, code=code, rooms=rooms))
    sheet = sheet_of(visit, code)
    marks = sheet.found.marks if sheet.found else ()
    if ASKED_AT_ONCE.intersection(marks) and "later" not in request.form:
        return redirect(url_for("visits.criterion", visit_id=visit.id, code=code, check=1))
    if sheet.next is None:
        flash(_("Saved. That was the last criterion."), "ok")
        return redirect(url_for("visits.show", visit_id=visit.id))
    return redirect(url_for("visits.criterion", visit_id=visit.id, code=sheet.next))


@bp.post("/<uuid:visit_id>/criteria/<code>/approval")
@permission("visit.approve_na")
def approve(visit_id: uuid.UUID, code: str) -> ResponseReturnValue:
    """Approve or take back “not applicable” on a critical criterion, for whoever is not of the team."""
    visit = obtain(me(), "visit.approve_na", Visit, visit_id)
    sheet = sheet_of(visit, code)
    if not sheet.criterion.critical:
        raise Hidden
    submission = identifier(request.form.get("submission", ""))
    wanted = {"approved": request.form.get("approved") == "yes"}
    receipts = desk.save(visit, code, wanted, bases_in(["approved"]), submission=submission, by=me(), at=now())
    db.session.commit()
    refused = [receipt.broken for receipt in receipts if receipt.broken]
    if refused:
        return _refuse(visit, code, refused, {}, {})
    flash(_("“Not applicable” is approved.") if wanted["approved"] else _("The approval is taken back."), "ok")
    return redirect(url_for("visits.criterion", visit_id=visit.id, code=code))

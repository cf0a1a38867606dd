"""Who may do what, where: the reviewed table that every address is held against (P23).

One line per method and address. The letters are roles: A assessor, L lead assessor, D director, S state authority,
N national authority, P protection officer, M administrator, O observer; "*" is all of them.

- `may`: comes in, with a thing of one's own state or facility (S and the like), or everywhere (N, M).
- `knows`: may read the thing but not do this: 403. Whoever is in neither is a stranger to the thing: 404.
- Without a thing in the address there is no stranger: who may not is told so, 403.
- `thing`: what the address names. "draft" is a visit in fieldwork, "final" one with a stored result; "state" the
  facilities of a state by name; "upload" belongs to one person alone; "device" is the assessor's and holds the draft.

Somebody from another state is a stranger to every thing, and stands to an address without one as at home.
"""

from __future__ import annotations

from dataclasses import dataclass

ROLES = {
    "A": "assessor",
    "L": "lead_assessor",
    "D": "director",
    "S": "state_authority",
    "N": "national_authority",
    "P": "protection_officer",
    "M": "admin",
    "O": "observer",
}
EVERYBODY = "".join(ROLES)
PUBLIC = "public"


@dataclass(frozen=True)
class Row:
    thing: str
    may: str
    knows: str = ""


def _row(line: str) -> tuple[str, Row]:
    method, endpoint, thing, may, knows = line.split()
    letters = EVERYBODY if may == "*" else may
    return f"{method} {endpoint}", Row(thing, letters, "" if knows == "-" else knows)


TABLE = dict(
    _row(line)
    for line in """
    GET  home.index                  -         *        -
    POST home.set_language           -         public   -
    GET  health.show                 -         public   -
    GET  health.details              -         M        -
    GET  auth.sign_in                -         public   -
    POST auth.sign_in                -         public   -
    POST auth.sign_out               -         *        -
    GET  auth.change_password        -         *        -
    POST auth.change_password        -         *        -

    GET  onsite_page.index           -         public   -
    GET  onsite_page.visit           draft     public   -
    GET  onsite_page.worker          -         public   -
    GET  onsite_page.manifest        -         public   -

    GET  facilities.index            -         ALDSNPM  -
    GET  facilities.export           -         ALDSNPM  -
    GET  facilities.new              -         SN       -
    POST facilities.new              -         SN       -
    GET  facilities.upload           -         SN       -
    POST facilities.upload           -         SN       -
    GET  facilities.template         -         SN       -
    GET  facilities.preview          upload    S        -
    POST facilities.apply            upload    S        -
    POST facilities.discard          upload    S        -
    GET  facilities.show             facility  ALDSNPM  -
    GET  facilities.edit             facility  SN       ALDPM
    POST facilities.edit             facility  SN       ALDPM
    GET  facilities.close            facility  SN       ALDPM
    POST facilities.close            facility  SN       ALDPM
    POST facilities.reopen           facility  SN       ALDPM
    GET  facilities.new_profile      facility  LDSN     APM
    POST facilities.new_profile      facility  LDSN     APM
    GET  facilities.edit_legal_status facility SN       ALDPM
    POST facilities.edit_legal_status facility SN       ALDPM

    GET  visits.index                -         ALSN     -
    GET  visits.new                  -         LSN      -
    POST visits.new                  -         LSN      -
    GET  visits.show                 draft     ALSN     -
    GET  visits.edit                 planned   LSN      A
    POST visits.edit                 planned   LSN      A
    GET  visits.start                planned   AL       SN
    POST visits.start                planned   AL       SN
    GET  visits.profile              draft     AL       SN
    POST visits.profile              draft     AL       SN
    GET  visits.domain               draft     ALSN     -
    GET  visits.criterion            draft     ALSN     -
    POST visits.save_criterion       draft     AL       SN
    GET  visits.team                 draft     LSN      A
    POST visits.assign               draft     LSN      A
    GET  visits.held                 draft     LSN      A
    POST visits.decide               draft     LSN      A
    GET  visits.calibration          draft     L        ASN

    GET  evidence.show               draft     ALSN     -
    GET  evidence.thumbnail          draft     ALSN     -
    POST evidence.add                draft     AL       SN
    POST evidence.remove             draft     AL       SN
    POST evidence.restore            draft     AL       SN
    POST api_evidence.announce       draft     ALSN     -
    PUT  api_evidence.receive        draft     ALSN     -
    GET  api_evidence.status         draft     ALSN     -

    POST sync.receive                draft     AL       SN
    POST onsite.register             -         *        -
    GET  onsite.status               -         public   -
    GET  onsite.own_visits           -         *        -
    GET  onsite.pack                 draft     AL       SN
    GET  onsite.changes              draft     AL       SN
    POST onsite.declare              draft     AL       SN
    POST onsite.carried              draft     ALSN     -
    POST onsite.handover             -         public   -
    GET  devices.index               -         *        -
    POST devices.revoke              device    ALSNM    -

    POST visits.approve              draft     LSN      A
    GET  visits.history              draft     ALSN     -
    GET  visits.conflict             draft     ALSN     -
    POST visits.settle               draft     L        ASN
    POST visits.close_fieldwork      draft     L        ASN
    POST visits.send_to_review       draft     L        ASN
    GET  visits.return_to_fieldwork  draft     LSN      A
    POST visits.return_to_fieldwork  draft     LSN      A
    POST visits.finalise             draft     SN       AL
    GET  visits.cancel               draft     LSN      A
    POST visits.cancel               draft     LSN      A
    GET  visits.void                 draft     SN       AL
    POST visits.void                 draft     SN       AL
    GET  visits.amend                final     L        ASN
    POST visits.amend                final     L        ASN
    POST visits.approve_amendment    final     SN       AL
    GET  visits.reject_amendment     final     SN       AL
    POST visits.reject_amendment     final     SN       AL

    GET  results.show                final     ALDSNP   -
    GET  results.pdf                 final     ALDSNP   -
    GET  api_results.show            final     ALDSNP   -
    GET  results.blank               version   *        -

    GET  plans.index                 -         ALDSNP   -
    GET  plans.mine                  -         D        -
    GET  plans.show                  facility  ALDSNP   M
    GET  actions.show                action    ALDSNP   -
    POST actions.agree               action    DSN      ALP
    POST actions.assign              action    DSN      ALP
    POST actions.start               action    DSN      ALP
    POST actions.report_done         action    D        ALSNP
    POST actions.verify              action    AL       DSNP
    POST actions.extend              action    SN       ALDP
    POST actions.reopen              action    ALSN     DP
    POST actions.cancel              action    SN       ALDP

    GET  api_comparison.show         -         ALSNO    -
    GET  comparison.index            -         ALSNO    -
    GET  comparison.states_csv       -         ALSNO    -
    GET  comparison.state            -         ALSNO    -
    GET  comparison.state_csv        state     ALDSNP   -

    GET  instruments.index           -         *        -
    GET  instruments.show            -         *        -
    GET  instruments.download        -         *        -
    GET  instruments.load            -         M        -
    POST instruments.load            -         M        -
    POST instruments.confirm         -         M        -
    GET  api_instruments.index       -         *        -
    GET  api_instruments.show        -         *        -
    GET  api.openapi                 -         *        -

    GET  accounts.index              -         M        -
    GET  accounts.new                -         M        -
    POST accounts.new                -         M        -
    GET  accounts.show               account   M        -
    POST accounts.grant              account   M        -
    POST accounts.revoke             account   M        -
    POST accounts.disable            account   M        -
    POST accounts.enable             account   M        -
    POST accounts.end_sessions       account   M        -
    POST accounts.reset_password     account   M        -

    GET  audit.index                 -         M        -
    POST audit.verify                -         M        -
    """.splitlines()
    if line.strip()
)

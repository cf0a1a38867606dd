"""Tables by noun: columns and constraints, no workflow."""

from assess.models.accounts import Grant, Session, User
from assess.models.audit import AuditEntry, AuditHead
from assess.models.database import db, new_id
from assess.models.facilities import Facility, FacilityProfile, FacilityType, LegalStatus, Municipality, State
from assess.models.instruments import Crosswalk, Instrument, InstrumentVersion
from assess.models.plans import Action, ActionEvent, Plan
from assess.models.results import DomainScore, FacilityCurrent, VisitResult
from assess.models.visits import Amendment, Answer, Conflict, Operation, Visit, VisitMember

__all__ = [
    "Action",
    "ActionEvent",
    "Amendment",
    "Answer",
    "AuditEntry",
    "AuditHead",
    "Conflict",
    "Crosswalk",
    "DomainScore",
    "Facility",
    "FacilityCurrent",
    "FacilityProfile",
    "FacilityType",
    "Grant",
    "Instrument",
    "InstrumentVersion",
    "LegalStatus",
    "Municipality",
    "Operation",
    "Plan",
    "Session",
    "State",
    "User",
    "Visit",
    "VisitMember",
    "VisitResult",
    "Answer",
    "db",
    "new_id",
]

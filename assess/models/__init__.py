"""Tables by noun: columns and constraints, no workflow."""

from assess.models.accounts import Grant, Session, User
from assess.models.audit import AuditEntry, AuditHead
from assess.models.database import db, new_id
from assess.models.devices import Checkout, Device, Manifest, QuarantinedOperation, ServerEpoch
from assess.models.evidence import Evidence, Upload
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
    "Checkout",
    "Conflict",
    "Crosswalk",
    "Device",
    "DomainScore",
    "Evidence",
    "Facility",
    "FacilityCurrent",
    "FacilityProfile",
    "FacilityType",
    "Grant",
    "Instrument",
    "InstrumentVersion",
    "LegalStatus",
    "Manifest",
    "Municipality",
    "Operation",
    "Plan",
    "QuarantinedOperation",
    "ServerEpoch",
    "Session",
    "State",
    "Upload",
    "User",
    "Visit",
    "VisitMember",
    "VisitResult",
    "db",
    "new_id",
]

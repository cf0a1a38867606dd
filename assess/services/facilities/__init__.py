"""The registry of facilities: what may be said about one, who may say it, and how one is found."""

from assess.services.facilities.facts import record_profile, set_legal_status
from assess.services.facilities.registry import add_facility, change_facility, close_facility, faults, reopen
from assess.services.facilities.search import Criteria, Found, search
from assess.services.facilities.text import search_name
from assess.services.facilities.values import FIELDS, LOCATING

__all__ = [
    "FIELDS",
    "LOCATING",
    "Criteria",
    "Found",
    "add_facility",
    "change_facility",
    "close_facility",
    "faults",
    "record_profile",
    "reopen",
    "search",
    "search_name",
    "set_legal_status",
]

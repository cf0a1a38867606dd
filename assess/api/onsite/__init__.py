"""The sync protocol (docs/sync.md): what devices that score without a network speak."""

from flask import Blueprint

from assess.api.onsite import rules

bp = Blueprint("onsite", __name__, url_prefix="/sync")
rules.guard(bp, any_version=("onsite.handover",))

from assess.api.onsite import devices, manifests, packs  # noqa: E402,F401  the views register themselves

"""The sync protocol (docs/sync.md): what devices that score without a network speak."""

from importlib import import_module

from flask import Blueprint

from assess.api.onsite import rules

bp = Blueprint("onsite", __name__, url_prefix="/sync")
rules.guard(bp, any_version=("onsite.handover",))
#: Their views join `bp`.
for name in ("devices", "handing", "manifests", "packs"):
    import_module(f"{__name__}.{name}")

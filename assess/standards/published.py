"""The schema of instrument files as JSON Schema, for editors and for other programs."""

from __future__ import annotations

import json

from assess.reference import facility_types
from assess.standards.schema import Document


def json_schema() -> str:
    """JSON Schema (2020-12) of an instrument file, with the types of facility of the reference table."""
    schema = Document.model_json_schema(by_alias=True)
    types = schema["$defs"]["Criterion"]["properties"]["applies_to"]["items"]
    types["enum"] = [kind.code for kind in facility_types()]
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Assess instrument"}
    return json.dumps({**head, **schema, "title": "Assess instrument"}, ensure_ascii=False, indent=2) + "\n"

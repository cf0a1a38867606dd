"""Write what standards/ derives from its files and from the schema: index.json and schema.json."""

from __future__ import annotations

from assess.paths import STANDARDS
from assess.standards.bundled import INDEX, index_of
from assess.standards.published import json_schema

if __name__ == "__main__":
    (STANDARDS / INDEX).write_text(index_of(), encoding="utf-8")
    (STANDARDS / "schema.json").write_text(json_schema(), encoding="utf-8")
    print("standards/index.json and standards/schema.json are current.")

"""Bring the source checklists to the schema of standards/: `python tools/standards/convert.py FOLDER [TARGET]`.

Every text, source, confidence label, method, weight and measure of the source is kept. What is added: schema,
specification and status; the limiting domains named with SS-1.0 (R6); the inputs, units, shifts and zeros of
`measures.py`. What is written differently: the key "null" of a scale becomes "NA", and the inputs in `RENAMED`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from assess.core.instrument import SPECIFICATION
from assess.standards.dump import to_yaml
from assess.standards.schema import SCHEMA, Document

sys.path.insert(0, str(Path(__file__).parent))
from measures import ADDED, NO_RESOURCE, RENAMED, UNITS, Added  # noqa: E402

#: The protection domains, whose letter limits the whole (R5.2, R6).
LIMITING = frozenset({"GM-D4", "ML-C", "RF-R2", "EQ-BIE", "CF-SEG", "CF-PRO", "TR-NIN", "FC-SAL", "LC-SEG", "CM-REC"})

#: Sets of legal minimums, which also report how many are met (R6).
MINIMUMS = frozenset({"minimos-legales-cas"})


def main(folder: Path, target: Path) -> None:
    """Convert every *.yaml of `folder` into `target`/<id>-<version>.yaml."""
    sources = sorted(folder.glob("*.yaml"))
    if not sources:
        raise SystemExit(f"{folder} holds no .yaml file.")
    total = 0
    for path in sources:
        document = convert(read(path))
        (target / f"{document.id}-{document.version}.yaml").write_text(to_yaml(document), encoding="utf-8")
        count = sum(len(standard.criteria) for domain in document.domains for standard in domain.standards)
        total += count
        print(f"{document.id} {document.version}: {count} criteria")
    print(f"{total} criteria in {len(sources)} files")


def read(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return data


def convert(source: dict[str, Any]) -> Document:
    """One source checklist as a document of the schema; raises pydantic's ValidationError where it does not fit."""
    head = {"schema": SCHEMA, "specification": SPECIFICATION, "status": "operationalisation"}
    data = {**source, **head, "version": str(source["version"])}
    if source["id"] in MINIMUMS:
        data["minimums"] = True
    data["domains"] = [_domain(domain) for domain in source["domains"]]
    if "scoring" in source:
        data["scoring"] = {**source["scoring"], "scale": _scale(source["scoring"]["scale"])}
    return Document.model_validate(data)


def _scale(steps: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    return {
        "NA" if step["value"] is None else str(step["value"]): {"es": step["es"], "en": step["en"]} for step in steps
    }


def _domain(source: dict[str, Any]) -> dict[str, Any]:
    limiting = source["id"] in LIMITING
    if source.get("limiting", limiting) != limiting:
        raise SystemExit(f"{source['id']}: the source and the list of limiting domains disagree.")
    standards = [
        {**standard, "criteria": [_criterion(criterion) for criterion in standard["criteria"]]}
        for standard in source["standards"]
    ]
    return {**source, "limiting": limiting, "standards": standards}


def _criterion(source: dict[str, Any]) -> dict[str, Any]:
    if "measure" not in source:
        return source
    return {**source, "measure": _measure(source["id"], source["measure"])}


def _measure(code: str, source: dict[str, Any]) -> dict[str, Any]:
    measure = dict(source)
    if "inputs" in source:
        measure["zero"] = "no_resource" if code in NO_RESOURCE else "no_cases"
    else:
        measure |= _added(ADDED[code])
    renamed = RENAMED.get(code, {})
    measure["inputs"] = [_input(entry, renamed) for entry in measure["inputs"]]
    measure["formula"] = re.sub(r"[a-z_]\w*", lambda name: renamed.get(name[0], name[0]), source["formula"])
    measure["unit"] = _words(UNITS[source["unit"]])
    if "threshold" in source:
        measure["threshold"] = _exact(source["threshold"])
    return measure


def _added(added: Added) -> dict[str, Any]:
    inputs = [{"id": i.id, "label": {"es": i.es, "en": i.en}, "unit": _words(i.unit)} for i in added.inputs]
    return {"inputs": inputs, "zero": added.zero, "per": added.per}


def _input(entry: dict[str, Any], renamed: dict[str, str]) -> dict[str, Any]:
    unit = entry["unit"] if isinstance(entry["unit"], dict) else _words(UNITS[entry["unit"]])
    return {**entry, "id": renamed.get(entry["id"], entry["id"]), "unit": unit}


def _words(pair: tuple[str, str]) -> dict[str, str]:
    return {"es": pair[0], "en": pair[1]}


def _exact(threshold: Any) -> Any:
    """YAML readers make floats of decimals; their shortest text is what the source file says."""
    return [str(number) for number in threshold] if isinstance(threshold, list) else str(threshold)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit("Usage: python tools/standards/convert.py FOLDER [TARGET]")
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else Path("standards"))

"""One checklist of 200 criteria in 10 domains, written for each of those who show it.

    .venv/bin/python bench/form/checklist.py FOLDER

writes checklist.json (the plain page), form.xml (the XForm of Enketo) and checklist.yaml (an instrument of Assess): the
same headings, the same sentences, and a note for each criterion.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

DOMAINS, CRITERIA = 10, 20
INSTRUMENT, VERSION = "yardstick", "1.0"
FACILITY_TYPE = "cas_privado"
TITLE = "Facility quality checklist"
LEVELS = {"0": "Not met", "1": "Partly met", "2": "Mostly met", "3": "Fully met", "NA": "Not applicable"}


def domains() -> list[dict[str, Any]]:
    """`[{"id", "title", "criteria": [{"id", "text"}]}]`."""
    return [
        {
            "id": f"D{d}",
            "title": f"Section {d}: domain number {d}",
            "criteria": [
                {
                    "id": f"D{d}.{c}",
                    "text": f"{d}.{c} The facility keeps criterion {(d - 1) * CRITERIA + c} in place, with evidence "
                    "seen on the day of the visit and a named person answerable for it.",
                }
                for c in range(1, CRITERIA + 1)
            ],
        }
        for d in range(1, DOMAINS + 1)
    ]


def codes() -> list[str]:
    return [criterion["id"] for domain in domains() for criterion in domain["criteria"]]


def _words(text: str) -> dict[str, str]:
    return {"es": text, "en": text}


def document() -> dict[str, Any]:
    """The checklist as an instrument file holds it. JSON is YAML, so it is written as JSON."""
    return {
        "schema": 1,
        "id": INSTRUMENT,
        "version": VERSION,
        "status": "operationalisation",
        "title": _words(TITLE),
        "citation": "Made for measuring; not an instrument.",
        "domains": [_domain(domain) for domain in domains()],
    }


def _domain(domain: dict[str, Any]) -> dict[str, Any]:
    criteria = [
        {
            "id": criterion["id"],
            "text": _words(criterion["text"]),
            "verify": ["document", "observation"],
            "applies_to": [FACILITY_TYPE],
            "age_groups": ["6-11", "12-17"],
            "source": "Made for measuring",
            "confidence": "derived",
        }
        for criterion in domain["criteria"]
    ]
    standard = {"id": f"{domain['id']}-S", "title": _words(domain["title"]), "criteria": criteria}
    limiting = domain["id"] == "D1"  # the check of instruments wants one that can cap the rating
    return {"id": domain["id"], "title": _words(domain["title"]), "limiting": limiting, "standards": [standard]}


def xform() -> str:
    """The checklist as the XForm that XLSForm tools make of it."""
    import openpyxl
    from pyxform.xls2xform import convert

    book = openpyxl.Workbook()
    survey = book.active
    survey.title = "survey"
    survey.append(["type", "name", "label", "appearance"])
    for domain in domains():
        survey.append(["begin_group", domain["id"], domain["title"], "field-list"])
        for criterion in domain["criteria"]:
            name = criterion["id"].replace(".", "_")
            survey.append(["select_one level", name, criterion["text"], "horizontal"])
            survey.append(["text", f"{name}_note", "Note", None])
        survey.append(["end_group", None, None, None])
    choices = book.create_sheet("choices")
    choices.append(["list_name", "name", "label"])
    for level, label in LEVELS.items():
        choices.append(["level", level, label])
    settings = book.create_sheet("settings")
    settings.append(["form_title", "form_id", "style"])
    settings.append([TITLE, "checklist", "theme-grid"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        book.save(path)
        return str(convert(str(path), validate=False).xform)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    plain = {"title": TITLE, "levels": LEVELS, "domains": domains()}
    (folder / "checklist.json").write_text(json.dumps(plain))
    (folder / "checklist.yaml").write_text(json.dumps(document(), indent=1))
    (folder / "form.xml").write_text(xform())
    print(f"{len(codes())} criteria in {DOMAINS} domains: {folder}")


if __name__ == "__main__":
    main()

"""`assess standards …`: check, load, list, compare and export instruments."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assess.cli.speech import SpokenGroup, language, option, plural, say
from assess.core.rules import N_, RuleBroken

if TYPE_CHECKING:
    from assess.standards.check import Checked
    from assess.standards.schema import Document

FILES = click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
AS_JSON = option("--json", "as_json", is_flag=True, help=N_("Print JSON for a program to read."))
FORMATS = ("xlsx", "xlsform", "yaml", "json")


@click.group(
    cls=SpokenGroup,
    help=N_("Check, load, list, compare and export instruments.\n\nExample: assess standards check standards/*.yaml"),
)
def standards() -> None:
    """Holds the commands below."""


@standards.command(
    help=N_(
        "Find every fault of instrument files: line, column, what is wrong and what to do.\n\n"
        "Example: assess standards check standards/guia-2023-2026-11.yaml"
    )
)
@FILES
@AS_JSON
def check(files: tuple[Path, ...], as_json: bool) -> None:
    from assess.standards.check import check as check_file

    checked = {path: check_file(path) for path in _expanded(files)}
    if as_json:
        click.echo(json.dumps(_as_data(checked), ensure_ascii=False, indent=2))
    else:
        _tell(checked)
    if any(one.errors for one in checked.values()):
        raise SystemExit(1)


def _expanded(files: tuple[Path, ...]) -> list[Path]:
    """Folders stand for the YAML files in them."""
    return [path for file in files for path in (file.is_dir() and sorted(file.glob("*.yaml")) or [file])]


def _as_data(checked: dict[Path, Checked]) -> list[dict[str, object]]:
    return [
        {
            "file": str(path),
            "line": fault.place.line,
            "column": fault.place.column,
            "severity": fault.severity,
            "message": say(fault.message, **fault.params),
            "fix": say(fault.fix, **fault.params),
        }
        for path, one in checked.items()
        for fault in one.faults
    ]


def _tell(checked: dict[Path, Checked]) -> None:
    for path, one in checked.items():
        for fault in one.faults:
            click.echo(fault.line(path, say))
    criteria = plural("{number} criterion", "{number} criteria", sum(one.criteria for one in checked.values()))
    faults = sum(len(one.faults) for one in checked.values())
    if faults:
        click.echo(plural("{criteria}, {number} fault.", "{criteria}, {number} faults.", faults, criteria=criteria))
    else:
        click.echo(say(N_("{criteria}, no faults."), criteria=criteria))


@standards.command(
    help=N_(
        "Load instrument files into the database; a version that is there already is never changed.\n\n"
        "Example: assess standards load nueva-norma-1.0.yaml"
    )
)
@FILES
def load(files: tuple[Path, ...]) -> None:
    from assess.cli.application import opened
    from assess.services import standards as service
    from assess.standards.check import check as check_file
    from assess.standards.check import loaded

    checked = {path: check_file(path) for path in _expanded(files)}
    if any(one.errors for one in checked.values()):
        _tell(checked)
        raise RuleBroken(N_("Nothing was loaded. Correct the faults above and try again."))
    with opened(write=True):
        for path, one in checked.items():
            content = loaded(path, one)
            name = f"{content.document.id} {content.document.version}"
            there = service.find(content.document.id, content.document.version)
            version = service.load_version(content, by=None, at=datetime.now(UTC))
            state = N_("already loaded") if there else N_("loaded")
            criteria = plural("{number} criterion", "{number} criteria", version.criteria)
            click.echo(f"{name}: {criteria}, {say(state)}.")


@standards.command(
    "list", help=N_("List the loaded instruments and versions.\n\nExample: assess standards list --json")
)
@AS_JSON
def list_(as_json: bool) -> None:
    from assess.cli.application import opened
    from assess.services import standards as service

    with opened():
        rows = [
            {
                "id": row.instrument_id,
                "version": row.version,
                "title": row.title[language()],
                "status": row.status,
                "specification": row.specification,
                "criteria": row.criteria,
                "sha256": row.sha256,
                "loaded_on": row.loaded_at.date().isoformat(),
            }
            for row in service.versions()
        ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif rows:
        width = max(len(f"{row['id']} {row['version']}") for row in rows)
        for row in rows:
            click.echo(f"{row['id']} {row['version']}".ljust(width) + f"  {row['criteria']:>4}  {row['title']}")
    else:
        click.echo(say(N_("No instrument is loaded. Load one with: assess standards load FILE")))


@standards.command(
    help=N_(
        "Tell what differs between two versions, each a file, an id, or id@version.\n\n"
        "Example: assess standards diff guia-2023@2026-11 guia-nueva.yaml"
    )
)
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@AS_JSON
def diff(a: str, b: str, as_json: bool) -> None:
    from assess.core import versions
    from assess.standards.build import build

    found = versions.diff(build(_document(a)), build(_document(b)))
    if as_json:
        rows = [{"kind": one.kind, "id": one.id, "relation": one.relation, "facts": one.facts} for one in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    kinds = {"domain": N_("domain"), "standard": N_("standard"), "criterion": N_("criterion")}
    relations = {
        "same": N_("same meaning"),
        "equivalent": N_("other wording"),
        "changed": N_("changed"),
        "new": N_("new"),
        "retired": N_("retired"),
    }
    for one in found:
        facts = f": {', '.join(one.facts)}" if one.facts else ""
        click.echo(f"{say(kinds[one.kind])} {one.id} — {say(relations[one.relation])}{facts}")
    if not found:
        click.echo(say(N_("The two do not differ.")))


@standards.command(
    help=N_(
        "Write an instrument (a file, an id, or id@version) in another format.\n\n"
        "Example: assess standards export guia-2023 --to xlsform -o guia.xlsx"
    )
)
@click.argument("instrument", metavar="ID")
@option("--to", "kind", type=click.Choice(FORMATS), required=True, help=N_("Format to write."))
@option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help=N_("File to write."))
def export(instrument: str, kind: str, output: Path | None) -> None:
    document = _document(instrument)
    written = _written(document, kind)
    if output is None and kind in ("xlsx", "xlsform"):
        raise RuleBroken(
            N_("A spreadsheet needs a file: name it with -o, for example -o {name}.xlsx"), name=document.id
        )
    if output is None:
        click.echo(written, nl=False)
    else:
        output.write_bytes(written)
        click.echo(say(N_("{path} is written."), path=output))


def _written(document: Document, kind: str) -> bytes:
    from assess.standards.build import build
    from assess.standards.dump import to_json, to_yaml

    if kind == "xlsx":
        from assess.exporters.instrument_xlsx import workbook

        return workbook(build(document), language())
    if kind == "xlsform":
        from assess.core.text import Text
        from assess.exporters.instrument_xlsform import workbook as form
        from assess.reference import facility_types

        return form(build(document), {kind.code: Text(kind.name.es, kind.name.en) for kind in facility_types()})
    return (to_yaml if kind == "yaml" else to_json)(document).encode()


@standards.command(
    help=N_("Print the JSON Schema of instrument files.\n\nExample: assess standards schema > schema.json")
)
def schema() -> None:
    from assess.standards.published import json_schema

    click.echo(json_schema(), nl=False)


def _document(name: str) -> Document:
    """The document of a file, or of a loaded instrument: `id` (its newest version) or `id@version`."""
    if name.endswith((".yaml", ".yml", ".json")) or Path(name).is_file():
        from assess.standards.check import read

        return read(Path(name)).document
    from assess.cli.application import opened
    from assess.services import standards as service

    instrument_id, _, version = name.partition("@")
    with opened():
        return service.document(service.version_of(instrument_id, version or None))

"""Run by `workbook.convert` as a process of its own: reads one sheet within limits of memory and time.

Knows nothing of the rest of the product, so that it starts quickly. Exit code 1 with {"code", "limit"} on standard
output when a limit was passed; any other end but 0 means that the workbook could not be read.
"""

from __future__ import annotations

import csv
import json
import sys
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

MEMORY = 512 * 1024 * 1024
PROCESSOR_SECONDS = 60
MOST_ROWS, MOST_COLUMNS, MOST_SIGNS = 200_000, 200, 32_767


class _Refused(Exception):
    def __init__(self, code: str, limit: int = 0) -> None:
        super().__init__(code)
        self.told = json.dumps({"code": code, "limit": limit})


def _limit() -> None:
    import resource  # POSIX only: elsewhere the time limit of the caller is the one that holds

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _refuse_doctypes(source: str) -> None:
    with zipfile.ZipFile(source) as container:
        for entry in container.infolist():
            if entry.filename.lower().endswith((".xml", ".rels")):
                with container.open(entry) as file:
                    if b"<!DOCTYPE" in file.read(8192).upper():
                        raise _Refused("doctype")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ") if value.time() != time() else value.date().isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, date | time):
        return value.isoformat()
    return " ".join(str(value).split())


def _rows(source: str) -> Iterator[Sequence[str]]:
    from openpyxl import load_workbook

    # opened here: given a name, openpyxl asks for an ending that an upload does not have
    file = open(source, "rb")  # noqa: SIM115, closed with the process
    book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what a file says about its size is not believed
    written = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        texts = [_text(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            continue
        written += 1
        if written > MOST_ROWS:
            raise _Refused("rows", MOST_ROWS)
        if len(texts) > MOST_COLUMNS:
            raise _Refused("columns", MOST_COLUMNS)
        if any(len(text) > MOST_SIGNS for text in texts):
            raise _Refused("cell", number)
        yield [str(number), *texts]


def main(source: str, target: str) -> int:
    if sys.platform != "win32":
        _limit()
    try:
        _refuse_doctypes(source)
        with open(target, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(_rows(source))
    except _Refused as refused:
        sys.stdout.write(refused.told)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))

"""Files that tests import."""

from pathlib import Path

import openpyxl

from assess.importers import facilities as importer
from assess.importers.table import Table, open_csv
from tests.conftest import NOON

HEADER = "Nombre;Estado;Tipo de centro;Municipio;Lugares autorizados;Folio"


def table(folder: Path, *lines: str, encoding: str = "utf-8", header: str = HEADER) -> Table:
    path = folder / "tabla.csv"
    path.write_bytes("\r\n".join((header, *lines)).encode(encoding))
    return open_csv(path)


def workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def run(read: Table, by=None, mapping=None):
    return importer.apply(read, mapping or importer.guess(read.header), sha256="0", by=by, at=NOON)

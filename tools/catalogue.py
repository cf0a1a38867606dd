#!/usr/bin/env python3
"""The message catalogues: what the product says, in English (the message id) and in Spanish.

    tools/catalogue.py add FILE.json      merge translations: {"English": "Spanish", "one|many": ["una", "muchas"]}
    tools/catalogue.py check              exit 1 when a message lacks a translation or its places do not agree
    tools/catalogue.py extract [--missing] [PATH…]   the messages of the sources as JSON, ready to fill in
    tools/catalogue.py compile            write the .mo files from the .po files
    tools/catalogue.py prune              drop the messages that no source uses any more

The .po files are sorted and carry neither dates nor places in the sources, so that two people who add messages
do not meet in the same lines. Every change is made under a lock and replaces the files whole.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.messages import Use, extracted, format_fault, place_fault, places  # noqa: E402

TRANSLATIONS = ROOT / "assess" / "translations"
LANGUAGES = ("en", "es")
#: gettext headers that differ from one run or one machine to the next.
VOLATILE = re.compile(
    r'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Project-Id-Version|Report-Msgid-Bugs-To|Last-Translator'
    r"|Language-Team):.*\n",
    re.MULTILINE,
)


class CatalogueError(Exception):
    """What is wrong with a file that was handed in, in a sentence."""


def po_path(language: str) -> Path:
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def load(language: str) -> Catalog:
    """The catalogue of a language; an empty one when there is no file yet."""
    path = po_path(language)
    if not path.exists():
        return _undated(Catalog(locale=language))
    with path.open("rb") as file:
        return _undated(read_po(file, locale=language))


def _undated(catalog: Catalog) -> Catalog:
    catalog.header_comment = "# Messages of Assess. Change them with tools/catalogue.py."
    catalog.creation_date = catalog.revision_date = datetime(2000, 1, 1, tzinfo=UTC)
    catalog.fuzzy = False
    return catalog


def po_bytes(catalog: Catalog) -> bytes:
    buffer = BytesIO()
    write_po(buffer, catalog, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    return VOLATILE.sub("", buffer.getvalue().decode()).encode()


def mo_bytes(catalog: Catalog) -> bytes:
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(path.suffix + ".new")
    draft.write_bytes(content)
    os.replace(draft, path)


def save(catalogs: dict[str, Catalog]) -> None:
    for language, catalog in catalogs.items():
        _replace(po_path(language), po_bytes(catalog))
        _replace(po_path(language).with_suffix(".mo"), mo_bytes(catalog))


@contextmanager
def locked() -> Iterator[None]:
    """Only one writer at a time: the lock is on the folder itself, so it leaves no file behind."""
    TRANSLATIONS.mkdir(parents=True, exist_ok=True)
    handle = os.open(TRANSLATIONS, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def read_pairs(path: Path) -> dict[tuple[str, ...], tuple[str, ...]]:
    """English forms to Spanish forms. Raises CatalogueError naming the file, the message and the fault."""
    try:
        pairs = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path}: cannot be read as JSON: {error}") from error
    if not isinstance(pairs, dict):
        raise CatalogueError(f"{path}: expected one object, English to Spanish.")
    read = {_ids(english, spanish): _strings(spanish) for english, spanish in pairs.items()}
    faults = [f"{path}: {ids[0]!r}: {fault}" for ids, strings in read.items() if (fault := pair_fault(ids, strings))]
    if faults:
        raise CatalogueError("\n".join(faults))
    return read


def _ids(english: str, spanish: object) -> tuple[str, ...]:
    return tuple(english.split("|")) if isinstance(spanish, list) else (english,)


def _strings(spanish: object) -> tuple[str, ...]:
    return tuple(map(str, spanish)) if isinstance(spanish, list) else (str(spanish),)


def pair_fault(ids: tuple[str, ...], strings: tuple[str, ...]) -> str | None:
    """What keeps the strings from being the translation of the ids; None when nothing does."""
    if not all(ids):
        return "a message is never empty."
    if len(ids) > 2 or len(ids) != len(strings):
        return f"{len(ids)} English and {len(strings)} Spanish forms; write one of each, or two of each."
    if not all(string.strip() for string in strings):
        return "has no translation."
    return place_fault(ids, strings)


def merge(catalogs: dict[str, Catalog], pairs: dict[tuple[str, ...], tuple[str, ...]]) -> tuple[int, int]:
    """Put the pairs in both catalogues and count the new ones and the changed ones."""
    added = changed = 0
    for ids, strings in pairs.items():
        known = catalogs["es"].get(ids[0])
        if known is not None and known.pluralizable and len(ids) == 1:
            continue  # the plural entry answers for the singular as well
        if known is None:
            added += 1
        elif forms(known) != strings:
            changed += 1
        _put(catalogs["en"], ids, ids)
        _put(catalogs["es"], ids, strings)
    return added, changed


def _put(catalog: Catalog, ids: tuple[str, ...], strings: tuple[str, ...]) -> None:
    catalog.delete(ids[0])
    catalog.add(ids if len(ids) == 2 else ids[0], strings if len(ids) == 2 else strings[0])


def forms(message: Message) -> tuple[str, ...]:
    """What a message is shown as: one form, or two for one and for many."""
    return _texts(message.string)


def ids_of(message: Message) -> tuple[str, ...]:
    return _texts(message.id)


def _texts(value: str | list[str] | tuple[str | None, ...] | None) -> tuple[str, ...]:
    return tuple(text or "" for text in value) if isinstance(value, (tuple, list)) else (value or "",)


def faults(uses: Iterable[Use], catalogs: dict[str, Catalog]) -> list[str]:
    """Everything that would show a person the wrong language or break a page: one sentence each."""
    uses = list(uses)
    found = [
        f"{use.place}: {use.ids[0]!r} is missing in {' and '.join(lacking)}"
        for use in uses
        if (lacking := [language for language, catalog in catalogs.items() if not _holds(catalog, use)])
    ]
    found += [f"{language}: {fault}" for language, catalog in catalogs.items() for fault in _own_faults(catalog)]
    found += [fault for use in uses if use.printf for fault in _template_faults(use, catalogs)]
    return list(dict.fromkeys(found))


def _holds(catalog: Catalog, use: Use) -> bool:
    message = catalog.get(use.ids[0])
    if message is None or not all(forms(message)):
        return False
    return len(use.ids) == 1 or (ids_of(message) == use.ids)


def _own_faults(catalog: Catalog) -> Iterator[str]:
    for message in catalog:
        if not message.id:
            continue
        ids = ids_of(message)
        if message.fuzzy:
            yield f"{ids[0]!r} is marked fuzzy; look at it and take the mark away"
        if fault := pair_fault(ids, forms(message)):
            yield f"{ids[0]!r}: {fault}"


def _template_faults(use: Use, catalogs: dict[str, Catalog]) -> Iterator[str]:
    """Templates always fill a message with %, so a lone per cent sign there is an error when the page is made."""
    names = frozenset().union(*(places(text).printf for text in use.ids))
    for language, catalog in catalogs.items():
        message = catalog.get(use.ids[0])
        for text in forms(message) if message is not None else ():
            if fault := format_fault(text, names):
                yield f"{use.place}: {language}: {text!r}: {fault}"


def unused(uses: Iterable[Use], catalog: Catalog) -> list[str]:
    """Messages of the catalogue that no source asks for, first form only."""
    used = {use.ids[0] for use in uses}
    return sorted(text for message in catalog if message.id and (text := ids_of(message)[0]) not in used)


def command_add(options: argparse.Namespace) -> int:
    pairs = read_pairs(options.file)
    with locked():
        catalogs = {language: load(language) for language in LANGUAGES}
        added, changed = merge(catalogs, pairs)
        save(catalogs)
    print(f"{added} messages added, {changed} changed, {len(catalogs['es'])} in all.")
    return 0


def command_check(options: argparse.Namespace) -> int:
    uses = list(extracted(ROOT))
    catalogs = {language: load(language) for language in LANGUAGES}
    found = faults(uses, catalogs)
    idle = unused(uses, catalogs["es"])
    for text in idle:
        print(f"unused: {text!r}")
    for fault in found:
        print(fault, file=sys.stderr)
    distinct = len({use.ids for use in uses})
    print(f"{distinct} messages in the sources, {len(found)} faults, {len(idle)} unused.")
    return 1 if found else 0


def command_extract(options: argparse.Namespace) -> int:
    catalogs = {language: load(language) for language in LANGUAGES}
    blank: dict[str, str | list[str]] = {}
    for use in extracted(ROOT, options.paths):
        if options.missing and all(_holds(catalog, use) for catalog in catalogs.values()):
            continue
        blank["|".join(use.ids)] = "" if len(use.ids) == 1 else ["", ""]
    print(json.dumps(blank, ensure_ascii=False, indent=2, sort_keys=True))
    return 0


def command_compile(options: argparse.Namespace) -> int:
    with locked():
        save({language: load(language) for language in LANGUAGES})
    return 0


def command_prune(options: argparse.Namespace) -> int:
    uses = list(extracted(ROOT))
    with locked():
        catalogs = {language: load(language) for language in LANGUAGES}
        idle = unused(uses, catalogs["es"])
        for catalog in catalogs.values():
            for text in idle:
                catalog.delete(text)
        save(catalogs)
    print(f"{len(idle)} messages dropped.")
    return 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    add = commands.add_parser("add")
    add.add_argument("file", type=Path)
    add.set_defaults(run=command_add)
    extract = commands.add_parser("extract")
    extract.add_argument("--missing", action="store_true", help="only what a catalogue lacks")
    extract.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    extract.set_defaults(run=command_extract)
    for name, run in (("check", command_check), ("compile", command_compile), ("prune", command_prune)):
        commands.add_parser(name).set_defaults(run=run)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except CatalogueError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())

"""Reading an instrument file with the line and column of every part, and refusing what could hurt.

Only the parser of ruamel.yaml is used (YAML 1.2, `no` is text): its nodes carry their marks, from which plain data
is made here, so that a file can never build an object, and all its repeated keys are found and not only the first.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer, MaxDepthExceededError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from assess.core.rules import N_
from assess.standards.fault import WHOLE_FILE, Fault, Place

#: The largest bundled file has 0.15 MB; more than this is not an instrument.
MAX_BYTES = 2_000_000
#: A complete file is 12 deep.
MAX_DEPTH = 24
#: An instrument of a thousand criteria has fewer; more of them would only keep the reader busy.
MAX_PARTS = 100_000
#: Parts that aliases may repeat, all together: enough for shared lists of types, nothing for a bomb.
MAX_REPEATED = 10_000

Path_ = tuple[Hashable, ...]

_INT = re.compile(r"[-+]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}")
_TAG = "tag:yaml.org,2002:"
_PLAIN = frozenset(_TAG + kind for kind in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq"))


@dataclass(slots=True)
class Tree:
    """`data` is plain (dict, list, str, int, Decimal, bool, None); `keys` and `values` say where each path stands."""

    data: Any = None
    keys: dict[Path_, Place] = field(default_factory=dict)
    values: dict[Path_, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def place(self, path: Path_, *, key: bool = False) -> Place:
        """Where a path stands: its value (or its key); for one that is missing, the part that should hold it."""
        first, second = (self.keys, self.values) if key else (self.values, self.keys)
        while path:
            if found := first.get(path) or second.get(path):
                return found
            path = path[:-1]
        return self.values.get((), WHOLE_FILE)


class Unreadable(Exception):
    """The file cannot be read at all; `fault` says why."""

    def __init__(self, place: Place, message: str, fix: str, **params: object) -> None:
        self.fault = Fault(place, message, fix, params)
        super().__init__(message.format(**params))


def read_bytes(path: Path) -> bytes:
    """The bytes of a file, as far as they can be an instrument's. Raises Unreadable when it cannot be opened."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)  # one more than `parse` lets through
    except FileNotFoundError as error:
        raise Unreadable(WHOLE_FILE, N_("There is no such file."), N_("Check the name and the folder.")) from error
    except OSError as error:
        raise Unreadable(
            WHOLE_FILE, N_("The file cannot be opened."), N_("Check that it is a file and that you may read it.")
        ) from error
    return raw


def parse(raw: bytes) -> Tree:
    """The tree of a file's bytes. Raises Unreadable when it is too large and where it is not YAML text."""
    if len(raw) > MAX_BYTES:
        raise Unreadable(
            WHOLE_FILE,
            N_("The file is larger than {limit} MB."),
            N_("An instrument is a text file of well under 1 MB: check that this is the right file."),
            limit=MAX_BYTES // 1_000_000,
        )
    text = _decoded(raw)
    try:
        root = _yaml().compose(text)
    except ReaderError as error:
        raise _control_character(text, error.position) from error
    except MarkedYAMLError as error:
        raise _syntax(error) from error
    except YAMLError as error:
        raise _not_yaml(Place(1, 1)) from error
    if root is None:
        raise Unreadable(
            WHOLE_FILE, N_("The file is empty."), N_("Start from a bundled instrument of the folder standards/.")
        )
    return _Walk().tree(root)


def _decoded(raw: bytes) -> str:
    place = WHOLE_FILE
    if b"\0" not in raw:
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = raw[: error.start]
            line_start = before.rfind(b"\n") + 1
            place = Place(before.count(b"\n") + 1, len(before[line_start:].decode("utf-8", "replace")) + 1)
    raise Unreadable(
        place,
        N_("This is not a text file in UTF-8."),
        N_("Save it as plain text with the encoding UTF-8, not as a spreadsheet, a document or in Windows-1252."),
    )


class _Composer(Composer):
    """As in ruamel, but parts are counted, and a repeated anchor name, which YAML allows, is no warning."""

    def __init__(self, loader: Any = None) -> None:
        super().__init__(loader)
        self.warn_double_anchors = False
        self.parts = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise _too_many(self.parser.peek_event().start_mark)
        return super().compose_node(parent, index)


def _too_many(mark: Any) -> Unreadable:
    return Unreadable(
        Place(mark.line + 1, mark.column + 1),
        N_("The file has more than {limit} parts."),
        N_("Split it into several instruments, one per file."),
        limit=MAX_PARTS,
    )


def _yaml() -> YAML:
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _Composer
    yaml.max_depth = MAX_DEPTH
    return yaml


def _not_yaml(place: Place) -> Unreadable:
    return Unreadable(
        place,
        N_("From here on the file is not YAML."),
        N_("Check the indentation, quotes, brackets and colons of this line and of the one above it."),
    )


def _syntax(error: MarkedYAMLError) -> Unreadable:
    mark = error.problem_mark or error.context_mark
    place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
    if isinstance(error, MaxDepthExceededError):
        return _too_deep(place)
    problem = str(error.problem)
    if "mapping values are not allowed" in problem:
        return Unreadable(
            place,
            N_("A colon is not allowed here."),
            N_("Put a text that holds a colon in quotes, and check the indentation of this line."),
        )
    if "undefined alias" in problem:
        return Unreadable(
            place, N_("This alias has no anchor."), N_("Write the text out, or put it in quotes when it starts with *.")
        )
    if "\\t" in problem:
        return Unreadable(place, N_("There is a tab here."), N_("Indent with spaces."))
    if "another document" in problem:
        return Unreadable(
            place, N_("A second document starts here."), N_("Keep one instrument per file and remove the line ---.")
        )
    return _not_yaml(place)


def _too_deep(place: Place) -> Unreadable:
    return Unreadable(
        place,
        N_("The file is nested more than {limit} levels deep."),
        N_("Follow the layout of the bundled instruments: domains, standards, criteria."),
        limit=MAX_DEPTH,
    )


def _control_character(text: str, position: int) -> Unreadable:
    before = text[:position]
    place = Place(before.count("\n") + 1, position - before.rfind("\n"))
    return Unreadable(place, N_("There is a control character here."), N_("Delete it and type the text again."))


class _Walk:
    """From nodes to plain data. A part that comes up again is an alias; what aliases repeat is counted and limited."""

    def __init__(self) -> None:
        self.found = Tree()
        self.seen: set[int] = set()
        self.repeated = 0

    def tree(self, root: Node) -> Tree:
        self.found.data = self.value(root, (), False)
        return self.found

    def value(self, node: Node, path: Path_, again: bool) -> Any:
        place = _place(node)
        if len(path) > MAX_DEPTH:
            raise _too_deep(place)
        again = again or id(node) in self.seen
        self.seen.add(id(node))
        self.count(again, place)
        self.found.values[path] = place
        if str(node.tag) not in _PLAIN:
            self.fault(place, N_("The tag {tag} is not allowed."), N_("Remove it."), tag=node.tag)
        if isinstance(node, MappingNode):
            return self.mapping(node, path, again)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, index), again) for index, item in enumerate(node.value)]
        return _scalar(node)

    def mapping(self, node: MappingNode, path: Path_, again: bool) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, item in node.value:
            place = _place(key)
            if not isinstance(key, ScalarNode):
                self.fault(place, N_("A list cannot be a key."), N_("Write a word before the colon."))
                continue
            name = str(key.value)
            if name in data:
                first = self.found.keys[(*path, name)].line
                message = N_("The key {key} is repeated: it is already on line {first}.")
                self.fault(place, message, N_("Keep one of them."), key=name, first=first)
                continue
            self.found.keys[(*path, name)] = place
            data[name] = None
            data[name] = self.value(item, (*path, name), again)
            if data[name] is None:
                self.found.values[(*path, name)] = place  # the parser puts an empty value where the next part begins
        return data

    def count(self, again: bool, place: Place) -> None:
        self.repeated += again
        if self.repeated > MAX_REPEATED:
            raise Unreadable(
                place,
                N_("The aliases of this file repeat more than {limit} parts."),
                N_("Write the texts out instead of using anchors (&) and aliases (*)."),
                limit=MAX_REPEATED,
            )

    def fault(self, place: Place, message: str, fix: str, **params: object) -> None:
        self.found.faults.append(Fault(place, message, fix, params))


def _place(node: Node) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)


def _scalar(node: Node) -> str | int | Decimal | bool | None:
    """The value of a scalar; what is not plainly a number, a truth value or nothing stays the text that it is."""
    kind, text = str(node.tag).removeprefix(_TAG), str(node.value)
    if kind == "int" and _INT.fullmatch(text):
        return int(text)
    if kind == "float" and _DECIMAL.fullmatch(text):
        return Decimal(text)
    if kind == "bool" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    return None if kind == "null" else text

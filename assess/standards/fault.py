"""A fault in an instrument file: where it is, what is wrong and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from assess.core.rules import N_, RuleBroken

ERROR, WARNING = "error", "warning"


class Place(NamedTuple):
    """Line and column, both from 1; 0 and 0 when the fault is about the file as a whole."""

    line: int
    column: int


WHOLE_FILE = Place(0, 0)


@dataclass(frozen=True, slots=True)
class Fault:
    """`message` says what is wrong, `fix` what to do: catalogue ids whose `{name}` places `params` fill."""

    place: Place
    message: str
    fix: str
    params: Mapping[str, object] = field(default_factory=dict)
    severity: str = ERROR

    def told(self, say: Callable[..., str]) -> str:
        """Both sentences, in the language of the Wording `say`."""
        return f"{say(self.message, **self.params)} {say(self.fix, **self.params)}"

    def line(self, path: Path | str, say: Callable[..., str]) -> str:
        """`file:line:column: sentences`, as editors and terminals link it."""
        where = f":{self.place.line}:{self.place.column}" if self.place.line else ""
        return f"{path}{where}: {self.told(say)}"


class Faulty(RuleBroken):
    """An instrument file that cannot be used; `faults` holds them all, in the order of the file."""

    def __init__(self, path: Path | str, faults: tuple[Fault, ...]) -> None:
        self.path, self.faults = path, faults
        message = N_("{path} has faults and was not loaded. Run: assess standards check {path}")
        super().__init__(message, path=path)


def closest(word: object, known: tuple[str, ...]) -> str | None:
    """The known word that was probably meant, None when none is near."""
    found = get_close_matches(str(word)[:100].lower(), {name.lower(): name for name in known}, n=1, cutoff=0.6)
    return next((name for name in known if name.lower() == found[0]), None) if found else None

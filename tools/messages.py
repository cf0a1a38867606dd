"""Finding the messages in Python, templates and the scripts of the on-site page, and the places for values in them."""

from __future__ import annotations

import ast
import json
import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import jinja2
from jinja2 import nodes

#: Names of the calls whose first argument is a message, and of those whose first two are its two forms.
ONE_FORM = frozenset({"_", "_l", "gettext", "lazy_gettext", "N_", "w", "wording", "say", "RuleBroken"})
TWO_FORMS = frozenset({"ngettext", "lazy_ngettext", "plural", "_n"})
#: A call of frontend/onsite/words.js in a script: plain text between double quotes, two of them for plural. A pattern
#: and not Babel's reader, which loses its way in template strings inside template strings.
_TEXT = r'"((?:[^"\\\n]|\\.)*)"'
SCRIPT_CALL = re.compile(rf"(?<![\w.$])(?:(?:t|N_)\(\s*{_TEXT}|plural\(\s*{_TEXT},\s*{_TEXT})")

PRINTF_PLACE = re.compile(r"%\((\w+)\)[#0\- +]?\d*(?:\.\d+)?[diouxXeEfFgGcrsa]")
BRACE_PLACE = re.compile(r"\{([a-zA-Z_]\w*)(?:![rsa])?(?::[^{}]*)?\}")


@dataclass(frozen=True)
class Use:
    """A message in the sources: its one or two English forms, `file:line`, and whether a template fills it with %."""

    ids: tuple[str, ...]
    place: str
    printf: bool


@dataclass(frozen=True)
class Places:
    """The names that a text has places for: `%(name)s` and `{name}`."""

    printf: frozenset[str]
    brace: frozenset[str]


def places(text: str) -> Places:
    return Places(frozenset(PRINTF_PLACE.findall(text)), frozenset(BRACE_PLACE.findall(text)))


def place_fault(ids: tuple[str, ...], strings: tuple[str, ...]) -> str | None:
    """Why the values of the ids do not fit the strings; None when they do.

    A form for exactly one may leave a number out ("one visit"); every other form has all the places of its id.
    """
    wanted = {name for text in ids for name in _names(text)}
    for text in strings:
        if extra := _names(text) - wanted:
            return f"the translation has places that the message lacks: {', '.join(sorted(extra))}."
    if lost := _names(ids[-1]) - _names(strings[-1]):
        return f"the translation lacks the places {', '.join(sorted(lost))}."
    return next((fault for text in (*ids, *strings) if (fault := _unfillable(text))), None)


def _names(text: str) -> set[str]:
    found = places(text)
    return {f"%({name})s" for name in found.printf} | {f"{{{name}}}" for name in found.brace}


def _unfillable(text: str) -> str | None:
    found = places(text)
    if found.printf and (fault := format_fault(text, found.printf)):
        return fault
    if found.brace:
        try:
            list(string.Formatter().parse(text))
        except ValueError as error:
            return f"cannot be filled in: {error}."
    return None


def format_fault(text: str, names: Iterable[str]) -> str | None:
    """Why `text % {name: value}` would fail; None when it would not. A per cent sign of its own is written %%."""
    try:
        text % dict.fromkeys(names, 0)
    except (KeyError, ValueError, TypeError) as error:
        return f"cannot be filled in ({error!r}); a per cent sign of its own is written %%."
    return None


def extracted(root: Path, paths: Iterable[Path] = ()) -> Iterator[Use]:
    """Every message of the sources in the order of the files; `paths` narrow it to some of them."""
    wanted = [path.resolve() for path in paths]
    folders = [("assess", "*.py"), ("templates", "*.*"), ("frontend/onsite", "*.js")]
    sources = [path for folder, kind in folders for path in sorted((root / folder).rglob(kind))]
    classes = _rule_classes(root)
    for path in sources:
        if wanted and not any(path.is_relative_to(one) for one in wanted):
            continue
        place = str(path.relative_to(root))
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            yield from python_uses(text, place, classes)
        elif path.suffix == ".js":
            yield from script_uses(text, place)
        else:
            yield from template_uses(text, place)


def _rule_classes(root: Path) -> frozenset[str]:
    """Names of the classes made from RuleBroken: their first argument is a message too."""
    text = (path.read_text(encoding="utf-8") for path in (root / "assess").rglob("*.py"))
    return frozenset(name for source in text for name in re.findall(r"^\s*class (\w+)\(RuleBroken\)", source, re.M))


def python_uses(source: str, place: str, also: frozenset[str] = frozenset()) -> Iterator[Use]:
    for node in ast.walk(ast.parse(source, filename=place)):
        if isinstance(node, ast.Call):
            name = _called(node.func)
            count = 2 if name in TWO_FORMS else 1 if name in ONE_FORM or name in also else 0
            for ids in _forms([_python_texts(argument) for argument in node.args[:count]], count):
                yield Use(ids, f"{place}:{node.lineno}", printf=False)


def script_uses(source: str, place: str) -> Iterator[Use]:
    """The texts of t("…"), N_("…") and plural("…", "…"), also inside template strings."""
    for found in SCRIPT_CALL.finditer(source):
        ids = tuple(json.loads(f'"{text}"') for text in found.groups() if text)
        yield Use(ids, f"{place}:{source.count(chr(10), 0, found.start()) + 1}", printf=False)


def _called(node: ast.expr) -> str:
    """`w` for `w(…)`, for `self.w(…)` and for `Wording("es")(…)` alike; the language of Wording is no message."""
    if isinstance(node, ast.Call):
        return "w" if _called(node.func) == "Wording" else ""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _python_texts(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _python_texts(node.body) + _python_texts(node.orelse)
    return []


def environment() -> jinja2.Environment:
    """Reads templates as the application does: gettext of the new style, which always fills with %."""
    made = jinja2.Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"])
    made.extend(newstyle_gettext=True)
    return made


def template_uses(source: str, place: str) -> Iterator[Use]:
    for node in environment().parse(source, filename=place).find_all(nodes.Call):
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        count = 2 if name in TWO_FORMS else 1 if name in ONE_FORM else 0
        for ids in _forms([_template_texts(argument) for argument in node.args[:count]], count):
            yield Use(ids, f"{place}:{node.lineno}", printf=True)


def _template_texts(node: nodes.Expr) -> list[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, nodes.TemplateData):
        return [node.data]
    if isinstance(node, nodes.CondExpr):
        return _template_texts(node.expr1) + (_template_texts(node.expr2) if node.expr2 else [])
    if isinstance(node, nodes.Concat):
        joined = [_template_texts(part) for part in node.nodes]
        return ["".join(part[0] for part in joined)] if all(len(part) == 1 for part in joined) else []
    return []


def _forms(texts: list[list[str]], count: int) -> Iterator[tuple[str, ...]]:
    """One tuple of forms for each alternative; nothing for an empty text or a variable."""
    if count and len(texts) == count and all(texts):
        yield from (ids for ids in zip(*texts, strict=False) if all(ids))

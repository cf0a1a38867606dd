"""Finds the words that a template shows without asking the catalogues, and code that its page may not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import nodes

from tools.messages import ONE_FORM, TWO_FORMS, environment

#: The same in every language: names, and signs that the method gives a letter.
ALLOWED = frozenset({"Assess", "Español", "English", "PDF", "CSV", "XLSX", "JSON", "API", "NR", "NA", "NE", "SS"})
SHOWN_ATTRIBUTES = frozenset({"title", "aria-label", "aria-description", "aria-roledescription", "alt", "placeholder"})
WORD = re.compile(r"[^\W\d_]{2,}")
#: A text for people, as opposed to a class or the name of a field: it starts like a sentence.
SENTENCE = re.compile(r"^[¿¡]?[A-ZÁÉÍÓÚÑ][a-záéíóúñ]")


def bare_words(text: str) -> list[str]:
    return [word for word in WORD.findall(text) if word not in ALLOWED]


#: A block that fills an attribute of base.html: the class of <main> is not shown to anybody.
CLASS_BLOCK = re.compile(r"({%-? *block \w+_class *-?%})[\w -]*({%-? *endblock *-?%})")


def without_jinja(source: str) -> str:
    """The template's own text, every line where it was; tags, expressions and translated blocks become spaces."""
    kept, line, translated, name_next = [], 1, False, False
    for number, kind, value in environment().lexer.tokeniter(CLASS_BLOCK.sub(r"\1\2", source), None):
        if kind == "name" and name_next:
            translated = value == "trans" or (translated and value != "endtrans")
        name_next = kind == "block_begin" or (name_next and kind == "whitespace")
        if kind == "data" and not translated:
            kept.append("\n" * (number - line) + value)
            line = number + value.count("\n")
        elif kind.endswith("_begin"):
            kept.append(" ")
    return "".join(kept)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[tuple[int, str]] = []
        self.code: list[tuple[int, str]] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        line, values = self.getpos()[0], {name: value or "" for name, value in attributes}
        self.inside = tag
        for name in values:
            if name == "style" or (name.startswith("on") and name.isalpha()):
                self.code.append((line, f"{name}= attribute"))
        for text in _shown(tag, values):
            self.words += [(line, word) for word in bare_words(text)]

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in ("script", "style"):
            self.code += [(self.getpos()[0], f"<{self.inside}> with a body")] if data.strip() else []
            return
        first = self.getpos()[0]
        for offset, text in enumerate(data.split("\n")):
            self.words += [(first + offset, word) for word in bare_words(text)]


def _shown(tag: str, values: dict[str, str]) -> Iterator[str]:
    yield from (value for name, value in values.items() if name in SHOWN_ATTRIBUTES)
    yield from (value for name, value in values.items() if name.startswith("data-") and SENTENCE.match(value))
    if tag == "meta" and values.get("name") in ("description", "application-name"):
        yield values.get("content", "")
    if tag == "input" and values.get("type") in ("submit", "button", "reset"):
        yield values.get("value", "")
    if tag in ("option", "optgroup", "track"):
        yield values.get("label", "")


def _page(source: str) -> _Page:
    page = _Page()
    page.feed(without_jinja(source))
    page.close()
    return page


def bare_text(source: str) -> list[tuple[int, str]]:
    """(line, word) for every word outside the catalogues: in the text, in attributes people meet, in expressions."""
    return sorted({*_page(source).words, *_bare_constants(environment().parse(source))})


def inline_code(source: str) -> list[tuple[int, str]]:
    """(line, what) for every style attribute, event attribute, and script or style element with a body."""
    return _page(source).code


def _bare_constants(node: nodes.Node) -> Iterator[tuple[int, str]]:
    """Sentences written inside Jinja expressions: {{ button("Save") }}, {% set title = "Plan" %}."""
    if isinstance(node, nodes.Compare | nodes.Test | nodes.TemplateData | nodes.Getitem):
        return
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in ONE_FORM | TWO_FORMS:
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and SENTENCE.match(node.value):
        yield from ((node.lineno, word) for word in bare_words(node.value))
    for child in node.iter_child_nodes():
        yield from _bare_constants(child)

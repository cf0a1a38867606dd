"""Every word of a page comes from the catalogues, and no page holds code of its own."""

import re
from pathlib import Path

import pytest

from tests.bare_text import bare_text, inline_code

FOLDER = Path(__file__).parent.parent / "templates"
TEMPLATES = sorted(path for path in FOLDER.rglob("*") if path.is_file())


def test_there_are_templates():
    assert TEMPLATES


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_no_template_holds_bare_text(path):
    found = bare_text(path.read_text(encoding="utf-8"))
    assert not found, "\n".join(f"{path}:{line}: {word!r} is not from the catalogues" for line, word in found)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_no_template_holds_code_that_the_security_policy_blocks(path):
    found = inline_code(path.read_text(encoding="utf-8"))
    assert not found, "\n".join(f"{path}:{line}: {what}" for line, what in found)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Save</p>", [(1, "Save")]),
        ("{# a\nremark #}\n<p>{{ x }}\n now</p>", [(4, "now")]),
        ('<a title="Go {{ there }}">', [(1, "Go")]),
        ('<img alt="Map">', [(1, "Map")]),
        ('<meta name="description" content="Visits">', [(1, "Visits")]),
        ('<input type="submit" value="Send">', [(1, "Send")]),
        ('<b data-done="Saved">', [(1, "Saved")]),
        ('{{ button("Save") }}', [(1, "Save")]),
        ('{% set title = "Plan" %}', [(1, "Plan")]),
        ("{% if x -%}\n\n  <p>\n  yes{% endif %}", [(4, "yes")]),
        ("&Aacute;mbito", [(1, "Ámbito")]),
    ],
)
def test_bare_text_is_found_with_its_line(source, found):
    assert bare_text(source) == found


@pytest.mark.parametrize(
    "source",
    [
        '{{ _("Save") }}',
        '<a title="{{ _("Go") }}" class="big button" href="/facilities">{{ ngettext("%(num)d", "%(num)d x", 2) }}</a>',
        "{% trans %}Hello{% endtrans %}",
        '<p {% if x == "Draft" %}hidden{% endif %}>1 / 2 &middot; Assess</p>',
        "<!-- a remark for the reader of the source -->",
        "<kbd>n</kbd>",
    ],
)
def test_what_is_translated_or_never_shown_is_left_alone(source):
    assert bare_text(source) == []


@pytest.mark.parametrize(
    "source", ['<p style="color:red">', "<a onclick=go()>", "<script>go()</script>", "<style>p {}</style>"]
)
def test_inline_code_is_found(source):
    assert len(inline_code(source)) == 1


def test_a_script_by_address_is_no_inline_code():
    assert inline_code('<script src="/static/dist/app.js" type="module"></script><p>1</p>') == []


@pytest.mark.parametrize("path", ["plans/_table.html", "plans/index.html", "health/details.html"])
def test_what_something_stands_at_is_not_called_a_state(path):
    """In Spanish a state is an entidad: a column about an action that says so is nonsense."""
    page = (FOLDER / path).read_text(encoding="utf-8")
    assert re.findall(r"_\(['\"]State['\"]\)", page) == []

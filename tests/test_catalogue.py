"""What the product says exists in Spanish and in English, and every value has its place in both."""

import gettext
import json
import re
import subprocess
import sys
from io import BytesIO

import pytest

from tools import catalogue
from tools.messages import python_uses, template_uses

ONSITE_WORDS = catalogue.ROOT / "frontend" / "onsite" / "words" / "es.json"
#: "Tú" where the product says "usted": its pronouns, and the imperatives that a sentence of ours might begin with.
FAMILIAR = re.compile(
    r"\b(?:tus?|ti|contigo|tú|te|tienes|puedes|debes|quieres|estás)\b|"
    r"\b(?:Prepára|Envía|Intént|Entréga|Guárda|Revísa|Ábre|Trá|Quíta|Agréga|Corríge|Elíge)a?(?:la|lo|las|los|me)\b|"
    r"\. (?:Abre|Agrega|Corrige|Elige (?!quien)|Entrega|Envía|Escribe|Inicia|Intenta|Mira|Pide|Prepara|Propón|Vuelve) |"
    r"^(?:Elige al|Elige un|Primero elige|Marca los|Tu )|, (?:inténta|envía)lo\b",
    re.IGNORECASE,
)
LANGUAGES = pytest.mark.parametrize("language", catalogue.LANGUAGES)


@pytest.fixture(scope="module")
def uses():
    return list(catalogue.extracted(catalogue.ROOT))


@pytest.fixture(scope="module")
def catalogs():
    return {language: catalogue.load(language) for language in catalogue.LANGUAGES}


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    monkeypatch.setattr(catalogue, "TRANSLATIONS", tmp_path / "translations")
    return tmp_path


def pairs_file(folder, pairs):
    path = folder / "pairs.json"
    path.write_text(json.dumps(pairs))
    return path


def entry(po, message):
    return next(part for part in po.split("\n\n") if f'msgid "{message}"' in part)


# The catalogues of the product


def test_every_message_is_in_both_languages_with_its_places(uses, catalogs):
    assert len(uses) > 100
    found = catalogue.faults(uses, catalogs)
    assert not found, "\n".join(found)


def test_no_message_has_outlived_its_use(uses, catalogs):
    assert catalogue.unused(uses, catalogs["es"]) == []


def test_both_catalogues_hold_the_same_messages(catalogs):
    assert {message.id for message in catalogs["en"]} == {message.id for message in catalogs["es"]}


@LANGUAGES
def test_the_compiled_catalogue_says_what_the_readable_one_says(language, catalogs, tmp_path):
    fresh = tmp_path / "messages.mo"
    fresh.write_bytes(catalogue.mo_bytes(catalogs[language]))
    compiled = [
        gettext.GNUTranslations(BytesIO(path.read_bytes()))
        for path in (fresh, catalogue.po_path(language).with_suffix(".mo"))
    ]
    first, second = ({key: text for key, text in one._catalog.items() if key} for one in compiled)
    assert first == second


@LANGUAGES
def test_the_readable_catalogue_is_as_the_tool_writes_it(language, catalogs):
    assert catalogue.po_path(language).read_bytes() == catalogue.po_bytes(catalogs[language])


def test_everybody_is_addressed_formally(catalogs):
    texts = [text for message in catalogs["es"] for text in catalogue.forms(message)]
    texts += json.dumps(json.loads(ONSITE_WORDS.read_text()), ensure_ascii=False, indent=0).splitlines()
    assert [text for text in texts if FAMILIAR.search(text)] == []


def test_children_are_never_called_minors(catalogs):
    texts = [text for message in catalogs["es"] for text in catalogue.forms(message)]
    assert [text for text in texts if re.search(r"\bmenores\b|\bmenor de edad\b", text, re.IGNORECASE)] == []


# Finding messages


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('flash(_("Saved"))', [("Saved",)]),
        ('self.w("One " "two", name=w("three"))', [("One two",), ("three",)]),
        ('raise RuleBroken("Level {level}", field="level", level=4)', [("Level {level}",)]),
        ('_("Open" if open else "Closed")', [("Open",), ("Closed",)]),
        ('ngettext("a visit", "%(num)d visits", n)', [("a visit", "%(num)d visits")]),
        ('w.plural("a visit", "{number} visits", n)', [("a visit", "{number} visits")]),
        ('Wording("es")("Plan")', [("Plan",)]),
        ("_(text)", []),
        ('print("Nothing")', []),
    ],
)
def test_messages_are_found_in_python(source, found):
    assert [use.ids for use in python_uses(source, "file.py")] == found


def test_a_class_made_from_rule_broken_carries_messages_too():
    assert [use.ids for use in python_uses('Stale("Gone")', "file.py", frozenset({"Stale"}))] == [("Gone",)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('{{ _("Saved") }}', [("Saved",)]),
        ('{{ card(title=_("Plan")) }}', [("Plan",)]),
        ('{{ _("Open" if x else "Closed") }}', [("Open",), ("Closed",)]),
        ('{{ ngettext("a visit", "%(num)d visits", n) }}', [("a visit", "%(num)d visits")]),
        ("{% trans name=x %}Hello {{ name }}{% endtrans %}", [("Hello %(name)s",)]),
    ],
)
def test_messages_are_found_in_templates(source, found):
    assert [use.ids for use in template_uses(source, "page.html")] == found


# Faults


def test_a_message_without_translation_is_a_fault(elsewhere):
    catalogs = {language: catalogue.load(language) for language in catalogue.LANGUAGES}
    uses = python_uses('_("Saved")', "file.py")
    assert catalogue.faults(uses, catalogs) == ["file.py:1: 'Saved' is missing in en and es"]


def test_a_fuzzy_message_is_a_fault(elsewhere):
    catalog = catalogue.load("es")
    catalog.add("Saved", "Guardado", flags={"fuzzy"})
    assert "fuzzy" in catalogue.faults([], {"es": catalog})[0]


def test_a_lone_per_cent_sign_in_a_template_is_a_fault(elsewhere):
    catalog = catalogue.load("es")
    catalog.add("Half, 50 %", "La mitad, 50 %")
    assert "written %%" in catalogue.faults(template_uses('{{ _("Half, 50 %") }}', "page.html"), {"es": catalog})[0]


@pytest.mark.parametrize(
    ("pairs", "fault"),
    [
        ({"Level {level}": "Nivel"}, "lacks the places {level}"),
        ({"Level": "Nivel {level}"}, "places that the message lacks: {level}"),
        ({"%(n)s days": "%(m)s días"}, "places that the message lacks: %(m)s"),
        ({"a|b": ["una"]}, "2 English and 1 Spanish forms"),
        ({"%(num)d visit|%(num)d visits": ["una visita", "visitas"]}, "lacks the places %(num)s"),
        ({"%(n)s %": "%(n)s %"}, "written %%"),
        ({"Saved": " "}, "has no translation"),
        (["Saved"], "expected one object"),
    ],
)
def test_a_translation_that_does_not_fit_is_refused_and_nothing_is_written(elsewhere, capsys, pairs, fault):
    assert catalogue.main(["add", str(pairs_file(elsewhere, pairs))]) == 1
    assert fault in capsys.readouterr().err
    assert not catalogue.TRANSLATIONS.exists()


# Adding


def test_added_messages_are_sorted_undated_and_compiled(elsewhere):
    catalogue.main(["add", str(pairs_file(elsewhere, {"Save": "Guardar", "Add": "Agregar"}))])
    text = catalogue.po_path("es").read_text()
    assert text.index('"Add"') < text.index('"Save"')
    assert not re.search("Date|Generated-By", text)
    assert gettext.translation("messages", catalogue.TRANSLATIONS, ["es"]).gettext("Add") == "Agregar"


def test_english_repeats_the_message_with_both_forms(elsewhere):
    pairs = {"%(num)d visit|%(num)d visits": ["una visita", "%(num)d visitas"]}
    catalogue.main(["add", str(pairs_file(elsewhere, pairs))])
    english = gettext.translation("messages", catalogue.TRANSLATIONS, ["en"])
    assert english.ngettext("%(num)d visit", "%(num)d visits", 2) == "%(num)d visits"
    assert 'msgstr[0] "una visita"' in entry(catalogue.po_path("es").read_text(), "%(num)d visit")


def test_adding_the_same_again_changes_no_byte(elsewhere):
    pairs = pairs_file(elsewhere, {"Save": "Guardar", "Add": "Agregar"})
    catalogue.main(["add", str(pairs)])
    before = {path: path.read_bytes() for path in catalogue.TRANSLATIONS.rglob("messages.*")}
    catalogue.main(["add", str(pairs)])
    assert len(before) == 4
    assert {path: path.read_bytes() for path in before} == before


def test_two_who_add_at_once_lose_nothing(elsewhere):
    code = "import sys; from pathlib import Path; from tools import catalogue as c; c.TRANSLATIONS = Path(sys.argv[1])"
    files = []
    for part in range(4):
        files.append(elsewhere / f"{part}.json")
        files[-1].write_text(json.dumps({f"Text {part}-{number}": "x" for number in range(50)}))
    running = [
        subprocess.Popen([sys.executable, "-c", f"{code}; c.main(['add', sys.argv[2]])", catalogue.TRANSLATIONS, file],
                         cwd=catalogue.ROOT, stdout=subprocess.DEVNULL)
        for file in files
    ]  # fmt: skip
    assert [process.wait() for process in running] == [0] * 4
    assert len(catalogue.load("es")) == 200

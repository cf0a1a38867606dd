"""The words of the on-site page come from the catalogues, and no sentence of it is anywhere else."""

import json
import re

import pytest

from tools import catalogue, words
from tools.messages import script_uses

SOURCES = sorted(words.SOURCES.rglob("*.js"))
#: Letters before a closing tag, or in an attribute that people are told: text that never went through t().
BARE = re.compile(r'>\s*[A-Za-zÁ-ú][^<>{}`$]*[a-zá-ú]\s*</|(?:aria-label|placeholder|title)="[A-Za-z][^"$]+"')
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
#: A text chosen inside the call; `?.` and `??` choose no text.
CHOSEN = re.compile(r"['`]|[^\"?]*\?(?![?.])[^\"]*\"")


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_the_committed_words_are_those_of_the_catalogues(language):
    assert (words.FOLDER / f"{language}.json").read_text(encoding="utf-8") == words.content(language)


def test_stale_words_are_told_and_written_anew(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(words, "ROOT", tmp_path)
    monkeypatch.setattr(words, "FOLDER", tmp_path / "words")
    monkeypatch.setattr(words, "content", lambda language: json.dumps({"Save": language}))

    assert words.main(["--check"]) == 1
    assert "words/es.json" in capsys.readouterr().err
    assert words.main([]) == 0
    assert words.main(["--check"]) == 0


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('t("Saved")', [("Saved",)]),
        ('const words = { a: N_("Not met") };', [("Not met",)]),
        ('html`${t("Level {n}", { n })}${all.map((one) => html`<b>${t("deep")}</b>`)}`', [("Level {n}",), ("deep",)]),
        ('plural("{number} photo", "{number} photos", n)', [("{number} photo", "{number} photos")]),
        ('t(\n  "over two lines",\n)', [("over two lines",)]),
        ('t("a \\"quoted\\" word")', [('a "quoted" word',)]),
        ("t(words[code])", []),
        ('start("Nothing"); that.t("nothing")', []),
    ],
)  # fmt: skip
def test_messages_are_found_in_scripts(source, found):
    assert [use.ids for use in script_uses(source, "file.js")] == found


def test_every_call_in_the_sources_is_one_that_is_found():
    """A text in other quotes, or chosen inside the call, would reach people in English only."""
    missed = []
    for path in SOURCES:
        source = path.read_text(encoding="utf-8")
        calls = re.findall(r"(?<![\w.$])(?:t|N_|plural)\(\s*([^)]{0,60})", source)
        missed += [f"{path.name}: {call}" for call in calls if CHOSEN.match(call)]
    assert missed == []


def test_no_sentence_stands_outside_the_catalogues():
    found = []
    for path in SOURCES:
        code = COMMENT.sub("", path.read_text(encoding="utf-8")).replace("=>", "")
        found += [f"{path.name}: {match.group(0)}" for match in BARE.finditer(code)]
    assert found == []
    assert BARE.search("<p>Saved</p>")
    assert BARE.search('<b title="Saved">')


def test_a_sentence_that_is_its_own_translation_is_left_out():
    assert words.words("en") == {}
    assert words.words("es")["Menu"] == "Menú"

"""What every page promises, in both languages: valid, named, labelled, translated, and marked in the demo."""

from __future__ import annotations

import re

import html5lib
import pytest
from bs4 import BeautifulSoup, Comment

from tests.web.access_matrix import PUBLIC, TABLE
from tools.catalogue import load

#: Not pages: files, and JSON with everything whose name begins with "api" or "onsite.".
FILES = {
    "onsite_page.worker",
    "onsite_page.manifest",
    "health.show", "facilities.export", "facilities.template", "results.pdf", "results.blank", "comparison.states_csv",
    "comparison.state_csv", "instruments.download", "evidence.show", "evidence.thumbnail",
}  # fmt: skip
#: Drawn by its script from the device, without any data of the server: tests/browser/onsite looks at it.
DRAWN = {"onsite_page.index", "onsite_page.visit"}
#: Whose page it is not: it sends people on.
REDIRECTS = {"home.index", "visits.calibration"}
PAGES = {
    name.split()[1]: row
    for name, row in TABLE.items()
    if name.startswith("GET")
    and not name.startswith(("GET api", "GET onsite."))
    and name.split()[1] not in FILES | REDIRECTS
}
LANGUAGES = {"es": "es-MX", "en": "en"}
POLICY = "default-src 'self'"


PLACE = re.compile(r"(%\(\w+\)[sd]|\{\w+\})")


class Sentences:
    """Texts of a catalogue, to find again on a page whatever their places were filled with."""

    def __init__(self, texts):
        telling = {text for text in texts if re.search(r"[^\W\d_]{4}", PLACE.sub("", text))}
        self.plain = {text.replace("%%", "%") for text in telling if not PLACE.search(text)}
        self.filled = re.compile("|".join(map(self._pattern, sorted(telling - self.plain))) or "$.")

    @staticmethod
    def _pattern(text):
        parts = PLACE.split(text)
        return "(?:" + "".join(".+" if PLACE.match(p) else re.escape(p.replace("%%", "%")) for p in parts) + ")"

    def hold(self, text):
        return text in self.plain or bool(self.filled.fullmatch(text))


@pytest.fixture(scope="session")
def foreign():
    """language -> what its pages must not say: sentences that the other language words otherwise."""
    pairs = []
    for message in load("es"):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
        pairs += [(one, other) for one, other in zip(ids, texts, strict=False) if one and other and one != other]
    english, spanish = {e for e, _ in pairs}, {s for _, s in pairs}
    return {"es": Sentences(english - spanish), "en": Sentences(spanish - english)}


def read(app, path, language, person=None):
    headers = {"Accept-Language": language} | ({"Cookie": f"assess={person.cookie}"} if person else {})
    return app.test_client(use_cookies=False).get(path, headers=headers)


def reader(crowd, row):
    return None if row.may == PUBLIC else crowd.home[row.may[0]]


def texts_of(soup):
    """Everything that a person reads or is read aloud, but for what is marked as another language."""
    for node in soup.find_all(string=True):
        if isinstance(node, Comment) or node.find_parent(["script", "style", "code"]):
            continue
        said_in = next((p["lang"] for p in node.parents if p.has_attr("lang")), "")
        if node.strip() and said_in == soup.html["lang"]:
            yield " ".join(node.split())
    for tag in soup.find_all(True):
        for name in ("aria-label", "title", "placeholder", "alt"):
            if tag.get(name):
                yield " ".join(tag[name].split())


def faults(answer, language, foreign):
    """What is wrong with a page, in words."""
    page = answer.get_data(as_text=True)
    try:
        html5lib.HTMLParser(strict=True).parse(page)
    except html5lib.html5parser.ParseError as error:
        yield f"not valid: {error}"
    soup = BeautifulSoup(page, "html.parser")
    if soup.html.get("lang") != LANGUAGES[language]:
        yield "wrong lang"
    if len(soup.find_all("h1")) != 1 or not soup.h1.get_text(strip=True):
        yield f"{len(soup.find_all('h1'))} h1"
    if not soup.title.get_text(strip=True).split("·")[0].strip():
        yield "no title"
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    yield from (f"id twice: {id}" for id in {id for id in ids if ids.count(id) > 1})
    yield from unlabelled(soup)
    yield from (f"inline code: {tag}" for tag in soup.find_all(True) if inline(tag))
    if not soup.select("form.languages button[name=language]"):
        yield "no language switch"
    for text in texts_of(soup):
        if foreign[language].hold(text):
            yield f"not translated: {text}"


def unlabelled(soup):
    pointed = {label.get("for") for label in soup.find_all("label")}
    for field in soup.find_all(["input", "select", "textarea"]):
        named = field.get("id") in pointed or field.find_parent("label") or field.get("aria-label")
        if not named and not field.get("aria-labelledby") and field.get("type") not in ("hidden", "submit"):
            yield f"no label: {field}"


def inline(tag):
    return (
        tag.has_attr("style")
        or any(name.startswith("on") for name in tag.attrs)
        or (tag.name in ("script", "style") and not tag.get("src"))
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_valid_named_labelled_and_translated(app, address, crowd, foreign, language):
    wrong = []
    for endpoint, row in PAGES.items():
        answer = read(app, address(endpoint, row), language, reader(crowd, row))
        assert answer.status_code == 200, f"{endpoint}: {answer.status_code}"
        drawn = endpoint in DRAWN
        wrong += [f"{endpoint}: {fault}" for fault in (() if drawn else faults(answer, language, foreign))]
        kept = {"kept by caches"} if drawn else set()
        wrong += [f"{endpoint}: {fault}" for fault in policy_faults(answer) if fault not in kept]
    assert not wrong, "\n".join(dict.fromkeys(wrong))


def policy_faults(answer):
    policy = answer.headers.get("Content-Security-Policy", "")
    if POLICY not in policy or "unsafe" in policy:
        yield f"policy: {policy}"
    if answer.headers.get("Cache-Control") != "no-store":
        yield "kept by caches"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refused_form_keeps_the_same_promises(world, foreign, language):
    wrong, seen = [], 0
    for name, row in TABLE.items():
        method, endpoint = name.split()
        if method != "POST" or row.may == PUBLIC or endpoint.startswith("sync"):
            continue
        person = world.crowd.home[row.may[0]]
        answer = world.app.test_client(use_cookies=False).post(
            world.address(endpoint, row),
            headers={"Cookie": f"assess={person.cookie}", "X-CSRFToken": person.token, "Accept-Language": language},
        )
        if answer.status_code == 422:
            seen += 1
            wrong += [f"{endpoint}: {fault}" for fault in faults(answer, language, foreign)]
    assert seen > 10
    assert not wrong, "\n".join(dict.fromkeys(wrong))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/accounts", 403)])
def test_a_page_of_refusal_keeps_the_same_promises(app, crowd, foreign, language, path, status):
    answer = read(app, path, language, crowd.home["A"])
    assert answer.status_code == status
    assert list(faults(answer, language, foreign)) == []


@pytest.mark.parametrize("demo", [True, False])
def test_every_page_of_a_demo_says_so_and_no_other(app, address, crowd, demo):
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"demo": demo})
    wrong = []
    for endpoint, row in PAGES.items():
        page = BeautifulSoup(read(app, address(endpoint, row), "es", reader(crowd, row)).data, "html.parser")
        banner = page.select_one("aside.demo")
        if bool(banner and "Demostración" in banner.get_text()) is not demo:
            wrong.append(endpoint)
    assert wrong == []


def test_what_is_not_translated_is_found(foreign):
    assert foreign["es"].hold("Who may sign in, and what they may do where.")
    assert foreign["es"].hold("3 of 136 shown")
    assert not foreign["es"].hold("Quién puede entrar y qué puede hacer en qué lugar.")
    assert foreign["en"].hold("Quién puede entrar y qué puede hacer en qué lugar.")

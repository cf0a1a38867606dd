"""Which language a reader gets, and that both say what the other says."""

from __future__ import annotations

import pytest

from assess.core.rules import RuleBroken
from assess.wording import Wording
from tests.instruments import token_of


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [("en-GB,en;q=0.9", "en"), ("es-ES", "es-MX"), ("fr-FR,fr", "es-MX"), ("", "es-MX"), ("fr,en;q=0.5", "en")],
)
def test_the_browser_decides_while_nobody_has_chosen(client, accepted, lang):
    page = client.get("/sign-in", headers={"Accept-Language": accepted}).get_data(as_text=True)
    assert f'<html lang="{lang}"' in page


def test_a_choice_is_kept_for_the_browser(client):
    token = token_of(client.get("/sign-in").get_data(as_text=True))
    client.post("/language", data={"language": "en", "csrf_token": token})
    page = client.get("/sign-in", headers={"Accept-Language": "es"}).get_data(as_text=True)
    assert '<html lang="en"' in page


def test_the_switch_returns_to_the_page_with_its_filters(client):
    page = client.get("/sign-in?next=/instruments").get_data(as_text=True)
    data = {"language": "en", "csrf_token": token_of(page), "next": "/sign-in?next=/instruments"}
    assert client.post("/language", data=data).location == "/sign-in?next=/instruments"


def test_the_switch_offers_the_other_language_in_its_own_words(client):
    page = client.get("/sign-in", headers={"Accept-Language": "es"}).get_data(as_text=True)
    assert 'value="en" lang="en">English</button>' in page


def test_dates_and_numbers_follow_mexico_in_spanish():
    assert Wording("es").locale == "es_MX"


def test_a_broken_rule_is_told_in_either_language():
    broken = RuleBroken("Use at most {n} characters.", n=128)
    assert Wording("en").broken(broken) == "Use at most 128 characters."
    assert Wording("es").broken(broken) == "Use como máximo 128 caracteres."


def test_a_text_with_braces_from_a_person_is_no_place_to_fill():
    broken = RuleBroken("“{text}” is not an e-mail address. Write it as name@example.org.", text="{n}")
    assert "{n}" in Wording("es").broken(broken)


def test_an_unknown_language_is_spanish():
    assert Wording("fr").language == "es"

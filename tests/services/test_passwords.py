"""What a password must be: long, and not what everybody would try first (P33)."""

from __future__ import annotations

import pytest

from assess.core.rules import RuleBroken
from assess.services import passwords


@pytest.mark.parametrize(
    "password", ["un faro entre la niebla", "nubes sobre el faro", "ñandú azul 93", "correcthorsebattery"]
)
def test_a_sentence_of_one_s_own_is_taken(password):
    passwords.check(password, "ana@example.org", "Ana Ejemplo")


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "at least 12"),
        ("once letras", "at least 12"),
        ("x" * 129, "at most 128"),
        ("aaaaaaaaaaaa", "easy to guess"),
        ("123456789012", "easy to guess"),
        ("password1234", "easy to guess"),
        ("Contraseña2026", "easy to guess"),
        ("AlbergueDIF2026!", "easy to guess"),
        ("qwertyqwerty", "easy to guess"),
        ("AnaEjemplo2026", "easy to guess"),
        ("ana.ejemplo@example.org", "easy to guess"),
        ("MÉXICO-procuraduría", "easy to guess"),
        ("abcabcabcabc", "easy to guess"),
    ],
)
def test_what_everybody_would_try_is_refused_with_a_sentence(password, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        passwords.check(password, "ana.ejemplo@example.org", "Ana Ejemplo")


def test_nothing_is_asked_about_its_composition():
    passwords.check("solo minusculas con espacios", "ana@example.org", "Ana")


def test_a_first_password_is_long_clear_and_never_the_same():
    made = {passwords.first() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        passwords.check(password)
        assert len(password) == 23
        assert not set(password) & set("ilo01")

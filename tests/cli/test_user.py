"""`assess user …`: the first account of all, closing and resetting."""

from __future__ import annotations

import re

import pytest

from tests.dumps import counts


@pytest.fixture
def added(run):
    done = run(
        "user", "add", "Ana@example.org", "--name", "Ana Ejemplo", "--role", "state_authority", "--state", "Coahuila"
    )
    assert done.exit_code == 0, done.output
    return done


def test_an_account_is_opened_and_its_first_password_printed(added):
    assert re.search(r"Account Ana@example.org is open. First password: \S{23}\n", added.output)


def test_a_second_one_with_the_same_address_is_refused(added, run):
    again = run("user", "add", "ana@example.org", "--role", "observer")
    assert (again.exit_code, "There is already an account" in again.output) == (1, True)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--role", "king"), "is not a role"),
        (("--role", "state_authority"), "needs its state"),
        (("--role", "assessor", "--state", "Atlantis"), "There is no state “Atlantis”."),
        (("--role", "director"), "always the director of one facility"),
        (("--role", "director", "--facility", "F-0"), "There is no facility with folio F-0."),
        ((), "--role is missing"),
    ],
)
def test_a_right_that_cannot_be_is_refused_and_nothing_is_kept(run, tmp_path, options, sentence):
    refused = run("user", "add", "eva@example.org", *options)
    assert refused.exit_code == 1
    assert sentence in refused.output
    database = tmp_path / "instance" / "assess.sqlite"
    assert not database.exists() or counts(f"sqlite:///{database}")["user_account"] == 0


def test_an_address_that_is_none_is_refused(run):
    refused = run("user", "add", "ana", "--role", "admin")
    assert refused.exit_code == 1
    assert "is not an e-mail address" in refused.output


def test_an_account_is_closed_and_reset(added, run):
    assert run("user", "disable", "ana@example.org").exit_code == 0
    assert re.search(r"New first password of .*: \S{23}\n", run("user", "reset", "ana@example.org").output)


@pytest.mark.parametrize("verb", ["disable", "reset"])
def test_an_unknown_account_is_told_in_both_languages(run, verb):
    assert "There is no account for zoe@example.org." in run("user", verb, "zoe@example.org").output
    refused = run("user", verb, "zoe@example.org", lang="es")
    assert (refused.exit_code, "No hay una cuenta para zoe@example.org." in refused.output) == (1, True)

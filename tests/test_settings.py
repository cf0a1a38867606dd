"""Settings: safe by default, and production refuses each unsafe one by itself (P35)."""

from __future__ import annotations

import stat

import pytest
from pydantic import ValidationError

from assess import create_app
from assess.settings import Settings

SAFE = {"mode": "production", "secret_key": "s" * 32, "trusted_hosts": ["assess.example.org"], "https": True}


@pytest.mark.parametrize(
    ("unsafe", "sentence"),
    [
        ({"secret_key": None}, "ASSESS_SECRET_KEY must be set to at least 32 characters"),
        ({"secret_key": "s" * 31}, "ASSESS_SECRET_KEY must be set to at least 32 characters"),
        ({"trusted_hosts": []}, "ASSESS_TRUSTED_HOSTS must name the host"),
        ({"https": False}, "ASSESS_HTTPS must be true: put a TLS proxy in front"),
        ({"demo": True}, "ASSESS_DEMO must be false: a demo is never production"),
    ],
)
def test_production_refuses_each_unsafe_setting_with_its_sentence(tmp_path, unsafe, sentence):
    with pytest.raises(ValidationError) as refused:
        Settings(instance=tmp_path, **(SAFE | unsafe))
    assert [e["msg"] for e in refused.value.errors()] == [f"Value error, {sentence}"]


def test_production_names_all_that_is_unsafe_at_once(tmp_path):
    with pytest.raises(ValidationError, match=r"SECRET_KEY.*; .*TRUSTED_HOSTS.*; .*HTTPS"):
        Settings(instance=tmp_path, mode="production")


def test_production_with_safe_settings_starts_with_host_cookies_over_https(tmp_path):
    app = create_app(Settings(instance=tmp_path, **SAFE))
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-assess"
    assert app.config["SESSION_COOKIE_SECURE"]
    answer = app.test_client().get("/sign-in", base_url="https://assess.example.org")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")
    cookie = answer.headers["Set-Cookie"]
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/")), cookie


def test_a_request_for_another_host_is_refused(tmp_path):
    app = create_app(Settings(instance=tmp_path, **SAFE))
    assert app.test_client().get("/sign-in", base_url="https://evil.example").status_code == 400


def test_the_environment_is_read_and_lists_are_json(monkeypatch, tmp_path):
    monkeypatch.setenv("ASSESS_INSTANCE", str(tmp_path))
    monkeypatch.setenv("ASSESS_TRUSTED_HOSTS", '["a.example.org", "b.example.org"]')
    assert Settings().trusted_hosts == ["a.example.org", "b.example.org"]


def test_a_key_is_made_once_and_readable_by_its_owner_alone(tmp_path):
    first = Settings(instance=tmp_path / "new").secret()
    assert len(first) >= 32
    assert Settings(instance=tmp_path / "new").secret() == first
    assert stat.S_IMODE((tmp_path / "new" / "secret.key").stat().st_mode) == 0o600


def test_a_demo_has_a_database_and_a_cookie_of_its_own(tmp_path):
    real, demo = Settings(instance=tmp_path), Settings(instance=tmp_path, demo=True)
    assert real.database.endswith("/assess.sqlite")
    assert demo.database.endswith("/demo.sqlite")
    names = {create_app(s).config["SESSION_COOKIE_NAME"] for s in (real, demo)}
    assert names == {"assess", "assess_demo"}


def test_the_headers_of_a_page_keep_it_to_itself(client):
    headers = client.get("/sign-in").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    for rule in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert rule in headers["Content-Security-Policy"]


def test_evidence_lies_in_a_folder_of_the_instance_and_a_demo_has_its_own(tmp_path):
    assert Settings(instance=tmp_path).storage == (tmp_path / "evidence").as_uri()
    assert Settings(instance=tmp_path, demo=True).storage == (tmp_path / "demo-evidence").as_uri()
    assert Settings(instance=tmp_path, storage_url="s3://bucket/assess").storage == "s3://bucket/assess"


@pytest.mark.parametrize("address", ["evidence", "/srv/evidence", "http://example.org/x", "s3://", "file://evidence"])
def test_a_store_of_evidence_that_is_neither_folder_nor_s3_is_refused(tmp_path, address):
    with pytest.raises(ValidationError):
        Settings(instance=tmp_path, storage_url=address)

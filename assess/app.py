"""The application factory."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from sqlalchemy import make_url
from werkzeug.middleware.proxy_fix import ProxyFix

from assess import api, paths, web
from assess.http import permissions
from assess.models import db
from assess.services import disks
from assess.settings import Settings

migrate = Migrate()


def create_app(settings: Settings | None = None) -> Flask:
    """The application for `settings` (read from the environment when there are none); nothing is done at import.

    RuntimeError when a route names no permission.
    """
    settings = settings or Settings()
    settings.instance.mkdir(parents=True, exist_ok=True)
    _refuse_network_disk(settings)
    app = Flask(
        "assess",
        instance_path=str(settings.instance.resolve()),
        template_folder=str(paths.TEMPLATES),
        static_folder=str(paths.STATIC),
    )
    app.config.update(_config(settings))
    app.extensions["settings"] = settings
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    db.init_app(app)
    migrate.init_app(app, db, directory=str(paths.MIGRATIONS), render_as_batch=True, compare_type=True)
    web.init_app(app)
    api.init_app(app)
    for name in api.WITHOUT_FORM_TOKEN:
        web.csrf.exempt(app.blueprints[name])
    permissions.refuse_unnamed(app)
    return app


def _refuse_network_disk(settings: Settings) -> None:
    """RuleBroken for an SQLite database where an acknowledged answer could be lost (P19)."""
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite" and url.database:
        disks.refuse_network(Path(url.database))


def _config(settings: Settings) -> dict[str, object]:
    secret = settings.secret()
    name = "assess_demo" if settings.demo else "assess"
    engine: dict[str, object] = {
        "execution_options": {
            "audit_key": hashlib.sha256(b"audit:" + secret.encode()).digest(),
            "device_key": hashlib.sha256(b"device:" + secret.encode()).digest(),
        }
    }
    if settings.database.startswith("postgresql"):
        engine["pool_pre_ping"] = True
    return {
        "SECRET_KEY": secret,
        "SQLALCHEMY_DATABASE_URI": settings.database,
        "SQLALCHEMY_ENGINE_OPTIONS": engine,
        "TRUSTED_HOSTS": settings.trusted_hosts or None,
        "SESSION_COOKIE_NAME": f"__Host-{name}" if settings.https else name,
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PREFERRED_URL_SCHEME": "https" if settings.https else "http",
        # Werkzeug has no limits of its own (CVE-2024-49767).
        "MAX_CONTENT_LENGTH": 16 * 1024 * 1024,  # a file of evidence may have 15, and the form around it comes on top
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 2000,
        "WTF_CSRF_TIME_LIMIT": None,  # the token lives as long as the session it belongs to
        "BABEL_DEFAULT_LOCALE": "es_MX",
        "BABEL_TRANSLATION_DIRECTORIES": str(paths.TRANSLATIONS),
        "RATELIMIT_STORAGE_URI": settings.redis_url or "memory://",
        "TESTING": settings.testing,
    }

"""Configuration from the environment (`ASSESS_…`), typed and checked before anything starts."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assess.paths import default_instance


class Settings(BaseSettings):
    """Every setting has a safe default for one office on one machine; production refuses unsafe ones (P35)."""

    model_config = SettingsConfigDict(env_prefix="ASSESS_", extra="ignore")

    instance: Path = Field(default_factory=default_instance)
    mode: Literal["development", "production"] = "development"
    #: A demo has its own database, cookie and marks, and can never become the real thing (P36).
    demo: bool = False
    database_url: str | None = None
    #: Memory for one process; a redis:// address for several.
    redis_url: str | None = None
    #: Where the bytes of evidence lie: file:///a/folder or s3://bucket/prefix; a folder of the instance unless set.
    storage_url: str | None = Field(default=None, pattern="^(file:///|s3://).+")
    #: How much evidence one person may send within a day.
    evidence_person_mb: int = Field(default=4096, ge=1)
    #: Signs cookies and CSRF tokens; its derivate signs the audit chain. At least 32 characters in production.
    secret_key: str | None = None
    #: Host names that requests may carry; compulsory in production.
    trusted_hosts: list[str] = []
    #: True when a proxy in front speaks TLS: cookies are then sent over https only.
    https: bool = False
    #: Proxies in front whose forwarded headers are believed.
    proxies: int = 0
    language: Literal["es", "en"] = "es"
    #: Requests of devices that one process works on at once; more are told to come back later (P20).
    sync_at_once: int = Field(default=8, ge=1, le=256)
    testing: bool = False

    @model_validator(mode="after")
    def _production_is_safe(self) -> Settings:
        if self.mode != "production":
            return self
        wrong = {
            "ASSESS_SECRET_KEY must be set to at least 32 characters": len(self.secret_key or "") < 32,
            "ASSESS_TRUSTED_HOSTS must name the host": not self.trusted_hosts,
            "ASSESS_HTTPS must be true: put a TLS proxy in front": not self.https,
            "ASSESS_DEMO must be false: a demo is never production": self.demo,
        }
        if faults := [sentence for sentence, applies in wrong.items() if applies]:
            raise ValueError("; ".join(faults))
        return self

    @property
    def database(self) -> str:
        """The address of the database; SQLite in the instance folder unless another one is set."""
        name = "demo.sqlite" if self.demo else "assess.sqlite"
        return self.database_url or f"sqlite:///{(self.instance / name).resolve()}"

    @property
    def storage(self) -> str:
        """The address of the store of evidence; a demo has its own."""
        folder = self.instance / ("demo-evidence" if self.demo else "evidence")
        return self.storage_url or folder.resolve().as_uri()

    def secret(self) -> str:
        """The configured key, or one made once and kept in the instance folder, readable by its owner alone."""
        if self.secret_key:
            return self.secret_key
        path = self.instance / "secret.key"
        self.instance.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(handle, "w") as file:
            file.write(key := secrets.token_urlsafe(48))
        return key

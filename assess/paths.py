"""Where the files that are not code lie: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent
#: The wheel carries `templates/` and `standards/` here.
BUNDLE = PACKAGE / "bundle"
ROOT = BUNDLE if BUNDLE.is_dir() else PACKAGE.parent
TEMPLATES = ROOT / "templates"
STANDARDS = ROOT / "standards"
STATIC = PACKAGE / "static"
MIGRATIONS = PACKAGE / "migrations"
TRANSLATIONS = PACKAGE / "translations"


def default_instance() -> Path:
    """`instance/` of a checkout, else `instance/` under the current folder."""
    checkout = PACKAGE.parent
    return (checkout if (checkout / "pyproject.toml").exists() else Path.cwd()) / "instance"

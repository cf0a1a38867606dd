"""The pages' name for `assess.http.permissions`."""

from assess.http.permissions import me, permission, public

__all__ = ["me", "permission", "public"]

"""The pages' name for `assess.http.clock`."""

from assess.http.clock import now, today

__all__ = ["now", "today"]

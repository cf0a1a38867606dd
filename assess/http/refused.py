"""An answer that is a refusal: what happened, under a code that a program can tell apart."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """Ends a request of the API with `status`, a `code` of docs/sync.md and a sentence in the reader's language.

    `retry_after` are the seconds to wait at least; `more` goes into the answer beside the rest.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        retryable: bool = False,
        retry_after: int | None = None,
        **more: Any,
    ) -> None:
        self.status, self.code, self.message = status, code, message
        self.retryable, self.retry_after, self.more = retryable, retry_after, more
        super().__init__(message)

    def body(self) -> dict[str, Any]:
        told = {"error": self.status, "code": self.code, "message": self.message, "retryable": self.retryable}
        return {**told, **self.more}

    def headers(self) -> dict[str, str]:
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}

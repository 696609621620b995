"""Asking a language model that somebody runs: one request to an OpenAI-compatible endpoint, one answer, or a reason.

Only on an explicit request, since the text of a document goes to whoever answers there. No redirection is followed, an
answer ends at a size and a time, and a key (environment variable ``FAIRLEAD_API_KEY``) is sent and never kept.
Form of request and answer: the *chat completions* of the OpenAI API, which many servers speak.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fairlead.case.posting import NoAnswerError, Server

KEY_NAME = "FAIRLEAD_API_KEY"
SUCH_AS = "http://127.0.0.1:8080/v1"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model answers, and within which limits."""

    url: str
    """Its base, e.g. ``http://127.0.0.1:8080/v1``."""
    model: str
    seconds: float = 120.0
    """An answer takes no longer."""
    most_bytes: int = 1 << 20
    """An answer is no longer."""

    def __post_init__(self) -> None:
        self._server(self.url).check()

    def _server(self, url: str) -> Server:
        return Server(url, (KEY_NAME, "Bearer"), SUCH_AS, self.seconds, self.most_bytes)

    @property
    def host(self) -> str:
        """Name and port: what is kept of the address."""
        return self._server(self.url).host

    @property
    def is_here(self) -> bool:
        """Whether it is this machine: then no text leaves it, as far as the address tells."""
        return self._server(self.url).is_here

    def post(self, body: bytes) -> bytes:
        """The answer to one request for a completion.

        Raises:
            NoAnswerError: nobody answered in time, or it was an error or too long.
        """
        return self._server(self.url.rstrip("/") + "/chat/completions").post(body)


def ask(endpoint: Endpoint, request: Mapping[str, Any]) -> str:
    """Send one request; return what the model wrote.

    Raises:
        NoAnswerError: nobody answered in time, or it was an error, too long, or no answer of this form.
    """
    content = endpoint.post(json.dumps(request).encode())
    try:
        said = json.loads(content)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as e:
        raise NoAnswerError(f"{endpoint.host} answered in another form than chat completions") from e
    if not isinstance(said, str):
        raise NoAnswerError(f"{endpoint.host} answered without words")
    return said

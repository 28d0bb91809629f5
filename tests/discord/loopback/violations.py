"""What went wrong that nobody would see: refusals, unknown routes, bodies against the spec."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from tests.discord.loopback.validation import reply_errors, request_errors, schema_errors
from tests.discord.loopback.wire import Json


class Violation(NamedTuple):
    """`kind` is "refused", "unknown route", "request", "reply", "gateway" or "silence".

    The first: Discord would have said no. Request, reply and gateway: against its specification.
    Silence: an interaction that was never acknowledged.
    """

    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


class Violations:
    """Collects violations, less those that a test allows or expects.

    Bodies are held against the specification only when somebody asks: it takes milliseconds
    for each, which would otherwise count as the bot being slow.
    """

    def __init__(self) -> None:
        self._found: list[Violation] = []
        self._unchecked: list[Callable[[], list[Violation]]] = []
        self._allowed: list[re.Pattern[str]] = []
        self._expected: list[re.Pattern[str]] = []

    def add(self, kind: str, text: str) -> None:
        """Note a violation."""
        self._found.append(Violation(kind, text))

    def allow(self, pattern: str) -> None:
        """Let what matches a regular expression pass, if it comes."""
        self._allowed.append(re.compile(pattern))

    def expect(self, pattern: str) -> None:
        """Let what matches a regular expression pass; it is a violation if nothing does."""
        self._expected.append(re.compile(pattern))

    def check_request(self, method: str, template: str, body: object) -> None:
        """Hold a request's body against the specification, later."""
        self._later(
            "request", f"{method} {template}", lambda: request_errors(method, template, body)
        )

    def check_reply(self, method: str, template: str, status: int, body: object) -> None:
        """Hold a reply against the specification, later."""
        about = f"{method} {template} {status}"
        self._later("reply", about, lambda: reply_errors(method, template, status, body))

    def check_message(self, event: str, body: Json) -> None:
        """Hold a message that the gateway told of against the specification, later."""
        self._later("gateway", event, lambda: schema_errors("MessageResponse", body))

    def all(self) -> list[Violation]:
        """Return every violation so far, allowed and expected ones too."""
        waiting, self._unchecked = self._unchecked, []
        for check in waiting:
            self._found += check()
        return list(self._found)

    def unforgiven(self) -> list[Violation]:
        """Return the violations that no test wanted, and expectations that nothing met."""
        found = self.all()
        forgiven = [*self._allowed, *self._expected]
        left = [one for one in found if not any(pattern.search(str(one)) for pattern in forgiven)]
        left += [
            Violation("expected", f"{pattern.pattern}, which did not happen")
            for pattern in self._expected
            if not any(pattern.search(str(one)) for one in found)
        ]
        return left

    def _later(self, kind: str, about: str, check: Callable[[], list[str]]) -> None:
        self._unchecked.append(lambda: [Violation(kind, f"{about}: {e}") for e in check()])

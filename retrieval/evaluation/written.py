"""What somebody wrote in a question file, every piece with its line, and how it is read.

Whatever the notation, a piece is a text, a list or a mapping. Nothing is guessed to be a number
or a truth value before somebody asks for one: an answer "no" or "1.0" stays as it was typed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NoReturn

from retrieval.errors import UsageError

_YES = frozenset(("yes", "true", "on"))
_NO = frozenset(("no", "false", "off"))
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Written:
    """A piece of a file: what it is, and `file:line`. A mapping's keys are in file order."""

    value: str | Sequence[Written] | Mapping[str, Written]
    place: str

    def fail(self, expected: str) -> NoReturn:
        """Raise UsageError that says where what was expected and what stands there."""
        raise UsageError(f"{self.place}: expected {expected}, got {self._shown()}")

    def text(self, what: str) -> str:
        """Return a text that is not blank, without white space around it."""
        if not isinstance(self.value, str) or not self.value.strip():
            self.fail(what)
        return self.value.strip()

    def texts(self, what: str) -> tuple[str, ...]:
        """Return a text, or a list of them, as several texts."""
        if isinstance(self.value, str):
            return (self.text(what),)
        return tuple(one.text(what) for one in self.pieces(what))

    def pieces(self, what: str) -> Sequence[Written]:
        """Return the pieces of a list."""
        if isinstance(self.value, str | Mapping):
            self.fail(what)
        return self.value

    def truth(self, what: str) -> bool:
        """Return whether it says yes or no."""
        said = self.value.strip().casefold() if isinstance(self.value, str) else ""
        if said not in _YES | _NO:
            self.fail(f"yes or no for {what}")
        return said in _YES

    def number(self, what: str, least: int = 0) -> int:
        """Return a whole number that is not below the least."""
        said = self.value.strip() if isinstance(self.value, str) else ""
        if not (said.isascii() and said.isdecimal() and len(said) < 10 and int(said) >= least):
            self.fail(f"{what} as a whole number from {least}")
        return int(said)

    def share(self, what: str) -> float:
        """Return a number from 0 to 1."""
        try:
            share = float(self.value) if isinstance(self.value, str) else -1.0
        except ValueError:
            share = -1.0
        if not 0 <= share <= 1:
            self.fail(f"{what} as a number from 0 to 1")
        return share

    def members(self, what: str, known: Collection[str] | None = None) -> Mapping[str, Written]:
        """Return the members of a mapping, none of them of a name that is not known."""
        if not isinstance(self.value, Mapping):
            self.fail(what)
        for name, member in self.value.items():
            if known is not None and name not in known:
                close = get_close_matches(name, known, n=1)
                hint = f"; did you mean '{close[0]}'?" if close else ""
                raise UsageError(
                    f"{member.place}: expected one of {', '.join(known)}, got '{name}'{hint}"
                )
        return self.value

    def _shown(self) -> str:
        if isinstance(self.value, Mapping):
            return f"a mapping with {', '.join(self.value) or 'nothing in it'}"
        if not isinstance(self.value, str):
            return "a list"
        text = " ".join(self.value.split())
        return f"'{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}'" if text else "nothing"

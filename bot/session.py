"""What `quoth chat` remembers, and the file that keeps it: one turn a line, as JSON.

A line is `{"role": "user" or "bot", "text"}`. A user's turn is a question as it was typed, with
`read_as` where it was read otherwise; the bot's are the words that were marked in its quotes. So
the lines of a file, as a list, are a `history` as a batch takes it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.as_json import json_line
from bot.lines import json_object, numbered_lines
from retrieval.conversation import Turn
from retrieval.conversation.saying import said
from retrieval.errors import UsageError
from retrieval.model import Answer

_LONGEST_LINE = 1 << 20
_Line = dict[str, Any]


class Session:
    """The turns of a conversation, oldest first; kept in a file where there is one.

    Only its owner can read the file.
    """

    def __init__(self, lines: Sequence[_Line] = (), path: Path | None = None) -> None:
        self._lines = list(lines)
        self._path = path

    @classmethod
    def open(cls, path: Path) -> Session:
        """Return the conversation that a file keeps, a new one where there is no file.

        Raises UsageError for a line that is no turn, and where the file cannot be read.
        """
        try:
            with path.open("rb") as stream:
                numbered = numbered_lines(stream, _LONGEST_LINE)
                return cls([_turn(path, number, raw) for number, raw in numbered], path)
        except FileNotFoundError:
            return cls((), path)
        except OSError as error:
            raise UsageError(f"{path}: cannot be read: {error.strerror}") from error

    @property
    def history(self) -> list[Turn]:
        """What was said, each question as it was read."""
        return [Turn(line["role"], line.get("read_as") or line["text"]) for line in self._lines]

    @property
    def questions(self) -> Iterator[tuple[str, str]]:
        """Each question as it was typed, and as it was read."""
        for line in self._lines:
            if line["role"] == "user":
                yield line["text"], line.get("read_as") or line["text"]

    def remember(self, answer: Answer) -> None:
        """Add a question and its answer. Raises UsageError where the file does not take them."""
        asked, *replied = said(answer)
        line: _Line = {"role": "user", "text": answer.question}
        if asked.text != answer.question:
            line["read_as"] = asked.text
        new = [line, *({"role": turn.role, "text": turn.text} for turn in replied)]
        self._lines += new
        if self._path is not None:
            _write(self._path, new, os.O_APPEND)

    def clear(self) -> None:
        """Forget everything, in the file too. Raises UsageError as `remember` does."""
        self._lines.clear()
        if self._path is not None:
            _write(self._path, (), os.O_TRUNC)

    def save(self, path: Path) -> None:
        """Keep the conversation in a file from now on. Raises UsageError where one is there."""
        _write(path, self._lines, os.O_EXCL)
        self._path = path


def _turn(path: Path, number: int, raw: bytes) -> _Line:
    try:
        line = json_object(raw, _LONGEST_LINE)
    except UsageError as error:
        raise UsageError(f"{path}:{number}: {error}") from error
    texts = (line.get("text"), line.get("read_as", ""))
    if line.get("role") not in ("user", "bot") or not all(isinstance(one, str) for one in texts):
        raise UsageError(f'{path}:{number}: expected {{"role": "user" or "bot", "text"}}')
    return line


def _write(path: Path, lines: Iterable[_Line], how: int) -> None:
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | how, 0o600), "wb") as stream:
            stream.writelines(map(json_line, lines))
    except FileExistsError as error:
        raise UsageError(f"expected a new file to save to, but {path} is there already") from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error

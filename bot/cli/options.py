"""What commands are given: the options that they share, and questions as they come in.

Questions are words of a command line, or lines of a file or a pipe. Their bytes may be anything:
what a line must hold is checked here, and a line that does not hold it is named while the others
go on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

from bot.settings import THRESHOLD_FORMS, Settings, parse_threshold
from bot.terminal.streams import DEFAULT_LEVEL, say, set_log_level
from bot.workspace import Workspace
from retrieval.conversation.turns import Turn
from retrieval.errors import UsageError
from retrieval.model import checked_question

_VERBOSITY = "bot.verbosity"
_Function = TypeVar("_Function", bound=Callable[..., Any])

MOST_SHOWN = 1000
"""How many quotes or passages can be asked for at most."""

SHOWN_BY_DEFAULT = 20
"""How many entries of a long list are shown unless somebody wants more."""


class _NonEmptyPath(click.Path):
    """A path that is not empty: an unset variable of a script is not the working directory."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("expected a path, got nothing", param, ctx)
        return super().convert(value, param, ctx)


def workspace_options(function: _Function) -> _Function:
    """Add `--sources` and `--data-dir`, which `workspace_of` makes a `Workspace` of."""
    add_sources = click.option(
        "--sources",
        type=_NonEmptyPath(path_type=Path, readable=False),
        multiple=True,
        help="A file or folder to quote from; may be repeated. "
        "Default: QUOTH_SOURCES, else the bundled digests.",
    )
    add_data_dir = click.option(
        "--data-dir",
        type=_NonEmptyPath(path_type=Path, readable=False),
        help="The folder for indexes. Default: QUOTH_DATA_DIR, else the user's data folder.",
    )
    return add_sources(add_data_dir(verbose_option(function)))


def verbose_option(function: _Function) -> _Function:
    """Add `-v`, which counts before and after the command's name together."""
    return click.option(
        "-v",
        "--verbose",
        count=True,
        expose_value=False,
        callback=_add_verbosity,
        help="Say more on standard error; -vv says all.",
    )(function)


def top_option(default: int, nouns: str) -> Callable[[_Function], _Function]:
    """Return a decorator that adds `-k/--top`."""
    return click.option(
        "-k",
        "--top",
        type=click.IntRange(1, MOST_SHOWN),
        metavar="N",
        default=default,
        show_default=True,
        help=f"How many {nouns} at most.",
    )


def show_option(nouns: str) -> Callable[[_Function], _Function]:
    """Return a decorator that adds `--show`, for lists that would get long."""
    return click.option(
        "--show",
        type=click.IntRange(0),
        metavar="N",
        default=SHOWN_BY_DEFAULT,
        show_default=True,
        help=f"How many {nouns} are shown.",
    )


json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object a line and nothing else."
)

explain_option = click.option(
    "--explain", is_flag=True, help="Show how the score of each quote adds up."
)


def _checked_threshold(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> str | None:
    try:
        return None if value is None else parse_threshold(value)
    except ValueError:
        raise click.BadParameter(f"expected {THRESHOLD_FORMS}, got {value!r}") from None


threshold_option = click.option(
    "--caution",
    "threshold",
    metavar="HOW",
    callback=_checked_threshold,
    help=f"How sure an answer has to be: {THRESHOLD_FORMS}. Default: QUOTH_CAUTION.",
)

batch_option = click.option(
    "--batch",
    type=click.File("rb"),
    metavar="FILE",
    help='Read {"_id", "text"} objects, one a line; "-" reads standard input.',
)


def require_one_of(noun: str, words: tuple[str, ...], batch: BinaryIO | None) -> None:
    """Make sure that either words or a batch were given. Raises click.UsageError otherwise."""
    if words and batch is not None:
        raise click.UsageError(f"expected {noun} or --batch FILE, got both")
    if not words and batch is None:
        raise click.UsageError(f"expected {noun} or --batch FILE, got neither")


def workspace_of(
    sources: tuple[Path, ...], data_dir: Path | None, threshold: str | None = None
) -> Workspace:
    """Return where a command reads from, the settings loaded and the log level set by them.

    `threshold` stands in for that of the settings. Raises UsageError for a malformed setting.
    """
    settings = checked_settings()
    if threshold is not None:
        settings = replace(settings, caution=threshold)
    return Workspace.of(sources, data_dir, settings)


def checked_settings() -> Settings:
    """Return the settings; the log level follows them and `-v` from here on."""
    settings = Settings.load()
    level = DEFAULT_LEVEL if settings.log_level is None else settings.log_level
    set_log_level(level, _verbosity(click.get_current_context()))
    return settings


def _verbosity(context: click.Context) -> int:
    count: int = context.meta.get(_VERBOSITY, 0)
    return count


def _add_verbosity(context: click.Context, _parameter: click.Parameter, value: int) -> None:
    context.meta[_VERBOSITY] = _verbosity(context) + value
    set_log_level(DEFAULT_LEVEL, _verbosity(context))


def numbered_lines(stream: BinaryIO, longest: int) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank, numbered from 1.

    Of a line longer than `longest` bytes its beginning is yielded, with one byte too many.
    """
    number = 0
    while line := stream.readline(longest + 1):
        number += 1
        rest = line
        while len(rest) > longest and not rest.endswith(b"\n"):
            rest = stream.readline(longest + 1)
        if line.strip():
            yield number, line


def stream_name(stream: BinaryIO) -> str:
    """Return what a person calls a stream: a file's name, or standard input."""
    name = getattr(stream, "name", "<stdin>")
    return "standard input" if name == "<stdin>" else str(name)


def decoded(line: bytes) -> str:
    """Return a line as text. Raises UsageError where it is not UTF-8."""
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise UsageError(f"expected UTF-8, but byte {error.start + 1} is 0x{byte:02x}") from error


def json_object(line: bytes, longest: int) -> dict[str, Any]:
    """Return the JSON object in a line. Raises UsageError where there is none."""
    if len(line) > longest:
        raise UsageError(f"expected a line of at most {longest:,} bytes")
    text = decoded(line)
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"expected a JSON object, got {_excerpt(text)}") from error
    if not isinstance(record, dict):
        raise UsageError(f"expected a JSON object, got {_excerpt(text)}")
    return record


def _excerpt(text: str) -> str:
    stripped = text.strip()
    return repr(stripped[:40]) + ("…" if len(stripped) > 40 else "")


LONGEST_BATCH_LINE = 1 << 20
"""Bytes that a line may have: a question, and the history it came out of."""


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """One line of a batch: its number, from 1, the question in it, and what was said before."""

    line: int
    question_id: str
    text: str
    history: tuple[Turn, ...] = ()


def answer_each(stream: BinaryIO, name: str, answer: Callable[[BatchQuestion], None]) -> None:
    """Hand every question of a stream to `answer`, in order; blank lines count as nothing.

    A line that holds no question, or one for which `answer` raises UsageError, is named on
    standard error and the others go on. Raises UsageError at the end if there was one.
    """
    wrong = lines = 0
    for number, raw in numbered_lines(stream, LONGEST_BATCH_LINE):
        lines += 1
        try:
            answer(batch_question(number, json_object(raw, LONGEST_BATCH_LINE)))
        except UsageError as error:
            wrong += 1
            say(f"{name}, line {number}: {error}")
    if wrong:
        raise UsageError(f"{name}: {wrong} of {lines} lines hold no question that can be answered")


def batch_question(line: int, record: Mapping[str, Any]) -> BatchQuestion:
    """Return the question in a line's object. Raises UsageError with what was expected."""
    expected = 'expected {"_id", "text"}'
    question_id, text = record.get("_id"), record.get("text")
    if isinstance(question_id, int) and not isinstance(question_id, bool):
        question_id = str(question_id)
    if not isinstance(question_id, str) or not question_id:
        raise UsageError(f'{expected} with "_id" a string, got {_shown_field(record, "_id")}')
    if not isinstance(text, str):
        raise UsageError(f'{expected} with "text" a string, got {_shown_field(record, "text")}')
    if _has_half_a_pair(text):
        raise UsageError("expected a question in Unicode, got half of a surrogate pair")
    return BatchQuestion(line, question_id, text, _turns(record.get("history")))


def _turns(turns: Any) -> tuple[Turn, ...]:
    if turns is None:
        return ()
    expected = 'expected "history" as a list of {"role": "user" or "bot", "text"}'
    if not isinstance(turns, list):
        raise UsageError(expected)
    for turn in turns:
        if (
            not isinstance(turn, dict)
            or turn.get("role") not in ("user", "bot")
            or not isinstance(turn.get("text"), str)
        ):
            raise UsageError(f"{expected}, got {json.dumps(turn)[:60]}")
    return tuple(Turn(turn["role"], turn["text"]) for turn in turns)


def _shown_field(record: Mapping[str, Any], name: str) -> str:
    return json.dumps(record[name])[:60] if name in record else "none"


def _has_half_a_pair(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def question_in(words: Sequence[str]) -> str:
    """Return the words of a command line as one question.

    Raises UsageError where they are blank, too long, or not UTF-8.
    """
    question = checked_question(" ".join(words))
    try:
        question.encode("utf-8")
    except UnicodeEncodeError as error:
        byte = ord(question[error.start]) & 0xFF
        raise UsageError(f"expected a question in UTF-8, got byte 0x{byte:02x}") from error
    return question

"""The options that commands share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

from bot.settings import THRESHOLD_FORMS, Settings, parse_threshold
from bot.terminal.streams import DEFAULT_LEVEL, set_log_level
from bot.workspace import Workspace

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

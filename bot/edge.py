"""Where every error ends: in one line for the person, and an exit status."""

from __future__ import annotations

import errno
from collections.abc import Sequence

import click

from bot import logs
from bot.errors import DiscordRefused
from bot.group import quoth
from bot.statuses import Status
from bot.streams import OutputError, give_up_output, prepare, say
from retrieval.errors import IndexFault, QuothError, SourcesError, UsageError

_STATUSES: tuple[tuple[type[QuothError], Status], ...] = (
    (UsageError, Status.USAGE),
    (SourcesError, Status.SOURCES),
    (IndexFault, Status.INDEX),
    (DiscordRefused, Status.DISCORD),
)

# Help and version are written by click, which lets these through.
_NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO))


def run(arguments: Sequence[str]) -> int:
    """Run the command line that the arguments make and return its exit status."""
    prepare()
    logs.start()
    try:
        return int(quoth.main(list(arguments), prog_name="quoth", standalone_mode=False) or 0)
    except click.Abort:
        say("interrupted")
        return Status.INTERRUPTED
    except click.ClickException as error:
        return _misused(error)
    except OutputError as error:
        return _unheard(error)
    except QuothError as error:
        say(str(error))
        matching = (status for kind, status in _STATUSES if isinstance(error, kind))
        return next(matching, Status.INTERNAL)
    except OSError as error:
        return _unheard(OutputError(error)) if error.errno in _NO_ROOM else _failed(error)
    except Exception as error:  # noqa: BLE001  # a person gets a line, whatever happened
        return _failed(error)


def _misused(error: click.ClickException) -> Status:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return Status.USAGE
    message = error.format_message().rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = f" (see '{context.command_path} --help')" if context else ""
    say(message[:1].lower() + message[1:] + hint)
    return Status.USAGE


def _unheard(error: OutputError) -> Status:
    give_up_output()
    if error.is_closed_pipe:
        return Status.CLOSED_PIPE
    say(f"cannot write the output: {error}")
    return Status.OUTPUT


def _failed(error: Exception) -> Status:
    if logs.is_verbose():
        import traceback

        traceback.print_exception(error)
    summary = str(error) or type(error).__name__
    more = "" if logs.is_verbose() else "; run again with -v for details"
    say(f"internal error: {type(error).__name__}: {summary}{more}")
    return Status.INTERNAL

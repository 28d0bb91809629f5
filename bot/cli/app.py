"""The application `quoth`: the group of its commands, and where every error ends.

A person gets one line for an error, whatever happened, and an exit status. The completion of
shells stands here too, since it knows the whole group.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from enum import IntEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from bot import __version__
from bot.cli.options import verbose_option
from bot.settings import DiscordRefused
from bot.terminal.streams import (
    OutputError,
    discard_output,
    is_verbose,
    prepare_output,
    say,
    start_logging,
    write,
)
from retrieval.errors import IndexFault, QuothError, SourcesError, UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Status(IntEnum):
    """What a command's exit status says."""

    DONE = 0
    NO_ANSWER = 1
    USAGE = 2
    SOURCES = 3
    INDEX = 4
    DISCORD = 5
    INTERNAL = 70
    OUTPUT = 74
    INTERRUPTED = 130
    CLOSED_PIPE = 141


MEANINGS: dict[Status, str] = {
    Status.DONE: "answered, or done",
    Status.NO_ANSWER: "nothing in the sources answers, a quote does not match, a gate is "
    "broken, or a question would break",
    Status.USAGE: "wrong usage: a command, an option, a setting, a question, a line of a batch",
    Status.SOURCES: "the sources could not be read",
    Status.INDEX: "the index could not be built or opened",
    Status.DISCORD: "Discord refused the token or an intent",
    Status.INTERNAL: "an error in Quoth itself",
    Status.OUTPUT: "the output could not be written",
    Status.INTERRUPTED: "interrupted",
    Status.CLOSED_PIPE: "whoever read the output stopped reading",
}
"""Exit status to what it means."""


class ExampleCommand(click.Command):
    """A command that shows its `examples`, each a line that can be run, after its options."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, one a line."""
        super().format_epilog(ctx, formatter)
        write_examples(self.examples, formatter)


class ListedCommand(NamedTuple):
    """A command of a lazy group: the module and the name in it, and what the command does."""

    module: str
    help: str
    attribute: str = "command"


class LazyGroup(click.Group):
    """A group that lists its commands without importing them."""

    def __init__(
        self,
        *args: Any,
        listed: Mapping[str, ListedCommand],
        examples: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.listed = dict(listed)
        self.examples = tuple(examples)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's
        """Return the names in the order in which they were listed."""
        return list(self.listed)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's
        """Return a command, imported now; None where there is none of this name."""
        if cmd_name not in self.listed:
            return None
        listed = self.listed[cmd_name]
        command: click.Command = getattr(import_module(listed.module), listed.attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments begin with; a misspelt one fails with a hint."""
        if args[0] not in self.listed:
            from difflib import get_close_matches

            close = get_close_matches(args[0], self.listed, n=1)
            hint = f"; did you mean '{close[0]}'?" if close else ""
            ctx.fail(f"there is no command '{args[0]}'{hint}")
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[Any]]:
        """Return the options, and the names that begin like this."""
        from click.shell_completion import CompletionItem

        names = [
            CompletionItem(name, help=entry.help)
            for name, entry in self.listed.items()
            if name.startswith(incomplete)
        ]
        return names + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the names and what each does."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in self.listed.items()])

    def format_epilog(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the examples and the exit statuses."""
        write_examples(self.examples, formatter)
        with formatter.section("Exit status"):
            formatter.write_dl([(str(int(status)), text) for status, text in MEANINGS.items()])


def write_examples(examples: Sequence[str], formatter: click.HelpFormatter) -> None:
    """Write lines to run, as they are."""
    with formatter.section("Examples"), formatter.indentation():
        for example in examples:
            formatter.write(f"{'':>{formatter.current_indent - 2}}{example}\n")


COMMANDS = {
    "ask": ListedCommand(
        "bot.cli.commands.ask", "Answer a question in verbatim quotes.", "ask_command"
    ),
    "chat": ListedCommand("bot.cli.commands.chat", "Ask in a loop."),
    "search": ListedCommand("bot.cli.commands.ask", "Rank passages for a query.", "search_command"),
    "timeline": ListedCommand(
        "bot.cli.commands.ask", "Put dated quotes in order of their date.", "timeline_command"
    ),
    "sources": ListedCommand(
        "bot.cli.commands.sources", "List the documents that are quoted.", "sources_command"
    ),
    "index": ListedCommand(
        "bot.cli.commands.sources", "Build or refresh the index.", "index_command"
    ),
    "verify": ListedCommand(
        "bot.cli.commands.sources", "Recheck saved quotes against the files.", "verify_command"
    ),
    "eval": ListedCommand(
        "bot.cli.commands.eval", "Measure retrieval and answers.", "eval_command"
    ),
    "train": ListedCommand(
        "bot.cli.commands.eval", "Learn from questions what to show first.", "train_command"
    ),
    "questions": ListedCommand(
        "bot.cli.commands.questions", "Check and convert files of questions."
    ),
    "bot": ListedCommand("bot.cli.commands.bot", "Answer in Discord."),
    "completion": ListedCommand(
        "bot.cli.app", "Print a shell's completion script.", "completion_command"
    ),
}


@click.command(
    cls=LazyGroup,
    listed=COMMANDS,
    examples=(
        'quoth ask "who replaced Lin?"',
        'quoth ask "who replaced Lin?" --sources notes/ --json',
        "quoth search appointed head -k 5",
        "quoth chat",
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="quoth", message="%(prog)s %(version)s")
@verbose_option
def quoth() -> None:
    """Ask your documents, and get nothing but their own words.

    Every answer is a verbatim quote with the answering sentence marked and its source cited.
    Without --sources, the five digests that come with Quoth are asked.
    """


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
    prepare_output()
    start_logging()
    try:
        return int(quoth.main(list(arguments), prog_name="quoth", standalone_mode=False) or 0)
    except click.Abort:
        say("interrupted")
        return Status.INTERRUPTED
    except click.ClickException as error:
        return _usage_failure(error)
    except OutputError as error:
        return _output_failure(error)
    except QuothError as error:
        say(str(error))
        matching = (status for kind, status in _STATUSES if isinstance(error, kind))
        return next(matching, Status.INTERNAL)
    except OSError as error:
        if error.errno in _NO_ROOM:
            return _output_failure(OutputError(error))
        return _internal_failure(error)
    except Exception as error:  # noqa: BLE001  # a person gets a line, whatever happened
        return _internal_failure(error)


def _usage_failure(error: click.ClickException) -> Status:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return Status.USAGE
    message = error.format_message().rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = f" (see '{context.command_path} --help')" if context else ""
    say(message[:1].lower() + message[1:] + hint)
    return Status.USAGE


def _output_failure(error: OutputError) -> Status:
    discard_output()
    if error.is_closed_pipe:
        return Status.CLOSED_PIPE
    say(f"cannot write the output: {error}")
    return Status.OUTPUT


def _internal_failure(error: Exception) -> Status:
    if is_verbose():
        import traceback

        traceback.print_exception(error)
    summary = str(error) or type(error).__name__
    more = "" if is_verbose() else "; run again with -v for details"
    say(f"internal error: {type(error).__name__}: {summary}{more}")
    return Status.INTERNAL


@click.command(
    cls=ExampleCommand,
    examples=(
        "quoth completion bash > ~/.local/share/bash-completion/completions/quoth",
        "quoth completion zsh > ~/.zfunc/_quoth",
        "quoth completion fish > ~/.config/fish/completions/quoth.fish",
    ),
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion_command(shell: str) -> Status:
    """Print the completion script of a SHELL.

    Save it where the shell looks for completions, as in the examples, and start a new shell.
    For one shell only, bash or zsh: eval "$(quoth completion bash)".
    """
    from click.shell_completion import get_completion_class

    root = click.get_current_context().find_root().command
    complete = get_completion_class(shell)
    if complete is None:
        raise click.UsageError(f"expected bash, zsh or fish, got {shell!r}")
    write(complete(root, {}, "quoth", "_QUOTH_COMPLETE").source().rstrip("\n") + "\n")
    return Status.DONE

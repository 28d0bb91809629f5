"""Commands whose help ends in examples, and a group that imports a command when it is run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from bot.statuses import MEANINGS

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class ExampleCommand(click.Command):
    """A command that shows its `examples`, each a line that can be run, after its options."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, one a line."""
        super().format_epilog(ctx, formatter)
        write_examples(self.examples, formatter)


class Listed(NamedTuple):
    """A command of a lazy group: the module whose `command` it is, and what it does."""

    module: str
    help: str


class LazyGroup(click.Group):
    """A group that lists its commands without importing them."""

    def __init__(
        self, *args: Any, listed: Mapping[str, Listed], examples: Sequence[str] = (), **kwargs: Any
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
        command: click.Command = import_module(self.listed[cmd_name].module).command
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

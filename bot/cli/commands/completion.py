"""`quoth completion`: completion scripts for shells."""

from __future__ import annotations

import click

from bot.cli.app import ExampleCommand, Status
from bot.terminal.streams import write


@click.command(
    cls=ExampleCommand,
    examples=(
        "quoth completion bash > ~/.local/share/bash-completion/completions/quoth",
        "quoth completion zsh > ~/.zfunc/_quoth",
        "quoth completion fish > ~/.config/fish/completions/quoth.fish",
    ),
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> Status:
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

"""`quoth bot`: the Discord bot."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.app import ExampleCommand, Status
from bot.cli.options import workspace_of, workspace_options
from bot.terminal.streams import write
from retrieval.errors import UsageError

HEALTHY_SECONDS = 60


@click.command(
    cls=ExampleCommand,
    examples=(
        "quoth bot",
        "quoth bot --sources docs/ --data-dir /var/lib/quoth",
        "quoth bot --check",
    ),
)
@click.option(
    "--check",
    is_flag=True,
    help="Only look whether a running bot of this data folder is connected; status 1 if not.",
)
@workspace_options
def command(check: bool, sources: tuple[Path, ...], data_dir: Path | None) -> Status:
    """Answer in Discord until it is stopped.

    The token is read from DISCORD_TOKEN. The index is opened, and built if need be, before the
    bot connects. SIGTERM and SIGINT let it finish the answers under way.
    """
    workspace = workspace_of(sources, data_dir)
    if check:
        return _check(workspace.data_dir)
    token = workspace.settings.discord_token
    if token is None:
        raise UsageError("DISCORD_TOKEN: expected the token of a Discord bot, got nothing")
    from bot.discord.run import run

    run(workspace, token)
    return Status.DONE


def _check(data_dir: Path) -> Status:
    from bot.discord.heartbeat import HEARTBEAT_FILE, check

    fault = check(data_dir / HEARTBEAT_FILE, HEALTHY_SECONDS)
    write("connected\n" if fault is None else f"not connected: {fault}\n")
    return Status.DONE if fault is None else Status.NO_ANSWER

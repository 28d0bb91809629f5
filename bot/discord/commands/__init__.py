"""What people ask and order with: the commands that Discord lists, and messages."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord.commands.ask_command import ask, ask_the_sources
from bot.discord.commands.quoth_command import Quoth
from bot.discord.commands.sources_command import Sources

COMMANDS: tuple[app_commands.Command[Any, ..., None] | app_commands.ContextMenu, ...] = (
    ask,
    ask_the_sources,
)
GROUPS = (Sources, Quoth)

"""The commands that Discord lists: one a module."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord.commands.ask import ask
from bot.discord.commands.menu import ask_the_sources
from bot.discord.commands.quoth import Quoth
from bot.discord.commands.sources import Sources

COMMANDS: tuple[app_commands.Command[Any, ..., None] | app_commands.ContextMenu, ...] = (
    ask,
    ask_the_sources,
)
GROUPS = (Sources, Quoth)

"""A Discord on 127.0.0.1, for tests of a bot that does not know the difference.

    async with Discord() as discord:
        ana = discord.add_user("ana")
        reef = discord.add_guild("Reef", members=[ana])
        async with BotProcess(discord, "bot", cwd=folder) as bot:
            await bot.ready()
            asked = await ana.slash(reef.general, "ask", question="who replaced Lin?")
            assert "Park" in (await asked.reply()).text
        discord.check()

`README.md` beside this file says what it simulates, how strict it is, and where it ends.
"""

from __future__ import annotations

from .basics import NotAllowed
from .bot_process import BotProcess, pointed_at
from .people import Person
from .server import Discord
from .state.channels import Channel
from .state.guilds import Guild, Member, Permission, Role
from .state.interactions import Interaction, Modal
from .state.messages import Attachment, Message, Upload
from .violations import Violation

__all__ = [
    "Attachment",
    "BotProcess",
    "Channel",
    "Discord",
    "Guild",
    "Interaction",
    "Member",
    "Message",
    "Modal",
    "NotAllowed",
    "Permission",
    "Person",
    "Role",
    "Upload",
    "Violation",
    "pointed_at",
]

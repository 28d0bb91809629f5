"""A guild, those who are in it, and what they see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import discord
import simcord

from tests.bot.discord.small_bots import WHALE


@dataclass
class Town:
    """A guild with somebody who may manage it and somebody who may not."""

    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    ana: simcord.MemberActor
    manager: simcord.MemberActor

    @classmethod
    def found(cls, env: simcord.Env, name: str) -> Town:
        guild = env.create_guild(name)
        role = guild.create_role("keepers", permissions=discord.Permissions(manage_guild=True))
        return cls(
            guild,
            guild.create_text_channel("general"),
            guild.add_member(env.create_user(f"ana of {name}")),
            guild.add_member(env.create_user(f"mo of {name}"), roles=[role]),
        )

    async def ask(self, question: str, **options: Any) -> simcord.ResponseMessage:
        return shown(await self.ana.slash(self.channel, "ask", question=question, **options))

    @property
    def last(self) -> discord.Message:
        message = self.channel.last_message
        assert message is not None
        return message


def shown(outcome: simcord.InteractionResult) -> simcord.ResponseMessage:
    """Return what an interaction was answered with."""
    assert outcome.acknowledged
    message = outcome.response or next(iter(outcome.followups), None)
    assert message is not None
    return message


def text(message: simcord.ResponseMessage | discord.Message) -> str:
    """Return all that can be read in a message."""
    cards = (
        part
        for embed in message.embeds
        for part in (embed.author.name, embed.description, embed.footer.text)
    )
    return "\n".join(filter(None, (message.content, *cards)))


def buttons(message: simcord.ResponseMessage) -> list[str]:
    return [button["label"] for row in message.components for button in row["components"]]


def bot(env: simcord.Env) -> discord.ClientUser:
    assert env.bot.user is not None
    return env.bot.user


async def pressed(
    person: simcord.MemberActor, message: simcord.ResponseMessage, label: str
) -> simcord.ResponseMessage:
    return shown(await person.click(message, label=label))


async def add(town: Town, name: str = "whale.txt", content: str = WHALE) -> simcord.ResponseMessage:
    file = (name, content.encode())
    return shown(await town.manager.slash(town.channel, "sources add", file=file))

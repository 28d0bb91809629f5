"""Faults in what people on Discord see, and in who sees what."""

from __future__ import annotations

from tests.mutation.fault import Fault

FAULTS = (
    Fault(
        "escaping-off",
        "A quote's asterisks are taken for bold, and its mentions ring.",
        {"bot.discord.rendering.markdown_escape:pieces": lambda _original, text: list(text)},
        ("tests/bot/discord/test_markdown_escape.py",),
    ),
    Fault(
        "cooldown-never-refuses",
        "One person can keep the bot busy for everybody.",
        {"bot.discord.queue:Cooldown.take": lambda _original, _self, _person, _guild: None},
        ("tests/bot/discord/test_queue.py",),
    ),
    Fault(
        "guild-isolation-broken",
        "What one server adds, every other is answered from.",
        {
            "bot.discord.guild_libraries:GuildLibraries.own": lambda _original, self, _guild: next(
                iter(self._own.values()), None
            )
        },
        ("tests/bot/discord/test_guild_libraries.py",),
    ),
    Fault(
        "served-anywhere",
        "Servers that the operator has not listed are answered.",
        {"bot.discord.state:BotState.serves": lambda _original, _self, _guild: True},
        ("tests/bot/discord/test_error_messages.py",),
    ),
    Fault(
        "tokens-logged",
        "The bot's token stands in its log.",
        {"bot.discord.event_log:Redaction.redacted": lambda _original, _self, text: text},
        ("tests/bot/discord/test_event_log.py",),
    ),
    Fault(
        "file-names-trusted",
        "A file that somebody sends is kept under whatever name it has.",
        {"bot.discord.guild_files:safe_name": lambda _original, filename: filename},
        ("tests/bot/discord/test_guild_files.py",),
    ),
)

"""A Discord on 127.0.0.1, for tests of a bot that does not know the difference.

REST under `/api/v10` and the gateway, on real sockets, good enough for an unmodified discord.py;
what Discord would refuse is refused, and whatever goes wrong unseen is a violation that fails
the test. The fixture `discord` (in `tests/discord/conftest.py`) is a running `Discord`:

    async def test_a_question_is_answered(discord: Discord, tmp_path: Path) -> None:
        ana = discord.add_user("ana")
        reef = discord.add_guild("Reef", members=[ana])
        async with BotProcess(discord, "bot", "--sources", SEEDS, cwd=tmp_path) as bot:
            await bot.ready()
            asked = await ana.slash(reef.general, "ask", question="who replaced Lin?")
            answer = await asked.reply()
            assert "Park" in answer.text
            more = await ana.press(answer, label="More")
            assert (await more.reply()).ephemeral
            bot.terminate()
            assert await bot.exit() == 0

The world
    `discord.add_user(name) -> Person`, `discord.add_guild(name, members=[…], bot_permissions=…)`
    `-> Guild`; `guild.general`, `guild.everyone`, `guild.add_channel(name)`,
    `guild.add_role(name, Permission.MANAGE_GUILD)`, `guild.add_member(person, *roles)`,
    `guild.remove_member(…)`, `guild.add_bot()`; `channel.add_thread(name)`,
    `channel.deny(discord.bot, Permission.SEND_MESSAGES)`, `channel.allow(role, …)`. All of it
    also while the bot runs. The bot's own role gets `bot_permissions`, over what @everyone may;
    a guild made with `bot_permissions=None` is without the bot. `person.accepts_dms = False`.
    `guild.shard_of(n)`; guilds made in a row are on shards in turn.

What people do (each raises `NotAllowed` for what the client would not let them do)
    `await ana.say(channel, text, mention_bot=…, reply_to=message, ping=…, files=[Upload(…)])`,
    `await ana.dm(text)` (then `ana.dm_channel`), `await ana.slash(channel, "sources add",
    file=Upload("notes.md", b"…"))`, `await ana.autocomplete(channel, "ask", option="source",
    typed="te", question="…") -> choices`, `await ana.use_menu(channel, "Ask the sources",
    message)`, `await ana.press(message, label=…)` or `custom_id=…`, `await ana.choose(message,
    values, custom_id=…)`, `await ana.submit(interaction, "text")` or `{custom_id: text}`.

What comes back
    `await channel.next_message(after=…)` or `reply_to=…`; without either, the bot's first after
    the last thing a person said. `Interaction`: `await i.reply()` (first real content: message,
    filled deferral, update or followup), `await i.followup()`, `i.followups`, `await i.modal()`,
    `i.acknowledged` ("message", "defer", "update", "defer_update", "modal", "autocomplete"),
    `i.ephemeral`, `i.seconds_to_ack`, `i.response` (`@original`). `Message`: `content`, `embeds`,
    `text` (everything readable), `buttons`, `selects`, `files`, `reference`, `ephemeral`,
    `seen_by`, `pinged` (whom it rings for), `previews` (links that Discord would unfold),
    `edits`, `deleted`. `channel.typing`, `channel.messages`, `channel.by_bot()`. All that waits
    takes `timeout=` in seconds and raises TimeoutError with what was hoped for.

Trouble
    `discord.faults.rate_limit(method, path, seconds=…, times=…)`, `.fail(…, status=503)`,
    `.drop(…)`, `.hang(…, seconds=…)`: `path` is a regular expression over what follows
    `/api/v10`, method "*" is any; `after_acting=True` does what was asked and loses the answer.
    `discord.gateway.drop()` (RESUME), `.close(code)`, `.ask_to_reconnect()` (opcode 7),
    `.invalidate(resumable=…)`, `.resumes`, `.identified`, `await .wait_ready(shards=…)`,
    `await .wait_resumed(times=…)`, `await .wait_identified(times=…)`.
    `await discord.go_down()` and `.come_up()` on the same port; `Discord(listening=False)` begins
    down. `discord.ack_window`, `discord.token_life`, `discord.shards`,
    `discord.gateway.required_shards`, `discord.limiter` (50 requests a second, counted in
    `busiest` and `turned_away`), `discord.application` (token, privileged intents).

What was seen
    `discord.requests`, `.requests_to("PATCH", "/webhooks/.*")`, `await .wait_request(…)`;
    `discord.interactions`; `discord.commands` (`usable_in(guild)`, `changes`,
    and `permit(guild, name, role_or_person, allowed=…)` as in the guild's settings);
    `discord.violations.all()`. At the end of a test the fixture fails it for every refusal,
    unknown route, interaction without acknowledgement, and body against Discord's specification
    (where `../shared/discord` is there) unless `discord.violations.expect("50013")` (it must
    happen) or `.allow("10008")` (it may): regular expressions over "kind: text".

The bot
    `BotProcess(discord, *arguments, cwd=…, env={"QUOTH_…": …})` runs `quoth *arguments` as a
    process: `await bot.ready(shards=…)`, `await bot.line("serving")`, `bot.lines`, `bot.log`,
    `bot.terminate()`, `.interrupt()`, `.kill()`, `await bot.exit()` (the status),
    `await bot.start()` again. In this process: `with pointed_at(discord.api_url,
    discord.gateway_url): …`.
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

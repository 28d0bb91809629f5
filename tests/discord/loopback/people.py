"""The people on the loopback Discord: what they can do, as they can do it in the client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .basics import Event, NotAllowed, Refused
from .rules.commands import CHAT_INPUT, MESSAGE_MENU
from .state.channels import Channel
from .state.commands import command_data, filled_options, usable_command
from .state.guilds import Permission, to_write_in
from .state.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL,
    Interaction,
    interaction_json,
)
from .state.messages import BUTTON, LABEL, REPLY, SELECT, Message, Upload
from .state.posting import fill, new_message, publish
from .state.world import User

if TYPE_CHECKING:
    from .basics import Json
    from .server import Discord
    from .state.interactions import Modal


class Person(User):
    """Somebody with the Discord client open.

    Every action raises NotAllowed for what the client does not offer to this person here.
    """

    def __init__(self, discord: Discord, user_id: int, name: str) -> None:
        super().__init__(user_id, name)
        self.discord = discord

    async def say(
        self,
        channel: Channel,
        text: str = "",
        *,
        mention_bot: bool = False,
        reply_to: Message | None = None,
        ping: bool = True,
        files: Sequence[Upload] = (),
    ) -> Message:
        """Post a message, mentioning the bot first if so wished, or as a reply.

        `ping` is the switch that a reply has: whether it rings for the author replied to.
        """
        self._require(channel, to_write_in(channel))
        message = new_message(channel, self)
        if reply_to is not None:
            self._require_seen(reply_to)
            message.reference_id, message.type = reply_to.id, REPLY
        content = f"{self.discord.bot.mention} {text}" if mention_bot else text
        kinds = ["users", "roles"]
        if Permission.MENTION_EVERYONE in channel.permissions_of(self):
            kinds.append("everyone")
        body: Json = {
            "content": content,
            "allowed_mentions": {"parse": kinds, "replied_user": ping},
        }
        try:
            fill(message, body, {str(number): file for number, file in enumerate(files)})
        except Refused as refusal:
            raise NotAllowed(f"{self.name} cannot say that: {refusal}") from refusal
        publish(message)
        return message

    async def dm(self, text: str, **how: Any) -> Message:
        """Send the bot a direct message, as `say` does."""
        return await self.say(self.dm_channel, text, **how)

    @property
    def dm_channel(self) -> Channel:
        """The direct messages with the bot."""
        return self.discord.world.dm_with(self)

    async def slash(self, channel: Channel, name: str, /, **values: Any) -> Interaction:
        """Use a slash command: `"ask"`, or with its subcommand `"sources add"`.

        Values are given by the option's name: text, numbers, people, channels, roles, Uploads.
        """
        command, path = self._command(channel, name)
        wanted = filled_options(self.discord.world, channel.guild, command, path, values)
        return self._interact(
            COMMAND, channel, command_data(command, wanted.options, wanted.resolved)
        )

    async def autocomplete(
        self,
        channel: Channel,
        name: str,
        /,
        *,
        option: str,
        typed: str = "",
        timeout: float | None = None,
        **others: Any,
    ) -> list[Json]:
        """Type into an option and return the choices that the bot offers: name and value each.

        Raises TimeoutError if none come while Discord waits for them.
        """
        command, path = self._command(channel, name)
        world, values = self.discord.world, {**others, option: typed}
        wanted = filled_options(world, channel.guild, command, path, values, focused=option)
        interaction = self._interact(
            AUTOCOMPLETE, channel, command_data(command, wanted.options, wanted.resolved)
        )
        await interaction.acknowledgement(timeout=timeout or self.discord.ack_window)
        return interaction.choices or []

    async def use_menu(self, channel: Channel, name: str, message: Message) -> Interaction:
        """Use a command of a message's context menu."""
        self._require_seen(message)
        command = usable_command(self.discord.commands, self, channel, name, MESSAGE_MENU)
        resolved = {"messages": {str(message.id): message.to_json()}}
        data = {**command_data(command, None, resolved), "target_id": str(message.id)}
        return self._interact(COMMAND, channel, data)

    async def press(
        self, message: Message, *, label: str | None = None, custom_id: str | None = None
    ) -> Interaction:
        """Press a button that is on a message, named by its label or its custom id."""
        self._require_seen(message)
        for button in message.buttons:
            named = button.label == label if custom_id is None else button.custom_id == custom_id
            if named and not button.disabled and button.custom_id is not None:
                data = {"id": button.id, "custom_id": button.custom_id, "component_type": BUTTON}
                return self._interact(COMPONENT, message.channel, data, source=message)
        raise NotAllowed(f"no button {custom_id or label!r} to press on {message.buttons}")

    async def choose(
        self, message: Message, values: Iterable[str], *, custom_id: str
    ) -> Interaction:
        """Choose values from a select menu that is on a message."""
        self._require_seen(message)
        chosen = list(values)
        for menu in message.selects:
            offered = set(menu.options.values())
            if menu.custom_id == custom_id and not menu.disabled and offered >= set(chosen):
                data = {"id": menu.id, "custom_id": custom_id, "component_type": SELECT}
                data["values"] = chosen
                return self._interact(COMPONENT, message.channel, data, source=message)
        raise NotAllowed(f"no {chosen} to choose from {message.selects}")

    async def submit(
        self, interaction: Interaction, answers: str | Mapping[str, str]
    ) -> Interaction:
        """Fill in the modal that an interaction opened for this person, and send it.

        A string goes into the only input; otherwise answers are given by custom id.
        """
        modal = interaction.opened
        if modal is None or interaction.user is not self:
            raise NotAllowed(f"{interaction!r} opened no modal for {self.name}")
        data = submission(modal, answers)
        return self._interact(
            MODAL, interaction.channel, data, source=interaction.source, opened_by=interaction
        )

    def _require(self, channel: Channel, permission: Permission) -> None:
        """Raise NotAllowed without a permission in a channel."""
        if permission not in channel.permissions_of(self):
            raise NotAllowed(f"{self.name} has no {permission.name} in {channel!r}")

    def _require_seen(self, message: Message) -> None:
        """Raise NotAllowed for a message that this person does not see."""
        self._require(message.channel, Permission.VIEW_CHANNEL)
        hidden = message.ephemeral and message.seen_by is not self
        if hidden or message.deleted:
            raise NotAllowed(f"{self.name} does not see {message!r}")

    def _interact(
        self,
        kind: int,
        channel: Channel,
        data: Json,
        *,
        source: Message | None = None,
        opened_by: Interaction | None = None,
    ) -> Interaction:
        world = self.discord.world
        interaction = Interaction(world.snowflakes(), kind, self, channel, data)
        interaction.source, interaction.opened_by = source, opened_by
        interaction.sent_at = self.discord.now
        self.discord.interactions[interaction.token] = interaction
        world.emit(Event("INTERACTION_CREATE", interaction_json(interaction), channel.guild))
        return interaction

    def _command(self, channel: Channel, name: str) -> tuple[Json, list[str]]:
        first, *path = name.split()
        return usable_command(self.discord.commands, self, channel, first, CHAT_INPUT), path


def submission(modal: Modal, answers: str | Mapping[str, str]) -> Json:
    """Return the modal with its answers: one text for its only input, or texts by custom id.

    Raises NotAllowed for answers that are too short or long, or to inputs that there are not.
    """
    if isinstance(answers, str):
        (only,) = modal.inputs
        answers = {only: answers}
    for custom_id, wanted in modal.inputs.items():
        _check(wanted, answers.get(custom_id, ""))
    if unknown := answers.keys() - modal.inputs.keys():
        raise NotAllowed(f"the modal has no inputs {sorted(unknown)}: {list(modal.inputs)}")
    components = [_submitted(part, answers) for part in modal.components]
    return {"custom_id": modal.custom_id, "components": components}


def _check(wanted: Json, answer: str) -> None:
    required = wanted.get("required", True)
    least = wanted.get("min_length") or int(required)
    most = wanted.get("max_length") or 4000
    if (answer or required) and not least <= len(answer) <= most:
        raise NotAllowed(f"{wanted['custom_id']!r} takes {least} to {most} characters")


def _submitted(part: Json, answers: Mapping[str, str]) -> Json:
    filled = {"type": part["type"], "id": part["id"]}
    if part["type"] == LABEL:
        return {**filled, "component": _filled(part["component"], answers)}
    if "components" in part:
        return {**filled, "components": [_filled(one, answers) for one in part["components"]]}
    return filled


def _filled(component: Json, answers: Mapping[str, str]) -> Json:
    filled = {key: component[key] for key in ("type", "id", "custom_id")}
    return {**filled, "value": answers.get(component["custom_id"], "")}

"""The people on the loopback Discord: what they can do, as they can do it in the client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tests.discord.loopback.channels import Channel
from tests.discord.loopback.command_access import command_data, usable_command
from tests.discord.loopback.events import Event
from tests.discord.loopback.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL,
    Interaction,
)
from tests.discord.loopback.messages import Message
from tests.discord.loopback.options import typed_options
from tests.discord.loopback.payloads import interaction_json
from tests.discord.loopback.people_errors import NotAllowed
from tests.discord.loopback.reading import BUTTON, SELECT
from tests.discord.loopback.rules.commands import CHAT_INPUT, MESSAGE_MENU
from tests.discord.loopback.speaking import Speaker
from tests.discord.loopback.submitting import submission

if TYPE_CHECKING:
    from tests.discord.loopback.wire import Json


class Person(Speaker):
    """Somebody with the Discord client open.

    Every action raises NotAllowed for what the client does not offer to this person here.
    """

    async def slash(self, channel: Channel, name: str, /, **values: Any) -> Interaction:
        """Use a slash command: `"ask"`, or with its subcommand `"sources add"`.

        Values are given by the option's name: text, numbers, people, channels, roles, Uploads.
        """
        command, path = self._command(channel, name)
        wanted = typed_options(self.discord.world, channel.guild, command, path, values)
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
        wanted = typed_options(world, channel.guild, command, path, values, focused=option)
        interaction = self._interact(
            AUTOCOMPLETE, channel, command_data(command, wanted.options, wanted.resolved)
        )
        await interaction.acknowledgement(timeout=timeout or self.discord.ack_window)
        return interaction.choices or []

    async def use_menu(self, channel: Channel, name: str, message: Message) -> Interaction:
        """Use a command of a message's context menu."""
        self.must_see(message)
        command = usable_command(self.discord.commands, self, channel, name, MESSAGE_MENU)
        resolved = {"messages": {str(message.id): message.to_json()}}
        data = {**command_data(command, None, resolved), "target_id": str(message.id)}
        return self._interact(COMMAND, channel, data)

    async def press(
        self, message: Message, *, label: str | None = None, custom_id: str | None = None
    ) -> Interaction:
        """Press a button that is on a message, named by its label or its custom id."""
        self.must_see(message)
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
        self.must_see(message)
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

"""What follows an acknowledgement: the original response, changed or deleted, and followups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.discord.loopback.message_json import message_json
from tests.discord.loopback.messages import EPHEMERAL
from tests.discord.loopback.posting import edit, fill, publish, publish_edit, remove
from tests.discord.loopback.refusals import expired_token, unknown
from tests.discord.loopback.rest.callbacks import answering
from tests.discord.loopback.rest.calls import Call, Route

if TYPE_CHECKING:
    from tests.discord.loopback.interactions import Interaction
    from tests.discord.loopback.messages import Message
    from tests.discord.loopback.server import Discord
    from tests.discord.loopback.wire import Json

_WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
_ORIGINAL = f"{_WEBHOOK}/messages/@original"
_ONE = f"{_WEBHOOK}/messages/{{message_id}}"


def get_message(discord: Discord, call: Call) -> Json:
    return message_json(_message(_interaction(discord, call), call))


def edit_message(discord: Discord, call: Call) -> Json:
    interaction = _interaction(discord, call)
    message = _message(interaction, call)
    edit(message, call.fields, call.uploads)
    if message is interaction.response:
        interaction.updated = True
    publish_edit(message)
    interaction.pulse.beat()
    return message_json(message)


def delete_message(discord: Discord, call: Call) -> None:
    interaction = _interaction(discord, call)
    remove(_message(interaction, call))
    interaction.pulse.beat()


def follow_up(discord: Discord, call: Call) -> Json:
    """Send another message; the first one after deferring fills the deferred response."""
    interaction = _interaction(discord, call)
    response = interaction.response
    if response is not None and response.loading and not response.deleted:
        fill(response, call.fields, call.uploads)
        publish_edit(response)
        message = response
    else:
        ephemeral = bool((call.fields.get("flags") or 0) & EPHEMERAL)
        message = answering(interaction, ephemeral=ephemeral)
        fill(message, call.fields, call.uploads)
        interaction.followups.append(message)
        publish(message)
    interaction.pulse.beat()
    return message_json(message)


def _interaction(discord: Discord, call: Call) -> Interaction:
    """Return the interaction of a token.

    Raises Refused: 10015 for a token that is unknown or not acknowledged yet, 50027 for one
    that is too old.
    """
    interaction = discord.interactions.get(call.parameters["webhook_token"])
    if call.number("webhook_id") != discord.application.id or interaction is None:
        raise unknown("Webhook")
    if discord.now - interaction.sent_at > discord.token_life:
        raise expired_token()
    if interaction.acknowledged is None:
        raise unknown("Webhook")
    return interaction


def _message(interaction: Interaction, call: Call) -> Message:
    """Return a message of an interaction. Raises Refused (10008) for any other."""
    wanted = call.parameters.get("message_id", "@original")
    known = [interaction.response, *interaction.followups]
    for message in known[:1] if wanted == "@original" else known:
        if message is not None and not message.deleted and wanted in ("@original", str(message.id)):
            return message
    raise unknown("Message")


ROUTES = [
    Route("POST", _WEBHOOK, follow_up, open=True),
    *(
        route
        for template in (_ORIGINAL, _ONE)
        for route in (
            Route("GET", template, get_message, open=True),
            Route("PATCH", template, edit_message, open=True),
            Route("DELETE", template, delete_message, open=True),
        )
    ),
]

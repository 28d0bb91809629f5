"""Acknowledging interactions: each once, in time, in a way that fits its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.discord.loopback.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL, Modal
from tests.discord.loopback.messages import (
    CHAT_INPUT,
    CONTEXT_MENU,
    EPHEMERAL,
    LOADING,
    REPLY,
    Message,
)
from tests.discord.loopback.posting import edit, fill, new_message, publish, publish_edit
from tests.discord.loopback.refusals import (
    INVALID_FORM_BODY,
    Refused,
    already_acknowledged,
    unknown,
)
from tests.discord.loopback.rest.calls import Call, Route
from tests.discord.loopback.rules.autocompletion import check_autocompletion
from tests.discord.loopback.rules.modals import check_modal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.discord.loopback.interactions import Acknowledgement, Interaction
    from tests.discord.loopback.server import Discord
    from tests.discord.loopback.wire import Json

_AT = ("data",)
_MENU = 3


def callback(discord: Discord, call: Call) -> Json | None:
    """Acknowledge an interaction.

    Raises Refused: 10062 for one that is unknown or too old, 40060 for one acknowledged
    already, 50035 for what does not fit its kind or Discord's limits.
    """
    interaction = _pending(discord, call)
    kind = call.fields.get("type")
    fits, word, act = _KINDS.get(kind, ((), "message", _answer))
    if interaction.type not in fits or (word.endswith("update") and interaction.source is None):
        text = f"Invalid Form Body: a callback of type {kind} does not fit"
        raise Refused(400, INVALID_FORM_BODY, text, {"type": {"_errors": []}})
    act(interaction, call)
    interaction.acknowledged = word
    interaction.seconds_to_ack = discord.now - interaction.sent_at
    interaction.pulse.beat()
    return _reply(interaction, call.fields["type"]) if call.flag("with_response") else None


def _pending(discord: Discord, call: Call) -> Interaction:
    interaction = discord.interactions.get(call.parameters["interaction_token"])
    if interaction is None or interaction.id != call.number("interaction_id"):
        raise unknown("interaction")
    if interaction.acknowledged is not None:
        raise already_acknowledged()
    if discord.now - interaction.sent_at > discord.ack_window:
        raise unknown("interaction")
    return interaction


def _answer(interaction: Interaction, call: Call) -> None:
    message = _response(interaction, call)
    fill(message, call.fields.get("data") or {}, call.uploads, _AT)
    interaction.response = message
    publish(message)


def _defer(interaction: Interaction, call: Call) -> None:
    message = _response(interaction, call)
    message.flags |= LOADING
    interaction.response = message
    publish(message)


def _defer_update(interaction: Interaction, call: Call) -> None:
    _on_source(interaction)


def _update(interaction: Interaction, call: Call) -> None:
    message = _on_source(interaction)
    edit(message, call.fields.get("data") or {}, call.uploads, _AT)
    interaction.updated = True
    publish_edit(message)


def _complete(interaction: Interaction, call: Call) -> None:
    offer = call.fields.get("data") or {}
    check_autocompletion(offer)
    interaction.choices = offer.get("choices") or []


def _open_modal(interaction: Interaction, call: Call) -> None:
    check_modal(call.fields["data"])
    interaction.opened = Modal.from_json(call.fields["data"])


def _response(interaction: Interaction, call: Call) -> Message:
    """Return the message that will answer, public or ephemeral for good."""
    flags = (call.fields.get("data") or {}).get("flags") or 0
    interaction.ephemeral = bool(flags & EPHEMERAL)
    return answering(interaction, ephemeral=interaction.ephemeral)


def answering(interaction: Interaction, *, ephemeral: bool) -> Message:
    """Return a new message of the bot that answers an interaction."""
    message = new_message(interaction.channel, interaction.channel.world.bot)
    message.interaction = interaction
    if ephemeral:
        message.flags, message.seen_by = EPHEMERAL, interaction.user
    if interaction.source is not None:
        message.type, message.reference_id = REPLY, interaction.source.id
    else:
        message.type = CONTEXT_MENU if interaction.data.get("type") == _MENU else CHAT_INPUT
    return message


def _on_source(interaction: Interaction) -> Message:
    source = interaction.source
    if source is None or source.deleted:
        raise unknown("Message")
    interaction.response, interaction.ephemeral = source, source.ephemeral
    return source


def _reply(interaction: Interaction, kind: int) -> Json:
    told: Json = {"id": str(interaction.id), "type": interaction.type}
    message = interaction.response
    if message is None:
        return {"interaction": told}
    told |= {
        "response_message_id": str(message.id),
        "response_message_loading": message.loading,
        "response_message_ephemeral": message.ephemeral,
    }
    if kind in (_MESSAGE, _UPDATE):
        resource = {"type": kind, "message": message.to_json()}
        return {"interaction": told, "resource": resource}
    return {"interaction": told}


_MESSAGE, _UPDATE = 4, 7

_Kind = tuple[tuple[int, ...], "Acknowledgement", "Callable[[Interaction, Call], None]"]

_KINDS: dict[object, _Kind] = {
    _MESSAGE: ((COMMAND, COMPONENT, MODAL), "message", _answer),
    5: ((COMMAND, COMPONENT, MODAL), "defer", _defer),
    6: ((COMPONENT, MODAL), "defer_update", _defer_update),
    _UPDATE: ((COMPONENT, MODAL), "update", _update),
    8: ((AUTOCOMPLETE,), "autocomplete", _complete),
    9: ((COMMAND, COMPONENT), "modal", _open_modal),
}

ROUTES = [
    Route(
        "POST", "/interactions/{interaction_id}/{interaction_token}/callback", callback, open=True
    ),
]

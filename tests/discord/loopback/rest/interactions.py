"""REST of interactions: each acknowledged once, in time, and what follows an acknowledgement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..basics import (
    INVALID_FORM_BODY,
    Refused,
    already_acknowledged,
    expired_token,
    unknown,
)
from ..rules.commands import check_autocompletion, check_modal
from ..state.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL, Modal
from ..state.messages import (
    CHAT_INPUT,
    CONTEXT_MENU,
    EPHEMERAL,
    LOADING,
    REPLY,
    Message,
    message_json,
)
from ..state.posting import (
    edit,
    fill,
    new_message,
    publish,
    publish_edit,
    remove,
)
from .pipeline import Call, Route

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..basics import Json
    from ..server import Discord
    from ..state.interactions import Acknowledgement, Interaction

_AT = ("data",)
_MENU = 3

_MESSAGE, _UPDATE = 4, 7

_WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
_ORIGINAL = f"{_WEBHOOK}/messages/@original"
_ONE = f"{_WEBHOOK}/messages/{{message_id}}"

_Kind = tuple[tuple[int, ...], "Acknowledgement", "Callable[[Interaction, Call], None]"]


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
    interaction.changed.notify()
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


def _on_source(interaction: Interaction) -> Message:
    source = interaction.source
    if source is None or source.deleted:
        raise unknown("Message")
    interaction.response, interaction.ephemeral = source, source.ephemeral
    return source


def _reply(interaction: Interaction, kind: int) -> Json:
    body: Json = {"id": str(interaction.id), "type": interaction.type}
    message = interaction.response
    if message is None:
        return {"interaction": body}
    body |= {
        "response_message_id": str(message.id),
        "response_message_loading": message.loading,
        "response_message_ephemeral": message.ephemeral,
    }
    if kind in (_MESSAGE, _UPDATE):
        resource = {"type": kind, "message": message.to_json()}
        return {"interaction": body, "resource": resource}
    return {"interaction": body}


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


_KINDS: dict[object, _Kind] = {
    _MESSAGE: ((COMMAND, COMPONENT, MODAL), "message", _answer),
    5: ((COMMAND, COMPONENT, MODAL), "defer", _defer),
    6: ((COMPONENT, MODAL), "defer_update", _defer_update),
    _UPDATE: ((COMPONENT, MODAL), "update", _update),
    8: ((AUTOCOMPLETE,), "autocomplete", _complete),
    9: ((COMMAND, COMPONENT), "modal", _open_modal),
}


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
    interaction.changed.notify()
    return message_json(message)


def get_message(discord: Discord, call: Call) -> Json:
    return message_json(_message(_interaction(discord, call), call))


def edit_message(discord: Discord, call: Call) -> Json:
    interaction = _interaction(discord, call)
    message = _message(interaction, call)
    edit(message, call.fields, call.uploads)
    if message is interaction.response:
        interaction.updated = True
    publish_edit(message)
    interaction.changed.notify()
    return message_json(message)


def delete_message(discord: Discord, call: Call) -> None:
    interaction = _interaction(discord, call)
    remove(_message(interaction, call))
    interaction.changed.notify()


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
    Route(
        "POST", "/interactions/{interaction_id}/{interaction_token}/callback", callback, open=True
    ),
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

"""A modal filled in: checked as Discord's client does, and sent back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.discord.loopback.people_errors import NotAllowed
from tests.discord.loopback.reading import LABEL

if TYPE_CHECKING:
    from tests.discord.loopback.interactions import Modal
    from tests.discord.loopback.wire import Json


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
    told = {"type": part["type"], "id": part["id"]}
    if part["type"] == LABEL:
        return {**told, "component": _filled(part["component"], answers)}
    if "components" in part:
        return {**told, "components": [_filled(one, answers) for one in part["components"]]}
    return told


def _filled(component: Json, answers: Mapping[str, str]) -> Json:
    told = {key: component[key] for key in ("type", "id", "custom_id")}
    return {**told, "value": answers.get(component["custom_id"], "")}

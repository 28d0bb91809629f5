"""Requests and replies held against Discord's specification."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from typing import TYPE_CHECKING, Any

from tests.discord.loopback.shapes import Shapes
from tests.discord.loopback.specification import specification
from tests.discord.loopback.wire import Json

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

_JSON = "application/json"
_ROOT = "urn:discord"
_KNOWN: dict[Hashable, tuple[str, ...]] = {}


def request_errors(method: str, template: str, body: Any) -> list[str]:
    """Return what is wrong with the JSON body of a request, or its payload_json.

    Empty where nothing is wrong, where the specification has no such operation, and where there
    is no specification.
    """
    spec = specification(of_requests=True)
    operation = None if spec is None else spec["paths"].get(template, {}).get(method.lower())
    if operation is None:
        return []
    if "requestBody" not in operation:
        return [] if body is None else ["expected no body"]
    if body is None:
        return ["expected a body"] if operation["requestBody"].get("required") else []
    pointer = _pointer("paths", template, method.lower(), "requestBody", "content", _JSON)
    return _errors(f"{pointer}/schema", _as_discord_reads(body), of_requests=True)


def reply_errors(method: str, template: str, status: int, body: Any) -> list[str]:
    """Return what is wrong with a reply of the double, as `request_errors` does."""
    spec = specification(of_requests=False)
    operation = None if spec is None else spec["paths"].get(template, {}).get(method.lower())
    if spec is None or operation is None:
        return []
    responses = operation["responses"]
    key = next((one for one in (str(status), f"{status // 100}XX") if one in responses), None)
    if key is None:
        return [] if status >= 500 else [f"expected one of {list(responses)}, got {status}"]
    if "$ref" in responses[key]:
        pointer = responses[key]["$ref"]
        content = spec["components"]["responses"][pointer.rsplit("/", 1)[1]].get("content")
    else:
        pointer = _pointer("paths", template, method.lower(), "responses", key)
        content = responses[key].get("content")
    if content is None:
        return [] if body is None else ["expected no body"]
    return _errors(f"{pointer}/content/application~1json/schema", body, of_requests=False)


def schema_errors(name: str, body: Any) -> list[str]:
    """Return what is wrong with something that the gateway sends, by its schema's name."""
    if specification(of_requests=False) is None:
        return []
    return _errors(f"#/components/schemas/{name}", body, of_requests=False)


def _as_discord_reads(body: Any) -> Any:
    """Return the body without `tts: false`, which discord.py sends where it is not a field."""
    if not isinstance(body, dict):
        return body
    kept = {key: value for key, value in body.items() if (key, value) != ("tts", False)}
    if isinstance(kept.get("data"), dict):
        kept["data"] = _as_discord_reads(kept["data"])
    return kept


def _errors(pointer: str, body: Any, *, of_requests: bool) -> list[str]:
    key = (pointer, of_requests, _shapes(of_requests)(body))
    if key not in _KNOWN:
        errors = _validator(pointer, of_requests).iter_errors(body)
        _KNOWN[key] = tuple(_told(error) for error in errors)
    return list(_KNOWN[key])


def _told(error: ValidationError) -> str:
    place = "/".join(map(str, error.absolute_path)) or "body"
    return f"{place}: {error.message[:300]}"


@cache
def _validator(pointer: str, of_requests: bool) -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    registry = _registry(of_requests)
    return Draft202012Validator({"$ref": f"{_ROOT}{pointer}"}, registry=registry)


@cache
def _shapes(of_requests: bool) -> Shapes:
    return Shapes(specification(of_requests=of_requests))


@cache
def _registry(of_requests: bool) -> Any:
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT202012

    contents: Json | None = specification(of_requests=of_requests)
    resource = Resource.from_contents(contents, default_specification=DRAFT202012)
    return Registry().with_resource(_ROOT, resource)


def _pointer(*steps: str) -> str:
    escaped = (step.replace("~", "~0").replace("/", "~1") for step in steps)
    return "#/" + "/".join(_percent(step) for step in escaped)


def _percent(step: str) -> str:
    return step.replace("{", "%7B").replace("}", "%7D")

"""Discord's published REST specification, made ready for JSON Schema.

It is read at most once per process, and only where a checkout has it next to the project.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from tests.discord.loopback.wire import Json

PATH = Path(__file__).resolve().parents[4] / "shared" / "discord" / "openapi.json"

_SCHEMAS = "#/components/schemas/"

CORRECTIONS: dict[str, Json] = {
    # Discord's own examples give these codes as words, such as BASE_TYPE_REQUIRED.
    "InnerErrors": {
        "type": "object",
        "required": ["_errors"],
        "properties": {
            "_errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["code", "message"],
                    "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
                },
            }
        },
    },
}
"""Schemas that are not what Discord does, and what is."""

OF_REQUESTS: dict[str, Json] = {
    # Discord takes ids as integers too, and discord.py sends them as it holds them.
    "SnowflakeType": {"type": ["string", "integer"], "pattern": "^(0|[1-9][0-9]*)$"},
}
"""Schemas in which requests are freer than replies."""


@cache
def specification(*, of_requests: bool) -> Json | None:
    """Return the specification, corrected, or None where it is not there."""
    if not PATH.is_file():
        return None
    spec: Json = json.loads(PATH.read_text(encoding="utf-8"))
    schemas = spec["components"]["schemas"]
    schemas |= CORRECTIONS
    if of_requests:
        schemas |= OF_REQUESTS
    for name, schema in schemas.items():
        schemas[name] = _with_cases(schema, schemas)
    leaves = {name: schema for name, schema in schemas.items() if _SCHEMAS not in str(schema)}
    inlined: Json = _inlined(spec, leaves)
    return inlined


def _with_cases(schema: Any, schemas: Json) -> Any:
    """Return a schema whose unions of typed components look at the type first.

    It means the same, is checked in a fraction of the time, and an error says what is wrong
    with the component that was meant instead of that no alternative fits.
    """
    if isinstance(schema, list):
        return [_with_cases(one, schemas) for one in schema]
    if not isinstance(schema, dict):
        return schema
    union = schema.get("oneOf") or schema.get("anyOf") or ()
    if union and all("const" in one for one in union):
        return {"enum": [one["const"] for one in union]}
    cases = _cases(union, schemas)
    if cases is None:
        return {key: _with_cases(value, schemas) for key, value in schema.items()}
    known = [number for numbers, _ in cases for number in numbers]
    return {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": known}},
        "allOf": [
            {"if": {"properties": {"type": {"enum": numbers}}}, "then": reference}
            for numbers, reference in cases
        ],
    }


def _cases(union: Any, schemas: Json) -> list[tuple[list[int], Json]] | None:
    """Return the numbers each alternative takes as its type, or None if they do not decide."""
    found: list[tuple[list[int], Json]] = []
    for reference in union:
        schema = schemas.get(reference.get("$ref", "").removeprefix(_SCHEMAS), {})
        numbers = schema.get("properties", {}).get("type", {}).get("enum")
        if not numbers or "type" not in schema.get("required", ()):
            return None
        found.append((numbers, reference))
    every = [number for numbers, _ in found for number in numbers]
    return found if len(found) > 1 and len(every) == len(set(every)) else None


def _inlined(node: Any, leaves: Json) -> Any:
    """Return the specification with references to schemas that refer to nothing filled in."""
    if isinstance(node, list):
        return [_inlined(one, leaves) for one in node]
    if not isinstance(node, dict):
        return node
    name = str(node.get("$ref", "")).removeprefix(_SCHEMAS)
    if name in leaves:
        return leaves[name]
    return {key: _inlined(value, leaves) for key, value in node.items()}

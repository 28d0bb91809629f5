"""Strictness: what went wrong that nobody would see, and bodies against Discord's specification.

The published REST specification is no part of this package; it is read at most once per process,
and only where it is found.
"""

from __future__ import annotations

import json
import os
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .basics import Json

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

PATH = Path(
    os.environ.get("DISCORD_SPECIFICATION")
    or Path(__file__).resolve().parents[3].parent / "shared" / "discord" / "openapi.json"
)
"""Where Discord's `openapi.json` is looked for."""

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

_SCHEMAS = "#/components/schemas/"

_LENGTHS = ("minLength", "maxLength")

_JSON = "application/json"
_ROOT = "urn:discord"
_KNOWN: dict[Hashable, tuple[str, ...]] = {}


class Violation(NamedTuple):
    """`kind` is "refused", "unknown route", "request", "reply", "gateway" or "silence".

    The first: Discord would have said no. Request, reply and gateway: against its specification.
    Silence: an interaction that was never acknowledged.
    """

    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


class Violations:
    """Collects violations, less those that a test allows or expects.

    Bodies are held against the specification only when somebody asks: it takes milliseconds
    for each, which would otherwise count as the bot being slow.
    """

    def __init__(self) -> None:
        self._found: list[Violation] = []
        self._unchecked: list[Callable[[], list[Violation]]] = []
        self._allowed: list[re.Pattern[str]] = []
        self._expected: list[re.Pattern[str]] = []

    def add(self, kind: str, text: str) -> None:
        """Note a violation."""
        self._found.append(Violation(kind, text))

    def allow(self, pattern: str) -> None:
        """Let what matches a regular expression pass, if it comes."""
        self._allowed.append(re.compile(pattern))

    def expect(self, pattern: str) -> None:
        """Let what matches a regular expression pass; it is a violation if nothing does."""
        self._expected.append(re.compile(pattern))

    def check_request(self, method: str, template: str, body: object) -> None:
        """Hold a request's body against the specification, later."""
        self._later(
            "request", f"{method} {template}", lambda: request_errors(method, template, body)
        )

    def check_reply(self, method: str, template: str, status: int, body: object) -> None:
        """Hold a reply against the specification, later."""
        about = f"{method} {template} {status}"
        self._later("reply", about, lambda: reply_errors(method, template, status, body))

    def check_message(self, event: str, body: Json) -> None:
        """Hold a message that the gateway told of against the specification, later."""
        self._later("gateway", event, lambda: schema_errors("MessageResponse", body))

    def all(self) -> list[Violation]:
        """Return every violation so far, allowed and expected ones too."""
        waiting, self._unchecked = self._unchecked, []
        for check in waiting:
            self._found += check()
        return list(self._found)

    def unforeseen(self) -> list[Violation]:
        """Return the violations that no test wanted, and expectations that nothing met."""
        found = self.all()
        foreseen = [*self._allowed, *self._expected]
        left = [one for one in found if not any(pattern.search(str(one)) for pattern in foreseen)]
        left += [
            Violation("expected", f"{pattern.pattern}, which did not happen")
            for pattern in self._expected
            if not any(pattern.search(str(one)) for one in found)
        ]
        return left

    def _later(self, kind: str, about: str, check: Callable[[], list[str]]) -> None:
        self._unchecked.append(lambda: [Violation(kind, f"{about}: {e}") for e in check()])


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
        _KNOWN[key] = tuple(_worded(error) for error in errors)
    return list(_KNOWN[key])


def _worded(error: ValidationError) -> str:
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
    cases = _typed_cases(union, schemas)
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


def _typed_cases(union: Any, schemas: Json) -> list[tuple[list[int], Json]] | None:
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


class Shapes:
    """Knows the strings, lengths and patterns that a specification speaks of."""

    def __init__(self, specification: Any) -> None:
        facts = list(_facts(specification))
        self._lengths = sorted({value for key, value in facts if key in _LENGTHS})
        self._words = {value for key, value in facts if key == "word"}
        patterns = sorted({value for key, value in facts if key == "pattern"})
        self._patterns = [re.compile(pattern) for pattern in patterns]

    def __call__(self, body: Any) -> Hashable:
        """Return the shape of a body."""
        if isinstance(body, dict):
            return ("object", *((key, self(value)) for key, value in body.items()))
        if isinstance(body, list):
            differ = len({repr(one) for one in body}) == len(body)
            return ("array", differ, *map(self, body))
        return self._of_string(body) if isinstance(body, str) else (type(body), body)

    def _of_string(self, text: str) -> Hashable:
        known = text if text in self._words else None
        fits = tuple(bool(pattern.search(text)) for pattern in self._patterns)
        size = len(text)
        return known, fits, bisect_left(self._lengths, size), bisect_right(self._lengths, size)


def _facts(node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, list):
        for one in node:
            yield from _facts(one)
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        if key in (*_LENGTHS, "pattern") and not isinstance(value, dict):
            yield key, value
        elif key in ("enum", "const"):
            listed = value if isinstance(value, list) else [value]
            yield from (("word", one) for one in listed if isinstance(one, str))
        else:
            yield from _facts(value)

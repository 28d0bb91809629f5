"""YAML as pieces with their lines; scalars are texts as they were typed."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from retrieval.errors import UsageError
from retrieval.evaluation.written import Written

# The same language, ten times as fast where PyYAML was built with libyaml.
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_HINTS = {
    "mapping values are not allowed": "a text with ': ' in it stands in quotes",
    "expected <block end>": "the lines of one block begin in the same column",
    "cannot start any token": "a text that begins with such a sign stands in quotes",
}
_DEEPEST = 12


def read_yaml(text: str, name: str, first_line: int = 1) -> Written | None:
    """Return what a YAML document says, None where it says nothing.

    `name` is that of the file, `first_line` the line of it that the text begins with. Raises
    UsageError with the line for what is not YAML, a key that stands twice, or more than one
    document.
    """
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise UsageError(_told(error, text, name, first_line)) from error
    except RecursionError as error:
        raise UsageError(
            f"{name}:{first_line}: expected fewer blocks inside one another"
        ) from error
    return None if node is None else _Reading(name, first_line).piece(node)


class _Reading:
    def __init__(self, name: str, first_line: int) -> None:
        self._name = name
        self._first_line = first_line

    def piece(self, node: yaml.Node, depth: int = 0) -> Written:
        place = self._place(node)
        if depth > _DEEPEST:
            raise UsageError(f"{place}: expected fewer blocks inside one another")
        if isinstance(node, yaml.MappingNode):
            return Written(self._members(node, depth), place)
        if isinstance(node, yaml.SequenceNode):
            return Written([self.piece(one, depth + 1) for one in node.value], place)
        is_null = node.tag == "tag:yaml.org,2002:null" and node.value in ("~", "null")
        return Written("" if is_null else str(node.value), place)

    def _members(self, node: yaml.MappingNode, depth: int) -> Mapping[str, Written]:
        members: dict[str, Written] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise UsageError(f"{self._place(key)}: expected a name before the colon")
            if key.value in members:
                first = members[key.value].place
                raise UsageError(
                    f"{self._place(key)}: expected '{key.value}' once, it is in {first} as well"
                )
            piece = self.piece(value, depth + 1)
            # A nested block begins below its name; it is named by the line of that.
            members[key.value] = Written(piece.value, self._place(key))
        return members

    def _place(self, node: yaml.Node) -> str:
        return f"{self._name}:{node.start_mark.line + self._first_line}"


def _told(error: yaml.YAMLError, text: str, name: str, first_line: int) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")
    position = getattr(error, "position", None)
    line = mark.line if mark else text.count("\n", 0, position or 0)
    # What is missing at the end is missed on the line after it.
    line = min(line, max(0, len(text.splitlines()) - 1))
    hint = next((hint for begun, hint in _HINTS.items() if begun in problem), "")
    why = " ".join(problem.split()) or "it cannot be read"
    return f"{name}:{line + first_line}: expected YAML: {why}" + (f" ({hint})" if hint else "")

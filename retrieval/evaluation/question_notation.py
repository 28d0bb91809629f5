"""The notation of question files, YAML or Markdown: by example, and as nodes with their lines.

Whatever the notation, a node is a text, a list or a mapping. Nothing is guessed to be a number
or a boolean value before somebody asks for one: an answer "no" or "1.0" stays as it was typed.
The examples are the same text for the help and for the tests.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from itertools import pairwise
from typing import NoReturn

import yaml

from retrieval.errors import UsageError

YAML = """\
sources: handbook/         # from here; all of this header can be left out
set: handbook              # how the questions are called in tables
baseline: main.run         # what "quoth eval --save" wrote, to compare with
gates:
  floors:                  # least values, by set or for all questions
    all: {success@1: 0.9, abstained: 1}
  at most:                 # so many questions
    failures: 3
    new failures: 0        # that were fine in the baseline
    worse: 2               # than in the baseline

questions:
- ask: How long do I keep the gate key?
  in: keys.md                        # the document of the right passage
  says: keys are returned by Sunday  # words that stand in the passage
  answer: Sunday                     # what is marked first holds this
  why: It says "returned", never "keep".
  tags: [keys, paraphrase]
- ask: Who pays for a lost one?
  history:
  - user: How long do I keep the gate key?
  - bot: Keys are returned by Sunday.
  right:                             # several, each as good
  - in: keys.md
    says: the deposit covers a lost key
  - says: lost keys are paid by the tenant
- ask: Is there a car park on the moon?
  abstain: yes
"""

MARKDOWN = """\
## How long do I keep the gate key?

> keys are returned by Sunday
> — keys.md

It says "returned", never "keep".

- answer: Sunday
- tags: keys, paraphrase

## Is there a car park on the moon?

- must abstain
"""


_YES = frozenset(("yes", "true", "on"))
_NO = frozenset(("no", "false", "off"))
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class NotationNode:
    """Part of a file: what it holds, and `file:line`. A mapping's keys are in file order."""

    value: str | Sequence[NotationNode] | Mapping[str, NotationNode]
    place: str

    def refuse(self, expected: str) -> NoReturn:
        """Raise UsageError that says where what was expected and what stands there."""
        raise UsageError(f"{self.place}: expected {expected}, got {self._shown()}")

    def text(self, what: str) -> str:
        """Return a text that is not blank, without white space around it."""
        if not isinstance(self.value, str) or not self.value.strip():
            self.refuse(what)
        return self.value.strip()

    def texts(self, what: str) -> tuple[str, ...]:
        """Return a text, or a list of them, as several texts."""
        if isinstance(self.value, str):
            return (self.text(what),)
        return tuple(one.text(what) for one in self.nodes(what))

    def nodes(self, what: str) -> Sequence[NotationNode]:
        """Return what a list holds."""
        if isinstance(self.value, str | Mapping):
            self.refuse(what)
        return self.value

    def boolean(self, what: str) -> bool:
        """Return whether it says yes or no."""
        word = self.value.strip().casefold() if isinstance(self.value, str) else ""
        if word not in _YES | _NO:
            self.refuse(f"yes or no for {what}")
        return word in _YES

    def number(self, what: str, least: int = 0) -> int:
        """Return a whole number that is not below the least."""
        digits = self.value.strip() if isinstance(self.value, str) else ""
        is_number = digits.isascii() and digits.isdecimal() and len(digits) < 10
        if not is_number or int(digits) < least:
            self.refuse(f"{what} as a whole number from {least}")
        return int(digits)

    def share(self, what: str) -> float:
        """Return a number from 0 to 1."""
        try:
            share = float(self.value) if isinstance(self.value, str) else -1.0
        except ValueError:
            share = -1.0
        if not 0 <= share <= 1:
            self.refuse(f"{what} as a number from 0 to 1")
        return share

    def members(
        self, what: str, known: Collection[str] | None = None
    ) -> Mapping[str, NotationNode]:
        """Return the members of a mapping, none of them of a name that is not known."""
        if not isinstance(self.value, Mapping):
            self.refuse(what)
        for name, member in self.value.items():
            if known is not None and name not in known:
                close = get_close_matches(name, known, n=1)
                hint = f"; did you mean '{close[0]}'?" if close else ""
                raise UsageError(
                    f"{member.place}: expected one of {', '.join(known)}, got '{name}'{hint}"
                )
        return self.value

    def _shown(self) -> str:
        if isinstance(self.value, Mapping):
            return f"a mapping with {', '.join(self.value) or 'nothing in it'}"
        if not isinstance(self.value, str):
            return "a list"
        text = " ".join(self.value.split())
        return f"'{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}'" if text else "nothing"


# The same language, ten times as fast where PyYAML was built with libyaml.
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_SIGN_HINT = "a text that begins with such a sign stands in quotes"
_HINTS = {
    "mapping values are not allowed": "a text with ': ' in it stands in quotes",
    "expected <block end>": "the lines of one block begin in the same column",
    "cannot start any token": _SIGN_HINT,
    "alphabetic or numeric": _SIGN_HINT,
}
_DEEPEST = 12


def read_yaml(text: str, name: str, first_line: int = 1) -> NotationNode | None:
    """Return what a YAML document says, None where it says nothing.

    `name` is that of the file, `first_line` the line of it that the text begins with. Raises
    UsageError with the line for what is not YAML, an alias, a key that stands twice, or more
    than one document.
    """
    try:
        _refuse_aliases(text, name, first_line)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise UsageError(_yaml_fault(error, text, name, first_line)) from error
    except RecursionError as error:
        raise UsageError(
            f"{name}:{first_line}: expected fewer blocks inside one another"
        ) from error
    return None if node is None else _YamlReader(name, first_line).node(node)


def _refuse_aliases(text: str, name: str, first_line: int) -> None:
    """Raise UsageError where a node stands for another: a few lines could stand for millions."""
    for event in yaml.parse(text, Loader=_LOADER) if "*" in text else ():
        if isinstance(event, yaml.AliasEvent):
            line = first_line + (event.start_mark.line if event.start_mark else 0)
            expected = f"expected a value, got the alias '*{event.anchor}'"
            raise UsageError(f"{name}:{line}: {expected} ({_SIGN_HINT})")


class _YamlReader:
    """Makes nodes of what PyYAML composed."""

    def __init__(self, name: str, first_line: int) -> None:
        self._name = name
        self._first_line = first_line

    def node(self, composed: yaml.Node, depth: int = 0) -> NotationNode:
        place = self._place(composed)
        if depth > _DEEPEST:
            raise UsageError(f"{place}: expected fewer blocks inside one another")
        if isinstance(composed, yaml.MappingNode):
            return NotationNode(self._members(composed, depth), place)
        if isinstance(composed, yaml.SequenceNode):
            return NotationNode([self.node(one, depth + 1) for one in composed.value], place)
        is_null = composed.tag == "tag:yaml.org,2002:null" and composed.value in ("~", "null")
        return NotationNode("" if is_null else str(composed.value), place)

    def _members(self, composed: yaml.MappingNode, depth: int) -> Mapping[str, NotationNode]:
        members: dict[str, NotationNode] = {}
        for key, value in composed.value:
            if not isinstance(key, yaml.ScalarNode):
                raise UsageError(f"{self._place(key)}: expected a name before the colon")
            if key.value in members:
                first = members[key.value].place
                raise UsageError(
                    f"{self._place(key)}: expected '{key.value}' once, it is in {first} as well"
                )
            # A nested block begins below its name; it is named by the line of that.
            place = self._place(key)
            members[key.value] = replace(self.node(value, depth + 1), place=place)
        return members

    def _place(self, composed: yaml.Node) -> str:
        return f"{self._name}:{composed.start_mark.line + self._first_line}"


def _yaml_fault(error: yaml.YAMLError, text: str, name: str, first_line: int) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")
    position = getattr(error, "position", None)
    line = mark.line if mark else text.count("\n", 0, position or 0)
    # What is missing at the end is missed on the line after it.
    line = min(line, max(0, len(text.splitlines()) - 1))
    hint = next((hint for begun, hint in _HINTS.items() if begun in problem), "")
    why = " ".join(problem.split()) or "it cannot be read"
    return f"{name}:{line + first_line}: expected YAML: {why}" + (f" ({hint})" if hint else "")


_IS_QUESTION = re.compile(r"##(?!#)")
_HEADING = re.compile(r"##[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_QUOTE = re.compile(r" {0,3}> ?(.*)$")
_ATTRIBUTION = re.compile(r"(?:[—–―]|--) ?(.+)$")
_BULLET = re.compile(r" {0,3}[-*] +(.*)$")
_FIELD = re.compile(r"([\w ]+?):(?:\s+(.*))?$")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FENCE = re.compile(r"---[ \t]*$")

_REPEATABLE = frozenset(("answer", "tags"))
_ROLES = frozenset(("user", "bot"))
_FLAGS = {"must abstain": "abstain", "must disagree": "disagree"}


@dataclass
class _Block:
    """A question as its lines are gathered."""

    place: str
    members: dict[str, NotationNode] = field(default_factory=dict)
    right: list[NotationNode] = field(default_factory=list)
    history: list[NotationNode] = field(default_factory=list)
    why: list[str] = field(default_factory=list)


def read_markdown(text: str, name: str) -> NotationNode | None:
    """Return what a Markdown file says, None where it has neither front matter nor a question.

    Raises UsageError with the line for what cannot be meant.
    """
    lines = _COMMENT.sub(_blank, text.replace("\r\n", "\n")).split("\n")
    header, begun = _front_matter(lines, name)
    members = dict(header.members("front matter of names and values")) if header else {}
    questions = list(_questions(lines, begun, name))
    if questions:
        members["questions"] = NotationNode(questions, questions[0].place)
    return NotationNode(members, f"{name}:1") if members else None


def _blank(comment: re.Match[str]) -> str:
    return "\n" * comment.group().count("\n")


def _front_matter(lines: list[str], name: str) -> tuple[NotationNode | None, int]:
    """Return the front matter, and the number of the line after it."""
    if not lines or not _FENCE.match(lines[0]):
        return None, 0
    ends = (number for number, line in enumerate(lines[1:], 1) if _FENCE.match(line))
    end = next(ends, None)
    if end is None:
        NotationNode(lines[0], f"{name}:1").refuse("a line '---' after the front matter too")
    return read_yaml("\n".join(lines[1:end]), name, first_line=2), end + 1


def _questions(lines: list[str], begun: int, name: str) -> Iterator[NotationNode]:
    starts = [n for n in range(begun, len(lines)) if _IS_QUESTION.match(lines[n])]
    for start, stop in pairwise([*starts, len(lines)]):
        yield _question(lines, start, stop, name)


def _question(lines: list[str], start: int, stop: int, name: str) -> NotationNode:
    place = f"{name}:{start + 1}"
    heading = _HEADING.match(lines[start])
    block = _Block(place, {"ask": NotationNode(heading[1] if heading else "", place)})
    number = start + 1
    while number < stop:
        number = _take(block, lines, number, stop, name)
    if block.right:
        block.members["right"] = NotationNode(block.right, block.right[0].place)
    if block.history:
        block.members["history"] = NotationNode(block.history, block.history[0].place)
    why = " ".join(block.why)
    if why.strip():
        block.members["why"] = NotationNode(why, place)
    return NotationNode(block.members, place)


def _take(block: _Block, lines: list[str], number: int, stop: int, name: str) -> int:
    """Take what begins in a line; return the number of the first line that is not part of it."""
    place = f"{name}:{number + 1}"
    if _QUOTE.match(lines[number]):
        end = number
        while end < stop and _QUOTE.match(lines[end]):
            end += 1
        block.right.append(_right(lines[number:end], place, name, number))
        return end
    bullet = _BULLET.match(lines[number])
    if not bullet:
        block.why += lines[number].split()
        return number + 1
    end = number + 1
    while end < stop and lines[end].startswith("  ") and lines[end].strip():
        if _BULLET.match(lines[end].strip()):
            break
        end += 1
    _add(block, " ".join([bullet[1], *map(str.strip, lines[number + 1 : end])]), place)
    return end


def _right(lines: list[str], place: str, name: str, first: int) -> NotationNode:
    """Return a block quote as a right passage; its last line may name the document."""
    quoted = [line[1] for line in map(_QUOTE.match, lines) if line]
    members: dict[str, NotationNode] = {}
    attribution = _ATTRIBUTION.match(quoted[-1].strip())
    if attribution:
        members["in"] = NotationNode(attribution[1], f"{name}:{first + len(quoted)}")
        quoted.pop()
    text = " ".join(" ".join(quoted).split())
    if text or not attribution:
        members["says"] = NotationNode(text, place)
    return NotationNode(members, place)


def _add(block: _Block, bullet: str, place: str) -> None:
    """Add a bullet to a question: a name and a value, or a name that means yes."""
    named = _FIELD.match(bullet)
    key = (named[1] if named else bullet).strip()
    value = (named[2] or "").strip() if named else "yes"
    key = _FLAGS.get(key, key)
    node = NotationNode(value, place)
    if key in _ROLES:
        block.history.append(NotationNode({key: node}, place))
    elif key in block.members and key in _REPEATABLE:
        before = block.members[key]
        earlier = [before] if isinstance(before.value, str) else list(before.nodes(key))
        block.members[key] = NotationNode([*earlier, node], before.place)
    elif key in block.members:
        node.refuse(f"'{key}' once")
    else:
        block.members[key] = node

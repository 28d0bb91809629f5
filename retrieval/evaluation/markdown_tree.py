"""Markdown as the same pieces as YAML: a question is a heading, its right quote a block quote.

See `question_file` for what it looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from retrieval.evaluation.written import Written
from retrieval.evaluation.yaml_tree import read_yaml

_IS_QUESTION = re.compile(r"##(?!#)")
_HEADING = re.compile(r"##[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_QUOTE = re.compile(r" {0,3}> ?(.*)$")
_ATTRIBUTION = re.compile(r"(?:[—–―]|--) ?(.+)$")
_BULLET = re.compile(r" {0,3}[-*] +(.*)$")
_FIELD = re.compile(r"([\w ]+?):(?:\s+(.*))?$")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FENCE = re.compile(r"---[ \t]*$")

_LISTED = frozenset(("answer", "tags"))
_SPOKEN = frozenset(("user", "bot"))
_PLAINER = {"must abstain": "abstain", "must disagree": "disagree"}


@dataclass
class _Block:
    """A question as its lines are gathered."""

    place: str
    members: dict[str, Written] = field(default_factory=dict)
    right: list[Written] = field(default_factory=list)
    history: list[Written] = field(default_factory=list)
    why: list[str] = field(default_factory=list)


def read_markdown(text: str, name: str) -> Written | None:
    """Return what a Markdown file says, None where it has neither front matter nor a question.

    Raises UsageError with the line for what cannot be meant.
    """
    lines = _COMMENT.sub(_blank, text.replace("\r\n", "\n")).split("\n")
    header, begun = _front_matter(lines, name)
    members = dict(header.members("front matter of names and values")) if header else {}
    questions = list(_questions(lines, begun, name))
    if questions:
        members["questions"] = Written(questions, questions[0].place)
    return Written(members, f"{name}:1") if members else None


def _blank(comment: re.Match[str]) -> str:
    return "\n" * comment.group().count("\n")


def _front_matter(lines: list[str], name: str) -> tuple[Written | None, int]:
    """Return the front matter, and the number of the line after it."""
    if not lines or not _FENCE.match(lines[0]):
        return None, 0
    ends = (number for number, line in enumerate(lines[1:], 1) if _FENCE.match(line))
    end = next(ends, None)
    if end is None:
        Written(lines[0], f"{name}:1").fail("a line '---' after the front matter too")
    return read_yaml("\n".join(lines[1:end]), name, first_line=2), end + 1


def _questions(lines: list[str], begun: int, name: str) -> Iterator[Written]:
    starts = [n for n in range(begun, len(lines)) if _IS_QUESTION.match(lines[n])]
    for start, stop in pairwise([*starts, len(lines)]):
        yield _question(lines, start, stop, name)


def _question(lines: list[str], start: int, stop: int, name: str) -> Written:
    place = f"{name}:{start + 1}"
    heading = _HEADING.match(lines[start])
    block = _Block(place, {"ask": Written(heading[1] if heading else "", place)})
    number = start + 1
    while number < stop:
        number = _take(block, lines, number, stop, name)
    if block.right:
        block.members["right"] = Written(block.right, block.right[0].place)
    if block.history:
        block.members["history"] = Written(block.history, block.history[0].place)
    why = " ".join(block.why)
    if why.strip():
        block.members["why"] = Written(why, place)
    return Written(block.members, place)


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
    said = " ".join([bullet[1], *map(str.strip, lines[number + 1 : end])])
    _add(block, said, place)
    return end


def _right(lines: list[str], place: str, name: str, first: int) -> Written:
    """Return a block quote as a right passage; its last line may name the document."""
    said = [line[1] for line in map(_QUOTE.match, lines) if line]
    members: dict[str, Written] = {}
    attribution = _ATTRIBUTION.match(said[-1].strip())
    if attribution:
        members["in"] = Written(attribution[1], f"{name}:{first + len(said)}")
        said.pop()
    text = " ".join(" ".join(said).split())
    if text or not attribution:
        members["says"] = Written(text, place)
    return Written(members, place)


def _add(block: _Block, said: str, place: str) -> None:
    """Add what a bullet says to a question: a name and a value, or a name that means yes."""
    named = _FIELD.match(said)
    key = (named[1] if named else said).strip()
    value = (named[2] or "").strip() if named else "yes"
    key = _PLAINER.get(key, key)
    piece = Written(value, place)
    if key in _SPOKEN:
        block.history.append(Written({key: piece}, place))
    elif key in block.members and key in _LISTED:
        before = block.members[key]
        earlier = [before] if isinstance(before.value, str) else list(before.pieces(key))
        block.members[key] = Written([*earlier, piece], before.place)
    elif key in block.members:
        piece.fail(f"'{key}' once")
    else:
        block.members[key] = piece

"""Blocks to sections and units: what stands under which heading, and what belongs together.

A unit is the smallest thing that answers by itself: a paragraph with the code that shows it, a
lead-in with its list, terms with their definition, a table. A question that stands by itself
before its answer is the answer's heading. Boilerplate (by-lines, credits, captions, buttons)
is in no unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from retrieval.model import Block, ParsedDocument

_LONGEST_LINE = 120
_LONGEST_BUTTON = 40
_PATTERNS = (
    r"(?:photo|image|picture|illustration|video|graphic|source|caption)s?\s*(?:credit|courtesy|by|:)",
    r"credits?\s*:",
    r"(?-i:[Bb][Yy](?:\s+[A-Z][\w.'-]*){1,5}$)",
    r"share\s+(?:this|article|on|via|post|story)\b",
    r"(?:tweet|share|print|email|subscribe|sign up|log ?in|menu|search|tags?)\W*$",
    r"(?:advertisement|sponsored|editor'?s?(?: desk)?|table of contents)\W*$",
    r"(?:back to top|read more|see also|related|comments?)\W*$",
    r"(?:related|recommended|popular|latest|more)\s+(?:articles?|posts?|stories|news|reading)\W*$",
    r"(?:no|\d+) (?:related )?(?:articles|comments?|posts|repl(?:y|ies))(?: (?:yet|found))?\W*$",
    r"(?:leave a|post a|view|show) (?:reply|comments?)\b",
    r"(?:follow|like|find) us(?: (?:on|at)\b|\W*$)",
    r"subscribe (?:to|now|for)\b",
    r"sign up (?:for|to)\b",
    r"(?:©|copyright\s*(?:\d|©|\(|$)|\(c\)\s*\d{4}|all rights reserved)",
    r"(?:\d+\s*(?:min(?:ute)?s?)\s*read)\W*$",
    r"(?:posted|published|updated|last (?:updated|modified))\s*(?:on|by|at|:)[^.!?]*$",
    r"(?:skip to|jump to|click here|cookies? (?:policy|notice|settings|preferences))\b",
)
_BOILERPLATE = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)
_LEADING = re.compile(r"^[^\w©(]+")
_SENTENCE_END = re.compile(r"[.!?…。！？:;：][\"'\u201d\u2019)\]」』]*$")
_WORD = re.compile(r"(?<!\w)[\d_]*+[^\W\d_]\w*")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def is_boilerplate(text: str) -> bool:
    """Return whether a paragraph is a by-line, credit, button or one-word line, not content."""
    if len(text) > _LONGEST_LINE:
        return False
    words = len(_WORD.findall(text))
    if words == 0 or (words == 1 and not _UNSPACED.search(text) and not re.search(r"\d", text)):
        return True
    # "Sign up for a library card at the front desk with a passport." is a sentence to quote.
    is_sentence = len(text) > _LONGEST_BUTTON and re.search(r"[.!?][\"'\u201d\u2019)]*$", text)
    return not is_sentence and _BOILERPLATE.match(_LEADING.sub("", text)) is not None


def may_be_heading(text: str) -> bool:
    """Return whether an unmarked paragraph reads like a heading: one short line, no full stop.

    A line that states something in the form "name: value" is content.
    """
    return (
        "\n" not in text
        and len(text) <= _LONGEST_LINE
        and not _SENTENCE_END.search(text)
        and not re.search(r":\s+\S.*\d|\d\s*:\s*\d", text)
    )


class Heading(NamedTuple):
    """A heading that blocks stand under: its level, its words on one line, its anchor."""

    level: int
    words: str
    anchor: str | None


class Section(NamedTuple):
    """Blocks in a row under the same headings, outermost first; nothing between them is left out.

    `headings` is empty before the first heading of a document.
    """

    headings: tuple[Heading, ...]
    blocks: tuple[Block, ...]


class Unit(NamedTuple):
    """Blocks that answer together. `label` says what they are about: a term, a table's header."""

    blocks: tuple[Block, ...]
    label: str = ""


_QUESTION_LEVEL = 7
_GUESSED_LEVEL = 8
_LONGEST_QUESTION = 200
_ASKED = re.compile(r"(?:Q|Question|Frage)\s*\d*\s*[:.)]\s*(?=\S)")
_ANSWERED = re.compile(r"(?<=\n)[ \t]*(?:A|Answer|Antwort)\s*\d*\s*[:.)]\s")
_QUESTION_END = re.compile(r"[?\uff1f\u061f][\"'\u201d\u2019)\]*_]*$")
_WORDS_TO_STAND_ALONE = 4
_LEAD_IN_END = re.compile(r"[:\uff1a][\"'\u201d\u2019)\]*_]*$")
_LED_TO = frozenset(("code", "item", "header", "row", "term"))
_LONGEST_LABEL = 160


def sections(parsed: ParsedDocument) -> Iterator[Section]:
    """Yield the sections of a document in text order.

    A heading that nothing stands below, neither text nor another heading, is text itself.
    """
    text = parsed.document.text
    headings: list[Heading] = []
    gathered: list[Block] = []
    bare: Block | None = None
    for block in _with_roles(text, parsed):
        if block is None or block.kind == "heading":
            if gathered:
                yield Section(tuple(headings), tuple(gathered))
                gathered = []
            if block is not None:
                if bare and bare.level >= block.level:
                    yield from _alone(text, headings, bare)
                bare = block
                while headings and headings[-1].level >= block.level:
                    headings.pop()
                words = " ".join(text[block.start : block.end].split())
                if block.level == _QUESTION_LEVEL:
                    words = _ASKED.sub("", words, count=1)
                headings.append(Heading(block.level, words, block.anchor))
        else:
            gathered.append(block)
            bare = None
    if gathered:
        yield Section(tuple(headings), tuple(gathered))
    elif bare:
        yield from _alone(text, headings, bare)


def _alone(text: str, headings: Sequence[Heading], bare: Block) -> Iterator[Section]:
    """Yield the last of some headings as text below the others, unless it is boilerplate."""
    words = text[bare.start : bare.end]
    if not _BOILERPLATE.match(_LEADING.sub("", words)):
        yield Section(tuple(headings[:-1]), (bare._replace(kind="paragraph", level=0),))


def _with_roles(text: str, parsed: ParsedDocument) -> Iterator[Block | None]:
    """Yield the blocks, those that serve as headings as such; None where one is left out."""
    blocks = _questions_apart(text, parsed.blocks)
    guesses = parsed.is_unmarked and not any(block.kind == "heading" for block in blocks)
    waiting: list[Block] = []
    for place, block in enumerate(blocks):
        words = text[block.start : block.end]
        is_paragraph = block.kind == "paragraph" and block.level == 0
        if is_paragraph and guesses and may_be_heading(words) and not is_boilerplate(words):
            waiting.append(block)
            continue
        if waiting:
            # Unmarked lines one after another are one heading in several lines.
            yield from (
                line._replace(kind="heading", level=_GUESSED_LEVEL + number)
                for number, line in enumerate(waiting)
            )
            waiting = []
        if is_paragraph and _asks(text, blocks, place):
            start = block.start + (_ASKED.match(words) or re.match("", words)).end()  # type: ignore[union-attr]  # the empty pattern matches
            yield block._replace(kind="heading", level=_QUESTION_LEVEL, start=start)
        elif is_paragraph and is_boilerplate(words) and not _is_headed(blocks, place):
            yield None
        else:
            yield block
    # Short lines that nothing follows are no headings: they stand for themselves.
    for block in waiting:
        if len(text[block.start : block.end].split()) >= _WORDS_TO_STAND_ALONE:
            yield block


def _questions_apart(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks, a paragraph of "Q: …" and "A: …" lines cut in two."""
    found: list[Block] = []
    for block in blocks:
        words = text[block.start : block.end]
        answer = (
            _ANSWERED.search(words) if block.kind == "paragraph" and _ASKED.match(words) else None
        )
        if answer is None:
            found.append(block)
            continue
        question = words[: answer.start()].rstrip()
        keeps_lines = words.count("\n") == block.last_line - block.first_line
        line = (
            block.first_line + words.count("\n", 0, answer.start())
            if keeps_lines
            else block.first_line
        )
        found.append(
            block._replace(
                end=block.start + len(question), last_line=max(block.first_line, line - keeps_lines)
            )
        )
        begins = answer.start() + len(answer[0]) - len(answer[0].lstrip())
        found.append(block._replace(start=block.start + begins, first_line=line))
    return found


def _asks(text: str, blocks: Sequence[Block], place: int) -> bool:
    """Return whether a paragraph is nothing but a question, and its answer follows."""
    block = blocks[place]
    words = text[block.start : block.end]
    if len(words) > _LONGEST_QUESTION or place + 1 == len(blocks):
        return False
    after = blocks[place + 1]
    if after.kind == "heading" or after.level > block.level:
        return False
    if not _ASKED.match(words) and (
        not _QUESTION_END.search(words) or re.search(r"[.!?]\s", words)
    ):
        return False
    return not (after.kind == "paragraph" and _QUESTION_END.search(text[after.start : after.end]))


def _is_headed(blocks: Sequence[Block], place: int) -> bool:
    """Return whether a block is the first thing that a heading or a term has below it."""
    return place > 0 and blocks[place - 1].kind in ("heading", "term")


def units(text: str, section: Section) -> Iterator[Unit]:
    """Yield what belongs together in a section, in text order; every block is in one unit."""
    gathered: list[Block] = []
    for block in section.blocks:
        if gathered and not _belongs(text, gathered, block):
            yield Unit(tuple(gathered), _label(text, gathered))
            gathered = []
        gathered.append(block)
    if gathered:
        yield Unit(tuple(gathered), _label(text, gathered))


def _belongs(text: str, unit: Sequence[Block], block: Block) -> bool:
    """Return whether a block goes on with a unit."""
    last = unit[-1]
    if _message(last) != _message(block):
        return False
    # A block less deep than the first has ended every unit.
    depth = unit[0].level
    if block.level > depth:
        return True
    if block.level < depth:
        return False
    beside = next(one for one in reversed(unit) if one.level <= block.level)
    if block.kind == "definition":
        return beside.kind in ("term", "definition")
    if block.kind == "term" and all(one.kind == "term" for one in unit):
        return True
    if block.kind in _LED_TO and leads_in(text[last.start : last.end]):
        return True
    if block.kind == "item":
        return beside.kind == "item"
    if block.kind == "row":
        return beside.kind in ("header", "row")
    return block.kind == "code" and beside.kind in ("paragraph", "code", "item", "definition")


def _message(block: Block) -> str | None:
    """Return the message that a block is of, None where there are no messages."""
    return block.place[1] if block.place and block.place[0] == "message" else None


def leads_in(words: str) -> bool:
    """Return whether a text announces what follows it: it ends with a colon."""
    return _LEAD_IN_END.search(words) is not None


def _label(text: str, unit: Sequence[Block]) -> str:
    """Return the terms, or the header, that a later part of a unit has to be read with."""
    words = [
        " ".join(text[block.start : block.end].split())
        for block in unit
        if block.level == unit[0].level and block.kind in ("term", "header")
    ]
    label = ", ".join(words)
    return label if len(label) <= _LONGEST_LABEL else ""

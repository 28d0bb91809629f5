"""Documents to passages: paragraphs that can stand as an answer, each with its heading.

A list stays with its lead-in; an overlong paragraph is cut at sentence ends; headings, and
boilerplate (by-lines, credits, captions, buttons) are no passages, and a heading belongs to what
follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from retrieval.model import Block, ParsedDocument, Passage, Span
from retrieval.text.sentences import sentences

_LONGEST = 120
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
    if len(text) > _LONGEST:
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
        and len(text) <= _LONGEST
        and not _SENTENCE_END.search(text)
        and not re.search(r":\s+\S.*\d|\d\s*:\s*\d", text)
    )


LONGEST = 2000
"""Characters that a passage may have before it is cut at sentence ends."""

SEPARATOR = " › "
_GUESSED_LEVEL = 7
_WORDS_TO_STAND_ALONE = 4


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Blocks that belong together, and the headings that they stand under."""

    blocks: tuple[Block, ...]
    heading: str


def passages_of(parsed: ParsedDocument) -> list[Passage]:
    """Return the passages of a document in text order.

    Each passage's text is the slice `[start, end)` of the document's text. A document of
    nothing but headings and short lines gives those as passages: nothing else could answer.
    """
    text = parsed.document.text
    paragraphs = list(_paragraphs(text, parsed.blocks)) or _anything(parsed.blocks)
    found: list[Passage] = []
    twins: dict[str, int] = {}
    for number, paragraph in enumerate(paragraphs):
        for start, end in _parts(text, paragraph.blocks):
            name = _name(text[start:end], twins)
            found.append(_passage(parsed, paragraph, number, (start, end), name))
    return found


def _anything(blocks: Sequence[Block]) -> list[_Paragraph]:
    return [_Paragraph((block,), "") for block in blocks]


def _paragraphs(text: str, blocks: Sequence[Block]) -> Iterator[_Paragraph]:
    headings: list[tuple[int, str]] = []
    gathered: list[Block] = []
    follows_heading = False
    for role, block in _roles(text, blocks):
        if gathered and not (role == "item" and _leads_to(text, gathered[-1], block)):
            yield _Paragraph(tuple(gathered), _joined(headings))
            gathered = []
        if role == "heading":
            # Unmarked lines one after another are one heading in several lines.
            guessed = headings[-1][0] + 1 if headings and follows_heading else _GUESSED_LEVEL
            level = block.level or guessed
            while headings and headings[-1][0] >= level:
                headings.pop()
            headings.append((level, " ".join(text[block.start : block.end].split())))
        else:
            gathered.append(block)
        follows_heading = role == "heading"
    if gathered:
        yield _Paragraph(tuple(gathered), _joined(headings))


def _roles(text: str, blocks: Sequence[Block]) -> Iterator[tuple[str, Block]]:
    """Yield each block with its role: "heading", "item" or "body"; furniture is left out."""
    guesses = not any(block.kind == "heading" for block in blocks)
    waiting: list[Block] = []
    for block in blocks:
        words = text[block.start : block.end]
        if block.kind == "heading":
            yield "heading", block
        elif block.kind == "paragraph" and is_boilerplate(words):
            continue
        elif block.kind == "paragraph" and guesses and may_be_heading(words):
            waiting.append(block)
        else:
            yield from (("heading", heading) for heading in waiting)
            waiting = []
            yield "item" if block.kind == "item" else "body", block
    # Short lines that nothing follows are no headings: they stand for themselves.
    for block in waiting:
        if len(text[block.start : block.end].split()) >= _WORDS_TO_STAND_ALONE:
            yield "body", block


def _leads_to(text: str, previous: Block, item: Block) -> bool:
    if previous.page != item.page:
        return False
    return previous.kind == "item" or text[previous.start : previous.end].endswith((":", "："))


def _joined(headings: Iterable[tuple[int, str]]) -> str:
    return SEPARATOR.join(heading for _, heading in headings)


def _parts(text: str, blocks: Sequence[Block]) -> Iterator[Span]:
    """Yield the spans that a paragraph is cut into: one, unless it is longer than `LONGEST`."""
    start, end = blocks[0].start, blocks[-1].end
    if end - start <= LONGEST:
        yield start, end
        return
    pieces = -(-(end - start) // LONGEST)
    wanted = (end - start) / pieces
    stop = start
    ends = [blocks[0].start + sentence_end for _, sentence_end in sentences(text[start:end])]
    for sentence_end in ends:
        if stop > start and sentence_end - start > LONGEST:
            yield start, stop
            start = _next_visible(text, stop)
        stop = sentence_end
        if stop - start >= wanted:
            yield start, stop
            start = stop = _next_visible(text, stop)
    if stop > start:
        yield start, stop


def _next_visible(text: str, position: int) -> int:
    found = re.compile(r"\S").search(text, position)
    return found.start() if found else len(text)


def _name(text: str, twins: dict[str, int]) -> str:
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()
    twins[digest] = twins.get(digest, 0) + 1
    return digest if twins[digest] == 1 else f"{digest}-{twins[digest]}"


def _passage(
    parsed: ParsedDocument, paragraph: _Paragraph, number: int, span: Span, name: str
) -> Passage:
    document = parsed.document
    start, end = span
    covered = [block for block in paragraph.blocks if block.end > start and block.start < end]
    first_line, last_line = _lines(document.text, covered, start, end)
    return Passage(
        passage_id=f"{document.doc_id}#{name}",
        doc_id=document.doc_id,
        start=start,
        end=end,
        heading=paragraph.heading,
        first_line=first_line,
        last_line=last_line,
        page=covered[0].page,
        paragraph=number,
        text=document.text[start:end],
    )


def _lines(text: str, blocks: Sequence[Block], start: int, end: int) -> tuple[int, int]:
    """Return the first and last line of a span, counted where its blocks keep the file's lines."""
    first, last = blocks[0], blocks[-1]
    first_line, last_line = first.first_line, last.last_line
    if _keeps_lines(text, first):
        first_line += text.count("\n", first.start, max(start, first.start))
    if _keeps_lines(text, last):
        last_line = last.first_line + text.count("\n", last.start, min(end, last.end))
    return first_line, max(first_line, last_line)


def _keeps_lines(text: str, block: Block) -> bool:
    return text.count("\n", block.start, block.end) == block.last_line - block.first_line

"""Documents to passages: what a reader would point at, each with its headings.

Short units of one section that follow one another make one passage, up to `SIZE`; a unit longer
than `LARGEST` is cut between its items, rows and paragraphs, an overlong paragraph at sentence
ends, code at line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from retrieval.model import Block, ParsedDocument, Part, Passage, Span
from retrieval.text.sections import Heading, Section, Unit, leads_in, sections, units
from retrieval.text.sentences import sentences

SIZE = 1200
"""Characters up to which short units under one heading are put together: chosen by how often the
right passage came first over documentation (1 and 450 do worse, 1,350 as well)."""

LARGEST = 1800
"""Characters that a unit of several blocks may have before it is cut between them."""

LONGEST = 2000
"""Characters that one block may have before it is cut inside."""

SEPARATOR = " › "


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Blocks that make a passage, or several where they are too long, and their headings."""

    blocks: tuple[Block, ...]
    headings: tuple[Heading, ...]
    label: str = ""


def passages_of(parsed: ParsedDocument) -> list[Passage]:
    """Return the passages of a document in text order.

    Each passage's text is the slice `[start, end)` of the document's text. A document of
    nothing but headings and short lines gives those as passages: nothing else could answer.
    """
    text = parsed.document.text
    stretches = [stretch for section in sections(parsed) for stretch in _stretches(text, section)]
    if not stretches:
        stretches = [_Stretch((block,), ()) for block in parsed.blocks]
    found: list[Passage] = []
    twins: dict[str, int] = {}
    for number, stretch in enumerate(stretches):
        for place, piece in enumerate(_pieces(text, stretch.blocks)):
            start, end = piece[0].start, piece[-1].end
            name = _name(text[start:end], twins)
            label = stretch.label if place and piece[0].kind not in ("term", "header") else ""
            found.append(_passage(parsed, stretch, piece, number, label, name))
    return found


def _stretches(text: str, section: Section) -> Iterator[_Stretch]:
    """Yield the units of a section, short ones that follow one another put together."""
    gathered: list[Unit] = []
    for unit in units(text, section):
        # Without a heading above them, nothing says that neighbours are about the same.
        if gathered and not (section.headings and _fits(gathered, unit)):
            yield _together(gathered, section)
            gathered = []
        gathered.append(unit)
    if gathered:
        yield _together(gathered, section)


def _fits(gathered: Sequence[Unit], unit: Unit) -> bool:
    first, last = gathered[0].blocks[0], unit.blocks[-1]
    return last.end - first.start <= SIZE and not _stands_alone(first) and not _stands_alone(last)


def _stands_alone(block: Block) -> bool:
    return block.place is not None and block.place[0] == "message"


def _together(gathered: Sequence[Unit], section: Section) -> _Stretch:
    blocks = tuple(block for unit in gathered for block in unit.blocks)
    return _Stretch(blocks, section.headings, gathered[0].label if len(gathered) == 1 else "")


def _pieces(text: str, blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    """Yield the runs of blocks, or of parts of them, that each make a passage."""
    if blocks[-1].end - blocks[0].start <= LARGEST:
        yield tuple(blocks)
        return
    gathered: list[Block] = []
    for block in (part for whole in blocks for part in _cut(text, whole)):
        if gathered and block.end - gathered[0].start > SIZE and _may_part(text, gathered, block):
            yield tuple(gathered)
            gathered = []
        gathered.append(block)
    if gathered:
        yield tuple(gathered)


def _may_part(text: str, gathered: Sequence[Block], block: Block) -> bool:
    """Return whether a passage may end before a block: not after a lead-in."""
    last = gathered[-1]
    if block.end - gathered[0].start > LONGEST:
        return True
    if last.kind in ("term", "header") or block.kind == "definition":
        return False
    return not leads_in(text[last.start : last.end])


def _cut(text: str, block: Block) -> Iterator[Block]:
    """Yield a block, or the parts of an overlong one, of about equal length."""
    length = block.end - block.start
    if length <= LONGEST:
        yield block
        return
    wanted = length / -(-length // LONGEST)
    start = stop = block.start
    for sentence_end in _ends(text, block):
        if stop > start and sentence_end - start > LONGEST:
            yield _part_of(text, block, (start, stop))
            start = _next_visible(text, stop)
        stop = sentence_end
        if stop - start >= wanted:
            yield _part_of(text, block, (start, stop))
            start = stop = _next_visible(text, stop)
    if stop > start:
        yield _part_of(text, block, (start, stop))


def _ends(text: str, block: Block) -> list[int]:
    """Return where a block may be cut: at the ends of lines of code, of sentences elsewhere."""
    words = text[block.start : block.end]
    if block.kind == "code":
        lines = [block.start + match.end() for match in re.finditer(r"[^\n]*\S[^\n]*", words)]
        if all(end - start <= LONGEST for start, end in zip([block.start, *lines], lines)):  # noqa: B905  # one shorter on purpose
            return lines
    return [block.start + end for _, end in sentences(words)]


def _part_of(text: str, block: Block, span: Span) -> Block:
    start, end = span
    first_line, last_line = block.first_line, block.last_line
    if _keeps_lines(text, block):
        first_line += text.count("\n", block.start, start)
        last_line = first_line + text.count("\n", start, end)
    return block._replace(start=start, end=end, first_line=first_line, last_line=last_line)


def _next_visible(text: str, position: int) -> int:
    found = re.compile(r"\S").search(text, position)
    return found.start() if found else len(text)


def _name(text: str, twins: dict[str, int]) -> str:
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()
    twins[digest] = twins.get(digest, 0) + 1
    return digest if twins[digest] == 1 else f"{digest}-{twins[digest]}"


def _passage(
    parsed: ParsedDocument,
    stretch: _Stretch,
    blocks: Sequence[Block],
    number: int,
    label: str,
    name: str,
) -> Passage:
    document = parsed.document
    start, end = blocks[0].start, blocks[-1].end
    headings = [heading.words for heading in stretch.headings]
    anchor = next((one.anchor for one in reversed(stretch.headings) if one.anchor), None)
    return Passage(
        passage_id=f"{document.doc_id}#{name}",
        doc_id=document.doc_id,
        start=start,
        end=end,
        heading=SEPARATOR.join([*headings, label] if label else headings),
        first_line=blocks[0].first_line,
        last_line=max(blocks[0].first_line, blocks[-1].last_line),
        page=blocks[0].page,
        paragraph=number,
        text=document.text[start:end],
        parts=_parts(blocks, anchor),
    )


def _parts(blocks: Sequence[Block], anchor: str | None) -> tuple[Part, ...]:
    """Return the parts of a passage; none where it is but one paragraph."""
    first = blocks[0]
    if (
        len(blocks) == 1
        and first.kind == "paragraph"
        and not (first.anchor or anchor or first.place)
    ):
        return ()
    return tuple(
        Part(
            block.start - first.start,
            block.end - first.start,
            block.kind,
            block.first_line,
            block.last_line,
            block.page,
            block.anchor or anchor,
            block.place,
        )
        for block in blocks
    )


def _keeps_lines(text: str, block: Block) -> bool:
    return text.count("\n", block.start, block.end) == block.last_line - block.first_line

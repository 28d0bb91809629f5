"""Quotes of the passages that were selected: what of each is shown and marked, and its citation.

All of a passage is shown, or whole sentences around the one that answers.

A link opens a source at a quote: it points at the `id` nearest above the quote where the source
names one, and otherwise at its words by a text fragment (WICG, "URL Fragment Text Directives").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote as percent_encoded
from urllib.parse import urldefrag

from retrieval.answering.selection import SelectedPassage
from retrieval.index.corpus import Collection
from retrieval.model import BlockKind, Citation, Locator, Part, Passage, Quote, Span
from retrieval.ranking.reranker import RankedPassage
from retrieval.ranking.sentence_features import ReadSentence
from retrieval.text.passages import SEPARATOR
from retrieval.text.sections import leads_in

LONGEST = 950
"""Characters that a quote may have before it is shortened at sentence ends."""

MARK = 320
"""Characters that a mark of two sentences may have."""

MARKS = 2
"""Places that are marked at most."""

AS_LIKELY = 0.5
BESIDE = 2.5
"""How far below the best sentence's value, which is a logarithm of odds, another one may be: to
be marked too, and to be marked with it where it stands beside it."""


_LABELS = ("term", "header")


class Excerpt(NamedTuple):
    """A verbatim slice of a passage: where it stands, its marks, the best first, and its code.

    `breaks` are the places where a block begins after another one, `anchor` is the nearest one
    above the first mark; `label` the terms, or the header of the rows, that the slice has to be
    read with and begins below, "" where it holds them itself.
    """

    text: str
    marks: tuple[Span, ...]
    locator: Locator
    code: tuple[Span, ...] = ()
    breaks: tuple[int, ...] = ()
    anchor: str | None = None
    label: str = ""


def excerpt(passage: Passage, sentences: Sequence[ReadSentence]) -> Excerpt:
    """Return what of a passage is shown, with the sentences that answer marked."""
    # The first of equally good sentences: sorting is stable.
    order = sorted(range(len(sentences)), key=lambda place: -sentences[place].value)
    kinds = _kinds(passage, sentences)
    marked = [
        (first, _through_code(passage.text, first, last, sentences, kinds))
        for first, last in _marked(order, sentences, kinds)
    ]
    start, end = 0, len(passage.text)
    if end > LONGEST and marked:
        begins = [_beginning(passage, sentence) for sentence in sentences]
        first, last = _around(marked[0], begins, sentences)
        start, end = begins[first], sentences[last].span[1]
    spans = [(sentences[first].span[0], sentences[last].span[1]) for first, last in marked]
    marks = tuple(
        (first - start, last - start) for first, last in spans if start <= first and last <= end
    )
    shown = [part for part in passage.parts if part.end > start and part.start < end]
    code = tuple(
        (max(part.start, start) - start, min(part.end, end) - start)
        for part in shown
        if part.kind == "code"
    )
    marked_at = start + (marks[0][0] if marks else 0)
    about = next((part for part in shown if part.end > marked_at), None)
    return Excerpt(
        passage.text[start:end],
        marks[:MARKS],
        _locator(passage, start, end, about),
        code,
        tuple(part.start - start for part in shown if part.start > start),
        about.anchor if about else None,
        _label(passage, start, about),
    )


def _label(passage: Passage, start: int, about: Part | None) -> str:
    """Return the terms or the header above what is marked, where they are cut off."""
    if about is None or not start:
        return ""
    above = [part for part in passage.parts if part.end <= about.start]
    while above and above[-1].kind not in _LABELS:
        above.pop()
    label: list[str] = []
    while above and above[-1].kind in _LABELS and above[-1].start < start:
        part = above.pop()
        label.insert(0, " ".join(passage.text[part.start : part.end].split()))
    return ", ".join(label)


def _kinds(passage: Passage, sentences: Sequence[ReadSentence]) -> list[BlockKind]:
    """Return the kind of part that each sentence stands in."""
    found: list[BlockKind] = []
    parts = iter(passage.parts)
    part = next(parts, None)
    for sentence in sentences:
        while part is not None and part.end <= sentence.span[0]:
            part = next(parts, None)
        found.append("paragraph" if part is None else part.kind)
    return found


def _through_code(
    text: str,
    first: int,
    last: int,
    sentences: Sequence[ReadSentence],
    kinds: Sequence[BlockKind],
) -> int:
    """Return where a mark ends that goes on with the code that its last sentence leads to."""
    if not leads_in(text[slice(*sentences[last].span)]):
        return last
    while (
        last + 1 < len(sentences)
        and kinds[last + 1] == "code"
        and _length(first, last + 1, sentences) <= MARK
    ):
        last += 1
    return last


def _marked(
    order: Sequence[int], sentences: Sequence[ReadSentence], kinds: Sequence[BlockKind]
) -> Iterator[tuple[int, int]]:
    """Yield the first and last sentence of each mark: of the best, then of others as likely.

    A row is marked by itself.
    """
    if not order:
        return
    best = _likeliest(order, sentences)
    beside = None if kinds[best] == "row" else marked_beside(best, sentences)
    first, last = sorted((best, best if beside is None else beside))
    yield first, last
    for place in order:
        close = sentences[place].value >= sentences[best].value - AS_LIKELY
        if close and sentences[place].coverage and not first <= place <= last:
            yield place, place


def _likeliest(order: Sequence[int], sentences: Sequence[ReadSentence]) -> int:
    """Return the best sentence; of those as likely, where it has no answer, one that has."""
    best = order[0]
    if sentences[best].answer is None and marked_beside(best, sentences) is None:
        least = sentences[best].value - AS_LIKELY
        as_likely = (place for place in order if sentences[place].value >= least)
        return next((place for place in as_likely if sentences[place].answer), best)
    return best


def marked_beside(best: int, sentences: Sequence[ReadSentence]) -> int | None:
    """Return the neighbour that is marked with the best sentence, None where none is.

    The one before, where a pronoun begins the best; one that has a possible answer, where the
    best has none; else one that is nearly as likely to answer.
    """
    near = [
        place
        for place in (best - 1, best + 1)
        if 0 <= place < len(sentences) and _length(best, place, sentences) <= MARK
    ]
    near.sort(key=lambda place: -sentences[place].value)
    if sentences[best].is_pronominal and best - 1 in near:
        return best - 1
    if sentences[best].answer is None:
        answering = next((place for place in near if sentences[place].answer), None)
        if answering is not None:
            return answering
    close = (place for place in near if sentences[place].value >= sentences[best].value - BESIDE)
    return next(close, None)


def _length(one: int, other: int, sentences: Sequence[ReadSentence]) -> int:
    first, last = sorted((one, other))
    return sentences[last].span[1] - sentences[first].span[0]


def _beginning(passage: Passage, sentence: ReadSentence) -> int:
    """Return where a sentence begins, with the terms or the header right above it."""
    start = sentence.span[0]
    for part in reversed(passage.parts):
        if part.end <= start:
            if part.kind not in _LABELS or passage.text[part.end : start].strip():
                break
            start = part.start
    return start


def _around(
    marked: tuple[int, int], begins: Sequence[int], sentences: Sequence[ReadSentence]
) -> tuple[int, int]:
    """Return the first and last sentence to show: from the passage's first, where the mark fits.

    What a passage begins with says what it is about: a term, a lead-in, who "he" is. Where it
    does not fit, the neighbours of what is marked, in turn, the one before it first.
    """

    def fits(first: int, last: int) -> bool:
        inside = first >= 0 and last < len(sentences)
        return inside and sentences[last].span[1] - begins[first] <= LONGEST

    first, last = marked
    if fits(0, last):
        first = 0
    while True:
        before = fits(first - 1, last)
        first -= before
        after = fits(first, last + 1)
        last += after
        if not before and not after:
            return first, last


def _locator(passage: Passage, start: int, end: int, about: Part | None) -> Locator:
    """Return where a slice of a passage stands; lines are counted where its line breaks are.

    `about` is the part that is marked: its page and place are what a reader wants to open.
    """
    at = passage.start + start, passage.start + end
    shown = [part for part in passage.parts if part.end > start and part.start < end]
    if about is None or not shown:
        lines = _lines(passage.text, passage.first_line, passage.last_line, start, end)
        return Locator(*at, *lines, passage.page)
    first, last = shown[0], shown[-1]
    first_line, _ = _part_lines(passage.text, first, max(start, first.start), first.end)
    _, last_line = _part_lines(passage.text, last, last.start, min(end, last.end))
    return Locator(*at, first_line, max(first_line, last_line), about.page, about.place)


def _part_lines(text: str, part: Part, start: int, end: int) -> tuple[int, int]:
    words = text[part.start : part.end]
    return _lines(words, part.first_line, part.last_line, start - part.start, end - part.start)


def _lines(words: str, first_line: int, last_line: int, start: int, end: int) -> tuple[int, int]:
    """Return the lines of a slice of words that stand on these lines."""
    if words.count("\n") == last_line - first_line:
        first_line += words.count("\n", 0, start)
        last_line = first_line + words.count("\n", start, end)
    return first_line, last_line


def quotes_of(
    selected: Iterable[SelectedPassage], corpus: Collection, *, bare: bool = False
) -> tuple[Quote, ...]:
    """Return quotes, numbered from 1; without the evidence for them where they are `bare`."""
    return tuple(_quote(number, one, corpus, bare=bare) for number, one in enumerate(selected, 1))


def _quote(number: int, selected: SelectedPassage, corpus: Collection, *, bare: bool) -> Quote:
    ranked = selected.ranked
    passage = ranked.passage
    shown = excerpt(passage, ranked.sentences)
    return Quote(
        passage_id=passage.passage_id,
        doc_id=passage.doc_id,
        start=shown.locator.start,
        end=shown.locator.end,
        text=shown.text,
        marks=shown.marks,
        score=ranked.score,
        heading=SEPARATOR.join(filter(None, (passage.heading, shown.label))),
        citation=_citation(number, ranked, shown, corpus),
        also_in=selected.also_in,
        evidence=() if bare else ranked.evidence,
        is_whole=len(shown.text) == len(passage.text),
        code=shown.code,
        breaks=shown.breaks,
    )


def _citation(number: int, ranked: RankedPassage, shown: Excerpt, corpus: Collection) -> Citation:
    document = corpus.document(corpus.document_number(ranked.number))
    return Citation(
        number=number,
        doc_id=ranked.passage.doc_id,
        title=document.title,
        publisher=document.publisher,
        published=document.published,
        locator=shown.locator,
        path=document.path,
        url=document.url,
        sha256=document.sha256,
        link=link_to(document.url, shown.anchor, _first_marked(shown)),
    )


def _first_marked(shown: Excerpt) -> str:
    return shown.text[slice(*shown.marks[0])] if shown.marks else shown.text


_WORDS_AT_EACH_END = 5


def link_to(url: str | None, anchor: str | None, words: str) -> str | None:
    """Return the address that opens a page at an anchor, or at words; None without a page.

    An anchor that the address has already stays. `words` are shortened to a range, from the
    first words to the last ones.
    """
    if not url:
        return None
    page, fragment = urldefrag(url)
    if anchor:
        return f"{page}#{percent_encoded(anchor, safe=_SAFE_IN_ANCHOR)}"
    if fragment:
        return url
    return f"{page}#:~:text={_directive(words)}" if words.split() else url


_SAFE_IN_ANCHOR = "!$&'()*+,;=:@/?-._~"


def _directive(words: str) -> str:
    """Return words as the value of a text directive: commas, dashes and ampersands encoded."""
    each = words.split()
    if len(each) <= 2 * _WORDS_AT_EACH_END:
        return _encoded(each)
    return f"{_encoded(each[:_WORDS_AT_EACH_END])},{_encoded(each[-_WORDS_AT_EACH_END:])}"


def _encoded(words: list[str]) -> str:
    return percent_encoded(" ".join(words), safe="").replace("-", "%2D")

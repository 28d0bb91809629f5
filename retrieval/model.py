"""The records that pass between the parts: frozen, small, every field explained.

Offsets count characters (Unicode code points) in `Document.text`; a span is `[start, end)`.
Lines and pages count from 1, as a person counts them. The records are named tuples: as
immutable as frozen dataclasses, and their classes are made in a seventh of the time, which a
single question from the terminal would notice. `checked_question` says what can be asked at all,
before anything is opened for it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from retrieval.errors import UsageError

Span = tuple[int, int]
BlockKind = Literal["heading", "paragraph", "item", "term", "definition", "header", "row", "code"]
Status = Literal["answered", "no_answer"]


class Document(NamedTuple):
    """One source as Quoth holds it.

    `doc_id` is the path relative to the sources folder, or a JSON Lines record's `_id`;
    `text` is what every offset refers to; `path` is the absolute path of the file and
    `sha256` the hexadecimal digest of that file's bytes; `published` is an ISO 8601 date
    (or year, or year and month) where the source says one. Libraries list documents without
    their text, which their files have.

    >>> [document.title for document in library.suggest("loan")]
    ['Loans']
    """

    doc_id: str
    title: str
    text: str
    path: str
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    sha256: str = ""


class Block(NamedTuple):
    """A stretch of a document's text with one role, as its file type marks it.

    "term" and "definition" are the two halves of a definition list's entry (aliases are terms
    in a row; a definition's further paragraphs are blocks of their own kind); "header" is a
    table's row of column names and "row" each other row; "code" keeps its lines.

    `level` is 1 to 6 for a heading (7 for what only serves as one, such as a summary or an
    entry's question). For all else it is the number of list items and definitions that the
    block stands inside: 0 for an outermost item, term or definition, 1 for a paragraph or code
    inside that item, and so on. `page` counts from 1, None where the file type has no pages.
    `anchor` is the id in the source that a link to this block, or to the nearest heading above
    it, can point at. `place` says where it stands in the format's own terms, as a name and a
    value: ("time", "00:01:02"), ("cell", "Stock!A3"), ("message", "1234"), ("page_label", "xii").
    """

    start: int
    end: int
    kind: BlockKind
    first_line: int
    last_line: int
    level: int = 0
    page: int | None = None
    anchor: str | None = None
    place: tuple[str, str] | None = None


class ParsedDocument(NamedTuple):
    """What a loader yields: a document and its blocks, in text order, not overlapping.

    `is_unmarked` says that the file type has no way to mark a heading: a short line may be one.
    """

    document: Document
    blocks: tuple[Block, ...]
    is_unmarked: bool = False


class Part(NamedTuple):
    """A block, or what of it stands in a passage: `[start, end)` in the passage's text.

    The rest is as in `Block`. What can be marked in it depends on its `kind`: sentences, a whole
    "row", each line of "code"; a "term" or "header" only says what the next ones are about.
    """

    start: int
    end: int
    kind: BlockKind
    first_line: int
    last_line: int
    page: int | None = None
    anchor: str | None = None
    place: tuple[str, str] | None = None


class Passage(NamedTuple):
    """What a reader would point at: the unit that is searched and quoted.

    A paragraph, or a few short ones of one section; a lead-in with its list or code; terms with
    their definition; rows of a table. `passage_id` is `<doc_id>#<name>`, the name derived from
    the passage's own text so that it survives edits elsewhere in the document. `paragraph`
    numbers the stretch it was cut from, from 0 in its document: parts of one overlong stretch
    share it. `heading` is the headings it stands under, outermost first, joined by " › "; what
    was cut off the beginning of a table or an entry has its header or term there as well.
    `parts` are the blocks it is made of, none where it is one paragraph.

    >>> passage = library.search("how much for a lost card?")[0].passage
    >>> passage.doc_id, passage.heading, passage.first_line
    ('cards.md', 'Library cards › Lost cards', 7)
    """

    passage_id: str
    doc_id: str
    start: int
    end: int
    heading: str
    first_line: int
    last_line: int
    page: int | None
    paragraph: int
    text: str
    parts: tuple[Part, ...] = ()


class PassageText(NamedTuple):
    """A passage to be read: its title, its text, and the spans of its sentences in the text."""

    title: str
    text: str
    sentences: tuple[Span, ...]

    @classmethod
    def below(cls, title: str, heading: str, text: str, sentences: tuple[Span, ...]) -> PassageText:
        """Return a text that stands below the title of its document and the headings in it."""
        above = heading if heading.startswith(title) else f"{title} {heading}"
        return cls(" ".join(above.replace("\u203a", " ").split()), text, sentences)


class SentenceMatch(NamedTuple):
    """How a sentence matches a question; both from -1 to 1, 0 where it was not read.

    `cosine` compares the mean of its pieces, in their place, with the mean of the question's;
    `maxsim` is the mean over the pieces of the question of the best cosine with one of its.
    """

    cosine: float
    maxsim: float


class PassageMatch(NamedTuple):
    """How a passage, with its title, matches a question.

    `cosine`, `maxsim` and `sentences`, in the order of the spans, are an encoder's, see
    `SentenceMatch`; `least` is the lowest cosine that a piece of the question has at best.
    `logit` is a cross-encoder's, above 0 where the passage rather answers than not. What a
    reader does not give is 0, or empty.
    """

    cosine: float = 0.0
    maxsim: float = 0.0
    least: float = 0.0
    sentences: tuple[SentenceMatch, ...] = ()
    logit: float = 0.0


class Surroundings(NamedTuple):
    """A passage and what stands around it: None where its document begins or ends with it.

    `document` is without its text; its `sha256` is that of the file as it was indexed.

    >>> around = library.surroundings(library.search("passport")[0].passage)
    >>> around.before is None, around.after.text
    (True, 'A lost card costs five euros to replace.')
    """

    before: Passage | None
    passage: Passage
    after: Passage | None
    document: Document


class Hit(NamedTuple):
    """A passage found for a query; `score` is an unbounded BM25 sum, `rank` counts from 1.

    >>> [(hit.rank, hit.passage.doc_id) for hit in library.search("films", top=1)]
    [(1, 'loans.md')]
    """

    passage: Passage
    score: float
    rank: int


class Locator(NamedTuple):
    """Where a quote stands: characters in the document's text, lines (and page) in the file.

    `place` is where that is in the format's own terms, such as ("time", "00:01:02").

    >>> locator = quote.citation.locator
    >>> locator.first_line, locator.last_line, locator.page
    (3, 3, None)
    """

    start: int
    end: int
    first_line: int
    last_line: int
    page: int | None
    place: tuple[str, str] | None = None


class Citation(NamedTuple):
    """What a reader needs to find a quote again. `number` is the quote's rank, from 1.

    `link` opens the source at the quote, None where the source has no `url`.

    >>> quote.citation.number, quote.citation.title, quote.citation.sha256[:8]
    (1, 'Loans', 'ec740754')
    """

    number: int
    doc_id: str
    title: str
    publisher: str | None
    published: str | None
    locator: Locator
    path: str
    url: str | None
    sha256: str
    link: str | None = None


class Evidence(NamedTuple):
    """One part of a score: what was found, and how much it added.

    >>> [part.detail for part in quote.evidence if part.name == "term"]
    ['film', 'lend']
    """

    name: str
    detail: str
    value: float


class Quote(NamedTuple):
    """Verbatim text of one passage. `marks` are spans in `text`, the best sentence first.

    `document.text[start:end] == text` always. `also_in` names the documents that hold a
    near-identical passage. The `evidence` values add up to `score`. `is_whole` says
    that the text is all of the passage; `code` are the spans of `text` whose lines stay lines,
    and `breaks` where a block of the text begins that has another one before it.

    >>> start, end = quote.marks[0]
    >>> quote.text[start:end]
    'Books are lent for four weeks, films for one.'
    """

    passage_id: str
    doc_id: str
    start: int
    end: int
    text: str
    marks: tuple[Span, ...]
    score: float
    heading: str
    citation: Citation
    also_in: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    is_whole: bool = True
    code: tuple[Span, ...] = ()
    breaks: tuple[int, ...] = ()


class ValueReading(NamedTuple):
    """One of the values that sources give where they disagree.

    `value` is normalised, `as_written` the forms found, `quotes` the ranks that give it.

    >>> both = Library.open(["docs/", "docs-next/"])
    >>> answer = both.ask("how much does it cost to replace a lost card?")
    >>> [(one.value, one.documents) for one in answer.disagreement.values]
    [('5 eur', ('cards.md',)), ('10 eur', ('docs-next/cards.md',))]
    """

    value: str
    as_written: tuple[str, ...]
    documents: tuple[str, ...]
    quotes: tuple[int, ...]


class Disagreement(NamedTuple):
    """What the sources disagree about (for example "date"), best supported value first.

    >>> both = Library.open(["docs/", "docs-next/"])
    >>> both.ask("how much does it cost to replace a lost card?").disagreement.about
    'number'
    """

    about: str
    values: tuple[ValueReading, ...]


class Answer(NamedTuple):
    """Quotes for a question, or an abstention with the closest passages set apart.

    With `status="no_answer"`, `quotes` is empty, `closest` holds up to three quotes,
    `missing` the words of the question that no passage speaks of, and `reason` says in one
    sentence what is missing. `certainty` is the likelihood, from 0 to 1, that the first passage
    answers; 0 where none is found.

    >>> answer = library.ask("how long may I keep a film?")
    >>> answer.status, answer.quotes, answer.reason
    ('no_answer', (), 'No passage mentions "keep".')
    >>> answer.closest[0].text
    'Books are lent for four weeks, films for one.'
    """

    question: str
    read_as: str
    status: Status
    quotes: tuple[Quote, ...] = ()
    closest: tuple[Quote, ...] = ()
    missing: tuple[str, ...] = ()
    disagreement: Disagreement | None = None
    suggestions: tuple[str, ...] = ()
    certainty: float = 0.0
    reason: str = ""


LONGEST_QUESTION = 2000
"""Characters that a question may have."""


def checked_question(question: str) -> str:
    """Return a question as it is. Raises UsageError where it is blank or too long."""
    if not question.strip():
        raise UsageError("expected a question, got nothing")
    if len(question) > LONGEST_QUESTION:
        raise UsageError(
            f"expected a question of at most {LONGEST_QUESTION:,} characters, got {len(question):,}"
        )
    return question

"""What can be asked: one library, or several joined, and all that callers may want of it.

Questions, searches, documents and files, a passage by its key, and what stands around it.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Sequence
from hashlib import blake2b
from itertools import chain, islice
from typing import NamedTuple, TypeVar

from retrieval.answering.answerer import Answerer
from retrieval.conversation.turns import Turn
from retrieval.errors import UsageError
from retrieval.index.corpus import Collection, FileEntry
from retrieval.index.engine import Searcher
from retrieval.index.snapshot import Recipe
from retrieval.model import Answer, Document, Hit, Passage, Quote, Surroundings, checked_question
from retrieval.suggest import TitleSearch

_Read = TypeVar("_Read")


class ListedDocument(NamedTuple):
    """A document as it is listed: `passages` is how many it has, `file` the file it is in.

    >>> [(one.document.title, one.passages) for one in library.documents()]
    [('Library cards', 2), ('Loans', 2)]
    """

    document: Document
    passages: int
    file: FileEntry


class OpenIndex(NamedTuple):
    """An index, or several joined, and what reads it, which belong together."""

    corpus: Collection
    engine: Searcher
    answering: Answerer
    titles: TitleSearch


class Askable(ABC):
    """A snapshot of sources and their index. Questions may come from several threads.

    `recipe` is how the sources were indexed, `caution` how sure answers have to be.
    """

    recipe: Recipe
    caution: str

    @abstractmethod
    def read(self, reading: Callable[[OpenIndex], _Read]) -> _Read:
        """Return what `reading` returns, called with the index.

        Where that turns out damaged on the way, it is rebuilt and `reading` called anew.
        """

    @abstractmethod
    def is_current(self) -> bool:
        """Return whether the sources still look as they did when this snapshot was taken."""

    @abstractmethod
    def grow_vectors(self) -> None:
        """Begin to make, in the background, what a reader keeps of passages, where it keeps any.

        For whoever goes on to ask for long: it takes half of a processor while it lasts.
        """

    @property
    def open_index(self) -> OpenIndex:
        """The index as it is now: another one once this one was found damaged and rebuilt."""
        return self.read(lambda opened: opened)

    @property
    def corpus(self) -> Collection:
        """The documents and passages."""
        return self.open_index.corpus

    @property
    def engine(self) -> Searcher:
        """What finds passages by their terms."""
        return self.open_index.engine

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self.corpus)

    def ask(
        self,
        question: str,
        top: int = 3,
        within: str | None = None,
        *,
        beyond: bool = False,
        history: Sequence[Turn] = (),
        caution: str | None = None,
    ) -> Answer:
        """Return the answer to a question: at most `top` quotes, or an abstention.

        `within` is the id of the only document to quote. Asked for more quotes, the answer
        begins with the same ones; there are never more than are ranked. With `beyond`,
        those worth showing are followed by others that share a term. `history` is what was
        said before, oldest first: the answer's `read_as`, asked without it, gives the same
        answer. `caution` is how sure an answer has to be: "eager", "balanced", "careful", or a
        likelihood from 0 to 1; None for that of the library. Raises UsageError for a question
        that is empty or longer than `model.LONGEST_QUESTION`, for a document that is not there,
        and for another caution.
        """
        checked = checked_question(question)
        return self.read(
            lambda opened: opened.answering.answer(
                checked,
                top,
                _passages(opened, within),
                beyond=beyond,
                history=history,
                caution=self.caution if caution is None else caution,
            )
        )

    def nearest(self, question: str, top: int = 3) -> tuple[Quote, ...]:
        """Return at most `top` quotes of the best passages, whether they answer or not.

        Those of an answer come first. Raises UsageError as `ask` does.
        """
        checked = checked_question(question)
        return self.read(lambda opened: opened.answering.nearest(checked, top))

    def search(
        self,
        query: str,
        top: int = 10,
        within: str | None = None,
        *,
        history: Sequence[Turn] = (),
    ) -> list[Hit]:
        """Return the best passages for a query, rank 1 first; none where no term is shared.

        `within` is the id of the only document to search, `history` what was said before.
        Raises UsageError as `ask` does.
        """
        checked = checked_question(query)
        return self.read(
            lambda opened: opened.answering.search(
                checked, top, _passages(opened, within), history=history
            )
        )

    def documents(self, start: int = 0, stop: int | None = None) -> list[ListedDocument]:
        """Return the documents in path order: all, or those from `start` to before `stop`."""
        return self.read(lambda opened: _listed(opened.corpus, start, stop))

    def document(self, doc_id: str) -> ListedDocument | None:
        """Return the document with an id; None where there is none."""

        def found(opened: OpenIndex) -> ListedDocument | None:
            number = opened.corpus.number_of(doc_id)
            return None if number is None else _listed(opened.corpus, number, number + 1)[0]

        return self.read(found)

    def files(self) -> list[FileEntry]:
        """Return the source files in path order, with the problems that reading them met."""
        return self.read(lambda opened: [opened.corpus.file(n) for n in range(opened.corpus.files)])

    def has(self, doc_id: str) -> bool:
        """Return whether there is a document with this id."""
        return self.read(lambda opened: opened.corpus.number_of(doc_id) is not None)

    def find(self, key: str) -> Passage | None:
        """Return the passage that a key of `passage_key` stands for; None if it is not here."""

        def found(opened: OpenIndex) -> Passage | None:
            number = number_of_key(opened.corpus, key)
            return None if number is None else opened.corpus.passage(number)

        return self.read(found)

    def surroundings(self, passage: Passage) -> Surroundings:
        """Return a passage with its neighbours. Raises UsageError where it is not here."""
        return self.read(lambda opened: surroundings(opened.corpus, passage))

    def suggest(self, typed: str, most: int = 25) -> list[Document]:
        """Return documents that may be meant by what was typed so far, the likeliest first.

        That is the document with this id; those whose title is this, begins with it, has a
        word that begins with it; then those with it anywhere in the title or the id, each in
        path order. Case, accents and punctuation make no difference. Where no word was typed,
        the first documents.
        """
        return self.read(lambda opened: _suggested(opened, typed, most))


def _passages(opened: OpenIndex, doc_id: str | None) -> range | None:
    if doc_id is None:
        return None
    number = opened.corpus.number_of(doc_id)
    if number is None:
        raise UsageError(f"expected a document of these sources, got {doc_id!r}")
    return opened.corpus.passages_of(number)


def _suggested(opened: OpenIndex, typed: str, most: int) -> list[Document]:
    by_id = opened.corpus.number_of(typed) if typed else None
    first = () if by_id is None else (by_id,)
    found = chain(first, *opened.titles.matches(typed, most))
    return [opened.corpus.document(number) for number in islice(dict.fromkeys(found), most)]


def _listed(corpus: Collection, start: int, stop: int | None) -> list[ListedDocument]:
    stop = corpus.documents if stop is None else min(stop, corpus.documents)
    # Files follow one another, and so do the documents of each.
    file = bisect_right(range(corpus.files), start, key=lambda at: corpus.documents_of(at).start)
    found: list[ListedDocument] = []
    for number in range(start, stop):
        while file < corpus.files and corpus.documents_of(file).start <= number:
            file += 1
        entry = corpus.file(file - 1)
        found.append(
            ListedDocument(corpus.document(number), len(corpus.passages_of(number)), entry)
        )
    return found


_KEY = re.compile(r"[0-9a-f]{12}-([0-9a-f]{10})(?:-([0-9]{1,10}))?", re.ASCII)


def passage_key(passage_id: str) -> str:
    """Return at most 34 characters of 0-9, a-z and "-" that stand for a passage's id."""
    doc_id, _, name = passage_id.rpartition("#")
    digest = blake2b(doc_id.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    return f"{digest}-{name}"


def name_in_key(key: str) -> tuple[int, int] | None:
    """Return the passage's name in a key, and its twin (0 without); None if it is no key."""
    match = _KEY.fullmatch(key)
    return None if match is None else (int(match[1], 16), int(match[2] or 0))


def number_of_key(corpus: Collection, key: str) -> int | None:
    """Return the number of the passage with a key; None where no passage has it."""
    return _passage_number(corpus, key, lambda passage: passage_key(passage.passage_id) == key)


def surroundings(corpus: Collection, passage: Passage) -> Surroundings:
    """Return a passage with its neighbours. Raises UsageError where the corpus has it not."""
    key = passage_key(passage.passage_id)
    number = _passage_number(corpus, key, lambda one: one.passage_id == passage.passage_id)
    if number is None:
        raise UsageError(f"expected a passage of these sources, got {passage.passage_id!r}")
    document = corpus.document_number(number)
    own = corpus.passages_of(document)
    return Surroundings(
        before=corpus.passage(number - 1) if number - 1 in own else None,
        passage=corpus.passage(number),
        after=corpus.passage(number + 1) if number + 1 in own else None,
        document=corpus.document(document),
    )


def _passage_number(
    corpus: Collection, key: str, is_meant: Callable[[Passage], bool]
) -> int | None:
    name = name_in_key(key)
    found = corpus.passages_named(*name) if name else ()
    return next((number for number in found if is_meant(corpus.passage(number))), None)

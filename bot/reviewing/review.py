"""The walk through the questions that wait, one key for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from bot.discord.storage.journal import Journal, Where
from bot.discord.storage.unanswered import Unanswered
from bot.reviewing.keys import ENTER
from bot.reviewing.question_book import QuestionBook, note_of
from bot.reviewing.review_text import (
    candidates_text,
    prompt_text,
    question_text,
    written_text,
)
from bot.streams import say, write
from bot.surface import Surface
from retrieval.askable import Askable
from retrieval.errors import UsageError
from retrieval.evaluation.cases import Right
from retrieval.evaluation.naming import right_of
from retrieval.model import Quote

Ending = Literal["written", "dropped", "skipped"]

AT_ONCE, MOST = 3, 9
"""Passages shown at first, and at most: each has a key."""


class Review:
    """Asks for a verdict on each question. What is decided is done before the next is shown."""

    def __init__(
        self,
        library: Askable,
        journal: Journal,
        where: Where,
        book: QuestionBook,
        surface: Surface,
    ) -> None:
        self._library = library
        self._journal = journal
        self._where = where
        self._book = book
        self._surface = surface

    def walk(self, waiting: Sequence[Unanswered], keys: Iterator[str]) -> Counter[Ending]:
        """Return how many questions came to which end, when all are through or nobody goes on."""
        ends: Counter[Ending] = Counter()
        for number, one in enumerate(waiting, 1):
            self._show(question_text(one, number, len(waiting), self._surface))
            end = _Deciding(self, one).end(keys)
            if end is None:
                break
            ends[end] += 1
            self._show(["\n"])
        return ends

    def candidates(self, question: str) -> tuple[Quote, ...]:
        """Return the passages that might be right."""
        return self._library.nearest(question, MOST)

    def show_candidates(self, question: str, quotes: Sequence[Quote], begun: int) -> None:
        """Show passages from a number on, counted from 0."""
        status = self._library.ask(question, 1).status
        self._show(candidates_text(status, quotes, begun, self._surface))
        place = self._book.place_of(question)
        if place is not None:
            self._show([f"It is in {place} already.\n"])

    def keep(self, one: Unanswered, quote: Quote | None) -> Ending:
        """Write a question down, with its right passage or as one to abstain from."""
        right: Right | None = None if quote is None else right_of(self._library, quote)
        self._book.add(one.question, right, note_of(one.times, one.last))
        self._show(written_text(right, str(self._book.path), self._surface))
        self._journal.settle(one.question, self._where)
        return "written"

    def drop(self, one: Unanswered) -> Ending:
        """Forget a question."""
        self._journal.settle(one.question, self._where)
        self._show(["Dropped.\n"])
        return "dropped"

    def _show(self, lines: Iterable[str]) -> None:
        write("".join(lines))


class _Deciding:
    """One question, until a key decides."""

    def __init__(self, review: Review, one: Unanswered) -> None:
        self._review = review
        self._one = one
        self._quotes: tuple[Quote, ...] = ()
        self._shown = 0

    def end(self, keys: Iterator[str]) -> Ending | None:
        """Return what became of the question, None where nobody goes on."""
        try:
            self._quotes = self._review.candidates(self._one.question)
            self._more()
        except UsageError as error:
            # It was asked when more could be asked.
            say(str(error))
        while True:
            more = self._shown < len(self._quotes)
            write("\n" + prompt_text(self._shown, more=more))
            key = next(keys, None)
            write(f"{'' if key is None else key[:1]}\n")
            if key in (None, "q"):
                return None
            try:
                end = self._ended(key or ENTER)
            except UsageError as error:
                say(str(error))
                continue
            if end is not None:
                return end

    def _ended(self, key: str) -> Ending | None:
        if key in (ENTER, "s"):
            return "skipped"
        if key == "d":
            return self._review.drop(self._one)
        if key == "a":
            return self._review.keep(self._one, None)
        if key.isascii() and key.isdecimal() and 0 < int(key[:3]) <= self._shown:
            return self._review.keep(self._one, self._quotes[int(key) - 1])
        if key == "m" and self._shown < len(self._quotes):
            self._more()
        else:
            say(f"expected one of these keys, got {key[:20]!r}")
        return None

    def _more(self) -> None:
        begun, self._shown = self._shown, min(self._shown + AT_ONCE, len(self._quotes))
        shown = self._quotes[: self._shown]
        self._review.show_candidates(self._one.question, shown, begun)

"""The review of questions that people asked in vain: one key decides what becomes of each.

What is decided is done at once. The questions that wait are listed as JSON as well.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, Self

from bot.discord.storage.guild_files import added_folder
from bot.discord.storage.journal import Journal, UnansweredQuestion, Where
from bot.terminal.answer_text import quotes_text
from bot.terminal.layout import counted, one_line, wrap
from bot.terminal.prompt import ENTER_KEY
from bot.terminal.streams import Terminal, dotted_line, say, write
from bot.workspace import Workspace, bundled_seeds, open_library, recipe_of
from retrieval.askable import Askable
from retrieval.errors import UsageError
from retrieval.evaluation.anchors import relevance_of
from retrieval.evaluation.assessment import relevance_text
from retrieval.evaluation.cases import Case, Relevance, compared_words
from retrieval.evaluation.question_files import READERS, read_question_file, slug
from retrieval.evaluation.question_writer import append_question
from retrieval.model import Quote, Status

_STATUS_WORDS: dict[Status, str] = {
    "answered": "Answered now:",
    "no_answer": "Nothing in the sources answers this now. Closest:",
}
_NO_CANDIDATE = "No passage shares a word with this."
_OUTCOME_WORDS = {"unanswered": "not answered", "not_it": "judged not it"}


def question_text(
    waiting: UnansweredQuestion, number: int, of: int, surface: Terminal
) -> Iterator[str]:
    """Yield where one is in the review, how often a question was asked, and the question."""
    often = "asked once" if waiting.times == 1 else f"asked {counted(waiting.times, 'time')}"
    counts = (
        f"{waiting.outcomes[outcome]:,} {words}"
        for outcome, words in _OUTCOME_WORDS.items()
        if waiting.outcomes.get(outcome)
    )
    facts = dotted_line(
        (f"{number:,} of {of:,}", often, f"last {waiting.last[:10]}", *counts), surface
    )
    yield from (surface.dim(line) + "\n" for line in wrap(facts, surface.width))
    asked = wrap(one_line(waiting.question), surface.width)
    yield from (surface.bold(line) + "\n" for line in asked)


def candidates_text(
    status: Status, quotes: Sequence[Quote], begun: int, surface: Terminal
) -> Iterator[str]:
    """Yield the passages that might be right, those from number `begun` on, counted from 0."""
    if not quotes:
        yield f"{_NO_CANDIDATE}\n"
        return
    if not begun:
        yield surface.dim(_STATUS_WORDS[status]) + "\n"
    yield "\n"
    yield quotes_text(quotes[begun:], surface)


def prompt_text(candidates: int, *, more: bool) -> str:
    """Return what can be pressed."""
    keys = [f"1{f'-{candidates}' if candidates > 1 else ''} is right"] if candidates else []
    keys += ["a must abstain", *(["m more"] if more else []), "d drop", "s skip", "q stop"]
    return f"{', '.join(keys)}? "


def written_text(right: Relevance | None, where: str, surface: Terminal) -> Iterator[str]:
    """Yield what was written, and to which file."""
    said = "must abstain" if right is None else f"right is {relevance_text(right)}"
    yield from (f"{line}\n" for line in wrap(one_line(f"{where}: {said}"), surface.width))


def waiting_object(waiting: UnansweredQuestion, library: Askable, most: int) -> dict[str, Any]:
    """Return a question, how often it was asked, and what is said of it now.

    `status` is null where the question can no longer be asked.
    """
    told: dict[str, Any] = {"status": None, "candidates": []}
    try:
        quotes = library.nearest(waiting.question, most)
        told["status"] = library.ask(waiting.question, 1).status
    except UsageError:
        quotes = ()
    told["candidates"] = [
        _candidate_object(number, quote) for number, quote in enumerate(quotes, 1)
    ]
    return {
        "question": waiting.question,
        "times": waiting.times,
        "last": waiting.last,
        "outcomes": dict(waiting.outcomes),
        **told,
    }


def _candidate_object(number: int, quote: Quote) -> dict[str, Any]:
    start, end = quote.marks[0] if quote.marks else (0, 0)
    return {
        "number": number,
        "passage_id": quote.passage_id,
        "doc_id": quote.doc_id,
        "score": quote.score,
        "mark": quote.text[start:end],
        "text": quote.text,
    }


def guild_library(place: Workspace, guild: int | None) -> Askable:
    """Return what is asked: with a guild, what that is answered from."""
    library, added = open_library(place), _added_sources(place, guild)
    if added is None:
        return library
    from retrieval.joined_library import JoinedLibrary
    from retrieval.library import Library

    # In memory: what a guild has added goes when the guild does.
    return JoinedLibrary([library, Library.open([added], None, recipe_of(place.settings))])


def named_sources(place: Workspace, guild: int | None) -> list[Path]:
    """Return the sources that a new file of questions names; the bundled digests need no naming."""
    added = _added_sources(place, guild)
    if added is None:
        return [] if place.sources == (bundled_seeds(),) else list(place.sources)
    return [*place.sources, added]


def _added_sources(place: Workspace, guild: int | None) -> Path | None:
    """Return the folder of what a guild has added, None where that is nothing."""
    added = None if guild is None else added_folder(place.data_dir, guild)
    return added if added is not None and added.is_dir() and any(added.iterdir()) else None


class ReviewedQuestions:
    """Questions in a file, and those that are added to it, each written at once."""

    def __init__(self, path: Path, cases: tuple[Case, ...], sources: Sequence[Path]) -> None:
        self.path = path
        self._sources = [os.path.relpath(source, path.parent) for source in sources]
        self._places = {
            compared_words(case.question): case.place for case in cases if not case.history
        }
        self._ids = {case.case_id for case in cases}

    @classmethod
    def open(cls, path: Path, sources: Sequence[Path] = ()) -> Self:
        """Return the questions of a file, none where it is not there yet or empty.

        A file that begins here names `sources` as what its questions are asked of.
        Raises UsageError where it is no file of questions, or cannot become one.
        """
        if path.suffix.lower() not in READERS:
            raise UsageError(f"{path}: expected a name that ends in {', '.join(READERS)}")
        if not path.parent.is_dir():
            raise UsageError(f"{path}: expected a file in a folder that is there, see --questions")
        is_begun = path.exists() and (not path.is_file() or path.stat().st_size > 0)
        return cls(path, read_question_file(path).cases if is_begun else (), sources)

    def place_of(self, question: str) -> str | None:
        """Return `file:line` of a question that is in it already, in whatever case, else None."""
        return self._places.get(compared_words(question))

    def add(self, question: str, right: Relevance | None, why: str) -> Case:
        """Write down a question and what is right for it, None where it must abstain.

        Raises UsageError where it is there already, or the file does not take it.
        """
        place = self.place_of(question)
        if place is not None:
            raise UsageError(f"expected a question of its own, but it is in {place} already")
        case = Case(
            self._free_id(question),
            question,
            right=() if right is None else (right,),
            expects="abstain" if right is None else "answer",
            set_name=self.path.stem,
            why=why,
        )
        append_question(self.path, case, self._sources)
        self._ids.add(case.case_id)
        self._places[compared_words(question)] = str(self.path)
        return case

    def _free_id(self, question: str) -> str:
        name = slug(question) or question
        number = 1
        free = name
        while free in self._ids:
            number += 1
            free = f"{name}-{number}"
        return free


def asked_note(times: int, last: str) -> str:
    """Return why a question is worth asking: how often it was asked, and when last."""
    often = "once" if times == 1 else counted(times, "time")
    return f"Asked {often}, last on {last[:10]}."


ReviewOutcome = Literal["written", "dropped", "skipped"]

CANDIDATES_AT_ONCE, MOST_CANDIDATES = 3, 9
"""Passages shown at first, and at most: each has a key."""


class Review:
    """Asks for a verdict on each question. What is decided is done before the next is shown."""

    def __init__(
        self,
        library: Askable,
        journal: Journal,
        where: Where,
        book: ReviewedQuestions,
        surface: Terminal,
    ) -> None:
        self._library = library
        self._journal = journal
        self._where = where
        self._book = book
        self._surface = surface

    def walk(
        self, waiting: Sequence[UnansweredQuestion], keys: Iterator[str]
    ) -> Counter[ReviewOutcome]:
        """Return how many questions came to which end, when all are through or nobody goes on."""
        ends: Counter[ReviewOutcome] = Counter()
        for number, one in enumerate(waiting, 1):
            self._show(question_text(one, number, len(waiting), self._surface))
            end = _Decision(self, one).end(keys)
            if end is None:
                break
            ends[end] += 1
            self._show(["\n"])
        return ends

    def candidates(self, question: str) -> tuple[Quote, ...]:
        """Return the passages that might be right."""
        return self._library.nearest(question, MOST_CANDIDATES)

    def show_candidates(self, question: str, quotes: Sequence[Quote], begun: int) -> None:
        """Show passages from a number on, counted from 0."""
        status = self._library.ask(question, 1).status
        self._show(candidates_text(status, quotes, begun, self._surface))
        place = self._book.place_of(question)
        if place is not None:
            self._show([f"It is in {place} already.\n"])

    def keep(self, one: UnansweredQuestion, quote: Quote | None) -> ReviewOutcome:
        """Write a question down, with its right passage or as one to abstain from."""
        right: Relevance | None = None if quote is None else relevance_of(self._library, quote)
        self._book.add(one.question, right, asked_note(one.times, one.last))
        self._show(written_text(right, str(self._book.path), self._surface))
        self._journal.settle(one.question, self._where)
        return "written"

    def drop(self, one: UnansweredQuestion) -> ReviewOutcome:
        """Forget a question."""
        self._journal.settle(one.question, self._where)
        self._show(["Dropped.\n"])
        return "dropped"

    def _show(self, lines: Iterable[str]) -> None:
        write("".join(lines))


class _Decision:
    """One question, until a key decides."""

    def __init__(self, review: Review, one: UnansweredQuestion) -> None:
        self._review = review
        self._one = one
        self._quotes: tuple[Quote, ...] = ()
        self._shown = 0

    def end(self, keys: Iterator[str]) -> ReviewOutcome | None:
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
                end = self._ended(key or ENTER_KEY)
            except UsageError as error:
                say(str(error))
                continue
            if end is not None:
                return end

    def _ended(self, key: str) -> ReviewOutcome | None:
        if key in (ENTER_KEY, "s"):
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
        begun, self._shown = self._shown, min(self._shown + CANDIDATES_AT_ONCE, len(self._quotes))
        shown = self._quotes[: self._shown]
        self._review.show_candidates(self._one.question, shown, begun)

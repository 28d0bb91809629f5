"""The review of questions that people asked in vain: one key decides what becomes of each.

What is decided is done at once. The questions that wait can be listed as JSON instead.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, Self

from bot.discord.guild_files import added_folder
from bot.discord.journal import Journal, UnansweredQuestion, Where
from bot.terminal.answer_text import quotes_text
from bot.terminal.layout import counted, one_line, wrap
from bot.terminal.streams import ENTER_KEY, Terminal, dotted_line, say, write
from bot.workspace import Workspace, bundled_seeds, local_recipe_of, open_library
from retrieval.askable import Askable
from retrieval.errors import UsageError
from retrieval.evaluation.assessment import relevance_text
from retrieval.evaluation.cases import Case, Relevance, compared_words, relevance_of
from retrieval.evaluation.question_files import READERS, read_question_file, slug
from retrieval.evaluation.question_writer import append_question
from retrieval.model import Quote, Status

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
        questions: ReviewedQuestions,
        terminal: Terminal,
    ) -> None:
        self._library = library
        self._journal = journal
        self._where = where
        self._questions = questions
        self._terminal = terminal

    def run(
        self, waiting: Sequence[UnansweredQuestion], keys: Iterator[str]
    ) -> Counter[ReviewOutcome]:
        """Return how many questions had which outcome, when all are through or nobody goes on."""
        outcomes: Counter[ReviewOutcome] = Counter()
        for number, question in enumerate(waiting, 1):
            self._show(_question_text(question, number, len(waiting), self._terminal))
            outcome = _Decision(self, question).outcome(keys)
            if outcome is None:
                break
            outcomes[outcome] += 1
            self._show(["\n"])
        return outcomes

    def candidates(self, question: str) -> tuple[Quote, ...]:
        """Return the passages that might be right."""
        return self._library.nearest(question, MOST_CANDIDATES)

    def show_candidates(self, question: str, quotes: Sequence[Quote], first: int) -> None:
        """Show passages from number `first` on, counted from 0."""
        status = self._library.ask(question, 1).status
        self._show(_candidates_text(status, quotes, first, self._terminal))
        place = self._questions.place_of(question)
        if place is not None:
            self._show([f"It is in {place} already.\n"])

    def keep(self, waiting: UnansweredQuestion, quote: Quote | None) -> ReviewOutcome:
        """Write a question down, with its right passage or as one to abstain from."""
        right: Relevance | None = None if quote is None else relevance_of(self._library, quote)
        self._questions.add(waiting.question, right, asked_note(waiting.times, waiting.last))
        self._show(_written_text(right, str(self._questions.path), self._terminal))
        self._journal.settle(waiting.question, self._where)
        return "written"

    def drop(self, waiting: UnansweredQuestion) -> ReviewOutcome:
        """Forget a question."""
        self._journal.settle(waiting.question, self._where)
        self._show(["Dropped.\n"])
        return "dropped"

    def _show(self, lines: Iterable[str]) -> None:
        write("".join(lines))


class _Decision:
    """One question, until a key decides."""

    def __init__(self, review: Review, waiting: UnansweredQuestion) -> None:
        self._review = review
        self._waiting = waiting
        self._quotes: tuple[Quote, ...] = ()
        self._shown = 0

    def outcome(self, keys: Iterator[str]) -> ReviewOutcome | None:
        """Return what became of the question, None where nobody goes on."""
        try:
            self._quotes = self._review.candidates(self._waiting.question)
            self._show_more()
        except UsageError as error:
            # It was asked when more could be asked.
            say(str(error))
        while True:
            more = self._shown < len(self._quotes)
            write("\n" + _prompt_text(self._shown, more=more))
            key = next(keys, None)
            write(f"{'' if key is None else key[:1]}\n")
            if key in (None, "q"):
                return None
            try:
                outcome = self._outcome_of(key or ENTER_KEY)
            except UsageError as error:
                say(str(error))
                continue
            if outcome is not None:
                return outcome

    def _outcome_of(self, key: str) -> ReviewOutcome | None:
        if key in (ENTER_KEY, "s"):
            return "skipped"
        if key == "d":
            return self._review.drop(self._waiting)
        if key == "a":
            return self._review.keep(self._waiting, None)
        if key.isascii() and key.isdecimal() and 0 < int(key[:3]) <= self._shown:
            return self._review.keep(self._waiting, self._quotes[int(key) - 1])
        if key == "m" and self._shown < len(self._quotes):
            self._show_more()
        else:
            say(f"expected one of these keys, got {key[:20]!r}")
        return None

    def _show_more(self) -> None:
        first, self._shown = self._shown, min(self._shown + CANDIDATES_AT_ONCE, len(self._quotes))
        shown = self._quotes[: self._shown]
        self._review.show_candidates(self._waiting.question, shown, first)


_STATUS_WORDS: dict[Status, str] = {
    "answered": "Answered now:",
    "no_answer": "Nothing in the sources answers this now. Closest:",
}
_NO_CANDIDATE = "No passage shares a word with this."
_OUTCOME_WORDS = {"unanswered": "not answered", "not_it": "judged not it"}


def _question_text(
    waiting: UnansweredQuestion, number: int, total: int, terminal: Terminal
) -> Iterator[str]:
    """Yield where one is in the review, how often a question was asked, and the question."""
    often = "asked once" if waiting.times == 1 else f"asked {counted(waiting.times, 'time')}"
    counts = (
        f"{waiting.outcomes[outcome]:,} {words}"
        for outcome, words in _OUTCOME_WORDS.items()
        if waiting.outcomes.get(outcome)
    )
    facts = dotted_line(
        (f"{number:,} of {total:,}", often, f"last {waiting.last[:10]}", *counts), terminal
    )
    yield from (terminal.dim(line) + "\n" for line in wrap(facts, terminal.width))
    question = wrap(one_line(waiting.question), terminal.width)
    yield from (terminal.bold(line) + "\n" for line in question)


def _candidates_text(
    status: Status, quotes: Sequence[Quote], first: int, terminal: Terminal
) -> Iterator[str]:
    """Yield the passages that might be right, those from number `first` on, counted from 0."""
    if not quotes:
        yield f"{_NO_CANDIDATE}\n"
        return
    if not first:
        yield terminal.dim(_STATUS_WORDS[status]) + "\n"
    yield "\n"
    yield quotes_text(quotes[first:], terminal)


def _prompt_text(candidates: int, *, more: bool) -> str:
    """Return what can be pressed."""
    keys = [f"1{f'-{candidates}' if candidates > 1 else ''} is right"] if candidates else []
    keys += ["a must abstain", *(["m more"] if more else []), "d drop", "s skip", "q stop"]
    return f"{', '.join(keys)}? "


def _written_text(right: Relevance | None, where: str, terminal: Terminal) -> Iterator[str]:
    """Yield what was written, and to which file."""
    verdict = "must abstain" if right is None else f"right is {relevance_text(right)}"
    yield from (f"{line}\n" for line in wrap(one_line(f"{where}: {verdict}"), terminal.width))


def waiting_object(waiting: UnansweredQuestion, library: Askable) -> dict[str, Any]:
    """Return a question, how often it was asked, and how it is answered now.

    `status` is null where the question can no longer be asked.
    """
    status: Status | None = None
    quotes: tuple[Quote, ...] = ()
    with suppress(UsageError):
        status = library.ask(waiting.question, 1).status
        quotes = library.nearest(waiting.question, MOST_CANDIDATES)
    return {
        "question": waiting.question,
        "times": waiting.times,
        "last": waiting.last,
        "outcomes": dict(waiting.outcomes),
        "status": status,
        "candidates": [_candidate_object(number, quote) for number, quote in enumerate(quotes, 1)],
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


def guild_library(workspace: Workspace, guild: int | None) -> Askable:
    """Return what is asked: with a guild, what that is answered from."""
    library, added = open_library(workspace), _added_sources(workspace, guild)
    if added is None:
        return library
    from retrieval.joined_library import JoinedLibrary
    from retrieval.library import Library

    # In memory: what a guild has added goes when the guild does.
    return JoinedLibrary(
        [library, Library.open([added], None, local_recipe_of(workspace.settings))]
    )


def named_sources(workspace: Workspace, guild: int | None) -> list[Path]:
    """Return the sources that a new file of questions names; the bundled digests need no naming."""
    added = _added_sources(workspace, guild)
    if added is None:
        return [] if workspace.sources == (bundled_seeds(),) else list(workspace.sources)
    return [*workspace.sources, added]


def _added_sources(workspace: Workspace, guild: int | None) -> Path | None:
    """Return the folder of what a guild has added, None where that is nothing."""
    added = None if guild is None else added_folder(workspace.data_dir, guild)
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
        is_empty = not path.exists() or (path.is_file() and not path.stat().st_size)
        return cls(path, () if is_empty else read_question_file(path).cases, sources)

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
        number, case_id = 1, name
        while case_id in self._ids:
            number += 1
            case_id = f"{name}-{number}"
        return case_id


def asked_note(times: int, last: str) -> str:
    """Return why a question is worth asking: how often it was asked, and when last."""
    often = "once" if times == 1 else counted(times, "time")
    return f"Asked {often}, last on {last[:10]}."

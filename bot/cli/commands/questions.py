"""`quoth questions`: files of questions checked, imported, exported, and extended.

They are extended by a review of what people asked the Discord bot in vain.
"""

from __future__ import annotations

import logging
import os
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING

import click

from bot.cli.app import ExampleCommand, LazyGroup, ListedCommand, Status
from bot.cli.options import (
    checked_settings,
    json_option,
    verbose_option,
    workspace_of,
    workspace_options,
)
from bot.terminal.layout import counted, one_line
from bot.terminal.streams import json_line, say, write, write_bytes
from bot.workspace import open_library
from retrieval.errors import UsageError
from retrieval.evaluation.question_notation import MARKDOWN, YAML

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.discord.journal import Journal, UnansweredQuestion, Where
    from bot.eval.review import ReviewedQuestions, ReviewOutcome
    from retrieval.askable import Askable

logger = logging.getLogger(__name__)

OWN_QUESTIONS = Path("tests/regression/questions.yaml")
"""Where a review writes to unless a path is given."""

QUESTIONS = {
    "review": ListedCommand(__name__, "Take over what was asked in vain.", "review_command"),
    "check": ListedCommand(__name__, "Look up what the questions name.", "check_command"),
    "import": ListedCommand(__name__, "Make a file of a BEIR folder.", "import_command"),
    "export": ListedCommand(__name__, "Make a BEIR folder or qrels of files.", "export_command"),
}

_HELP_MARGIN = " " * 4


def _verbatim(text: str) -> str:
    """Return a text that stands in a help as it is, as far from the margin as the help's own."""
    paragraphs = text.strip().split("\n\n")
    return indent(
        "\n\n".join(f"\b\n{paragraph}" for paragraph in paragraphs), _HELP_MARGIN
    ).lstrip()


class QuestionsGroup(LazyGroup, ExampleCommand):
    """A group among the commands of `quoth`."""


command = QuestionsGroup(
    name="questions",
    listed=QUESTIONS,
    examples=(
        "quoth questions review --questions questions.yaml",
        "quoth questions check questions.yaml --sources notes/",
        "quoth questions import beir/ imported.yaml",
        "quoth questions export questions.yaml --to exported/ --sources notes/",
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
    help=f"""Work on files of questions, which "quoth eval" asks.

    A file is YAML (.yaml) or Markdown (.md), one question a block. In YAML:

    {_verbatim(YAML)}

    Also: "within: 3" (right is one of the first three quotes), "disagree: yes" (the sources
    do, and that is to be reported), "set", and "id" (else it is made of the question; with it,
    a question can be reworded and still be compared with its past). The same in Markdown,
    where the header is the front matter and other paragraphs are the note why:

    {_verbatim(MARKDOWN)}

    There, "- user: …" and "- bot: …" are the history, and "- must disagree" is short for
    "- disagree: yes". Words are compared without case, accents, punctuation and line breaks.
    """,
)


@click.command(
    cls=ExampleCommand,
    examples=(
        "quoth questions check",
        "quoth questions check questions.yaml --sources notes/",
    ),
)
@click.argument("paths", metavar="[DIR|FILE]...", nargs=-1, type=click.Path(path_type=Path))
@json_option
@workspace_options
def check_command(
    paths: tuple[Path, ...], as_json: bool, sources: tuple[Path, ...], data_dir: Path | None
) -> Status:
    """Look up the documents and passages that questions name, without asking anything.

    Exits with 1 when one is not in the sources, which is said with what is nearest, and with 2
    when a file is not as expected. Paths are as for "quoth eval".
    """
    from bot.eval.evaluation import case_count, suites_at
    from retrieval.evaluation.cases import judged_cases

    suites = suites_at(paths, own_sources=not sources)
    workspace = workspace_of(sources, data_dir)
    unfound = 0
    for suite in suites:
        library = open_library(workspace.with_sources(suite.sources))
        for judged in judged_cases(library, suite.cases):
            for reason in judged.dangling:
                unfound += 1
                case = judged.case
                record = {"_id": case.case_id, "place": case.place, "reason": reason}
                line = one_line(f"{case.place}: {reason}") + "\n"
                write_bytes(json_line(record)) if as_json else write(line)
    counts = {"questions": case_count(suites), "unfound": unfound}
    questions = counted(counts["questions"], "question")
    verdict = f"{unfound:,} not found" if unfound else "all that they name is in the sources"
    write_bytes(json_line(counts)) if as_json else write(f"{questions}: {verdict}.\n")
    return Status.NO_ANSWER if unfound else Status.DONE


@click.command(
    cls=ExampleCommand,
    examples=(
        "quoth questions import beir/ imported.yaml",
        "quoth questions import beir/ imported.md --replace",
        "quoth questions import beir/ judged.yaml --qrels qrels.txt",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--qrels",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Judgements in trec_eval's format, by document, instead of the folder's.",
)
@click.option("--replace", is_flag=True, help="Write over FILE where there is one.")
@verbose_option
def import_command(folder: Path, path: Path, qrels: Path | None, replace: bool) -> Status:
    """Write the questions of a BEIR folder DIR to FILE, as YAML or Markdown by its name.

    Documents that are judged as a whole stay so: name the passages by words of theirs later. A
    question of which nothing says what is right is left out, and counted on standard error.
    """
    from retrieval.evaluation.beir import CORPUS, read_beir, read_trec_qrels
    from retrieval.evaluation.question_writer import file_text, write_file

    checked_settings()
    if path.exists() and not replace:
        raise UsageError(f"{path}: expected a file that is not there yet; --replace writes over it")
    cases = read_beir(folder, None if qrels is None else read_trec_qrels(qrels))
    kept = [case for case in cases if case.expects is not None or case.disagree is not None]
    if len(kept) < len(cases):
        say(f"{counted(len(cases) - len(kept), 'question')} left out: nothing says what is right")
    corpus = folder / CORPUS
    sources = [os.path.relpath(corpus, path.parent)] if corpus.exists() else []
    write_file(path, file_text(kept, path, sources))
    write(one_line(f"{counted(len(kept), 'question')} in {path}") + "\n")
    return Status.DONE


@click.command(
    cls=ExampleCommand,
    examples=(
        "quoth questions export questions.yaml --to exported/ --sources notes/",
        "quoth questions export questions.yaml --qrels exported.qrels --sources notes/",
    ),
)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="A folder for corpus.jsonl, queries.jsonl and qrels.tsv.",
)
@click.option(
    "--qrels",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A file for judgements in trec_eval's format, by passage where passages are named.",
)
@workspace_options
def export_command(
    path: Path,
    folder: Path | None,
    qrels: Path | None,
    sources: tuple[Path, ...],
    data_dir: Path | None,
) -> Status:
    """Write questions to a BEIR folder, with the documents of the sources, or to TREC qrels.

    The qrels of a BEIR folder name documents; its queries keep the words that name passages, so
    that importing them loses nothing. Fails with 2 where something named is not in the sources.
    """
    from bot.eval.evaluation import suites_at
    from bot.eval.export import export_beir, write_qrels
    from retrieval.evaluation.cases import judged_cases

    if folder is None and qrels is None:
        raise UsageError("expected --to DIR or --qrels FILE, got neither")
    (suite, *others) = suites_at([path], own_sources=not sources)
    if others:
        raise UsageError(f"{path}: expected one file of questions, got {1 + len(others)}")
    library = open_library(workspace_of(sources, data_dir).with_sources(suite.sources))
    judged = judged_cases(library, suite.cases)
    for case in judged:
        for reason in case.dangling:
            raise UsageError(f"{case.case.place}: {reason}")
    if folder is not None:
        export_beir(folder, judged, library)
    if qrels is not None:
        write_qrels(qrels, judged)
    places = " and ".join(str(path) for path in (folder, qrels) if path is not None)
    write(one_line(f"{counted(len(judged), 'question')} in {places}") + "\n")
    return Status.DONE


@click.command(
    cls=ExampleCommand,
    examples=(
        "quoth questions review",
        "quoth questions review --questions questions.yaml --sources notes/",
        "quoth questions review --json",
    ),
)
@click.option(
    "--questions",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=f"The file to write to, made if need be. Default: {OWN_QUESTIONS}, "
    "with --guild the server's own.",
)
@click.option(
    "--guild",
    type=click.IntRange(0),
    metavar="ID",
    help="Only what was asked on one Discord server, of what is quoted there.",
)
@json_option
@workspace_options
def review_command(
    path: Path | None,
    guild: int | None,
    as_json: bool,
    sources: tuple[Path, ...],
    data_dir: Path | None,
) -> Status:
    """Turn questions that the Discord bot could not answer into questions of a file.

    Shows each, most frequent first, with the passages that might be right. One key decides: a
    number writes it down with that passage, named by its document and the marked words; "a" as
    one to abstain from; "d" forgets it, "s" or Enter leaves it for later, "m" shows more
    passages, "q" stops. What is decided is done at once. Piped, each line is a key. A file that
    is made names the sources that were asked.

    With --json, lists what waits and asks nothing.
    """
    from bot.discord.guild_files import questions_path
    from bot.discord.journal import JOURNAL_FILE, MOST_ROWS, Journal
    from bot.eval.review import ReviewedQuestions, guild_library, named_sources

    workspace = workspace_of(sources, data_dir)
    log = workspace.data_dir / JOURNAL_FILE
    if not log.exists():
        _say_nothing_waits(f"No questions are noted: there is no {log}", as_json)
        return Status.DONE
    where: Where = "everywhere" if guild is None else guild
    with closing(Journal.open(log)) as journal:
        waiting = journal.unanswered(where, MOST_ROWS)
        if not waiting:
            _say_nothing_waits("No questions wait: all were answered, or reviewed before.", as_json)
        elif as_json:
            _list_waiting(waiting, guild_library(workspace, guild))
        else:
            target = path or (
                OWN_QUESTIONS if guild is None else questions_path(workspace.data_dir, guild)
            )
            reviewed = ReviewedQuestions.open(target, named_sources(workspace, guild))
            _review(waiting, guild_library(workspace, guild), journal, where, reviewed)
    return Status.DONE


def _review(
    waiting: Sequence[UnansweredQuestion],
    library: Askable,
    journal: Journal,
    where: Where,
    reviewed: ReviewedQuestions,
) -> None:
    from bot.eval.review import Review
    from bot.terminal.streams import Terminal, pressed_keys

    review = Review(library, journal, where, reviewed, Terminal.of(sys.stdout))
    outcomes = review.run(waiting, pressed_keys())
    write(one_line(_review_summary(outcomes, len(waiting), reviewed.path)) + "\n")


def _review_summary(outcomes: Counter[ReviewOutcome], waiting: int, path: Path) -> str:
    written, dropped = outcomes["written"], outcomes["dropped"]
    left = waiting - written - dropped
    return f"{counted(written, 'question')} written to {path}, {dropped:,} dropped; {left:,} left."


def _list_waiting(waiting: Sequence[UnansweredQuestion], library: Askable) -> None:
    from bot.eval.review import waiting_object

    for question in waiting:
        write_bytes(json_line(waiting_object(question, library)))


def _say_nothing_waits(sentence: str, as_json: bool) -> None:
    if as_json:
        logger.info("%s", sentence)
    else:
        write(one_line(sentence) + "\n")

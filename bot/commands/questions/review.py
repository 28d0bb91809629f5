"""`quoth questions review`: from questions that were asked in vain to questions of a file."""

from __future__ import annotations

import logging
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.as_json import json_line
from bot.command import ExampleCommand
from bot.options import json_option, place_options, placed
from bot.statuses import Status
from bot.streams import write, write_bytes
from bot.visible import one_line
from bot.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.discord.storage.journal import Journal, Where
    from bot.discord.storage.unanswered import Unanswered
    from bot.reviewing.question_book import QuestionBook
    from bot.reviewing.review import Ending
    from retrieval.askable import Askable

logger = logging.getLogger(__name__)

_OWN = Path("tests/regression/questions.yaml")


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
    help=f"The file to write to, made if need be. Default: {_OWN}, with --guild the server's own.",
)
@click.option(
    "--guild",
    type=click.IntRange(0),
    metavar="ID",
    help="Only what was asked on one Discord server, of what is quoted there.",
)
@json_option
@place_options
def command(
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
    from bot.discord.storage.guild_files import questions_path
    from bot.discord.storage.journal import MOST_ROWS, Journal
    from bot.discord.storage.journal_file import FILE_NAME
    from bot.reviewing.guild_library import library_of, named_sources
    from bot.reviewing.question_book import QuestionBook

    place = placed(sources, data_dir)
    log = place.data_dir / FILE_NAME
    if not log.exists():
        _tell(f"No questions are noted: there is no {log}", as_json)
        return Status.DONE
    where: Where = "everywhere" if guild is None else guild
    with closing(Journal.open(log)) as journal:
        waiting = journal.unanswered(where, MOST_ROWS)
        if not waiting:
            _tell("No questions wait: all were answered, or reviewed before.", as_json)
        elif as_json:
            _list(waiting, library_of(place, guild))
        else:
            target = path or (_OWN if guild is None else questions_path(place.data_dir, guild))
            book = QuestionBook.open(target, named_sources(place, guild))
            _review(waiting, library_of(place, guild), journal, where, book)
    return Status.DONE


def _review(
    waiting: Sequence[Unanswered],
    library: Askable,
    journal: Journal,
    where: Where,
    book: QuestionBook,
) -> None:
    from bot.reviewing.keys import keys
    from bot.reviewing.review import Review
    from bot.surface import Surface

    ends = Review(library, journal, where, book, Surface.of(sys.stdout)).walk(waiting, keys())
    write(one_line(_summed(ends, len(waiting), book.path)) + "\n")


def _summed(ends: Counter[Ending], waiting: int, path: Path) -> str:
    told = f"{counted(ends['written'], 'question')} written to {path}, {ends['dropped']:,} dropped"
    left = waiting - ends["written"] - ends["dropped"]
    return f"{told}; {left:,} left."


def _list(waiting: Sequence[Unanswered], library: Askable) -> None:
    from bot.reviewing.as_objects import waiting_object
    from bot.reviewing.review import MOST

    for one in waiting:
        write_bytes(json_line(waiting_object(one, library, MOST)))


def _tell(sentence: str, as_json: bool) -> None:
    if as_json:
        logger.info("%s", sentence)
    else:
        write(one_line(sentence) + "\n")

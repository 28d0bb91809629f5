"""The group of commands that is `quoth`."""

from __future__ import annotations

import click

from bot import __version__
from bot.command import LazyGroup, Listed
from bot.options import verbose_option

COMMANDS = {
    "ask": Listed("bot.commands.ask", "Answer a question in verbatim quotes."),
    "chat": Listed("bot.commands.chat", "Ask in a loop."),
    "search": Listed("bot.commands.search", "Rank passages for a query."),
    "timeline": Listed("bot.commands.timeline", "Put dated quotes in order of their date."),
    "sources": Listed("bot.commands.sources", "List the documents that are quoted."),
    "index": Listed("bot.commands.index", "Build or refresh the index."),
    "verify": Listed("bot.commands.verify", "Recheck saved quotes against the files."),
    "eval": Listed("bot.commands.eval", "Measure retrieval and answers."),
    "train": Listed("bot.commands.train", "Learn from questions what to show first."),
    "questions": Listed("bot.commands.questions", "Check and convert files of questions."),
    "bot": Listed("bot.commands.bot", "Answer in Discord."),
    "completion": Listed("bot.commands.completion", "Print a shell's completion script."),
}


@click.command(
    cls=LazyGroup,
    listed=COMMANDS,
    examples=(
        'quoth ask "who replaced Lin?"',
        'quoth ask "who replaced Lin?" --sources notes/ --json',
        "quoth search appointed head -k 5",
        "quoth chat",
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="quoth", message="%(prog)s %(version)s")
@verbose_option
def quoth() -> None:
    """Ask your documents, and get nothing but their own words.

    Every answer is a verbatim quote with the answering sentence marked and its source cited.
    Without --sources, the five digests that come with Quoth are asked.
    """

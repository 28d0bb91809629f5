"""`quoth questions`: files of questions, looked over and converted."""

from __future__ import annotations

from textwrap import indent

from bot.command import ExampleCommand, LazyGroup, Listed
from retrieval.evaluation.notation import MARKDOWN, YAML

QUESTIONS = {
    "review": Listed("bot.commands.questions.review", "Take over what was asked in vain."),
    "check": Listed("bot.commands.questions.check", "Look up what the questions name."),
    "import": Listed("bot.commands.questions.importing", "Make a file of a BEIR folder."),
    "export": Listed("bot.commands.questions.exporting", "Make a BEIR folder or qrels of files."),
}


_MARGIN = " " * 4


def _verbatim(text: str) -> str:
    """Return a text that stands in a help as it is, as far from the margin as the help's own."""
    paragraphs = text.strip().split("\n\n")
    return indent("\n\n".join(f"\b\n{one}" for one in paragraphs), _MARGIN).lstrip()


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

"""`quoth verify`: saved answers, held against the files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO

import click

from bot.cli.app import ExampleCommand, Status
from bot.cli.input import json_object, numbered_lines, stream_name
from bot.cli.options import checked_settings, json_option, verbose_option
from bot.cli.output import json_line
from bot.terminal.layout import counted, one_line
from bot.terminal.streams import say, write, write_bytes
from bot.workspace import limits_of
from retrieval.errors import UsageError

if TYPE_CHECKING:
    from retrieval.verification import Claim, FailedClaim

LONGEST_SAVED_LINE = 1 << 28
"""Bytes that one saved answer may have."""


@dataclass(slots=True)
class SavedAnswers:
    """What a file of answers holds: how many it has, their quotes, and how many cannot be read."""

    answers: int
    claims: list[Claim]
    malformed: int


@click.command(
    cls=ExampleCommand,
    examples=(
        "quoth verify answers.ndjson",
        'quoth ask "who replaced Lin?" --json | quoth verify -',
    ),
)
@click.argument("answers", metavar="FILE", type=click.File("rb"))
@json_option
@verbose_option
def command(answers: BinaryIO, as_json: bool) -> Status:
    """Recheck every quote of the answers in FILE ("-" for standard input) against the files.

    FILE is what `ask --json` or `ask --batch` printed. A quote holds if its file still has the
    same SHA-256 and the quote's text at the place it gives. Exits with 1 when a quote does not
    hold or its file is gone, 3 when a file cannot be read, 2 when FILE holds something else.
    """
    from retrieval.verification import failed_claims

    settings = checked_settings()
    saved = _saved_answers(answers)
    failed = []
    for claim in failed_claims(saved.claims, limits_of(settings)):
        failed.append(claim)
        write_bytes(json_line(_failed_object(claim))) if as_json else write(_failed_line(claim))
    counts = {
        "quotes": len(saved.claims),
        "answers": saved.answers,
        "files": len({claim.path for claim in saved.claims}),
        "wrong": len(failed),
    }
    write_bytes(json_line(counts)) if as_json else write(_summary(counts))
    if saved.malformed:
        lines = counted(saved.malformed, "line")
        raise UsageError(f"{stream_name(answers)}: {lines} could not be read as an answer")
    if any(claim.unread for claim in failed):
        return Status.SOURCES
    return Status.NO_ANSWER if failed else Status.DONE


def _saved_answers(stream: BinaryIO) -> SavedAnswers:
    from retrieval.verification import claims_in

    saved = SavedAnswers(0, [], 0)
    for number, line in numbered_lines(stream, LONGEST_SAVED_LINE):
        try:
            answer = json_object(line, LONGEST_SAVED_LINE)
            question_id = answer.get("_id")
            name = f"line {number}" if question_id is None else f"answer {question_id}"
            saved.claims += claims_in(answer, name)
            saved.answers += 1
        except UsageError as error:
            saved.malformed += 1
            say(f"{stream_name(stream)}, line {number}: {error}")
    return saved


def _failed_line(failed: FailedClaim) -> str:
    claim = failed.claim
    kind = "quote" if claim.section == "quotes" else "closest"
    where = f"{claim.answer}, {kind} {claim.rank}, {PurePath(claim.path).name}"
    return one_line(f"{where}: {failed.reason}") + "\n"


def _failed_object(failed: FailedClaim) -> dict[str, object]:
    claim = failed.claim
    return {
        "answer": claim.answer,
        "section": claim.section,
        "rank": claim.rank,
        "path": claim.path,
        "reason": failed.reason,
    }


def _summary(counts: dict[str, int]) -> str:
    quotes, answers = counted(counts["quotes"], "quote"), counted(counts["answers"], "answer")
    if counts["wrong"]:
        verb = "does" if counts["wrong"] == 1 else "do"
        return f"{counts['wrong']:,} of {quotes} of {answers} {verb} not match.\n"
    return f"{quotes} of {answers} match {counted(counts['files'], 'file')}.\n"

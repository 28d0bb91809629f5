"""What the bot writes into a message and reads back from it, both ways.

Buttons and replies need the question again, after a restart too, and nothing is kept for them:
the message says it. What is read back, of the answers of every version before as well:

    **QUESTION**              the first line of the text: the question in its normal form, bold
    -# read as: QUESTION      the second, where the question was read otherwise than it was typed
    > quoted **marked**       the description of each embed: a quote, its marks bold line by line
    > ```                     around lines of code in it, which nothing escapes and no mark is in

In all of them but the code the text is escaped as in `markdown_escape`, so no asterisk of a
question or a source stands without a backslash. The normal form is one line without white space
around it, runs of white space as single spaces, and what Discord cannot carry as pictures: a
question in it comes back character by character. The other lines of an answer are for people
alone, and free to change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from bot.discord.rendering.markdown_escape import displayable, escaped, one_line, pieces, unescaped
from bot.discord.rendering.message_limits import clipped
from retrieval.conversation.turns import Turn
from retrieval.model import Span

FORMAT_VERSION = 2
"""The version of what is read back. No message names its own: what an older bot wrote stands in
channels for good, so a new version reads the messages of all before it."""

LONGEST_QUESTION = 400
"""Characters that a question may have in Discord: its line takes twice that at most, and four."""

_READ_AS = "-# read as: "
_QUOTED = "> "
_BOLD = "**"
_FENCE = "```"
_STATED = re.compile(r"\*\*((?:\\.|[^\\*\n])+)\*\*(?=\n|\Z)")
_STRONG = re.compile(r"\*\*((?:\\.|[^\\*])+)\*\*")
_FENCED = re.compile(r"^> ```\n(?:> .*\n)*?> ```$", re.MULTILINE)


def as_question(text: str) -> str:
    """Return the normal form of a question."""
    return one_line(text)


def head_lines(question: str, read_as: str) -> list[str]:
    """Return the lines that a message begins with: the question, and how it was read."""
    lines = [question_line(question[:LONGEST_QUESTION])]
    if as_question(read_as) != as_question(question):
        lines.append(reading_line(read_as))
    return lines


def question_line(question: str) -> str:
    """Return the line that states a question, in bold; an empty one for white space alone."""
    question = as_question(question)
    return f"{_BOLD}{escaped(question)}{_BOLD}" if question else ""


def reading_line(read_as: str) -> str:
    """Return the small line that says how a question was read."""
    return f"{_READ_AS}{escaped(clipped(as_question(read_as), LONGEST_QUESTION))}"


def stated_question(content: str) -> str | None:
    """Return the question that a message's text begins with, None where it states none."""
    found = _STATED.match(content)
    return unescaped(found[1]) if found else None


def stated_reading(content: str) -> str | None:
    """Return how the question that a message's text begins with was read; None without one."""
    question = stated_question(content)
    if question is None:
        return None
    line = content.split("\n", 2)[1:2]
    if not line or not line[0].startswith(_READ_AS):
        return question
    return unescaped(line[0].removeprefix(_READ_AS))


def block_quote(text: str, marks: Sequence[Span] = (), code: Sequence[Span] = ()) -> str:
    """Return a text as a block quote, bold where it is marked, without blank lines around it.

    Bold begins and ends on each line anew, and white space stays outside it. The lines of the
    spans in `code` stand between fences, but for those that a mark inside that span is on: no
    fence holds bold. A text without a visible line is an empty string.
    """
    shown = pieces(text)
    lines: list[str] = []
    for span, group in groupby(_lines(shown), lambda line: _fenced(line, marks, code)):
        spans = list(group)
        fence = _in_fence(text[spans[0][0] : spans[-1][1]]) if span else []
        lines += fence or [_line(shown, start, end, marks) for start, end in spans]
    # Discord trims a message's ends, and a lone ">" would then be shown as one.
    while lines and not lines[-1]:
        lines.pop()
    first = next((place for place, line in enumerate(lines) if line), 0)
    return "\n".join(_QUOTED + line for line in lines[first:])


def bold_in(quote: str) -> str:
    """Return what is bold of a block quote, as a reader sees it, on one line."""
    return unescaped(" ".join(_STRONG.findall(_FENCED.sub("", quote))))


def _fenced(line: Span, marks: Iterable[Span], code: Iterable[Span]) -> Span | None:
    """Return the span of code that all that is visible of a line is in, None where it is marked."""
    start, end = line
    span = next((span for span in code if span[0] <= start < span[1] and end <= span[1]), None)
    if span is None or any(span[0] <= a < end and start < b for a, b in marks):
        return None
    return span


def _in_fence(code: str) -> list[str]:
    """Return lines of code between fences; none where they are blank or would end the fence."""
    lines = [line.rstrip() for line in displayable(code).split("\n")]
    seen = [place for place, line in enumerate(lines) if line]
    if not seen or any(_FENCE in line for line in lines):
        return []
    return [_FENCE, *lines[seen[0] : seen[-1] + 1], _FENCE]


def _lines(shown: list[str]) -> Iterator[Span]:
    start = 0
    for place, piece in enumerate(shown):
        if piece == "\n":
            yield start, place
            start = place + 1
    yield start, len(shown)


def _line(shown: list[str], start: int, end: int, marks: Iterable[Span]) -> str:
    """Return the markup of one line, without the white space at its end."""
    parts: list[str] = []
    position = start
    for bold_start, bold_end in _bold(shown, start, end, marks):
        parts += (*shown[position:bold_start], _BOLD, *shown[bold_start:bold_end], _BOLD)
        position = bold_end
    return "".join((*parts, *shown[position:end])).rstrip()


def _bold(shown: list[str], start: int, end: int, marks: Iterable[Span]) -> list[Span]:
    """Return what is bold of a line, in order: asterisks never touch other asterisks."""
    bold: list[Span] = []
    for mark_start, mark_end in sorted(marks):
        first, last = _trimmed(shown, max(start, mark_start), min(end, mark_end))
        if first >= last:
            continue
        if bold and "".join(shown[bold[-1][1] : first]) == "":
            first, last = bold[-1][0], max(bold.pop()[1], last)
        bold.append((first, last))
    return bold


def _trimmed(shown: list[str], start: int, end: int) -> Span:
    while start < end and _is_blank(shown[start]):
        start += 1
    while start < end and _is_blank(shown[end - 1]):
        end -= 1
    return start, end


def _is_blank(piece: str) -> bool:
    return not piece or piece.isspace()


def turns_of(content: str, quotes: Iterable[str]) -> tuple[Turn, ...]:
    """Return the question that an answer states, as it was read, and what it marked in reply.

    `content` is the message's text, `quotes` the descriptions of its embeds.
    """
    reading = stated_reading(content)
    if reading is None:
        return ()
    question = Turn("user", reading)
    marked = "\n".join(filter(None, map(bold_in, quotes)))
    return (question, Turn("bot", marked)) if marked else (question,)

"""Text as Discord shows it: every character of a source, and none that acts.

Discord's client takes a backslash before an ASCII punctuation character away and shows that
character without its meaning. What is escaped here is what its markup rules need to begin:

- styles: `*`, `_`, a backtick, `~~`, `||`, and the backslash itself;
- all that stands in angle brackets: mentions, custom emoji, timestamps, commands, links;
- `@everyone`, `@here`, `@silent`; `:shortcodes:`; masked links, at `](`;
- links, at `://`, and Discord's own hosts, whose invites unfold without a scheme;
- at the beginning of a line: headings, subtext, block quotes, lists.

Everything else stays as it is, so that prose can be read, copied and searched raw.

Characters that Discord cannot carry, or that act on the line they stand in, are shown as
pictures of themselves: C0 and C1 controls, halves of surrogate pairs, and the bidirectional
embeddings, overrides and isolates. A carriage return (with the line feed after it), U+2028 and
U+2029 are line feeds: the client takes them for one in some of its rules and not in others.
A tab is shown as four spaces.
"""

from __future__ import annotations

import re

from bot.discord.rendering.message_limits import clipped
from bot.terminal import layout

LONGEST_NAME = 200
"""Units that a name takes at most where nothing else is said."""

_BREAKS = re.compile("\r(?!\n)|[\u2028\u2029]")
_UNSHOWN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)
_PICTURES = 0x2400
_DELETE, _DELETE_PICTURE = "\x7f", "\u2421"
_OTHER_PICTURE = "\u2426"

_ACTING = re.compile(
    r"[\\*_`]|~(?=~)|\|(?=\|)"
    r"|<(?![ \t])"
    r"|(?<=\])\("
    r"|@(?=(?i:everyone|here|silent))"
    r"|:(?=//|[^\s:]+(?::|\Z))"
    r"|(?:(?<=(?i:discord))|(?<=(?i:discordapp))|(?<=(?i:dis)))\.(?=[a-zA-Z])"
)
_AT_LINE_START = re.compile(
    r"^[ \t]*(?:(?P<heading>\#)\#{0,2}(?=[\s\ufeff]|\Z)"
    r"|(?P<subtext>-)(?=\#)"
    r"|(?P<quote>>)(?=[ \t>]|\Z)"
    r"|(?P<bullet>[-+])(?=[ \t]|\Z)"
    r"|[0-9]+(?P<number>\.)(?=[ \t]|\Z))",
    re.MULTILINE,
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def escaped(text: str) -> str:
    """Return the markup that Discord shows as exactly this text, on lines of its own."""
    return "".join(pieces(text))


def displayable(text: str) -> str:
    """Return a text as a reader sees it: what Discord cannot carry replaced, nothing escaped."""
    return _replaced(text).replace("\r", "")


def one_line(text: str) -> str:
    """Return a text as `carried` does, on one line, with single spaces."""
    return layout.SPACES.sub(" ", displayable(text)).strip()


def escaped_line(text: str, limit: int) -> str:
    """Return the markup of a text on one line, cut to `limit` units before it is escaped."""
    return escaped(clipped(one_line(text), limit))


def escaped_name(text: str, limit: int = LONGEST_NAME) -> str:
    """Return the markup of a name or a reason as `escaped_line` does, with nothing hidden in it.

    What formats invisibly is shown as pictures too: a stranger may have chosen the name.
    """
    return escaped(clipped(layout.one_line(text), limit))


def unescaped(markup: str) -> str:
    """Return the text that `escaped` made this markup of, as `carried` gives it."""
    return _ESCAPE.sub(r"\1", markup)


def pieces(text: str) -> list[str]:
    """Return the markup of a text by its characters: one piece for each of them.

    Bold can then begin and end between any two pieces.
    """
    shown = _replaced(text)
    acting = {found.start() for found in _ACTING.finditer(shown)}
    acting.update(found.start(found.lastgroup or 0) for found in _AT_LINE_START.finditer(shown))
    return [
        f"\\{character}" if place in acting else character.replace("\r", "")
        for place, character in enumerate(shown)
    ]


def _replaced(text: str) -> str:
    """Return a text of the same length in which only a carriage return is not to be shown."""
    return _UNSHOWN.sub(_picture, _BREAKS.sub("\n", text))


def _picture(found: re.Match[str]) -> str:
    character = found.group()
    if character < " ":
        return chr(_PICTURES + ord(character))
    return _DELETE_PICTURE if character == _DELETE else _OTHER_PICTURE

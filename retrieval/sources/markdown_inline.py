"""The running text of a Markdown paragraph, line by line, without its markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt, rules_inline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

InlineRule = Callable[[StateInline, bool], bool]

_SWALLOWED = "swallowed_lines"
_BREAKS = ("softbreak", "hardbreak")
_MULTILINE_RULES: dict[str, InlineRule] = {
    "backticks": rules_inline.backtick,
    "link": rules_inline.link,
    "image": rules_inline.image,
    "html_inline": rules_inline.html_inline,
}


def parser() -> MarkdownIt:
    """A parser for CommonMark with tables and strikethrough that keeps account of lines.

    A link's address, a code span or an inline tag may run over a line's end without a token
    that says so. Here each is followed by a token that counts the line ends inside.
    """
    markdown = MarkdownIt("commonmark", {"maxNesting": 100})
    markdown.enable(["table", "strikethrough"])
    for name, rule in _MULTILINE_RULES.items():
        markdown.inline.ruler.at(name, _counting(rule))
    return markdown


def inline_lines(tokens: Sequence[Token]) -> list[str]:
    """The text of an inline token's children, one string for each line of the source."""
    lines = [""]
    for token in tokens:
        if token.type in _BREAKS:
            lines.append("")
        elif token.type == _SWALLOWED:
            lines.extend([""] * token.meta["lines"])
        else:
            lines[-1] += _words(token)
    return [line.strip() for line in lines]


def _words(token: Token) -> str:
    if token.type == "image":
        return " ".join(inline_lines(token.children or ())).strip()
    if token.type == "html_inline":
        return " " if re.match(r"<br\b", token.content, re.IGNORECASE) else ""
    # A line end written as an entity is no line end of the file.
    return re.sub(r"[\r\n]", " ", token.content)


def _counting(rule: InlineRule) -> InlineRule:
    def counted(state: StateInline, silent: bool) -> bool:
        start, known = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            inside = state.tokens[known:]
            lines = state.src.count("\n", start, state.pos) - sum(map(_line_ends, inside))
            if lines > 0:
                state.push(_SWALLOWED, "", 0).meta = {"lines": lines}
        return True

    return counted


def _line_ends(token: Token) -> int:
    if token.type == _SWALLOWED:
        return int(token.meta["lines"])
    return int(token.type in _BREAKS)

"""MDX: the Markdown that is left of a file without its module code and its components."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.sources.markdown_syntax import CODE_FENCE, TITLE_MARK

_MODULE_LINE = re.compile(r"(?:import|export)\b(?=[\s{*\"'])")
_JSX = re.compile(
    r"(?P<code>(?<!`)(?P<ticks>`+)(?!`)(?:[^`]|(?!(?<!`)(?P=ticks)(?!`))`){0,5000}+(?P=ticks))|\\."
    r"|(?P<brace>\{)(?![#.%{])|(?P<tag><(?:/?[A-Za-z][\w.:-]*(?=[\s/>])|/?(?=>)))"
)
_KEPT = frozenset(
    "sup sub br kbd summary table thead tbody tr td th ul ol li dl dt dd pre h1 h2 h3 h4 h5 h6"
    " script style".split()
)
_NAMED = re.compile(r"\s(?:title|question|summary|header|heading)=(?:\"([^\"]+)\"|'([^']+)')")
_FIELD = re.compile(r"\s(?:query|body|path|header|name|param)=(?:\"([^\"]+)\"|'([^']+)')")
_STRING = re.compile(r"\{\s*(?P<quote>[\"'`])(?P<words>[^\"'`{}]*)(?P=quote)\s*\}")
_BRACKET = re.compile(r"[{}<>\"'`]")
_LONGEST_EXPRESSION = 20_000
_PATIENCE = 200_000


def without_components(lines: Sequence[str]) -> list[str]:
    """The lines of an MDX file with plain Markdown on each: no module code, no tags of components.

    What stands between the tags stays; a component's title stays on the line of its tag.
    """
    kept: list[str] = []
    text: list[str] = []
    fence, module, depth = "", False, 0
    for line in lines:
        opened = CODE_FENCE.match(line)
        if fence:
            closed = line.strip().startswith(fence) and not line.strip().strip(fence[0])
            fence = "" if closed else fence
            kept.append(line)
            continue
        if opened:
            kept.extend(_without_jsx(text))
            text, fence, module, depth = [], opened["fence"], False, 0
            kept.append(line)
            continue
        begins = (not text or not text[-1]) and bool(_MODULE_LINE.match(line))
        module = module if depth > 0 else bool(line.strip()) and (module or begins)
        if module:
            depth = max(depth + sum(map(line.count, "{[(")) - sum(map(line.count, "}])")), 0)
        text.append("" if module else line)
    return [*kept, *_without_jsx(text)]


def _without_jsx(lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    text = "\n".join(lines)
    pieces: list[str] = []
    end, patience = 0, _PATIENCE
    for found in _JSX.finditer(text):
        if found.start() < end or not (found["brace"] or found["tag"]) or patience < 0:
            continue
        stop = _expression_end(text, found)
        if stop is None:
            patience -= _LONGEST_EXPRESSION
            continue
        pieces.append(text[end : found.start()])
        pieces.append(_plain_words(text[found.start() : stop], found["tag"]))
        end = stop
    return ["" if not line.strip() else line for line in ("".join(pieces) + text[end:]).split("\n")]


def _expression_end(text: str, found: re.Match[str]) -> int | None:
    """Where an expression in braces or a tag ends, None if it is neither."""
    closing, depth = ("}", 1) if found["brace"] else (">", 0)
    quote = ""
    for mark in _BRACKET.finditer(text, found.end(), found.end() + _LONGEST_EXPRESSION):
        sign = mark[0]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'`":
            quote = sign
        elif sign in "{}":
            depth += 1 if sign == "{" else -1
        if not quote and sign == closing and depth <= 0:
            return mark.end()
    return None


def _plain_words(markup: str, tag: str | None) -> str:
    """What remains of an expression or a tag, with the line ends that were in it."""
    ends = "\n" * markup.count("\n")
    if tag is None:
        text = _STRING.fullmatch(markup)
        return (text["words"] if text else "") + ends
    name = tag.strip("</")
    if name in _KEPT:
        return f"{tag}>{ends}"
    if tag.startswith("</") or name[:1].islower():
        return ends
    named = (_FIELD if name.endswith("Field") else _NAMED).search(markup)
    return f"{TITLE_MARK}{named[1] or named[2]}{ends}" if named else ends

"""The Markdown that documentation is written in, as tokens with the lines they stand on.

CommonMark with tables, strikethrough, footnotes and definition lists, and what the generators
add: admonitions and tabs of MkDocs (`!!!`, `???`, `===`), containers of Docusaurus, VuePress
and pandoc (`:::`), directives of MyST (```` ```{note} ````, `(target)=`), components of MDX.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, MutableMapping
from functools import cache
from typing import Any

from markdown_it import MarkdownIt, rules_block, rules_inline
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from retrieval.sources.inline import PLAIN, SWALLOWED

TITLE_MARK = "\ue000"
"""What a line begins with that is the title of a component, as `mdx` leaves it behind."""
CODE_FENCE = re.compile(r"[ \t>]*(?P<fence>`{3,}|~{3,})(?P<name>[^`]*)$")
"""A line that opens or closes a block of code."""

InlineRule = Callable[[StateInline, bool], bool]

_BREAKS = ("softbreak", "hardbreak")
_MULTILINE_RULES: dict[str, InlineRule] = {
    "backticks": rules_inline.backtick,
    "link": rules_inline.link,
    "image": rules_inline.image,
    "html_inline": rules_inline.html_inline,
}
_INTERRUPTING: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
_MOST_COLUMNS = 1000
_LONG = 20_000


class _Parser(MarkdownIt):
    """A parser to whom the address of a link does not matter."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802
        return True


def tokens(source: str, *, indented_code: bool = True) -> Iterator[Token]:
    """Yields the block tokens of a text, inline ones with their children.

    A link's address, a code span or an inline tag may run over a line's end without a token
    that says so: each is followed by a `SWALLOWED` token. In a text without markup the only
    child is a `PLAIN` token. Besides those of the libraries there are "directive" (its `meta`
    holds a `name` and, where what is inside is not Markdown, the `content`), followed by a title
    and what is inside and closed by "directive_close", and "target" (`meta` holds a `label`).
    """
    env: dict[str, Any] = {"link_budget": 100_000 + 5 * len(source)}
    unused = {
        name for name, signs in _SIGNS.items() if not any(re.search(sign, source) for sign in signs)
    }
    if not indented_code:
        unused.add("code")
    markdown = _parser(frozenset(unused))
    waiting = deque(markdown.parse(source, env))
    while waiting:
        token = waiting.popleft()
        if token.type == "inline":
            token.children = []
            if _MARKED.search(token.content) and not _is_dense(token.content):
                markdown.inline.parse(token.content, markdown, env, token.children)
            else:
                token.children.append(Token(PLAIN, "", 0, content=token.content))
        yield token


# What must stand in a text for a rule to have anything to do: most texts need few of them.
# Each pattern begins with something that is quickly looked for.
_SIGNS = {
    "table": (r"\|",),
    "strikethrough": ("~~",),
    "deflist": (r"\n[ \t>]*[:~][ \t]",),
    "terms": (r"\n[ \t>]*:[ \t]",),
    "footnote_def": (r"\[\^",),
    "footnote_ref": (r"\[\^",),
    "indented": ("!!!", r"\?\?\?", "==="),
    "directive": (":::", "///", "```[ ]*\\{", "~~~[ ]*\\{"),
    "target": (r"\)=",),
    "component": (TITLE_MARK,),
    "reference": (r"\]:",),
    "html_block": ("<",),
}


@cache
def _parser(unused: frozenset[str]) -> MarkdownIt:
    markdown = _Parser("commonmark", {"maxNesting": 100})
    markdown.enable(["table", "strikethrough"])
    deflist_plugin(markdown)
    footnote_plugin(markdown, inline=False, move_to_end=False)
    rules = markdown.block.ruler
    rules.at("table", _narrow_table, {"alt": ["paragraph", "reference"]})
    rules.before("fence", "indented", _indented, _INTERRUPTING)
    rules.before("fence", "directive", _directive, _INTERRUPTING)
    rules.before("fence", "target", _target, _INTERRUPTING)
    rules.before("fence", "component", _component, _INTERRUPTING)
    rules.before("deflist", "terms", _terms)
    rules.before("table", "plain", _plain)
    for name, rule in _MULTILINE_RULES.items():
        markdown.inline.ruler.at(name, _counting(rule))
    # Inline tokens are parsed one by one, as they are asked for.
    markdown.disable(["inline", "text_join", "fragments_join", *unused])
    return markdown


_MARKED = re.compile(r"[*_`\[<&\\]|~~")


def _is_dense(content: str) -> bool:
    """Whether a paragraph has more marks than words, which nobody could have meant."""
    return len(content) > _LONG and sum(map(content.count, "*_`[]<&\\~")) * 5 > len(content)


def _counting(rule: InlineRule) -> InlineRule:
    """The rule, followed by a count of swallowed lines, and without effect once it cost too much.

    A bracket that opens no link is looked at to the end of its paragraph: the budget keeps a
    file of brackets from taking the square of its size.
    """

    def counted(state: StateInline, silent: bool) -> bool:
        env: MutableMapping[str, Any] = state.env
        start, known = state.pos, len(state.tokens)
        bracket = state.src.startswith(("[", "!["), start)
        if bracket and env["link_budget"] < 0:
            return False
        if not rule(state, silent):
            if bracket:
                env["link_budget"] -= state.posMax - start
            return False
        if not silent and "\n" in state.src[start : state.pos]:
            inside = state.tokens[known:]
            lines = state.src.count("\n", start, state.pos) - sum(map(_line_ends, inside))
            if lines > 0:
                state.push(SWALLOWED, "", 0).meta = {"lines": lines}
        return True

    return counted


def _line_ends(token: Token) -> int:
    if token.type == SWALLOWED:
        return int(token.meta["lines"])
    return int(token.type in _BREAKS)


# A line that can neither begin nor end anything but a paragraph.
_PLAIN_LINE = re.compile(
    r"[^\W\d_]|/(?!//)|[\"'“”‘’«„.,;@$%{&\\]|`(?!``)|\*{1,2}(?![\s*])|_{1,2}(?![\s_])|!\[|\[(?!\^)"
    r"|\((?![^()\n]*\)=)|\d(?!\d*[.)](?:\s|$))",
    re.MULTILINE,
)


def _plain(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A paragraph that no other rule has to look at: most are."""
    if silent or state.is_code_block(start) or state.src[_first(state, start)] == "[":
        return False
    line, marks, shifts = start, state.bMarks, state.tShift
    while line < end and marks[line] + shifts[line] < state.eMarks[line]:
        if state.sCount[line] < state.blkIndent:
            return False
        if not _PLAIN_LINE.match(state.src, marks[line] + shifts[line]):
            return False
        line += 1
    if line + 1 < end and state.src.startswith((":", "~"), _first(state, line + 1)):
        return False
    # An inline token alone is a paragraph to whom the tokens are given.
    token = state.push("inline", "", 0)
    token.content = state.getLines(start, line, state.blkIndent, False).strip()
    token.map = [start, line]
    state.line = line
    return True


def _push(state: StateBlock, name: str, content: str, start: int, end: int) -> None:
    state.push(f"{name}_open", "p", 1).map = [start, end]
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = content.strip(), [start, end], []
    state.push(f"{name}_close", "p", -1)


def _first(state: StateBlock, line: int) -> int:
    return state.bMarks[line] + state.tShift[line]


def _line(state: StateBlock, line: int) -> str:
    return state.src[_first(state, line) : state.eMarks[line]]


def _narrow_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table, unless no person could have meant so many columns."""
    below = _line(state, start + 1) if start + 1 < end else ""
    return below.count("|") <= _MOST_COLUMNS and rules_block.table(state, start, end, silent)


_MOST_TERMS = 6
_LONGEST_TERM = 80


def _terms(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The terms before the last where several share a definition."""
    if silent or state.is_code_block(start):
        return False
    last = start
    while last + 1 < end and last - start <= _MOST_TERMS and not state.isEmpty(last + 1):
        if state.src.startswith(": ", _first(state, last + 1)):
            break
        last += 1
    marker = last + 2 if last + 2 < end and state.isEmpty(last + 1) else last + 1
    if last == start or last - start > _MOST_TERMS or marker >= end:
        return False
    terms = [_line(state, line) for line in range(start, last + 1)]
    marked = re.match(r":[ \t]+\S", _line(state, marker))
    if not marked or max(map(len, terms)) > _LONGEST_TERM:
        return False
    for number, term in enumerate(terms[:-1], start):
        _push(state, "dt", term, number, number + 1)
    state.line = last
    return True


_TARGET = re.compile(r"\(([^()\n]+)\)=\s*")


def _target(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001
    """MyST's name for what follows: `(label)=`."""
    if not state.src.startswith("(", _first(state, start)) or state.is_code_block(start):
        return False
    found = _TARGET.fullmatch(_line(state, start))
    if found is None:
        return False
    if not silent:
        state.push("target", "", 0).meta = {"label": found[1]}
        state.line = start + 1
    return True


_INDENTED = re.compile(
    r"(?P<mark>!!!|\?\?\?\+?)[ ]*(?P<name>[\w-]++)[^\"]*+(?:\"(?P<title>.*)\")?\s*"
    r"|===[!+]?[ ]+\"(?P<tab>.*)\"\s*"
)


def _indented(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """An admonition or a tab of MkDocs: a line that names it, the content set in below."""
    if state.src[_first(state, start) : _first(state, start) + 1] not in "!?=":
        return False
    found = None if state.is_code_block(start) else _INDENTED.fullmatch(_line(state, start))
    if found is None:
        return False
    if silent:
        return True
    inner = state.blkIndent + 4
    last = start + 1
    while last < end and (state.isEmpty(last) or state.sCount[last] >= inner):
        last += 1
    folded = (found["mark"] or "").startswith("?")
    name = "details" if folded else (found["name"] or "tab").lower()
    _enclose(state, (start, start + 1, last), name, found["title"] or found["tab"] or "", inner)
    state.line = last
    return True


def _enclose(
    state: StateBlock, lines: tuple[int, int, int], name: str, title: str, indent: int
) -> None:
    """Push a directive with Markdown inside: it, its content and the end are on `lines`."""
    start, first, last = lines
    token = state.push("directive", "", 1)
    token.map, token.meta = [start, last], {"name": name}
    if title:
        _push(state, "title", title, start, start + 1)
    before = state.parentType, state.lineMax, state.blkIndent
    state.parentType, state.lineMax, state.blkIndent = "container", last, indent
    state.md.block.tokenize(state, first, last)
    state.parentType, state.lineMax, state.blkIndent = before
    state.push("directive_close", "", -1)


_DIRECTIVE = re.compile(
    r"(?P<fence>`{3,}|~{3,}|:{3,}|/{3,})[ ]*(?:\{(?P<braced>[\w.:+-]+)\}|(?P<bare>[\w-]+)"
    r"|(?=\{[^}\n]*\.(?P<classed>[\w-]+)))(?P<title>.*)"
)
_BRACED_ATTRIBUTES = re.compile(r"\{[^}]*\}")
_STATED_TITLE = re.compile(r"title=[\"']([^\"']*)[\"']|^\s*\[([^\]]*)\]")
_OPTION = re.compile(r":[\w-]+:(?:\s|$)")
_VERBATIM = frozenset(
    "code code-block sourcecode code-cell parsed-literal prompt doctest testcode testoutput math"
    " ipython ipython3 click:example click:run csv-table console mermaid".split()
)
"""Directives of MyST that are code."""
_UNSHOWN = frozenset(
    "toctree contents currentmodule module py:module py:currentmodule include image index raw"
    " highlight bibliography graphviz plantuml tableofcontents literalinclude program-output meta"
    " code-block-import sectionauthor codeauthor tags sectnum".split()
)
"""Directives that say nothing to a reader, or whose words stand in another file."""


def _directive(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A container or a directive between fences that has Markdown inside, or nothing to show."""
    if state.src[_first(state, start) : _first(state, start) + 1] not in ":`~/":
        return False
    found = None if state.is_code_block(start) else _DIRECTIVE.fullmatch(_line(state, start))
    if found is None:
        return False
    code = found["fence"][0] in "`~"
    name = (found["braced"] or found["bare"] or found["classed"] or "").lower()
    if code and (not found["braced"] or name in _VERBATIM):
        return False
    last = _closing(state, start, end, found["fence"])
    if last is None and found["fence"][0] == "/":
        return False
    if silent:
        return True
    if last is None:  # a container that nothing closes: the name of what a generator puts there
        state.line = start + 1
        return True
    first = start + 1
    while first < last and _OPTION.match(_line(state, first)):
        first += 1
    _push_directive(state, (start, first, last), name, found["title"])
    state.line = min(last + 1, end)
    return True


def _push_directive(
    state: StateBlock, lines: tuple[int, int, int], name: str, written: str
) -> None:
    start, first, last = lines
    if name == "eval-rst":
        token = state.push("directive", "", 1)
        content = state.getLines(start + 1, last, state.blkIndent, False)
        token.map, token.meta = [start, last], {"name": name, "content": content}
        state.push("directive_close", "", -1)
    elif name not in _UNSHOWN and not name.startswith("auto"):
        if first < last and _line(state, first).strip() == "---":
            closing = (n for n in range(first + 1, last) if _line(state, n).strip() == "---")
            first = next(closing, first - 1) + 1
        stated = _STATED_TITLE.search(written)
        title = next(filter(None, stated.groups()), "") if stated else written
        title = _BRACED_ATTRIBUTES.sub("", title).strip("|: ")
        _enclose(state, (start, first, last), name, title, state.blkIndent)


def _closing(state: StateBlock, start: int, end: int, fence: str) -> int | None:
    """The line of the closing fence: the end for an open code fence, None for an open container."""
    if fence[0] in "`~":
        for line in range(start + 1, end):
            words = _line(state, line).rstrip()
            if words.startswith(fence) and not words.strip(fence[0]):
                return line
            if words and state.sCount[line] < state.blkIndent:
                return line - 1
        return end
    if "closings" not in state.env:
        state.env["closings"] = _container_closings(state.src.split("\n"))
    closing: int | None = state.env["closings"].get(start)
    return closing if closing is not None and closing < end else None


_CONTAINER_LINE = re.compile(r"[ \t>]*(?P<fence>:{3,}|/{3,})[ \t]*(?P<name>.*)")


def _container_closings(lines: list[str]) -> dict[int, int]:
    """The line of each container's closing fence, by the line of its opening one."""
    closings: dict[int, int] = {}
    opened: list[tuple[int, str]] = []
    code = ""
    for number, line in enumerate(lines):
        if not any(sign in line for sign in (":::", "///", "```", "~~~")):
            continue
        if code:
            if line.strip(" \t>").startswith(code) and not line.strip(" \t>" + code[0]):
                code = ""
            continue
        fence = CODE_FENCE.match(line)
        if fence and not fence["name"].lstrip().startswith("{"):
            code = fence["fence"]
            continue
        found = _CONTAINER_LINE.fullmatch(line)
        if found is None:
            continue
        if found["name"]:
            opened.append((number, found["fence"][0]))
        elif opened and opened[-1][1] == found["fence"][0]:
            closings[opened.pop()[0]] = number
    return closings


def _component(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001
    """The title of an MDX component, as `without_components` leaves it behind."""
    line = _line(state, start)
    if not line.startswith(TITLE_MARK):
        return False
    if not silent:
        _enclose(state, (start, start + 1, start + 1), "details", line[1:], state.blkIndent)
        state.line = start + 1
    return True

"""What Discord's client makes of markup: a small model of its rules, in its own order.

The client parses with rules in the manner of simple-markdown: at each place the first rule that
matches takes what it matches, and parses what is inside with the same rules. Some rules hold only
at the beginning of a line, which shows in how the match before it ended. JavaScript's classes
are spelled out, since Python's are others. Where the client asks whether a thing exists (an emoji
of that name, a user of that id), the model takes it for granted: it acts at least as often.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import NamedTuple

_SPACE = "\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_CODE_BLOCK = r"```(?:[a-zA-Z0-9_+\-.#]+?\n)?\n*(?P<inside>[^\n][\s\S]*?)\n*```"
_HOST = r"discord(?:app)?\.[a-z]+/[^\s]|dis\.gd/[^\s]"


class Run(NamedTuple):
    """Characters that look alike."""

    text: str
    styles: frozenset[str]


class Shown(NamedTuple):
    """What a reader sees, in order, and the things that act."""

    runs: tuple[Run, ...]
    acts: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def styles(self) -> frozenset[str]:
        return frozenset().union(*(run.styles for run in self.runs))

    def characters(self) -> Iterator[tuple[str, frozenset[str]]]:
        for run in self.runs:
            for character in run.text:
                yield character, run.styles


class _Here(NamedTuple):
    """Where the parser stands: `before` is what the last match took, empty at the beginning."""

    before: str = ""
    in_quote: bool = False
    styles: frozenset[str] = frozenset()


_Match = Callable[[str, _Here], "re.Match[str] | None"]
_Runs = Iterator[Run]


def shown(markup: str) -> Shown:
    """Return what a reader of a message's text, or of an embed's description, sees."""
    source = re.sub("\r\n?", "\n", markup).replace("\f", "").replace("\t", "    ")
    acts: list[str] = []
    runs = _joined(_parsed(source, _Here(), acts))
    # Servers and clients look for addresses in the raw text too, to unfold them below it, but
    # not in blocks of code.
    outside = re.sub(_CODE_BLOCK, "", source)
    unfolded = re.findall(rf"(?i)https?://[^\s]|{_HOST}", outside)
    return Shown(runs, (*acts, *(f"unfolds {address}" for address in unfolded)))


def _joined(runs: _Runs) -> tuple[Run, ...]:
    alike = groupby(runs, key=lambda run: run.styles)
    return tuple(Run("".join(run.text for run in group), styles) for styles, group in alike)


def _parsed(source: str, here: _Here, acts: list[str]) -> _Runs:
    while source:
        name, found = _first(source, here)
        yield from _made(name, found, here, acts)
        source = source[found.end() :]
        here = here._replace(before=found.group())


def _first(source: str, here: _Here) -> tuple[str, re.Match[str]]:
    """Return the first rule that matches, and what it matches: the last one always does."""
    matches = ((name, match(source, here)) for name, match in _RULES)
    return next((name, found) for name, found in matches if found is not None)


def _made(name: str, found: re.Match[str], here: _Here, acts: list[str]) -> _Runs:
    """Yield what a match shows."""
    if name in ("text", "escape"):
        yield Run(found[1], here.styles)
    elif name == "break":
        yield Run("\n", here.styles)
    elif name in ("code", "code block"):
        yield Run(found["inside"], here.styles | {name})
    elif name in _STYLES:
        inside = here._replace(
            styles=here.styles | {name}, in_quote=here.in_quote or name == "quote"
        )
        yield from _parsed(_inside(name, found), inside, acts)
        if name in ("heading", "subtext") and found.group().endswith("\n"):
            yield Run("\n", here.styles)
    else:
        acts.append(f"{name} {found.group()}")
        yield Run(found.group(), here.styles)


def _inside(name: str, found: re.Match[str]) -> str:
    """Return what a style is laid over."""
    if name == "quote":
        if re.match(" *>>>", found.group()):
            return re.sub(r"\A *>>> ?", "", found.group())
        return re.sub("(?:\\A|(?<=[\n\r\u2028\u2029])) *> ?", "", found.group())
    if name == "list":
        return re.sub(r"(?m)^ *(?:[*+-]|[0-9]+\.) +", "", found.group())
    return next(group for group in found.groups() if group is not None)


def _always(pattern: str) -> _Match:
    compiled = re.compile(pattern)
    return lambda source, _: compiled.match(source)


def _at_line_start(pattern: str) -> _Match:
    compiled = re.compile(pattern)
    return lambda source, here: (
        compiled.match(source) if not here.before or here.before.endswith("\n") else None
    )


def _quote(source: str, here: _Here) -> re.Match[str] | None:
    if here.in_quote or not re.search(r"\A\Z|\n *\Z", here.before):
        return None
    return re.match(r"( *>>> +([\s\S]*))|( *>(?!>>) +[^\n]*(\n *>(?!>>) +[^\n]*)*\n?)", source)


def _list(source: str, here: _Here) -> re.Match[str] | None:
    item = r"( *)((?:[*+-]|[0-9]+\.)) [\s\S]+?(?:\n(?! )(?!\1(?:[*+-]|[0-9]+\.) )|\Z)"
    if source.startswith("\n"):
        is_free = here.before and not re.search(r"\n *\Z", here.before)
        return re.match(rf"\n{item}", source) if is_free else None
    begins = re.search(r"(?:\A|\n)( *)\Z", here.before)
    if begins is None or re.fullmatch(" +", begins.group()):
        return None
    return re.match(item, source)


_EM = re.compile(
    r"(?a:\b)_((?:__|\\[\s\S]|[^\\_])+?)_(?a:\b)"
    rf"|\*(?![{_SPACE}]|\Z)((?:\*\*|\\[\s\S]|[{_SPACE}]+(?:\\[\s\S]|[^{_SPACE}*\\]|\*\*)"
    rf"|[^{_SPACE}*\\])+?)\*(?!\*)"
)
_STRONG = re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")
_UNDERLINE = re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")


def _longest(wanted: re.Pattern[str]) -> _Match:
    """Emphasis of three kinds competes: the longest match has it, italics in a draw."""
    kinds = (_EM, _STRONG, _UNDERLINE)

    def match(source: str, here: _Here) -> re.Match[str] | None:
        found = [kind.match(source) for kind in kinds]
        best = max(found, key=lambda one: one.end() if one else -1)
        return best if best is not None and best.re is wanted else None

    return match


_NAME = r"[-_'\w]{1,32}"
_STYLES = {
    "heading", "subtext", "quote", "list", "italics", "bold", "underline", "strike", "spoiler"
}  # fmt: skip
_RULES: tuple[tuple[str, _Match], ...] = (
    ("heading", _at_line_start(
        rf" *#{{1,3}}[{_SPACE}]+((?![{_SPACE}]*#{{1,3}}[{_SPACE}])[^\n]+?)#*[{_SPACE}]*(?:\n|\Z)")),
    ("subtext", _at_line_start(r" *-# +((?!-#)[^\n]+)(?:\n|\Z)")),
    ("code block", _always(_CODE_BLOCK)),
    ("custom emoji", _always(r"<a?:\w+:[0-9]+>")),
    ("quote", _quote),
    ("list", _list),
    ("escape", _always(rf"\\([^0-9A-Za-z{_SPACE}])")),
    ("link", _always(r"<[^: >]+:/[^ >]+>")),
    ("mail", _always(r"<[^ >]+@[^ >]+\.[^ >]+>")),
    ("telephone", _always(r"<(?:(?:tel|sms):\+?|\+)[0-9(][0-9()\- ./]*>")),
    ("link", _always(rf"(?:https?|steam)://[^{_SPACE}<]+[^<.,:;\"'\]{_SPACE}]")),
    ("link", _always(
        r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]\(\s*<?(?:[^\s\\]|\\.)*?>?\s*\)")),
    ("bold", _longest(_STRONG)),
    ("italics", _longest(_EM)),
    ("underline", _longest(_UNDERLINE)),
    ("strike", _always(r"~~([\s\S]+?)~~(?!_)")),
    ("code", _always(r"(`+)(?P<inside>[\s\S]*?[^`])\1(?!`)")),
    ("break", _always(r" {2,}\n")),
    ("timestamp", _always(r"<t:-?[0-9]+(?::[a-zA-Z])?>")),
    ("spoiler", _always(r"\|\|([\s\S]+?)\|\|")),
    ("mention", _always(r"<(?:@[!&$]?|#)[0-9]+>|@(?:everyone|here)")),
    ("command", _always(rf"</{_NAME}(?: {_NAME}){{0,2}}:[0-9]+>")),
    ("place", _always(r"<id:[a-z-]+(?::[0-9]+)?>")),
    ("sound", _always(r"<sound:[0-9]+:[0-9]+>")),
    ("silence", lambda source, here: (
        re.match(r"@silent(?!\S)", source) if not here.before else None)),
    ("emoji", _always(rf":[^{_SPACE}:\\*]+?(?:::skin-tone-[0-9])?:")),
    ("text", _always(
        rf"([\s\S]+?)(?=[^0-9A-Za-z{_SPACE}\u00c0-\U0010ffff]|\n\n| {{2,}}\n"
        rf"|[0-9A-Za-z_]+:[^{_SPACE}]|[0-9]+\.|\Z)")),
)  # fmt: skip

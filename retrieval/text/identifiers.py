"""Identifiers of code and command lines: their shapes, and the parts that they are made of.

Flags, paths, keys pressed together, names in camelCase, snake_case and with dots, operators.
Whoever asks for one may write it as the code does, in another style or as words, so the analyzer
gives the exact identifier as one term and each of its parts as another.
"""

from __future__ import annotations

import re

Span = tuple[int, int]

_NAMES = r"[\w.@+~-]*\w(?:/[\w.@+~-]*\w)*"
_NOT_AFTER = r"\w/.:~)\]>-"
SIGNS = r"!@$%&*=?<>|+^~\-"
"""What operators and the names of a shell's parameters begin with: "&&", "$!", "=~"."""

_OPENS = r"\s(\[{\"'`\u2018\u201c\u00ab"
_CLOSES = r"\s)\]}\"'`\u2019\u201d\u00bb,.;"
SHAPES = (
    # A path is one from the root, from home or from here: no "and/or", and no address of a page.
    rf"(?<=/)(?<![{_NOT_AFTER}]/){_NAMES}"
    rf"|(?<=[~.])(?<![{_NOT_AFTER}][~.])(?:(?<=\.)\.)?/{_NAMES}"
    r"|(?<=-)(?<![\w-]-)-?[A-Za-z]\w*(?:[.-]\w+)*"
    r"|(?<=[<>])&[\d-]|(?<=@)\{[\w-]+\}"
    # Signs that stand by themselves; "!!" and "??" close a sentence where nothing goes on.
    rf"|(?=[{SIGNS}#])(?<=[{SIGNS}])(?<![^{_OPENS}].)[{SIGNS}#]{{1,2}}?"
    rf"(?=[?!:]?(?![^{_CLOSES}]))(?:(?<![?!^][?!^])|(?=\S|\s+[a-z])|(?<![^\n]..))"
    rf"|(?<=:)(?<![^{_OPENS}]:)[:=](?![^{_CLOSES}:?!])"
)
"""What is an identifier although it begins with a sign, behind that: "/etc/hosts", "--no-pager"."""

TAILS = (
    # With a suffix, what has a slash is no "and/or". Without bounds, "a/a/a/…" takes for ever.
    r"(?:/[\w.@+-]{1,64}){0,8}?/[\w.@+-]{0,64}\w\.[a-z]\w{0,4}(?![\w/])"
    r"|(?:(?:::|->)[A-Za-z_]\w*)+"
    r"|(?<=[A-Za-z])(?:@\{[\w-]+\}|[~^](?:\d+|\{\w*\})?)+(?![\w~^=/])"
    r"|(?<=\d)[<>]{1,2}&[\d-]"
)
"""What makes an identifier of the word before it: "src/main.py", "std::sort", "HEAD~1", "2>&1"."""

_TAILED = re.compile(r"::|->|[~^}]|[<>]&|\w/.*\.[a-z]\w*$")
_BETWEEN_PARTS = re.compile(r"::|->|[/~^@{}<>&]+")
# Rules, dashes, cries, borders of tables and what closes a comment.
_NO_SYMBOL = re.compile(
    r"(?!<)(.)\1\1|--|-->|[!?]*(?:!\?|\?!)[!?]*"
    r"|[|+-]{3}|\|[+-]|[+-]\||\+-|-\+|=[-*]|\*-\*"
)
_SYMBOL = re.compile(rf"[{SIGNS}#:]{{2,3}}|[<>]&[\d-]|@\{{.+")

_HUMP = re.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_PART = re.compile(r"[^/]+")
_HEXADECIMAL = re.compile("0[xX][0-9A-Fa-f]+")
_DOTTED = re.compile(r"[A-Za-z_]\w+(?:\.[a-z_]\w+)+")
_SHORTEST_WORD = 3


def humps(word: str) -> list[Span]:
    """Return where the words of a camelCase ASCII word stand; none where it is no such word.

    A name in capitals with small ones inside ("McCartney", "iPhones") is as often nothing but a
    name: each word of one that begins with a capital has three letters at least.
    """
    if word[1:].islower() or word.isupper() or word.islower():
        return []
    found = [match.span() for match in _HUMP.finditer(word)]
    least = _SHORTEST_WORD if word[0].isupper() else 2
    if len(found) < 2 or any(end - start < least for start, end in found):
        return []
    return found


def is_signs(run: str) -> bool:
    """Return whether a run is nothing but signs, or a name in "@{…}"."""
    return _SYMBOL.fullmatch(run) is not None


def is_symbol(signs: str) -> bool:
    """Return whether signs mean something where they stand by themselves: "&&", but no "***"."""
    return _NO_SYMBOL.fullmatch(signs) is None


def is_tailed(run: str) -> bool:
    """Return whether a run is a word with what makes an identifier of it: "HEAD^", "a::b"."""
    return _TAILED.search(run) is not None


def tailed_parts(run: str) -> list[Span]:
    """Return where the words and numbers stand in such a run."""
    seams = [match.span() for match in _BETWEEN_PARTS.finditer(run)]
    starts = [0, *(end for _, end in seams)]
    ends = [*(start for start, _ in seams), len(run)]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]


def path_parts(run: str) -> list[Span]:
    """Return where the names in a path stand, without the dot that hides them."""
    found = []
    for match in _PART.finditer(run):
        name = match.group()
        bare = len(name) - len(name.lstrip(".~-"))
        if bare < len(name):
            found.append((match.start() + bare, match.end()))
    return found


def is_path(run: str) -> bool:
    """Return whether a run is a path: "/etc/hosts", but no "I/O"."""
    return run[0] in "/~." and "/" in run


def is_flag(run: str) -> bool:
    """Return whether a run is an option of a command: "--verbose", "-n"."""
    return run[0] == "-"


def is_hexadecimal(run: str) -> bool:
    """Return whether a run is a number such as "0x80070005"."""
    return _HEXADECIMAL.fullmatch(run) is not None


def is_dotted_name(run: str) -> bool:
    """Return whether a run is a name of code with dots: "os.path.join", but no "v1.2"."""
    return _DOTTED.fullmatch(run) is not None


def is_identifier(word: str) -> bool:
    """Return whether a word can only be the name of something in code: "max_path", "GLOBSORT"."""
    if len(word) < _SHORTEST_WORD or not any(map(str.isalpha, word)):
        return False
    return (
        word.isupper()
        or "_" in word[1:-1]
        or is_path(word)
        or is_flag(word)
        or is_dotted_name(word)
        or bool(word.isascii() and humps(word))
    )


def release_of(version: str) -> str | None:
    """Return "3.40" for the version "3.40.1", None for what has no such parts."""
    parts = version.split(".")
    return ".".join(parts[:2]) if len(parts) == 3 and len(parts[0]) < 3 else None

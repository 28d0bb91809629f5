"""The language that manual pages are written in, up to its macros: lines, escapes, conditions.

What is read follows groff(7) as far as it bears on the words of a page: strings, user-defined
macros, conditions as for a terminal, special characters. Motions, sizes, fonts and traps are
left out.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple


class RoffLine(NamedTuple):
    """A line of a page: a macro with its arguments, or text where `macro` is empty.

    `number` counts from 1 in the file; `text` is what follows the macro's name, or the text;
    escapes in both still stand.
    """

    number: int
    macro: str
    text: str


_MOST_EXPANDED = 20  # lines that macros may make, for each line of the file
_DEEPEST = 30
_COMMENT = re.compile(r"(?:(?<=[^\\])|^)((?:\\\\)*)\\[\"#].*")
_REQUEST = re.compile(r"[.'][ \t]*(?P<name>[^\s\\]+)[ \t]?(?P<rest>.*)")
_ARGUMENT = re.compile(r"\\\\?\$(?:\((\d\d)|\[(\d+)\]|([\d*@]))")
_ENDED = re.compile(r"\.[ \t]*(?:\.|END)[ \t]*")
_DEFINING = frozenset({"de", "de1", "am", "am1", "dei"})


class Reader:
    """Reads the lines of a page; macros in `known` are given as they stand, others expanded."""

    def __init__(self, lines: Sequence[str], known: AbstractSet[str]) -> None:
        self._strings: dict[str, str] = dict(_STRINGS)
        self._known = known
        self._macros: dict[str, list[str]] = {}
        self._waiting: deque[tuple[int, str]] = deque(enumerate(lines, 1))
        self._left = 1000 + _MOST_EXPANDED * len(lines)
        self._outcomes: list[bool] = []

    def __iter__(self) -> Iterator[RoffLine]:
        """Yields the macros and the text that a reader of the page would be shown."""
        while self._waiting:
            number, line = self._waiting.popleft()
            line = _COMMENT.sub(r"\1", line) if '\\"' in line or "\\#" in line else line
            while line.endswith("\\") and not line.endswith("\\\\") and self._waiting:
                line = line[:-1] + self._waiting.popleft()[1]
            request = _REQUEST.fullmatch(line) if line[:1] in (".", "'") else None
            if request is not None:
                yield from self._request(number, request["name"], request["rest"])
            elif line[:1] not in (".", "'") or line[1:2] not in ("", " ", "\\", "."):
                closed = line.replace("\\}", "")
                if closed.strip() or not line.strip():
                    yield RoffLine(number, "", closed)

    def _request(self, number: int, name: str, rest: str) -> Iterator[RoffLine]:
        rest = rest.replace("\\}", "") if name not in ("if", "ie", "el", "while") else rest
        if name in ("if", "ie", "el", "while"):
            self._condition(number, name, rest)
        elif name in _DEFINING or name == "ig":
            self._define(name, rest.split()[:1])
        elif name in ("ds", "as", "ds1", "as1"):
            key, _, value = rest.strip().partition(" ")
            value = value.strip().removeprefix('"')
            self._strings[key] = (self._strings.get(key, "") if name == "as" else "") + value
            self._strings[key] = self._strings[key][:_LONGEST_STRING]
        elif name in ("nop", "do"):
            self._waiting.appendleft((number, rest.lstrip() if name == "nop" else f".{rest}"))
        elif name in self._macros and name not in self._known:
            self._expand(number, name, rest)
        else:
            yield RoffLine(number, name, rest.strip())

    def plain(self, text: str) -> str:
        """The text with its escapes resolved; see `plain`."""
        return plain(text, self._strings)

    def _condition(self, number: int, name: str, rest: str) -> None:
        if name == "el":
            holds = not self._outcomes.pop() if self._outcomes else False
            rest = rest.lstrip()
        else:
            holds, rest = _holds(rest.lstrip(), self._strings)
            if name == "ie":
                self._outcomes.append(holds)
        opened = rest.count("\\{") - rest.count("\\}")
        if holds:
            rest = rest.replace("\\{", "").replace("\\}", "").rstrip("\\").strip()
            if rest and self._left > 0:
                self._left -= 1
                self._waiting.appendleft((number, rest))
            return
        while opened > 0 and self._waiting:
            _, line = self._waiting.popleft()
            opened += line.count("\\{") - line.count("\\}")

    def _define(self, name: str, words: Sequence[str]) -> None:
        body: list[str] = []
        while self._waiting:
            _, line = self._waiting.popleft()
            if _ENDED.fullmatch(line) or line.startswith(".. "):
                break
            body.append(line)
        if words and name != "ig":
            before = self._macros.get(words[0], []) if name.startswith("am") else []
            self._macros[words[0]] = before + body

    def _expand(self, number: int, name: str, rest: str) -> None:
        values = arguments(rest)

        def value(found: re.Match[str]) -> str:
            asked = found[1] or found[2] or found[3]
            if asked in "*@":
                return " ".join(values)
            place = int(asked)
            return values[place - 1] if 0 < place <= len(values) else ""

        body = self._macros[name]
        self._left -= len(body) + 1
        if self._left > 0:
            lines = [(number, _ARGUMENT.sub(value, line).replace("\\\\", "\\")) for line in body]
            self._waiting.extendleft(reversed(lines))


_WORD = re.compile(r'"((?:[^"]|"")*)(?:"|$)|((?:\\.|[^\s\\])+|\\$)')


def arguments(text: str) -> list[str]:
    """The arguments of a macro, quotes taken off; escapes still stand."""
    return [
        found[1].replace('""', '"') if found[1] is not None else found[2]
        for found in _WORD.finditer(text)
    ]


_COMPARED = re.compile(r"(?P<quote>['\"\x07])(.*?)(?P=quote)(.*?)(?P=quote)")
_NAMED = re.compile(r"[dr]\s*(\S+)")
_NUMBER = re.compile(
    r"(?:\\n(?:\[[^\]]{0,60}\]|\(..|.)|[\d(][\w.<>=&:+*/%()-]*)(?:[<>=&:+*/%-]\S*)?"
)


def _holds(rest: str, strings: dict[str, str]) -> tuple[bool, str]:
    """Whether a condition holds on a terminal, and what stands behind it."""
    negated = False
    while rest.startswith("!"):
        negated, rest = not negated, rest[1:].lstrip()
    holds = False
    end = 1
    if compared := _COMPARED.match(rest):
        holds, end = plain(compared[2], strings) == plain(compared[3], strings), compared.end()
    elif named := _NAMED.match(rest):
        holds, end = rest[0] == "d" and named[1] in strings, named.end()
    elif number := _NUMBER.match(rest):
        holds, end = bool(re.match(r"\\n(?:\(\.g|\[\.g\])|[1-9]", rest)), number.end()
    elif rest[:1] in "note":
        holds = rest[:1] in "no"
    return holds != negated, rest[end:].lstrip()


_STRINGS = {"R": "®", "Tm": "™", "lq": "“", "rq": "”", "-": "-", "S": "", "C+": "C++", "aq": "'"}
_LONGEST_STRING = 1000
_NAME = r"(?:\[(?P<{0}1>[^\]]{{0,60}})\]|\((?P<{0}2>..)|(?P<{0}3>[^\[(]))"
_ESCAPE = re.compile(
    r"\\(?:"
    r"[fFgkmMnVYO](?:\[[^\]]{0,60}\]|[-+]?\(..|[-+]?.)"
    r"|s(?:[-+]?\[[^\]]{0,60}\]|[-+]?\(..|[-+]?'[^']*'|[-+]?(?:[1-3]\d|\d))"
    r"|[hvwlLbDxAoRSHZX](?P<delimiter>['\"])(?P<inside>.{0,200}?)(?P=delimiter)"
    r"|N'(?P<code>\d{1,7})'"
    r"|\*" + _NAME.format("string") + r"|u(?P<raised>[\w+-]{1,8})\\d"
    r"|(?:\[(?P<character1>[^\]]{0,60})\]|\((?P<character2>..))"
    r"|(?P<single>.|$))",
    re.DOTALL,
)
_SINGLE = {
    **dict.fromkeys("&|^%:/,)!{}udapzrc\n", ""),
    **dict.fromkeys(" ~0", " "),
    "e": "\\",
    "E": "\\",
    "t": "\t",
    "-": "-",
    "": "",
}
_MOST_RESOLVED = 5


def plain(text: str, strings: dict[str, str] | None = None, depth: int = 0) -> str:
    """The text as it is shown: escapes resolved, fonts, sizes and motions left out."""
    if "\\" not in text:
        return text
    known = _STRINGS if strings is None else strings

    def resolved(found: re.Match[str]) -> str:
        groups = found.groupdict()
        if (single := groups["single"]) is not None:
            return _SINGLE.get(single, single)
        if name := groups["character1"] or groups["character2"]:
            return _character(name)
        if groups["code"]:
            code = int(groups["code"])
            return chr(code) if 31 < code < 0xD800 else ""
        if groups["raised"]:
            return f"^{groups['raised']}"
        name = groups["string1"] or groups["string2"] or groups["string3"]
        if name and depth < _MOST_RESOLVED:
            return plain(known.get(name, ""), known, depth + 1)
        return ""

    return _ESCAPE.sub(resolved, text)


def _character(name: str) -> str:
    if re.fullmatch(r"u[0-9A-F]{4,6}(?:_[0-9A-F]{4,6})*", name):
        codes = [int(part, 16) for part in name[1:].split("_")]
        return "".join(chr(code) for code in codes if 31 < code < 0x110000 and code >> 11 != 27)
    accented = re.fullmatch(r"(['`^:~,/o])([A-Za-z])", name)
    if accented and name not in _CHARACTERS:
        from unicodedata import normalize

        return normalize("NFC", accented[2] + _ACCENTS.get(accented[1], ""))
    return _CHARACTERS.get(name, "")


_ACCENTS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", ":": "\u0308", "~": "\u0303"}
_ACCENTS |= {",": "\u0327", "o": "\u030a"}
_CHARACTERS = dict(
    pair.split(":", 1)
    for pair in (
        "em:— en:– hy:- mi:− bu:• ci:○ sq:□ lh:☜ rh:☞ co:© rg:® tm:™ de:° dg:† dd:‡ sc:§ ps:¶"
        " lq:“ rq:” oq:‘ cq:’ aq:' dq:\" Bq:„ bq:‚ Fo:« Fc:» fo:‹ fc:› ha:^ ti:~ rs:\\ at:@ sh:#"
        " Do:$ eu:€ Po:£ Ye:¥ ct:¢ lA:⇐ rA:⇒ <-:← ->:→ <>:↔ ua:↑ da:↓ lB:[ rB:] lC:{ rC:} la:⟨"
        " ra:⟩ ba:| bb:¦ br:│ or:| sl:/ ul:_ mu:× di:÷ pl:+ eq:= +-:± <=:≤ >=:≥ !=:≠ ==:≡ ~~:≈"
        " ap:∼ if:∞ sr:√ su:∑ is:∫ pd:∂ gr:∇ 12:½ 14:¼ 34:¾ S1:¹ S2:² S3:³ *a:α *b:β *g:γ *d:δ"
        " *e:ε *z:ζ *h:η *q:θ *i:ι *k:κ *l:λ *m:μ *n:ν *x:ξ *o:ο *p:π *r:ρ *s:σ *t:τ *u:υ *f:φ"
        " *c:χ *q:ψ *w:ω *W:Ω *D:Δ *S:Σ *P:Π *F:Φ ss:ß AE:Æ ae:æ OE:Œ oe:œ /O:Ø /o:ø oA:Å oa:å"
        " ga:` aa:´ ^:^ OK:✓ CR:↵ no:¬ AN:∧ OR:∨ fa:∀ te:∃ mo:∈ nm:∉ ca:∩ cu:∪ sb:⊂ sp:⊃ ip:⊇"
        " Im:ℑ Re:ℜ es:∅ pc:· md:⋅ a^:^ a~:~ ij:ĳ fi:fi fl:fl ff:ff Fi:ffi Fl:ffl .i:ı r!:¡ r?:¿"
        " uA:⇑ dA:⇓ u2026:… ru:_ rn:‾ nb:⊄ 3d:∴ tf:∴ SP:♠ HE:♥ DI:♦ CL:♣ f/:⁄ %0:‰ fm:′ sd:″"
        " c*:⊗ c+:⊕ pt:∝ lf:⌊ rf:⌋ lc:⌈ rc:⌉ wp:℘ ah:ˇ ao:˚ ab:˘ ad:¨ a-:¯ ac:¸ ho:˛ vs:_ va:↕"
    ).split()
)

"""What a source says about itself: its title, its date, its front matter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePath

from retrieval.model import Block
from retrieval.sources.base import Report

LONGEST = 150
"""Characters of the longest line that is taken for a title."""

_SENTENCE_END = re.compile(r"[.\u2026:;,\u3002]['\"\u201d\u2019)\]]*$")
_LETTER = re.compile(r"[^\W\d_]")


def name_as_title(doc_id: str) -> str:
    """The file's name without its suffix, underscores and hyphens read as spaces."""
    stem = PurePath(doc_id).stem
    return one_line(re.sub(r"[_\-]+", " ", stem)) or stem


def looks_like_title(line: str) -> bool:
    """Whether a line is short, says something, and does not end as a sentence does."""
    line = line.strip()
    return len(line) <= LONGEST and bool(_LETTER.search(line)) and not _SENTENCE_END.search(line)


def one_line(text: str | None) -> str:
    """The text with every run of white space made one space; empty for None."""
    return " ".join(text.split()) if text else ""


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year>[12]\d{3})"
_DAY = r"(?P<day>\d{1,2})"
_FORMS = tuple(
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (
        rf"{_YEAR}(?:[-/.](?P<month>\d{{1,2}})(?:[-/.]{_DAY}(?:[t\s].*)?)?)?",
        rf"(?:[a-z]+day,?\s+)?{_DAY}(?:st|nd|rd|th)?\s+{_MONTH},?\s+{_YEAR}",
        rf"(?:[a-z]+day,?\s+)?{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}",
        rf"{_MONTH}\s+{_YEAR}",
    )
)


def iso_date(written: str) -> str | None:
    """The date that the whole of `written` is, as far as it says: year, month, day.

    Read are ISO 8601 (a time of day is dropped) and English dates with the month's name;
    03/04/2026 means different days to different people, and is None like any other text.
    """
    for form in _FORMS:
        found = form.fullmatch(written.strip())
        if found:
            return _validated({name: part for name, part in found.groupdict().items() if part})
    return None


def _validated(parts: dict[str, str]) -> str | None:
    year = int(parts["year"])
    month = int(parts.get("month", 0))
    if "name" in parts:
        month = _MONTHS.index(parts["name"][:3].lower()) + 1
    if not month:
        return f"{year:04}"
    try:
        date = dt.date(year, month, int(parts.get("day", 1)))
    except ValueError:
        return None
    return date.isoformat() if "day" in parts else f"{year:04}-{month:02}"


_MOST_CHARACTERS = 2**16
_CLOSING = re.compile(r"(?:---|\.\.\.)\s*")
_KEY = re.compile(r"[\w-]+\s*:(?:\s|$)")
_WITH_COLON = re.compile(
    r"^([\w-]+[ \t]*:[ \t]+)([^\s\"'\[{|>&*!#%@`-].*:(?:[ \t].*|$))", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values read, None where not said, and the number of lines that they take up."""

    lines: int = 0
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None


def read_front_matter(lines: Sequence[str], report: Report) -> FrontMatter:
    """The front matter that a file begins with: YAML in dashes, TOML in pluses, or JSON.

    What is broken is reported and its lines still count as front matter; dashes or pluses that
    enclose anything but keys are a rule in the text, and no front matter at all.
    """
    length, stated = _yaml(lines, report) or _toml(lines, report) or _json(lines) or (0, None)
    keys = _single_values(stated)
    return FrontMatter(
        length,
        title=keys.get("title"),
        publisher=keys.get("publisher"),
        published=iso_date(keys.get("published") or keys.get("date") or ""),
        url=keys.get("url"),
    )


def first_heading(text: str, blocks: Sequence[Block]) -> str | None:
    """What serves as title without a stated one: the first top heading, else a heading on top."""
    for number, block in enumerate(blocks):
        if block.kind == "heading" and (block.level == 1 or (number == 0 and block.level < 7)):
            return text[block.start : block.end]
    return None


_Stated = tuple[int, object]


def _single_values(stated: object) -> dict[str, str]:
    """The top-level keys that hold one non-empty value, in lower case."""
    if not isinstance(stated, dict):
        return {}
    texts = {
        key.lower(): value.isoformat() if isinstance(value, dt.date) else value
        for key, value in stated.items()
        if isinstance(key, str)
    }
    return {
        key: value.strip()
        for key, value in texts.items()
        if isinstance(value, str) and value.strip()
    }


def _enclosed(lines: Sequence[str], opening: str, closing: re.Pattern[str]) -> int:
    """The number of lines from an opening to a closing one; 0 if the file begins otherwise."""
    if len(lines) < 2 or lines[0].rstrip() != opening:
        return 0
    ends = (number for number, line in enumerate(lines) if number and closing.fullmatch(line))
    return next(ends, -1) + 1


def _between(lines: Sequence[str], length: int) -> str:
    source = "\n".join(lines[1 : length - 1])
    if len(source) > _MOST_CHARACTERS:
        raise ValueError(f"more than {_MOST_CHARACTERS} characters")
    return source


def _yaml(lines: Sequence[str], report: Report) -> _Stated | None:
    length = _enclosed(lines, "---", _CLOSING)
    if not length or not _KEY.match(lines[1].lstrip("# ")):
        return None
    import yaml

    try:
        return length, _loaded(_between(lines, length))
    except (yaml.YAMLError, RecursionError, ValueError) as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f"line {mark.line + 2}: " if mark else ""
        problem = getattr(fault, "problem", None) or _reason(fault)
        report(f"{where}front matter is not valid YAML ({problem}), so it is left out")
    return length, None


def _reason(fault: Exception) -> str:
    words = "".join(filter(str.isprintable, one_line(str(fault))))
    return words[:LONGEST] or type(fault).__name__


_PLUSES = re.compile(r"\+\+\+\s*")
_TOML_KEY = re.compile(r"\s*(?:[\w.\"'-]+\s*=|\[|#|$)")


def _toml(lines: Sequence[str], report: Report) -> _Stated | None:
    length = _enclosed(lines, "+++", _PLUSES)
    if not length or not _TOML_KEY.match(lines[1]):
        return None
    import tomllib

    try:
        return length, tomllib.loads(_between(lines, length))
    except (ValueError, RecursionError) as fault:
        report(f"front matter is not valid TOML ({_reason(fault)}), so it is left out")
    return length, None


def _json(lines: Sequence[str]) -> _Stated | None:
    """An object with keys that a file begins with; anything else is text."""
    if not lines or not lines[0].startswith("{"):
        return None
    import json

    source = "\n".join(lines)
    try:
        stated, end = json.JSONDecoder().raw_decode(source)
    except (ValueError, RecursionError):
        return None
    alone = not source[end:].partition("\n")[0].strip()
    return (source.count("\n", 0, end) + 1, stated) if stated and alone else None


def _loaded(source: str) -> object:
    """What YAML says; where it fails, plain lines like "title: A: B" are taken as meant."""
    import yaml

    # BaseLoader makes only strings, lists and dicts: a date stays as it was written.
    try:
        return yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError:
        quoted = _WITH_COLON.sub(_quoted, source)
        if quoted != source:
            with suppress(yaml.YAMLError):
                return yaml.load(quoted, Loader=yaml.BaseLoader)  # noqa: S506
        raise


def _quoted(line: re.Match[str]) -> str:
    value = line[2].replace("'", "''")
    return f"{line[1]}'{value}'"


_LABEL = r"(?:date|published|publication date|published on)"
_AT_THE_START = re.compile(
    rf"\s*{_LABEL}(?:[ \t]*:)?[ \t]+(\d{{4}}-\d{{2}}-\d{{2}})(?!\S)", re.ASCII | re.IGNORECASE
)
_OWN_LINE = re.compile(
    rf"^[ \t]*{_LABEL}[ \t]*:[ \t]*(\S[^\n]{{3,30}})$", re.IGNORECASE | re.MULTILINE
)
_TOP_LINES = 5


def stated_date(text: str) -> tuple[str | None, str]:
    """The ISO date that the text states, and the text with that statement blanked out.

    Read are "date 2026-03-04" as the first words, and "Date: 4 March 2026" as a line of its
    own among the first five. The second value has the same length and lines as `text`.
    """
    top = re.match(rf"\s*(?:[^\n]*\n\s*){{0,{_TOP_LINES - 1}}}[^\n]*", text)
    found = _AT_THE_START.match(text) or (_OWN_LINE.search(text, 0, top.end()) if top else None)
    date = iso_date(found[1]) if found else None
    if found is None or date is None:
        return None, text
    blank = re.sub(r"[^\n]", " ", found[0])
    return date, text[: found.start()] + blank + text[found.end() :]

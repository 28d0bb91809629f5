"""What a source says about itself: its title, its date, its front matter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePath

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
    """The YAML front matter that a file begins with.

    Broken YAML is reported and its lines still count as front matter; dashes that enclose
    anything but keys are a rule in the text, and no front matter at all.
    """
    length = _length(lines)
    if not length:
        return FrontMatter()
    stated = _keys("\n".join(lines[1 : length - 1]), report)
    if stated is None:
        return FrontMatter(length)
    return FrontMatter(
        length,
        title=stated.get("title"),
        publisher=stated.get("publisher"),
        published=iso_date(stated.get("published") or stated.get("date") or ""),
        url=stated.get("url"),
    )


def _length(lines: Sequence[str]) -> int:
    if lines[0].rstrip() != "---" or len(lines) < 2 or not _KEY.match(lines[1].lstrip("# ")):
        return 0
    closing = (number for number, line in enumerate(lines) if number and _CLOSING.fullmatch(line))
    return next(closing, -1) + 1


def _keys(source: str, report: Report) -> dict[str, str] | None:
    """The top-level keys that hold one non-empty value, in lower case; None if broken."""
    import yaml

    try:
        stated = _loaded(source)
    except (yaml.YAMLError, RecursionError, ValueError) as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f"line {mark.line + 2}: " if mark else ""
        problem = getattr(fault, "problem", None) or type(fault).__name__
        report(f"{where}front matter is not valid YAML ({problem}), so it is left out")
        return None
    if not isinstance(stated, dict):
        return {}
    return {
        key.lower(): value.strip()
        for key, value in stated.items()
        if isinstance(key, str) and isinstance(value, str) and value.strip()
    }


def _loaded(source: str) -> object:
    """Return what YAML says, where it fails with plain lines like "title: A: B" taken as meant."""
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

"""What a Markdown file says about itself between two lines of dashes at its top."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from retrieval.sources.dates import iso_date
from retrieval.sources.source_file import Report

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

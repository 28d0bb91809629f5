"""Saved quotes against the files that they cite, as those are now.

Each file is read once, by the loader that the quotes came through, however many quotes it
has; of a file with many documents only those are kept that a quote is taken from.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import Any

from retrieval.errors import UnreadableFile, UsageError
from retrieval.model import Span
from retrieval.sources.base import DEFAULT_LIMITS, Limits, SourceFile, digest
from retrieval.sources.registry import SUFFIXES, load, suffix_of, unpacked_loader_of

_MESSAGE = re.compile(r"#\d+$")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a saved answer says of one quote.

    `answer` names the answer in its file, `section` is "quotes" or "closest", and `rank` the
    quote's rank there. The rest is as in `retrieval.model.Quote` and `Citation`.
    """

    answer: str
    section: str
    rank: int
    doc_id: str
    path: str
    sha256: str
    start: int
    end: int
    text: str
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class FailedClaim:
    """A claim that does not hold, or could not be looked at, and why; `unread` says which."""

    claim: Claim
    reason: str
    unread: bool = False


def claims_in(answer: Mapping[str, Any], name: str) -> list[Claim]:
    """Return the claims of an answer as `quoth ask --json` writes it.

    Raises UsageError where it is not of that shape.
    """
    return [
        _claim(quote, name, section)
        for section in ("quotes", "closest")
        for quote in _member(answer, section, list)
    ]


def failed_claims(
    claims: Iterable[Claim], limits: Limits = DEFAULT_LIMITS
) -> Iterator[FailedClaim]:
    """Yield what is wrong with claims, file by file; nothing for those that hold."""
    by_path: dict[str, list[Claim]] = {}
    for claim in claims:
        by_path.setdefault(claim.path, []).append(claim)
    for path, cited in by_path.items():
        yield from _failed_in(Path(path), cited, limits)


def _failed_in(path: Path, claims: list[Claim], limits: Limits) -> Iterator[FailedClaim]:
    try:
        status = _status(path)
        sha256 = digest(path)
        texts = _texts(path, status, claims, limits)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        yield from (FailedClaim(claim, "the file is gone") for claim in claims)
        return
    except (OSError, UnreadableFile) as error:
        why = f"cannot read the file: {getattr(error, 'strerror', None) or error}"
        yield from (FailedClaim(claim, why, unread=True) for claim in claims)
        return
    for claim in claims:
        faults = list(_faults(claim, sha256, texts.get(claim.doc_id)))
        if faults:
            yield FailedClaim(claim, "; ".join(faults))


def _status(path: Path) -> os.stat_result:
    status = path.stat()
    if not S_ISREG(status.st_mode):
        raise UnreadableFile("not a regular file")
    return status


def _texts(
    path: Path, status: os.stat_result, claims: list[Claim], limits: Limits
) -> dict[str, str]:
    """Return the texts of the documents that the claims name, by id."""
    wanted = {claim.doc_id for claim in claims}
    texts: dict[str, str] = {}
    for file in _source_files(path, status, wanted):
        for parsed in load(file, limits):
            doc_id = parsed.document.doc_id
            if doc_id in wanted:
                # Of records with the same id the first is quoted.
                texts.setdefault(doc_id, parsed.document.text)
            if len(texts) == len(wanted):
                return texts
    return texts


def _source_files(path: Path, status: os.stat_result, wanted: set[str]) -> Iterator[SourceFile]:
    """Yield the file as it was loaded: a document that is a whole file has its id from there."""
    looks = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    if unpacked_loader_of(path, path.name) == "json_lines":
        yield SourceFile(path, path.name, *looks)
        return
    # A message is named after its mailbox, but a file may have such a name as well.
    mailboxes = {_MESSAGE.sub("", doc_id) for doc_id in wanted}
    for doc_id in (*sorted(mailboxes), *sorted(wanted - mailboxes)):
        # The name decides the loader: one that the file cannot have had reads it otherwise.
        if suffix_of(doc_id) in SUFFIXES or suffix_of(doc_id) == suffix_of(path.name):
            yield SourceFile(path, doc_id, *looks)


def _faults(claim: Claim, sha256: str, text: str | None) -> Iterator[str]:
    if sha256 != claim.sha256:
        yield f"the file has SHA-256 {sha256[:12]}…, the answer says {claim.sha256[:12]}…"
    if text is None:
        yield f"there is no document '{claim.doc_id}' in it"
    elif text[claim.start : claim.end] != claim.text or claim.start > claim.end:
        yield f"the quote does not stand at {claim.start}-{claim.end}{_elsewhere(claim, text)}"
    if not all(0 <= start < end <= len(claim.text) for start, end in claim.marks):
        yield "a mark lies outside the quote"


def _elsewhere(claim: Claim, text: str) -> str:
    found = text.find(claim.text) if claim.text else -1
    return ", nor anywhere in the document" if found < 0 else f", but at {found}"


def _claim(quote: Any, name: str, section: str) -> Claim:
    document, locator = _member(quote, "document", dict), _member(quote, "locator", dict)
    return Claim(
        answer=name,
        section=section,
        rank=_member(quote, "rank", int),
        doc_id=_member(document, "id", str),
        path=_member(document, "path", str),
        sha256=_member(quote, "sha256", str),
        start=_member(locator, "start", int),
        end=_member(locator, "end", int),
        text=_member(quote, "text", str),
        marks=tuple(map(_span, _member(quote, "marks", list))),
    )


def _member(record: Any, name: str, kind: type) -> Any:
    value = record.get(name) if isinstance(record, dict) else None
    if not isinstance(value, kind) or isinstance(value, bool):
        expected = {list: "a list", dict: "an object", str: "a string", int: "a whole number"}
        raise UsageError(f'expected an answer with "{name}" as {expected[kind]}')
    return value


def _span(mark: Any) -> Span:
    if not isinstance(mark, list) or [type(edge) for edge in mark] != [int, int]:
        raise UsageError('expected an answer with "marks" as pairs of whole numbers')
    return mark[0], mark[1]

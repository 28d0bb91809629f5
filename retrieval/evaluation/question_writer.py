"""Questions written to files: whole ones, and one more at the end of one that people wrote.

YAML that a person goes on with, and Markdown that reads like the documents that it is about.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import yaml

from retrieval.errors import UsageError
from retrieval.evaluation.cases import Case, Relevance
from retrieval.evaluation.question_files import parsed_questions, read_question_file, slug


def file_text(cases: Sequence[Case], path: Path, sources: Sequence[str] = ()) -> str:
    """Return questions as the text of a file of the path's type, with its header.

    `sources` are as they are to be written. Raises UsageError where a question cannot be written
    in this notation: Markdown has no place for the grade of a passage.
    """
    write = _writer(path)
    cases = [with_single_spaces(case) for case in cases]
    sets = {case.set_name for case in cases}
    set_name = sets.pop() if len(sets) == 1 else path.stem
    header = _header(sources, set_name if set_name != path.stem else "")
    blocks = "\n".join(write(case, set_name) for case in cases)
    if path.suffix.lower() == ".md":
        text = (f"---\n{header}---\n\n" if header else "") + blocks
    else:
        text = (f"{header}\nquestions:\n\n" if header else "") + blocks
    _check(text, path, cases)
    return text


def append_question(path: Path, case: Case, sources: Sequence[str] = ()) -> None:
    """Add a question at the end of a file, and leave the rest of it as it is, to the letter.

    The file is made where there is none, or an empty one, and begins with its sources. Nothing
    that stands in it is written again, so nothing of it can be lost. Raises UsageError where
    the file is none of questions, has one with this id, or does not end in its questions, and
    where it cannot be written.
    """
    if not path.exists() or not path.stat().st_size:
        write_file(path, file_text([case], path, sources))
        return
    case = with_single_spaces(case)
    before = read_question_file(path)
    text = path.read_bytes().decode("utf-8-sig")
    added = _addition(_writer(path)(case, before.cases[0].set_name), text, path)
    _check(text + added, path, [*before.cases, case])
    _put(path, "ab", added)


def with_single_spaces(case: Case) -> Case:
    """Return a question with single spaces between the words of its texts, as it is written."""
    return case._replace(
        question=_spaced(case.question),
        right=tuple(
            one._replace(anchor=None if one.anchor is None else _spaced(one.anchor))
            for one in case.right
        ),
        answers=tuple(map(_spaced, case.answers)),
        history=tuple(turn._replace(text=_spaced(turn.text)) for turn in case.history),
        why=_spaced(case.why),
    )


def _spaced(text: str) -> str:
    return " ".join(text.split())


def write_file(path: Path, text: str) -> None:
    """Write a file of questions. Raises UsageError where that is not possible."""
    _put(path, "wb", text)


def _put(path: Path, mode: Literal["wb", "ab"], text: str) -> None:
    """Write to a file, all the way to the disk."""
    try:
        content = text.encode("utf-8")
        with path.open(mode) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except (OSError, UnicodeEncodeError) as error:
        why = getattr(error, "strerror", None) or "half of a surrogate pair in it"
        raise UsageError(f"{path}: cannot write the questions: {why}") from error


def _header(sources: Sequence[str], set_name: str) -> str:
    # A JSON string is a YAML string, whatever is in it.
    lines = [f"sources: {json.dumps(list(sources), ensure_ascii=False)}"] if sources else []
    lines += [f"set: {json.dumps(set_name, ensure_ascii=False)}"] if set_name else []
    return "".join(f"{line}\n" for line in lines)


def _addition(block: str, text: str, path: Path) -> str:
    """Return a block as it goes on from a text: after an empty line, with the same line ends."""
    ending = "\r\n" if "\r\n" in text else "\n"
    written = text.replace("\r\n", "\n")
    gap = "" if written.endswith("\n\n") else "\n" if written.endswith("\n") else "\n\n"
    return (gap + _indented(block, written, path)).replace("\n", ending)


def _indented(block: str, text: str, path: Path) -> str:
    """Return a block as far from the margin as the questions of the file are."""
    if path.suffix.lower() == ".md":
        return block
    entries = (line for line in text.splitlines() if line.lstrip().startswith("- ask:"))
    entry = next(entries, "")
    margin = entry[: len(entry) - len(entry.lstrip())]
    return "".join(margin + line if line.strip() else line for line in block.splitlines(True))


def _check(text: str, path: Path, cases: Sequence[Case]) -> None:
    """Make sure that what is written is what will be read."""
    read = parsed_questions(text, path).cases
    for case, back in zip(cases, read, strict=False):
        if back._replace(place="") != case._replace(place="", set_name=back.set_name):
            raise UsageError(
                f"{path}: cannot write '{case.question[:60]}' such that it reads the same; "
                "expected a question that this notation can hold: try another, .yaml or .md"
            )
    if len(read) != len(cases):
        raise UsageError(f"{path}: expected its questions at the end of the file")


_WIDTH = 96


class _OnOneLine(list[str]):
    """A list that is written on one line."""


class _PlainWord(str):
    """A word that is written without quotes, whatever it might be taken for."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Writes those two as well."""


_Dumper.add_representer(
    _OnOneLine,
    lambda dumper, words: dumper.represent_sequence(
        "tag:yaml.org,2002:seq", words, flow_style=True
    ),
)


_Dumper.add_representer(
    _PlainWord, lambda dumper, word: dumper.represent_scalar("tag:yaml.org,2002:bool", str(word))
)


def yaml_block(case: Case, set_name: str = "") -> str:
    """Return a question as a list entry; `set_name` is the one that need not be written."""
    dumped: str = yaml.dump(
        [_members(case, set_name)],
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=_WIDTH,
    )
    return dumped


def _members(case: Case, set_name: str) -> dict[str, Any]:
    """Return what is written of a question, without what need not be."""
    answers = list(case.answers)
    members = {
        "ask": case.question,
        "id": None if case.case_id == slug(case.question) else case.case_id,
        "history": [{turn.role: turn.text} for turn in case.history],
        **_right(case.right),
        "answer": answers[0] if len(answers) == 1 else answers,
        "abstain": _abstain(case),
        "disagree": None if case.disagree is None else _yes_or_no(case.disagree),
        "within": None if case.within == 1 else case.within,
        "set": None if case.set_name == set_name else case.set_name,
        "tags": _OnOneLine(case.tags),
        "why": case.why,
    }
    return {name: value for name, value in members.items() if value}


def _abstain(case: Case) -> _PlainWord | None:
    """Return whether to abstain where nothing else says so."""
    if case.expects == "abstain":
        return _yes_or_no(True)
    is_clear = case.right or case.answers or case.disagree
    return None if is_clear or case.expects is None else _yes_or_no(False)


def _yes_or_no(truth: bool) -> _PlainWord:
    return _PlainWord("yes" if truth else "no")


def _right(right: tuple[Relevance, ...]) -> dict[str, Any]:
    """Return what is right in the shortest way of saying it."""
    listed = [_members_of(one) for one in right]
    documents = {one.doc_id for one in right}
    if not right or any(one.grade != 1 for one in right):
        return {"right": listed} if right else {}
    if len(right) == 1:
        return listed[0]
    if all(one.anchor is None for one in right):
        return {"in": [one.doc_id for one in right]}
    if len(documents) == 1 and all(one.anchor for one in right):
        (doc_id,) = documents
        return {**({} if doc_id is None else {"in": doc_id}), "says": [one.anchor for one in right]}
    return {"right": listed}


def _members_of(right: Relevance) -> dict[str, Any]:
    members: dict[str, Any] = {}
    if right.doc_id is not None:
        members["in"] = right.doc_id
    if right.anchor is not None:
        members["says"] = right.anchor
    if right.grade != 1:
        members["grade"] = right.grade
    return members


def markdown_block(case: Case, set_name: str = "") -> str:
    """Return a question under its heading; `set_name` is the one that need not be written."""
    paragraphs = [f"## {_spaced(case.question)}\n"]
    paragraphs += map(_quote, case.right)
    if case.why:
        paragraphs.append(f"{_spaced(case.why)}\n")
    bullets = "".join(f"- {bullet}\n" for bullet in _bullets(case, set_name))
    return "\n".join([*paragraphs, *([bullets] if bullets else [])])


def _quote(right: Relevance) -> str:
    anchor = [] if right.anchor is None else [_spaced(right.anchor)]
    named = [] if right.doc_id is None else [f"— {right.doc_id}"]
    return "".join(f"> {line}\n" for line in [*anchor, *named])


def _bullets(case: Case, set_name: str) -> Iterator[str]:
    if case.case_id != slug(case.question):
        yield f"id: {case.case_id}"
    for turn in case.history:
        yield f"{turn.role}: {_spaced(turn.text)}"
    for accepted in case.answers:
        yield f"answer: {_spaced(accepted)}"
    if case.expects == "abstain":
        yield "must abstain"
    elif case.expects == "answer" and not (case.right or case.answers or case.disagree):
        yield "abstain: no"
    if case.disagree is not None:
        yield "must disagree" if case.disagree else "disagree: no"
    if case.within != 1:
        yield f"within: {case.within}"
    if case.set_name and case.set_name != set_name:
        yield f"set: {case.set_name}"
    if case.tags:
        yield f"tags: {', '.join(case.tags)}"


_WRITERS: Mapping[str, Callable[[Case, str], str]] = {
    ".yaml": yaml_block,
    ".yml": yaml_block,
    ".md": markdown_block,
}


def _writer(path: Path) -> Callable[[Case, str], str]:
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise UsageError(f"{path}: expected a name that ends in {', '.join(_WRITERS)}")
    return writer

"""Questions written to files: whole ones, and one more at the end of one that people wrote."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from retrieval.errors import UsageError
from retrieval.evaluation.cases import Case
from retrieval.evaluation.markdown_writing import markdown_block
from retrieval.evaluation.question_file import parsed, read_question_file
from retrieval.evaluation.yaml_writing import yaml_block

_WRITERS: Mapping[str, Callable[[Case, str], str]] = {
    ".yaml": yaml_block,
    ".yml": yaml_block,
    ".md": markdown_block,
}


def file_text(cases: Sequence[Case], path: Path, sources: Sequence[str] = ()) -> str:
    """Return questions as the text of a file of the path's type, with its header.

    `sources` are as they are to be written. Raises UsageError where a question cannot be written
    in this notation: Markdown has no place for the grade of a passage.
    """
    write = _writer(path)
    cases = [spaced(case) for case in cases]
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


def append(path: Path, case: Case, sources: Sequence[str] = ()) -> None:
    """Add a question at the end of a file, and leave the rest of it as it is, to the letter.

    The file is made where there is none, or an empty one, and begins with its sources. Nothing
    that stands in it is written again, so nothing of it can be lost. Raises UsageError where
    the file is none of questions, has one with this id, or does not end in its questions, and
    where it cannot be written.
    """
    if not path.exists() or not path.stat().st_size:
        write_file(path, file_text([case], path, sources))
        return
    case = spaced(case)
    before = read_question_file(path)
    text = path.read_bytes().decode("utf-8-sig")
    added = _addition(_writer(path)(case, before.cases[0].set_name), text, path)
    _check(text + added, path, [*before.cases, case])
    _put(path, "ab", added)


def spaced(case: Case) -> Case:
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


def _writer(path: Path) -> Callable[[Case, str], str]:
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise UsageError(f"{path}: expected a name that ends in {', '.join(_WRITERS)}")
    return writer


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
    read = parsed(text, path).cases
    for case, back in zip(cases, read, strict=False):
        if back._replace(place="") != case._replace(place="", set_name=back.set_name):
            raise UsageError(
                f"{path}: cannot write '{case.question[:60]}' such that it reads the same; "
                "expected a question that this notation can hold: try another, .yaml or .md"
            )
    if len(read) != len(cases):
        raise UsageError(f"{path}: expected its questions at the end of the file")


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

"""Files of questions, YAML or Markdown, one question a block: `notation` shows what they are like.

`says` without `in` is any passage with these words, `in` without `says` any passage of this
document; with `abstain`, passages that are near and yet no answer. A passage is never named by
a number, so edits elsewhere leave questions alone. Every value is text as it is typed:
`answer: no` is the word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from retrieval.errors import UsageError
from retrieval.evaluation.cases import Case
from retrieval.evaluation.gate_block import check_sets, gates_in
from retrieval.evaluation.gates import Gates
from retrieval.evaluation.markdown_tree import read_markdown
from retrieval.evaluation.question_block import case_in
from retrieval.evaluation.summary import ALL, FOLLOW_UPS
from retrieval.evaluation.written import Written
from retrieval.evaluation.yaml_tree import read_yaml

READERS: Mapping[str, Callable[[str, str], Written | None]] = {
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".md": read_markdown,
}
"""What reads a file of questions, by suffix."""

_GATED = ("baseline", "gates")
_HEADER = ("sources", "set", *_GATED, "questions")
_NAMED = re.compile(r"(?i)(?:.*[-_.])?questions(?:[-_.].*)?\.(?:ya?ml|md)")


class QuestionFile(NamedTuple):
    """A file of questions. Paths in it count from its folder; `baseline` is None without one."""

    path: Path
    cases: tuple[Case, ...]
    gates: Gates = Gates()
    sources: tuple[Path, ...] = ()
    baseline: Path | None = None


def is_question_file(path: Path) -> bool:
    """Return whether a file is one of questions by its name: `questions.yaml`, `keys.questions.md`.

    Files of other names are read as well where they are named themselves.
    """
    return _NAMED.fullmatch(path.name) is not None


def question_files(folder: Path) -> list[Path]:
    """Return the files of questions in a folder, and not below it, by name."""
    return sorted(path for path in folder.iterdir() if is_question_file(path) and path.is_file())


def read_question_file(path: Path) -> QuestionFile:
    """Return what a file of questions says.

    Raises UsageError with `file:line`, what is wrong and what was expected.
    """
    return parsed(_text(path), path)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{path}:{line}: expected UTF-8") from error
    except OSError as error:
        raise UsageError(f"{path}: expected a file of questions: {error.strerror}") from error


def parsed(text: str, path: Path) -> QuestionFile:
    """Return what the text of a file of questions says, as `read_question_file` does."""
    read = READERS.get(path.suffix.lower())
    if read is None:
        raise UsageError(f"{path}: expected questions as {', '.join(READERS)}")
    tree = read(text, str(path))
    if tree is None:
        raise UsageError(f"{path}:1: expected questions, got nothing")
    if not isinstance(tree.value, str | Mapping):
        return QuestionFile(path, _cases(tree, path.stem))
    return _with_header(tree.members("questions, or a header before them", _HEADER), tree, path)


def _with_header(header: Mapping[str, Written], tree: Written, path: Path) -> QuestionFile:
    if "questions" not in header:
        tree.fail("questions")
    set_name = header["set"].text("the name of a set") if "set" in header else path.stem
    cases = _cases(header["questions"], set_name)
    gates, baseline = _gated(header, cases, path.parent)
    sources = header["sources"].texts("a file or folder") if "sources" in header else ()
    folder = path.parent
    return QuestionFile(path, cases, gates, tuple(folder / one for one in sources), baseline)


def read_gates(path: Path, cases: Sequence[Case]) -> tuple[Gates, Path | None]:
    """Return the gates that a YAML file declares for questions, and their baseline.

    They are written as at the head of a file of questions. Raises UsageError likewise.
    """
    tree = read_yaml(_text(path), str(path))
    header = tree.members("gates, a baseline, or both", _GATED) if tree else {}
    return _gated(header, cases, path.parent)


def _gated(
    header: Mapping[str, Written], cases: Sequence[Case], folder: Path
) -> tuple[Gates, Path | None]:
    gates = gates_in(header["gates"]) if "gates" in header else Gates()
    sets = dict.fromkeys(case.set_name for case in cases if case.set_name)
    has_follow_ups = any(case.history for case in cases) and FOLLOW_UPS not in sets
    check_sets(gates, [ALL, *sets, *([FOLLOW_UPS] if has_follow_ups else [])])
    baseline = header["baseline"].text("the file of a run") if "baseline" in header else None
    return gates, None if baseline is None else folder / baseline


def _cases(questions: Written, set_name: str) -> tuple[Case, ...]:
    cases = tuple(case_in(one, set_name) for one in questions.pieces("a list of questions"))
    if not cases:
        raise UsageError(f"{questions.place}: expected at least one question")
    check_names(cases)
    return cases


def check_names(cases: Sequence[Case]) -> None:
    """Make sure that ids are not shared, and that no set is called like the total.

    Raises UsageError with the place of what is.
    """
    check_ids(cases)
    for case in cases:
        if case.set_name == ALL:
            raise UsageError(
                f"{case.place}: expected a set of another name: '{ALL}' is what all questions "
                "together are called"
            )


def check_ids(cases: Sequence[Case]) -> None:
    """Make sure that no two questions have one id. Raises UsageError with both places."""
    first: dict[str, Case] = {}
    for case in cases:
        other = first.setdefault(case.case_id, case)
        if other is not case:
            # Whoever gave no id does not know that the question made one.
            again = "; asked again, a question needs an 'id'" * (other.question == case.question)
            raise UsageError(
                f"{case.place}: expected an id of its own, got '{case.case_id}', "
                f"which {other.place} has as well{again}"
            )

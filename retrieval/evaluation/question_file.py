"""Files of questions: YAML or Markdown, one question a block.

In YAML, a list of questions, or the same below `questions:` with a header before it:

    # Run with: quoth eval docs/questions.yaml
    sources: handbook/                   # what is asked, from here; --sources wins
    set: handbook                        # the name of these questions in tables
    baseline: main.run                   # what `quoth eval --save` wrote; --against wins
    gates:
      floors:                            # least values from 0 to 1, by set or for all
        all: {success@1: 0.9, abstained: 1}
      at most:                           # questions
        failures: 3
        new failures: 0                  # that passed in the baseline
        worse: 2                         # than in the baseline

    questions:

    - ask: How long do I keep the gate key?
      in: keys.md                        # which document the right passage is of,
      says: keys are returned by Sunday  # and words that stand in it
      answer: Sunday                     # what the first mark must hold
      why: It says "returned", never "keep".
      tags: [keys, paraphrase]

    - ask: Who pays for a lost one?
      history:
      - user: How long do I keep the gate key?
      - bot: Keys are returned by Sunday.
      right:                             # several passages, each as good
      - in: keys.md
        says: the deposit covers a lost key
      - says: lost keys are paid by the tenant

    - ask: Is there a car park on the moon?
      abstain: yes

`says` without `in` is any passage with these words, `in` without `says` any passage of this
document; with `abstain`, passages that are near and yet no answer. A passage is never named by
a number, so edits elsewhere leave questions alone; words are compared without case, accents,
punctuation and line breaks. `within: 3` accepts a right passage among the first three quotes.
`disagree: yes` wants the sources' disagreement reported. `id` is made of the question where
there is none; with it, a question can be reworded and still be compared with its past. Every
value is text as it is typed: `answer: no` is the word.

The same in Markdown: the header is the front matter, a question is a heading of level 2, what
is right a block quote with the document below it, and what else there is a bullet. Other
paragraphs are the note why.

    ---
    sources: handbook/
    ---
    # Questions about keys

    ## How long do I keep the gate key?

    > keys are returned by Sunday
    > — keys.md

    It says "returned", never "keep".

    - answer: Sunday
    - tags: keys, paraphrase

    ## Is there a car park on the moon?

    - must abstain

There, `- user: …` and `- bot: …` are the history, and `- must disagree` is short for
`- disagree: yes`.
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

_HEADER = ("sources", "set", "baseline", "gates", "questions")
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
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{path}:{line}: expected UTF-8") from error
    except OSError as error:
        raise UsageError(f"{path}: expected a file of questions: {error.strerror}") from error
    return parsed(text, path)


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
    gates = gates_in(header["gates"]) if "gates" in header else Gates()
    sets = dict.fromkeys(case.set_name for case in cases)
    check_sets(gates, [ALL, *sets, *([FOLLOW_UPS] if any(one.history for one in cases) else [])])
    sources = header["sources"].texts("a file or folder") if "sources" in header else ()
    baseline = header["baseline"].text("the file of a run") if "baseline" in header else None
    folder = path.parent
    return QuestionFile(
        path,
        cases,
        gates,
        tuple(folder / source for source in sources),
        None if baseline is None else folder / baseline,
    )


def _cases(questions: Written, set_name: str) -> tuple[Case, ...]:
    cases = tuple(case_in(one, set_name) for one in questions.pieces("a list of questions"))
    if not cases:
        raise UsageError(f"{questions.place}: expected at least one question")
    check_ids(cases)
    return cases


def check_ids(cases: Sequence[Case]) -> None:
    """Make sure that no two questions have one id. Raises UsageError with both places."""
    places: dict[str, str] = {}
    for case in cases:
        if case.case_id in places:
            raise UsageError(
                f"{case.place}: expected an id of its own, got '{case.case_id}', "
                f"which {places[case.case_id]} has as well"
            )
        places[case.case_id] = case.place

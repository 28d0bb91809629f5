"""Files of questions read, YAML or Markdown, one question a block.

`question_notation` shows what they are like. `says` without `in` is any passage with these words,
`in` without `says` any passage of this document; with `abstain`, passages that are near and yet no
answer. A passage is never named by a number, so edits elsewhere leave questions alone. Every value
is text as it is typed: `answer: no` is the word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from retrieval.conversation.turns import Turn
from retrieval.errors import UsageError
from retrieval.evaluation.cases import Case, Expects, Relevance, compared_words
from retrieval.evaluation.gates import Gates, check_sets, gates_in
from retrieval.evaluation.metrics import ALL, FOLLOW_UPS
from retrieval.evaluation.question_notation import NotationNode, read_markdown, read_yaml
from retrieval.evaluation.text_lines import utf8_text
from retrieval.model import checked_question

READERS: Mapping[str, Callable[[str, str], NotationNode | None]] = {
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".md": read_markdown,
}
"""What reads a file of questions, by suffix."""

_REFUSAL = "expected a file of questions"
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
    return parsed_questions(utf8_text(path, _REFUSAL), path)


def parsed_questions(text: str, path: Path) -> QuestionFile:
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


def _with_header(
    header: Mapping[str, NotationNode], tree: NotationNode, path: Path
) -> QuestionFile:
    if "questions" not in header:
        tree.refuse("questions")
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
    tree = read_yaml(utf8_text(path, _REFUSAL), str(path))
    header = tree.members("gates, a baseline, or both", _GATED) if tree else {}
    return _gated(header, cases, path.parent)


def _gated(
    header: Mapping[str, NotationNode], cases: Sequence[Case], folder: Path
) -> tuple[Gates, Path | None]:
    gates = gates_in(header["gates"]) if "gates" in header else Gates()
    sets = dict.fromkeys(case.set_name for case in cases if case.set_name)
    has_follow_ups = any(case.history for case in cases) and FOLLOW_UPS not in sets
    check_sets(gates, [ALL, *sets, *([FOLLOW_UPS] if has_follow_ups else [])])
    baseline = header["baseline"].text("the file of a run") if "baseline" in header else None
    return gates, None if baseline is None else folder / baseline


def _cases(questions: NotationNode, set_name: str) -> tuple[Case, ...]:
    cases = tuple(case_of_block(one, set_name) for one in questions.nodes("a list of questions"))
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


QUESTION_FIELDS = (
    *("ask", "id", "in", "says", "right", "answer", "history", "abstain", "disagree", "within"),
    *("set", "tags", "why"),
)
"""What can be written of a question."""

_RIGHT = ("in", "says", "grade")
_ROLES = ("user", "bot")
_LONGEST_ID = 60
_COMMA = re.compile(r"\s*,\s*")


def case_of_block(node: NotationNode, set_name: str) -> Case:
    """Return the question in a block; `set_name` is its set where it names none.

    Raises UsageError with the line of what is not as expected.
    """
    block = node.members("a question with 'ask'", QUESTION_FIELDS)
    if "ask" not in block:
        node.refuse("a question with 'ask'")
    case = Case(
        case_id=_id(block),
        question=_question(block["ask"]),
        right=tuple(_right(block)),
        answers=block["answer"].texts("an answer") if "answer" in block else (),
        history=_history(block.get("history")),
        within=block["within"].number("within", 1) if "within" in block else 1,
        disagree=block["disagree"].boolean("disagree") if "disagree" in block else None,
        set_name=block["set"].text("the name of a set") if "set" in block else set_name,
        tags=_tags(block.get("tags")),
        why=block["why"].text("a note") if "why" in block else "",
        place=node.place,
    )
    return case._replace(expects=_expects(case, block, node))


def _question(node: NotationNode) -> str:
    question = node.text("a question")
    try:
        return checked_question(question)
    except UsageError as error:
        raise UsageError(f"{node.place}: {error}") from error


def _id(block: Mapping[str, NotationNode]) -> str:
    if "id" in block:
        return block["id"].text("an id")
    return slug(block["ask"].text("a question")) or block["ask"].text("a question")


def slug(question: str) -> str:
    """Return the id of a question that is given none: its words with hyphens, cut at a word."""
    name = compared_words(question).replace(" ", "-")
    if len(name) <= _LONGEST_ID:
        return name
    return name[:_LONGEST_ID].rpartition("-")[0] or name[:_LONGEST_ID]


def _right(block: Mapping[str, NotationNode]) -> Iterator[Relevance]:
    """Yield what is right: the list of it, or what the block itself says for short."""
    if "right" not in block:
        yield from _rights(block)
        return
    for name in ("in", "says"):
        if name in block:
            block[name].refuse(f"'{name}' or 'right', not both")
    for one in block["right"].nodes("a list of passages, each with 'in', 'says' or both"):
        members = one.members("a passage with 'in', 'says' or both", _RIGHT)
        if not members.keys() & {"in", "says"}:
            one.refuse("a passage with 'in', 'says' or both")
        yield from _rights(members)


def _rights(members: Mapping[str, NotationNode]) -> Iterator[Relevance]:
    documents = members["in"].texts("a document's id") if "in" in members else ()
    anchors = members["says"].texts("words of a passage") if "says" in members else ()
    grade = members["grade"].number("grade") if "grade" in members else 1
    if len(documents) > 1 and anchors:
        members["in"].refuse("one document for these words, or a list 'right'")
    for anchor in anchors:
        if not compared_words(anchor):
            members["says"].refuse("words of a passage")
        yield Relevance(documents[0] if documents else None, anchor, grade)
    if not anchors:
        for doc_id in documents:
            yield Relevance(doc_id, None, grade)


def _history(node: NotationNode | None) -> tuple[Turn, ...]:
    if node is None:
        return ()
    turns = []
    for one in node.nodes("a list of what 'user' and 'bot' said"):
        for role, text in one.members("what 'user' or 'bot' said", _ROLES).items():
            turns.append(Turn("user" if role == "user" else "bot", text.text("what was said")))
    return tuple(turns)


def _tags(node: NotationNode | None) -> tuple[str, ...]:
    if node is None:
        return ()
    listed = (_COMMA.split(text) for text in node.texts("tags"))
    return tuple(dict.fromkeys(tag for tags in listed for tag in tags if tag))


def _expects(case: Case, block: Mapping[str, NotationNode], node: NotationNode) -> Expects | None:
    """Return whether there is to be an answer: what is right, or accepted, says so as well."""
    if "abstain" in block:
        must_abstain = block["abstain"].boolean("abstain")
        if must_abstain and case.answers:
            block["abstain"].refuse("'abstain' or 'answer', not both")
        return "abstain" if must_abstain else "answer"
    if case.right or case.answers or case.disagree:
        return "answer"
    if case.disagree is None:
        node.refuse("what is to come of the question: says, in, right, answer, abstain or disagree")
    return None

"""Questions as YAML that a person goes on with."""

from __future__ import annotations

from typing import Any

import yaml

from retrieval.evaluation.cases import Case, Right
from retrieval.evaluation.question_block import slug

_WIDTH = 96


class _OnOneLine(list[str]):
    """A list that is written on one line."""


class _Word(str):
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
    _Word, lambda dumper, word: dumper.represent_scalar("tag:yaml.org,2002:bool", str(word))
)


def yaml_block(case: Case, set_name: str = "") -> str:
    """Return a question as a list entry; `set_name` is the one that need not be said."""
    dumped: str = yaml.dump(
        [_members(case, set_name)],
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=_WIDTH,
    )
    return dumped


def _members(case: Case, set_name: str) -> dict[str, Any]:
    """Return what is said of a question; what goes without saying is None or empty."""
    answers = list(case.answers)
    members = {
        "ask": case.question,
        "id": None if case.case_id == slug(case.question) else case.case_id,
        "history": [{turn.role: turn.text} for turn in case.history],
        **_right(case.right),
        "answer": answers[0] if len(answers) == 1 else answers,
        "abstain": _abstain(case),
        "disagree": None if case.disagree is None else _truth(case.disagree),
        "within": None if case.within == 1 else case.within,
        "set": None if case.set_name == set_name else case.set_name,
        "tags": _OnOneLine(case.tags),
        "why": case.why,
    }
    return {name: said for name, said in members.items() if said}


def _abstain(case: Case) -> _Word | None:
    """Return whether to abstain where nothing else says so."""
    if case.expects == "abstain":
        return _truth(True)
    told = case.right or case.answers or case.disagree
    return None if told or case.expects is None else _truth(False)


def _truth(truth: bool) -> _Word:
    return _Word("yes" if truth else "no")


def _right(right: tuple[Right, ...]) -> dict[str, Any]:
    """Return what is right in the shortest way of saying it."""
    told = [_members_of(one) for one in right]
    documents = {one.doc_id for one in right}
    if not right or any(one.grade != 1 for one in right):
        return {"right": told} if right else {}
    if len(right) == 1:
        return told[0]
    if all(one.anchor is None for one in right):
        return {"in": [one.doc_id for one in right]}
    if len(documents) == 1 and all(one.anchor for one in right):
        (doc_id,) = documents
        return {**({} if doc_id is None else {"in": doc_id}), "says": [one.anchor for one in right]}
    return {"right": told}


def _members_of(right: Right) -> dict[str, Any]:
    members: dict[str, Any] = {}
    if right.doc_id is not None:
        members["in"] = right.doc_id
    if right.anchor is not None:
        members["says"] = right.anchor
    if right.grade != 1:
        members["grade"] = right.grade
    return members

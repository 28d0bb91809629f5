"""Systems side by side over several folders: one row each, figures that nothing was learned for.

Weights are learned without the article of the question that they are judged by; what documentation
and disagreements come to is measured with weights learned from all questions, none of which is
about those. How often a set without an answer is answered is measured where so many questions with
one are answered as `ANSWERED` says, so that systems are compared at one point.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from retrieval.evaluation.cases import Case
from retrieval.library import Library
from retrieval.ranking.weights import Weights
from retrieval.reader.reader import TransformerReader
from retrieval.training.examples import EveryPassage, examples, near_misses, sampled_examples
from retrieval.training.fit import learn
from retrieval.training.validate import ValidatedExample, fold_of, fold_weights, validated
from tests.benchmarks import conflicts, documents
from tests.benchmarks.systems import Folder, Record, bm25s
from tests.benchmarks.tables import show

ANSWERED = 0.92
"""Share of the questions with an answer that are answered where those without one are looked at."""

LEARNED_FROM = 2
"""Folders that weights are learned from, the first ones; the others are only judged."""

PLAIN, DEFAULT, WITH_READER = "plain BM25 (bm25s)", "Quoth", "Quoth with the reader"

Figures = dict[str, float | None]
"""Shares by the name of a column, None where a system has none."""


class Judged(NamedTuple):
    """What came of a question: `certainty` orders questions by how sure the system is."""

    case: Case
    has_answer: bool
    is_first: bool
    mark: bool | None
    certainty: float


class Asked(NamedTuple):
    """What is asked of each system: folders, and those of documentation and disagreements."""

    folders: Sequence[Folder]
    realdocs: Path | None
    conflicts: Path | None
    samples: int


def figures(name: str, judged: Sequence[Judged]) -> Figures:
    """Return the columns of a folder."""
    rightly = [one for one in judged if one.has_answer]
    wrongly = [one for one in judged if not one.has_answer]
    found: Figures = {
        f"{name} success@1": _share(one.is_first for one in rightly),
        f"{name} mark": _share(one.mark for one in rightly if one.mark is not None),
    }
    least = np.quantile([one.certainty for one in rightly], 1 - ANSWERED) if rightly else 0.0
    for set_name in sorted({one.case.set_name for one in wrongly} - {""}):
        own = [one for one in wrongly if one.case.set_name == set_name]
        found[f"{name} {set_name}"] = _share(bool(one.certainty >= least) for one in own)
    return found


def _share(found: Iterable[bool | None]) -> float | None:
    counted = [bool(one) for one in found]
    return sum(counted) / len(counted) if counted else None


def _name(folder: Folder) -> str:
    return folder.path.resolve().name


def of_quoth(asked: Asked, reader: TransformerReader | None) -> Figures:
    """Return the figures of Quoth with weights learned for it as it is now."""
    reading = None if reader is None else EveryPassage(reader)
    own = {
        _name(folder): list(examples(folder.library, _with_near_misses(folder.cases), reading))
        for folder in asked.folders[:LEARNED_FROM]
    }
    sampled = [
        example
        for folder in asked.folders[:LEARNED_FROM]
        if asked.samples
        for example in sampled_examples(folder.library, folder.cases, asked.samples, reader=reading)
    ]
    every = [example for some in own.values() for example in some]
    by_fold = list(fold_weights(every, sampled))
    found: Figures = {}
    for folder in asked.folders:
        # Those of a large folder are judged as they come: all at once take gigabytes.
        some = own.get(_name(folder)) or examples(folder.library, folder.cases, reading)
        judged = (validated(example, by_fold[fold_of(example)]) for example in some)
        found |= figures(_name(folder), list(map(_judged, judged)))
    return found | _of_answers(asked, learn((*every, *sampled), {}), reader)


def _with_near_misses(cases: Sequence[Case]) -> list[Case]:
    return [*cases, *(one._replace(answers=()) for one in near_misses(cases))]


def _judged(one: ValidatedExample) -> Judged:
    example = one.example
    return Judged(example.case, example.has_answer, one.is_first, one.mark_right, one.likelihood)


def _of_answers(asked: Asked, weights: Weights, reader: TransformerReader | None) -> Figures:
    """Return the figures of what a person is shown: answers, abstentions, disagreements."""
    opened = partial(Library.open, weights=weights, reader=reader)
    found: Figures = {}
    if asked.realdocs:
        found |= documents_figures(documents.measured(asked.realdocs, opened))
    if asked.conflicts:
        cases = list(conflicts.cases(asked.conflicts))
        found |= conflict_figures(dict(conflicts.measured(cases, opened)))
    return found


def documents_figures(counts: Mapping[str, Counter[str]]) -> Figures:
    """Return the columns of documentation."""
    every, silent = counts["all"], counts.get("no answer", Counter())
    shares: Figures = {
        f"docs {column}": every[column] / every["asked"] for column in ("first", "among 3", "mark")
    }
    shares["docs silent"] = silent["abstained"] / silent["asked"] if silent["asked"] else None
    return shares


def conflict_figures(counts: Mapping[str, Counter[str]]) -> Figures:
    """Return the columns of disagreements: how many are reported, and how often there is none."""
    there = counts["agreeing + opposing"]
    none = counts["agreeing"] + counts["agreeing + unrelated"]
    return {
        "conflicts reported": there["reported"] / there["asked"],
        "false alarms": none["reported"] / none["asked"],
    }


def of_plain(asked: Asked) -> Figures:
    """Return the figures of bm25s, which is as sure as the score of what it finds first."""
    found: Figures = {}
    for folder in asked.folders:
        search = bm25s(folder)
        cases = [case for case in folder.cases if case.expects is not None]
        found |= figures(_name(folder), [_plainly(case, search) for case in cases])
    if asked.realdocs:
        # It marks nothing.
        found |= {**documents_figures(_plain_documents(asked.realdocs)), "docs mark": None}
    return found


def _plainly(case: Case, search: Callable[[str], Any]) -> Judged:
    seen = search(case.question)
    right = {one.doc_id for one in case.right if one.grade > 0}
    is_first = bool(seen.documents) and seen.documents[0] in right
    return Judged(case, case.expects == "answer", is_first, None, seen.score)


def _plain_documents(folder: Path) -> dict[str, Counter[str]]:
    """Return how often the right passage of documentation comes first, or among the first 3."""
    counts = {"all": Counter[str]()}
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line) for line in lines if line.strip()]
    for collection in sorted({one["collection"] for one in asked}):
        library = Library.open([folder / "docs" / collection], None)
        records = list(_passage_records(library))
        texts = {one["_id"]: one["text"] for one in records}
        search = bm25s(Folder(folder, records, (), library))
        for question in asked:
            if question["collection"] == collection and not question.get("no_answer"):
                wanted = re.compile(question["quote"], re.IGNORECASE)
                right = [
                    bool(wanted.search(texts[one])) for one in search(question["text"]).documents
                ]
                counts["all"].update(asked=1, first=any(right[:1]))
                counts["all"]["among 3"] += any(right[:3])
    return counts


def _passage_records(library: Library) -> Iterator[Record]:
    corpus = library.corpus
    for number in range(len(corpus)):
        passage = corpus.passage(number)
        title = corpus.document(corpus.document_number(number)).title
        heading = passage.heading.replace(" › ", " / ")
        yield {"_id": str(number), "title": title, "text": f"{heading}\n{passage.text}"}


def table(asked: Asked, reader: TransformerReader | None) -> dict[str, Figures]:
    """Return the figures by system; what is not installed is left out, with a line."""
    rows: dict[str, Figures] = {}
    try:
        rows[PLAIN] = of_plain(asked)
    except ModuleNotFoundError as error:
        print(f"{PLAIN} is left out: {error}", file=sys.stderr)
    rows[DEFAULT] = of_quoth(asked, None)
    if reader is None or reader.kind != "encoder":
        print(f"{WITH_READER} is left out: no encoder is set or installed", file=sys.stderr)
    else:
        rows[WITH_READER] = of_quoth(asked, reader)
    return rows


def print_table(rows: Mapping[str, Figures], *, as_json: bool) -> None:
    """Print it, for people or as JSON."""
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    columns = list(dict.fromkeys(name for row in rows.values() for name in row))
    columns = [name for name in columns if any(row.get(name) is not None for row in rows.values())]
    title = f"Sets without an answer: the share answered where {ANSWERED:.0%} of those with one are"
    cells = [[system, *(_cell(row.get(name)) for name in columns)] for system, row in rows.items()]
    show(title, ["", *columns], cells)


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def every_nth(folder: Folder, step: int) -> Folder:
    """Return a folder with every so many questions of each set only."""
    seen: Counter[str] = Counter()
    chosen = []
    for case in folder.cases:
        if seen[case.set_name] % step == 0:
            chosen.append(case)
        seen[case.set_name] += 1
    return folder._replace(cases=chosen)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what says what is asked beside the folders."""
    parser.add_argument("--realdocs", type=Path, metavar="FOLDER", help="documentation, asked too")
    parser.add_argument("--conflicts", type=Path, metavar="FOLDER", help="disagreements, too")
    parser.add_argument("--samples", type=int, default=0, help="learn from small collections too")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="ask every Nth question")
    parser.add_argument("--json", action="store_true", help="print the table as JSON")

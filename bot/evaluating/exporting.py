"""Questions written for others: a BEIR folder, TREC qrels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from retrieval.errors import UsageError
from retrieval.evaluation.beir import write_beir
from retrieval.evaluation.corpus_texts import documents
from retrieval.evaluation.outcomes import Judged
from retrieval.evaluation.trec import qrels_text
from retrieval.library import Library


def export_beir(folder: Path, judged: Sequence[Judged], library: Library) -> None:
    """Write questions with all documents of a library. Raises UsageError where that fails."""
    qrels = {one.case.case_id: by_document(one) for one in judged}
    write_beir(folder, [one.case for one in judged], qrels, documents(library))


def by_document(judged: Judged) -> dict[str, int]:
    """Return the grades of documents: of each, that of its best passage."""
    grades: dict[str, int] = {}
    for name, grade in judged.grades.items():
        doc_id = name.rpartition("#")[0] if judged.unit == "passage" else name
        grades[doc_id] = max(grade, grades.get(doc_id, 0))
    return grades


def write_qrels(path: Path, judged: Sequence[Judged]) -> None:
    """Write TREC qrels. Raises UsageError where that is not possible."""
    try:
        path.write_text(qrels_text(judged), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: cannot write the qrels: {error.strerror}") from error

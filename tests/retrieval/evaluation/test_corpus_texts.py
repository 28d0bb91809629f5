from __future__ import annotations

from pathlib import Path

from retrieval.evaluation.beir import documents_with_texts
from retrieval.library import Library


def test_each_document_comes_with_its_text_and_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The zebra ran away.\n")
    records = '{"_id": "r1", "title": "One", "text": "First."}\n{"_id": "r1", "text": "Second."}\n'
    (tmp_path / "b.jsonl").write_text(records)

    found = list(documents_with_texts(Library.open([tmp_path], None)))

    assert [(one.doc_id, one.text.strip()) for one in found] == [
        ("a.txt", "The zebra ran away."),
        ("r1", "First."),
    ]

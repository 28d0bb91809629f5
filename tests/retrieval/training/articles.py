"""A small world to learn from: people and their offices, each in an article of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PEOPLE = """Alder Birch Cedar Dogwood Elm Fir Ginkgo Hazel Ivory Juniper Kauri Larch Maple Nutmeg
    Olive Poplar Quince Rowan Spruce Tamarind""".split()
TOWNS = "Bergen Cadiz Dakar Esbjerg Fargo".split()


def articles() -> Iterator[dict[str, str]]:
    """Yield two records an article: one says when and where, the other says nothing of it."""
    for number, name in enumerate(PEOPLE):
        town, year = TOWNS[number % len(TOWNS)], 1900 + number
        yield {
            "_id": f"{name}-life",
            "title": name,
            "text": f"Much is told of {name}. {name} was born in {town} in {year}. "
            "There was music in every street that day.",
        }
        yield {
            "_id": f"{name}-work",
            "title": name,
            "text": f"{name} painted ships and harbours. The harbour of {town} was often "
            f"painted in winter, and {name} sold {number + 3} of these paintings.",
        }


def questions(*, with_answers: bool = True) -> Iterator[tuple[dict[str, Any], str | None]]:
    """Yield the questions as records, each with the id of the record that answers, if one does."""
    for number, name in enumerate(PEOPLE):
        asked = [
            (f"when was {name} born?", str(1900 + number), f"{name}-life"),
            (f"how many paintings did {name} sell?", str(number + 3), f"{name}-work"),
            (f"whom did {name} marry?", None, None),
        ]
        for place, (text, accepted, doc_id) in enumerate(asked):
            record: dict[str, Any] = {
                "_id": f"{name}-{place}",
                "text": text,
                "set": "absent" if doc_id is None else "known",
                "answerable": doc_id is not None,
            }
            if with_answers and accepted is not None:
                record["answers"] = [accepted]
            yield record, doc_id


def write_folder(folder: Path, *, with_answers: bool = True, most: int | None = None) -> Path:
    """Write a folder in the BEIR layout, with `most` of the questions, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    asked = list(questions(with_answers=with_answers))[:most]
    corpus = "".join(json.dumps(record) + "\n" for record in articles())
    queries = "".join(json.dumps(record) + "\n" for record, _ in asked)
    grades = "".join(f"{one['_id']}\t{doc_id}\t1\n" for one, doc_id in asked if doc_id)
    (folder / "corpus.jsonl").write_text(corpus, encoding="utf-8")
    (folder / "queries.jsonl").write_text(queries, encoding="utf-8")
    (folder / "qrels.tsv").write_text(f"query-id\tcorpus-id\tscore\n{grades}", encoding="utf-8")
    return folder

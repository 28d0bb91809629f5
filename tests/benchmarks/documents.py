"""How often the right quote of real documentation comes first, by collection and kind of passage.

    python -m tests.benchmarks.documents FOLDER

FOLDER has a folder for each collection below `docs/`, and `questions.jsonl`: a line for each
question with its `_id`, `text`, `collection` and `kind`, the pattern `quote` that a right quote
matches (its heading above it), the pattern `mark` of what should be marked, or `no_answer`.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from retrieval import Answer, Library, Quote

COLUMNS = ("asked", "first", "among 3", "mark", "abstained")


def shown(quote: Quote) -> str:
    """Return a quote as a reader sees it, its headings above it."""
    return f"{quote.heading.replace(' › ', ' / ')}\n{quote.text}"


def judged(question: Mapping[str, Any], answer: Answer) -> Iterator[str]:
    """Yield the columns that an answer counts in."""
    yield "asked"
    if answer.status == "no_answer":
        yield "abstained"
        return
    if question.get("no_answer"):
        return
    quote, mark = (re.compile(question[name], re.IGNORECASE) for name in ("quote", "mark"))
    right = [bool(quote.search(shown(one))) for one in answer.quotes[:3]]
    if any(right):
        yield "among 3"
    if right[0]:
        yield "first"
        first = answer.quotes[0]
        marked = sorted(first.marks)
        spans = [first.text[start:end] for start, end in marked]
        whole = first.text[marked[0][0] : max(end for _, end in marked)]
        if mark.search(whole) or mark.search(" ".join(spans)):
            yield "mark"


def measured(
    folder: Path, opened: Callable[[Sequence[Path], Path], Library] = Library.open
) -> dict[str, Counter[str]]:
    """Return how many questions count in each column, by collection, kind and in all."""
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line) for line in lines if line.strip()]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    with TemporaryDirectory(prefix="quoth-") as data:
        for collection in sorted({question["collection"] for question in asked}):
            began = time.process_time()
            library = opened([folder / "docs" / collection], Path(data))
            seconds = time.process_time() - began
            told = f"{collection}: {len(library):,} passages, indexed in {seconds:.1f} s"
            print(told, file=sys.stderr, flush=True)
            for question in asked:
                if question["collection"] != collection:
                    continue
                columns = list(judged(question, library.ask(question["text"])))
                if question.get("no_answer"):
                    groups = ["no answer"]
                else:
                    groups = ["all", collection, f"kind: {question['kind']}"]
                for group in groups:
                    counts[group].update(columns)
    return counts


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    counts = measured(parser.parse_args().folder)
    print(f"{'':26}" + "".join(f"{column:>11}" for column in COLUMNS))
    for group, found in counts.items():
        shares = "".join(f"{found[column] / found['asked']:>11.3f}" for column in COLUMNS[1:])
        print(f"{group:26}{found['asked']:>11}{shares}")


if __name__ == "__main__":
    main()

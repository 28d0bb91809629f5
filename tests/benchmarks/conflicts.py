"""How often a disagreement is reported where there is one, and where there is none.

    python -m tests.benchmarks.conflicts FOLDER

FOLDER holds `cases.jsonl`, one object a line: `question`, and passages that are `agreeing`,
`opposing` (they answer otherwise) and `unrelated`. Each question is asked of a library of the
passages, each a document of its own. A case that Quoth abstains from can report nothing: the
second figure leaves those out.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from retrieval.library import Library
from retrieval.model import Answer
from tests.benchmarks.tables import show

MIXTURES = {
    "agreeing + opposing": ("agreeing", "opposing"),
    "agreeing": ("agreeing",),
    "agreeing + unrelated": ("agreeing", "unrelated"),
}
WANTED = {
    "agreeing + opposing": "at least 85 %",
    "agreeing": "at most 5 %",
    "agreeing + unrelated": "at most 8 %",
}


def cases(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the cases of a folder."""
    with (folder / "cases.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def answer(
    case: dict[str, Any], kinds: Sequence[str], opened: Callable[..., Library] = Library.open
) -> Answer:
    """Return the answer to a case's question from its passages of some kinds."""
    with TemporaryDirectory() as folder:
        records = (
            {"_id": f"{kind}-{number}", "title": "", "text": text}
            for kind in kinds
            for number, text in enumerate(case[kind])
        )
        corpus = Path(folder) / "corpus.jsonl"
        corpus.write_text("".join(json.dumps(record) + "\n" for record in records))
        return opened([corpus], None).ask(case["question"])


def measured(
    asked: Sequence[dict[str, Any]], opened: Callable[..., Library] = Library.open
) -> Iterator[tuple[str, Counter[str]]]:
    """Yield each mixture with how many were asked, answered and reported as a disagreement."""
    for name, kinds in MIXTURES.items():
        counts: Counter[str] = Counter()
        for case in asked:
            given = answer(case, kinds, opened)
            counts["asked"] += 1
            counts["answered"] += given.status == "answered"
            counts["reported"] += given.disagreement is not None
        yield name, counts


def share(part: int, whole: int) -> str:
    """Return a share with what it is of, "—" where it is of nothing."""
    return f"{part / whole:.1%} ({part}/{whole})" if whole else "—"


def table(folder: Path) -> None:
    """Print how often a disagreement is reported, by what the passages say."""
    rows = [
        (
            name,
            share(counts["reported"], counts["asked"]),
            share(counts["reported"], counts["answered"]),
            WANTED[name],
        )
        for name, counts in measured(list(cases(folder)))
    ]
    header = ("passages", "reported", "of those answered", "wanted")
    show("Disagreements reported", header, rows)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure how disagreements are reported.")
    parser.add_argument("folder", type=Path, help="a folder with cases.jsonl")
    table(parser.parse_args().folder)


if __name__ == "__main__":
    main()

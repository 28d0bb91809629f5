"""How good answers are, side by side, on a folder in the BEIR layout, or on several in one table.

    python -m tests.benchmarks.quality FOLDER
    python -m tests.benchmarks.quality FOLDER --ablate --plot reliability.svg
    python -m tests.benchmarks.quality OPENQA FOLLOWUPS SQUAD --realdocs FOLDER --conflicts FOLDER

With one folder, by set and in all: success@1 and the mean reciprocal rank to 10 of the first
relevant document, the share of first marks that hold an accepted answer, the share of questions
answered (the less the better where nothing answers them), and the median milliseconds a warm
question, everything included, of the processor and by the clock. Quoth as it is shipped, and with
weights that were learned without the article of the question, which is how it does on articles
that nobody has seen. Beside it what plain libraries do, which answer whatever they are asked. Then
how far the likelihoods hold that Quoth abstains by, as it is shipped and on articles that nobody
has seen; with `--plot` the latter as a drawing too, which needs the extra quoth[report]. With
`--ablate`, what each piece of evidence adds, learned anew without it, which takes many times as
long.

With several, one table (`tests.benchmarks.leaderboard`): bm25s, Quoth, and Quoth with the reader
that is installed or that `QUOTH_READER` sets, which reads every passage; weights are learned from
the first two folders, without the article of the question. `--realdocs` and `--conflicts` are what
`tests.benchmarks.documents` and `.conflicts` take; `--json` prints the table as an object.

bm25s comes with the `benchmarks` extra and is left out, with a line, where it is not installed.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from math import inf
from pathlib import Path

from bot.eval.report import check_report_path
from retrieval.errors import UsageError
from retrieval.ranking.weights import bundled_weights
from retrieval.reader.reader import found_reader
from retrieval.reader.transformer import THREADS
from retrieval.training.examples import Example
from retrieval.training.validate import ValidatedExample, cross_validated, reliability
from retrieval.training.validate import validated as answered
from tests.benchmarks.ablating import ablated
from tests.benchmarks.asking import Seen, gathered, of_baseline, of_judged, of_quoth
from tests.benchmarks.leaderboard import Asked, add_options, every_nth, print_table, table
from tests.benchmarks.quality_tables import show_ablated, show_compared, show_reliability
from tests.benchmarks.systems import BASELINES, Folder

REMEMBERED = 8192
"""Passages that a reader keeps in mind: each is found by many questions."""

SHIPPED, LEARNED = "Quoth, as shipped", "Quoth, cross-validated"


def of_baselines(folder: Folder) -> dict[str, list[Seen]]:
    """Return what comes of the questions by plain libraries, those that are installed."""
    seen = {}
    for name, prepare in BASELINES.items():
        try:
            seen[name] = of_baseline(prepare(folder), folder.cases)
        except ModuleNotFoundError as error:
            print(f"{name} is left out: {error}")
    return seen


def judged_apart(found: Sequence[Example]) -> list[ValidatedExample]:
    """Return what comes of questions by weights learned without their article, or nothing."""
    try:
        return list(cross_validated(found))
    except UsageError as error:
        print(f"{LEARNED} is left out: {error}")
        return []


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Compare answers on BEIR folders.")
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--ablate", action="store_true", help="what each piece of evidence adds")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw how far likelihoods hold")
    add_options(parser)
    given = parser.parse_args()
    if len(given.folders) > 1:
        if given.ablate or given.plot:
            parser.error("--ablate and --plot are for one folder")
        folders = [every_nth(Folder.read(one), given.every) for one in given.folders]
        asked = Asked(folders, given.realdocs, given.conflicts, given.samples)
        reader = found_reader(os.environ.get("QUOTH_READER") or None, THREADS, inf, REMEMBERED)
        print_table(table(asked, reader), as_json=given.json)
        return
    of_one_folder(Folder.read(given.folders[0]), given)


def of_one_folder(folder: Folder, given: argparse.Namespace) -> None:
    """Print the tables of one folder."""
    if given.plot:
        check_report_path(given.plot, "--plot")
    print(f"{len(folder.records):,} documents, {len(folder.library):,} passages")
    shipped = of_quoth(folder)
    found = gathered(folder)
    judged = judged_apart(found)
    learned = {LEARNED: of_judged(judged)} if judged else {}
    show_compared(folder, {SHIPPED: shipped, **learned, **of_baselines(folder)})
    show_reliability(SHIPPED, reliability([answered(one, bundled_weights()) for one in found]))
    if not judged:
        return
    bins = reliability(judged)
    show_reliability(LEARNED, bins)
    if given.plot:
        from bot.eval.report.plots import write_reliability_plot

        write_reliability_plot(given.plot, bins)
    if given.ablate:
        show_ablated(learned[LEARNED], ablated(folder, found))


if __name__ == "__main__":
    main()

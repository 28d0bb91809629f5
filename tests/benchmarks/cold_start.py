"""How long a person waits for an answer at a prompt, as a whole process: start, answer, end.

    python -m tests.benchmarks.cold_start [--passages 200000] [--runs 15]

Runs are interleaved with `import numpy`, which nothing that uses it can beat, so that a busy
machine slows down both.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.benchmarks.corpora import texts, write_corpus
from tests.benchmarks.tables import show

PROJECT = Path(__file__).resolve().parent.parent.parent
QUESTION = "who replaced Lin?"


def main() -> None:
    parser = argparse.ArgumentParser(description="Time whole processes that answer a question.")
    parser.add_argument("--passages", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        commands = prepared(Path(folder), options.passages)
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(options.runs):
            for name, command in commands.items():
                times[name].append(timed(command))
    base = median(times["import numpy"])
    rows = [
        [name, f"{1000 * median(taken):.0f}", f"{median(taken) / base:.2f}"]
        for name, taken in times.items()
    ]
    show(f"Whole process, median of {options.runs} runs", ["", "ms", "× numpy"], rows)


def prepared(folder: Path, passages: int) -> dict[str, list[str]]:
    """Index the seeds and a generated corpus; return the commands to time, by name."""
    corpus = write_corpus(folder / "corpus.jsonl", passages)
    asked = " ".join(next(texts(1)).split()[:7])
    ask = [sys.executable, "-m", "bot", "ask"]
    seeds = ["--sources", str(PROJECT / "seeds"), "--data-dir", str(folder / "data")]
    generated = ["--sources", str(corpus), "--data-dir", str(folder / "data")]
    for sources in (seeds, generated):
        subprocess.run([sys.executable, "-m", "bot", "index", *sources], cwd=PROJECT, check=True)
    commands = {
        "import numpy": [sys.executable, "-c", "import numpy"],
        "ask the seeds": [*ask, QUESTION, *seeds],
        f"ask {passages:,} passages": [*ask, asked, *generated],
    }
    # What was written this instant is compared once more when it is opened.
    for command in commands.values():
        timed(command)
    return commands


def timed(command: list[str]) -> float:
    """Return the seconds that a process takes, which may answer or find nothing."""
    began = time.perf_counter()
    ended = subprocess.run(command, cwd=PROJECT, capture_output=True, check=False)
    taken = time.perf_counter() - began
    if ended.returncode not in (0, 1):
        raise SystemExit(ended.stderr.decode())
    return taken


if __name__ == "__main__":
    main()

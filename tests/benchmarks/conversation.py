"""How follow-ups are read, and how disagreements are reported: both tables.

    python -m tests.benchmarks.conversation FOLDER

FOLDER has `followups/` in the BEIR layout, with histories, and `conflicts/` with cases.jsonl.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.benchmarks import conflicts, followups


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Measure follow-ups and disagreements.")
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    followups.table(folder / "followups")
    conflicts.table(folder / "conflicts")


if __name__ == "__main__":
    main()

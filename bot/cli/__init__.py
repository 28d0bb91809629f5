"""The `quoth` command, from the first import to the exit status.

Nothing is imported before the `try`: an interruption while Python still loads is one as well.
"""

from __future__ import annotations

from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and leave with its exit status."""
    try:
        import os
        import sys

        from bot.cli.app import run

        status = run(sys.argv[1:])
        # All output is flushed where it is written. What Python would still do is take numpy
        # apart, piece by piece, which takes about as long as answering.
        os._exit(status)
    except KeyboardInterrupt:
        raise SystemExit(130) from None

"""The transcripts in README.md: run `python -m tests.readme` to write them anew.

A block that follows a `<!-- transcript: quoth … -->` line holds what that command prints.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"
_BLOCK = re.compile(
    r"(<!-- transcript: quoth (?P<arguments>.+?) -->\n```\w*\n).*?(```\n)", re.DOTALL
)


def rendered(text: str) -> str:
    """Return the text of a README with each transcript as the command prints it now."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "QUOTH_DATA_DIR": folder, "NO_COLOR": "1", "PYTHONUTF8": "1"}

        def run(match: re.Match[str]) -> str:
            arguments = shlex.split(match["arguments"])
            command = [sys.executable, "-m", "bot", *arguments]
            printed = subprocess.run(
                command, cwd=README.parent, env=environ, capture_output=True, text=True, check=False
            )
            return match[1] + printed.stdout + match[3]

        return _BLOCK.sub(run, text)


if __name__ == "__main__":
    README.write_text(rendered(README.read_text(encoding="utf-8")), encoding="utf-8")

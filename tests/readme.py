"""The project's pages, and the parts of them that are made.

    python -m tests.readme                       which pages are not as they would be made now
    python -m tests.readme --write [PAGE …]      make them anew, all or those named

A block that follows one of these lines holds what the line says:

    <!-- transcript: quoth … -->                            what a command prints, asked here
    <!-- transcript in FOLDER: quoth … ; status 1 -->       the same in a copy of tests/FOLDER
    <!-- transcript in FOLDER, keys 1 d: quoth … -->        and these keys are typed
    <!-- file: PATH -->                                     what is in a file

A transcript in a block of `console` begins with the command; in one of `json`, the object that is
printed is spread over lines, and its long texts are cut. The table between `<!-- faults -->` and
`<!-- /faults -->` says which faults are planted.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.settings import SETTINGS
from tests.conftest import PROJECT
from tests.mutation.table import table
from tests.reading_room import asked_in_vain

README = PROJECT / "README.md"
_TRANSCRIPT = re.compile(
    r"(?P<begun><!-- transcript(?: in (?P<folder>\w+))?(?:, keys (?P<keys>[^:\n]+))?: "
    r"(?P<command>(?:quoth|pytest) .+?)(?: ; status (?P<status>\d+))? -->\n"
    r"```(?P<language>\w*)\n).*?```\n",
    re.DOTALL,
)
_FILE = re.compile(r"(<!-- file: (?P<path>\S+) -->\n```\w*\n).*?(```\n)", re.DOTALL)
_FAULTS = re.compile(r"(<!-- faults -->\n).*?(<!-- /faults -->)", re.DOTALL)
_PROGRAMS = {
    "quoth": ("bot",),
    "pytest": ("pytest", "-p", "bot.pytest_plugin", "-p", "no:cacheprovider"),
}
_LONGEST_TEXT = 32
"""Characters of a text in JSON that a page shows."""


def _pages() -> Iterator[Path]:
    yield README
    for folder in (".github", "bot", "retrieval", "tests"):
        for path in sorted((PROJECT / folder).rglob("*.md")):
            if path.stem.isupper():  # the others are documents that tests ask
                yield path


PAGES = tuple(_pages())
"""Every page of the project, but for the changelog and the licence."""


def rendered(text: str) -> str:
    """Return the text of a page with what is made in it as it is now.

    Raises ValueError where a command ends with another status than the page says.
    """
    text = _FILE.sub(lambda found: found[1] + _read(found["path"]) + found[3], text)
    text = _FAULTS.sub(lambda found: f"{found[1]}{table()}{found[2]}", text)
    return _TRANSCRIPT.sub(_transcript, text)


def _read(path: str) -> str:
    return (PROJECT / path).read_text(encoding="utf-8")


def _transcript(found: re.Match[str]) -> str:
    with tempfile.TemporaryDirectory() as name:
        here, data = PROJECT, Path(name, "data")
        if found["folder"]:
            here = shutil.copytree(PROJECT / "tests" / found["folder"], Path(name, "here"))
            asked_in_vain(data)
        program, *arguments = shlex.split(found["command"])
        ran = subprocess.run(
            [sys.executable, "-m", *_PROGRAMS[program], *arguments],
            cwd=here,
            env=_environ(data),
            input="".join(f"{key}\n" for key in (found["keys"] or "").split()),
            capture_output=True,
            text=True,
            check=False,
        )
    if ran.returncode != int(found["status"] or 0):
        raise ValueError(f"{found['command']} ended with {ran.returncode}: {ran.stderr}")
    typed = f"$ {found['command']}\n" if found["language"] == "console" else ""
    shown = _spread(ran.stdout) if found["language"] == "json" else ran.stdout
    return f"{found['begun']}{typed}{shown}```\n"


def _environ(data: Path) -> dict[str, str]:
    # pytest shows its summary otherwise where it is run by a service.
    left_out = {*SETTINGS, "CI", "BUILD_NUMBER"}
    kept = {name: text for name, text in os.environ.items() if name not in left_out}
    return {
        **kept,
        "PYTHONPATH": str(PROJECT),
        "QUOTH_DATA_DIR": str(data),
        "QUOTH_READER": "none",
        "NO_COLOR": "1",
        "PYTHONUTF8": "1",
        "COLUMNS": "80",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTEST_ADDOPTS": "",
    }


def _spread(line: str) -> str:
    """Return an object for people to read: lists of numbers stay in a line."""
    text = json.dumps(_cut(json.loads(line)), indent=2, ensure_ascii=False)
    numbers = r"\[[\s\d,\[\]]+\]"
    return re.sub(numbers, lambda found: "".join(found[0].split()).replace(",", ", "), text) + "\n"


def _cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _cut(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_cut(inner) for inner in value]
    if isinstance(value, float):
        return round(value, 2)
    if isinstance(value, str):
        value = value.replace(str(PROJECT), "…")
        return value if len(value) <= _LONGEST_TEXT else f"{value[: _LONGEST_TEXT - 1]}…"
    return value


def main(arguments: Sequence[str]) -> int:
    """Write pages anew, or say which differ; return 1 where one does and stays as it is."""
    parser = argparse.ArgumentParser(prog="python -m tests.readme", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("pages", nargs="*", type=Path, metavar="PAGE", help="default: all")
    parser.add_argument("--write", action="store_true", help="make them anew")
    given = parser.parse_args(arguments)
    differing = 0
    for page in given.pages or PAGES:
        text = page.read_text(encoding="utf-8")
        made = rendered(text)
        if made != text:
            print(f"{page}: {'written' if given.write else 'differs'}", flush=True)
            differing += 1
            if given.write:
                page.write_text(made, encoding="utf-8")
    return int(differing > 0 and not given.write)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

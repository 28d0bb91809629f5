"""The parts of README.md that are made: run `python -m tests.readme` to write them anew.

A block that follows one of these lines holds what the line says:

    <!-- transcript: quoth … -->                            what a command prints, asked here
    <!-- transcript in FOLDER: quoth … ; status 1 -->       the same in a copy of tests/FOLDER
    <!-- transcript in FOLDER, keys 1 d: quoth … -->        and these keys are typed
    <!-- file: PATH -->                                     what is in a file

A transcript in a block of `console` begins with the command. The table between `<!-- faults -->`
and `<!-- /faults -->` says which faults are planted.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

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


def rendered(text: str) -> str:
    """Return the text of a README with what is made in it as it is now.

    Raises ValueError where a command ends with another status than the README says.
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
    return f"{found['begun']}{typed}{ran.stdout}```\n"


def _environ(data: Path) -> dict[str, str]:
    # pytest shows its summary otherwise where it is run by a service.
    left_out = {*SETTINGS, "CI", "BUILD_NUMBER"}
    kept = {name: text for name, text in os.environ.items() if name not in left_out}
    return {
        **kept,
        "PYTHONPATH": str(PROJECT),
        "QUOTH_DATA_DIR": str(data),
        "NO_COLOR": "1",
        "PYTHONUTF8": "1",
        "COLUMNS": "80",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTEST_ADDOPTS": "",
    }


if __name__ == "__main__":
    README.write_text(rendered(README.read_text(encoding="utf-8")), encoding="utf-8")

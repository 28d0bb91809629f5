"""The command line, run in this process where that will do and as a process where it must."""

from __future__ import annotations

import io
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bot.cli.app import run
from bot.settings import SETTINGS


class Ran(NamedTuple):
    status: int
    out: str
    err: str


Quoth = Callable[..., Ran]


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Holds the indexes of all tests that do not ask for a folder of their own."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def clean_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def quoth(
    data_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    clean_logging: None,
) -> Quoth:
    """Runs the command in this process, in an empty working directory, over the seeds."""
    for name in (*SETTINGS, "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QUOTH_DATA_DIR", str(data_dir))
    # The same answers come whether the extra `semantic` is installed or not.
    monkeypatch.setenv("QUOTH_READER", "none")
    work = tmp_path / "work"
    work.mkdir(exist_ok=True)
    monkeypatch.chdir(work)

    def call(*arguments: str | Path, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        status = run([str(argument) for argument in arguments])
        return Ran(status, *capsys.readouterr())

    return call


def _heed_interruptions() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Process:
    """Runs the command as a process of its own."""

    def __init__(self, project: Path, data_dir: Path, cwd: Path) -> None:
        self.cwd = cwd
        self.env = {
            **{name: text for name, text in os.environ.items() if name not in SETTINGS},
            "PYTHONPATH": str(project),
            "QUOTH_DATA_DIR": str(data_dir),
            "QUOTH_READER": "none",
            "HOME": str(cwd),
        }

    def command(self, *arguments: str | Path) -> list[str]:
        return [sys.executable, "-m", "bot", *map(str, arguments)]

    def __call__(
        self, *arguments: str | Path, stdin: bytes = b"", env: Mapping[str, str] | None = None
    ) -> Ran:
        done = subprocess.run(
            self.command(*arguments),
            input=stdin,
            capture_output=True,
            check=False,
            cwd=self.cwd,
            env={**self.env, **(env or {})},
            timeout=60,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    def start(self, *arguments: str | Path, **how: Any) -> subprocess.Popen[bytes]:
        """Starts the command, which heeds SIGINT even where the test run was started to ignore it.

        A shell without job control lets what it starts with `&` ignore interruptions, and so does
        everything that is started from there in turn.
        """
        return subprocess.Popen(
            self.command(*arguments),
            **{"cwd": self.cwd, "env": self.env, "stdout": subprocess.PIPE, **how},
            preexec_fn=_heed_interruptions,  # noqa: PLW1509  # it is a system call and no more
        )

    def shell(self, script: str) -> Ran:
        """Runs a line of shell in which `quoth` is the command."""
        quoted = " ".join(f"'{part}'" for part in self.command())
        done = subprocess.run(
            ["bash", "-c", f'set -o pipefail; quoth() {{ {quoted} "$@"; }}; {script}'],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            cwd=self.cwd,
            env=self.env,
            timeout=60,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def process(project: Path, data_dir: Path, tmp_path: Path) -> Process:
    return Process(project, data_dir, tmp_path)


@pytest.fixture
def corpus(tmp_path: Path) -> Callable[[Mapping[str, str]], Path]:
    """Writes files into a folder of sources."""

    def write(files: Mapping[str, str]) -> Path:
        folder = tmp_path / "sources"
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder

    return write

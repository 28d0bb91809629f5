"""Processes that behave badly, and what becomes of them."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
import time
from asyncio.subprocess import Process
from pathlib import Path

import pytest

import bot.discord.index_worker
from bot.discord.index_worker import JobCrash, JobLimits, JobOverrun, run_job
from retrieval.errors import (
    DamagedIndex,
    IndexFault,
    QuothError,
    SourcesError,
    UnreadableFile,
    UsageError,
)

AMPLE = JobLimits(60)
ODD = "tests.bot.discord.odd_jobs"


@pytest.fixture(autouse=True)
def odd_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.discord.index_worker, "_CHILD", ODD)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def asleep(sleeping: asyncio.Task[None], caplog: pytest.LogCaptureFixture) -> int:
    """Return the process id of a child that has fallen asleep."""
    while not sleeping.done():
        for message in caplog.messages:
            if message.startswith("asleep "):
                return int(message.split()[1])
        await asyncio.sleep(0.01)
    raise AssertionError(sleeping)


async def test_a_job_that_takes_too_long_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    start = bot.discord.index_worker._started
    children: list[Process] = []

    async def started() -> Process:
        children.append(await start())
        return children[-1]

    monkeypatch.setattr(bot.discord.index_worker, "_started", started)
    with pytest.raises(JobOverrun, match=r"^took longer than 0\.2 seconds$"):
        await run_job("sleep", JobLimits(0.2))
    assert [child.returncode for child in children] == [-signal.SIGKILL]


async def test_a_job_that_is_cancelled_is_killed(caplog: pytest.LogCaptureFixture) -> None:
    sleeping = asyncio.create_task(run_job("sleep", AMPLE))
    pid = await asleep(sleeping, caplog)
    sleeping.cancel()

    with pytest.raises(asyncio.CancelledError):
        await sleeping
    assert not is_running(pid)


async def test_a_job_that_takes_too_much_memory_is_an_overrun() -> None:
    with pytest.raises(JobOverrun, match=r"^took more than 512 MiB of memory$"):
        await run_job("devour", JobLimits(60, 512 * 2**20))


@pytest.mark.parametrize(
    ("job", "how"), [("die", "killed by signal 11"), ("leave", "ended with status 3")]
)
async def test_a_child_that_ends_without_a_reply_is_a_crash(job: str, how: str) -> None:
    with pytest.raises(JobCrash, match=f"^{how}$"):
        await run_job(job, AMPLE)


@pytest.mark.parametrize(
    "kind", [QuothError, UsageError, SourcesError, UnreadableFile, IndexFault, DamagedIndex]
)
async def test_an_error_of_quoth_comes_back_as_itself(kind: type[QuothError]) -> None:
    with pytest.raises(kind, match=r"^the reason$") as raised:
        await run_job("fail", AMPLE, kind=kind.__name__)
    assert raised.type is kind


async def test_an_error_that_nobody_foresaw_is_a_crash_with_its_traceback_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(JobCrash, match=r"^ZeroDivisionError$"):
        await run_job("fail", AMPLE, kind="Other")

    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "ZeroDivisionError: the reason" in record.getMessage()


async def test_what_a_child_logs_is_logged_and_what_it_prints_does_no_harm(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    assert await run_job("chatter", AMPLE) == "done"

    said = [(record.name, record.levelname, record.getMessage()) for record in caplog.records]
    assert ("odd", "INFO", "two\nlines") in said
    assert ("bot.discord.index_worker", "WARNING", "not a record") in said
    assert ("bot.discord.index_worker", "WARNING", "to the output") in said
    assert not any("too low" in message for _, _, message in said)
    assert sum(message.count("x") for _, _, message in said) == 3_000_000


async def test_a_child_gets_no_token_and_the_modules_of_its_parent(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, project: Path
) -> None:
    # A folder that happens to hold a package of the same name.
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "__init__.py").write_text("raise ImportError")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DISCORD_TOKEN", "s3cret")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "more"))
    environment = await run_job("environment", AMPLE)

    assert "DISCORD_TOKEN" not in environment
    assert environment["PYTHONPATH"] == f"{project}{os.pathsep}{tmp_path / 'more'}"


async def test_a_child_imports_nothing_of_discord() -> None:
    assert not {"discord", "aiohttp"} & set(await run_job("modules", AMPLE))


async def test_a_child_that_cannot_be_started_is_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    with pytest.raises(JobCrash, match=r"^no process can be started: no such file or directory$"):
        await run_job("environment", AMPLE)


def test_a_child_does_not_outlive_its_parent(project: Path) -> None:
    script = (
        "import asyncio, logging, os\n"
        "from bot.discord import index_worker\n"
        f"index_worker._CHILD = {ODD!r}\n"
        "class Die(logging.Handler):\n"
        "    def emit(self, record):\n"
        "        print(record.getMessage(), flush=True)\n"
        "        os._exit(0)\n"
        "logging.basicConfig(handlers=[Die()])\n"
        "asyncio.run(index_worker.run_job('sleep', index_worker.JobLimits(60)))\n"
    )
    parent = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, cwd=project, check=True, timeout=60
    )
    pid = int(parent.stdout.split()[1])

    deadline = time.monotonic() + 30
    while is_running(pid) and not _is_zombie(pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _is_zombie(pid: int) -> bool:
    """Return whether a process has ended and nobody has taken note, as in a container."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False

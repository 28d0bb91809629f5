from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.heartbeat import Heartbeat, check


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "heartbeat.json"


@pytest.fixture
def heartbeat(path: Path, clock: Clock) -> Heartbeat:
    return Heartbeat(path, clock)


def test_a_fresh_sign_of_life_is_well_and_says_more(
    heartbeat: Heartbeat, path: Path, clock: Clock
) -> None:
    heartbeat.beat({"guilds": 3, "pid": "not this"})
    clock.now += 30

    assert check(path, 30, clock) is None
    signs = json.loads(path.read_text())
    assert (signs["guilds"], signs["pid"], signs["time"]) == (3, os.getpid(), 1_000_000)


@pytest.mark.parametrize(("passed", "text"), [(31.0, "31"), (-31.0, "-31"), (90_000.0, "90,000")])
def test_an_old_sign_and_one_of_the_future_are_not_well(
    heartbeat: Heartbeat, path: Path, clock: Clock, passed: float, text: str
) -> None:
    heartbeat.beat({})
    clock.now += passed

    reason = f"the last sign of life is {text} s old, expected 30 s at most"
    assert check(path, 30, clock) == reason


def test_a_bot_that_has_ended_in_order_is_not_running(
    heartbeat: Heartbeat, path: Path, clock: Clock
) -> None:
    heartbeat.beat({})
    heartbeat.stop()
    heartbeat.stop()

    assert check(path, 30, clock) == f"the bot is not running: there is no {path}"
    assert not list(path.parent.iterdir())


def test_a_process_that_is_gone_is_noticed(heartbeat: Heartbeat, path: Path, clock: Clock) -> None:
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    heartbeat.beat({})
    signs = {**json.loads(path.read_text()), "pid": int(gone.stdout)}
    path.write_text(json.dumps(signs))

    reason = f"the process {int(gone.stdout)} of the last sign of life is gone"
    assert check(path, 30, clock) == reason
    # What runs on another machine cannot be looked up on this one.
    path.write_text(json.dumps({**signs, "host": "elsewhere"}))
    assert check(path, 30, clock) is None


@given(
    st.binary(max_size=50)
    | st.sampled_from([b"", b"[]", b"{}", b'{"time": null}', b"[" * 100_000])
    | st.fixed_dictionaries(
        {name: st.floats() | st.integers() | st.text() for name in ("time", "pid", "host")}
    ).map(lambda signs: json.dumps(signs).encode())
)
def test_whatever_is_in_the_file_the_reason_is_one_line(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("beat") / "heartbeat.json"
    path.write_bytes(content)

    reason = check(path, 30)
    assert reason is not None
    assert len(reason.splitlines()) == 1


def test_a_disk_that_takes_nothing_is_one_warning(
    tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    heartbeat = Heartbeat(tmp_path / "file" / "heartbeat.json", clock)
    for _ in range(3):
        heartbeat.beat({})

    assert len(caplog.messages) == 1
    assert check(tmp_path / "file" / "heartbeat.json", 30, clock) is not None


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    assert check(tmp_path, 30) == f"cannot read {tmp_path}: Is a directory"

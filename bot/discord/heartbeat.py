"""A sign of life in a file, for whoever checks from outside whether the bot is well."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

HEARTBEAT_FILE = "heartbeat.json"
"""The name of the file in the data folder."""

logger = logging.getLogger(__name__)


class Heartbeat:
    """Leaves signs of life in a file. A disk that does not take them is one warning, no failure."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock
        self._failing = False

    def beat(self, detail: Mapping[str, object]) -> None:
        """Write that this process is well now; `detail` is what else the file says, as JSON."""
        signs = {"time": self._clock(), "pid": os.getpid(), "host": os.uname().nodename}
        written = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            written.write_text(json.dumps({**detail, **signs}) + "\n", encoding="utf-8")
            written.replace(self._path)
        except OSError as error:
            if not self._failing:
                logger.warning("cannot write the sign of life to %s: %s", self._path, error)
            self._failing = True
        else:
            self._failing = False

    def stop(self) -> None:
        """Take the file away: the process is about to end in order."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            logger.warning("cannot remove the sign of life %s: %s", self._path, error)


def check(path: Path, max_age_seconds: float, clock: Callable[[], float] = time.time) -> str | None:
    """Return None where the last sign of life is fresh, else one line that says why it is not."""
    try:
        signs = json.loads(path.read_bytes())
        at, pid, host = float(signs["time"]), int(signs["pid"]), str(signs["host"])
    except FileNotFoundError:
        return f"the bot is not running: there is no {path}"
    except OSError as error:
        return f"cannot read {path}: {error.strerror or error}"
    except (ArithmeticError, ValueError, TypeError, KeyError, RecursionError):
        return f"expected a sign of life in {path}, got something else"
    age = clock() - at
    # A clock that was set back makes a sign of the future, which says nothing either.
    if not abs(age) <= max_age_seconds:
        return f"the last sign of life is {age:,.0f} s old, expected {max_age_seconds:g} s at most"
    if host == os.uname().nodename and not _is_running(pid):
        return f"the process {pid} of the last sign of life is gone"
    return None


def _is_running(pid: int) -> bool:
    if pid <= 0:
        # To the system these are groups of processes.
        return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        # It is there, and of somebody else.
        return True
    return True

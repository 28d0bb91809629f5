"""What may be removed from a data folder: indexes that nothing uses, builds that were cut off."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Collection
from pathlib import Path

BUILDING = "building"
"""What the name of a folder begins with that is being written or removed."""

_ABANDONED_AFTER = 24 * 60 * 60

# A process may have published an index and not yet pointed to it.
_GRACE = 60.0


def new_name() -> str:
    """Return the name of a folder to build in, which tells whose it is."""
    return f"{BUILDING}-{os.uname().nodename}-{os.getpid()}-{os.urandom(4).hex()}"


def remove(folder: Path) -> None:
    """Take a folder away, in one step for whoever looks, then remove what is in it."""
    doomed = folder.with_name(f"{BUILDING}-discarded-{os.urandom(8).hex()}")
    try:
        folder.rename(doomed)
    except FileNotFoundError:
        return
    shutil.rmtree(doomed, ignore_errors=True)


def clean(indexes: Path, used: Collection[str]) -> None:
    """Remove the indexes that are not used, and what interrupted builds left."""
    for path in indexes.iterdir():
        if path.name.startswith(BUILDING):
            if _is_abandoned(path):
                shutil.rmtree(path, ignore_errors=True)
        elif path.name not in used and _age(path) > _GRACE:
            remove(path)


def clean_unfinished(folder: Path) -> None:
    """Remove the files of a folder that a crash kept from getting their name."""
    for path in folder.glob(".*"):
        if _age(path) > _ABANDONED_AFTER:
            path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def _is_abandoned(path: Path) -> bool:
    if _age(path) > _ABANDONED_AFTER:
        return True
    host, _, pid = path.name.removeprefix(f"{BUILDING}-").rpartition("-")[0].rpartition("-")
    return host == os.uname().nodename and pid.isdigit() and not _is_running(int(pid))


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True

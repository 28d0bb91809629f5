"""The sources that come with Quoth."""

from __future__ import annotations

from pathlib import Path


def bundled_seeds() -> Path:
    """Return the folder of bundled sources: beside this module if installed, else a checkout's."""
    here = Path(__file__).resolve().parent
    installed = here / "bundled_seeds"
    return installed if installed.is_dir() else here.parent / "seeds"

"""What every test may lean on: one way for hypothesis to behave, and the way to the seeds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "quoth",
    deadline=None,
    derandomize="CI" in os.environ,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("thorough", settings.get_profile("quoth"), max_examples=3000)
settings.load_profile("quoth")

# The same answers come whether the extra `semantic` is installed or not.
os.environ["QUOTH_READER"] = "none"

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def project() -> Path:
    return PROJECT


@pytest.fixture(scope="session")
def seeds() -> Path:
    return PROJECT / "seeds"

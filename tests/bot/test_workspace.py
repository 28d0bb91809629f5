"""Where the bundled sources are."""

from __future__ import annotations

from pathlib import Path

import pytest

import bot.workspace
from bot.workspace import bundled_seeds


def test_a_checkout_has_its_seeds_beside_the_package(seeds: Path) -> None:
    assert bundled_seeds() == seeds
    assert list(seeds.glob("*.md"))


def test_an_installed_package_has_its_seeds_in_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bot" / "bundled_seeds").mkdir(parents=True)
    monkeypatch.setattr(bot.workspace, "__file__", str(tmp_path / "bot" / "seeds.py"))

    assert bundled_seeds() == tmp_path / "bot" / "bundled_seeds"

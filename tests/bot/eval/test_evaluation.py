"""Questions measured by one process or several."""

from __future__ import annotations

from pathlib import Path

import pytest

import bot.eval.evaluation
from bot.eval.evaluation import measure_all
from bot.settings import Settings
from bot.workspace import Workspace, open_library
from retrieval.evaluation.cases import Case, Outcome, Relevance


def plain(outcomes: list[Outcome]) -> list[Outcome]:
    return [outcome._replace(seconds=0) for outcome in outcomes]


def test_several_processes_find_what_one_finds_in_the_same_order(
    seeds: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Workspace.of([seeds], data_dir, Settings())
    library = open_library(place)
    named = ("who replaced Lin?", "when was Qwen introduced?", "who is the CEO of OpenAI?")
    cases = [
        Case(f"{question}{at}", question, (Relevance(None, "Qwen"),))
        for at in range(6)
        for question in named
    ]
    heard = []
    alone = measure_all(place, library, cases, lambda: heard.append("alone"))
    monkeypatch.setattr(bot.eval.evaluation, "WORTH_SHARING", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)

    shared = measure_all(place, library, cases, lambda: heard.append("shared"))

    assert plain(shared) == plain(alone)
    assert heard == ["alone"] * len(cases) + ["shared"] * len(cases)

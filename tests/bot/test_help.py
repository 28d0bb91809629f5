from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

import click
import pytest

from bot import __version__
from bot.cli.app import COMMANDS, quoth
from tests.bot.conftest import Process, Quoth
from tests.bot.examples import assert_helpful, command_of, examples
from tests.retrieval.training.articles import write_folder

# Click remembers the help option that it makes for the first context.
GROUP = click.Context(quoth, info_name="quoth", **quoth.context_settings)


EXAMPLES = dict.fromkeys((*quoth.examples, *examples(quoth, COMMANDS)))


def test_the_version_is_that_of_the_project(project: Path, process: Process) -> None:
    written = tomllib.loads((project / "pyproject.toml").read_text())["project"]["version"]

    assert __version__ == written
    assert process("--version") == (0, f"quoth {written}\n", "")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples_and_every_option_says_what_it_does(name: str) -> None:
    assert_helpful(command_of(quoth, name), GROUP, name)


def test_help_is_the_same_with_h_and_lists_the_commands(quoth: Quoth) -> None:
    status, out, _ = quoth("--help")

    assert (status, quoth("-h").out) == (0, out)
    for name, listed in COMMANDS.items():
        assert f"  {name} " in out
        assert listed.help in out


def write_questions(work: Path) -> None:
    asked = "- ask: where did the zebra run?\n  says: ran away\n"
    (work / "questions.yaml").write_text("- ask: who replaced Lin?\n  says: appointed\n")
    (work / "main.run").write_text('{"quoth_run": 1}\n')
    (work / "tests" / "regression").mkdir(parents=True)
    (work / "tests" / "regression" / "questions.yaml").write_text(
        f"sources: ../../corpus.jsonl\nquestions:\n{asked}"
    )
    write_folder(work / "beir")


@pytest.fixture(scope="module")
def desk(project: Path, seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Process:
    """A working directory with the files that the examples name."""
    work = tmp_path_factory.mktemp("desk")
    question = json.dumps({"_id": "q1", "text": "who replaced Lin?"}) + "\n"
    for name in ("seeds", "notes"):
        shutil.copytree(seeds, work / name)
    (work / "corpus.jsonl").write_text('{"_id": "r1", "text": "The zebra ran away."}\n')
    for name in ("questions.jsonl", "queries.jsonl"):
        (work / name).write_text(question)
    (work / "questions.txt").write_text("who replaced Lin?\n")
    (work / "answers.ndjson").write_text('{"quotes": [], "closest": []}\n')
    write_questions(work)
    for folder in (
        ".local/share/bash-completion/completions",
        ".zfunc",
        ".config/fish/completions",
    ):
        (work / folder).mkdir(parents=True)
    return Process(project, work / "data", work)


# A bot connects to Discord, for which these tests have no token.
CONNECTING = [example for example in EXAMPLES if example.startswith("quoth bot")]
CHECKING = [example for example in CONNECTING if "--check" in example]


@pytest.mark.parametrize("example", [one for one in EXAMPLES if one not in CONNECTING])
def test_every_example_runs(desk: Process, example: str) -> None:
    status, _, err = desk.shell(example)

    assert (status, err) == (0, "")


@pytest.mark.parametrize("example", [one for one in CONNECTING if one not in CHECKING])
def test_every_example_of_the_bot_asks_for_a_token_before_it_does_anything(
    desk: Process, example: str
) -> None:
    status, out, err = desk.shell(example)

    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "DISCORD_TOKEN" in err


@pytest.mark.parametrize("example", CHECKING)
def test_a_bot_that_does_not_run_is_found_not_to(desk: Process, example: str) -> None:
    status, out, err = desk.shell(example)

    assert (status, err) == (1, "")
    assert out.startswith("not connected: the bot is not running")
    assert len(out.splitlines()) == 1

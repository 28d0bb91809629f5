"""Every command's help, and its examples, each of which must run."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

import click
import pytest

from bot import __version__
from bot.cli.app import COMMANDS, ExampleCommand, LazyGroup, quoth
from bot.cli.commands import questions, sources
from tests.bot.conftest import Process, Quoth
from tests.retrieval.reader.models import encoder_bytes, write_model
from tests.retrieval.training.articles import write_folder

GROUPS: dict[str, LazyGroup] = {
    "quoth": quoth,
    "quoth questions": questions.command,
    "quoth sources": sources.sources_command,
}
NAMED = [(path, name) for path, group in GROUPS.items() for name in group.listed]


def command_at(path: str, name: str) -> ExampleCommand:
    found = GROUPS[path].get_command(click.Context(GROUPS[path]), name)
    assert isinstance(found, ExampleCommand)
    return found


EXAMPLES = list(
    dict.fromkeys(
        (*quoth.examples, *(one for named in NAMED for one in command_at(*named).examples))
    )
)
# A bot connects to Discord, for which these tests have no token.
CONNECTING = [example for example in EXAMPLES if example.startswith("quoth bot")]
CHECKING = [example for example in CONNECTING if "--check" in example]
READING = [example for example in EXAMPLES if "--vectors" in example or "--reader" in example]
BREAKING_IS_STATUS_1 = "quoth sources diff"


def test_the_version_is_that_of_the_project(project: Path, process: Process) -> None:
    written = tomllib.loads((project / "pyproject.toml").read_text())["project"]["version"]

    assert __version__ == written
    assert process("--version") == (0, f"quoth {written}\n", "")


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_every_command_has_help_with_examples_and_every_option_says_what_it_does(
    path: str, name: str
) -> None:
    found = command_at(path, name)
    # Click remembers the help option that it makes for the first context.
    parent = click.Context(GROUPS[path], info_name=path, **GROUPS[path].context_settings)
    help_text = found.get_help(click.Context(found, parent, info_name=name))

    assert found.help
    assert found.examples
    for example in found.examples:
        assert f"{path} {name}" in example
        assert f"  {example}\n" in help_text + "\n"
    assert all(len(line) <= 80 for line in help_text.splitlines())
    for parameter in found.params:
        if isinstance(parameter, click.Option):
            assert (parameter.help or "").endswith(".")


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
    write_model(work / "model", encoder_bytes())
    (work / "qrels.txt").write_text("q1 0 r1 1\n")


@pytest.fixture(scope="module")
def stocked(project: Path, seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Process:
    """A working directory with the files that the examples name."""
    work = tmp_path_factory.mktemp("stocked")
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


@pytest.mark.parametrize("example", [one for one in EXAMPLES if one not in CONNECTING])
def test_every_example_runs(stocked: Process, example: str) -> None:
    reader = "none"
    if example in READING:
        pytest.importorskip("onnxruntime", reason="the extra semantic is not installed")
        reader = "model/"
    status, _, err = stocked.shell(f"export QUOTH_READER={reader}; {example}")

    assert status in ((0, 1) if example.startswith(BREAKING_IS_STATUS_1) else (0,))
    assert err == ""


@pytest.mark.parametrize("example", [one for one in CONNECTING if one not in CHECKING])
def test_every_example_of_the_bot_asks_for_a_token_before_it_does_anything(
    stocked: Process, example: str
) -> None:
    status, out, err = stocked.shell(example)

    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "DISCORD_TOKEN" in err


@pytest.mark.parametrize("example", CHECKING)
def test_a_bot_that_does_not_run_is_found_not_to(stocked: Process, example: str) -> None:
    status, out, err = stocked.shell(example)

    assert (status, err) == (1, "")
    assert out.startswith("not connected: the bot is not running")
    assert len(out.splitlines()) == 1

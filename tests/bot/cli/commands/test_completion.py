"""`quoth completion`."""

from __future__ import annotations

import pytest

from tests.bot.conftest import Process, Quoth


@pytest.mark.parametrize(
    ("shell", "begins"),
    [("bash", "_quoth_completion"), ("zsh", "#compdef quoth"), ("fish", "function")],
)
def test_each_shell_gets_its_script(quoth: Quoth, shell: str, begins: str) -> None:
    status, out, err = quoth("completion", shell)

    assert (status, err) == (0, "")
    assert out.startswith(begins)
    assert "_QUOTH_COMPLETE" in out


def test_the_script_of_bash_is_one_that_bash_accepts(process: Process) -> None:
    assert process.shell("quoth completion bash > script && bash -n script") == (0, "", "")


@pytest.mark.parametrize(
    ("typed", "completed"),
    [("quoth ", "search"), ("quoth se", "search"), ("quoth ask --ex", "--explain")],
)
def test_names_and_options_are_completed(process: Process, typed: str, completed: str) -> None:
    env = {
        "_QUOTH_COMPLETE": "bash_complete",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(typed.count(" ")),
    }

    assert f"plain,{completed}" in process(env=env).out.splitlines()

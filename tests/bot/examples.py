"""What every command's help must have, and its examples, each of which must run."""

from __future__ import annotations

from collections.abc import Iterable

import click

from bot.cli.app import ExampleCommand


def examples(group: click.Group, names: Iterable[str]) -> list[str]:
    """Return the examples of a group's commands, in order."""
    return [example for name in names for example in command_of(group, name).examples]


def command_of(group: click.Group, name: str) -> ExampleCommand:
    """Return a command of a group, which has to have examples."""
    found = group.get_command(click.Context(group), name)
    assert isinstance(found, ExampleCommand)
    return found


def assert_helpful(found: ExampleCommand, parent: click.Context, name: str) -> None:
    """Assert that a command's help shows its examples, within the width, and explains options."""
    help_text = found.get_help(click.Context(found, parent, info_name=name))
    assert found.help
    assert found.examples
    for example in found.examples:
        assert f"{parent.command_path} {name}" in example
        assert f"  {example}\n" in help_text + "\n"
    assert all(len(line) <= 80 for line in help_text.splitlines())
    for parameter in found.params:
        if isinstance(parameter, click.Option):
            assert (parameter.help or "").endswith(".")

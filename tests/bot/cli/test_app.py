"""What a person sees when it does not go as it should, and what is loaded when it does."""

from __future__ import annotations

import subprocess
import sys

import pytest

import bot.cli.commands.ask
from bot.cli.app import MEANINGS, Status
from retrieval.errors import DamagedIndex, QuothError, SourcesError, UnreadableFile, UsageError
from tests.bot.conftest import Process, Quoth


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UsageError("expected this"), Status.USAGE),
        (SourcesError("expected that"), Status.SOURCES),
        (UnreadableFile("expected text"), Status.SOURCES),
        (DamagedIndex("expected whole"), Status.INDEX),
        (QuothError("expected sense"), Status.INTERNAL),
    ],
)
def test_every_error_of_quoth_is_one_line_and_its_status(
    quoth: Quoth, monkeypatch: pytest.MonkeyPatch, error: QuothError, status: Status
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(bot.cli.commands.ask, "open_library", fail)

    assert quoth("ask", "who?") == (status, "", f"quoth: {error}\n")


def test_an_unexpected_error_is_one_line_and_with_v_a_traceback(
    quoth: Quoth, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("by nothing\n\x1b[2J")

    monkeypatch.setattr(bot.cli.commands.ask, "open_library", fail)

    line = "quoth: internal error: ZeroDivisionError: by nothing ␛[2J"
    assert quoth("ask", "who?") == (70, "", f"{line}; run again with -v for details\n")
    status, _, err = quoth("ask", "who?", "-v")
    assert status == 70
    assert err.startswith("Traceback ")
    assert err.endswith(f"{line}\n")


def test_an_interruption_is_status_130_and_one_line(
    quoth: Quoth, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bot.cli.commands.ask, "open_library", fail)

    assert quoth("ask", "who?") == (130, "", "\nquoth: interrupted\n")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["aks"], "quoth: there is no command 'aks'; did you mean 'ask'? (see 'quoth --help')\n"),
        (["--nothing"], "quoth: no such option '--nothing' (see 'quoth --help')\n"),
        (["verify"], "quoth: missing argument 'FILE' (see 'quoth verify --help')\n"),
        (["completion", "sh"], "'sh' is not one of 'bash', 'zsh', 'fish'"),
    ],
)
def test_wrong_usage_is_one_line_with_the_way_to_help(
    quoth: Quoth, arguments: list[str], line: str
) -> None:
    status, out, err = quoth(*arguments)

    assert (status, out, err.count("\n")) == (2, "", 1)
    assert line in err


def test_without_a_command_the_help_is_shown_with_status_2(quoth: Quoth) -> None:
    status, out, err = quoth()

    assert (status, out) == (2, "")
    assert err.startswith("Usage: quoth ")


@pytest.mark.parametrize(
    "command",
    [
        "ask 'who replaced Lin?'",
        "search Lin --json",
        "sources",
        "--help",
        "index",
        "completion zsh",
    ],
)
def test_a_full_disk_under_the_output_is_one_line(process: Process, command: str) -> None:
    assert process.shell(f"quoth {command} > /dev/full") == (
        74,
        "",
        "quoth: cannot write the output: No space left on device\n",
    )


def test_a_closed_output_is_one_line(process: Process) -> None:
    assert process.shell("quoth sources >&-") == (
        74,
        "",
        "quoth: cannot write the output: it is closed\n",
    )


def test_the_status_is_right_where_standard_error_is_closed(process: Process) -> None:
    assert process.shell("quoth ask x --sources nowhere 2>&-").status == 3
    assert process.shell("quoth ask x --sources nowhere 2>/dev/full").status == 3


def test_a_reader_that_stops_reading_is_no_error(process: Process) -> None:
    batch = process.cwd / "batch.jsonl"
    batch.write_text('{"_id": "a", "text": "Lin"}\n' * 200)

    status, out, err = process.shell("quoth search --batch batch.jsonl -k 50 | head -n 1")

    assert (status, out.count("\n"), err) == (141, 1, "")


def test_what_the_output_cannot_say_is_escaped_and_json_is_utf_8(process: Process) -> None:
    source = process.cwd / "a.txt"
    source.write_text("The zebra said “nǐ hǎo” 你好.\n", encoding="utf-8")
    arguments = ("ask", "zebra", "--sources", source)
    ascii_only, unicode = {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "utf-8"}

    assert "> The zebra said \\u201cn\\u01d0 h" in process(*arguments, env=ascii_only).out
    assert "┃ The zebra said “nǐ hǎo” 你好." in process(*arguments, env=unicode).out
    assert '"The zebra said “nǐ hǎo” 你好."' in process(*arguments, "--json", env=ascii_only).out


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_a_bare_locale_is_no_obstacle(process: Process, locale: str) -> None:
    env = {"LC_ALL": locale, "LANG": locale}

    status, out, err = process("ask", "who replaced Lin?", env=env)

    assert (status, err) == (0, "")
    assert out


def test_the_module_is_the_command_even_when_interrupted_early(process: Process) -> None:
    script = (
        "import sys; sys.modules['bot.cli.app'] = None\n"
        "import builtins, bot.cli\n"
        "real = builtins.__import__\n"
        "def late(name, *rest):\n"
        "    if name == 'bot.cli.app': raise KeyboardInterrupt\n"
        "    return real(name, *rest)\n"
        "builtins.__import__ = late\n"
        "bot.cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=False,
        env=process.env,
        cwd=process.cwd,
    )

    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def test_statuses_are_those_of_the_contract() -> None:
    assert {0, 1, 2, 3, 4, 5, 130} <= {int(status) for status in Status}
    assert set(MEANINGS) == set(Status)


HEAVY = (
    *("charset_normalizer", "discord", "docx", "dotenv", "jsonschema", "logging.config"),
    *("lxml", "markdown_it", "pypdfium2", "rank_bm25", "readline", "rich", "scipy", "sklearn"),
    *("trafilatura", "yaml", "ir_measures", "jinja2", "matplotlib", "multiprocessing"),
    *("retrieval.evaluation", "bot.eval"),
)


@pytest.mark.parametrize(
    ("arguments", "more"),
    [
        (("--version",), ("numpy", "retrieval.library")),
        (("--help",), ("numpy", "retrieval.library", "bot.cli.commands.ask")),
        (("ask", "who replaced Lin?"), ("retrieval.index.build", "json.tool")),
        (("ask", "who replaced Lin?", "--json"), ("bot.terminal.answer_text",)),
        (("search", "Lin"), ()),
    ],
    ids=" ".join,
)
def test_nothing_is_imported_that_is_not_needed(
    process: Process, arguments: tuple[str, ...], more: tuple[str, ...]
) -> None:
    process("index")
    script = (
        "import sys; from bot.cli.app import run\n"
        f"run({arguments!r})\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=False,
        text=True,
        cwd=process.cwd,
        env=process.env,
    )

    loaded = set(done.stderr.split())
    assert done.stdout
    assert loaded.isdisjoint((*HEAVY, *more))


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

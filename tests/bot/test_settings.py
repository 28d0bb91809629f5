from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from bot.settings import SETTINGS, Settings
from retrieval.errors import UsageError


def load(environ: dict[str, str]) -> Settings:
    return Settings.load(environ, None)


@pytest.mark.parametrize(
    ("name", "text", "attribute", "value"),
    [
        ("DISCORD_TOKEN", "abc.def", "discord_token", "abc.def"),
        ("QUOTH_SOURCES", "a:b/c", "sources", (Path("a"), Path("b/c"))),
        ("QUOTH_DATA_DIR", "/var/quoth", "data_dir", Path("/var/quoth")),
        ("QUOTH_LANGUAGE", "german", "language", "german"),
        ("QUOTH_ENGINE", "rank_bm25", "engine", "rank_bm25"),
        ("QUOTH_LOG_LEVEL", "Info", "log_level", logging.INFO),
        ("QUOTH_MAX_FILE_MB", " 12 ", "max_file_mb", 12),
        ("QUOTH_MAX_PAGES", "1", "max_pages", 1),
        ("QUOTH_GUILDS", "1, 22 333", "guilds", frozenset((1, 22, 333))),
    ],
)
def test_each_setting_is_read(name: str, text: str, attribute: str, value: object) -> None:
    assert getattr(load({name: text}), attribute) == value


@pytest.mark.parametrize("name", SETTINGS)
def test_an_empty_value_counts_as_not_set(name: str) -> None:
    assert load({name: " "}) == load({}) == Settings()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("QUOTH_LANGUAGE", "klingon"),
        ("QUOTH_ENGINE", "bm42"),
        ("QUOTH_LOG_LEVEL", "loud"),
        ("QUOTH_MAX_FILE_MB", "0"),
        ("QUOTH_MAX_FILE_MB", "1.5"),
        ("QUOTH_MAX_PAGES", "-1"),
        ("QUOTH_MAX_PAGES", "9" * 5000),
        ("QUOTH_GUILDS", "my server"),
    ],
)
def test_a_malformed_value_is_refused_with_its_name_and_what_was_expected(
    name: str, text: str
) -> None:
    with pytest.raises(UsageError, match=f"^{name}: expected .*, got '{re.escape(text)}'$"):
        load({name: text})


def test_the_token_is_never_shown() -> None:
    assert "s3cret" not in repr(load({"DISCORD_TOKEN": "s3cret"}))
    with pytest.raises(UsageError) as refused:
        load({"DISCORD_TOKEN": "s3cret and more"})
    assert "s3cret" not in str(refused.value)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("QUOTH_MAX_PAGES=5\nQUOTH_ENGINE=rank_bm25\n")

    settings = Settings.load({"QUOTH_MAX_PAGES": "7"}, dotenv)

    assert (settings.max_pages, settings.engine) == (7, "rank_bm25")


@pytest.mark.parametrize("written", [b"QUOTH_ENGINE=\xff\n", None])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, written: bytes | None) -> None:
    dotenv = tmp_path / ".env"
    if written is None:
        dotenv.symlink_to(tmp_path / "nowhere")
        assert Settings.load({}, dotenv) == Settings()
        return
    dotenv.write_bytes(written)
    with pytest.raises(UsageError, match=r"\.env"):
        Settings.load({}, dotenv)


def test_a_misspelt_setting_is_pointed_out(caplog: pytest.LogCaptureFixture) -> None:
    load({"QUOTH_SOURCE": "notes"})

    assert caplog.messages == ["there is no setting QUOTH_SOURCE; did you mean QUOTH_SOURCES?"]


def test_the_example_the_settings_and_the_readme_name_the_same(project: Path) -> None:
    example = (project / ".env.example").read_text()
    readme = (project / "README.md").read_text()

    assert set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)) == set(SETTINGS)
    assert set(re.findall(r"\b(?:QUOTH|DISCORD)_[A-Z_]+\b", readme)) == set(SETTINGS)


def test_every_setting_in_the_example_has_a_comment_and_its_default(project: Path) -> None:
    example = (project / ".env.example").read_text()
    for block in example.strip().split("\n\n")[1:]:
        *comment, setting = block.splitlines()
        assert comment
        assert all(line.startswith("# ") for line in comment)
        name, _, default = setting.removeprefix("#").partition("=")
        assert load({name: default}) == Settings()

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from bot.settings import SETTINGS, THRESHOLD_NAMES, Settings
from retrieval.answering.abstention import DEFAULT_THRESHOLD
from retrieval.errors import UsageError
from retrieval.ranking.weights import THRESHOLD_NAMES as NAMES
from retrieval.ranking.weights import bundled_weights
from tests.readme import PAGES


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
        ("QUOTH_CAUTION", "careful", "caution", "careful"),
        ("QUOTH_CAUTION", "0.25", "caution", "0.25"),
        ("QUOTH_READER", "none", "reader", "none"),
        ("QUOTH_READER", "models/mine", "reader", "models/mine"),
        ("QUOTH_READER_BUDGET", "60", "reader_budget", 60),
        ("QUOTH_READER_THREADS", "1", "reader_threads", 1),
        ("QUOTH_MAX_FILE_MB", " 12 ", "max_file_mb", 12),
        ("QUOTH_MAX_PAGES", "1", "max_pages", 1),
        ("QUOTH_GUILDS", "1, 22 333", "guilds", frozenset((1, 22, 333))),
        ("QUOTH_DIRECT_MESSAGES", "off", "direct_messages", False),
        ("QUOTH_DIRECT_MESSAGES", "Yes", "direct_messages", True),
        ("QUOTH_PERSON_COOLDOWN", "5/30", "person_cooldown", (5, 30)),
        ("QUOTH_GUILD_COOLDOWN", " 100 / 3600 ", "guild_cooldown", (100, 3600)),
        ("QUOTH_QUEUE", "1", "queue", 1),
        ("QUOTH_GUILD_FILES", "7", "guild_files", 7),
        ("QUOTH_GUILD_FILE_MB", "25", "guild_file_mb", 25),
        ("QUOTH_GUILD_TOTAL_MB", "1000000", "guild_total_mb", 1_000_000),
        ("QUOTH_QUESTION_LOG", "OFF", "question_log", False),
        ("QUOTH_QUESTION_LOG", "true", "question_log", True),
        ("QUOTH_SHARD_COUNT", "20", "shard_count", 20),
        ("QUOTH_OPENSEARCH_USER", "quoth", "opensearch_user", "quoth"),
        ("QUOTH_OPENSEARCH_PASSWORD", "s3cret word", "opensearch_password", "s3cret word"),
        ("QUOTH_OPENSEARCH_PREFIX", "team_a-quoth", "opensearch_prefix", "team_a-quoth"),
        ("QUOTH_OPENSEARCH_SHARDS", "3", "opensearch_shards", 3),
        ("QUOTH_OPENSEARCH_REPLICAS", "0", "opensearch_replicas", 0),
        ("QUOTH_OPENSEARCH_DEADLINE", "2.5", "opensearch_deadline", 2.5),
        ("QUOTH_OPENSEARCH_SERVE", "on", "opensearch_serve", True),
        (
            "QUOTH_OPENSEARCH_URL",
            "https://a:9200, https://b:9200/",
            "opensearch_urls",
            ("https://a:9200", "https://b:9200"),
        ),
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
        ("QUOTH_CAUTION", "bold"),
        ("QUOTH_CAUTION", "1.1"),
        ("QUOTH_CAUTION", "-0.5"),
        ("QUOTH_CAUTION", "nan"),
        ("QUOTH_MAX_FILE_MB", "0"),
        ("QUOTH_MAX_FILE_MB", "1.5"),
        ("QUOTH_MAX_PAGES", "-1"),
        ("QUOTH_MAX_PAGES", "9" * 5000),
        ("QUOTH_GUILDS", "my server"),
        ("QUOTH_GUILDS", "1" * 21),
        ("QUOTH_GUILDS", "-5"),
        ("QUOTH_DIRECT_MESSAGES", "maybe"),
        ("QUOTH_PERSON_COOLDOWN", "20"),
        ("QUOTH_PERSON_COOLDOWN", "0/60"),
        ("QUOTH_PERSON_COOLDOWN", "20/0"),
        ("QUOTH_PERSON_COOLDOWN", "20/60/5"),
        ("QUOTH_GUILD_COOLDOWN", "/60"),
        ("QUOTH_GUILD_COOLDOWN", "many/60"),
        ("QUOTH_QUEUE", "0"),
        ("QUOTH_GUILD_FILES", "none"),
        ("QUOTH_GUILD_FILE_MB", "1_000"),
        ("QUOTH_GUILD_TOTAL_MB", "1000001"),
        ("QUOTH_QUESTION_LOG", "2"),
        ("QUOTH_SHARD_IDS", "all"),
        ("QUOTH_SHARD_IDS", "9-0"),
        ("QUOTH_SHARD_COUNT", "0"),
        ("QUOTH_OPENSEARCH_CA", "nowhere.pem"),
        ("QUOTH_OPENSEARCH_PREFIX", "Quoth"),
        ("QUOTH_OPENSEARCH_PREFIX", "_quoth"),
        ("QUOTH_OPENSEARCH_SHARDS", "0"),
        ("QUOTH_OPENSEARCH_REPLICAS", "-1"),
        ("QUOTH_OPENSEARCH_DEADLINE", "0"),
        ("QUOTH_OPENSEARCH_DEADLINE", "soon"),
        ("QUOTH_OPENSEARCH_SERVE", "maybe"),
    ],
)
def test_a_malformed_value_is_refused_with_its_name_and_what_was_expected(
    name: str, text: str
) -> None:
    with pytest.raises(UsageError, match=f"^{name}: expected .*, got '{re.escape(text)}'$"):
        load({name: text})


@pytest.mark.parametrize(
    "text", ["search:9200", "https://", "https://me:s3cret@search", "http://a https://b"]
)
def test_the_address_of_a_cluster_that_is_none_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(UsageError, match=r"^QUOTH_OPENSEARCH_URL: expected .*not shown\)$"):
        load({"QUOTH_OPENSEARCH_URL": text})


def test_shards_are_taken_one_by_one_or_as_a_range() -> None:
    assert load({"QUOTH_SHARD_IDS": "0-2, 7", "QUOTH_SHARD_COUNT": "8"}).shard_ids == (0, 1, 2, 7)
    for count in ({}, {"QUOTH_SHARD_COUNT": "7"}):
        with pytest.raises(UsageError, match=r"^QUOTH_SHARD_IDS: expected numbers below"):
            load({"QUOTH_SHARD_IDS": "0-2, 7", **count})


def test_settings_of_a_cluster_belong_together(tmp_path: Path) -> None:
    (tmp_path / "key.pem").touch()
    with pytest.raises(UsageError, match=r"^QUOTH_OPENSEARCH_URL: expected the address"):
        load({"QUOTH_ENGINE": "opensearch"})
    with pytest.raises(UsageError, match="expected both or neither"):
        load({"QUOTH_OPENSEARCH_KEY": str(tmp_path / "key.pem")})


def test_the_password_of_a_cluster_is_never_shown() -> None:
    written = {
        "QUOTH_ENGINE": "opensearch",
        "QUOTH_OPENSEARCH_URL": "https://search",
        "QUOTH_OPENSEARCH_PASSWORD": "s3cret",
    }
    settings = load(written)
    assert settings.cluster is not None
    assert settings.cluster.password == "s3cret"
    assert "s3cret" not in f"{settings} {settings!r} {settings.cluster} {settings.cluster!r}"


def test_weights_are_read_at_once(tmp_path: Path) -> None:
    bundled_weights().save(tmp_path / "mine.json")

    assert load({"QUOTH_WEIGHTS": f"{tmp_path}/mine.json"}).weights == bundled_weights()


def test_weights_that_are_none_are_refused_with_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text("[]")

    with pytest.raises(UsageError) as refused:
        load({"QUOTH_WEIGHTS": str(path)})

    assert str(refused.value) == (
        f"QUOTH_WEIGHTS: expected a file that `quoth train` wrote, got '{path}': "
        f"{path}: expected a JSON object of weights"
    )


def test_caution_goes_by_the_names_that_weights_have() -> None:
    assert THRESHOLD_NAMES == NAMES
    assert Settings().caution == DEFAULT_THRESHOLD


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


def test_the_example_the_settings_and_the_pages_name_the_same(project: Path) -> None:
    example = (project / ".env.example").read_text()
    pages = [page for page in PAGES if not page.is_relative_to(project / "tests")]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)

    assert set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)) == set(SETTINGS)
    assert set(re.findall(r"\b(?:QUOTH|DISCORD)_[A-Z_]+\b", text)) == set(SETTINGS)


WRITTEN = re.compile(r"^#(?P<name>[A-Z_]+)=(?P<default>.*)$")


def test_every_setting_in_the_example_has_a_comment_and_its_default(project: Path) -> None:
    example = (project / ".env.example").read_text()
    named: list[str] = []
    for block in example.strip().split("\n\n")[1:]:
        settings = [found for line in block.splitlines() if (found := WRITTEN.match(line))]
        comment = [line for line in block.splitlines() if not WRITTEN.match(line)]
        assert comment
        assert all(line.startswith("# ") for line in comment)
        assert block.splitlines()[: len(comment)] == comment
        for setting in settings:
            assert load({setting["name"]: setting["default"]}) == as_by_default(setting["name"])
            named.append(setting["name"])
    assert sorted(named) == sorted(SETTINGS)


def as_by_default(name: str) -> Settings:
    """Return the settings where one of them is what the commands take when it is not set."""
    return Settings(log_level=logging.WARNING) if name == "QUOTH_LOG_LEVEL" else Settings()


def test_the_defaults_in_the_example_are_all_written(project: Path) -> None:
    example = (project / ".env.example").read_text()
    empty = set(re.findall(r"^#([A-Z_]+)=$", example, re.MULTILINE))

    assert empty == {
        "DISCORD_TOKEN",
        "QUOTH_SOURCES",
        "QUOTH_DATA_DIR",
        "QUOTH_WEIGHTS",
        "QUOTH_READER",
        "QUOTH_GUILDS",
        "QUOTH_DIRECT_MESSAGES",
        "QUOTH_SHARD_IDS",
        "QUOTH_SHARD_COUNT",
        "QUOTH_OPENSEARCH_URL",
        "QUOTH_OPENSEARCH_CA",
        "QUOTH_OPENSEARCH_USER",
        "QUOTH_OPENSEARCH_PASSWORD",
        "QUOTH_OPENSEARCH_CERT",
        "QUOTH_OPENSEARCH_KEY",
    }

"""Settings from the environment and a `.env` file, checked before anything else is done.

With them stands the error that Discord refuses what was set: the token, or an intent.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from retrieval.errors import QuothError, UsageError

if TYPE_CHECKING:
    from retrieval.index.opensearch.cluster_client import ClusterSettings
    from retrieval.ranking.weights import Weights

DOTENV = Path(".env")
"""Where settings are read from besides the environment: in the working directory."""

_DEFAULT_LANGUAGE = "auto"
_DEFAULT_THRESHOLD = "balanced"
THRESHOLD_NAMES = ("eager", "balanced", "careful")
"""The names of how sure an answer has to be, from the least sure on, as weights have them.

They stand here once more because weights cost more to import than a help may.
"""

THRESHOLD_FORMS = f"{', '.join(THRESHOLD_NAMES)} or a number from 0 to 1"
"""What can be said of how sure an answer has to be."""

_LARGEST_COUNT = 1_000_000
_A_COUNT = f"a whole number from 1 to {_LARGEST_COUNT}"
_LONGEST_PREFIX = 60
_LONGEST_DEADLINE = 3600
_MOST_SHARDS = 10_000
_A_RATE = "questions/seconds, such as 20/60"
_SWITCH = {"on": True, "yes": True, "true": True, "1": True} | {
    "off": False,
    "no": False,
    "false": False,
    "0": False,
}

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set. Paths are as written; an empty value counts as not set.

    `max_file_mb` counts mebibytes; `log_level` is None where a command's own default holds;
    `weights` is None for those that come with Quoth; `reader` is "none", or the path of a folder
    with a model, None for the one that is installed; it uses `reader_threads`, and has
    `reader_budget` milliseconds for a question.
    The rest is the Discord bot's: `guilds` holds the ids of the servers that may ask, all
    where it is empty; `direct_messages` is None where they are answered unless `guilds` says who
    may ask; a cooldown is how many questions are taken in how many seconds;
    `queue` is how many may wait; `guild_files`, `guild_file_mb` and `guild_total_mb` bound
    what one server adds. `shard_ids` are the shards of Discord's that this process takes, of
    `shard_count` in all; empty, it takes all. What begins with `opensearch` is the cluster's,
    see `ClusterSettings`. Token and password are kept out of every text made of this.
    """

    sources: tuple[Path, ...] = ()
    data_dir: Path | None = None
    language: str = _DEFAULT_LANGUAGE
    engine: str = "sparse"
    log_level: int | None = None
    caution: str = _DEFAULT_THRESHOLD
    weights: Weights | None = None
    reader: str | None = None
    reader_budget: int = 250
    reader_threads: int = 2
    max_file_mb: int = 64
    max_pages: int = 2000
    guilds: frozenset[int] = frozenset()
    direct_messages: bool | None = None
    person_cooldown: tuple[int, int] = (20, 60)
    guild_cooldown: tuple[int, int] = (200, 60)
    queue: int = 1000
    guild_files: int = 50
    guild_file_mb: int = 8
    guild_total_mb: int = 100
    question_log: bool = True
    opensearch_urls: tuple[str, ...] = ()
    opensearch_ca: str | None = None
    opensearch_user: str | None = None
    opensearch_cert: str | None = None
    opensearch_key: str | None = None
    opensearch_prefix: str = "quoth"
    opensearch_shards: int = 1
    opensearch_replicas: int = 1
    opensearch_deadline: float = 10.0
    opensearch_serve: bool = False
    shard_ids: tuple[int, ...] = ()
    shard_count: int | None = None
    opensearch_password: str | None = field(default=None, repr=False)
    discord_token: str | None = field(default=None, repr=False)

    @property
    def cluster(self) -> ClusterSettings | None:
        """Where the index is, None where it is on this machine."""
        if self.engine != "opensearch":
            return None
        from retrieval.index.opensearch.cluster_client import ClusterSettings

        return ClusterSettings(
            self.opensearch_urls,
            self.opensearch_ca,
            self.opensearch_user,
            self.opensearch_password,
            self.opensearch_cert,
            self.opensearch_key,
            self.opensearch_prefix,
            self.opensearch_shards,
            self.opensearch_replicas,
            self.opensearch_deadline,
            self.opensearch_serve,
        )

    @classmethod
    def load(
        cls, environ: Mapping[str, str] | None = None, dotenv_path: Path | None = DOTENV
    ) -> Settings:
        """Return the settings; the environment wins over the file, where there is one.

        Raises UsageError for a value that cannot be meant, with its name and what was expected.
        """
        environ = os.environ if environ is None else environ
        values = {
            **_dotenv(dotenv_path),
            **{key: environ[key] for key in SETTINGS if key in environ},
        }
        _warn_of_unknown(key for key in {**values, **environ} if key.startswith("QUOTH_"))
        settings = cls(
            **{
                setting.attribute: _parsed(name, setting, values[name].strip())
                for name, setting in SETTINGS.items()
                if values.get(name, "").strip()
            }
        )
        _check_together(settings)
        return settings


class Setting(NamedTuple):
    """How one setting is read: `parse` returns the value of `attribute` or raises ValueError."""

    attribute: str
    expected: str
    parse: Callable[[str], Any]
    secret: bool = False


def _paths(text: str) -> tuple[Path, ...]:
    return tuple(Path(part) for part in text.split(os.pathsep) if part.strip())


def _language(text: str) -> str:
    if text != _DEFAULT_LANGUAGE:
        from Stemmer import algorithms

        _require(text in algorithms())
    return text


def _engine(text: str) -> str:
    from retrieval.index.engine import ENGINE_NAMES

    _require(text in ENGINE_NAMES)
    return text


def parse_threshold(text: str) -> str:
    """Return what says how sure an answer has to be. Raises ValueError where it says nothing."""
    if text not in THRESHOLD_NAMES:
        _require(0 <= float(text) <= 1)
    return text


def _weights(text: str) -> Weights:
    from retrieval.answering.abstention import trained_weights

    return trained_weights(Path(text).expanduser())


def _level(text: str) -> int:
    return logging.getLevelNamesMapping()[text.upper()]


def _count(text: str) -> int:
    _require(text.isdecimal() and 1 <= int(text) <= _LARGEST_COUNT)
    return int(text)


def _ids(text: str) -> frozenset[int]:
    parts = text.replace(",", " ").split()
    _require(all(part.isascii() and part.isdecimal() and len(part) <= 20 for part in parts))
    return frozenset(map(int, parts))


def _switch(text: str) -> bool:
    _require(text.lower() in _SWITCH)
    return _SWITCH[text.lower()]


def _rate(text: str) -> tuple[int, int]:
    count, slash, seconds = text.partition("/")
    _require(bool(slash))
    return _count(count.strip()), _count(seconds.strip())


def _urls(text: str) -> tuple[str, ...]:
    urls = tuple(text.replace(",", " ").split())
    for url in urls:
        scheme, _, rest = url.partition("://")
        # Whoever asks, and by what password, is set apart: addresses are shown in messages.
        _require(scheme in ("http", "https") and bool(rest) and "@" not in rest)
    _require(len({url.partition(":")[0] for url in urls}) == 1)
    return tuple(url.rstrip("/") for url in urls)


def _file(text: str) -> str:
    path = Path(text).expanduser()
    _require(path.is_file())
    return str(path)


def _prefix(text: str) -> str:
    parts = text.replace("-", "").replace("_", "")
    _require(text.isascii() and text == text.lower() and parts.isalnum() and text[0].isalnum())
    _require(len(text) <= _LONGEST_PREFIX)
    return text


def _seconds(text: str) -> float:
    _require(0 < float(text) <= _LONGEST_DEADLINE)
    return float(text)


def _replicas(text: str) -> int:
    return 0 if text == "0" else _count(text)


def _shard_ids(text: str) -> tuple[int, ...]:
    """Return numbers that are written one by one, or as "0-9"."""
    found: list[int] = []
    for part in text.replace(",", " ").split():
        first, dash, last = part.partition("-")
        _require(first.isdecimal() and (last.isdecimal() or not dash))
        ids = range(int(first), int(last if dash else first) + 1)
        _require(0 < len(ids) <= _MOST_SHARDS)
        found += ids
    return tuple(dict.fromkeys(found))


def _check_together(settings: Settings) -> None:
    """Raise UsageError where settings cannot be meant beside one another."""
    ids, count = settings.shard_ids, settings.shard_count
    if ids and (count is None or max(ids) >= count):
        raise UsageError(
            f"QUOTH_SHARD_IDS: expected numbers below QUOTH_SHARD_COUNT, got {max(ids)} "
            f"of {'none' if count is None else count}"
        )
    if settings.engine == "opensearch" and not settings.opensearch_urls:
        raise UsageError(
            "QUOTH_OPENSEARCH_URL: expected the address of a cluster for "
            "QUOTH_ENGINE=opensearch, got nothing"
        )
    if (settings.opensearch_cert is None) != (settings.opensearch_key is None):
        raise UsageError("QUOTH_OPENSEARCH_CERT and QUOTH_OPENSEARCH_KEY: expected both or neither")


def _token(text: str) -> str:
    _require(text.isascii() and text.isprintable() and " " not in text)
    return text


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError


SETTINGS: Mapping[str, Setting] = {
    "DISCORD_TOKEN": Setting("discord_token", "the token of a Discord bot", _token, secret=True),
    "QUOTH_SOURCES": Setting("sources", f"paths with {os.pathsep!r} between them", _paths),
    "QUOTH_DATA_DIR": Setting("data_dir", "a folder", Path),
    "QUOTH_LANGUAGE": Setting("language", "auto or a language with a Snowball stemmer", _language),
    "QUOTH_ENGINE": Setting("engine", "sparse, rank_bm25 or opensearch", _engine),
    "QUOTH_LOG_LEVEL": Setting("log_level", "debug, info, warning, error or critical", _level),
    "QUOTH_CAUTION": Setting("caution", THRESHOLD_FORMS, parse_threshold),
    "QUOTH_WEIGHTS": Setting("weights", "a file that `quoth train` wrote", _weights),
    "QUOTH_READER": Setting("reader", "none, or a folder with model.onnx and vocab.txt", str),
    "QUOTH_READER_BUDGET": Setting("reader_budget", _A_COUNT, _count),
    "QUOTH_READER_THREADS": Setting("reader_threads", _A_COUNT, _count),
    "QUOTH_MAX_FILE_MB": Setting("max_file_mb", _A_COUNT, _count),
    "QUOTH_MAX_PAGES": Setting("max_pages", _A_COUNT, _count),
    "QUOTH_GUILDS": Setting("guilds", "Discord server ids with commas between them", _ids),
    "QUOTH_DIRECT_MESSAGES": Setting("direct_messages", "on or off", _switch),
    "QUOTH_PERSON_COOLDOWN": Setting("person_cooldown", _A_RATE, _rate),
    "QUOTH_GUILD_COOLDOWN": Setting("guild_cooldown", _A_RATE, _rate),
    "QUOTH_QUEUE": Setting("queue", _A_COUNT, _count),
    "QUOTH_GUILD_FILES": Setting("guild_files", _A_COUNT, _count),
    "QUOTH_GUILD_FILE_MB": Setting("guild_file_mb", _A_COUNT, _count),
    "QUOTH_GUILD_TOTAL_MB": Setting("guild_total_mb", _A_COUNT, _count),
    "QUOTH_QUESTION_LOG": Setting("question_log", "on or off", _switch),
    "QUOTH_SHARD_IDS": Setting("shard_ids", "numbers of shards, such as 0-9 or 0,1,2", _shard_ids),
    "QUOTH_SHARD_COUNT": Setting("shard_count", _A_COUNT, _count),
    "QUOTH_OPENSEARCH_URL": Setting(
        "opensearch_urls",
        "https:// addresses with commas between them and no password",
        _urls,
        secret=True,
    ),
    "QUOTH_OPENSEARCH_CA": Setting("opensearch_ca", "a file of certificates", _file),
    "QUOTH_OPENSEARCH_USER": Setting("opensearch_user", "a name", str),
    "QUOTH_OPENSEARCH_PASSWORD": Setting("opensearch_password", "a password", str, secret=True),
    "QUOTH_OPENSEARCH_CERT": Setting("opensearch_cert", "a file with a certificate", _file),
    "QUOTH_OPENSEARCH_KEY": Setting("opensearch_key", "a file with a key", _file),
    "QUOTH_OPENSEARCH_PREFIX": Setting(
        "opensearch_prefix", "at most 60 of a-z, 0-9, - and _", _prefix
    ),
    "QUOTH_OPENSEARCH_SHARDS": Setting("opensearch_shards", _A_COUNT, _count),
    "QUOTH_OPENSEARCH_REPLICAS": Setting("opensearch_replicas", "0 or a whole number", _replicas),
    "QUOTH_OPENSEARCH_DEADLINE": Setting(
        "opensearch_deadline", "seconds, above 0 and at most 3600", _seconds
    ),
    "QUOTH_OPENSEARCH_SERVE": Setting("opensearch_serve", "on or off", _switch),
}
"""Every setting by its name in the environment."""


def _parsed(name: str, setting: Setting, text: str) -> Any:
    try:
        return setting.parse(text)
    except (ValueError, KeyError):
        got = "something else (not shown)" if setting.secret else repr(text)
        raise UsageError(f"{name}: expected {setting.expected}, got {got}") from None
    except UsageError as error:
        raise UsageError(f"{name}: expected {setting.expected}, got {text!r}: {error}") from error


def _dotenv(path: Path | None) -> dict[str, str]:
    if path is None or not path.is_file():
        return {}
    from dotenv import dotenv_values

    try:
        return {key: value or "" for key, value in dotenv_values(path).items()}
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise UsageError(f"expected settings in {path}, but cannot read it: {reason}") from error


def _warn_of_unknown(names: Iterable[str]) -> None:
    """Say which names look like settings and are none: they would be ignored in silence."""
    for name in sorted(set(names) - SETTINGS.keys()):
        from difflib import get_close_matches

        close = get_close_matches(name, SETTINGS, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        logger.warning("there is no setting %s%s", name, hint)


class DiscordRefused(QuothError):
    """Discord does not let the bot in: its token or an intent was refused."""

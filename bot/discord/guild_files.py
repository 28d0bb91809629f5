"""The source files that a guild has added for itself, on disk, and what it may add.

    guilds/<guild>/added/<name>             quoted in this guild, and nowhere else
    guilds/<guild>/staged/<token>/<name>    not quoted yet: looked at, then kept or discarded
    guilds/<guild>/questions.yaml           the guild's own regression questions
    guild-indexes/<guild>/                  what the added files are searched by

A file comes into `added/` whole, by one rename, and is on the disk for good by then. All of it
goes when the guild sends the bot away. Names come from strangers, and are made fit for every file
system and for being shown.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Self

from bot.terminal.layout import counted, one_line
from retrieval.errors import SourcesError, UnreadableFile, UsageError
from retrieval.sources.base import digest, why
from retrieval.sources.registry import SUFFIXES, TYPES

MEGABYTE = 2**20
"""Bytes in what the limits call a megabyte."""


class UploadLimits(NamedTuple):
    """How much a guild may add: files in number, megabytes of one file and of all of them."""

    files: int
    megabytes: int
    total_megabytes: int

    def check(self, name: str, size: int, there: Sequence[int]) -> None:
        """Make sure that there is room for one more file besides those of the sizes given.

        Sizes are in bytes. Raises UsageError with the limit, and what there is.
        """
        if not size:
            raise UsageError(f"'{name}' is empty")
        if size > self.megabytes * MEGABYTE:
            raise UsageError(
                f"'{name}' is too large: a file may have {self.megabytes:,} MB, "
                f"this one has {_megabytes(size)}"
            )
        if len(there) >= self.files:
            most = counted(self.files, "file")
            raise UsageError(
                f"there is no room for '{name}': {most} may be added; remove one first"
            )
        if sum(there) + size > self.total_megabytes * MEGABYTE:
            raise UsageError(
                f"there is no room for '{name}' ({_megabytes(size)}): {_megabytes(sum(there))} of "
                f"{self.total_megabytes:,} MB are taken; remove a file first"
            )


def _megabytes(size: int) -> str:
    # Rounded up, so that what is over a limit never looks as if it were not.
    return f"{-(-size * 10 // MEGABYTE) / 10:,.1f} MB"


LONGEST_NAME = 100
"""Characters that a name may have, its suffix included."""

# File systems count bytes, at most 255 in a name; what is written for a while adds some.
_MOST_BYTES = 200
_RESERVED = re.compile(r'[<>:"|?*/\\]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)", re.IGNORECASE)
_NAMELESS = "source"
_SHOWN = 60


def safe_name(filename: str) -> str:
    """Return the name under which a file is kept: its own, as far as that can be.

    It is in NFC, without folders, leading dots, control or invisible formatting characters, and
    what file systems reserve becomes "_". Raises UsageError where its suffix names no type that
    can be read.
    """
    stem, suffix = _parts(_last_part(filename))
    if suffix.lower() not in SUFFIXES:
        shown = one_line(filename)[-_SHOWN:]
        raise UsageError(f"expected a file of a type that is read ({TYPES}), got '{shown}'")
    # The office's lock files begin with "~$", and are never read.
    stem = stem.lstrip("~$. ").rstrip(". ")
    if _DEVICES.match(stem):
        stem = f"_{stem}"
    return (_cut(stem, suffix) or _NAMELESS) + suffix


def _last_part(filename: str) -> str:
    parts = re.split(r"[/\\]", unicodedata.normalize("NFC", filename))
    plain = "".join(map(_plain, parts[-1]))
    # What was apart may have come together.
    return unicodedata.normalize("NFC", " ".join(_RESERVED.sub("_", plain).split()))


def _plain(character: str) -> str:
    if character.isspace():
        return " "
    # Controls, formatting, halves of surrogate pairs, private use, not assigned.
    return "" if unicodedata.category(character)[0] == "C" else character


def _parts(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rstrip(". ").rpartition(".")
    return stem, dot + suffix


def _cut(stem: str, suffix: str) -> str:
    stem = stem[: LONGEST_NAME - len(suffix)]
    while len((stem + suffix).encode()) > _MOST_BYTES:
        stem = stem[:-1]
    return stem.rstrip(". ")


GUILDS, ADDED, STAGED, INDEXES = "guilds", "added", "staged", "guild-indexes"
QUESTIONS = "questions.yaml"

MOST_STAGED = 8
"""Files of a guild that can wait; the one that has waited longest goes first."""

_SCRATCH = "index"
_TOKEN = re.compile(r"[0-9a-f]{16}", re.ASCII)


def questions_path(data_dir: Path, guild: int) -> Path:
    """Return the file of a guild's regression questions."""
    return data_dir / GUILDS / str(guild) / QUESTIONS


def added_folder(data_dir: Path, guild: int) -> Path:
    """Return the folder of the files that a guild has added."""
    return data_dir / GUILDS / str(guild) / ADDED


class StagedUpload(NamedTuple):
    """A file that waits to be kept or discarded: whose it is, its name, where it is, its digest."""

    guild: int
    name: str
    path: Path
    sha256: str

    @property
    def token(self) -> str:
        """What stands for it among those that wait."""
        return self.path.parent.name

    @property
    def index_folder(self) -> Path:
        """A folder for an index with it in it, which goes when it is kept or discarded."""
        return self.path.parent / _SCRATCH


class GuildFiles:
    """The additions of all guilds under one folder. For several threads of one process.

    The UsageError of a method is one line for the person who asked; a SourcesError says why the
    disk does not do what was asked.
    """

    def __init__(self, folder: Path, limits: UploadLimits) -> None:
        self.folder = folder
        self.limits = limits
        self._lock = threading.Lock()

    @classmethod
    def open(cls, folder: Path, limits: UploadLimits) -> Self:
        """Return the additions in a folder, without what a crash left staged there."""
        guild_files = cls(folder, limits)
        for guild in guild_files.guilds():
            shutil.rmtree(guild_files._folder(guild) / STAGED, ignore_errors=True)
        return guild_files

    def guilds(self) -> list[int]:
        """Return the ids of the guilds that have a folder."""
        with suppress(OSError):
            return sorted(int(path.name) for path in self.folder.iterdir() if _is_guild(path))
        return []

    def names(self, guild: int) -> list[str]:
        """Return the names of a guild's files, in order."""
        return sorted(path.name for path in self._files(guild))

    def roots(self, guild: int) -> tuple[Path, ...]:
        """Return the folder to quote a guild's files from, nothing where there are none."""
        return (self._folder(guild) / ADDED,) if self._files(guild) else ()

    def index_folder(self, guild: int) -> Path:
        """Return the data folder for the index of a guild's files: it goes when they go."""
        return self.folder.with_name(INDEXES) / self._folder(guild).name

    def questions(self, guild: int) -> Path:
        """Return the file of a guild's regression questions, which need not be there."""
        return self._folder(guild) / QUESTIONS

    def drop_index(self, guild: int) -> None:
        """Remove the index of a guild's files, which holds their text."""
        shutil.rmtree(self.index_folder(guild), ignore_errors=True)

    def with_digest(self, guild: int, beginning: str) -> str | None:
        """Return the name of the guild's file whose hexadecimal SHA-256 begins like this."""
        for path in self._files(guild):
            with suppress(UnreadableFile):
                if beginning and digest(path).startswith(beginning.lower()):
                    return path.name
        return None

    def check(self, guild: int, filename: str, size: int) -> str:
        """Return the name that a file of so many bytes would be kept by; nothing is read of it.

        Raises UsageError for a type that is not read, a name that is taken, or a limit.
        """
        name = safe_name(filename)
        files = self._files(guild)
        for path in files:
            if path.name.casefold() == name.casefold():
                raise UsageError(f"there is a file '{path.name}' already; remove it first")
        self.limits.check(name, size, [_size(path) for path in files])
        return name

    def stage(self, guild: int, filename: str, content: bytes) -> StagedUpload:
        """Put a file where it can be looked at, under the name that it would be kept by.

        Raises UsageError as `check` does, and for content that is there under another name.
        """
        with self._lock:
            name = self.check(guild, filename, len(content))
            folder = self._folder(guild) / STAGED / new_token()
            staged = StagedUpload(guild, name, folder / name, sha256(content).hexdigest())
            self._refuse_twin(staged, len(content))
            try:
                make_room(folder.parent)
                folder.mkdir(parents=True)
                write_new(staged.path, content)
            except OSError as error:
                self._discard(staged)
                raise SourcesError(f"cannot keep '{name}': {why(error)}") from error
            return staged

    def waiting(self, guild: int, token: str) -> StagedUpload | None:
        """Return a staged file that still waits, None where it does not."""
        return staged_in(self._folder(guild) / STAGED, guild, token)

    def keep(self, staged: StagedUpload) -> Path:
        """Return where a staged file is quoted from now on.

        Raises UsageError where it is no longer staged, or another took its name, its content or
        the last room meanwhile.
        """
        with self._lock:
            try:
                size = staged.path.stat().st_size
                self.check(staged.guild, staged.name, size)
                self._refuse_twin(staged, size)
                kept = self._folder(staged.guild) / ADDED / staged.name
                kept.parent.mkdir(exist_ok=True)
                staged.path.rename(kept)
                sync_folders(kept.parent, kept.parent.parent, self.folder)
            except FileNotFoundError as error:
                raise UsageError(f"'{staged.name}' is no longer there; add it again") from error
            except OSError as error:
                raise SourcesError(f"cannot keep '{staged.name}': {why(error)}") from error
            self._discard(staged)
            return kept

    def discard(self, staged: StagedUpload) -> None:
        """Remove what is left of a staged file: nothing where it was kept."""
        with self._lock:
            self._discard(staged)

    def remove(self, guild: int, name: str) -> None:
        """Remove a file of a guild. Raises UsageError where there is none of this name."""
        with self._lock:
            names = self.names(guild)
            if name not in names:
                close = get_close_matches(name, names, n=1)
                hint = f"; did you mean '{close[0]}'?" if close else ""
                raise UsageError(f"there is no added file of this name{hint}")
            folder = self._folder(guild) / ADDED
            try:
                (folder / name).unlink()
                sync_folders(folder)
            except OSError as error:
                raise SourcesError(f"cannot remove '{name}': {why(error)}") from error

    def forget(self, guild: int) -> None:
        """Remove all that a guild has added or staged."""
        with self._lock:
            shutil.rmtree(self._folder(guild), ignore_errors=True)
            self.drop_index(guild)

    def _folder(self, guild: int) -> Path:
        if guild < 0:
            raise ValueError(f"expected the id of a guild, got {guild}")
        return self.folder / str(guild)

    def _files(self, guild: int) -> list[Path]:
        try:
            entries = list((self._folder(guild) / ADDED).iterdir())
        except OSError:
            return []
        return [path for path in entries if path.is_file() and not path.is_symlink()]

    def _discard(self, staged: StagedUpload) -> None:
        shutil.rmtree(staged.path.parent, ignore_errors=True)

    def _refuse_twin(self, staged: StagedUpload, size: int) -> None:
        for path in self._files(staged.guild):
            if _size(path) == size and digest(path) == staged.sha256:
                raise UsageError(f"'{staged.name}' is there already, as '{path.name}'")


def _is_guild(path: Path) -> bool:
    name = path.name
    plain = name.isascii() and name.isdecimal() and str(int(name)) == name
    return plain and path.is_dir() and not path.is_symlink()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def new_token() -> str:
    """Return 16 hexadecimal digits that nobody guesses."""
    return os.urandom(8).hex()


def make_room(folder: Path) -> None:
    """Discard what has waited longest in a guild's folder, where no more may wait."""
    waiting = sorted(folder.iterdir(), key=_changed) if folder.is_dir() else []
    for path in waiting[: max(0, len(waiting) + 1 - MOST_STAGED)]:
        shutil.rmtree(path, ignore_errors=True)


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def write_new(path: Path, content: bytes) -> None:
    """Write a file that must not exist yet, all the way to the disk. Raises OSError."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folders(*folders: Path) -> None:
    """Make what was renamed or removed in folders last. Raises OSError."""
    for folder in folders:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def staged_in(folder: Path, guild: int, token: str) -> StagedUpload | None:
    """Return the file that waits under a token in a guild's folder, None where none does."""
    own = folder / token
    if not _TOKEN.fullmatch(token) or not own.is_dir():
        return None
    for path in own.iterdir():
        if path.is_file():
            with suppress(UnreadableFile):
                return StagedUpload(guild, path.name, path, digest(path))
    return None

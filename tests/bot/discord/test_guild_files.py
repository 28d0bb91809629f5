"""A guild's own files on disk."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.discord.guild_files
from bot.discord.guild_files import LONGEST_NAME, MEGABYTE, GuildFiles, UploadLimits, safe_name
from retrieval.errors import QuothError, SourcesError, UsageError
from retrieval.sources.folder import scan
from retrieval.sources.registry import SUFFIXES, TYPES, suffix_of

HOME, WORK = 10, 20
LIMITS = UploadLimits(files=3, megabytes=2, total_megabytes=4)


@pytest.fixture
def guild_files(tmp_path: Path) -> GuildFiles:
    return GuildFiles.open(tmp_path / "guilds", LIMITS)


def add(guild_files: GuildFiles, name: str, content: bytes, guild: int = HOME) -> Path:
    return guild_files.keep(guild_files.stage(guild, name, content))


def all_files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_is_quoted_once_it_is_kept_and_not_while_it_is_staged(
    guild_files: GuildFiles,
) -> None:
    staged = guild_files.stage(HOME, "folder/notes.md", b"text")
    assert (staged.guild, staged.name) == (HOME, "notes.md")
    assert staged.path.read_bytes() == b"text"
    assert staged.sha256 == hashlib.sha256(b"text").hexdigest()
    assert guild_files.roots(HOME) == ()
    assert guild_files.names(HOME) == []

    kept = guild_files.keep(staged)
    assert kept == guild_files.folder / "10" / "added" / "notes.md"
    assert kept.read_bytes() == b"text"
    assert guild_files.roots(HOME) == (kept.parent,)
    assert guild_files.names(HOME) == ["notes.md"]
    assert all_files(guild_files.folder) == ["10/added/notes.md"]


def test_a_discarded_file_leaves_nothing_and_a_kept_one_stays(guild_files: GuildFiles) -> None:
    staged = guild_files.stage(HOME, "a.txt", b"one")
    kept = guild_files.stage(HOME, "b.txt", b"two")
    guild_files.keep(kept)
    for _ in range(2):
        guild_files.discard(staged)
        guild_files.discard(kept)

    assert all_files(guild_files.folder) == ["10/added/b.txt"]
    with pytest.raises(UsageError, match=r"^'a\.txt' is no longer there; add it again$"):
        guild_files.keep(staged)


def test_no_guild_sees_anothers_files(guild_files: GuildFiles) -> None:
    add(guild_files, "a.txt", b"home")
    add(guild_files, "a.txt", b"work", WORK)

    assert guild_files.guilds() == [HOME, WORK]
    assert guild_files.roots(HOME) != guild_files.roots(WORK)
    guild_files.remove(HOME, "a.txt")
    assert (guild_files.names(HOME), guild_files.names(WORK)) == ([], ["a.txt"])
    assert guild_files.roots(HOME) == ()


@pytest.mark.parametrize(
    ("filename", "content", "refusal"),
    [
        ("a.exe", b"x", "expected a file of a type that is read (plain text, "),
        ("empty.txt", b"", "'empty.txt' is empty"),
        (
            "big.txt",
            b"x" * (2 * MEGABYTE + 1),
            "'big.txt' is too large: a file may have 2 MB, this one has 2.1 MB",
        ),
        ("first.txt", b"other", "there is a file 'first.txt' already; remove it first"),
        ("FIRST.TXT", b"other", "there is a file 'first.txt' already; remove it first"),
        ("twin.txt", b"first", "'twin.txt' is there already, as 'first.txt'"),
        (
            "more.txt",
            b"x" * 2 * MEGABYTE,
            "there is no room for 'more.txt' (2.0 MB): 2.1 MB of 4 MB are taken; remove a ",
        ),
    ],
)
def test_a_file_that_is_not_allowed_is_refused_in_one_line_and_changes_nothing(
    guild_files: GuildFiles, filename: str, content: bytes, refusal: str
) -> None:
    add(guild_files, "first.txt", b"first")
    add(guild_files, "second.txt", b"2" * 2 * MEGABYTE)
    before = all_files(guild_files.folder)

    with pytest.raises(UsageError, match=f"^{re.escape(refusal)}"):
        guild_files.stage(HOME, filename, content)
    assert all_files(guild_files.folder) == before


def test_no_more_files_are_taken_than_the_limit(guild_files: GuildFiles) -> None:
    for number in range(3):
        add(guild_files, f"{number}.txt", b"%d" % number)

    refusal = r"^there is no room for 'new\.txt': 3 files may be added; remove one first$"
    with pytest.raises(UsageError, match=refusal):
        guild_files.stage(HOME, "new.txt", b"new")
    guild_files.remove(HOME, "1.txt")
    add(guild_files, "new.txt", b"new")


def test_a_file_can_be_checked_by_name_and_size_before_it_is_there(guild_files: GuildFiles) -> None:
    assert guild_files.check(HOME, "dir/a.txt", 5) == "a.txt"
    with pytest.raises(UsageError, match="too large"):
        guild_files.check(HOME, "a.txt", 3 * MEGABYTE)
    assert not guild_files.folder.exists()


@pytest.mark.parametrize(
    ("first", "second"), [(("a.txt", b"1"), ("A.txt", b"2")), (("a.txt", b"1"), ("b.txt", b"1"))]
)
def test_what_was_staged_side_by_side_is_kept_once(
    guild_files: GuildFiles, first: tuple[str, bytes], second: tuple[str, bytes]
) -> None:
    one, other = guild_files.stage(HOME, *first), guild_files.stage(HOME, *second)
    guild_files.keep(one)

    with pytest.raises(UsageError, match="already"):
        guild_files.keep(other)
    assert guild_files.names(HOME) == ["a.txt"]


def test_the_limits_hold_for_those_who_come_at_once(guild_files: GuildFiles) -> None:
    def try_to_add(number: int) -> bool:
        try:
            add(guild_files, f"{number}.txt", b"%d" % number)
        except UsageError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_to_add, range(20))) == LIMITS.files
    assert len(guild_files.names(HOME)) == LIMITS.files


def test_a_file_is_found_by_the_beginning_of_its_digest(guild_files: GuildFiles) -> None:
    add(guild_files, "a.txt", b"one")
    add(guild_files, "b.txt", b"two")
    digest = hashlib.sha256(b"two").hexdigest()

    assert guild_files.with_digest(HOME, digest) == "b.txt"
    assert guild_files.with_digest(HOME, digest[:12].upper()) == "b.txt"
    assert guild_files.with_digest(HOME, "0" * 64) is None
    assert guild_files.with_digest(HOME, "") is None
    assert guild_files.with_digest(WORK, digest) is None


@pytest.mark.parametrize("name", ["nots.md", "../notes.md", "NOTES.md", "", ".", "/etc/passwd"])
def test_only_a_file_of_the_guild_is_removed(guild_files: GuildFiles, name: str) -> None:
    add(guild_files, "notes.md", b"text")

    with pytest.raises(UsageError, match=r"^there is no added file of this name"):
        guild_files.remove(HOME, name)
    with pytest.raises(UsageError, match=r"did you mean 'notes\.md'\?$"):
        guild_files.remove(HOME, "note.md")
    assert guild_files.names(HOME) == ["notes.md"]


def test_a_guild_is_forgotten_with_all_it_had(guild_files: GuildFiles) -> None:
    add(guild_files, "a.txt", b"1")
    guild_files.stage(HOME, "b.txt", b"2")
    add(guild_files, "a.txt", b"1", WORK)
    for _ in range(2):
        guild_files.forget(HOME)

    assert guild_files.guilds() == [WORK]
    assert all_files(guild_files.folder) == ["20/added/a.txt"]


def test_what_a_crash_left_staged_is_gone_at_the_next_start(guild_files: GuildFiles) -> None:
    add(guild_files, "a.txt", b"1")
    guild_files.stage(HOME, "b.txt", b"2")
    again = GuildFiles.open(guild_files.folder, LIMITS)

    assert all_files(again.folder) == ["10/added/a.txt"]
    assert again.names(HOME) == ["a.txt"]


def test_what_lies_about_in_the_folder_is_no_guild(guild_files: GuildFiles, tmp_path: Path) -> None:
    guild_files.folder.mkdir()
    for name in ("x", "007", "-1", "²", "1 "):
        (guild_files.folder / name).mkdir()
    (guild_files.folder / "5").touch()
    (guild_files.folder / "6").symlink_to(tmp_path)

    assert guild_files.guilds() == []


def test_links_among_the_files_are_not_followed(guild_files: GuildFiles, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    kept = add(guild_files, "a.txt", b"1")
    kept.with_name("link.txt").symlink_to(tmp_path / "secret.txt")

    assert guild_files.names(HOME) == ["a.txt"]


def test_a_full_disk_refuses_with_the_reason_and_leaves_nothing(
    guild_files: GuildFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, _content: bytes) -> None:
        path.touch()
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(bot.discord.guild_files, "write_new", full)
    with pytest.raises(SourcesError, match=r"^cannot keep 'a\.txt': no space left on device$"):
        guild_files.stage(HOME, "a.txt", b"1")
    assert all_files(guild_files.folder) == []


@given(st.text(st.characters()) | st.from_regex(r"(\.\.[/\\])*[a-z./\\~$\x00]*\.(md|txt)"))
def test_nothing_is_ever_written_outside_the_guilds_folder(
    tmp_path_factory: pytest.TempPathFactory, filename: str
) -> None:
    root = tmp_path_factory.mktemp("root")
    guild_files = GuildFiles.open(root / "data" / "guilds", LIMITS)
    try:
        kept = add(guild_files, filename, b"text")
    except QuothError:
        assert all_files(root) == []
    else:
        assert kept.parent == root / "data" / "guilds" / "10" / "added"
        assert all_files(root) == [str(kept.relative_to(root))]


def test_a_guild_is_a_number_that_names_no_other_folder(guild_files: GuildFiles) -> None:
    with pytest.raises(ValueError, match="expected the id of a guild"):
        guild_files.stage(-1, "a.txt", b"1")


ODD = st.sampled_from(
    [
        *("..", ".", "/", "\\", "~$", " ", "con", "nul.", ":", "*", "\x00", "\n"),
        *("\u202e", "\u200d", "e\u0301", "\u1112\u1161\u11ab", "<\u0338", "\ud800"),
        *("名", "😀", ".txt", ".MD", "a"),
    ]
)
STEM = st.lists(ODD | st.text(st.characters(), max_size=150), max_size=6).map("".join)
SUFFIX = st.sampled_from([*SUFFIXES, ".MD", ".Pdf"])


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("notes.md", "notes.md"),
        ("Meeting Notes (final).TXT", "Meeting Notes (final).TXT"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\lin\\report.docx", "report.docx"),
        ("...hidden.md", "hidden.md"),
        (".md", "source.md"),
        ("~$report.docx", "report.docx"),
        ("cafe\u0301.txt", "café.txt"),
        ("txt.\u202efdp.md", "txt.fdp.md"),
        ('a:b*c?"d".txt', "a_b_c__d_.txt"),
        ("tab\tand\nline.txt", "tab and line.txt"),
        ("trailing. .txt ", "trailing.txt"),
        ("nul.txt", "_nul.txt"),
        ("COM1.notes.txt", "_COM1.notes.txt"),
        ("x" * 300 + ".jsonl", "x" * 94 + ".jsonl"),
    ],
)
def test_a_name_is_kept_as_far_as_that_can_be(filename: str, name: str) -> None:
    assert safe_name(filename) == name


@pytest.mark.parametrize("filename", ["virus.exe", "notes", "", "a.txt/", "a.txt.zip", "..", "a."])
def test_a_type_that_is_not_read_is_refused_with_those_that_are(filename: str) -> None:
    with pytest.raises(UsageError, match=rf"\({re.escape(TYPES)}\), got '"):
        safe_name(filename)


@given(STEM, SUFFIX)
def test_a_name_is_one_plain_short_composed_part_of_a_path(stem: str, suffix: str) -> None:
    name = safe_name(stem + suffix)

    assert name == unicodedata.normalize("NFC", name)
    assert not any(unicodedata.category(character)[0] == "C" for character in name)
    assert not re.search(r'[<>:"|?*/\\]|^\.|^~\$|[. ]$|^ ', name)
    assert Path(name).name == name
    assert len(name) <= LONGEST_NAME
    assert len(name.encode()) <= 255
    assert suffix_of(name) == suffix.lower()


@given(STEM, SUFFIX)
def test_a_safe_name_stays_as_it_is(stem: str, suffix: str) -> None:
    name = safe_name(stem + suffix)

    assert safe_name(name) == name


@given(STEM)
def test_any_name_is_made_safe_or_refused_in_one_line(filename: str) -> None:
    with suppress(UsageError):
        assert safe_name(filename)
        return
    with pytest.raises(UsageError) as refused:
        safe_name(filename)
    assert len(str(refused.value).splitlines()) == 1


@given(STEM, SUFFIX)
def test_a_file_of_a_safe_name_is_found_by_a_scan(
    tmp_path_factory: pytest.TempPathFactory, stem: str, suffix: str
) -> None:
    name = safe_name(stem + suffix)
    folder = tmp_path_factory.mktemp("named")
    # What these are is seen by what is in them.
    message = '[{"type": "message", "user": "U1", "text": "Hello.", "ts": "1762200000.000100"}]'
    exported = message if suffix.lower() == ".json" else "text"
    packed = suffix.lower() == ".gz"
    (folder / name).write_bytes(gzip.compress(b"text", mtime=0) if packed else exported.encode())

    assert [file.doc_id for file in scan(folder).files] == [name]

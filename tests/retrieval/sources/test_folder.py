"""What a sources folder offers, and what is left out of it and why."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.errors import SourcesError
from retrieval.sources.folder import Scan, counted_by_type, scan
from retrieval.sources.registry import SUFFIXES


def plant(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def found(result: Scan) -> list[str]:
    return [file.doc_id for file in result.files]


def left_out(result: Scan, root: Path) -> dict[str, str]:
    return {
        Path(skipped.path).relative_to(root).as_posix(): skipped.reason
        for skipped in result.skipped
    }


def test_files_come_in_the_order_of_their_path_parts(tmp_path: Path) -> None:
    plant(tmp_path, "b.md", "a/z.txt", "a.txt", "a/b/c.txt", "B.md", "a b.txt")
    assert found(scan(tmp_path)) == ["B.md", "a/b/c.txt", "a/z.txt", "a b.txt", "a.txt", "b.md"]


def test_a_file_is_recorded_with_what_its_freshness_is_checked_by(tmp_path: Path) -> None:
    plant(tmp_path, "deep/er/note.txt")
    (file,) = scan(tmp_path).files
    status = (tmp_path / "deep/er/note.txt").stat()
    assert file.path == tmp_path.resolve() / "deep/er/note.txt"
    assert (file.size, file.mtime_ns) == (status.st_size, status.st_mtime_ns)
    assert (file.ctime_ns, file.inode) == (status.st_ctime_ns, status.st_ino)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (".hidden.txt", "hidden"),
        ("~$letter.docx", "lock file of an open document"),
        ("picture.PNG", "picture"),
        ("letter.doc", "Word before 2007: save it as .docx"),
        ("package.json", "JSON, but no chat export of Slack, Discord or Telegram"),
        ("binary", "binary"),
        ("binary.xyz", "binary"),
        ("binary.3", "binary"),
    ],
)
def test_what_is_not_read_is_skipped_with_its_reason(
    tmp_path: Path, name: str, reason: str
) -> None:
    plant(tmp_path, name, "good.txt")
    if reason == "binary":
        (tmp_path / name).write_bytes(bytes(100))
    result = scan(tmp_path)
    assert found(result) == ["good.txt"]
    assert left_out(result, tmp_path) == {name: reason}


@pytest.mark.parametrize("name", ["README", "ends-in-a-dot.", "notes.xyz", "system.log.1", "empty"])
def test_text_is_found_whatever_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("" if name == "empty" else "Some words.")
    assert found(scan(tmp_path)) == [name]


def test_what_is_not_read_is_counted_by_type(tmp_path: Path) -> None:
    plant(tmp_path, "a.txt", "b.md", "c.png", "d.PNG", "e.doc", ".hidden.doc", "~$f.docx")
    (tmp_path / "g").write_bytes(bytes(100))
    (tmp_path / "h.txt").symlink_to("nothing")
    result = scan(tmp_path)
    assert list(counted_by_type(result.skipped).items()) == [(".png", 2), ("", 1), (".doc", 1)]


@pytest.mark.parametrize("suffix", sorted({*SUFFIXES} - {".json", ".gz"}))
def test_every_known_suffix_is_found_whatever_its_case(tmp_path: Path, suffix: str) -> None:
    plant(tmp_path, "one" + suffix, "TWO" + suffix.upper())
    assert found(scan(tmp_path)) == ["TWO" + suffix.upper(), "one" + suffix]


def test_a_hidden_folder_is_one_skip(tmp_path: Path) -> None:
    plant(tmp_path, ".git/a.txt", ".git/b/c.txt", "seen.txt")
    assert left_out(scan(tmp_path), tmp_path) == {".git": "hidden"}


def test_a_very_deep_folder_is_read_to_its_end(tmp_path: Path) -> None:
    deep = "/".join(["d"] * 300)
    plant(tmp_path, f"{deep}/end.txt")
    assert found(scan(tmp_path)) == [f"{deep}/end.txt"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_not_utf8_is_skipped_and_can_be_printed(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("x")
    (skipped,) = scan(tmp_path).skipped
    assert skipped.reason == "name is not UTF-8"
    assert skipped.path.encode("utf-8").endswith(rb"caf\xe9.txt")


def test_a_pipe_and_a_socket_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with closing(socket.socket(socket.AF_UNIX)) as listening:
        listening.bind(os.path.relpath(tmp_path / "socket.txt"))
    assert left_out(scan(tmp_path), tmp_path) == {
        "pipe.txt": "not a regular file",
        "socket.txt": "not a regular file",
    }


class TestLinks:
    """Symbolic links are followed inside the root, and nothing is read twice."""

    def test_a_link_out_of_the_folder_is_not_followed(self, tmp_path: Path) -> None:
        plant(tmp_path, "outside/secret.txt", "root/own.txt")
        (tmp_path / "root/folder").symlink_to(tmp_path / "outside")
        (tmp_path / "root/file.txt").symlink_to(tmp_path / "outside/secret.txt")
        (tmp_path / "root/up.txt").symlink_to("../outside/secret.txt")
        result = scan(tmp_path / "root")
        assert found(result) == ["own.txt"]
        assert set(left_out(result, tmp_path / "root").values()) == {
            "symbolic link leaves the folder"
        }

    def test_a_sibling_whose_name_begins_alike_is_outside(self, tmp_path: Path) -> None:
        plant(tmp_path, "root-2/secret.txt", "root/own.txt")
        (tmp_path / "root/link.txt").symlink_to(tmp_path / "root-2/secret.txt")
        assert found(scan(tmp_path / "root")) == ["own.txt"]

    def test_a_link_to_what_is_read_anyway_adds_nothing(self, tmp_path: Path) -> None:
        plant(tmp_path, "b/real.txt")
        (tmp_path / "a.txt").symlink_to("b/real.txt")
        (tmp_path / "a").symlink_to("b")
        result = scan(tmp_path)
        assert found(result) == ["b/real.txt"]
        assert left_out(result, tmp_path) == {
            "a": "symbolic link to what is read already",
            "a.txt": "symbolic link to what is read already",
        }

    def test_a_link_to_what_is_not_seen_otherwise_is_followed(self, tmp_path: Path) -> None:
        plant(tmp_path, ".store/v2/inner.txt", ".store/0f3a")
        (tmp_path / "current").symlink_to(".store/v2")
        (tmp_path / "note.md").symlink_to(".store/0f3a")
        files = scan(tmp_path).files
        assert [file.doc_id for file in files] == ["current/inner.txt", "note.md"]
        assert [file.path.read_text() for file in files] == [".store/v2/inner.txt", ".store/0f3a"]

    def test_two_links_to_one_file_give_it_once(self, tmp_path: Path) -> None:
        plant(tmp_path, ".store/a.txt")
        (tmp_path / "one.txt").symlink_to(".store/a.txt")
        (tmp_path / "two.txt").symlink_to(".store/a.txt")
        (tmp_path / "whole").symlink_to(".store")
        assert found(scan(tmp_path)) == ["one.txt"]

    def test_cycles_end(self, tmp_path: Path) -> None:
        plant(tmp_path, "a/one.txt", ".b/two.txt")
        (tmp_path / "a/up").symlink_to("..")
        (tmp_path / "a/self").symlink_to("self")
        (tmp_path / "a/b").symlink_to("../.b")
        (tmp_path / ".b/back").symlink_to("../a")
        result = scan(tmp_path)
        assert found(result) == ["a/b/two.txt", "a/one.txt"]
        assert left_out(result, tmp_path)["a/self"] == "broken symbolic link"

    def test_a_dangling_link_is_skipped(self, tmp_path: Path) -> None:
        (tmp_path / "gone.txt").symlink_to("nothing")
        assert left_out(scan(tmp_path), tmp_path) == {"gone.txt": "broken symbolic link"}

    def test_a_root_that_is_a_link_is_followed(self, tmp_path: Path) -> None:
        plant(tmp_path, "real/a.txt")
        (tmp_path / "link").symlink_to("real")
        (file,) = scan(tmp_path / "link").files
        assert file.path == (tmp_path / "real/a.txt").resolve()


def test_a_folder_that_cannot_be_read_is_skipped_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path, "locked/a.txt", "open/b.txt")
    listed = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(os, "scandir", refusing)
    result = scan(tmp_path)
    assert found(result) == ["open/b.txt"]
    assert left_out(result, tmp_path) == {"locked": "permission denied"}


class TestRoot:
    """A root that cannot be meant is refused in one line that says what to do."""

    def test_a_single_file_is_its_own_source(self, tmp_path: Path) -> None:
        plant(tmp_path, "note.txt", "other.txt")
        assert found(scan(tmp_path / "note.txt")) == ["note.txt"]

    def test_a_hidden_file_asked_for_by_name_is_read(self, tmp_path: Path) -> None:
        plant(tmp_path, ".notes.md")
        assert found(scan(tmp_path / ".notes.md")) == [".notes.md"]

    def test_a_single_file_that_is_not_read_is_refused_with_the_reason(
        self, tmp_path: Path
    ) -> None:
        plant(tmp_path, "letter.doc")
        with pytest.raises(SourcesError, match=r"letter\.doc': Word before 2007: save it as"):
            scan(tmp_path / "letter.doc")

    @pytest.mark.parametrize(
        ("asked", "offered"),
        [("seedz", "seeds"), ("seed/a.txt", "seeds"), ("seeds/b.txt", "seeds/a.txt")],
    )
    def test_a_missing_root_is_refused_with_the_nearest_name(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str, offered: str
    ) -> None:
        plant(tmp_path, "seeds/a.txt", "bot/x.txt")
        monkeypatch.chdir(tmp_path)
        with pytest.raises(SourcesError) as caught:
            scan(Path(asked))
        assert str(caught.value) == (
            f"expected a folder or file, but '{asked}' does not exist; did you mean '{offered}'?"
        )

    def test_a_missing_root_like_nothing_else_gets_no_suggestion(self, tmp_path: Path) -> None:
        with pytest.raises(SourcesError, match=r"does not exist$"):
            scan(tmp_path / "qqqq")

    def test_a_path_through_a_file_does_not_exist(self, tmp_path: Path) -> None:
        plant(tmp_path, "a.txt")
        with pytest.raises(SourcesError, match="does not exist"):
            scan(tmp_path / "a.txt" / "b.txt")

    def test_a_device_is_neither_file_nor_folder(self) -> None:
        with pytest.raises(SourcesError, match=r"expected a folder or file, but .* is neither"):
            scan(Path(os.devnull))

    def test_a_root_that_may_not_be_read_says_so(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refusing(path: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "scandir", refusing)
        with pytest.raises(SourcesError, match=r"^cannot read '.*': permission denied$"):
            scan(tmp_path)

    def test_a_path_that_cannot_be_a_path_is_refused(self) -> None:
        with pytest.raises(SourcesError, match="null"):
            scan(Path("a\0b"))

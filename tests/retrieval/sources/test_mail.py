"""E-mail: a message is a document; who wrote it, when, and what it quotes are told apart."""

from __future__ import annotations

import base64
import hashlib
import sys
from pathlib import Path

import pytest
from hypothesis import given

from retrieval.errors import UnreadableFile
from retrieval.sources import mail as loader
from tests.retrieval.sources.builders import lines, outline, read, read_one, shown
from tests.retrieval.sources.slices import assert_bounded, assert_slices, loaded, soup

HEAD = "From: Lin <lin@a.example>\nSubject: Kiln\nDate: Mon, 3 Mar 2025 23:30:00 -0500\n"


def test_a_message_is_a_document_under_its_subject(tmp_path: Path) -> None:
    raw = f"{HEAD}Archived-At: <https://a.example/7>\n\nIt is hot.\n\n- open\n- close\n"
    parsed = read_one(tmp_path, "a.eml", raw)
    assert outline(parsed) == [
        ("heading", 1, "Kiln"),
        ("paragraph", 0, "It is hot."),
        ("item", 0, "- open"),
        ("item", 0, "- close"),
    ]
    assert lines(parsed) == [(1, 1), (6, 6), (8, 8), (9, 9)]
    document = parsed.document
    assert (document.title, document.publisher, document.published) == ("Kiln", "Lin", "2025-03-03")
    assert document.url == "https://a.example/7"


@pytest.mark.parametrize(
    ("head", "title", "publisher", "published"),
    [
        ("Subject: =?utf-8?q?Caf=C3=A9?= =?utf-8?b?IQ==?=\nFrom: x@y.z", "Café!", "x@y.z", None),
        ("Subject: Café\nFrom: =?latin-1?q?L=E9a?= <x@y.z>", "Café", "Léa", None),
        ("Subject: one\n two\nDate: 4 Mar 2025 10:00 +0100", "one two", None, "2025-03-04"),
        ("Subject: =?nonsense?q?x?=\nDate: yesterday", "x", None, None),
        ("X: y", "a", None, None),
    ],
)
def test_headers_are_decoded(
    tmp_path: Path, head: str, title: str, publisher: str | None, published: str | None
) -> None:
    document = read_one(tmp_path, "a.eml", f"{head}\n\nText").document
    assert (document.title, document.publisher, document.published) == (title, publisher, published)


MAILBOX = (
    "From lin@a.example Tue Nov  4 10:00:00 2025\nFrom: Lin <l@a.example>\nSubject: One\n\nFirst.\n"
    ">From here on it is quiet.\n\nFrom: is no message.\n\n"
    "From ann@a.example Wed Nov  5 10:00:00 2025\nFrom: Ann\nSubject: Two\n"
    "Date: Thu, 6 Nov 2025 09:00:00 +0000\n\nSecond.\n"
)


def test_a_mailbox_is_read_message_by_message(tmp_path: Path) -> None:
    one, two = read(tmp_path, "box.mbox", MAILBOX)
    assert [parsed.document.doc_id for parsed in (one, two)] == ["box.mbox#1", "box.mbox#2"]
    assert [parsed.document.published for parsed in (one, two)] == ["2025-11-04", "2025-11-06"]
    assert shown(one) == ["One", "First.\nFrom here on it is quiet.", "From: is no message."]
    assert lines(two) == [(11, 11), (15, 15)]
    assert two.document.sha256 == hashlib.sha256(MAILBOX.encode()).hexdigest()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Hot.\n\nOn Monday, Ann wrote:\n> How is it?\n> Still?\n>\n>> Cold.\n",
            [
                ("paragraph", 0, "Hot."),
                ("heading", 7, "On Monday, Ann wrote:"),
                ("paragraph", 0, "> How is it?\nStill?"),
                ("paragraph", 0, "> > Cold."),
            ],
        ),
        (
            "Ann wrote:\n> How is it?\n\nHot.\n",
            [
                ("paragraph", 0, "Ann wrote:"),
                ("paragraph", 0, "> How is it?"),
                ("paragraph", 0, "Hot."),
            ],
        ),
        (
            "Hot.\n\n-----Original Message-----\nFrom: Ann\nSent: Monday\nTo: Lin\n\nHow is it?\n",
            [
                ("paragraph", 0, "Hot."),
                ("heading", 7, "From: Ann, Sent: Monday:"),
                ("paragraph", 0, "> How is it?"),
            ],
        ),
        (
            "Hot.\n\nAnn wrote:\n> Is it?\n-- \nLin, 5550\n",
            [
                ("paragraph", 0, "Hot."),
                ("paragraph", 0, "Lin, 5550"),
                ("heading", 7, "Ann wrote:"),
                ("paragraph", 0, "> Is it?"),
            ],
        ),
        ("Q: May I?\nA: No.\n", [("heading", 7, "Q: May I?"), ("paragraph", 0, "A: No.")]),
    ],
    ids=["below", "between", "without marks", "signed", "FAQ"],
)
def test_what_is_quoted_is_told_apart(
    tmp_path: Path, text: str, expected: list[tuple[str, int, str]]
) -> None:
    assert outline(read_one(tmp_path, "a.eml", f"{HEAD}\n{text}"))[1:] == expected


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("text/plain; format=flowed", "long line that goes on \nhere\n"),
        ("text/plain; format=flowed; delsp=yes", "long line that goes  \non here\n"),
    ],
)
def test_flowed_lines_are_joined(tmp_path: Path, how: str, words: str) -> None:
    parsed = read_one(tmp_path, "a.eml", f"{HEAD}Content-Type: {how}\n\n{words}")
    assert shown(parsed)[1] == "long line that goes on here"


def multipart(kind: str, *parts: str) -> str:
    inside = "".join(f"--b\n{part}\n" for part in parts)
    return f"{HEAD}Content-Type: multipart/{kind}; boundary=b\n\n{inside}--b--\n"


PLAIN = "Content-Type: text/plain\n\nPlain words that say it."
PAGE = (
    "Content-Type: text/html\n\n<p>It is <b>hot</b>.</p><blockquote type=cite>Is it?</blockquote>"
)
ENCODED = (
    "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    + base64.b64encode("Café.\n\nHot.".encode()).decode()
)
QUOTED = (
    "Content-Type: text/plain; charset=latin-1\nContent-Transfer-Encoding: quoted-printable\n\n"
    "Caf=E9 is a=\n word.\n\nHot."
)
FORWARDED = "Content-Type: message/rfc822\n\nFrom: Ann\nSubject: Wheel\n\nRound."
FILE = "Content-Type: text/plain\nContent-Disposition: attachment; filename=x.txt\n\nAttached."


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (multipart("alternative", PLAIN, PAGE), ["Plain words that say it."]),
        (
            multipart("alternative", PLAIN.replace("words that say it", ""), PAGE),
            ["It is hot.", "> Is it?"],
        ),
        (f"{HEAD}{PAGE}", ["It is hot.", "> Is it?"]),
        (f"{HEAD}{ENCODED}", ["Café.", "Hot."]),
        (f"{HEAD}{QUOTED}", ["Café is a word.", "Hot."]),
        (
            multipart("mixed", PLAIN, FORWARDED),
            ["Plain words that say it.", "Wheel, Ann", "Round."],
        ),
        (multipart("mixed", PLAIN, FILE), ["Plain words that say it."]),
    ],
    ids=["plain", "plain says nothing", "page", "base64", "quoted-printable", "forwarded", "file"],
)
def test_the_parts_that_are_text_are_read(tmp_path: Path, raw: str, words: list[str]) -> None:
    assert shown(read_one(tmp_path, "a.eml", raw))[1:] == words


def test_an_encoded_line_is_counted_where_it_begins(tmp_path: Path) -> None:
    assert lines(read_one(tmp_path, "a.eml", f"{HEAD}{QUOTED}"))[1:] == [(7, 7), (10, 10)]


def test_attachments_are_counted_and_left_out(tmp_path: Path) -> None:
    reports: list[str] = []
    read(tmp_path, "a.eml", multipart("mixed", PLAIN, FILE, FILE), report=reports.append)
    assert reports == ["attachments that are not read: 2"]


def test_a_page_without_its_library_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "lxml", None)
    reports: list[str] = []
    (parsed,) = read(tmp_path, "a.eml", f"{HEAD}{PAGE}", report=reports.append)
    assert shown(parsed) == ["Kiln"]
    assert reports == ["reading mail in HTML needs lxml: pip install 'quoth[html]'"]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", "not a readable message"),
        ("no header here", "not a readable message"),
        ("From: a\n" + "x: boundary\n" * 200, "more than 100 parts of parts in it"),
        (f"From: a\nContent-Type: text/plain; {'a=b;' * 2000}\n\nx", "a header in it is endless"),
    ],
)
def test_what_is_no_message_is_refused(tmp_path: Path, raw: str, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read(tmp_path, "a.eml", raw)


def test_a_single_message_may_begin_as_in_a_mailbox(tmp_path: Path) -> None:
    parsed = read_one(tmp_path, "a.eml", f"From a Tue Nov  4 10:00:00 2025\n{HEAD}\nHot.\n")
    assert (parsed.document.doc_id, shown(parsed)) == ("a.eml", ["Kiln", "Hot."])


def test_the_same_words_in_two_parts_stand_on_the_lines_of_each(tmp_path: Path) -> None:
    parsed = read_one(tmp_path, "a.eml", multipart("mixed", PLAIN, PLAIN))
    assert lines(parsed)[1:] == [(9, 9), (13, 13)]


def test_a_broken_message_does_not_take_the_mailbox_with_it(tmp_path: Path) -> None:
    broken = "From x Tue Nov  4 10:00:00 2025\n" + "x: boundary\n" * 200 + "\n"
    reports: list[str] = []
    documents = read(tmp_path, "box.mbox", broken + MAILBOX, report=reports.append)
    assert [parsed.document.doc_id for parsed in documents] == ["box.mbox#2", "box.mbox#3"]
    assert reports == ["message 1: more than 100 parts of parts in it"]


PIECES = (
    *("From: a\n", "Subject: =?utf-8?q?", "?=", "Content-Type: multipart/mixed; boundary=b\n"),
    *(
        "--b\n",
        "--b--\n",
        "Content-Type: text/html\n",
        "Content-Type: message/rfc822\n",
        "> ",
        ">> ",
    ),
    *("Content-Transfer-Encoding: base64\n", "Content-Type: text/plain; charset=x\n", "wrote:\n"),
    *(
        "From a Tue Nov  4 10:00:00 2025\n",
        "-----Original Message-----\n",
        "-- \n",
        "<p>",
        "Sent: x\n",
    ),
)


@given(raw=soup(*PIECES))
def test_any_file_is_read_or_refused(raw: bytes) -> None:
    assert_slices(loaded(loader, "a.eml", b"From: a\n" + raw))
    assert_slices(loaded(loader, "a.mbox", raw))


UNITS = (
    *(
        "> a\n\n",
        ">",
        "> a\n> > b\n",
        "From: a\n\n",
        "From a Tue Nov  4 10:00:00 2025\nX: y\n\nz\n",
    ),
    *("--b\n\n", '"(', "=?utf-8?q?a?= ", "wrote:\n> a\n", "-----Original Message-----\n"),
)


@pytest.mark.parametrize("unit", UNITS)
def test_no_file_takes_long(unit: str) -> None:
    head = "From: a\nContent-Type: multipart/mixed; boundary=b\n\n"
    assert_bounded(loader, "a.eml", head + unit * (60_000 // len(unit)), 60_000)
    assert_bounded(loader, "a.eml", "Subject: " + unit * (60_000 // len(unit)), 60_000)

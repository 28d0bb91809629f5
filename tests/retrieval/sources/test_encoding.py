"""Bytes to text, whatever wrote them."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import UnreadableFile
from retrieval.sources.encoding import clean, decode

FRENCH = "Le café était fermé à midi, mais l'hôtel voisin servait déjà le déjeuner aux élèves."
GERMAN = "Die Straße führt über die Brücke zum Schloß; größere Wägen müssen außen herumfahren."
POLISH = "Zażółć gęślą jaźń. Wczoraj wieczorem poszliśmy do teatru, gdzie grano sztukę."
RUSSIAN = "Технический руководитель проекта покинул компанию после выпуска новых моделей."
GREEK = "Ο τεχνικός επικεφαλής του έργου αποχώρησε από την εταιρεία μετά την κυκλοφορία."
JAPANESE = (
    "技術責任者は新しいモデルの公開後にプロジェクトを去りました。理由は明らかではありません。"
)
CHINESE = "技术负责人在新模型发布后离开了项目，原因尚不清楚，公司没有回应。"
KOREAN = "기술 책임자는 새로운 모델 출시 후 프로젝트를 떠났다. 이유는 불분명하다."


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-8"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)
def test_unicode_is_read_with_and_without_its_mark(mark: bytes, encoding: str) -> None:
    assert decode(mark + FRENCH.encode(encoding)) == FRENCH


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "latin-1"),
        (FRENCH, "mac_roman"),
        (GERMAN, "cp1252"),
        ("“Au revoir” — c’était l’été dernier.", "cp1252"),
        ("café", "latin-1"),
        (POLISH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (GREEK, "cp1253"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (CHINESE, "gbk"),
        (KOREAN, "euc_kr"),
    ],
)
def test_an_older_encoding_is_detected(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_detection_looks_where_the_foreign_letters_are() -> None:
    text = "plain words\n" * 100_000 + FRENCH
    assert decode(text.encode("latin-1")) == text


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("cp1252", "iso-8859-1"),
        ("iso8859-2", "ISO-8859-2"),
        ("shift_jis", "Shift_JIS"),
        ("utf-8", "iso-8859-1"),
        ("utf-8", "no-such-encoding"),
        ("utf-8", "rot13"),
        ("utf-8", "unicode_escape"),
        ("utf-8", "utf-16"),
    ],
)
def test_a_declared_encoding_decides_where_it_fits(encoding: str, declared: str) -> None:
    text = {"iso8859-2": POLISH, "shift_jis": JAPANESE}.get(encoding, FRENCH)
    assert decode(text.encode(encoding), declared) == text


def test_a_declared_encoding_decides_over_bytes_that_could_be_utf8() -> None:
    assert decode("联通".encode("gbk"), "gb2312") == "联通"


def test_utf8_with_a_broken_byte_is_still_utf8() -> None:
    broken = FRENCH.encode() * 3 + b"\xff" + FRENCH.encode()
    assert decode(broken) == FRENCH * 3 + "\ufffd" + FRENCH


@pytest.mark.parametrize(
    "raw",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01",
        b"\x7fELF\x02\x01\x01\0\0\0\0\0",
        b"text and then\0a zero",
        bytes(range(1, 32)) * 10,
    ],
)
def test_what_is_no_text_is_binary(raw: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"^binary$"):
        decode(raw)


def test_a_mark_that_the_bytes_do_not_keep_is_named() -> None:
    with pytest.raises(UnreadableFile, match="begins as UTF-16-LE"):
        decode(codecs.BOM_UTF16_LE + b"odd")


@pytest.mark.parametrize(
    ("written", "held"),
    [
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("a\0b", "ab"),
        ("a\ud800b", "a\ufffdb"),
        ("a\fb\u2028c\x85d", "a\fb\u2028c\x85d"),
    ],
)
def test_text_is_held_with_one_kind_of_line_end_and_nothing_unprintable(
    written: str, held: str
) -> None:
    assert clean(written) == held


@given(st.binary(max_size=400), st.none() | st.sampled_from(["latin-1", "gbk", "utf-8", "x"]))
def test_any_bytes_are_text_or_refused(raw: bytes, declared: str | None) -> None:
    try:
        text = decode(raw, declared)
    except UnreadableFile:
        return
    assert clean(text) == text
    text.encode()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_utf8_comes_back_as_it_was_written(text: str) -> None:
    assert decode(text.encode("utf-8-sig")) == text

"""What stands above a passage: its document's title and its headings, as terms."""

from __future__ import annotations

import pytest

from retrieval.index.corpus import Corpus, CorpusWriter, FileEntry
from retrieval.index.engine import BM25, engine_named, idf
from retrieval.index.storage import Sink
from retrieval.model import Document, Passage
from retrieval.ranking import passage_features
from retrieval.ranking.passage_features import PassageTitles
from retrieval.text.analyzer import analyzer_for
from tests.retrieval.index.conftest import in_memory

ENGLISH = analyzer_for("english")
WHALES = ("The blue whale sings.", "A whale sleeps.", "The sea is cold.")


class Counted(Corpus):
    """A corpus that counts how often a document is asked for."""

    asked = 0

    def document(self, number: int) -> Document:
        self.asked += 1
        return super().document(number)


def corpus(title: str, published: str | None = None) -> Counted:
    """Return a corpus of one document with a title."""

    def write(sink: Sink) -> None:
        writer = CorpusWriter(sink)
        passages = [
            Passage(f"d#{number:010x}", "d", 0, len(text), "", 1, 1, None, number, text)
            for number, text in enumerate(WHALES)
        ]
        writer.add_document(Document("d", title, "", "", published=published), passages)
        writer.close_file(FileEntry("d.txt", 0, "d", 0, 0, 0, 0, ""))
        writer.finish()

    return Counted(in_memory(write))


def above(title: str, kept: Corpus | None = None) -> PassageTitles:
    """Return the titles of an index whose passages are about whales."""
    engine = engine_named("sparse")
    lists = [ENGLISH.terms(text) for text in WHALES]
    searcher = engine.open(in_memory(lambda sink: engine.build(lists, sink, BM25())))
    return PassageTitles(kept or corpus(title), searcher, ENGLISH)


@pytest.mark.parametrize(
    ("title", "heading", "terms"),
    [
        ("Blue whales", "", ("blue", "whale")),
        ("Blue whales", "At sea \u203a Songs", ("blue", "whale", "sea", "song")),
        ("", "Songs", ("song",)),
        ("", "", ()),
        ("About the", "", ()),
        ("Whale, whales", "", ("whale", "whale")),
    ],
)
def test_title_and_headings_are_told_by_their_terms(
    title: str, heading: str, terms: tuple[str, ...]
) -> None:
    found = above(title).of(0, heading)
    assert found.words == title
    assert found.terms == terms


def test_rare_terms_of_a_title_weigh_more() -> None:
    found = above("Blue whales of Peru").of(0, "")
    assert found.weights == {"blue": idf(3, 1), "whale": idf(3, 2), "peru": idf(3, 0)}
    assert found.weights["whale"] < found.weights["blue"] < found.weights["peru"]
    assert found.total == pytest.approx(sum(found.weights.values()))


def test_a_title_that_says_nothing_has_a_total_to_divide_by() -> None:
    found = above("").of(0, "")
    assert (found.words, found.terms, found.weights, found.total) == ("", (), {}, 1.0)


@pytest.mark.parametrize(("published", "told"), [("2026-03", "2026-03"), (None, "")])
def test_when_a_document_was_published_is_told_with_its_title(
    published: str | None, told: str
) -> None:
    assert above("", corpus("Blue whales", published)).of(0, "").published == told


def test_a_title_is_read_once() -> None:
    kept = corpus("Blue whales")
    found = above("", kept)
    assert found.of(1, "Songs") is found.of(1, "Songs")
    assert kept.asked == 1


def test_no_more_titles_are_remembered_than_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passage_features, "_REMEMBERED", 2)
    kept = corpus("Blue whales")
    found = above("", kept)
    for number in (0, 1, 2, 2, 0):
        assert found.of(number, "").terms == ("blue", "whale")
    assert kept.asked == 4

"""What speaks for a passage: each piece of evidence over passages written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

import pytest
from hypothesis import given

from retrieval.index.corpus import Corpus, CorpusWriter, FileEntry
from retrieval.index.engine import BM25, engine_named, idf
from retrieval.index.storage import Sink
from retrieval.model import Document, Passage
from retrieval.ranking import passage_features
from retrieval.ranking.passage_features import (
    PASSAGE_FEATURES,
    PassageTitle,
    PassageTitles,
    TermImpacts,
    WeightedQuestion,
    features_of,
)
from retrieval.ranking.reranker import UNREAD
from retrieval.ranking.sentence_features import SENTENCE_FEATURES
from tests.retrieval.index.conftest import in_memory
from tests.retrieval.ranking.read_passages import ENGLISH, read_passage
from tests.retrieval.strategies import TEXT


def evidence(
    question: str,
    text: str,
    title: str = "",
    weights: Mapping[str, float] | None = None,
    typed: Sequence[float] | None = None,
    otherwise: Sequence[float] | None = None,
    earlier: float = 0.0,
) -> dict[str, float]:
    """Return the evidence for a passage: BM25 adds `typed`, `otherwise` and `earlier`."""
    read = read_passage(question, text, title, weights)
    nothing = [0.0] * len(read.question.concepts)
    above = dict.fromkeys(ENGLISH.terms(title), 1.0)
    asked = WeightedQuestion(read.question, read.weights, frozenset())
    found = features_of(
        asked,
        read.reader,
        TermImpacts(typed or nothing, otherwise or nothing, earlier),
        read.reading,
        PassageTitle(
            words=title,
            published="",
            above=title,
            terms=tuple(ENGLISH.terms(title)),
            weights=above,
            total=sum(above.values()) or 1.0,
        ),
        UNREAD,
    )
    return dict(zip(PASSAGE_FEATURES, found, strict=True))


@pytest.mark.parametrize(
    ("name", "question", "text", "value"),
    [
        ("told", "blue whale song", "A blue whale.", 2 / 3),
        ("told", "blue whale song", "A blue sea. A whale.", 2 / 3),
        ("told", "nice film", "A nice movie.", 0.95),
        ("inside", "blue whale song", "A blue whale.", 2 / 3),
        ("told_bits", "blue whale song", "A blue whale.", 2.0),
        ("inside_bits", "blue whale song", "A blue whale.", 2.0),
        ("lacking_rare", "blue whale song", "A blue whale song.", 0.0),
        ("lacking_rare", "blue whale song", "A blue sea.", 1 / 3),
        ("lacking_bits", "blue whale song", "A blue sea.", 1.0),
        ("lacking", "blue whale song", "A blue sea.", 2.0),
        ("lacking", "nice film", "A nice movie.", 0.0),
        ("lacking_name", "did Maria sing?", "People sing.", 0.5),
        ("lacking_name", "did Maria sing?", "Maria left.", 0.0),
        ("lacking_number", "bus 44 route", "The bus route.", 1.0),
        ("lacking_number", "bus 44 route", "Bus 44.", 0.0),
        ("lacking_relation", "who replaced Lin?", "Lin met Zhou.", 0.5),
        ("lacking_relation", "who replaced Lin?", "Zhou succeeded Wu.", 0.0),
        ("lacking_relation", "blue sea", "The wind blew.", 0.0),
        ("together", "blue whale song", "A blue whale. A song.", 0.5),
        ("length", "whale", "The blue whale sings. It sleeps.", log(5)),
        ("direction", "who replaced Lin?", "Zhou replaced Lin.", 1.0),
        ("direction", "who replaced Lin?", "Lin replaced Zhou.", -1.0),
        ("direction", "who replaced Lin?", "Lin replaced Zhou. Bo replaced Lin.", 1.0),
        ("direction", "who replaced Lin?", "It rained.", 0.0),
    ],
)
def test_a_passage_is_measured_by_its_text(
    name: str, question: str, text: str, value: float
) -> None:
    assert evidence(question, text)[name] == pytest.approx(value)


@pytest.mark.parametrize(
    ("name", "title", "value"),
    [
        ("told", "Songs", 2 / 3),
        ("inside", "Songs", 1 / 3),
        ("titled", "Songs", 1 / 3),
        ("titled", "Blue songs", 2 / 3),
        ("title_asked", "Blue songs", 1.0),
        ("title_asked", "Songs of the sea", 0.5),
        ("title_asked", "", 0.0),
        ("lacking", "Songs", 1.0),
        ("title_length", "Songs of the sea", log(3)),
        ("title_length", "", 0.0),
        ("best_titled", "Songs", 1 / 3),
    ],
)
def test_a_passage_is_measured_under_its_title(name: str, title: str, value: float) -> None:
    assert evidence("blue whale song", "A whale.", title)[name] == pytest.approx(value)


def test_the_rarest_of_what_is_lacking_counts_by_its_weight() -> None:
    told = evidence("blue whale song", "A whale.", weights={"song": 4.0})
    assert told["lacking_rare"] == pytest.approx(4 / 6)
    assert told["lacking_bits"] == pytest.approx(4.0)
    assert told["told_bits"] == pytest.approx(1.0)


def test_what_bm25_adds_is_measured_in_units_of_the_question() -> None:
    told = evidence(
        *("blue whale", "A whale.", "", {"whale": 3.0}),
        typed=[0.0, 2.0],
        otherwise=[1.0, 0.0],
        earlier=6.0,
    )
    assert (told["bm25"], told["bm25_otherwise"], told["earlier"]) == (0.5, 0.25, 1.5)


def test_what_bm25_finds_is_told_wherever_it_stands() -> None:
    told = evidence("blue whale", "A whale.", typed=[0.5, 0.5])
    assert (told["told"], told["inside"], told["lacking"]) == (1.0, 0.5, 0.0)


def test_the_best_sentence_speaks_for_its_passage() -> None:
    read = read_passage("blue whale", "A sea. A blue whale. A whale.").reading
    told = evidence("blue whale", "A sea. A blue whale. A whale.")
    best = dict(zip(SENTENCE_FEATURES, read.sentences[1].evidence, strict=True))
    assert told["sentence"] == read.sentences[1].value == 1.0
    for name in SENTENCE_FEATURES[:-1]:
        assert told[f"best_{name}"] == best[name]


def test_a_passage_without_a_sentence_has_none_that_speaks_for_it() -> None:
    told = evidence("blue whale", "", "Blue whales")
    assert told["titled"] == told["told"] == 1.0
    assert not any(value for name, value in told.items() if name.startswith("best_"))
    assert told["sentence"] == told["direction"] == 0.0


@given(TEXT, TEXT, TEXT)
def test_of_any_text_shares_are_shares(question: str, text: str, title: str) -> None:
    told = evidence(question, text, title)
    for name in ("told", "inside", "titled", "title_asked", "lacking_rare", "together"):
        assert -1e-9 <= told[name] <= 1 + 1e-9
    assert told["inside"] <= told["told"] + 1e-9 or not told["lacking"]
    assert told["lacking_rare"] + told["told"] <= 1 + 1e-9
    assert told["lacking_number"] <= told["lacking"]


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

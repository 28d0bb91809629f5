"""What a sentence tells of a question: each piece of evidence over sentences written by hand."""

from __future__ import annotations

from math import log
from operator import mul

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.question.question import parse_question
from retrieval.ranking.sentence_features import (
    OF_ANOTHER,
    SENTENCE_FEATURES,
    ReadSentence,
    RelationFeature,
)
from retrieval.relations.relation_match import RelationMatch
from retrieval.text.lexicon import lexicon_for
from retrieval.text.sentences import parsed_sentences
from tests.retrieval.ranking.read_passages import ENGLISH, read_passage
from tests.retrieval.strategies import TEXT

SHARES = (
    *("told", "titled", "before", "particular", "local", "together", "ordered", "late"),
    *("resolved", "near", "names"),
)
QUESTIONS = st.sampled_from(
    ("who replaced Lin?", "when did Qwen 3.5 leave?", "how many models?", "CEO of Qwen", "why", "")
)


def evidence(question: str, text: str, title: str = "") -> dict[str, float]:
    """Return the evidence for the last sentence of a text."""
    return named(read_passage(question, text, title).reading.sentences[-1])


def named(sentence: ReadSentence) -> dict[str, float]:
    return dict(zip(SENTENCE_FEATURES, sentence.evidence, strict=True))


@pytest.mark.parametrize(
    ("name", "question", "text", "value"),
    [
        ("told", "blue whale", "A blue whale sang.", 1.0),
        ("told", "blue whale", "A blue sea.", 0.5),
        ("told", "blue whale", "The wind blew.", 0.0),
        ("told", "nice film", "A movie ran.", 0.45),
        ("told", "who replaced Lin?", "Lin was succeeded.", 0.9),
        ("before", "blue whale", "A whale came. It was blue.", 0.5),
        ("before", "blue whale", "A whale came. The whale was blue.", 0.0),
        ("before", "blue whale", "A blue whale came. The wind blew.", 1.0),
        ("before", "blue whale", "The wind blew. A blue sea.", 0.0),
        ("local", "blue whale", "A whale. A blue whale.", 1.0),
        ("local", "blue whale", "A blue whale. A whale.", log(2) / log(6)),
        ("local", "blue whale", "A whale. A blue sea.", 0.5),
        ("together", "blue whale song", "A blue whale.", 0.5),
        ("together", "blue whale song", "A blue and cold and old whale.", 0.0),
        ("ordered", "blue whale song", "A song of a blue whale.", 2 / 3),
        ("ordered", "blue whale song", "A song of a whale in blue.", 1 / 3),
        ("opening", "whale", "A whale.", 1.0),
        ("opening", "whale", "A sea. A whale.", 0.0),
        ("second", "whale", "A sea. A whale.", 1.0),
        ("second", "whale", "A sea. A boat. A whale.", 0.0),
        ("late", "whale", "A sea. A boat. A wave. A whale.", 0.75),
        ("length", "whale", "The blue whale sings.", log(4)),
        ("pronoun", "whale", "It is a whale.", 1.0),
        ("pronoun", "whale", "A whale it is.", 0.0),
        ("resolved", "blue whale", "A whale came. It was blue.", 0.5),
        ("resolved", "blue whale", "A whale came. One was blue.", 0.0),
        ("near", "when did it rain?", "Rain fell in 1990.", 1 / (1 + 13 / 40)),
        ("near", "when did it rain?", "Rain fell there.", 0.0),
        ("near", "when did it rain?", "Snow fell in 1990.", 0.0),
        ("names", "whale", "The whale met Anna and Bob.", 0.4),
        ("names", "did Anna meet a whale?", "The whale met Anna and Bob.", 0.2),
        ("names", "whale", "Whales met Al, Bo, Cy, Di, Ed, Fay and Gus.", 1.0),
        ("digits", "whale", "The whale ate 12 fish.", 1.0),
        ("digits", "whale", "The whale ate twelve fish.", 0.0),
        ("direction", "who replaced Lin?", "Zhou replaced Lin.", 1.0),
        ("direction", "who replaced Lin?", "Lin replaced Zhou.", -1.0),
        ("direction", "who replaced Lin?", "Lin met Zhou.", 0.0),
        ("direction", "who is the lawyer of Norbit?", "Ann is the lawyer of Norbit.", OF_ANOTHER),
        ("direction", "who is the lawyer of Norbit?", "Bo is the lawyer of Zenlo.", -OF_ANOTHER),
    ],
)
def test_a_sentence_is_measured_by_itself_and_in_its_place(
    name: str, question: str, text: str, value: float
) -> None:
    assert evidence(question, text)[name] == pytest.approx(value)


@pytest.mark.parametrize(
    ("name", "title", "text", "value"),
    [
        pytest.param("titled", "Whales", "A blue sea.", 0.5, id="what the title tells"),
        pytest.param("titled", "Blue", "A blue sea.", 0.0, id="what both tell is the sentence's"),
        pytest.param("titled", "Blue whales", "A sea.", 1.0, id="of a silent sentence"),
        pytest.param("before", "Whales", "A whale. A blue sea.", 0.0, id="a title before that"),
        pytest.param("particular", "Whales", "A blue sea.", 1.0, id="all that the title lacks"),
        pytest.param("particular", "Whales", "A whale.", 0.0, id="only what the title says"),
        pytest.param("particular", "Songs", "A blue sea.", 0.5, id="half of what it lacks"),
        pytest.param("particular", "Blue whales", "A blue sea.", 0.0, id="it lacks nothing"),
    ],
)
def test_a_sentence_is_measured_under_its_title(
    name: str, title: str, text: str, value: float
) -> None:
    assert evidence("blue whale", text, title)[name] == pytest.approx(value)


@pytest.mark.parametrize(
    ("kind", "question", "told", "silent"),
    [
        ("person", "who sang?", "Ann Lee sang.", "They sang."),
        ("organisation", "which company bought it?", "Norbit Inc bought it.", "They bought it."),
        ("date", "when did it rain?", "Rain fell in 1990.", "Rain fell."),
        ("number", "how many whales?", "There were 12 whales.", "There were whales."),
        ("place", "where do whales sing?", "Whales sing in Bergen.", "Whales sing."),
        ("reason", "why did they leave?", "They left in order to rest.", "They left."),
        ("definition", "what is a plastid?", "A plastid is an organelle.", "The plastid grew."),
        ("quotation", "what did Lin say?", 'Lin said "stepping down".', "Lin said that."),
    ],
)
def test_a_possible_answer_is_told_by_its_kind(
    kind: str, question: str, told: str, silent: str
) -> None:
    kinds = {
        name for name, value in evidence(question, told).items() if name[:7] == "answer_" and value
    }
    assert kinds == {f"answer_{kind}"}
    assert not evidence(question, silent)[f"answer_{kind}"]


@pytest.mark.parametrize(
    ("kind", "question"),
    [("definition", "what is a whale?"), ("person", "who saw a whale?"), ("passage", "whales")],
)
def test_what_opens_a_passage_is_told_by_what_is_asked_for(kind: str, question: str) -> None:
    opening = evidence(question, "A whale sang.")
    assert [name for name in opening if name.startswith("opening_") and opening[name]] == [
        f"opening_{kind}"
    ]
    assert not evidence(question, "It rained. A whale sang.")[f"opening_{kind}"]


def test_a_year_that_is_asked_for_is_told_by_a_year_alone() -> None:
    assert evidence("what year did it rain?", "Rain fell in 1990.")["answer_date"]
    assert not evidence("what year did it rain?", "Rain fell on 3 May.")["answer_date"]
    assert read_passage("what year did it rain?", "").reader.wanted == "year"
    assert read_passage("when did it rain?", "").reader.wanted is None


def test_rare_words_make_up_more_of_a_question() -> None:
    reading = read_passage("blue whale", "Blue seas. A whale.", weights={"whale": 3.0}).reading
    assert [sentence.coverage for sentence in reading.sentences] == [0.25, 0.75]


@pytest.mark.parametrize(("unknown", "told"), [(frozenset(("cto",)), 1.0), (frozenset[str](), 0.0)])
def test_an_abbreviation_that_no_passage_has_is_told_by_the_words_it_is_of(
    unknown: frozenset[str], told: float
) -> None:
    text = "Ann is the chief trading officer."
    assert read_passage("CTO", text, unknown=unknown).reading.inside == (told,)


def test_a_value_is_what_speaks_for_a_sentence_by_its_weight() -> None:
    reading = read_passage("blue whale", "A blue sea. A blue whale.", speaking="late").reading
    assert [sentence.value for sentence in reading.sentences] == [0.0, 0.5]


def test_a_passage_tells_what_its_title_or_any_sentence_does() -> None:
    reading = read_passage("blue whale song", "A film. A blue sea. Whales.", "A song").reading
    assert reading.titled == (0.0, 0.0, 1.0)
    assert reading.inside == (1.0, 1.0, 0.0)
    assert reading.anywhere == (1.0, 1.0, 1.0)
    assert reading.terms == 4


def test_words_in_small_letters_are_names_where_passages_write_them_so() -> None:
    reader = read_passage("did lin leave the team", "They say that Lin left the team.").reader
    assert reader.named() == {"lin"}


@given(QUESTIONS, TEXT, TEXT)
def test_of_any_text_shares_are_shares_and_values_are_sums(
    question: str, text: str, title: str
) -> None:
    read = read_passage(question, text, title)
    weights = [float(name == "told") for name in SENTENCE_FEATURES]
    last = 0
    for sentence in read.reading.sentences:
        start, end = sentence.span
        assert last <= start < end <= len(text)
        last = end
        told = named(sentence)
        assert all(-1e-9 <= told[name] <= 1 + 1e-9 for name in SHARES)
        assert told["told"] + told["titled"] + told["before"] <= 1 + 1e-9
        assert -1.0 <= told["direction"] <= 1.0
        assert sentence.value == pytest.approx(sum(map(mul, weights, sentence.evidence)))
        assert sentence.answer is None or any(map(str.isalnum, sentence.answer))
    both = zip(read.reading.anywhere, read.reading.inside, read.reading.titled, strict=True)
    assert all(anywhere == max(inside, titled) for anywhere, inside, titled in both)
    assert read.reading.terms == len(ENGLISH.tokens(text))


LEXICON = lexicon_for(ENGLISH)
RELATION_QUESTIONS = (
    *("who replaced Lin?", "when did Zhou replace Lin?", "who is the CEO of Norbit?"),
    *("what did Apple acquire?", "what is the population of Peru?", "why?", ""),
)


def told(question: str, text: str) -> list[tuple[RelationMatch | None, float]]:
    relating = RelationFeature(parse_question(question, ENGLISH, LEXICON), ENGLISH)
    return [relating(text[slice(*one.span)], one) for one in parsed_sentences(ENGLISH, text)]


@pytest.mark.parametrize(
    ("question", "sentence", "count"),
    [
        ("who replaced Lin?", "Zhou replaced Lin.", 1.0),
        ("who replaced Lin?", "Lin was replaced by Zhou.", 1.0),
        ("who replaced Lin?", "Lin replaced Zhou.", -1.0),
        ("whom did Lin replace?", "Lin replaced Zhou.", 1.0),
        ("whom did Lin replace?", "Zhou replaced Lin.", -1.0),
        ("who replaced Lin?", "Zhou replaced Wu.", -OF_ANOTHER),
        ("who is the CEO of Norbit?", "Ann Berg is the CEO of Norbit.", 1.0),
        ("who is the CEO of Norbit?", "Ann Berg is the CEO of Zenlo.", -OF_ANOTHER),
        ("who is the lawyer of Norbit?", "Ann Berg is the lawyer of Norbit.", OF_ANOTHER),
        ("who is the lawyer of Norbit?", "Ann Berg is the lawyer of Zenlo.", -OF_ANOTHER),
        ("what is the population of Peru?", "The population of Chile is 19 million.", -OF_ANOTHER),
        ("who replaced Lin?", "Lin met Zhou.", 0.0),
        ("what is a whale?", "A whale sang.", 0.0),
    ],
)
def test_it_counts_most_which_way_round_then_of_whom(
    question: str, sentence: str, count: float
) -> None:
    assert [related for _, related in told(question, sentence)] == [count]


def test_when_it_happened_is_not_answered_by_that_it_did() -> None:
    ((direction, count),) = told("when did Zhou replace Lin?", "Zhou replaced Lin.")
    assert direction is None
    assert count == 0.0


def test_when_it_happened_is_not_answered_by_the_other_way_round() -> None:
    ((direction, count),) = told("when did Zhou replace Lin?", "Lin replaced Zhou in May.")
    assert direction is not None
    assert count == -1.0


def test_of_whom_counts_less_than_which_way_round() -> None:
    assert 0.0 < OF_ANOTHER < 1.0


@given(st.sampled_from(RELATION_QUESTIONS), TEXT)
def test_any_sentence_counts_one_of_five_ways(question: str, text: str) -> None:
    for direction, count in told(question, text):
        assert count in (-1.0, -OF_ANOTHER, 0.0, OF_ANOTHER, 1.0)
        assert (abs(count) == 1.0) == (direction is not None and direction.value != 0)

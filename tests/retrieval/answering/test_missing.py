"""What an abstention says is missing, and that it is true."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.answering.missing import UNCLEAR
from retrieval.library import Library
from retrieval.model import Answer
from retrieval.text.analyzer import analyzer_for

NOTES = {
    "ada.md": "Ada Quill leads the bridge team. She drew the plans for the northern bridge.",
    "ben.md": "Ben Marsh replaced Ada Quill. He moved to the harbour team.",
    "pay.md": "The salary of an apprentice is paid monthly. A film was made about the bridge.",
    "cto.md": "The chief technology officer spoke at length about steel.",
    "set.md": "# Engine room\n\nTurn `SHARE_LOG` on, and the history is kept.",
    "cab.md": "The Cabin Builders (CABS) met. Then the Cabin Builders sold a wi fi mast.",
}
WORDS = """who leads the bridge team salary of Ada Quill Ben Marsh replaced when was film made
    northern harbour moon engine room SHARE_LOG SHARE_PATH
    what is zorblax apprentice 1999 steel?""".split()
TOGETHER = re.compile(r'No passage mentions "(.+)" together with "(.+)"\.')
CLOSEST = re.compile(r'The closest passage does not mention "(.+)"\.')
NONE = re.compile(r"No passage mentions (.+)\.")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("notes")
    for name, text in NOTES.items():
        (folder / name).write_text(text + "\n", encoding="utf-8")
    return Library.open([folder], None)


def abstained(library: Library, question: str) -> Answer:
    return library.ask(question, caution="1")


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("what is the zorblax?", 'No passage mentions "zorblax".'),
        ("is there a zorblax on the moon?", 'No passage mentions "zorblax" or "moon".'),
        (
            "what is the salary of Ada Quill?",
            'No passage mentions "salary" together with "Ada Quill".',
        ),
        ("whom did Ada Quill replace?", "say it only the other way round."),
        ("when was the film about the bridge made?", "they give no date."),
        ("does Ada Quill lead the bridge team?", UNCLEAR),
        ("what is the?", "The question has no word to look for."),
        ("who has an x-ray?", 'No passage mentions "x-ray".'),
        ("is there a way to mend a zorblax at once?", 'No passage mentions "mend" or "zorblax".'),
        ("what is SHARE_PATH?", 'No passage mentions "SHARE_PATH".'),
        ("who paints the engine room?", 'No passage mentions "paints".'),
        ("what is the name of the zorblax?", 'No passage mentions "zorblax".'),
        ("is it true that the zorblax is still here?", 'No passage mentions "zorblax".'),
    ],
)
def test_an_abstention_says_in_one_sentence_what_is_missing(
    library: Library, question: str, reason: str
) -> None:
    assert abstained(library, question).reason.endswith(reason)


@pytest.mark.parametrize(
    "question",
    [
        *("what did the CTO speak about?", "which movie was made?"),
        *("who sold wi-fi masts?", "what did the CABS sell?"),
    ],
)
def test_what_is_said_in_other_words_is_not_missing(library: Library, question: str) -> None:
    assert abstained(library, question).missing == ()


def test_an_answer_lacks_nothing(library: Library) -> None:
    answer = library.ask("who leads the bridge team?", caution="0")

    assert (answer.status, answer.missing, answer.reason) == ("answered", (), "")


def test_a_long_word_is_shortened_and_many_are_not_all_told(library: Library) -> None:
    reason = abstained(library, "z" * 500).reason
    many = abstained(library, "zaa zbb zcc zdd zee").reason

    assert len(reason) < 100
    assert many == 'No passage mentions "zaa" or "zbb" or "zcc".'


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join))
@settings(max_examples=60)
def test_what_is_said_of_passages_is_true(library: Library, question: str) -> None:
    answer = abstained(library, question)
    terms = analyzer_for("english").terms
    texts = {name: set(terms(text)) for name, text in NOTES.items()}
    together, closest, none = (
        pattern.fullmatch(answer.reason) for pattern in (TOGETHER, CLOSEST, NONE)
    )

    assert answer.reason.endswith(".")
    assert "\n" not in answer.reason
    if together:
        # The first term of an identifier is all of it.
        both = {terms(together[1])[0], *terms(together[2])}
        assert not any(both <= text for text in texts.values())
    elif closest:
        assert not texts[answer.closest[0].doc_id] & {terms(closest[1])[0]}
    elif none:
        assert answer.missing
        for word in answer.missing:
            assert not any(terms(word)[0] in text for text in texts.values())


@given(st.text(max_size=200).filter(str.strip))
@settings(max_examples=60)
def test_every_abstention_says_something_in_one_line(library: Library, question: str) -> None:
    answer = abstained(library, question)

    assert answer.reason
    assert len(answer.reason.splitlines()) == 1

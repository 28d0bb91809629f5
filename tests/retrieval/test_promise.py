"""Every quote is verbatim and cited, over the seeds and over whatever else is quoted."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import SourcesError
from retrieval.library import Library
from tests.retrieval.conftest import LIN, ZHOU
from tests.retrieval.promise import check
from tests.retrieval.strategies import MESSY_TEXT, PARAGRAPH

QUESTIONS = [
    *("who replaced Lin?", "When did Lin leave?", "Why did Lin leave Qwen", "qwen downloads"),
    *("how many enterprises use Qwen?", "What did Elon Musk say about the models?", "Alibaba"),
    *("Is Qwen open source?", "the future of open weights at Alibaba", "weather in Paris", "a"),
    *("What are the key takeaways?", "context window of the small models", "Llama 4 Meta LeCun"),
]


@pytest.fixture(scope="module")
def library(seeds: Path) -> Library:
    return Library.open([seeds], None)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_quote_of_the_seeds_is_found_in_its_file(library: Library, question: str) -> None:
    for top in (1, 3, 10):
        answer = library.ask(question, top)
        assert len(answer.quotes) <= top or answer.disagreement is not None
        check(library, answer)


MARKDOWN = st.lists(
    st.one_of(
        PARAGRAPH,
        MESSY_TEXT,
        st.sampled_from(("# Who left", "## Why", "- lin", "1. zhou", "> qwen", "```\nlin\n```")),
        st.sampled_from(("| a | b |\n|---|---|\n| lin | qwen |", "**lin** left *qwen*.", "<br>")),
        st.builds(lambda words, times: " ".join([words] * times), PARAGRAPH, st.integers(5, 30)),
    ),
    max_size=8,
).map("\n\n".join)
ASKED = st.one_of(
    st.sampled_from(("who replaced Lin?", "qwen model license", "zhou", "when?")),
    MESSY_TEXT,
)


@settings(max_examples=40)
@given(st.lists(MARKDOWN, min_size=1, max_size=3), st.sampled_from((".md", ".txt")), ASKED)
def test_every_quote_of_whatever_text_is_found_in_its_file(
    texts: list[str], suffix: str, question: str
) -> None:
    with TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            content = text.encode("utf-8", "replace")
            Path(folder, f"{number}{suffix}").write_bytes(content)
        try:
            library = Library.open([Path(folder)], None)
        except SourcesError:
            return
        check(library, library.ask(f"q {question}"[:2000], 5))


def test_a_long_passage_is_shown_in_whole_sentences_around_the_one_that_answers(
    tmp_path: Path,
) -> None:
    filler = [f"Sentence number {n} of this passage says nothing of use." for n in range(24)]
    text = " ".join([*filler[:12], ZHOU, *filler[12:]])
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    library = Library.open([tmp_path], None)
    answer = library.ask("who is the new head of the Qwen team?")
    check(library, answer)
    (quote,) = answer.quotes
    start, end = quote.marks[0]
    assert quote.text[start:end] == ZHOU
    assert len(quote.text) > 400


def test_a_copy_in_another_document_is_named_and_not_quoted_twice(tmp_path: Path) -> None:
    long = f"{ZHOU} He had worked at Google DeepMind for years, on the Gemini models, and before "
    long += "that he taught at a university in the north of England, where he also wrote two books."
    for name, text in {
        "a.txt": f"{long}\n\n{LIN}",
        "b.txt": long,
        "c.txt": long.replace("for years", "for some years"),
        "d.txt": "The new head of the museum team is a woman.",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    library = Library.open([tmp_path], None)
    answer = library.ask("who is the new head of the Qwen team?", 5)
    check(library, answer)
    assert answer.quotes[0].doc_id == "a.txt"
    assert set(answer.quotes[0].also_in) == {"b.txt", "c.txt"}
    assert not {"b.txt", "c.txt"} & {quote.doc_id for quote in answer.quotes}


def test_of_one_paragraph_cut_in_parts_at_most_one_part_is_quoted(tmp_path: Path) -> None:
    text = " ".join(f"{ZHOU} This is repeated for the {n} time." for n in range(120))
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    library = Library.open([tmp_path], None)
    assert len(library) > 2
    answer = library.ask("who is the new head of the Qwen team?", 5)
    check(library, answer)
    assert len(answer.quotes) == 1

"""Which passages say the same text, and which only look alike."""

from __future__ import annotations

import pytest

from retrieval.answering.selection import same_text
from retrieval.model import Passage

TEXT = (
    "The Harrow footbridge opened to walkers on 4 May 2011 after two years of work on both of its "
    "towers, and a crowd of several hundred people lined the quay to see the mayor cut the ribbon."
)


def passage(doc_id: str, text: str) -> Passage:
    return Passage(f"{doc_id}#1", doc_id, 0, len(text), "", 1, 1, None, 0, text)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (TEXT, True),
        (TEXT.upper(), True),
        (f"Update: {TEXT}", True),
        (TEXT.replace("several ", ""), True),
        (TEXT.replace("May 2011", "May 2013"), False),
        (TEXT.replace("Harrow", "Marlow"), False),
        (TEXT.replace("opened", "never opened"), False),
        (TEXT[: len(TEXT) // 2], False),
        ("Another text.", False),
    ],
)
def test_a_copy_may_be_edited_but_not_say_something_else(text: str, same: bool) -> None:
    assert same_text(passage("a", TEXT), passage("b", text)) == same
    assert same_text(passage("b", text), passage("a", TEXT)) == same


def test_a_document_does_not_copy_itself() -> None:
    assert not same_text(passage("a", TEXT), passage("a", TEXT))

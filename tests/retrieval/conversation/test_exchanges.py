"""Which turns count as questions."""

from __future__ import annotations

import pytest

from retrieval.conversation.turns import exchanges_of, is_courtesy
from tests.retrieval.conversation.talks import reading, turns


@pytest.mark.parametrize("text", ["thanks!", "ok thx", "Great, thank you so much", "hi there"])
def test_thanks_and_greetings_ask_nothing(text: str) -> None:
    assert is_courtesy(text)
    assert exchanges_of(turns(text, "Ann Ray thanked the staff.")) == []


@pytest.mark.parametrize(
    "text", ["is it good?", "thanks to whom?", "ok and Lin?", "good pools", "?"]
)
def test_what_says_anything_besides_is_a_question(text: str) -> None:
    assert not is_courtesy(text)


def test_thanks_are_not_read_together_with_what_was_said() -> None:
    assert reading("thanks!", "when did Lin leave?", "").read_as == "thanks!"

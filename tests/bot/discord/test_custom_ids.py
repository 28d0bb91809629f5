from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.buttons import BUTTONS
from bot.discord.rendering import custom_ids
from bot.discord.rendering.message_limits import CUSTOM_ID
from retrieval.askable import passage_key
from retrieval.model import Citation, Locator, Quote

TEMPLATES = [button.__discord_ui_compiled_template__ for button in BUTTONS]

# What retrieval names a passage by: ten hexadecimal digits, and a number where it has twins.
NAMES = st.builds(
    "{:010x}{}".format,
    st.integers(0, 16**10 - 1),
    st.one_of(st.just(""), st.integers(1, 10**10 - 1).map("-{}".format)),
)
KEYS = st.integers(0, 2**64 - 1).map("{:016x}".format)
DIGESTS = st.integers(0, 2**256 - 1).map("{:064x}".format)


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    doc_id = draw(st.text(st.characters(), max_size=300))
    locator = Locator(0, 1, 1, 1, None)
    citation = Citation(1, doc_id, "", None, None, locator, "/", None, draw(DIGESTS))
    return Quote(f"{doc_id}#{draw(NAMES)}", doc_id, 0, 1, "x", (), 1.0, "", citation)


IDS = st.one_of(
    st.builds(
        custom_ids.more,
        st.integers(2, 9999),
        st.integers(0, 2**32 - 1).map("{:08x}".format),
        st.none() | quotes(),
    ),
    st.builds(custom_ids.nearby, quotes()),
    st.just(custom_ids.FOLLOW_UP),
    st.builds(custom_ids.feedback, st.sampled_from(("good", "not_it"))),
    st.builds(custom_ids.undo, DIGESTS),
    st.builds(custom_ids.listing, st.integers(0, 999_999)),
    st.builds(custom_ids.addition, st.sampled_from(("add", "discard")), KEYS),
    st.just(custom_ids.UNANSWERED),
    st.builds(custom_ids.settle, KEYS, st.one_of(st.sampled_from(("silent", "drop")), quotes())),
)


@given(IDS)
def test_every_id_is_short_enough_and_belongs_to_exactly_one_button(made: str) -> None:
    assert 1 <= len(made) <= CUSTOM_ID
    assert made.isascii()
    assert sum(template.fullmatch(made) is not None for template in TEMPLATES) == 1


@given(IDS)
def test_an_id_with_anything_after_it_is_no_buttons(made: str) -> None:
    for after in ("!", "\n", " "):
        assert not any(template.fullmatch(made + after) for template in TEMPLATES)


@given(quotes(), st.integers(2, 9999))
def test_the_passage_comes_back_out_of_the_id(quote: Quote, first: int) -> None:
    near = re.fullmatch(custom_ids.NEARBY, custom_ids.nearby(quote))
    more = re.fullmatch(custom_ids.MORE, custom_ids.more(first, "0" * 8, quote))

    assert near is not None
    assert more is not None
    assert near["key"] == more["key"] == passage_key(quote.passage_id)
    assert quote.citation.sha256.startswith(near["sha"])
    assert int(more["first"]) == first


def test_an_answer_from_everywhere_names_no_passage() -> None:
    found = re.fullmatch(custom_ids.MORE, custom_ids.more(4, "0123abcd", None))

    assert found is not None
    assert found.groupdict() == {"first": "4", "stamp": "0123abcd", "key": ""}


@pytest.mark.parametrize("made", ["", "quoth:", "quoth:none", "other:more:1", "quoth:feedback:bad"])
def test_an_id_of_somebody_elses_is_no_buttons(made: str) -> None:
    assert not any(template.fullmatch(made) for template in TEMPLATES)


def test_the_modal_is_not_taken_for_a_button() -> None:
    assert not any(template.fullmatch(custom_ids.FOLLOW_UP_MODAL) for template in TEMPLATES)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.retrieval.conversation.talks import LIN, ZHOU, reading

WHEN = ("when did Lin leave?", LIN)
WHO = ("who replaced Lin?", ZHOU)
CURIE = ("When did Marie Curie win the Nobel Prize?",)
HAMLET = ("Who wrote Hamlet?", "Hamlet was written by William Shakespeare.")
POOL = ("when does the pool close?", "The pool closes in April.")
STADIUM = ("where will the new stadium be built?", "It will be built at Dockside.")
WEBER = "Jonas Weber handed the project over to Mei Tanaka, who has kept it since."
TOWER = ("When was the Eiffel Tower built?",)


@pytest.mark.parametrize(
    ("said", "question", "resolved"),
    [
        (WHEN, "who replaced him?", "who replaced Lin?"),
        (WHEN, "Why did he leave?", "Why did Lin leave?"),
        (WHEN, "what was his job?", "what was Lin's job?"),
        (("when did lin leave?", LIN), "who replaced him?", "who replaced Lin?"),
        (WHO, "where did he work before?", "where did Hao Zhou work before?"),
        ((*WHEN, "who replaced him?", ZHOU), "when did he join?", "when did Hao Zhou join?"),
        ((*WHO, "how many downloads are there?", ""), "is he new?", "is Hao Zhou new?"),
        (("who is Jia Yangqing?", "He is a critic of Alibaba."), "what did he say?", None),
        (CURIE, "where was she born?", "where was Marie Curie born?"),
        (CURIE, "what is her husband's name?", "what is Marie Curie's husband's name?"),
        (CURIE, "who admired her in Paris?", "who admired Marie Curie in Paris?"),
        (HAMLET, "when was he born?", "when was William Shakespeare born?"),
        (HAMLET, "when was it published?", "when was Hamlet published?"),
        (TOWER, "how tall is it?", "how tall is the Eiffel Tower?"),
        (TOWER, "What is its height?", "What is the Eiffel Tower's height?"),
        (("what is a polder?",), "how deep is it?", "how deep is a polder?"),
        (("What is SAML?",), "how does it work?", "how does SAML work?"),
        (("how large are the new models?",), "where do they run?", "where do the new models run?"),
        (("what about bitcoins?",), "who accepts them?", "who accepts bitcoins?"),
        (("who works in Paris?",), "how many people live there?", "how many people live in Paris?"),
        (POOL, "how much will it cost?", "how much will the pool cost?"),
        ((*POOL, "why does the pool close?", ""), "how old is it?", "how old is the pool?"),
        (STADIUM, "how many people will it seat?", "how many people will the new stadium seat?"),
        (
            ("how many tokens does the context window hold?", ""),
            "can it grow?",
            "can the context window grow?",
        ),
        (("who opposed the closure?", ""), "was it legal?", "was the closure legal?"),
        (("where are backups stored?", ""), "are they safe?", "are backups safe?"),
        (("how do I renew a permit?", ""), "what does it cost?", "what does a permit cost?"),
        (
            ("what is SAML?", "", "how does the agent use SAML?", ""),
            "is it safe?",
            "is SAML safe?",
        ),
        (
            ("how many parameters do the models have?", "", "who praised the models?", ""),
            "what do they cost?",
            "what do the models cost?",
        ),
        (
            ("What is the price of the ticket?", ""),
            "where is it sold?",
            "where is the ticket sold?",
        ),
        (
            ("What is the price of the ticket?", ""),
            "what was it in 2019?",
            "what was the price of the ticket in 2019?",
        ),
        (STADIUM, "when was the old one opened?", "when was the old stadium opened?"),
        (
            (*POOL, "thanks!", "Ann Ray thanked the staff."),
            "is it heated?",
            "is the pool heated?",
        ),
        (
            ("who is binyuan hui?", "Binyuan Hui and Kaixin Li left."),
            "did he leave?",
            "did Binyuan Hui leave?",
        ),
        (
            (*WHO, "did Chen Cheng leave too?", "Chen Cheng is heartbroken."),
            "what did he say?",
            "what did Chen Cheng say?",
        ),
        (
            ("which river flows through Paris?", "The Seine flows through Paris."),
            "how long is it?",
            "how long is the Seine?",
        ),
        (
            ("what is the deadline for applications?", ""),
            "can it be extended?",
            "can the deadline for applications be extended?",
        ),
        (("who is the mayor?", ""), "is she new?", "is the mayor new?"),
        (
            ("who opposed it?", "Councillor Aisha Bello opposed it."),
            "is she new?",
            "is Aisha Bello new?",
        ),
        (
            ("who followed Jonas Weber?", WEBER),
            "where is she from?",
            "where is Mei Tanaka from?",
        ),
        (
            ("who did Rovers appoint?", "Northside Rovers have appointed Sipho Dlamini."),
            "is he new?",
            "is Sipho Dlamini new?",
        ),
        ((*WHO, "Dlamini?", ""), "how old is he?", "how old is Dlamini?"),
        (
            ("where is Alibaba based?", "Alibaba is based in Hangzhou."),
            "how do I get there?",
            "how do I get to Hangzhou?",
        ),
    ],
)
def test_a_pronoun_is_read_as_what_was_spoken_of(
    said: tuple[str, ...], question: str, resolved: str | None
) -> None:
    expected = resolved or question.replace("he", "Jia Yangqing")
    assert reading(question, *said).question == expected


@pytest.mark.parametrize(
    ("said", "question"),
    [
        (WHEN, "did Zhou say why he left?"),
        (WHEN, "What did Musk say, and did he praise it?"),
        (TOWER, "is it true that towers sway?"),
        (TOWER, "how long does it take to get a visa?"),
        (TOWER, "does it make sense to use both?"),
        (TOWER, "I heard that it rains a lot"),
        (WHEN, "are there other departures?"),
        (WHEN, "is there a successor?"),
        (("where are backups stored?", ""), "is it slow?"),
        (("what was removed in 3.0?", ""), "why was it dropped?"),
        (("who praised the model?", ""), "are they free?"),
        (POOL, "is that enough?"),
        (POOL, "who was it that paid?"),
        (("which is best?", ""), "is the first one open?"),
        (("which one is the largest?", ""), "who found it?"),
        (("which firm built the dam?", "It was Kestrel, says Osprey Works."), "is it old?"),
        (WHEN, "which of the models that were released are small?"),
        (("hello", ""), "who is he?"),
        (("how many are there?",), "is it open?"),
    ],
)
def test_what_stands_for_nothing_said_before_stays(said: tuple[str, ...], question: str) -> None:
    assert reading(question, *said).question == question


def test_a_pronoun_is_not_read_as_what_the_question_names_already() -> None:
    assert reading("was it the Eiffel Tower?", *TOWER).question == "was it the Eiffel Tower?"


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=6))
def test_any_text_can_follow_any_other(question: str, said: list[str]) -> None:
    assert isinstance(reading(question, *said).read_as, str)


@given(
    st.lists(st.sampled_from("who he it there and Lin's Qwen? why? , when ( ) about: of".split())),
    st.lists(st.sampled_from("Who what is Lin the it Qwen leads? and in 2019".split())),
)
def test_any_order_of_words_can_follow_any_other(question: list[str], said: list[str]) -> None:
    assert reading(" ".join(question), " ".join(said), LIN).read_as is not None

"""Texts and answers as bad as they come: any Unicode, all markup, all line breaks, too long."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.discord.rendering.message_format import LONGEST_QUESTION, as_question
from retrieval.model import (
    Answer,
    Citation,
    Disagreement,
    Document,
    Locator,
    Passage,
    Quote,
    Span,
    ValueReading,
)

ACTING = (
    "<@1> <@!1> <@&1> <#1> <:a:1> <a:b:1> <t:1> <t:1:R> </cmd:1> <id:browse> <sound:1:2> "
    "<https://x.org/a> <a@b.org> <tel:+12> <@$1> https://x.org/a_b_ http://x.org steam://x/y "
    "[a](https://x.org) [a](<https://x.org>) ]( @everyone @here @silent :smile: :100: "
    ":wave::skin-tone-2: discord.gg/abc Discord.GG/a https://discord.gg/a discord.com/invite/a "
    "discordapp.com/invite/a dis.gd/a ``` `` ` *** ** * __ _ ~~ || | \\ \\\\ ¯\\_(ツ)_/¯ ## # -# "
    "> >>> - + 1. 23. < : :// @ [ ] ( ) a_b"
).split(" ")
_WHITE = (" ", "  ", "\n", "\n\n", "  \n", "\t", "\r\n", "\r", "\u2028", "\xa0", "\ufeff", "\u200b")

_LINES = ("# a", "## a", "-# a", "> a", ">>> a", "- a", "+ a", "* a", "1. a", "  - a", "\t23. a")

texts = st.lists(
    st.one_of(
        st.sampled_from(_LINES).map("\n{}".format),
        st.sampled_from(ACTING),
        st.sampled_from(_WHITE),
        st.text("*_~`|<>#@:[]()\\-+ .1a\n", max_size=6),
        st.characters(),
        st.text(max_size=5),
    ),
    max_size=25,
).map("".join)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, tuple[Span, ...]]:
    """Texts with spans in them, in any order, that may touch or overlap."""
    text = draw(texts)
    edges = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    spans = draw(st.lists(edges.map(sorted), max_size=4))
    return text, tuple((start, end) for start, end in spans)


LONGEST_QUOTE = 2_000


@st.composite
def long_texts(draw: st.DrawFn, longest: int = LONGEST_QUOTE) -> str:
    """Texts up to a length, most of them made of one short text over and over."""
    text = draw(texts)
    times = draw(st.sampled_from((1, 1, 3, 100, 2_000)))
    return (text * times)[:longest]


urls = st.one_of(
    st.none(),
    texts,
    st.sampled_from(
        (
            "https://x.org/a?b=c#d",
            "http://localhost:8000/",
            "https://1.2.3.4/a",
            "https://user@x.org/",
            "https://x.org:99999/",
            "https://de.wikipedia.org/wiki/Köln (Stadt)",
            "https://x.org/" + "a" * 3_000,
            "javascript:alert(1)",
            "HTTPS://X.ORG",
        )
    ),
)


@st.composite
def citations(draw: st.DrawFn, number: int = 1) -> Citation:
    doc_id = draw(long_texts(600)) or "a.md"
    line = draw(st.integers(1, 10**6))
    page = draw(st.none() | st.integers(1, 9_999))
    return Citation(
        number=number,
        doc_id=doc_id,
        title=draw(long_texts(600)),
        publisher=draw(st.none() | long_texts(300)),
        published=draw(st.none() | st.sampled_from(("2026", "2026-03-04")) | texts),
        locator=Locator(0, 1, line, line + draw(st.integers(0, 9)), page),
        path=f"/sources/{draw(st.sampled_from((doc_id, 'records.jsonl')))}",
        url=draw(urls),
        sha256="ab" * 32,
    )


@st.composite
def quotes(draw: st.DrawFn, number: int = 1) -> Quote:
    text, marks = draw(marked_texts())
    text = (text * draw(st.sampled_from((1, 1, 3, 100, 2_000))))[:LONGEST_QUOTE]
    if draw(st.booleans()):
        marks = ((0, len(text)),)
    return Quote(
        passage_id="a#1",
        doc_id="a",
        start=0,
        end=len(text),
        text=text,
        marks=tuple((min(a, len(text)), min(b, len(text))) for a, b in marks),
        score=1.0,
        heading=draw(long_texts(300)),
        citation=draw(citations(number)),
        also_in=tuple(draw(st.lists(long_texts(200), max_size=12))),
    )


disagreements = st.builds(
    Disagreement,
    texts,
    st.lists(
        st.builds(
            ValueReading,
            long_texts(200),
            st.lists(long_texts(200), max_size=5).map(tuple),
            st.just(("a.md",)),
            st.lists(st.integers(1, 3), max_size=3).map(tuple),
        ),
        max_size=12,
    ).map(tuple),
)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    question = draw(long_texts(LONGEST_QUESTION).filter(as_question))
    count = draw(st.integers(0, 3))
    shown = tuple(draw(quotes(number)) for number in range(1, count + 1))
    is_answered = bool(shown) and draw(st.booleans())
    return Answer(
        question=question,
        read_as=draw(st.just(question) | long_texts(2_000)),
        status="answered" if is_answered else "no_answer",
        quotes=shown if is_answered else (),
        closest=() if is_answered else shown,
        missing=tuple(draw(st.lists(long_texts(400), max_size=9))),
        disagreement=draw(st.none() | disagreements),
        suggestions=tuple(draw(st.lists(long_texts(400), max_size=9))),
        reason="" if is_answered else draw(long_texts(400)),
    )


@st.composite
def passages(draw: st.DrawFn, longest: int = LONGEST_QUOTE) -> Passage:
    text = draw(long_texts(longest))
    line = draw(st.integers(1, 10**6))
    return Passage(
        passage_id="a#1",
        doc_id="a.md",
        start=0,
        end=len(text),
        heading=draw(long_texts(300)),
        first_line=line,
        last_line=line + text.count("\n"),
        page=None,
        paragraph=0,
        text=text,
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    return Document(
        doc_id="a.md",
        title=draw(long_texts(600)),
        text="",
        path="/sources/a.md",
        publisher=draw(st.none() | long_texts(300)),
        url=draw(urls),
    )

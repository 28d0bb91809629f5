"""Texts that try what Discord makes of them: any Unicode, and much of what its markup is."""

from __future__ import annotations

from hypothesis import strategies as st

from retrieval.model import Span

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

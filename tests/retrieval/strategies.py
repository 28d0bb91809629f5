"""Texts and corpora that hypothesis makes up: plain ones, and the worst that people paste."""

from __future__ import annotations

from hypothesis import strategies as st

ANY_TEXT = st.text(st.characters(), max_size=200)
"""Any characters at all, halves of surrogate pairs included."""

_FRAGMENTS = (
    *("Lin", "the", "Qwen", "replaced", "not", "US", "IT", "WHO", "us", "Zhou's", "Zhou\u2019s"),
    *("0.8", "0.8B", "600M", "90k", "90,000", "1.2.3", "3.5-Max", "million", "billion"),
    *("5bn", "2nd"),
    *("Qwen3.5", "GPT-4", "co-founder", "two-million", "Black_Death", "C++", "C#", "U.S.", "e.g."),
    *("don't", "rock'n'roll", "a.b.c", "AT&T", "$5", "5%", "\u20ac3", "caf\u00e9", "cafe\u0301"),
    *("na\u00efve", "Stra\u00dfe", "\u0130stanbul", "\ufb01re", "\u2167", "\uff15", "\u0968"),
    *("\u963f\u91cc\u5df4\u5df4", "\u304c\u304f", "\u304b\u3099\u304f", "\ud55c\uad6d\uc5b4"),
    *("\u1112\u1161\u11ab", "\u0915\u093c", "\u0e01\u0e33", "\u0627\u064e", "\u05d0\u05b8"),
    *("\u0301", "\u20dd", "\u200d", "\u00ad", "_", "'", "\u2019", "-", ".", ",", "...", "''", '"'),
    *("Dr.", "Inc.", "No.", "1.", "(a)", "\u3002", "\uff01", "\u201c", "\u201d", "("),
    *(")", "\u2022"),
    *("x" * 100, "9" * 50, "\U0001f600", "\U00020000"),
)
_GAPS = ("", " ", "  ", "\n", "\n\n", "\t", "\u00a0", "\u3000", "\r\n", "\x0c", "\u2028")

MESSY_TEXT = st.lists(
    st.tuples(
        st.one_of(st.sampled_from(_FRAGMENTS), st.text(st.characters(), max_size=5)),
        st.sampled_from(_GAPS),
    ),
    max_size=25,
).map(lambda pieces: "".join(fragment + gap for fragment, gap in pieces))
"""What trips analysers and sentence splitters, strung together with odd gaps."""

TEXT = st.one_of(ANY_TEXT, MESSY_TEXT)

_NOUNS = ("lin", "qwen", "model", "team", "post", "phone", "zhou", "license", "weight", "march")
_SENTENCE = st.lists(st.sampled_from(_NOUNS), min_size=2, max_size=12).map(
    lambda words: " ".join(words).capitalize() + "."
)

PARAGRAPH = st.lists(_SENTENCE, min_size=1, max_size=8).map(" ".join)
"""Sentences in plain English, in one paragraph."""

TERM_LISTS = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=12), max_size=30)
"""Small corpora over few terms, so that ties, empty passages and common terms are frequent."""

QUERIES = st.dictionaries(
    st.sampled_from("abcdefghxyz"), st.sampled_from((0.25, 0.5, 1.0, 2.0)), max_size=5
)
"""Weighted terms, some of them unknown to every corpus."""

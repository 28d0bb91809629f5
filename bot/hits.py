"""Hits as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.citing import lines_of
from bot.surface import Surface
from bot.visible import one_line
from bot.wrapping import clipped, wrap
from retrieval.model import Hit

_NOTHING = "No passage shares a word with this."


def hits_text(hits: Sequence[Hit], surface: Surface) -> str:
    """Return for each hit its rank, score and `file:line`, its heading, and how it begins."""
    lines = _lines(hits, surface) if hits else wrap(_NOTHING, surface.width)
    return "".join(f"{line}\n" for line in lines)


def _lines(hits: Sequence[Hit], surface: Surface) -> Iterator[str]:
    rank_width = len(str(hits[-1].rank))
    scores = [f"{hit.score:.3f}" for hit in hits]
    score_width = max(map(len, scores))
    indent = " " * (rank_width + score_width + 4)
    width = surface.width - len(indent)
    for hit, score in zip(hits, scores, strict=True):
        passage = hit.passage
        where = one_line(f"{passage.doc_id}:{lines_of(passage)}")
        lead = f"{surface.accent(f'{hit.rank:>{rank_width}}')}  {score:>{score_width}}  "
        for line in wrap(where, width):
            yield lead + surface.accent(line)
            lead = indent
        if passage.heading:
            yield indent + surface.dim(
                clipped(one_line(passage.heading), width, surface.glyphs.ellipsis)
            )
        yield indent + clipped(one_line(passage.text), width, surface.glyphs.ellipsis)

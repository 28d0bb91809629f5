"""What scores are made of, the first passage's beside that of the right one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.surface import Surface
from bot.visible import one_line
from bot.wrapping import columns, wrap
from retrieval.model import Evidence
from retrieval.ranking.evidence_names import meaning
from retrieval.ranking.ranking import Ranked

Column = tuple[str, Ranked]
"""What a passage is called, and its evidence."""

_TERMS = frozenset(("term", "otherwise"))
_GAP = "  "


def side_by_side(passages: Sequence[Column], surface: Surface) -> Iterator[str]:
    """Yield a row for each part of the scores, then the sums, and what is not spoken of.

    A part is one word of the question, or what the best sentence adds by one of its sides.
    """
    parts = [{_key(part): part for part in ranked.evidence} for _, ranked in passages]
    keys = list(dict.fromkeys(key for own in parts for key in own))
    figures = [[_figure(own.get(key), surface) for own in parts] for key in keys]
    figures.append([f"{ranked.score:.4f}" for _, ranked in passages])
    figures.append([f"{ranked.coverage:.0%}" for _, ranked in passages])
    heads = [name for name, _ in passages]
    widths = [max(map(columns, row)) for row in zip(heads, *figures, strict=True)]
    told = [_told(key, [own.get(key) for own in parts], heads) for key in keys]
    told += ["score", f"of the question is spoken of{_lacking(passages)}"]
    yield _cells(heads, widths)
    for row, words in zip(figures, told, strict=True):
        lead = _cells(row, widths) + _GAP
        lines = wrap(one_line(words), surface.width - columns(lead))
        yield lead + next(lines, "")
        yield from (" " * columns(lead) + line for line in lines)


def _key(part: Evidence) -> tuple[str, str]:
    return part.name, part.detail if part.name in _TERMS else ""


def _figure(part: Evidence | None, surface: Surface) -> str:
    return surface.glyphs.dash if part is None else f"{part.value:.4f}"


def _told(key: tuple[str, str], parts: Sequence[Evidence | None], heads: Sequence[str]) -> str:
    """Return what a row is about; where passages differ in it, what it is for each of them."""
    there = [(head, part) for head, part in zip(heads, parts, strict=True) if part is not None]
    if len({part.detail for _, part in there}) == 1:
        return f"{meaning(key[0])}: {there[0][1].detail}"
    return f"{meaning(key[0])}: " + "; ".join(f"{part.detail} ({head})" for head, part in there)


def _lacking(passages: Sequence[Column]) -> str:
    lacking = [
        f"{name}: not {', '.join(concept.written for concept in ranked.lacking)}"
        for name, ranked in passages
        if ranked.lacking
    ]
    return f" ({'; '.join(lacking)})" if lacking else ""


def _cells(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        " " * (width - columns(cell)) + cell for cell, width in zip(cells, widths, strict=True)
    )
    return "    " + _GAP.join(padded)

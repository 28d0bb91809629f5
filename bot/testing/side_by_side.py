"""What scores are made of, the first passage's beside that of the right one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.surface import Surface
from bot.visible import one_line
from bot.wording import counted
from bot.wrapping import columns, wrap
from retrieval.model import Evidence
from retrieval.ranking.evidence_names import meaning
from retrieval.ranking.ranked import Ranked

Column = tuple[str, Ranked]
"""What a passage is called, and its evidence."""

MOST = 8
"""Rows that are shown of the parts of scores, those that are left out summed up in one."""

SMALL = 0.01
"""What a part has to add, or to differ by where there are two passages, to be shown."""

_TERMS = frozenset(("term", "otherwise"))
_GAP = "  "

_Key = tuple[str, str]
_Parts = Mapping[_Key, Evidence]


def side_by_side(
    passages: Sequence[Column], surface: Surface, *, every: bool = False
) -> Iterator[str]:
    """Yield a row for each part of the scores, then the sums, and what is not spoken of.

    A part is one word of the question, or what the best sentence adds by one of its sides. Unless
    `every` one is wanted, those that tell most are shown: by which two passages differ, or that
    add most to one. A row sums up the others, so that all add up.
    """
    parts = [{_key(part): part for part in ranked.evidence} for _, ranked in passages]
    keys = list(dict.fromkeys(key for own in parts for key in own))
    shown = keys if every else _telling(keys, parts)
    left = [key for key in keys if key not in shown]
    figures = [[_figure(own.get(key), surface) for own in parts] for key in shown]
    if left:
        figures.append([f"{sum(_value(own, key) for key in left):.4f}" for own in parts])
    figures.append([f"{ranked.score:.4f}" for _, ranked in passages])
    figures.append([f"{ranked.coverage:.0%}" for _, ranked in passages])
    heads = [name for name, _ in passages]
    widths = [max(map(columns, row)) for row in zip(heads, *figures, strict=True)]
    told = [_told(key, [own.get(key) for own in parts], heads) for key in shown]
    told += [_left_out(len(left), len(passages))] if left else []
    told += ["score", f"of the question is spoken of{_lacking(passages)}"]
    yield _cells(heads, widths)
    for row, words in zip(figures, told, strict=True):
        lead = _cells(row, widths) + _GAP
        lines = wrap(one_line(words), surface.width - columns(lead))
        yield lead + next(lines, "")
        yield from (" " * columns(lead) + line for line in lines)


def _telling(keys: Sequence[_Key], parts: Sequence[_Parts]) -> list[_Key]:
    """Return the keys of the parts that tell most, in the order in which they come."""
    telling = {key: _differs([_value(own, key) for own in parts]) for key in keys}
    enough = [key for key in keys if telling[key] >= SMALL]
    most = sorted(enough, key=lambda key: -telling[key])[: MOST - 1]
    shown = [key for key in enough if key in most]
    # A row for one that is left out would take its place.
    return list(keys) if len(keys) <= len(shown) + 1 else shown


def _differs(values: Sequence[float]) -> float:
    return max(values) - min(values) if len(values) > 1 else abs(values[0])


def _value(parts: _Parts, key: _Key) -> float:
    return parts[key].value if key in parts else 0.0


def _left_out(count: int, passages: int) -> str:
    why = "that differ less" if passages > 1 else "that add less"
    return f"{counted(count, 'more part')} {why} (pytest -vv shows all)"


def _key(part: Evidence) -> _Key:
    return part.name, part.detail if part.name in _TERMS else ""


def _figure(part: Evidence | None, surface: Surface) -> str:
    return surface.glyphs.dash if part is None else f"{part.value:.4f}"


def _told(key: _Key, parts: Sequence[Evidence | None], heads: Sequence[str]) -> str:
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

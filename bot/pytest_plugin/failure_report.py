"""The report of a question that fails, to somebody who does not know the code.

It says where the right passage came, what came first, and what the scores of both are made of,
side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.terminal.answer_text import file_location, line_range
from bot.terminal.layout import columns, counted, one_line, wrap
from bot.terminal.streams import Terminal
from retrieval.askable import Askable
from retrieval.evaluation.cases import JudgedCase, Outcome
from retrieval.model import Evidence, Passage, Quote
from retrieval.ranking.feature_meanings import meaning
from retrieval.ranking.reranker import RankedPassage

_MARGIN = "  "
_LABEL_WIDTH = 8
_PLAIN = Terminal()
"""What a report is shown on is known to nobody: it may be a file, or another process's terminal."""


def failure_report(outcome: Outcome, library: Askable, *, show_all: bool = False) -> str:
    """Return what was asked, what was expected, what came, and why it came before the right one.

    Of the parts of the scores the largest ones are shown, or all of them.
    """
    placed = placement(outcome, library)
    lines = [_headline(outcome, placed)]
    lines += _labelled("asked", f"{outcome.case.question} ({outcome.case.place})")
    lines += _history_lines(outcome)
    lines += _expected_lines(outcome)
    lines += _outcome_lines(outcome)
    if placed.right is not None and not _is_first(placed):
        lines += _labelled("right", _right_text(placed.right, placed.among))
    if outcome.case.why:
        lines += _labelled("why", outcome.case.why)
    compared = list(_compared(placed))
    if compared:
        lines += ["", *score_comparison(compared, _PLAIN, show_all=show_all)]
    return "\n".join(line.rstrip() for line in lines)


def _headline(outcome: Outcome, placed: Placement) -> str:
    """Return what is wrong in a line: the only one that pytest's summary shows."""
    failure = outcome.failures[0]
    headlines = {
        "anchor": "what is right is not in the sources",
        "abstained": "nothing was quoted, and there is an answer",
        "answered": "something was quoted, and there is no answer",
        "passage": _late_text(outcome, placed),
        "mark": f"the answer is not in what is marked: {failure.got}",
        "disagreement": f"expected {failure.expected}, got {failure.got}",
    }
    return one_line(headlines[failure.kind])


def _late_text(outcome: Outcome, placed: Placement) -> str:
    if placed.right is None or placed.right.rank is None:
        return "the right passage was not found"
    within = outcome.case.within
    best = f"among the first {within}" if within > 1 else "the first"
    return f"the right passage is not {best}: it has rank {placed.right.rank}"


def _history_lines(outcome: Outcome) -> Iterator[str]:
    """Yield what was said before, and how the question was understood."""
    for turn in outcome.case.history:
        yield from _labelled("after", f"{turn.role}: {turn.text}")
    if outcome.read_as != outcome.case.question:
        yield from _labelled("read as", outcome.read_as)


def _expected_lines(outcome: Outcome) -> Iterator[str]:
    for failure in outcome.failures:
        yield from _labelled("expected", failure.expected)
    kinds = {failure.kind for failure in outcome.failures}
    if outcome.case.answers and not kinds & {"mark", "answered"}:
        yield from _labelled("answer", " or ".join(f'"{text}"' for text in outcome.case.answers))


def _outcome_lines(outcome: Outcome) -> Iterator[str]:
    for failure in outcome.failures:
        if failure.kind in ("anchor", "disagreement"):
            yield from _labelled("got", failure.got)
    if outcome.answered:
        yield from _quote_lines(outcome.answer.quotes[0])
    else:
        missing = ", ".join(f'"{word}"' for word in outcome.answer.missing)
        reason = f": no passage at all speaks of {missing}" if missing else ""
        yield from _labelled("got", f"no quote{reason}")


def _quote_lines(quote: Quote) -> Iterator[str]:
    """Yield the first quote with its place, and what of it is marked."""
    citation = quote.citation
    yield from _labelled("got", file_location(citation.doc_id, citation.path, citation.locator))
    yield from _labelled("", f'"{quote.text}"')
    for start, end in quote.marks[:1]:
        if quote.text[start:end] != quote.text:
            yield from _labelled("marked", f'"{quote.text[start:end]}"')


def _right_text(right: RightPassage, among: int) -> str:
    rank = f"rank {right.rank}" if right.rank else f"not among the {among} that were ranked"
    if right.ranked is None:
        rank = "not found, it shares no word with the question"
    return f'{rank}: {right.passage.doc_id}:{line_range(right.passage)}, "{right.passage.text}"'


def _is_first(placed: Placement) -> bool:
    return placed.right is not None and placed.right.rank == 1


def _compared(placed: Placement) -> Iterator[ComparedPassage]:
    """Yield the passages that are compared: the first, and the right one where it is another."""
    if placed.first is not None:
        yield "first", placed.first
    if placed.right is not None and placed.right.ranked and not _is_first(placed):
        yield "right", placed.right.ranked


def _labelled(label: str, text: str) -> Iterator[str]:
    lead = f"{_MARGIN}{label:<{_LABEL_WIDTH}}  "
    lines = wrap(one_line(text), _PLAIN.width - len(lead))
    yield lead + next(lines, "")
    yield from (" " * len(lead) + line for line in lines)


class RightPassage(NamedTuple):
    """A right passage.

    `rank` is its place, from 1, None where it was not among those that are ranked; `ranked` is
    what it would score nevertheless, None where it shares no term with the question.
    """

    passage: Passage
    rank: int | None
    ranked: RankedPassage | None


class Placement(NamedTuple):
    """What came first, None where nothing did, and the best right passage, None without any.

    `among` is how many passages were ranked.
    """

    first: RankedPassage | None
    right: RightPassage | None
    among: int


def placement(outcome: Outcome, library: Askable) -> Placement:
    """Return where the passages of a question that was asked came in its ranking.

    They are ranked by the library's own weights, as they were when it was asked.
    """
    answering = library.open_index.answering
    question = answering.understood(outcome.read_as)
    ranked = list(answering.ranking.rank(question))
    first = ranked[0] if ranked else None
    for rank, candidate in enumerate(ranked, 1):
        if _is_right(outcome.judged, candidate.passage):
            right = RightPassage(candidate.passage, rank, candidate)
            return Placement(first, right, len(ranked))
    for number in _right_numbers(outcome.judged, library):
        alone = next(answering.ranking.rank(question, within=range(number, number + 1)), None)
        right = RightPassage(library.corpus.passage(number), None, alone)
        return Placement(first, right, len(ranked))
    return Placement(first, None, len(ranked))


def _is_right(judged: JudgedCase, passage: Passage) -> bool:
    name = passage.passage_id if judged.unit == "passage" else passage.doc_id
    return judged.grades.get(name, 0) > 0


def _right_numbers(judged: JudgedCase, library: Askable) -> Iterator[int]:
    """Yield the numbers of the passages that are right."""
    corpus = library.corpus
    for name in judged.grades:
        doc_id = name.rpartition("#")[0] if judged.unit == "passage" else name
        document = corpus.number_of(doc_id)
        for number in () if document is None else corpus.passages_of(document):
            if _is_right(judged, corpus.passage(number)):
                yield number


ComparedPassage = tuple[str, RankedPassage]
"""What a passage is called, and its evidence."""

MOST_PARTS = 8
"""Rows that are shown of the parts of scores, those that are left out summed up in one."""

SMALLEST_PART = 0.01
"""What a part has to add, or to differ by where there are two passages, to be shown."""

_TERMS = frozenset(("term", "otherwise"))
_GAP = "  "

_PartKey = tuple[str, str]
_PartsByKey = Mapping[_PartKey, Evidence]


def score_comparison(
    passages: Sequence[ComparedPassage], terminal: Terminal, *, show_all: bool = False
) -> Iterator[str]:
    """Yield a row for each part of the scores, then the sums, and the query coverage.

    A part is one word of the question, or what the best sentence adds by one of its sides. Unless
    all are wanted, the largest are shown: by which two passages differ most, or that add most to
    one. A row sums up the others, so that all add up.
    """
    parts = [{_part_key(part): part for part in ranked.evidence} for _, ranked in passages]
    keys = list(dict.fromkeys(key for by_key in parts for key in by_key))
    shown = keys if show_all else _largest_differences(keys, parts)
    left_out = [key for key in keys if key not in shown]
    figures = [[_part_figure(by_key.get(key), terminal) for by_key in parts] for key in shown]
    if left_out:
        figures.append([f"{sum(_value(by_key, key) for key in left_out):.4f}" for by_key in parts])
    figures.append([f"{ranked.score:.4f}" for _, ranked in passages])
    figures.append([f"{ranked.coverage:.0%}" for _, ranked in passages])
    heads = [name for name, _ in passages]
    widths = [max(map(columns, row)) for row in zip(heads, *figures, strict=True)]
    words = [_row_words(key, [by_key.get(key) for by_key in parts], heads) for key in shown]
    words += [_left_out_words(len(left_out), len(passages))] if left_out else []
    words += ["score", f"of the question is spoken of{_uncovered(passages)}"]
    yield _row_text(heads, widths)
    for row, meaning_of_row in zip(figures, words, strict=True):
        lead = _row_text(row, widths) + _GAP
        lines = wrap(one_line(meaning_of_row), terminal.width - columns(lead))
        yield lead + next(lines, "")
        yield from (" " * columns(lead) + line for line in lines)


def _largest_differences(keys: Sequence[_PartKey], parts: Sequence[_PartsByKey]) -> list[_PartKey]:
    """Return the keys of the parts with the largest spread, in the order in which they come."""
    spreads = {key: _spread([_value(by_key, key) for by_key in parts]) for key in keys}
    enough = [key for key in keys if spreads[key] >= SMALLEST_PART]
    largest = sorted(enough, key=lambda key: -spreads[key])[: MOST_PARTS - 1]
    shown = [key for key in enough if key in largest]
    # A row for one that is left out would take its place.
    return list(keys) if len(keys) <= len(shown) + 1 else shown


def _spread(values: Sequence[float]) -> float:
    return max(values) - min(values) if len(values) > 1 else abs(values[0])


def _value(parts: _PartsByKey, key: _PartKey) -> float:
    return parts[key].value if key in parts else 0.0


def _left_out_words(count: int, passages: int) -> str:
    why = "that differ less" if passages > 1 else "that add less"
    return f"{counted(count, 'more part')} {why} (pytest -vv shows all)"


def _part_key(part: Evidence) -> _PartKey:
    return part.name, part.detail if part.name in _TERMS else ""


def _part_figure(part: Evidence | None, terminal: Terminal) -> str:
    return terminal.glyphs.dash if part is None else f"{part.value:.4f}"


def _row_words(key: _PartKey, parts: Sequence[Evidence | None], heads: Sequence[str]) -> str:
    """Return what a row is about; where passages differ in it, what it is for each of them."""
    present = [(head, part) for head, part in zip(heads, parts, strict=True) if part is not None]
    if len({part.detail for _, part in present}) == 1:
        return f"{meaning(key[0])}: {present[0][1].detail}"
    return f"{meaning(key[0])}: " + "; ".join(f"{part.detail} ({head})" for head, part in present)


def _uncovered(passages: Sequence[ComparedPassage]) -> str:
    uncovered = [
        f"{name}: not {', '.join(concept.written for concept in ranked.lacking)}"
        for name, ranked in passages
        if ranked.lacking
    ]
    return f" ({'; '.join(uncovered)})" if uncovered else ""


def _row_text(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        " " * (width - columns(cell)) + cell for cell, width in zip(cells, widths, strict=True)
    )
    return "    " + _GAP.join(padded)

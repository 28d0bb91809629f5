"""Runs in the format of trec_eval: `qid Q0 docno rank score tag`, a line for each passage."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.model import Hit

TAG = "quoth"
_UNFIT = re.compile(r"[\s%\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def run_lines(query_id: str, hits: Sequence[Hit]) -> str:
    """Return the lines of one query; scores have all their digits, so that order is kept."""
    qid = encoded(query_id)
    return "".join(
        f"{qid} Q0 {encoded(hit.passage.passage_id)} {hit.rank} {hit.score!r} {TAG}\n"
        for hit in hits
    )


def encoded(name: str) -> str:
    """Return an id as one word: white space, controls and the percent sign percent-encoded."""
    return _UNFIT.sub(_percent, name)


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found.group().encode("utf-8", "surrogatepass"))

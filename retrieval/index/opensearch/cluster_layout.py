"""How an index lies in a cluster: its names, its mapping, and a passage as it is stored there.

Lucene keeps the length of a text in one byte, which alone would change a ranking. So it keeps no
length here: a term's frequency is indexed divided by what BM25 makes of the length, as a whole
number of `scale`-ths, and a scripted similarity does the rest. The idf comes with the query. No
score depends on how passages lie in shards, nor on what was deleted.

Each passage is kept with the terms that it has, so that what is found can be scored here to the
last bit. Passages are numbered in passage order with gaps, so that a document can come in between
two others without any other being sent again.
"""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from os import urandom
from typing import Any, NamedTuple

from retrieval.index.opensearch.counts import Parameters
from retrieval.model import Part, Passage

LAYOUT = 3
"""Raised whenever the same passages, or what is shared of them, would be stored otherwise."""

PLACE_BITS = 24
"""Bits of a passage's order that number it in its document."""

GAP = 1 << 10
"""How far the orders of two documents are apart at first."""

_MOST_ORDERS = 1 << (63 - PLACE_BITS)
_LONGEST_TERM = 1000
_FINEST = 1 << 20
_MOST_FREQUENCY = (1 << 30) - 1
_ESCAPED = re.compile(r"[\s\x00-\x20%\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f\u3000\ufeff]")


class IndexNames(NamedTuple):
    """The names of one index in a cluster: its passages, and the arrays that readers download."""

    passages: str
    arrays: str

    @classmethod
    def new(cls, prefix: str, key: str) -> IndexNames:
        """Return names that nothing has yet, of which later ones come later."""
        return cls.of(f"{prefix}-p-{key}-{time.time_ns():016x}{urandom(4).hex()}")

    @classmethod
    def of(cls, passages: str) -> IndexNames:
        """Return the names that go with that of the passages."""
        head, _, tail = passages.rpartition("-p-")
        return cls(passages, f"{head}-a-{tail}")


def alias_of(prefix: str, key: str) -> str:
    """Return the name under which the index of a set of sources is found."""
    return f"{prefix}-current-{key}"


class Scale(NamedTuple):
    """How frequencies are stored: in `scale`-ths, for a mean length of `avgdl` tokens.

    `worst` bounds by what share a stored frequency may be off, 1 being all of it.
    """

    scale: int
    avgdl: float
    worst: float

    @classmethod
    def of(cls, parameters: Parameters, longest: int) -> Scale:
        """Return the finest scale that Lucene can count with: it adds up all of a passage's."""
        bm25, _, avgdl = parameters
        most = avgdl / bm25.b if bm25.b else longest
        scale = _FINEST
        while scale > 1 and scale * max(most, 1.0) > _MOST_FREQUENCY:
            scale >>= 1
        norm = 1 - bm25.b + bm25.b * longest / avgdl
        return cls(scale, avgdl, 0.5 * norm / scale)

    def frequency(self, tf: int, length: int, b: float) -> int:
        """Return what is indexed for a term that stands `tf` times among `length` tokens."""
        norm = 1 - b + b * length / self.avgdl
        return min(max(1, round(tf / norm * self.scale)), _MOST_FREQUENCY)

    def error(self, avgdl: float) -> float:
        """Return by what share the cluster's scores may be off where the mean length is another."""
        drift = abs(avgdl / self.avgdl - 1)
        return self.worst + drift / (1 - drift) + 1e-6 if drift < 1 else 1.0


def escaped(term: str) -> str:
    """Return a term as it is indexed: without white space, and not too long for Lucene."""
    if not term:
        return "%"
    if len(term) > _LONGEST_TERM:
        digest = blake2b(term.encode("utf-8", "replace"), digest_size=16)
        return f"%{digest.hexdigest()}"
    plain = term.encode("utf-8", "replace").decode()
    if plain.isalnum():
        return plain
    return _ESCAPED.sub(lambda match: f"%{ord(match.group()):x};", plain)


def settings_of(shards: int, parameters: Parameters, scale: Scale) -> dict[str, Any]:
    """Return the settings of a new index of passages: nothing is visible, nothing is copied yet."""
    k1 = parameters.bm25.k1
    script = (
        f"return query.boost * {k1 + 1!r} * doc.freq / (doc.freq + {float(k1 * scale.scale)!r});"
    )
    return {
        "index": {
            "number_of_shards": shards,
            "number_of_replicas": 0,
            "refresh_interval": "-1",
            "similarity": {"impact": {"type": "scripted", "script": {"source": script}}},
        },
        "analysis": {
            "tokenizer": {"spaces": {"type": "whitespace", "max_token_length": 32000}},
            "filter": {"frequency": {"type": "delimited_term_freq", "delimiter": "\x01"}},
            "analyzer": {
                "counted": {"type": "custom", "tokenizer": "spaces", "filter": ["frequency"]}
            },
        },
    }


def mapping_of(meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return the mapping of an index of passages; what is not named in it is only kept."""
    return {
        "dynamic": False,
        "_meta": dict(meta),
        "_source": {"excludes": ["terms"]},
        "properties": {
            "terms": {
                "type": "text",
                "analyzer": "counted",
                "similarity": "impact",
                "norms": False,
                "index_options": "freqs",
            },
            "n": {"type": "long", "index": True},
            "name": {"type": "keyword", "doc_values": False},
        },
    }


def order_of(document_order: int, place: int) -> int:
    """Return the order of a passage from that of its document, and its place there."""
    return document_order << PLACE_BITS | place


def id_of(order: int) -> str:
    """Return the id under which the passage of an order is stored."""
    return f"{order:x}"


def orders_between(kept: Sequence[int | None]) -> list[int] | None:
    """Return ascending orders for documents, of which some keep theirs; None where they do not fit.

    Those that are new share the room between the ones beside them.
    """
    found: list[int] = []
    before, waiting = 0, 0
    for order in (*kept, None):
        if order is None and len(found) + waiting < len(kept):
            waiting += 1
            continue
        after = before + GAP * (waiting + 1) if order is None else order
        step = (after - before) // (waiting + 1)
        if waiting and not step:
            return None
        found += [before + step * (number + 1) for number in range(waiting)]
        if order is not None:
            found.append(order)
            before = order
        waiting = 0
    return found if not found or found[-1] < _MOST_ORDERS else None


def stored_passage(
    passage: Passage, counts: Mapping[int, list[str]], length: int
) -> dict[str, Any]:
    """Return what is kept of a passage: `counts` are its escaped terms by how often it has each."""
    stored: dict[str, Any] = {
        "length": length,
        "tf": {str(tf): " ".join(terms) for tf, terms in counts.items()},
        "name": passage.passage_id.rpartition("#")[2],
        "at": [
            passage.start,
            passage.end,
            passage.first_line,
            passage.last_line,
            passage.page,
            passage.paragraph,
        ],
        "heading": passage.heading,
    }
    if passage.parts:
        stored["parts"] = [[*part[:-1], part.place and list(part.place)] for part in passage.parts]
    try:
        passage.text.encode()
        stored["text"] = passage.text
    except UnicodeEncodeError:
        raw = passage.text.encode("utf-8", "surrogatepass")
        stored["text64"] = base64.b64encode(raw).decode()
    return stored


def indexed_terms(counts: Mapping[int, list[str]], length: int, scale: Scale, b: float) -> str:
    """Return a passage's terms as they are indexed, each with its frequency."""
    return " ".join(
        f"{term}\x01{frequency}"
        for tf, terms in counts.items()
        for frequency in (scale.frequency(tf, length, b),)
        for term in terms
    )


def passage_of(stored: Mapping[str, Any], doc_id: str) -> Passage:
    """Return a passage from what is kept of it."""
    text = stored.get("text")
    if text is None:
        text = base64.b64decode(stored["text64"]).decode("utf-8", "surrogatepass")
    start, end, first_line, last_line, page, paragraph = stored["at"]
    return Passage(
        passage_id=f"{doc_id}#{stored['name']}",
        doc_id=doc_id,
        start=start,
        end=end,
        heading=stored["heading"],
        first_line=first_line,
        last_line=last_line,
        page=page,
        paragraph=paragraph,
        text=text,
        parts=tuple(map(_part_of, stored.get("parts", ()))),
    )


def _part_of(fields: Sequence[Any]) -> Part:
    *before, place = fields
    return Part._make([*before, None if place is None else tuple(place)])


def counts_of(stored: Mapping[str, Any]) -> dict[str, int]:
    """Return how often a stored passage has each of its terms, which are escaped."""
    tf: Mapping[str, str] = stored["tf"]
    return {term: int(times) for times, terms in tf.items() for term in terms.split(" ")}


def document_digest(passages: Iterable[Mapping[str, Any]]) -> bytes:
    """Return 16 bytes that tell whether any of a document's stored passages is another."""
    digest = blake2b(digest_size=16)
    for stored in passages:
        digest.update(repr(sorted(stored.items())).encode("utf-8", "surrogatepass"))
    return digest.digest()

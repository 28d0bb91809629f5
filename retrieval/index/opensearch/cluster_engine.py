"""The engine that searches a cluster, and the corpus that reads passages from it.

The cluster finds candidates, in an order that is right but for a known, tiny error. Each comes
with its terms, and is scored here by the very operations of the sparse engine, so that scores are
equal to the last bit. Where the error could hide a better passage, more candidates are asked for.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import DamagedIndex
from retrieval.index.corpus import Corpus
from retrieval.index.engine import FoundPassages, Query, Scored, idfs
from retrieval.index.opensearch.cluster_client import Cluster, Refused, is_whole, lines
from retrieval.index.opensearch.cluster_layout import (
    PLACE_BITS,
    Scale,
    counts_of,
    escaped,
    id_of,
    order_of,
    passage_of,
)
from retrieval.index.opensearch.counts import DF, Parameters
from retrieval.index.opensearch.shared import SharedArrays
from retrieval.index.opensearch.written_forms import WrittenForms
from retrieval.index.vocabulary import TermShape, Vocabulary
from retrieval.model import Passage

_MARGIN = 10
_DEEPER = 4
_MOST_AT_ONCE = 10_000
_WITH_TEXT = 64
_KEPT_PASSAGES = 4096
_KEPT_SEARCHES = 256
_REMEMBERED = 1 << 16
_WITHOUT_TEXT = ["length", "tf"]
_WHOLE = {"allow_partial_search_results": "false"}

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Recent(Generic[_Key, _Value]):
    """What was used last, at most so many. Safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[_Key, _Value] = OrderedDict()
        self._changing = threading.Lock()

    def get(self, key: _Key) -> _Value | None:
        """Return what is kept under a key, None where that is nothing."""
        with self._changing:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: _Key, value: _Value) -> None:
        """Keep a value, in the place of what was used longest ago where there is no room."""
        with self._changing:
            self._kept[key] = value
            self._kept.move_to_end(key)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)


class _Candidate(NamedTuple):
    """A passage that the cluster found, with its terms and the cluster's score."""

    number: int
    counts: Mapping[str, int]
    length: int
    score: float


@dataclass(slots=True)
class _Hunt:
    """A query on its way: what the cluster has given for it so far, and where that ended."""

    query: Query
    body: dict[str, Any]
    found: list[_Candidate] = field(default_factory=list)
    after: list[Any] | None = None
    exhausted: bool = False
    rounds: int = 0


class PassageStore:
    """Reads one index of passages; what was read is kept for a while, by passage number."""

    def __init__(self, cluster: Cluster, arrays: SharedArrays) -> None:
        self._cluster = cluster
        self._arrays = arrays
        self._index = arrays.published.names.passages
        self._orders = arrays.read("documents.order")
        self._firsts = arrays.read("documents.first_passage")
        self._kept = Recent[int, Mapping[str, Any]](_KEPT_PASSAGES)

    def number(self, order: int) -> int:
        """Return the number of the passage of an order."""
        document = int(np.searchsorted(self._orders, order >> PLACE_BITS))
        return int(self._firsts[document]) + (order & ((1 << PLACE_BITS) - 1))

    def order(self, number: int) -> int:
        """Return the order of a passage."""
        document = self.document(number)
        return order_of(int(self._orders[document]), number - int(self._firsts[document]))

    def document(self, number: int) -> int:
        """Return the number of a passage's document."""
        return int(np.searchsorted(self._firsts, number, "right")) - 1

    def keep(self, number: int, stored: Mapping[str, Any]) -> None:
        """Keep a passage that came with an answer."""
        self._kept.put(number, stored)

    def read(self, numbers: Iterable[int]) -> list[Mapping[str, Any]]:
        """Return passages as they are stored; those that are not kept are fetched at once."""
        wanted = list(numbers)
        found = {number: self._kept.get(number) for number in wanted}
        missing = [number for number, stored in found.items() if stored is None]
        if missing:
            body = {"ids": [id_of(self.order(number)) for number in missing]}
            answer = self.ask("POST", "_mget", body)
            for number, one in zip(missing, answer["docs"], strict=True):
                if not one.get("found"):
                    self.gone()
                found[number] = one["_source"]
                self.keep(number, one["_source"])
        return [stored for number in wanted if (stored := found[number]) is not None]

    def named(self, name: str) -> list[int]:
        """Return the numbers of the passages of a name."""
        query = {"constant_score": {"filter": {"term": {"name": name}}}}
        body = {"size": _MOST_AT_ONCE, "query": query, "sort": ["n"], "_source": False}
        answer = self.ask("POST", "_search", body, whole=is_whole, **_WHOLE)
        return [self.number(hit["sort"][0]) for hit in answer["hits"]["hits"]]

    def ask(self, method: str, action: str, body: Any, **params: Any) -> Any:
        """Return the answer of the index. Raises DamagedIndex where it is there no more."""
        try:
            return self._cluster.ask(method, f"/{self._index}/{action}", body, **params)
        except Refused as error:
            if error.status == 404:  # not found
                self.gone()
            raise

    def gone(self) -> None:
        """Raise DamagedIndex: whoever reads this index has to open it anew."""
        self._arrays.lose()
        raise DamagedIndex("another one has taken its place in the cluster")


class ClusterEngine:
    """Searches the passages of a cluster with vocabulary and document frequencies at hand.

    `written` tells how passages write terms.
    """

    def __init__(self, arrays: SharedArrays, store: PassageStore) -> None:
        self._store = store
        self._vocabulary = Vocabulary(arrays)
        self.written = WrittenForms(arrays, self._vocabulary)
        self._parameters = Parameters.read(arrays)
        self._error = Scale(*arrays.published.meta["scale"]).error(self._parameters.avgdl)
        self._searches = Recent[Any, FoundPassages](_KEPT_SEARCHES)
        # What remembers them must not keep the index open.
        self._df = lru_cache(_REMEMBERED)(partial(_df, arrays, self._vocabulary))

    def __len__(self) -> int:
        return self._parameters.passages

    def df(self, term: str) -> int:
        """Return how many passages hold a term, 0 for one that is unknown."""
        return self._df(term)

    def terms_like(self, shape: TermShape) -> list[str]:
        """Return the terms that look like a shape, in the order of their UTF-8 bytes."""
        return self._vocabulary.terms_like(shape)

    def search(
        self, query: Mapping[str, float], k: int, within: range | None = None
    ) -> FoundPassages:
        """Return the k best passages for weighted terms, best first, ties by passage order."""
        return self.search_each([Query(query, k, within)])[0]

    def search_each(self, queries: Sequence[Query]) -> list[FoundPassages]:
        """Return what `search` finds for each of several queries, asked for in one request.

        More are made only where scores are so close that more candidates are needed.
        """
        found: dict[int, FoundPassages] = {}
        hunts: dict[int, _Hunt] = {}
        for at, query in enumerate(queries):
            kept = self._searches.get(_key(query))
            body = None if kept is not None else self._body(query)
            if body is None:
                found[at] = FoundPassages() if kept is None else kept
            else:
                hunts[at] = _Hunt(query, body)
        waiting = dict(hunts)
        while waiting:
            self._go_on(list(waiting.values()))
            for at, hunt in list(waiting.items()):
                ranked = self._settled(hunt)
                if ranked is not None:
                    found[at] = ranked
                    self._searches.put(_key(hunt.query), ranked)
                    del waiting[at]
        return [found[at] for at in range(len(queries))]

    def holds_together(self, terms: Sequence[str]) -> bool:
        """Return whether any passage holds all of some terms."""
        if not all(map(self.df, terms)):
            return False
        every = [{"term": {"terms": escaped(term)}} for term in terms]
        body = {"size": 0, "query": {"bool": {"filter": every}}, "track_total_hits": 1}
        answer = self._store.ask("POST", "_search", body, whole=is_whole, **_WHOLE)
        return bool(answer["hits"]["total"]["value"])

    def impacts(self, term: str, numbers: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return what a term adds to each passage's score at weight 1: 0 where it is not there.

        Passages that were found a while ago, or never, are fetched in one request.
        """
        if not len(numbers) or not self.df(term):
            return np.zeros(len(numbers))
        stored = self._store.read(numbers.tolist())
        lengths = np.array([one["length"] for one in stored], np.float64)
        return self._impacts([counts_of(one) for one in stored], lengths, term)

    def _body(self, query: Query) -> dict[str, Any] | None:
        """Return what the cluster is asked for a query, None where nothing can be found."""
        terms, k, within = query
        known = {term: weight for term, weight in terms.items() if self.df(term)}
        if not known or k <= 0 or (within is not None and not within):
            return None
        clauses = [
            {"term": {"terms": {"value": escaped(term), "boost": weight * float(self._idf(term))}}}
            for term, weight in known.items()
        ]
        asked: dict[str, Any] = {"should": clauses, "minimum_should_match": 1}
        if within is not None:
            ends = {
                "gte": self._store.order(within.start),
                "lte": self._store.order(within.stop - 1),
            }
            asked["filter"] = {"range": {"n": ends}}
        return {
            "size": min(k + _MARGIN, _MOST_AT_ONCE),
            "query": {"bool": asked},
            "sort": [{"_score": "desc"}, {"n": "asc"}],
            "track_total_hits": False,
            "_source": True if k <= _WITH_TEXT else _WITHOUT_TEXT,
        }

    def _go_on(self, hunts: Sequence[_Hunt]) -> None:
        """Ask for more candidates for each query, all in one request."""
        bodies = []
        for hunt in hunts:
            body = dict(hunt.body)
            if hunt.rounds:
                more = min(_DEEPER**hunt.rounds * body["size"], _MOST_AT_ONCE)
                body |= {"size": more, "search_after": hunt.after}
            bodies.append(body)
        if len(bodies) == 1:
            answers = [self._store.ask("POST", "_search", bodies[0], whole=is_whole, **_WHOLE)]
        else:
            text = lines(part for body in bodies for part in (_WHOLE_HEADER, body))
            answers = self._store.ask("POST", "_msearch", text, whole=_all_whole)["responses"]
            if any(answer.get("status") == 404 for answer in answers):  # not found
                self._store.gone()
        for hunt, body, answer in zip(hunts, bodies, answers, strict=True):
            hits = answer["hits"]["hits"]
            hunt.found += map(self._candidate, hits)
            hunt.rounds += 1
            hunt.exhausted = len(hits) < body["size"]
            if hits:
                hunt.after = hits[-1]["sort"]

    def _candidate(self, hit: Mapping[str, Any]) -> _Candidate:
        score, order = hit["sort"]
        number = self._store.number(order)
        stored = hit["_source"]
        if "at" in stored:
            self._store.keep(number, stored)
        return _Candidate(number, counts_of(stored), stored["length"], score)

    def _settled(self, hunt: _Hunt) -> FoundPassages | None:
        """Return the k best, None where candidates that were not given could be among them."""
        terms, k, _ = hunt.query
        every = hunt.found
        counts = [one.counts for one in every]
        lengths = np.array([one.length for one in every], np.float64)
        numbers = np.array([one.number for one in every], np.intp)
        scores = np.zeros(len(every))
        for term, weight in terms.items():
            if self.df(term):
                scores += weight * self._impacts(counts, lengths, term)
        order = np.lexsort((numbers, -scores))[:k]
        if not hunt.exhausted and not self._is_certain(hunt, scores, order):
            return None
        best = [counts[at] for at in order.tolist()]
        hits = map(Scored, numbers[order].tolist(), scores[order].tolist())
        return FoundPassages(hits, partial(self._impacts, best, lengths[order]))

    def _is_certain(
        self, hunt: _Hunt, scores: NDArray[np.float64], order: NDArray[np.intp]
    ) -> bool:
        """Return whether no passage beyond those given can be one of the k best."""
        k = hunt.query.k
        if len(order) < k:
            return False
        last = hunt.found[-1].score
        least = float(scores[order[-1]])
        if last * (1 + self._error) < least:
            return True
        # Of passages with as many of the same terms, as long as one another, order decides.
        tied = [at for at, one in enumerate(hunt.found) if one.score == last]
        are_alike = len(tied) > 1 and bool(np.all(scores[tied] == least))
        return are_alike or hunt.rounds > _DEEPER

    def _idf(self, term: str) -> np.float64:
        df = np.array([self.df(term)], np.int64)
        return np.float64(idfs(self._parameters.passages, df)[0])

    def _impacts(
        self, counts: Sequence[Mapping[str, int]], lengths: NDArray[np.float64], term: str
    ) -> NDArray[np.float64]:
        """Return what a term adds to passages, rounded as the sparse engine stores it."""
        written = escaped(term)
        tf = np.array([one.get(written, 0) for one in counts], np.float64)
        if not tf.any():
            return np.zeros(len(counts))
        (k1, b), _, avgdl = self._parameters
        saturation = tf + k1 * (1 - b + b * (lengths / avgdl))
        impacts = self._idf(term) * tf * (k1 + 1) / saturation
        return impacts.astype(np.float32).astype(np.float64)


_WHOLE_HEADER = {"allow_partial_search_results": False}


def _all_whole(answer: Any) -> bool:
    answers = answer["responses"]
    # To ask again does not help where there is no such index.
    return all(one.get("status") == 404 or is_whole(one) for one in answers)


def _key(query: Query) -> Any:
    return tuple(query.terms.items()), query.k, query.within


def _df(arrays: SharedArrays, vocabulary: Vocabulary, term: str) -> int:
    number = vocabulary.number(term)
    return 0 if number is None else int(arrays.read(DF, number, number + 1)[0])


class ClusterCorpus(Corpus):
    """The documents of an index at hand, and its passages where a cluster has them."""

    def __init__(self, arrays: SharedArrays, store: PassageStore) -> None:
        super().__init__(arrays)
        self._store = store
        self._passages = Parameters.read(arrays).passages

    def __len__(self) -> int:
        return self._passages

    def passage(self, number: int) -> Passage:
        """Return a passage by its number; one that a search has just found costs no request."""
        doc_id = self._document_fields(self._store.document(number))[0]
        return passage_of(self._store.read([number])[0], doc_id)

    def document_number(self, passage: int) -> int:
        """Return the number of the document that a passage belongs to."""
        return self._store.document(passage)

    def passages_named(self, name: int, twin: int) -> list[int]:
        """Return the numbers of the passages of that name, whatever their documents."""
        return self._store.named(f"{name:010x}" + (f"-{twin}" if twin else ""))

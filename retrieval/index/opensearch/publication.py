"""An index put into a cluster: written aside, counted, made safe, and swapped in in one step.

Where the cluster has an index of the same sources, its files are shared by a new one in which only
the documents that changed are sent again. Whatever goes wrong, the old one goes on answering.
"""

from __future__ import annotations

import logging
import time
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from retrieval.errors import ClusterFault, DamagedIndex
from retrieval.index.corpus import Corpus
from retrieval.index.opensearch.cluster_client import Cluster, Refused, lines
from retrieval.index.opensearch.cluster_layout import (
    LAYOUT,
    IndexNames,
    Scale,
    alias_of,
    document_digest,
    escaped,
    id_of,
    indexed_terms,
    mapping_of,
    order_of,
    orders_between,
    settings_of,
    stored_passage,
)
from retrieval.index.opensearch.counts import Parameters, lengths, passage_terms
from retrieval.index.opensearch.leases import (
    GRACE,
    Lease,
    drop_lease,
    leases_of,
    remove,
    sweep,
    write_lease,
)
from retrieval.index.opensearch.shared import (
    Published,
    SharedFolders,
    Wording,
    published,
    upload,
    write_shared,
)
from retrieval.index.storage import Arrays
from retrieval.index.vocabulary import Vocabulary

logger = logging.getLogger(__name__)

_BULK_BYTES = 1 << 21
_BULK_SECONDS = 120.0
_GREEN_SECONDS = 600.0
_STEP_SECONDS = 60.0
_REFUSED_FOR_NOW = frozenset({429, 500, 502, 503, 504})
_MOST_DRIFT = 0.005
"""How far the mean length may be from that of the first build, as a share, before all is sent."""


class Edition(NamedTuple):
    """What is published: `key` names the sources, `content` what went into the index.

    `looks` is how the sources looked, `settled` whether a change since would show in that;
    `language` and `analysis` say how text became terms.
    """

    key: str
    content: str
    looks: str
    settled: bool
    language: str
    analysis: int


class _StoredDocument(NamedTuple):
    """A document as it is to be stored: its passages, with their terms by how often."""

    passages: list[dict[str, Any]]
    counts: list[dict[int, list[str]]]


class Publication:
    """One index on its way into a cluster, from the arrays of a whole one on this machine."""

    def __init__(
        self,
        cluster: Cluster,
        local: Arrays,
        edition: Edition,
        folders: SharedFolders,
        wording: Wording | None = None,
    ) -> None:
        self._cluster = cluster
        self._local = local
        self._corpus = Corpus(local)
        self._edition = edition
        self._folders = folders
        self._wording = wording
        self._parameters = Parameters.read(local)
        self._terms: list[str] | None = None
        self.sent = 0

    def publish(self) -> Published:
        """Return the index in the cluster, put there unless it is there already.

        Raises ClusterFault where it cannot be: what was there before is untouched.
        """
        cluster, edition = self._cluster, self._edition
        self._check_nodes()
        _make_leases(cluster)
        sweep(cluster, edition.key)
        current = published(cluster, edition.key)
        if current is not None and self._is_same(current):
            return self._noted(current)
        names = IndexNames.new(cluster.settings.prefix, edition.key)
        lease = Lease(cluster, names.passages, at_once=True)
        try:
            made = self._written(names, current)
            self._swap(made)
        except BaseException:
            with suppress(ClusterFault):
                remove(cluster, names)
            raise
        finally:
            lease.end()
            drop_lease(cluster, names.passages, lease.holder)
        return made

    def _is_same(self, current: Published) -> bool:
        meta = current.meta
        return (
            meta.get("content") == self._edition.content
            and meta.get("layout") == LAYOUT
            and meta.get("shards") == self._cluster.settings.shards
        )

    def _noted(self, current: Published) -> Published:
        """Return an index of the same content, which then knows how the sources look now."""
        looks = {"looks": self._edition.looks, "settled": self._edition.settled}
        meta = {**current.meta, **looks}
        if meta != current.meta:
            self._describe(current.names, meta)
        return current._replace(meta=meta)

    def _describe(self, names: IndexNames, meta: Mapping[str, Any]) -> None:
        path = f"/{names.passages}/_mapping"
        self._cluster.ask("PUT", path, {"_meta": dict(meta)}, seconds=_STEP_SECONDS)

    def _check_nodes(self) -> None:
        cluster = self._cluster
        cluster.check()
        health = cluster.ask("GET", "/_cluster/health")
        nodes, replicas = health["number_of_data_nodes"], cluster.settings.replicas
        if nodes <= replicas:
            raise ClusterFault(
                f"expected more than {replicas} data nodes for as many replicas, {cluster.where} "
                f"has {nodes}: set QUOTH_OPENSEARCH_REPLICAS to less"
            )

    def _written(self, names: IndexNames, current: Published | None) -> Published:
        plan = None
        if current is not None:
            with suppress(DamagedIndex, KeyError):
                plan = self._plan(current)
        digests: list[bytes]
        if plan is not None and current is not None:
            scale, digests = Scale(*current.meta["scale"]), plan.digests
            orders = plan.orders
            self._clone(current, names)
            self._delete(names, plan.removed)
            self._send(names, scale, orders, [n for n, kept in enumerate(plan.kept) if not kept])
        else:
            longest = int(lengths(self._local).max(initial=1))
            scale = Scale.of(self._parameters, longest)
            orders = orders_between([None] * self._corpus.documents) or []
            self._create(names, scale)
            digests = self._send(names, scale, orders, range(self._corpus.documents))
        self._make_safe(names)
        with self._folders.building() as folder:
            write_shared(folder, self._local, orders, digests, self._wording)
            files = upload(self._cluster, names, folder)
            self._secure(names.arrays)
            made = Published(names, self._meta(scale, files))
            self._folders.keep(folder, made)
        self._describe(names, made.meta)
        return made

    def _meta(self, scale: Scale, files: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "layout": LAYOUT,
            **self._edition._asdict(),
            "shards": self._cluster.settings.shards,
            "scale": list(scale),
            "files": dict(files),
        }

    def _plan(self, current: Published) -> _Plan | None:
        """Return what is to change in the current index, None where that is too much."""
        meta = current.meta
        if meta["layout"] != LAYOUT or meta["shards"] != self._cluster.settings.shards:
            return None
        scale = Scale(*meta["scale"])
        longest = int(lengths(self._local).max(initial=1))
        drift = abs(self._parameters.avgdl / scale.avgdl - 1)
        fitting = Scale.of(self._parameters, longest)
        if drift > _MOST_DRIFT or fitting.scale < scale.scale or fitting.worst > 2 * scale.worst:
            return None
        before = self._folders.open(self._cluster, current)
        if Parameters.read(before).bm25 != self._parameters.bm25:
            return None
        digests = [
            document_digest(self._document(number).passages)
            for number in range(self._corpus.documents)
        ]
        return _plan_of(before, digests)

    def _create(self, names: IndexNames, scale: Scale) -> None:
        body = {
            "settings": settings_of(self._cluster.settings.shards, self._parameters, scale),
            "mappings": mapping_of({"layout": 0}),
        }
        self._step("PUT", f"/{names.passages}", body)

    def _clone(self, current: Published, names: IndexNames) -> None:
        settings = {
            "index.number_of_replicas": 0,
            "index.refresh_interval": "-1",
            "index.blocks.write": None,
        }
        path = f"/{current.names.passages}/_clone/{names.passages}"
        self._step("PUT", path, {"settings": settings})
        self._healthy(names.passages, "yellow")

    def _step(self, method: str, path: str, body: Any) -> None:
        """Ask for a step that may have been taken already when it is asked for again."""
        try:
            self._cluster.ask(method, path, body, seconds=_STEP_SECONDS)
        except Refused as error:
            if error.kind != "resource_already_exists_exception":
                raise

    def _document(self, number: int) -> _StoredDocument:
        if self._terms is None:
            self._terms = [escaped(term) for term in Vocabulary(self._local)]
        stored, every = [], []
        numbers = self._corpus.passages_of(number)
        if numbers:
            for own, counted in zip(numbers, passage_terms(self._local, numbers), strict=True):
                counts: dict[int, list[str]] = {}
                for term, tf in zip(counted.terms, counted.tf, strict=True):
                    counts.setdefault(tf, []).append(self._terms[term])
                stored.append(stored_passage(self._corpus.passage(own), counts, counted.length))
                every.append(counts)
        return _StoredDocument(stored, every)

    def _send(
        self, names: IndexNames, scale: Scale, orders: Sequence[int], documents: Sequence[int]
    ) -> list[bytes]:
        """Send documents; return their digests."""
        b = self._parameters.bm25.b
        digests: list[bytes] = []

        def records() -> Iterator[tuple[Any, ...]]:
            for number in documents:
                document = self._document(number)
                digests.append(document_digest(document.passages))
                for place, stored in enumerate(document.passages):
                    order = order_of(orders[number], place)
                    terms = indexed_terms(document.counts[place], stored["length"], scale, b)
                    whole = {"n": order, "terms": terms, **stored}
                    yield {"index": {"_id": id_of(order)}}, whole

        self._bulk(names, records())
        return digests

    def _delete(self, names: IndexNames, orders: Sequence[int]) -> None:
        self._bulk(names, (({"delete": {"_id": id_of(order)}},) for order in orders))

    def _bulk(self, names: IndexNames, records: Iterator[tuple[Any, ...]]) -> None:
        waiting: list[str] = []
        size = 0
        for record in records:
            text = lines(record)
            waiting.append(text)
            size += len(text)
            if size >= _BULK_BYTES:
                self._send_lines(names, waiting)
                waiting, size = [], 0
        if waiting:
            self._send_lines(names, waiting)

    def _send_lines(self, names: IndexNames, records: Sequence[str]) -> None:
        """Send records until the cluster has taken each; it says for each whether it has."""
        waiting = list(records)
        until = time.monotonic() + _BULK_SECONDS
        pause = 0.05
        while True:
            answer = self._cluster.ask(
                "POST", f"/{names.passages}/_bulk", "".join(waiting), seconds=_BULK_SECONDS
            )
            said = [next(iter(one.values())) for one in answer["items"]]
            refused = [
                (one, said) for one, said in zip(waiting, said, strict=True) if "error" in said
            ]
            self.sent += len(waiting) - len(refused)
            if not refused:
                return
            lasting = [said for _, said in refused if said["status"] not in _REFUSED_FOR_NOW]
            if lasting or time.monotonic() + pause > until:
                raise ClusterFault(_refusal(self._cluster.where, (lasting or [refused[0][1]])[0]))
            waiting = [one for one, _ in refused]
            # It takes fewer at a time than were sent: wait longer each time.
            time.sleep(pause)
            pause = min(2 * pause, 5.0)

    def _make_safe(self, names: IndexNames) -> None:
        """Make what was sent visible and durable, see that it is all there, and copy it."""
        index = f"/{names.passages}"
        self._cluster.ask("POST", f"{index}/_refresh", seconds=_STEP_SECONDS)
        found = self._cluster.ask("GET", f"{index}/_count", seconds=_STEP_SECONDS)["count"]
        if found != len(self._corpus):
            raise ClusterFault(
                f"expected {len(self._corpus)} passages in the cluster after sending them, "
                f"{self._cluster.where} counts {found}"
            )
        self._cluster.ask("POST", f"{index}/_flush", seconds=_STEP_SECONDS)
        self._secure(names.passages)

    def _secure(self, name: str) -> None:
        """Let an index be copied and never written again."""
        settings = {
            "index.number_of_replicas": self._cluster.settings.replicas,
            "index.blocks.write": True,
        }
        self._cluster.ask("PUT", f"/{name}/_settings", settings, seconds=_STEP_SECONDS)
        self._healthy(name, "green")

    def _healthy(self, name: str, status: str) -> None:
        """Wait until an index is well. Raises ClusterFault where it does not get there."""
        until = time.monotonic() + _GREEN_SECONDS
        path = f"/_cluster/health/{name}"
        while True:
            # Asked to wait, it answers 408 when the time is over.
            said = self._cluster.ask("GET", path, seconds=_STEP_SECONDS)
            if said["status"] in ("green", status):
                return
            if time.monotonic() > until:
                raise ClusterFault(
                    f"{self._cluster.where} has not made the new index {status} within "
                    f"{_GREEN_SECONDS:g} s, it is {said['status']}: is a disk full, or a node away?"
                )
            time.sleep(0.1)

    def _swap(self, made: Published) -> None:
        """Let the index serve the sources from now on; the one before outlasts that for a while."""
        cluster = self._cluster
        alias = alias_of(cluster.settings.prefix, self._edition.key)
        before = cluster.ask_or_none("GET", f"/_alias/{alias}") or {}
        for name in before:
            write_lease(cluster, name, "successor", GRACE)
        every = f"{cluster.settings.prefix}-p-{self._edition.key}-*"
        # Whatever another builder did meanwhile, one index has the name after this step.
        actions = [
            {"remove": {"index": every, "alias": alias, "must_exist": False}},
            {"add": {"index": made.names.passages, "alias": alias}},
        ]
        cluster.ask("POST", "/_aliases", {"actions": actions}, seconds=_STEP_SECONDS)


class _Plan(NamedTuple):
    """How an index becomes the next one: for each document its order, and whether it is there.

    `removed` are the orders of the passages that go.
    """

    orders: list[int]
    kept: list[bool]
    digests: list[bytes]
    removed: list[int]


def _plan_of(before: Arrays, digests: Sequence[bytes]) -> _Plan | None:
    orders = before.read("documents.order").tolist()
    raw = before.read("documents.digest").tobytes()
    own = [raw[16 * number : 16 * number + 16] for number in range(len(orders))]
    kept = _kept_in_order(own, digests)
    placed = orders_between([None if old is None else orders[old] for old in kept])
    if placed is None or sum(old is not None for old in kept) < len(digests) / 2:
        return None
    staying = set(kept)
    first = before.read("documents.first_passage").tolist()
    removed = [
        order_of(order, place)
        for number, order in enumerate(orders)
        if number not in staying
        for place in range(first[number + 1] - first[number])
    ]
    return _Plan(placed, [old is not None for old in kept], list(digests), removed)


def _kept_in_order(before: Sequence[bytes], now: Sequence[bytes]) -> list[int | None]:
    """Return, for each document, which of those before it is: the longest run in the same order."""
    places: dict[bytes, list[int]] = {}
    for number, digest in enumerate(before):
        places.setdefault(digest, []).append(number)
    # The longest increasing subsequence, over the first place that each can have.
    ends: list[int] = []
    links: list[tuple[int, int, int]] = []
    tails: list[int] = []
    for at, digest in enumerate(now):
        own = places.get(digest)
        if not own:
            continue
        old = own.pop(0)
        rank = bisect_left(ends, old)
        links.append((at, old, tails[rank - 1] if rank else -1))
        ends[rank : rank + 1] = [old]
        tails[rank : rank + 1] = [len(links) - 1]
    kept: list[int | None] = [None] * len(now)
    link = tails[-1] if tails else -1
    while link >= 0:
        at, old, link = links[link]
        kept[at] = old
    return kept


def _make_leases(cluster: Cluster) -> None:
    if cluster.ask_or_none("GET", f"/{leases_of(cluster)}/_mapping") is not None:
        return
    settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
    mapping = {"dynamic": False, "properties": {}}
    body = {"settings": {"index": settings}, "mappings": mapping}
    with suppress(Refused):
        cluster.ask("PUT", f"/{leases_of(cluster)}", body, seconds=_STEP_SECONDS)


def _refusal(where: str, said: Mapping[str, Any]) -> str:
    error = said["error"]
    kind = str(error.get("type", "")) if isinstance(error, Mapping) else ""
    full = "flood-stage" in str(error.get("reason", "")) if isinstance(error, Mapping) else False
    if full:
        return f"{where} takes no more passages: a disk is too full (flood-stage watermark)"
    return f"{where} does not take a passage: HTTP {said['status']} {kind}"

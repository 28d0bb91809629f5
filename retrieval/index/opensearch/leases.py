"""Who uses which index of a cluster, so that nobody's is removed, and what nobody uses is.

A lease says until when an index is needed. Readers that stay renew theirs from a thread; builders
hold one on what they are building. A process that is gone leaves leases that lapse, or that a
process of the same machine sees to be of nobody.
"""

from __future__ import annotations

import os
import threading
import time
import weakref
from contextlib import suppress
from typing import Any

from retrieval.errors import ClusterFault
from retrieval.index.opensearch.cluster_client import Cluster, Refused
from retrieval.index.opensearch.cluster_layout import IndexNames, alias_of

LEASE = 300.0
"""Seconds that a lease lasts when its holder is heard of no more."""

GRACE = 60.0
"""Seconds that an index outlasts its successor's coming, for those that hold no lease yet."""

_RENEWED_EVERY = 60.0
_FIRST_AFTER = 20.0
_MOST = 10_000


def leases_of(cluster: Cluster) -> str:
    """Return the name of the index of leases."""
    return f"{cluster.settings.prefix}-leases"


def write_lease(cluster: Cluster, index: str, holder: str, seconds: float) -> None:
    """Say that an index is needed for so long from now on."""
    lease = {
        "index": index,
        "host": os.uname().nodename,
        "pid": os.getpid() if seconds == LEASE else None,
        "until": time.time() + seconds,
    }
    cluster.ask("PUT", f"/{leases_of(cluster)}/_doc/{index}:{holder}", lease)


def drop_lease(cluster: Cluster, index: str, holder: str) -> None:
    """Say that an index is needed no longer by a holder."""
    with suppress(ClusterFault):
        cluster.ask_or_none("DELETE", f"/{leases_of(cluster)}/_doc/{index}:{holder}", seconds=1)


class Lease:
    """An index held for as long as somebody keeps this: renewed from a thread until then.

    A reader that has left within seconds has written none: an index outlasts its successor's
    coming for longer than that.
    """

    def __init__(self, cluster: Cluster, index: str, *, at_once: bool = False) -> None:
        self.holder = os.urandom(6).hex()
        self._over = threading.Event()
        if at_once:
            write_lease(cluster, index, self.holder, LEASE)
        wait = _RENEWED_EVERY if at_once else _FIRST_AFTER
        renewing = (cluster, index, self.holder, self._over, wait, at_once)
        threading.Thread(target=_renew, args=renewing, daemon=True).start()
        weakref.finalize(self, self._over.set)

    def end(self) -> None:
        """Hold the index no longer."""
        self._over.set()


def _renew(
    cluster: Cluster, index: str, holder: str, over: threading.Event, wait: float, written: bool
) -> None:
    while not over.wait(wait):
        wait = _RENEWED_EVERY
        # A cluster that is away comes back, or there is nothing to hold.
        with suppress(ClusterFault):
            write_lease(cluster, index, holder, LEASE)
            written = True
            sweep(cluster, index.rpartition("-p-")[2].partition("-")[0])
    if written:
        drop_lease(cluster, index, holder)


def sweep(cluster: Cluster, key: str) -> None:
    """Remove the indexes of a set of sources that are not current and that nobody needs."""
    prefix = cluster.settings.prefix
    # In this order: a lease comes before its index, and goes after the index is current.
    found = cluster.ask("GET", f"/{prefix}-p-{key}-*,{prefix}-a-{key}-*/_alias")
    held = _held(cluster)
    held |= set(cluster.ask_or_none("GET", f"/_alias/{alias_of(prefix, key)}") or ())
    names = {name.replace(f"{prefix}-a-{key}-", f"{prefix}-p-{key}-", 1) for name in found}
    for name in sorted(names - held):
        with suppress(Refused):
            remove(cluster, IndexNames.of(name))


def remove(cluster: Cluster, names: IndexNames) -> None:
    """Remove an index and its arrays."""
    for name in names:
        cluster.ask_or_none("DELETE", f"/{name}", seconds=30)


def _held(cluster: Cluster) -> set[str]:
    """Return the indexes that somebody needs; leases that are over are removed."""
    name = leases_of(cluster)
    if cluster.ask_or_none("POST", f"/{name}/_refresh") is None:
        return set()
    answer = cluster.ask("POST", f"/{name}/_search", {"size": _MOST, "query": {"match_all": {}}})
    held: set[str] = set()
    for hit in answer["hits"]["hits"]:
        if _is_live(hit["_source"]):
            held.add(hit["_source"]["index"])
        else:
            cluster.ask_or_none("DELETE", f"/{name}/_doc/{hit['_id']}")
    return held


def _is_live(lease: Any) -> bool:
    if lease["until"] < time.time():
        return False
    if lease["pid"] is None or lease["host"] != os.uname().nodename:
        return True
    try:
        os.kill(lease["pid"], 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True

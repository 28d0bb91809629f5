"""Requests to a cluster: tried again within one deadline, every failure one line.

Nothing that is sent or received goes into a log or into an error's message.
"""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from retrieval.errors import ClusterFault
from retrieval.index.corpus import MadeOnce

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

_AGAIN = frozenset({429, 500, 502, 503, 504})
_PAUSE, _LONGEST_PAUSE = 0.02, 1.0
_OLDEST, _TOO_NEW = (2, 10), (4, 0)
_LONGEST_REASON = 200
_FORBIDDEN = 403
_FULL = ("cluster_block_exception", "index_create_block_exception")
_CONNECTIONS = 32


class ClusterSettings(NamedTuple):
    """Where the cluster is and how its index is laid out.

    `ca_file` vouches for its certificate; `user` and `password`, or a client certificate with its
    key, say who asks. All indexes begin with `prefix`. `deadline` is how many seconds one request
    has, with everything that is tried again. With `serve`, what another machine put into the
    cluster is answered from, and no sources are read.
    """

    urls: tuple[str, ...]
    ca_file: str | None = None
    user: str | None = None
    password: str | None = None
    client_cert: str | None = None
    client_key: str | None = None
    prefix: str = "quoth"
    shards: int = 1
    replicas: int = 1
    deadline: float = 10.0
    serve: bool = False

    def __repr__(self) -> str:
        # Whatever prints it, the password is not in it.
        return f"ClusterSettings({', '.join(self.urls)}, {self.prefix!r})"


class Refused(ClusterFault):
    """The cluster answered that it will not do what was asked; `status` is that of HTTP."""

    def __init__(self, message: str, status: int, kind: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind


class Cluster:
    """One cluster, whichever of its nodes answers. Safe to use from several threads."""

    def __init__(self, settings: ClusterSettings) -> None:
        self.settings = settings
        self._made = MadeOnce["OpenSearch"]()
        self.requests = 0

    def check(self) -> None:
        """Raise ClusterFault where the cluster is away, or is none that is understood."""
        version = self.ask("GET", "/").get("version", {})
        number, kind = version.get("number", "none"), version.get("distribution")
        try:
            known = tuple(map(int, number.split(".")[:2]))
        except ValueError:
            known = (0, 0)
        if kind != "opensearch" or not _OLDEST <= known < _TOO_NEW:
            raise ClusterFault(
                f"expected OpenSearch 2.10 to 3.x at {self.where}, got {kind or 'another'} {number}"
            )

    @property
    def where(self) -> str:
        """The addresses, as they were set."""
        return ", ".join(self.settings.urls)

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        seconds: float | None = None,
        whole: Callable[[Any], bool] | None = None,
        **params: Any,
    ) -> Any:
        """Return the answer to a request, which must be one that can be repeated.

        A body that is no text is sent as JSON. `seconds` replaces the deadline for work that
        takes long. An answer that is not `whole` is asked for again. Raises Refused with the
        status where the cluster declines, ClusterFault where it does not answer in time.
        """
        allowed = self.settings.deadline if seconds is None else seconds
        until = time.monotonic() + allowed
        text = body if body is None or isinstance(body, str) else json.dumps(body)
        pause = _PAUSE
        while True:
            left = max(0.05, until - time.monotonic())
            try:
                answer = self._once(method, path, text, left, params)
                if whole is None or whole(answer):
                    return answer
                fault: ClusterFault = ClusterFault(f"{self.where} answered only in part")
            except Refused as error:
                if error.status not in _AGAIN:
                    raise
                fault = error
            except _Unanswered as error:
                fault = ClusterFault(
                    f"expected OpenSearch at {self.where}, no answer in {allowed:g} s: {error}"
                )
            if time.monotonic() + pause >= until:
                raise fault
            time.sleep(random.uniform(pause / 2, pause))  # noqa: S311  # no secret
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _once(
        self, method: str, path: str, text: str | None, seconds: float, params: Mapping[str, Any]
    ) -> Any:
        client = self._made(lambda: _connected(self.settings))
        from opensearchpy import exceptions

        self.requests += 1
        # One node that hangs must leave time to ask another.
        patience = seconds if len(self.settings.urls) == 1 else max(0.5, seconds / 2)
        try:
            return client.transport.perform_request(
                method, path, params=dict(params), body=text, timeout=patience
            )
        except exceptions.SSLError:
            raise ClusterFault(
                f"{self.where}: its certificate is not trusted; expected one that "
                "QUOTH_OPENSEARCH_CA vouches for"
            ) from None
        except (exceptions.AuthenticationException, exceptions.AuthorizationException) as error:
            kind = _kind(error)
            if kind in _FULL:
                raise Refused(f"{self.where}: {_reason(error)}", _FORBIDDEN, kind) from None
            raise ClusterFault(
                f"{self.where} refuses these credentials (QUOTH_OPENSEARCH_USER and _PASSWORD, "
                f"or _CERT and _KEY): HTTP {error.status_code}"
            ) from None
        except exceptions.ConnectionTimeout:
            raise _Unanswered("it took too long") from None
        except exceptions.ConnectionError as error:
            raise _Unanswered(_why(error)) from None
        except exceptions.TransportError as error:
            status = error.status_code if isinstance(error.status_code, int) else 0
            message = f"{self.where} refused: HTTP {status} {_reason(error)}".strip()
            raise Refused(message, status, _kind(error)) from None
        except exceptions.OpenSearchException as error:
            raise _Unanswered(f"what it says is no JSON ({type(error).__name__})") from None

    def ask_or_none(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """Return the answer to a request, None where there is nothing of that name."""
        try:
            return self.ask(method, path, body, **more)
        except Refused as error:
            if error.status == 404:  # not found
                return None
            raise


class _Unanswered(Exception):
    """No node answered; the message says why."""


def lines(records: Iterable[Mapping[str, Any]]) -> str:
    """Return records as one JSON object a line, as bulk requests want them."""
    return "".join(json.dumps(record, separators=(",", ":")) + "\n" for record in records)


def is_whole(answer: Any) -> bool:
    """Return whether a search was answered by every shard, and to its end."""
    shards = answer.get("_shards")
    return (
        shards is not None
        and not answer.get("timed_out")
        and not shards.get("failed")
        and shards.get("successful") == shards.get("total")
    )


def _connected(settings: ClusterSettings) -> OpenSearch:
    try:
        from opensearchpy import OpenSearch
    except ImportError:
        raise ClusterFault(
            "the engine opensearch needs opensearch-py; install it with: "
            "pip install 'quoth[opensearch]'"
        ) from None
    # It logs whole requests, and what failed with them.
    for name in ("opensearch", "opensearchpy.trace", "opensearch.trace"):
        logging.getLogger(name).disabled = True
    more: dict[str, Any] = {}
    if settings.user is not None:
        more["http_auth"] = (settings.user, settings.password or "")
    if settings.urls[0].startswith("https:"):
        more |= {"use_ssl": True, "verify_certs": True, "ca_certs": settings.ca_file}
        if settings.client_cert is not None:
            more |= {"client_cert": settings.client_cert, "client_key": settings.client_key}
    try:
        return OpenSearch(
            list(settings.urls),
            # Trying again is for `Cluster.ask`, within its deadline.
            max_retries=0,
            retry_on_timeout=True,
            retry_on_status=(502, 503, 504),
            dead_timeout=1,
            timeout_cutoff=3,
            pool_maxsize=_CONNECTIONS,
            **more,
        )
    except (OSError, ValueError) as error:
        raise ClusterFault(f"the certificates for {settings.urls[0]} cannot be read") from error


def _kind(error: Any) -> str:
    try:
        return str(error.info["error"]["type"])
    except (AttributeError, IndexError, KeyError, TypeError):
        return ""


def _reason(error: Any) -> str:
    """Return a short reason: its kind, and where that quotes nothing what the cluster says."""
    kind = _kind(error)
    if kind in ("search_phase_execution_exception", "no_shard_available_action_exception"):
        return "a part of the index is not available"
    if kind in _FULL:
        return f"{kind}: it takes nothing new, is a disk too full (flood-stage watermark)?"
    # Other reasons quote what was sent.
    if kind not in ("validation_exception", "illegal_state_exception"):
        return kind
    reason = str(error.info["error"].get("reason", ""))
    return f"{kind}: {reason[:_LONGEST_REASON]}"


def _why(error: Any) -> str:
    """Return what kept a connection from being made, in its innermost words."""
    inner = getattr(error, "info", None) or error
    name = type(inner).__name__
    if "NameResolution" in name:
        return "there is no such host"
    return "connection refused" if "refused" in str(inner) else name

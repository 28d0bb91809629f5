"""What is made when it is first asked for, once, whichever thread comes first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

_Made = TypeVar("_Made")


class Once(Generic[_Made]):
    """Something made on the first call. A maker that raises is followed by the next call's.

    The maker comes with the call, so that whoever keeps this is not kept by it in turn.
    """

    def __init__(self) -> None:
        self._making = threading.Lock()
        self._made: _Made | None = None

    def __call__(self, make: Callable[[], _Made]) -> _Made:
        """Return what was made; threads that come while it is being made wait for it."""
        if self._made is None:
            with self._making:
                if self._made is None:
                    self._made = make()
        return self._made

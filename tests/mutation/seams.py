"""Functions of the code under test wrapped while it runs, so that a fault goes through them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

Replacement = Callable[..., Any]
"""Called with the original first, then with what that would have been called with."""

_PLANTED_IN = ("retrieval", "bot")


class Seams:
    """Where faults are planted. `calls` is how often code went through one.

    With `inert`, everything is wrapped and nothing changed: what fails then fails of the wrapping.
    """

    def __init__(self, *, inert: bool = False) -> None:
        self.calls = 0
        self._inert = inert

    def wrap(self, place: str, replacement: Replacement) -> None:
        """Replace the function at a place, written like `module:Class.method`.

        It is replaced wherever it was imported to as well. Raises an error where there is no
        such function any more.
        """
        module, _, path = place.partition(":")
        *classes, name = path.split(".")
        owner: Any = import_module(module)
        for part in classes:
            owner = getattr(owner, part)
        held = vars(owner)[name]
        kind = type(held) if isinstance(held, classmethod | staticmethod) else None
        original = held.__func__ if kind else held
        assert callable(original), f"{place} is no function"
        planted = self._through(original, replacement)
        setattr(owner, name, kind(planted) if kind else planted)
        if not classes:
            _replace_imported(held, planted)

    def _through(self, original: Callable[..., Any], replacement: Replacement) -> Replacement:
        @wraps(original)
        def planted(*arguments: Any, **named: Any) -> Any:
            self.calls += 1
            if self._inert:
                return original(*arguments, **named)
            return replacement(original, *arguments, **named)

        return planted


def _replace_imported(held: Any, planted: Any) -> None:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in _PLANTED_IN:
            for imported, value in list(vars(module).items()):
                if value is held:
                    setattr(module, imported, planted)

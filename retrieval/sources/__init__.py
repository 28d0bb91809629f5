"""The documents in a file or a folder of files, one loader for each type of file.

`scan` finds the files, `load` reads one of them. Importing this package imports no parser:
a loader and the library behind it are imported when a file of their type is loaded.
"""

from __future__ import annotations

from retrieval.sources.base import DEFAULT_LIMITS, Limits, Report, Skipped, SourceFile, digest
from retrieval.sources.folder import Scan, scan
from retrieval.sources.registry import SUFFIXES, load

__all__ = [
    "DEFAULT_LIMITS",
    "SUFFIXES",
    "Limits",
    "Report",
    "Scan",
    "Skipped",
    "SourceFile",
    "digest",
    "load",
    "scan",
]

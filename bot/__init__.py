"""What people touch: the command line, its rendering, and the settings."""

from __future__ import annotations

__version__ = "0.1.0"

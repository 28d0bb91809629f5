"""What people touch.

The command line, its text on a terminal, Discord, evaluation, and the settings.
"""

from __future__ import annotations

__version__ = "0.1.0"

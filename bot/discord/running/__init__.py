"""The bot as a program: started, connected, watched over, and ended in order."""

from __future__ import annotations

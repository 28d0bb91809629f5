"""What a person cannot do on Discord, whatever a test says."""

from __future__ import annotations


class NotAllowed(Exception):
    """Raised for an action that Discord's own client does not offer to this person."""

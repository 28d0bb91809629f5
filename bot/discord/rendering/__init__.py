"""Answers and passages as Discord messages: within its limits, and as the sources are written."""

from __future__ import annotations

"""A conversation of eight turns over the bundled digests, held wherever one can be held."""

from __future__ import annotations

from typing import NamedTuple


class Said(NamedTuple):
    """A question, how it is read after those before it, and words of the first mark in reply."""

    question: str
    read_as: str
    marked: str


TALK = (
    Said("when did Lin leave?", "when did Lin leave?", "Lin"),
    Said("why?", "why did Lin leave?", "Lin"),
    Said("who replaced him?", "who replaced Lin?", "Hao Zhou"),
    Said("where did he work before?", "where did Hao Zhou work before?", "Google DeepMind"),
    Said("how many downloads does Qwen have?", "how many downloads does Qwen have?", "600 million"),
    Said("how many enterprises use it?", "how many enterprises use Qwen?", "90,000"),
    Said("who praised the models?", "who praised the models?", "Elon Musk"),
    Said("what did he say?", "what did Elon Musk say?", "intelligence density"),
)

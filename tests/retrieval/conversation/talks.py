"""Conversations as short notation: questions and replies in turn."""

from __future__ import annotations

from retrieval.conversation import understand
from retrieval.conversation.turns import RewrittenQuestion, Turn
from retrieval.text.analyzer import analyzer_for

LIN = "Junyang Lin, the tech lead of Qwen, has stepped down from Alibaba's AI project."
ZHOU = "Hao Zhou, a veteran of the team at Google, has been appointed as the new head of Qwen."


def turns(*said: str) -> list[Turn]:
    """Return turns from questions and replies in turn; an empty reply is none."""
    roles = (("user", "bot")[place % 2] for place in range(len(said)))
    return [
        Turn("user" if role == "user" else "bot", text)
        for role, text in zip(roles, said, strict=True)
        if text
    ]


def reading(question: str, *said: str) -> RewrittenQuestion:
    """Return how a question is read where every word tells as much as any other."""
    return understand(question, turns(*said), analyzer_for("english"), lambda _term: 1.0)

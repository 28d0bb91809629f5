"""The exit statuses, as the help of `quoth` documents them."""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    """What a command's exit status says."""

    DONE = 0
    NO_ANSWER = 1
    USAGE = 2
    SOURCES = 3
    INDEX = 4
    DISCORD = 5
    INTERNAL = 70
    OUTPUT = 74
    INTERRUPTED = 130
    CLOSED_PIPE = 141


MEANINGS: dict[Status, str] = {
    Status.DONE: "answered, or done",
    Status.NO_ANSWER: "nothing in the sources answers, a quote does not match, a gate is "
    "broken, or a question would break",
    Status.USAGE: "wrong usage: a command, an option, a setting, a question, a line of a batch",
    Status.SOURCES: "the sources could not be read",
    Status.INDEX: "the index could not be built or opened",
    Status.DISCORD: "Discord refused the token or an intent",
    Status.INTERNAL: "an error in Quoth itself",
    Status.OUTPUT: "the output could not be written",
    Status.INTERRUPTED: "interrupted",
    Status.CLOSED_PIPE: "whoever read the output stopped reading",
}
"""Exit status to what it means."""

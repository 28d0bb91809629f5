"""What surrounds an article without being part of it: by-lines, credits, buttons, short lines."""

from __future__ import annotations

import re

_LONGEST = 120
_LONGEST_BUTTON = 40
_PATTERNS = (
    r"(?:photo|image|picture|illustration|video|graphic|source|caption)s?\s*(?:credit|courtesy|by|:)",
    r"credits?\s*:",
    r"(?-i:[Bb][Yy](?:\s+[A-Z][\w.'-]*){1,5}$)",
    r"share\s+(?:this|article|on|via|post|story)\b",
    r"(?:tweet|share|print|email|subscribe|sign up|log ?in|menu|search|tags?)\W*$",
    r"(?:advertisement|sponsored|editor'?s?(?: desk)?|table of contents)\W*$",
    r"(?:back to top|read more|see also|related|comments?)\W*$",
    r"(?:related|recommended|popular|latest|more)\s+(?:articles?|posts?|stories|news|reading)\W*$",
    r"(?:no|\d+) (?:related )?(?:articles|comments?|posts|repl(?:y|ies))(?: (?:yet|found))?\W*$",
    r"(?:leave a|post a|view|show) (?:reply|comments?)\b",
    r"(?:follow|like|find) us(?: (?:on|at)\b|\W*$)",
    r"subscribe (?:to|now|for)\b",
    r"sign up (?:for|to)\b",
    r"(?:©|copyright\s*(?:\d|©|\(|$)|\(c\)\s*\d{4}|all rights reserved)",
    r"(?:\d+\s*(?:min(?:ute)?s?)\s*read)\W*$",
    r"(?:posted|published|updated|last (?:updated|modified))\s*(?:on|by|at|:)[^.!?]*$",
    r"(?:skip to|jump to|click here|cookies? (?:policy|notice|settings|preferences))\b",
)
_FURNITURE = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)
_LEADING = re.compile(r"^[^\w©(]+")
_SENTENCE_END = re.compile(r"[.!?…。！？:;：][\"'\u201d\u2019)\]」』]*$")
_WORD = re.compile(r"(?<!\w)[\d_]*+[^\W\d_]\w*")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def is_furniture(text: str) -> bool:
    """Return whether a paragraph is a by-line, credit, button or one-word line, not content."""
    if len(text) > _LONGEST:
        return False
    words = len(_WORD.findall(text))
    if words == 0 or (words == 1 and not _UNSPACED.search(text) and not re.search(r"\d", text)):
        return True
    # "Sign up for a library card at the front desk with a passport." is a sentence to quote.
    is_sentence = len(text) > _LONGEST_BUTTON and re.search(r"[.!?][\"'\u201d\u2019)]*$", text)
    return not is_sentence and _FURNITURE.match(_LEADING.sub("", text)) is not None


def may_be_heading(text: str) -> bool:
    """Return whether an unmarked paragraph reads like a heading: one short line, no full stop.

    A line that states something in the form "name: value" is content.
    """
    return (
        "\n" not in text
        and len(text) <= _LONGEST
        and not _SENTENCE_END.search(text)
        and not re.search(r":\s+\S.*\d|\d\s*:\s*\d", text)
    )

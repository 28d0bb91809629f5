"""The forms that dates are written in, as one pattern.

It is compiled when the first date is read: most questions never do.
"""

from __future__ import annotations

import re
from functools import cache

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_TH = r"(?:st|nd|rd|th)?"
_YEAR = r"(?:1\d|20)\d\d"
_PART = (
    r"(?:(?P<part>[Ee]arly|[Mm]id(?:dle of)?|[Ll]ate|[Bb]eginning of|[Ss]tart of|[Ee]nd of)[\s-]+)"
)
_TO = r"\s?(?:[-\u2013\u2014]|to|and)\s?"
# No year: what counts something, is a sum, a part of a longer number, or of another word.
_NO_YEAR = (
    r"(?![\w%]|[.,]\d|-\w|\s?(?:million|billion|thousand|percent|per cent|people|years|km|m\b))"
)
_ALONE = r"(?<![\w$\u20ac\u00a3.,/#+-])"


def _named_part(prefix: str) -> str:
    return _PART.replace("?P<part>", f"?P<{prefix}_part>") + "?(?:the\\s+)?"


@cache
def hint_pattern() -> re.Pattern[str]:
    """Return what finds a part that every form of a date has: a quick look, soon compiled."""
    return re.compile(
        r"\d{4}|\d(?:st|nd|rd|th)|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
        r"|B\.?C|A\.?D|C\.?E"
    )


@cache
def date_pattern() -> re.Pattern[str]:
    """Return what finds dates; the group that is closed last names the form."""
    # A lone "May" or "March" is a verb as often: only after a word that dates are put after.
    return re.compile(
        rf"(?P<iso>{_ALONE}\d{{4}}-\d\d-\d\d(?!\d))"
        rf"|(?P<mf>\b(?P<mf_month>{_MONTH})\s+(?P<mf_day>{_DAY}){_TH}\b(?:{_TO}(?P<mf_to>{_DAY})"
        rf"{_TH}\b)?(?![:\d]|\.\d\d\b)(?:,?\s+(?P<mf_year>{_YEAR})(?!\d))?)"
        rf"|(?P<df>{_ALONE}(?P<df_day>{_DAY}){_TH}(?:{_TO}(?P<df_to>{_DAY}){_TH})?\s+(?:of\s+)?"
        rf"(?P<df_month>{_MONTH})(?:,?\s+(?P<df_year>{_YEAR})\b)?)"
        rf"|(?P<q>\b(?:[Qq](?P<q_number>[1-4])|(?P<q_word>first|second|third|fourth)[\s-]quarter)"
        rf"(?:\s+of)?\s+(?P<q_year>{_YEAR})\b)"
        rf"|(?P<s>\b(?P<s_name>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)(?:\s+of)?\s+"
        rf"(?P<s_year>{_YEAR})\b)"
        rf"|(?P<m>{_named_part('m')}(?:\b(?P<m_month>{_MONTH}),?\s+(?:of\s+)?(?P<m_year>{_YEAR})\b"
        rf"|(?:(?<=[Ii]n )|(?<=ince )|(?<=[Bb]y )|(?<=ntil )|(?<=arly )|(?<=[Ll]ate )"
        rf"|(?<=[Mm]id-)|(?<= of )|(?<=uring ))(?P<m_only>{_MONTH})(?!\s*\d)))"
        rf"|(?P<c>{_ALONE}{_named_part('c')}(?P<c_number>[12]?\d)(?:st|nd|rd|th)[\s-]centur(?:y|ies)\b"
        rf"(?:\s(?P<c_era>B\.?C|A\.?D))?)"
        rf"|(?P<d>{_ALONE}{_named_part('d')}(?P<d_year>{_YEAR[:-2]}0)['\u2019]?s\b)"
        rf"|(?P<bc>{_ALONE}(?P<bc_year>\d{{1,2}},\d{{3}}|\d{{1,4}})\s?(?:B\.?C\.?E?\b))"
        rf"|(?P<ad>\bA\.?D\.?\s(?P<ad_before>\d{{1,4}})\b|\b(?P<ad_after>\d{{1,4}})\s?(?:A\.?D\b|C\.?E\b))"
        rf"|(?P<y>{_ALONE}{_named_part('y')}(?P<y_year>{_YEAR})"
        rf"(?:[-\u2013/](?P<y_to>\d{{4}}|\d\d)\b)?{_NO_YEAR})"
    )

"""Nouns that name the kind of answer: a "founder" is a person, a "population" a number."""

from __future__ import annotations

from functools import cache
from typing import Literal

Kind = Literal["person", "organisation", "date", "number", "place", "reason"]

_NOUNS: dict[Kind, str] = {
    "person": """
        person people man woman boy girl guy lady gentleman king queen prince princess emperor
        empress tsar sultan pope bishop saint monk president chancellor premier minister senator
        governor mayor judge justice lawyer attorney politician leader ruler dictator ambassador
        general commander captain admiral soldier ceo cto cfo coo chairman chairwoman chairperson
        chair director manager boss head chief executive founder cofounder owner inventor creator
        developer designer architect engineer programmer maker author writer poet novelist
        playwright journalist editor composer songwriter lyricist singer vocalist rapper musician
        drummer guitarist pianist conductor actor actress comedian director producer
        filmmaker host presenter narrator painter sculptor photographer artist dancer
        scientist physicist chemist biologist mathematician astronomer philosopher historian
        economist psychologist professor teacher student scholar researcher doctor physician
        nurse surgeon explorer astronaut pilot player athlete footballer quarterback coach
        pitcher batsman boxer swimmer runner driver champion winner runner-up loser scorer
        captain successor predecessor replacement heir father mother parent son daughter brother
        sister wife husband spouse child uncle aunt cousin friend killer murderer victim suspect
        hero heroine villain character member lead employee spokesperson spokesman spokeswoman
        analyst colleague speaker nominee candidate recipient
        """,
    "organisation": """
        company corporation firm business startup organisation organization institution
        institute agency department ministry team club band orchestra university college
        school academy party union church bank airline airlines network channel station studio
        label publisher newspaper magazine manufacturer brand retailer supplier league federation
        association foundation charity committee commission council court parliament congress
        employer vendor lab laboratory museum hospital army
        """,
    "date": """
        year date day month time decade century week birthday birthdate weekday
        deadline anniversary era period
        """,
    "number": """
        number percentage percent amount share size price age population length height width
        depth weight mass distance speed temperature salary cost budget revenue income value
        rate ratio score total count quantity duration capacity volume frequency wavelength worth
        density radius diameter elevation altitude wage fee fine fare tax sum proportion fraction
        probability odds magnitude lifespan
        """,
    "place": """
        country nation city town state place region county continent village
        location capital province territory district island river lake sea ocean mountain
        valley desert street road neighbourhood neighborhood area planet hometown
        birthplace headquarters venue address site colony kingdom empire port airport stadium
        suburb borough peninsula bay coast
        """,
    "reason": "reason cause motive motivation explanation",
}


@cache
def _kinds() -> dict[str, Kind]:
    kinds: dict[str, Kind] = {}
    for kind, words in _NOUNS.items():
        for word in words.split():
            kinds.setdefault(word, kind)
    return kinds


def kind_of(noun: str) -> Kind | None:
    """Return the kind of thing that a lower-case noun names, whatever its number; None if none."""
    kinds = _kinds()
    if noun in kinds:
        return kinds[noun]
    singular = noun[:-3] + "y" if noun.endswith("ies") else noun.removesuffix("s")
    if singular in kinds:
        return kinds[singular]
    if len(noun) > 6 and singular.endswith(("ologist", "ician", "woman", "women", "iest")):
        return "person"
    return None


def nouns() -> frozenset[str]:
    """Return all nouns that name a kind of answer."""
    return frozenset(_kinds())

"""Words too common to say what a passage or a question is about, by language.

Words that carry meaning in a question stay out of these lists: negations (not, never,
without), order and time (before, after, first, since), direction (up, down, out, over)
and quantity (all, most, more, only).
"""

from __future__ import annotations

_ENGLISH = """
a an the this that these those there here
of in on at by for to from with into as than about per
and or but if so nor then
i me my mine we our ours you your yours he him his she her hers it its they them their theirs
am is are was were be been being do does did done doing has have had having
can could will would shall should may might must
what which who whom whose when where why how
also just very too such some any many much please ie eg
himself herself itself themselves myself yourself ourselves
"""

_GERMAN = """
der die das den dem des ein eine einen einem einer eines und oder aber wenn als wie zu zum zur
von vom mit in im an am auf bei aus nach für über um ist sind war waren sein hat haben hatte
wird werden wurde ich du er sie es wir ihr ihn ihm sich mein dein dass daß auch so was wer wen
wem wo wann warum viel viele welche welcher welches
"""

_FRENCH = """
le la les un une des de du au aux et ou mais si que qui quoi dont où quand comment pourquoi
quel quelle quels quelles en dans sur par pour avec ce cet cette ces il elle ils elles on nous
vous je tu se son sa ses leur leurs est sont était étaient être a ont avait avoir c d j l m n
qu s t y
"""

_SPANISH = """
el la los las un una unos unas de del al y o u pero si que quien quién cual cuál cuando cuándo
donde dónde como cómo en por para con se su sus lo le les es son era eran fue ser ha han había
haber este esta estos estas ese esa qué
"""

_ITALIAN = """
il lo la i gli le un uno una di del dello della dei degli delle a al allo alla ai agli alle da
dal dalla in nel nella su sul sulla con per e o ma se che chi cui quale quando dove come perché
è sono era erano essere ha hanno aveva avere si suo sua l d
"""

_PORTUGUESE = """
o a os as um uma de do da dos das em no na nos nas por para com e ou mas se que quem qual quando
onde como é são era eram foi ser tem têm tinha ter seu sua seus suas ao à aos às
"""

_DUTCH = """
de het een en of maar als dan dat die dit deze van in op aan bij met voor naar uit om te is zijn
was waren wordt werd heeft hebben had ik je jij hij zij ze we wij zich zijn haar hun er wat wie
waar wanneer waarom hoe welke
"""

_BY_LANGUAGE = {
    "english": _ENGLISH,
    "porter": _ENGLISH,
    "german": _GERMAN,
    "french": _FRENCH,
    "spanish": _SPANISH,
    "italian": _ITALIAN,
    "portuguese": _PORTUGUESE,
    "dutch": _DUTCH,
}


def stop_words(language: str) -> frozenset[str]:
    """Return the case-folded stop words of a Snowball language, empty where none are listed."""
    return frozenset(_BY_LANGUAGE.get(language, "").split())

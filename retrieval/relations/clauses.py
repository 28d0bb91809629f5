"""Where the subject and the object of a verb stand, told from the order of the words.

There is no parser here: what is not plain from the neighbourhood of the verb is left open.
Places are indexes of words.
"""

from __future__ import annotations

from retrieval.relations.sentence_words import (
    AUXILIARIES,
    BORDERS,
    CONJUNCTIONS,
    DETERMINERS,
    NEGATIONS,
    PREPOSITIONS,
    RELATIVES,
    SUBORDINATORS,
    TIMES,
    Word,
    WordSequence,
)

_REACH = 8
_LONGEST_ASIDE = 18
_TITLE = 4
_OPENINGS = {")": "(", ",": ",", "\u2014": "\u2014", "\u2013": "\u2013"}
# "The Silver Creek mine" is Silver Creek.
KINDS_OF_THINGS = frozenset(
    "company firm group team club brand mine mill bank chain startup label hotel factory plant "
    "newspaper magazine website app bridge tower castle museum theatre theater film movie novel "
    "book album song series show game ship crew family estate island islands river project".split()
)
_FOLLOWING = frozenset("by after before while when since upon in with".split())


def before(words: WordSequence, verb: int) -> int:
    """Return the place before a verb with its auxiliaries and adverbs; -1 where nothing is."""
    place = verb - 1
    while place >= 0:
        word = words[place]
        if _is_auxiliary(word) or word.is_adverb or word.lower == "since":
            place -= 1
        elif place and _is_adverbial(words[place - 1], words[place]):
            place -= 2
        else:
            break
    return place


def _is_auxiliary(word: Word) -> bool:
    return word.lower in AUXILIARIES or word.lower in NEGATIONS


def _is_adverbial(link: Word, word: Word) -> bool:
    """Return whether two words are "in turn", "in fact" or "in 2010"."""
    return link.lower in ("in", "at", "of") and (
        word.lower in ("turn", "fact", "course", "last", "first") or word.lower.isdigit()
    )


def subject(words: WordSequence, verb: int, is_participle: bool = False) -> int | None:
    """Return the place where the subject of a verb ends, None where it is not plain."""
    place = before(words, verb)
    if place >= 0 and words[place].lower == "to":
        place = _before_infinitive(words, place)
    if place < 0:
        return after_opening(words, verb) if is_participle else None
    word = words[place].lower
    if is_participle and (word in _FOLLOWING or word in BORDERS or word in CONJUNCTIONS):
        opens = place == 0 and word in _FOLLOWING
        return after_opening(words, verb) if opens else first_subject(words, place)
    if word in RELATIVES:
        return place - 2 if place and words[place - 1].lower == "," else place - 1
    if word in _OPENINGS:
        return _before_aside(words, place)
    if word in CONJUNCTIONS:
        return first_subject(words, place)
    return place


def _before_infinitive(words: WordSequence, place: int) -> int:
    """Return where the subject of "was appointed to replace" or "agreed to replace" ends."""
    least = max(-1, place - _TITLE)
    back = place - 1
    while back > least and not words[back].is_name and words[back].is_noun:
        back -= 1
    if back >= 0 and words[back].lower in AUXILIARIES:
        back = before(words, back + 1)
    # "Lin, whom the board had chosen to lead": it is Lin who leads.
    for pointer in range(back, max(0, back - _TITLE), -1):
        if words[pointer].lower == "whom":
            return pointer - (2 if words[pointer - 1].lower == "," else 1)
    return back


def _before_aside(words: WordSequence, place: int) -> int | None:
    """Return the place before what stands between commas, brackets or dashes and ends here."""
    opening = _OPENINGS[words[place].lower]
    for back in range(place - 1, max(-1, place - _LONGEST_ASIDE), -1):
        if words[back].lower == opening:
            return back - 1 if back else None
    return None


def first_subject(words: WordSequence, until: int) -> int | None:
    """Return where the first thing named in the sentence ends, if no other clause follows it."""
    place = clause_start(words, until)
    end = name_end(words, place, until)
    if end is None:
        return None
    aside = end + 1 < until and words[end + 1].lower in BORDERS
    between = words[end + (3 if aside else 1) : until]
    blocked = SUBORDINATORS | (CONJUNCTIONS - {"nor"}) | {"that", "which", "who"}
    return None if any(word.lower in blocked for word in between) else end


def clause_start(words: WordSequence, until: int) -> int:
    """Return where the main clause starts: after "In 2010," and the like."""
    place = 0
    for number, word in enumerate(words[:until]):
        if word.lower in (";", ":"):
            place = number + 1
    opens = place < until and words[place].lower in PREPOSITIONS | SUBORDINATORS
    if opens:
        commas = (number for number in range(place, until) if words[number].lower == ",")
        place = next(commas, until - 1) + 1
    return place


def after_opening(words: WordSequence, verb: int) -> int | None:
    """Return where the subject ends that follows "Replacing Lin, …"."""
    for place in range(verb + 1, len(words)):
        if words[place].lower == ",":
            return name_end(words, place + 1, len(words))
    return None


def name_end(words: WordSequence, place: int, until: int) -> int | None:
    """Return where the name ends that starts at a place, or a title or two after it."""
    start = place
    while place < until and not words[place].is_name and place - start <= _TITLE:
        if words[place].lower not in DETERMINERS and not words[place].is_noun:
            break
        place += 1
    if place >= until or not words[place].is_name:
        return place - 1 if start < place else None
    while place + 1 < until and words[place + 1].is_name and not words[place].owns:
        place += 1
    return place


def preposition(words: WordSequence, verb: int, sought: str) -> int | None:
    """Return the place of a preposition that belongs to a verb before it."""
    for place in range(verb + 1, min(len(words), verb + 1 + _REACH)):
        word = words[place].lower
        if word == sought:
            return place
        if word in SUBORDINATORS or word in RELATIVES or word in ";:()":
            return None
    return None


def leads_to(words: WordSequence, place: int, start: int) -> bool:
    """Return whether the thing named right at a place may be the one that starts at `start`.

    Titles may stand between ("the former chief executive"), and other names of a list.
    """
    between = words[place:start]
    if any(word.lower in BORDERS or word.lower in CONJUNCTIONS for word in between):
        return _is_list(between)
    if sum(not word.is_name for word in between) > _TITLE + 1:
        return False
    return all(
        word.is_noun or word.lower in DETERMINERS or word.lower in '"\u201c' for word in between
    )


def _is_list(words: WordSequence) -> bool:
    return words[-1].lower in (*CONJUNCTIONS, ",") and all(
        word.is_name or word.lower in (*DETERMINERS, ",", "and", "or", "&") for word in words
    )


def ends_whole(words: WordSequence, last: int) -> bool:
    """Return whether what is named ends there: neither "Lin's deputy" nor "Lin Avenue"."""
    if words[last].owns:
        return False
    if last + 1 == len(words):
        return True
    after = words[last + 1]
    if after.lower in TIMES or after.is_adverb or after.lower[:1].isdigit():
        return True
    if after.lower in KINDS_OF_THINGS and not after.owns:
        return last + 2 == len(words) or not words[last + 2].is_noun
    return not after.is_noun


def stands_at(words: WordSequence, place: int, first: int, last: int) -> bool:
    """Return whether the words from `first` to `last` are what is named right at a place."""
    if first < place:
        return False
    if leads_to(words, place, first):
        return ends_whole(words, last)
    return _is_apposed(words[place:first]) and _closes(words, last)


def _is_apposed(between: WordSequence) -> bool:
    """Return whether it goes "the mayor, " before a name."""
    return (
        2 < len(between) <= _TITLE + 1
        and between[0].lower in DETERMINERS
        and between[-1].lower == ","
        and all(word.is_noun and not word.is_name for word in between[1:-1])
    )


def _closes(words: WordSequence, last: int) -> bool:
    after = last + 1
    return not words[last].owns and (
        after == len(words) or words[after].lower in BORDERS | PREPOSITIONS
    )

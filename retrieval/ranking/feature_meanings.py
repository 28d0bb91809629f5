"""What each feature of a passage means, in a few plain words.

The names are those in a score's evidence and in files of weights: machines keep them, people
read what stands here. Nothing is imported here, so that those who only show answers may use it.
"""

from __future__ import annotations

from collections.abc import Mapping

_KINDS = {
    "person": "a person",
    "organisation": "an organisation",
    "date": "a date",
    "number": "a number",
    "place": "a place",
    "reason": "a reason",
    "definition": "a definition",
    "quotation": "a quotation",
}

_OF_PARTS = {
    "term": "has this word of the question",
    "otherwise": "has other words for",
    "late": "kept behind what was read first",
}

_OF_PASSAGES = {
    "bm25": "words of the question, by BM25",
    "bm25_otherwise": "other words for them, by BM25",
    "told": "share of the question told",
    "inside": "share of the question told in the text itself",
    "titled": "share of the question told in title and headings",
    "title_asked": "share of title and headings asked about",
    "lacking_rare": "the rarest word lacking, as a share of the question",
    "lacking_name": "names lacking, as a share of the question",
    "lacking": "words lacking altogether",
    "lacking_number": "numbers lacking",
    "lacking_relation": "what is asked about names lacking, as a share of the question",
    "together": "neighbouring words stand together",
    "length": "length of the text",
    "title_length": "length of title and headings",
    "told_bits": "how much of the question is told, rare words more",
    "inside_bits": "how much of it the text itself tells, rare words more",
    "lacking_bits": "how rare the rarest word lacking is",
    "earlier": "goes on with what was said before, by BM25",
    "similar": "near the question in meaning",
    "similar_titled": "title and headings near the question in meaning",
    "matched": "words near those of the question in meaning",
    "matched_inside": "words of the text itself near those of the question in meaning",
    "matched_titled": "words of title and headings near those of the question in meaning",
    "reader_cosine": "near the question, as the reader reads it",
    "reader_maxsim": "has what the words mean, as the reader reads it",
    "reader_least": "the word whose meaning it has least, as the reader reads it",
    "reader_logit": "answers, as the reader reads it together with the question",
    "sentence": "value of the best sentence",
    "direction": "who did it to whom: as asked, or only the other way round",
}

_OF_SENTENCES = {
    "told": "best sentence: share of the question told",
    "titled": "best sentence: what the title says for it",
    "before": "best sentence: what the one before says for it",
    "particular": "best sentence: says what the title does not",
    "local": "best sentence: says what few sentences there say",
    "together": "best sentence: neighbouring words together",
    "ordered": "best sentence: words in the question's order",
    "opening": "best sentence: opens the passage",
    "second": "best sentence: is the second one",
    "late": "best sentence: how late it comes",
    "length": "best sentence: its length",
    "pronoun": "best sentence: begins with a pronoun",
    "resolved": "best sentence: whom its pronoun means",
    "near": "best sentence: a possible answer near the words asked",
    "names": "best sentence: names that the question lacks",
    "digits": "best sentence: has digits",
    **{f"answer_{kind}": f"best sentence: has {what}, as asked" for kind, what in _KINDS.items()},
    "similar": "best sentence: near the question in meaning",
    "matched": "best sentence: words near those of the question in meaning",
    "matched_titled": "best sentence: with the title, words near in meaning",
    "reader_cosine": "best sentence: near the question, as the reader reads it",
    "reader_maxsim": "best sentence: has what the words mean, as the reader reads it",
    "opening_definition": "best sentence: opens the passage, where a definition is asked for",
    "opening_person": "best sentence: opens the passage, where a person is asked for",
    "opening_passage": "best sentence: opens the passage, where no kind of answer shows",
}

MEANINGS: Mapping[str, str] = {
    **_OF_PARTS,
    **_OF_PASSAGES,
    **{f"best_{name}": told for name, told in _OF_SENTENCES.items()},
}
"""What evidence means by its name, for every part that a score may have."""


def meaning(name: str) -> str:
    """Return what evidence means in plain words; the name itself where nobody has said."""
    return MEANINGS.get(name, name.replace("_", " "))

"""Who does what to whom.

Which side of a relation a question asks for, and whether a sentence gives it.

"Who replaced Lin?" and "whom did Lin replace?" have the same words and different answers. The
sides are read from a question and from a sentence, and nothing is said where the words do not
show them plainly. The relations and their sides stand in the lexicon.
"""

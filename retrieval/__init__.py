"""Verbatim passages for questions: sources, passages, terms, index, ranking, answers.

`retrieval.library.Library` is the way in; importing this package imports nothing else.
"""

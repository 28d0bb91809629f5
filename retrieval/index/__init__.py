"""Engines behind one protocol, what they store on disk, and how an index is built from sources.

Snapshot, Recipe -> build -> CorpusWriter, Engine.build -> arrays -> Corpus, Searcher
"""

"""What a text is made of: terms, sentences, passages, names, dates and quantities.

`analyzer` turns text into terms, the same way for passages and for questions; `sentences` and
`passages` say where a quote may begin and end; `values` reads dates, times, amounts and names;
`lexicon` and `thesaurus` know which words say the same.
"""

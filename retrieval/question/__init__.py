"""What is being asked: `question` reads it, the other modules each know one thing about it.

`small_talk` takes off what is only said around a question, `syntax` finds the word that asks and
its noun phrase, `answer_types` the kind of answer, `compound` takes several questions apart,
`abbreviations` and `spelling` ask the sources what its words stand for.
"""

"""Whether the sources are quoted as they should be: questions, measures, runs, comparison.

    files -> Case -> Judged -> Outcome -> Summary | RunLine -> Comparison, Broken gates

Nothing that answers a question imports this package.
"""

"""Whether the sources are quoted as they should be: questions, metrics, runs, comparison.

    files -> Case -> JudgedCase -> Outcome -> Summary | SavedOutcome -> RunComparison -> gates

Nothing that answers a question imports this package.
"""

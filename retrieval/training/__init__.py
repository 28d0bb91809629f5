"""Weights learned from questions with known answers, with scikit-learn.

    cases -> Example -> fit -> Weights -> validate

Nothing that answers a question imports this package.
"""

"""Which way round a relation is asked, and whether a sentence tells it that way round.

"Who replaced Lin?" and "whom did Lin replace?" have the same words and different answers.
`sought` reads the sides from a question, `agreement` from a sentence; both keep silent where
the words do not show them plainly. The relations and their sides stand in the lexicon.
"""

from __future__ import annotations

from retrieval.direction.agreeing import Agreement, agreement
from retrieval.direction.sought import Sought, sought

__all__ = ["Agreement", "Sought", "agreement", "sought"]

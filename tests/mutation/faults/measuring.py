"""Faults in the instrument: what measures whether the sources answer."""

from __future__ import annotations

from tests.mutation.fault import Fault

FAULTS = (
    Fault(
        "nothing-fails",
        "Whatever comes of a question is as expected.",
        {"retrieval.evaluation.assessment:failures": lambda _original, *_arguments: iter(())},
        ("tests/retrieval/evaluation/test_assessment.py",),
    ),
    Fault(
        "dangling-anchors-unnoticed",
        "Words that are in no passage any more are not told of.",
        {
            "retrieval.evaluation.cases:AnchorLookup.judged": lambda original, self, case: original(
                self, case
            )._replace(dangling=())
        },
        ("tests/retrieval/evaluation/test_cases.py",),
    ),
    Fault(
        "gates-open",
        "No gate is ever broken.",
        {"retrieval.evaluation.gates:broken_gates": lambda _original, *_arguments: []},
        ("tests/retrieval/evaluation/test_gates.py",),
    ),
    Fault(
        "every-change-significant",
        "Any difference between two runs is told to be none of chance.",
        {"retrieval.evaluation.saved_runs:p_value": lambda _original, _before, _after: 0.0},
        ("tests/retrieval/evaluation/test_saved_runs.py",),
    ),
)

"""What documentation answers with comes before what only repeats the question."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import Library


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        (
            "which option keeps shards?",
            "To keep shards, fire with --keep-shards at night.",
            "Shards are kept by an option of the kiln since spring.",
        ),
        (
            "which variable sets the glaze?",
            "GLAZE_NAME is set to the glaze that is wanted.",
            "The name of the glaze is a variable that the potter sets.",
        ),
        (
            "how do I become a member?",
            "To become a member, fill in the form at the desk.",
            "Membership is asked for by most who come twice.",
        ),
        (
            "when is the kiln lit?",
            "The kiln is lit at 6:15.",
            "The kiln was lit by the potter whom the town chose.",
        ),
        (
            "how much does the blue glaze cost?",
            "The blue glaze costs 31.40, the red one 28.10.",
            "The cost of the blue glaze is told at the desk.",
        ),
    ],
)
def test_what_answers_comes_before_what_repeats_the_question(
    tmp_path: Path, question: str, answer: str, other: str
) -> None:
    Path(tmp_path, "a.txt").write_text(other + "\n", encoding="utf-8")
    Path(tmp_path, "b.txt").write_text(answer + "\n", encoding="utf-8")
    assert Library.open(tmp_path).ask(question).quotes[0].text == answer


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("when is the post collected?", "17:30"),
        ("when is the sauna heated?", "Saturdays only"),
        ("when does the choir sing?", "in the evening"),
        ("how much does the red kettle cost?", "26.50"),
        ("what is the difference between the boat and the punt?", "flat"),
    ],
)
def test_a_plain_answer_of_a_notice_is_no_reason_to_abstain(
    tmp_path: Path, question: str, says: str
) -> None:
    notices = (
        "The post is collected at 17:30.",
        "The sauna is heated on Saturdays only.",
        "The choir sings in the evening.",
        "The red kettle costs 26.50.",
        "The boat has a keel, the punt is flat below.",
    )
    Path(tmp_path, "notices.txt").write_text("\n\n".join(notices) + "\n", encoding="utf-8")
    answer = Library.open(tmp_path).ask(question)
    assert answer.status == "answered"
    assert says in answer.quotes[0].text

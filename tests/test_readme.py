"""README shows what the program prints."""

from __future__ import annotations

from tests.mutation.faults import FAULTS
from tests.readme import README, rendered


def test_every_transcript_is_what_the_command_prints() -> None:
    text = README.read_text(encoding="utf-8")

    assert "<!-- transcript:" in text
    assert text == rendered(text), "run `python -m tests.readme` to write the transcripts anew"


def test_it_says_how_many_faults_are_planted() -> None:
    assert f"{len(FAULTS)} faults are planted" in README.read_text(encoding="utf-8")

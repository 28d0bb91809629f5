"""README shows what the program prints."""

from __future__ import annotations

from tests.readme import README, rendered


def test_every_transcript_is_what_the_command_prints() -> None:
    text = README.read_text(encoding="utf-8")

    assert "<!-- transcript:" in text
    assert text == rendered(text), "run `python -m tests.readme` to write the transcripts anew"

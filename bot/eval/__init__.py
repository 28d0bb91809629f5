"""Questions with known answers: measured, reported, learned from, and collected."""

"""Answers, lists and progress as a terminal shows them."""

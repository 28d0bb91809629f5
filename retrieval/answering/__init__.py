"""Ranked passages to an answer: what is quoted and marked, and when nothing is."""

"""Ranked passages: a first stage finds candidates, the re-ranker weighs the features of each."""

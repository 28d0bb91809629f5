"""Measurements for people and scripts: tables, what is broken, what changed."""

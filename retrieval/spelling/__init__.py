"""Misspelled words mended: `speller` does it, for words that nothing here knows."""

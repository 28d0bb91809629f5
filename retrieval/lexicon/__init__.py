"""What words have to do with one another: relations that people ask about, and synonyms."""

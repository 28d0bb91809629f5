"""Text to terms, the same way for passages and for questions; `analyzer` is the way in."""

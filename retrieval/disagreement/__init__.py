"""Whether quotes disagree, about what, and which sides the sources take."""

"""Sources to an index: what there is, what is made of it, and one pass that makes it."""

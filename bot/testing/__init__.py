"""Questions as tests of pytest: what collects and asks them, and what is said of a failure."""

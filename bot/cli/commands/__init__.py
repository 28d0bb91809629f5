"""One module for each command of `quoth`, imported when the command is run."""

"""The colours of the plots, by what they stand for.

They are placeholders: what a plot is drawn in becomes a variable of the page's style, which has
other colours in the light and in the dark.
"""

from __future__ import annotations

INK = "#010101"
PAPER = "#010102"
LINE = "#010103"
TRACK = "#010104"
MAIN = "#010105"
GOOD = "#010106"
QUIET_GOOD = "#010107"
BAD = "#010108"
QUIET_BAD = "#010109"
MUTED = "#010110"

VARIABLES = {
    INK: "--ink",
    PAPER: "--paper",
    LINE: "--line",
    TRACK: "--track",
    MAIN: "--main",
    GOOD: "--good",
    QUIET_GOOD: "--quiet-good",
    BAD: "--bad",
    QUIET_BAD: "--quiet-bad",
    MUTED: "--muted",
}
"""The variable of the style for each placeholder."""

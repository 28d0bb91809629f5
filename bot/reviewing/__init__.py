"""Questions that people asked in vain, turned into questions that are asked again for ever."""

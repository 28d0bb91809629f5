"""What `quoth train` does: questions gathered, weights learned and judged, all of it shown."""

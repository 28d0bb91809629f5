"""What there is on the loopback Discord, and how it is written as JSON."""

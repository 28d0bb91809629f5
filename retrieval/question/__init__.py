"""What is being asked: `question` reads it, the other modules each know one thing about it."""

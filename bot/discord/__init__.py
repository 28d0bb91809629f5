"""The Discord bot: questions asked in a channel, answered there in quotes."""

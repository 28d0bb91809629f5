"""The gateway: sessions over WebSockets, with intents, shards, resuming and closing."""

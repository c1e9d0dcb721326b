"""moderation: what may not be said, and what cannot wait."""

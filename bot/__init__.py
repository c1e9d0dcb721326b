"""bot: puts the parts together and talks to people."""

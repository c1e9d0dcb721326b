"""handoff: from the bot to a lawyer."""

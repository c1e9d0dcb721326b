"""intents: what a person wants, about which area of law, and where."""

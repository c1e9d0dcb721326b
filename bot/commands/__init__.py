"""commands: what `sidebar …` can do, a file for each group."""

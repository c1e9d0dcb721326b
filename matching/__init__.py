"""matching: which vetted answer fits a question."""

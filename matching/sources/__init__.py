"""sources: the kinds of files that answers are collected from, each read into records."""

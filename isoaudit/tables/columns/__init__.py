"""Which column of a table a heading means, in whatever words, and what is asked about it."""

"""Rows of a table that hold none of its data, and what they tell of those below them."""

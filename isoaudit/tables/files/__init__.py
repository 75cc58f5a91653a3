"""A file as sheets of rows of text, in whatever format and encoding."""

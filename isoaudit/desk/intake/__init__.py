"""A table on its way in: what it is judged against, what a person is asked, what is written, what is left."""

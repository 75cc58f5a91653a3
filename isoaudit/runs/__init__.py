"""Notebooks as jobs: which are up to date, which are done, on this machine or on several, what came of each."""

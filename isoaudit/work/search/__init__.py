"""Search: over what was said and written in all years that can be reached."""

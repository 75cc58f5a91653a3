"""A list read row by row: what stands above it, what its columns tell together, its rows and their faults."""

"""Corrective action: what an agency reports, and how the unit examined it."""

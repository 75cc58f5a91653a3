"""The roll-out of systems, lists of procedures and legal instruments."""

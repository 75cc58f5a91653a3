"""When a visit is and who goes, as schedules and decisions write it."""

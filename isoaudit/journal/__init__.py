"""What was said: entries that are only ever added, the state they fold to, the cases made of it, the folder."""

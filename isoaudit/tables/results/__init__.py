"""Results as teams keep them: by points of Article 36, in words, as minutes."""

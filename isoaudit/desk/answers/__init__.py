"""What an inspection found: answers, samples, effects, findings, typed or from tables."""

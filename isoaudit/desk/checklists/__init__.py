"""Checklists out to Excel or a phone, and back."""

"""The inspections of a year: their schedule, and what becomes of them besides being carried out."""

"""isoaudit: a year of inspections under Article 36 of Circular 26/2014/TT-BKHCN, from one laptop."""

__version__ = "0.1.0"

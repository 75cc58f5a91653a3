"""The settings of a programme as a workbook that a secretary fills in."""

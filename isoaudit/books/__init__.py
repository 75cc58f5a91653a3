"""What the books of the form share: one inspection shown and written, its acts recorded, its papers made.

:mod:`isoaudit.visit` is the book of the inspection on site, :mod:`isoaudit.review` that of corrective action.
"""

"""What the circular asks of those who inspect (Circular 26/2014, Article 40)."""

from __future__ import annotations

from datetime import date

from isoaudit.model import Inspector
from isoaudit.wording import label


def lacking(inspector: Inspector, day: date | None) -> tuple[str, ...]:
    """What Article 40.1 of Circular 26/2014 asks of an inspector and is not recorded, in words.

    The three years are counted to ``day``, where it is given.
    """
    found = []
    if not inspector.degree:
        found.append(label("competence", "degree"))
    # A graduate in administration of the national institute is exempt (Article 40.1.b, second sentence).
    if not inspector.state_admin_certificate and "học viện hành chính" not in inspector.degree.casefold():
        found.append(label("competence", "state_admin_certificate"))
    if not inspector.audit_certificate:
        found.append(label("competence", "audit_certificate"))
    graduated = inspector.graduated_on
    if graduated and day and (day.year - graduated.year, day.month, day.day) < (3, graduated.month, graduated.day):
        found.append(label("competence", "seniority"))
    return tuple(found)

"""What the circular asks of those who inspect (Circular 26/2014, Article 40)."""

from __future__ import annotations

from datetime import date

from isoaudit.model import Inspector, says_something
from isoaudit.wording import label

_NO = ("không", "chưa", "no", "0")


def lacking(inspector: Inspector, day: date | None) -> tuple[str, ...]:
    """What Article 40 of Circular 26/2014 asks of an inspector and is not recorded, in words.

    The three years are counted to ``day``, where it is given. An expert of a certification body that was hired is
    outside Article 40.1; of these the two papers of Article 40.2 are asked.
    """
    if _says_yes(inspector.certifier):
        papers = ("expert_card", "certifier_confirmation")
        return tuple(label("competence", paper) for paper in papers if not _says_yes(getattr(inspector, paper)))
    found = []
    if not _says_yes(inspector.degree) or _is_below_a_degree(inspector.degree):
        found.append(label("competence", "degree"))
    if not _says_yes(inspector.state_admin_certificate) and not _says_yes(inspector.administration_degree):
        # The academy teaches other subjects too, so its name in a degree exempts nobody (40.1.b, second sentence).
        asked = "học viện hành chính" in inspector.degree.casefold() and not inspector.administration_degree
        found.append(label("competence", "administration_degree" if asked else "state_admin_certificate"))
    if not _says_yes(inspector.audit_certificate):
        found.append(label("competence", "audit_certificate"))
    graduated = inspector.graduated_on
    if graduated and day and (day.year - graduated.year, day.month, day.day) < (3, graduated.month, graduated.day):
        found.append(label("competence", "seniority"))
    return tuple(found)


_BELOW = ("cao đẳng", "trung cấp", "trung học", "sơ cấp", "thpt")
_DEGREES = (
    "đại học",
    "cử nhân",
    "kỹ sư",
    "kĩ sư",
    "bác sĩ",
    "dược sĩ",
    "kiến trúc sư",
    "thạc sĩ",
    "thạc sỹ",
    "tiến sĩ",
)


def _is_below_a_degree(text: str) -> bool:
    """Whether a text names a diploma below that of a university, which 40.1.a asks for, and none of one."""
    words = text.casefold()
    return any(one in words for one in _BELOW) and not any(one in words for one in _DEGREES)


def _says_yes(text: str) -> bool:
    """Whether something is recorded that is no "không"."""
    words = text.casefold().split()
    return says_something(text) and words[0].strip(" .,;") not in _NO

"""The procedure into the journal: what happened, and what the exchange with the agency changed in the findings."""

from isoaudit.record.acts import Recorded, Said, record
from isoaudit.record.findings import restore, reword, withdraw

__all__ = ["Recorded", "Said", "record", "restore", "reword", "withdraw"]

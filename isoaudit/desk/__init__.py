"""What comes in: tables into the journal, acts with their papers, the exchange on agreed findings. All, or nothing."""

from isoaudit.desk.act_fields import ActToRecord
from isoaudit.desk.acts import Recorded, record
from isoaudit.desk.agencies import AGENCY_COLUMNS, import_agencies
from isoaudit.desk.answers import ANSWER_COLUMNS, import_answers
from isoaudit.desk.findings import restore, reword, withdraw
from isoaudit.desk.inspections import INSPECTION_COLUMNS, import_inspections
from isoaudit.desk.inspectors import INSPECTOR_COLUMNS, import_inspectors
from isoaudit.desk.intake import Imported
from isoaudit.desk.samples import SAMPLE_COLUMNS, import_samples

__all__ = [
    "AGENCY_COLUMNS",
    "ANSWER_COLUMNS",
    "INSPECTION_COLUMNS",
    "INSPECTOR_COLUMNS",
    "Imported",
    "Recorded",
    "SAMPLE_COLUMNS",
    "ActToRecord",
    "import_agencies",
    "import_answers",
    "import_inspections",
    "import_inspectors",
    "import_samples",
    "record",
    "restore",
    "reword",
    "withdraw",
]

"""What comes in: tables into the journal, acts with their papers, the exchange on agreed findings. All, or nothing."""

from isoaudit.desk.acts.fields import ActToRecord
from isoaudit.desk.acts.recording import Recorded, record
from isoaudit.desk.answers.findings import restore, reword, withdraw
from isoaudit.desk.answers.samples import SAMPLE_COLUMNS, import_samples
from isoaudit.desk.answers.tables import ANSWER_COLUMNS, import_answers
from isoaudit.desk.inspections.schedule import INSPECTION_COLUMNS, import_inspections
from isoaudit.desk.intake.judging import Imported
from isoaudit.desk.registers.agencies import AGENCY_COLUMNS, import_agencies
from isoaudit.desk.registers.inspectors import INSPECTOR_COLUMNS, import_inspectors

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

"""Tables into the journal: agencies, inspectors, inspections, answers, samples. All of a file, or nothing."""

from isoaudit.register.agencies import AGENCY_COLUMNS, import_agencies
from isoaudit.register.answers import ANSWER_COLUMNS, import_answers
from isoaudit.register.desk import Imported
from isoaudit.register.inspections import INSPECTION_COLUMNS, import_inspections
from isoaudit.register.inspectors import INSPECTOR_COLUMNS, import_inspectors
from isoaudit.register.samples import SAMPLE_COLUMNS, import_samples

__all__ = [
    "AGENCY_COLUMNS",
    "ANSWER_COLUMNS",
    "INSPECTION_COLUMNS",
    "INSPECTOR_COLUMNS",
    "Imported",
    "SAMPLE_COLUMNS",
    "import_agencies",
    "import_answers",
    "import_inspections",
    "import_inspectors",
    "import_samples",
]

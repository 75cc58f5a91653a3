"""Tables into the journal: agencies, inspectors, inspections, answers. All of a file, or nothing."""

from isoaudit.register.agencies import AGENCY_COLUMNS, import_agencies
from isoaudit.register.answers import ANSWER_COLUMNS, import_answers
from isoaudit.register.desk import Imported
from isoaudit.register.inspections import INSPECTION_COLUMNS, import_inspections
from isoaudit.register.inspectors import INSPECTOR_COLUMNS, import_inspectors

__all__ = [
    "AGENCY_COLUMNS",
    "ANSWER_COLUMNS",
    "INSPECTION_COLUMNS",
    "INSPECTOR_COLUMNS",
    "Imported",
    "import_agencies",
    "import_answers",
    "import_inspections",
    "import_inspectors",
]

"""The rules of a run, over all its inspections at once, judged by great_expectations in a process of its own.

What is found refuses a letter or is shown beside it; the suites are files, ``isoaudit/suites``.
"""

from isoaudit.gate.judging import Judging, check, start
from isoaudit.gate.suites import SUITES

__all__ = ["SUITES", "Judging", "check", "start"]

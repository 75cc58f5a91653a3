"""The rules of a whole year, judged once more by great_expectations in a process of its own.

``with start() as judging`` starts that process; ``judging.ask(cases)`` gives it the question and the caller a
:class:`Year`, whose rules in plain Python judge each case at once; ``judging.answer()`` waits for great_expectations
and stops the run where the two disagree. The suites are files, ``isoaudit/gate/suites``.
"""

from isoaudit.gate.judging import Judging, check, start
from isoaudit.gate.kept import KeptAnswer
from isoaudit.gate.suites import SUITES
from isoaudit.gate.year import Year

__all__ = ["SUITES", "Judging", "KeptAnswer", "Year", "check", "start"]

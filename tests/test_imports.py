"""Imports that cost more than what they are for."""

from __future__ import annotations

import subprocess
import sys

_ALONE = """
import sys
from isoaudit.imports import alone
vietnam = alone("holidays.countries.vietnam")
assert "holidays.countries" not in sys.modules and "holidays.countries.laos" not in sys.modules
assert alone("holidays.countries.vietnam") is vietnam
import holidays
assert holidays.country_holidays("LA", years=2026) and holidays.countries.laos
assert len(holidays.country_holidays("VN", years=2026)) == len(vietnam.VN(years=2026)) > 5
"""


def test_a_country_is_imported_without_the_others_and_they_can_come_afterwards() -> None:
    done = subprocess.run([sys.executable, "-c", _ALONE], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")

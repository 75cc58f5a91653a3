"""Measures any Word document against Decree 30/2020/NĐ-CP, Annex I: ours, or one typed by hand."""

from __future__ import annotations

from isoaudit.layout.check import check
from isoaudit.layout.nouns import Deviation, Report

__all__ = ["Deviation", "Report", "check"]

"""Measures any Word document against Decree 30/2020/NĐ-CP, Annex I: ours, or one typed by hand."""

from __future__ import annotations

from isoaudit.papers.decree30.check import check
from isoaudit.papers.decree30.nouns import Deviation, Report

__all__ = ["Deviation", "Report", "check"]

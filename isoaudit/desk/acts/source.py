"""A file of acts, read and asked about once: our tables, or an office's own book of papers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from isoaudit.desk.acts.papers_asked import OF_RECORD
from isoaudit.desk.acts.papers_rows import PaperRows, words_of_papers
from isoaudit.desk.acts.rows import refuse_other_tables
from isoaudit.desk.intake.asking import Asking, read_asking
from isoaudit.journal.programme import Programme, today
from isoaudit.model import ActKind
from isoaudit.tables import Table, read_table
from isoaudit.tables.cells import OF_THE_BOOK
from isoaudit.tables.columns.office_words import OfficeWords
from isoaudit.tables.files.opening import open_table
from isoaudit.tables.lists.papers_book import papers_of
from isoaudit.tables.workbooks.acts import COLUMNS


class Source:
    """The file, read and asked about once. A book of papers is judged anew against each state of the journal: what a
    paper is may rest on what another person has just recorded."""

    def __init__(self, programme: Programme, path: Path, asking: Asking, dry_run: bool) -> None:
        self.programme, self.path = programme, path
        opened = open_table(path, COLUMNS)
        self.papers = papers_of(opened)
        self.refused: set[tuple[str, ActKind]] = set()
        """Inspections and acts of which the papers leave open whether they are theirs."""
        if self.papers:
            self.words = words_of_papers(programme, self.papers, path, asking, dry_run=dry_run)
            return

        def read(words: OfficeWords) -> Table:
            return read_table(opened, COLUMNS, today(), beside=OF_THE_BOOK, words=words, repeats=True)

        nobody = replace(asking, ask=None)
        self._table = read_asking(programme, opened, "record", OF_RECORD, nobody, dry_run=dry_run, reader=read)
        refuse_other_tables(self._table)
        self._of_the_file = list(self._table.faults.placed)

    def table(self) -> Table:
        """The rows as acts, their faults those of the file alone."""
        if self.papers:
            rows = PaperRows(self.programme, self.papers, self.path, today(), self.words)
            table, self.refused = rows.rows(), rows.refused
            return table
        self._table.faults.placed[:] = self._of_the_file
        return self._table

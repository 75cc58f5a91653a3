"""What was said: entries that are only ever added, the state they fold to, the cases made of it, the folder.

:class:`~isoaudit.journal.store.Journal` is all that anybody needs of the database, SQLite or PostgreSQL:

* reading: ``heads``, ``entries``, ``entries_but``, ``entries_of`` (kinds), ``entries_about`` (subjects),
  ``entries_between``, ``entries_below`` (inspections), ``entries_telling`` (texts), ``subjects``;
* writing: ``writing`` (a transaction: ``append``), ``write`` (judge first, then lock), ``keep`` (a file), ``join``;
* ``verify``.
"""

"""The form: a page of records, fields and actions shown in a notebook, whose every edit reaches a book.

It knows no question and no law: what stands on the page, and what becomes of an edit, a
:class:`~isoaudit.form.book.Book` says. :mod:`isoaudit.visit` is that of an inspection. How page and browser speak:
``docs/form.md``.
"""

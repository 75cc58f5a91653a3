"""Office files as they come by post: one guarded door for workbooks and Word documents, one walker of Word text."""

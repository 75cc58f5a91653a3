"""Workbooks that are written here: to be filled in and read again, filtered, printed, sent on."""

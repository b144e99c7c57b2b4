"""Which of intake's jobs runs first: a higher figure before a lower one.

A clerk waits for the first page of every file, so those go before the second
page of any; nobody waits for the searchable copy.
"""

TRIAGE = 100
PROPOSE = 90
"""Cheap, and what makes the fields appear."""
FIRST_PAGE = 80
PAGE_ON_SCREEN = 70
"""A page the clerk has just turned."""
STAMP = 60
OTHER_PAGE = 20
SEARCHABLE = 10
